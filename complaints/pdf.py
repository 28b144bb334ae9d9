"""A letter as PDF: the blocks of complaints.wording set by ReportLab.

Chinese is set in STSong-Light, a font of the PDF standard's Asian collections that readers bring along, so no font file is
shipped. It also carries Latin; English letters use Helvetica.
"""

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, ListFlowable, Paragraph, SimpleDocTemplate, Spacer, Table

from complaints.models import Letter
from complaints.wording import Block, blocks_of

_CHINESE = "STSong-Light"
_LABELS = 48 * mm


@lru_cache(maxsize=1)
def _chinese() -> str:
    pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
    return _CHINESE


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
        canvas.setFont("Helvetica", 8)  # type: ignore[attr-defined] # ReportLab has no types
        canvas.drawString(24 * mm, 12 * mm, f"{number}   {page.page}")  # type: ignore[attr-defined] # as above

    story = [Paragraph(_marked(title), _style(title, size=15, before=0)), Spacer(0, 4 * mm), *_flow(blocks)]
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return kept.getvalue()


def _flow(blocks: Iterable[Block]) -> list[Flowable]:
    story: list[Flowable] = []
    for each in blocks:
        if each.kind == "facts":
            story.append(_table(each.rows))
        elif each.kind == "list":
            items = [Paragraph(_marked(row[0]), _style(row[0])) for row in each.rows]
            story.append(ListFlowable(items, bulletType="bullet", leftIndent=12, bulletFontSize=6, bulletOffsetY=-3))
        elif each.kind == "head":
            story.append(Paragraph(_marked(each.text), _style(each.text, size=11.5, before=4 * mm, keep=True)))
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
    text: str, *, size: float = 10, before: float = 1.5 * mm, indent: float = 0, keep: bool = False
) -> ParagraphStyle:
    """Chinese breaks between any two characters, Latin between words."""
    chinese = _is_wide(text)
    return ParagraphStyle(
        f"{chinese}-{size}-{indent}",
        fontName=_chinese() if chinese else "Helvetica",
        fontSize=size,
        leading=size * 1.5,
        spaceBefore=before,
        leftIndent=indent,
        alignment=TA_LEFT,
        wordWrap="CJK" if chinese else None,
        keepWithNext=keep,
    )


def _is_wide(text: str) -> bool:
    return any(ord(char) > 0x2E7F for char in text)


def _marked(text: str) -> str:
    """Safe for ReportLab's markup; what the standard Latin font does not have is written plainly."""
    plain = text if _is_wide(text) else text.replace("\u2212", "-").replace("\u202f", " ")
    return escape(plain)
