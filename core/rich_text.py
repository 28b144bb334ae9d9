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
    """As HTML below a page's own heading: the highest heading in it is an h2."""
    parsed = _reader().parse(text)
    for token in parsed:
        if token.type.startswith("heading_"):
            token.tag = f"h{min(int(token.tag[1:]) + 1, 6)}"
    # The reader escapes what it reads.
    return SafeString(_reader().renderer.render(parsed, _reader().options, {}))


def plain_line(text: str) -> str:
    """The words alone, in one line."""
    inner = (child for token in _reader().parse(text) for child in token.children or ())
    return " ".join(" ".join(child.content for child in inner if child.type == "text").split())
