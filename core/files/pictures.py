"""Pictures are decoded and written anew: what is no pixel – place, device, hidden parts – does not come along."""

from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore

from PIL import Image, ImageOps

from core.files.kinds import JPEG, PNG, Kind

MOST_PIXELS = 50_000_000  # a telephone's largest; decoded 200 MB at most, and in one place of a process at a time
LONGEST_SIDE = 20_000
THUMBNAIL = 320
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# Decoding takes memory by the pixel, and strangers send pictures: one after the other.
_ONE = BoundedSemaphore(1)
_STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF87a", b"GIF89a")


@dataclass(frozen=True)
class Picture:
    """A picture without metadata, upright; its thumbnail is WebP with no side over 320 pixels."""

    kind: Kind
    content: bytes
    width: int
    height: int
    thumbnail: bytes


def looks_like_picture(content: bytes) -> bool:
    """By its first bytes one of the formats that are let through."""
    return content.startswith(_STARTS) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")


def clean_picture(content: bytes) -> Picture | None:
    """None for what cannot be read or has more than 50 million pixels: asked before anything is decoded. Of a film the first frame."""
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS or max(opened.size) > LONGEST_SIDE:
                return None
            with _ONE:
                return _written_anew(opened)
    except Exception:  # noqa: BLE001 - a decoder fed by strangers: whatever it raises, the picture cannot be read
        return None


def _written_anew(opened: Image.Image) -> Picture:
    lossy = opened.format in {"JPEG", "WEBP"}
    upright = ImageOps.exif_transpose(opened)
    clear = upright.has_transparency_data
    pixels = upright.convert("RGBA" if clear else "RGB")
    pixels.info.clear()
    small = pixels.reduce(max(1, max(pixels.size) // (2 * THUMBNAIL)))
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    kind = JPEG if lossy and not clear else PNG
    content = _saved(pixels, "JPEG", quality=90) if kind is JPEG else _saved(pixels, "PNG")
    return Picture(kind, content, pixels.width, pixels.height, _saved(small, "WEBP", quality=80))


def _saved(picture: Image.Image, form: str, **how: int) -> bytes:
    written = BytesIO()
    picture.save(written, form, **how)
    return written.getvalue()
