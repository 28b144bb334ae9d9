"""What a file is, read from its content alone: neither the name nor the type that its sender gave it is believed.

What we know and can vouch for is let through: pictures that we decode and write anew, PDF, plain text, office files without macros.
All else is kept apart. A program is refused.
"""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import puremagic

_HEAD = 4096
_MOST_ENTRIES = 5000


@dataclass(frozen=True)
class Kind:
    """`endings`: those a name may have, the first for a name with none of them. `reason` (core.files.reasons) is empty for what is let
    through; `refused` is what is not even kept.
    """

    media_type: str
    endings: tuple[str, ...]
    reason: str = ""
    refused: bool = False


BINARY = "application/octet-stream"
_OFFICE = "application/vnd.openxmlformats-officedocument"
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
PNG = Kind("image/png", (".png",))
TEXT = Kind("text/plain", (".txt", ".log", ".csv", ".md"))
PDF = Kind("application/pdf", (".pdf",))
ACTIVE_PDF = Kind("application/pdf", (".pdf",), "active")
MARKUP = Kind("text/plain", (".txt",), "markup")
ARCHIVE = Kind(BINARY, (".zip",), "archive")
MACROS = Kind(BINARY, (".bin",), "macros")
PROGRAM = Kind(BINARY, (".bin",), "program", refused=True)
UNKNOWN = Kind(BINARY, (".bin",), "unknown")
OFFICE = {
    "word/": Kind(f"{_OFFICE}.wordprocessingml.document", (".docx",)),
    "xl/": Kind(f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",)),
    "ppt/": Kind(f"{_OFFICE}.presentationml.presentation", (".pptx",)),
}
_PROGRAM_STARTS = (
    *(b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"L\0\0\0\x01\x14\x02\0", b"dex\n"),
    *(b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),
)
_PROGRAM_PARTS = ("androidmanifest.xml", "classes.dex", "meta-inf/manifest.mf")
_MACRO_PARTS = ("vbaproject.bin", "macrosheets/", "activex/", "embeddings/")
_ARCHIVES = {
    ".rar",
    ".7z",
    ".gz",
    ".bz2",
    ".xz",
    ".tar",
    ".zst",
    ".lz4",
    ".cab",
    ".iso",
    ".dmg",
    ".ace",
    ".arj",
    ".lzh",
}
_PROGRAMS = {".exe", ".dll", ".scr", ".class", ".lnk", ".apk", ".jar", ".deb", ".rpm", ".wasm", ".swf"}
_OLD_OFFICE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
# A name may be written with its characters as digits (ISO 32000-1, 7.3.5).
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_TAGS = re.compile(r"<(?:!doctype|html|svg|script|\?xml|head|body|iframe|math)\b|<\?xml", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CHINESE_TEXT = re.compile(r"[\t\n\r\f\x20-\x7e\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2010-\u2027]*")


def kind_of(content: bytes) -> Kind:
    """What is not a picture (core.files.pictures asks that first). Never raises, whatever the bytes."""
    if content.startswith(_PROGRAM_STARTS):
        return PROGRAM
    if content.startswith(_OLD_OFFICE):
        return MACROS
    if content.startswith(b"PK"):
        return _zipped(content)
    if content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return ACTIVE_PDF if _ACTIVE.search(_HEX.sub(_unescaped, content)) else PDF
    text = _text(content)
    if text is not None:
        return MARKUP if _TAGS.search(text) else TEXT
    return _by_signature(content)


def _unescaped(escape: re.Match[bytes]) -> bytes:
    return bytes([int(escape[1], 16)])


def _zipped(content: bytes) -> Kind:
    """Only the list of what is in it is read, never a part of it; and none that is longer than any document has."""
    if content.count(b"PK\x01\x02") > _MOST_ENTRIES:
        return ARCHIVE
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = [each.lower() for each in archive.namelist()[:_MOST_ENTRIES]]
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, OSError, EOFError, IndexError):
        return ARCHIVE
    if any(name in _PROGRAM_PARTS for name in names):
        return PROGRAM
    if "[content_types].xml" not in names:
        return ARCHIVE
    if any(part in name for name in names for part in _MACRO_PARTS):
        return MACROS
    return next((kind for part, kind in OFFICE.items() if any(n.startswith(part) for n in names)), ARCHIVE)


def _text(content: bytes) -> str | None:
    """The characters of plain text, or None: UTF-8, UTF-16 with its mark, or GB 18030 with nothing but what Chinese text has."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _read(content, "utf-16", _plain)
    read = _read(content, "utf-8-sig", _plain)
    return _read(content, "gb18030", _CHINESE_TEXT.fullmatch) if read is None else read


def _read(content: bytes, encoding: str, fits: Callable[[str], object]) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if fits(text) else None


def _plain(text: str) -> bool:
    return not _CONTROLS.search(text)


def _by_signature(content: bytes) -> Kind:
    """What the library's table of signatures calls it; films and foreign pictures keep their type, nothing else does."""
    try:
        found = puremagic.magic_string(content[:_HEAD])
    except (puremagic.PureError, ValueError, IndexError, UnicodeError):
        return UNKNOWN
    best = found[0]
    ending = best.extension.lower()
    if any(each.extension.lower() in _PROGRAMS for each in found if each.confidence >= best.confidence):
        return PROGRAM
    if ending in _ARCHIVES:
        return Kind(BINARY, (ending,), "archive")
    seen_or_heard = best.mime_type.startswith(("image/", "video/", "audio/")) and best.mime_type != "image/svg+xml"
    if seen_or_heard and re.fullmatch(r"\.[a-z0-9]{2,5}", ending):
        return Kind(best.mime_type[:100], (ending,), "unknown")
    return UNKNOWN
