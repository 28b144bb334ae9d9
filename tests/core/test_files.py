"""What strangers send along is known by its content, made harmless, and named anew."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.files import IncomingFile, examine, examine_all, examining
from core.files.pictures import MOST_PIXELS
from core.files.reasons import REASONS

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 20), **more: object) -> bytes:
    """A picture whose left half is red."""
    made = Image.new("RGB", size, "white")
    made.paste("red", (0, 0, size[0] // 2, size[1]))
    written = BytesIO()
    made.save(written, form, **more)
    return written.getvalue()


def _with_place() -> bytes:
    """A telephone's picture: where it was taken, by what, and turned by a quarter."""
    told = Image.Exif()
    told[0x0112] = 6
    told[0x010F] = "Phone of Cleo"
    told.get_ifd(0x8825).update({1: "N", 2: (1.0, 17.0, 0.0)})
    return picture(exif=told, comment=b"secret comment")


def zipped(*names: str) -> bytes:
    """An archive with these entries."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return written.getvalue()


def test_a_picture_loses_what_is_no_pixel_and_stands_upright() -> None:
    seen = examine(IncomingFile("IMG_1.JPG", _with_place()))
    assert (seen.name, seen.media_type, seen.reason) == ("IMG_1.JPG", "image/jpeg", "")
    assert (seen.width, seen.height) == (20, 40)
    for hidden in (b"Cleo", b"Exif", b"secret comment"):
        assert hidden not in seen.content
    with Image.open(BytesIO(seen.content)) as again:
        assert not again.getexif()
        assert again.size == (20, 40)
        red, _green, blue = again.convert("RGB").getpixel((10, 5))  # type: ignore[misc] # a colour of three
        assert red > 200
        assert blue < 90
    with Image.open(BytesIO(seen.thumbnail)) as small:
        assert small.format == "WEBP"


def test_a_thumbnail_is_at_most_320_pixels_wide_and_high() -> None:
    with Image.open(BytesIO(examine(IncomingFile("a.png", picture("PNG", (2000, 500)))).thumbnail)) as small:
        assert small.size == (320, 80)


def test_a_picture_with_too_many_pixels_is_never_decoded() -> None:
    side = int(MOST_PIXELS**0.5) + 10
    written = BytesIO()
    Image.new("1", (side, side)).save(written, "PNG")
    seen = examine(IncomingFile("bomb.png", written.getvalue()))
    assert (seen.reason, seen.thumbnail, seen.media_type) == ("unread", b"", "application/octet-stream")


@pytest.mark.parametrize(
    ("content", "media_type", "reason"),
    [
        (b"%PDF-1.7\nplain", "application/pdf", ""),
        (b"%PDF-1.7\n<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>", "application/pdf", "active"),
        ("我的充值没有到账".encode("gb18030"), "text/plain", ""),
        ("两天前转的账".encode(), "text/plain", ""),
        (b"a,b\n1,2\n", "text/plain", ""),
        (b"<svg onload=alert(1)>", "text/plain", "markup"),
        (b"hello <script>alert(1)</script>", "text/plain", "markup"),
        (zipped("a.txt"), "application/octet-stream", "archive"),
        (b"PK\x03\x04broken", "application/octet-stream", "archive"),
        (zipped("[Content_Types].xml", "word/vbaProject.bin"), "application/octet-stream", "macros"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "application/octet-stream", "macros"),
        (zipped("AndroidManifest.xml", "classes.dex"), "application/octet-stream", "program"),
        (b"MZ" + bytes(100), "application/octet-stream", "program"),
        (b"\x7fELF" + bytes(100), "application/octet-stream", "program"),
        (b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41", "video/mp4", "unknown"),
        (b"\0\1\2\3 nothing known", "application/octet-stream", "unknown"),
        (b"\x89PNG\r\n\x1a\n cut off", "application/octet-stream", "unread"),
    ],
)
def test_the_content_says_what_it_is_and_what_becomes_of_it(content: bytes, media_type: str, reason: str) -> None:
    seen = examine(IncomingFile("claims.jpg", content, "image/jpeg"))
    assert (seen.media_type, seen.reason) == (media_type, reason)
    assert seen.refused == (reason == "program")
    assert (seen.content == b"") == seen.refused


def test_an_office_file_without_macros_comes_through() -> None:
    seen = examine(IncomingFile("list.xlsx", zipped("[Content_Types].xml", "xl/workbook.xml")))
    assert (seen.name, seen.reason) == ("list.xlsx", "")


def test_an_identity_document_is_kept_apart_without_a_thumbnail() -> None:
    seen = examine(IncomingFile("passport.jpg", picture(), identity=True))
    assert (seen.reason, seen.thumbnail) == ("identity", b"")
    assert seen.content


@pytest.mark.parametrize(
    ("given_name", "content", "shown"),
    [
        ("C:\\photos\\..\\me.png", picture("PNG"), "me.png"),
        ("invoice\u202egnp.exe", b"text", "invoicegnp.exe.txt"),
        ("../../etc/passwd", b"text", "passwd.txt"),
        ("run.bat", b"del *", "run.bat.txt"),
        ("drawing.webp", picture("WEBP"), "drawing.jpg"),
        ('<img src=x onerror="1">.png', picture("PNG"), "img src=x onerror=1.png"),
        ("", b"text", "file.txt"),
        ("...", b"%PDF-1.4", "file.pdf"),
        ("截图 2026.PNG", picture("PNG"), "截图 2026.PNG"),
    ],
)
def test_the_ending_of_a_name_is_what_the_content_is(given_name: str, content: bytes, shown: str) -> None:
    assert examine(IncomingFile(given_name, content)).name == shown


_STARTS = [
    b"",
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"GIF89a",
    b"RIFF0000WEBP",
    b"PK\x03\x04",
    b"%PDF-",
    b"\xff\xfe",
    b"{\\rtf",
]


@given(
    start=st.sampled_from([*_STARTS, picture(), picture("PNG"), picture("GIF"), picture("WEBP")]),
    rest=st.binary(max_size=400),
    cut=st.integers(0, 400),
    name=st.text(max_size=400),
)
def test_no_bytes_and_no_name_raise(start: bytes, rest: bytes, cut: int, name: str) -> None:
    seen = examine(IncomingFile(name, start[: len(start) - cut % (len(start) + 1)] + rest))
    assert 0 < len(seen.name) <= 120
    assert not set(seen.name) & set('/\\<>:"|?*\x00\n')
    assert seen.reason in {"", *REASONS}
    assert bool(seen.thumbnail) == (seen.media_type.startswith("image/") and not seen.reason)


@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.binary(min_size=1, max_size=60))
def test_no_word_that_came_with_a_picture_is_in_what_is_kept(form: str, words: bytes) -> None:
    told = Image.Exif()
    told[0x010E] = "MARKED" + words.hex()
    seen = examine(IncomingFile("a", picture(form, exif=told)))
    assert b"MARKED" not in seen.content + seen.thumbnail
    with Image.open(BytesIO(seen.content)) as again:
        assert not again.getexif()
        assert "exif" not in again.info


def test_cleaning_twice_is_cleaning_once_but_for_pixels() -> None:
    first = examine(IncomingFile("a.png", picture("PNG")))
    second = examine(IncomingFile(first.name, first.content))
    assert (second.name, second.content) == (first.name, first.content)


def test_pictures_of_one_message_are_decoded_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "PIXELS_TOGETHER", 1000)
    seen = examine_all([IncomingFile(f"{n}.png", picture("PNG", (40, 20))) for n in range(4)])
    assert [each.reason for each in seen] == ["", "", "unread", "unread"]
    assert examine_all([IncomingFile("a.txt", b"words")] * 3)[2].reason == ""


def test_what_runs_is_found_however_its_name_is_written() -> None:
    for name in (b"/J#61vaScript", b"/JavaScript", b"/RichMedia"):
        seen = examine(IncomingFile("a.pdf", b"%PDF-1.7\n1 0 obj <</S" + name + b"/X(1)>> endobj"))
        assert seen.reason == "active", name
    many = [f"word/media/{n}" for n in range(5001)]
    assert (
        examine(IncomingFile("a.docx", zipped("[Content_Types].xml", "word/document.xml", *many))).reason == "archive"
    )
