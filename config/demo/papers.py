"""Files that the demo's customers send, drawn here: a screenshot and a receipt."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from config.demo.samples import SAMPLES
from core.files import IncomingFile
from tickets.fields import FieldKind

_INK, _PAPER, _ACCENT = "#1b2430", "#ffffff", "#2b5fa8"
_HASH = SAMPLES[FieldKind.TXID]


def screenshot() -> IncomingFile:
    """A wallet on a telephone that says that the coins have left."""
    shown = Image.new("RGB", (540, 960), "#eef2f7")
    pen = ImageDraw.Draw(shown)
    pen.rectangle((0, 0, 540, 96), fill=_ACCENT)
    pen.text((32, 32), "Wallet", fill=_PAPER, font=ImageFont.load_default(30))
    pen.rounded_rectangle((32, 140, 508, 480), 24, fill=_PAPER)
    lines = ["Sent 2,000 USDT", "Network: TRON", "Completed, 14 confirmations", f"{_HASH[:16]}…{_HASH[-8:]}"]
    _write(pen, lines, left=64, top=180, size=26)
    return IncomingFile("wallet.png", _saved(shown, "PNG"))


def receipt() -> IncomingFile:
    """The receipt of the sending side, one page of PDF."""
    page = Image.new("RGB", (620, 877), _PAPER)
    pen = ImageDraw.Draw(page)
    pen.text((56, 64), "Withdrawal receipt", fill=_ACCENT, font=ImageFont.load_default(32))
    lines = [f"Order {SAMPLES[FieldKind.ORDER_NUMBER]}", "Amount 2,000 USDT", "Fee 1 USDT", _HASH[:32], _HASH[32:]]
    _write(pen, lines, left=56, top=160, size=22)
    return IncomingFile("receipt.pdf", _saved(page, "PDF"))


def _write(pen: ImageDraw.ImageDraw, lines: list[str], *, left: int, top: int, size: int) -> None:
    font = ImageFont.load_default(size)
    for place, line in enumerate(lines):
        pen.text((left, top + place * size * 2), line, fill=_INK, font=font)


def _saved(picture: Image.Image, form: str) -> bytes:
    written = BytesIO()
    picture.save(written, form)
    return written.getvalue()
