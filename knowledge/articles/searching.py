"""What an article is found by. English goes by PostgreSQL's stems; Chinese, which writes no blanks, by each two signs that stand together.

Pairs are kept as plain letters, so that no setting of a server's language changes what is found.
"""

import re
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import F, Value

from core.text import fold

if TYPE_CHECKING:
    from knowledge.articles.models import ArticleQuerySet

MOST_ASKED = 200  # signs of a question that are looked at
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]+")
_STEMS, _PAIRS = "english", "simple"  # PostgreSQL's own configurations
# What a word weighs in the text (B) and in the title (A): a long text that names a thing often is not yet about it.
_WEIGHTS = [0.1, 0.1, 0.2, 1.0]
_ONE_SIGN = len("u4e00")


def pairs(text: str) -> list[str]:
    """The pairs of Chinese signs of a folded text, as plain letters; a sign alone is the beginning of a pair."""
    return [
        "".join(f"u{ord(sign):x}" for sign in run[place : place + 2])
        for run in _HAN.findall(text)
        for place in range(max(len(run) - 1, 1))
    ]


def vector(*, title: str, body: str) -> Any:
    """What to keep in `words`, for an INSERT or UPDATE; the title weighs more. Takes both languages of each, joined."""
    return _part(title, "A") + _part(body, "B")


def _part(text: str, weight: str) -> Any:
    folded = fold(text).lower()
    stems = SearchVector(Value(" ".join(_LATIN.findall(folded))), config=_STEMS, weight=weight)
    return stems + SearchVector(Value(" ".join(pairs(folded))), config=_PAIRS, weight=weight)


def asked_for(text: str) -> SearchQuery | None:
    """A visitor's words as a query, None when nothing in them can be looked for. Any of the words is enough; `ranked` puts order in."""
    folded = fold(text[:MOST_ASKED]).lower()
    words, signs = _LATIN.findall(folded), pairs(folded)
    # Letters and digits only, so nothing in it is an operator; `:*` finds the pairs that begin with a sign that stands alone.
    stems = SearchQuery(" | ".join(words), search_type="raw", config=_STEMS) if words else None
    parts = [each if len(each) > _ONE_SIGN else f"{each}:*" for each in signs]
    chinese = SearchQuery(" | ".join(parts), search_type="raw", config=_PAIRS) if parts else None
    if stems is None or chinese is None:
        return stems or chinese
    return stems | chinese


def ranked(articles: "ArticleQuerySet", query: SearchQuery) -> "ArticleQuerySet":
    """Those that share most with the question first, what readers found helpful before the rest."""
    return articles.annotate(rank=SearchRank(F("words"), query, weights=_WEIGHTS)).order_by("-rank", "-helped", "pk")
