"""Text with headings, lists and emphasis, for what staff write and everybody reads.

A few marks of Markdown and nothing else: no HTML, no links and no pictures, so that no article can lead anybody away.
"""

from functools import lru_cache

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

_MARKS = ("heading", "list", "emphasis", "newline", "hr")


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False, "breaks": True}).enable(list(_MARKS))


def rich_text(text: str) -> SafeString:
    """As HTML below a page's own heading: the headings in it are h2 and those below, and none is left out on the way down."""
    parsed = _reader().parse(text)
    above: list[str] = []  # the headings that this one stands under
    for token in parsed:
        if token.type == "heading_open":
            above = [*(tag for tag in above if tag < token.tag), token.tag]
        if token.type.startswith("heading_"):
            token.tag = f"h{min(len(above) + 1, 6)}"
    # The reader escapes what it reads.
    return SafeString(_reader().renderer.render(parsed, _reader().options, {}))


def plain_line(text: str) -> str:
    """The words alone, in one line."""
    inner = (child for token in _reader().parse(text) for child in token.children or ())
    return " ".join(" ".join(child.content for child in inner if child.type == "text").split())
