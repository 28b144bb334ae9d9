"""A letter as PDF: the blocks of complaints.wording set by ReportLab.

Chinese is set in STSong-Light, a font of the PDF standard's Asian collections that readers bring along. All other text is set in
Roboto, which comes as a package: Latin with all its accents, Greek, Cyrillic, Vietnamese. A complaint may be written in any language;
scripts that neither font has are read on the page of the letter, and the paper says so.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, HRFlowable, ListFlowable, Paragraph, SimpleDocTemplate, Spacer, Table

from complaints.models import Letter
from complaints.wording import Block, blocks_of, operator_name

_CHINESE = "STSong-Light"
_LATIN, _LATIN_STRONG = "Roboto-Regular", "Roboto-Medium"
_LABELS = 48 * mm
_QUIET = HexColor("#5b6168")
_LINE = HexColor("#c9ced4")


@cache
def _chinese() -> str:
    pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
    return _CHINESE


@cache
def _font(name: str) -> TTFont:
    with as_file(files("font_roboto") / "files" / f"{name}.ttf") as path:
        font = TTFont(name, path)
    pdfmetrics.registerFont(font)
    return font


def letter_pdf(letter: Letter) -> bytes:
    """The letter as it was released, page by page with the complaint's number. Text can be searched and copied."""
    kept = BytesIO()
    title = letter.subject
    number = letter.complaint.number
    document = SimpleDocTemplate(
        kept, pagesize=A4, topMargin=24 * mm, bottomMargin=22 * mm, leftMargin=24 * mm, rightMargin=24 * mm
    )
    document.title, document.author, document.lang = title, "", letter.language
    blocks = blocks_of(letter.content)

    def foot(canvas: object, page: SimpleDocTemplate) -> None:
        canvas.setFillColor(_QUIET)  # type: ignore[attr-defined] # ReportLab has no types
        canvas.setFont(_font(_LATIN).fontName, 8)  # type: ignore[attr-defined] # as above
        canvas.drawString(24 * mm, 12 * mm, number)  # type: ignore[attr-defined] # as above
        canvas.drawRightString(A4[0] - 24 * mm, 12 * mm, str(page.page))  # type: ignore[attr-defined] # as above

    document.build([*_head(letter), *_flow(blocks), *_unprinted(letter, blocks)], onFirstPage=foot, onLaterPages=foot)
    return kept.getvalue()


def _head(letter: Letter) -> list[Flowable]:
    """Who writes, a line, and what about."""
    with translation.override(letter.language):
        sender = operator_name()
    return [
        Paragraph(_marked(sender), _style(sender, size=11, before=0, strong=True)),
        HRFlowable(width="100%", thickness=0.75, color=_LINE, spaceBefore=2 * mm, spaceAfter=6 * mm),
        Paragraph(_marked(letter.subject), _style(letter.subject, size=16, before=0, strong=True)),
        Spacer(0, 4 * mm),
    ]


def _unprinted(letter: Letter, blocks: Iterable[Block]) -> list[Flowable]:
    """A sentence for who holds the paper, when a script of the complaint could not be set."""
    words = "".join([each.text + "".join(cell for row in each.rows for cell in row) for each in blocks])
    if all(_printed(char) for char in words):
        return []
    with translation.override(letter.language):
        said = _("Some words of this letter are in a script that this file cannot show. Read them at %(url)s.")
        sentence = said % {"url": settings.PUBLIC_URL}
    return [Paragraph(_marked(sentence), _style(sentence, before=4 * mm))]


def _printed(char: str) -> bool:
    return char.isspace() or _is_wide(char) or ord(char) in _font(_LATIN).face.charToGlyph


def _flow(blocks: Iterable[Block]) -> list[Flowable]:
    story: list[Flowable] = []
    for each in blocks:
        if each.kind == "facts":
            story.append(_table(each.rows))
        elif each.kind == "list":
            items = [Paragraph(_marked(row[0]), _style(row[0])) for row in each.rows]
            story.append(ListFlowable(items, bulletType="bullet", leftIndent=12, bulletFontSize=6, bulletOffsetY=-3))
        elif each.kind == "head":
            story.append(
                Paragraph(_marked(each.text), _style(each.text, size=11.5, before=4 * mm, keep=True, strong=True))
            )
        else:
            indent = 6 * mm if each.kind == "quote" else 0
            story += [Paragraph(_marked(part), _style(part, indent=indent)) for part in each.text.split("\n") if part]
    return story


def _table(rows: list[list[str]]) -> Table:
    cells = [[Paragraph(_marked(cell), _style(cell)) for cell in row] for row in rows]
    table = Table(cells, colWidths=[_LABELS, None], hAlign="LEFT")
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0)])
    return table


def _style(
    text: str,
    *,
    size: float = 10,
    before: float = 1.5 * mm,
    indent: float = 0,
    keep: bool = False,
    strong: bool = False,
) -> ParagraphStyle:
    """Chinese breaks between any two characters, Latin between words."""
    chinese = _is_wide(text)
    return ParagraphStyle(
        f"{chinese}-{size}-{indent}-{strong}",
        fontName=_chinese() if chinese else _font(_LATIN_STRONG if strong else _LATIN).fontName,
        fontSize=size,
        leading=size * 1.5,
        spaceBefore=before,
        leftIndent=indent,
        alignment=TA_LEFT,
        wordWrap="CJK" if chinese else None,
        keepWithNext=keep,
    )


def _is_wide(text: str) -> bool:
    """Whether there is Chinese in it, or its punctuation. Japanese and Korean have ranges of their own, and this font has not."""
    return any(
        "\u2e80" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef" for char in text
    )


def _marked(text: str) -> str:
    """Safe for ReportLab's markup; a letter that the font does not have becomes the sign for it."""
    return escape("".join(" " if char.isspace() else char if _printed(char) else "\ufffd" for char in text))
