"""Secrets that people write to us although nobody ever asks for them: found, taken out, named.

`core.text` calls `scan` on each text that enters, so nothing behind it ever holds a recovery phrase. Only what a checksum, a prefix or
a label makes certain is touched: a transaction hash, an address, an amount or a number of ours stays as it is.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.secrets import figures, keys, phrases
from core.secrets.kinds import PLACEHOLDER, SecretKind, Span

__all__ = ["MARK", "OPENS_WALLET", "Scanned", "SecretKind", "removed_from", "scan"]

SHORTEST = 8
_MANY_TURNS = 20
MARK = re.compile(r"\[removed: ([A-Za-z -]+)\]")
# Who has read one of these can empty the wallet: minutes count.
OPENS_WALLET = frozenset({SecretKind.PHRASE, SecretKind.KEY})


@dataclass(frozen=True)
class Scanned:
    """The text as it may be kept, and what was taken out of it, each kind once."""

    text: str
    found: tuple[SecretKind, ...] = ()


def scan(text: str) -> Scanned:
    """Put `[removed: kind]` where a secret stood. `scan(scan(x).text)` changes nothing. Pure, raises nothing; 10 kB take milliseconds."""
    found: dict[SecretKind, None] = {}
    for _turn in range(_MANY_TURNS):  # what was taken out can bring a label and another secret closer together
        spans = _merged([*phrases.find(text), *keys.find(text), *figures.find(text)]) if len(text) >= SHORTEST else []
        if not spans:
            break
        found.update(dict.fromkeys(span.kind for span in spans))
        text = _without(text, spans)
    return Scanned(text, tuple(found))


def removed_from(text: str) -> tuple[SecretKind, ...]:
    """What was taken out of a text that is kept: its marks, each kind once."""
    known = {each.value for each in SecretKind}
    return tuple(dict.fromkeys(SecretKind(each) for each in MARK.findall(text) if each in known))


def _merged(spans: Iterable[Span]) -> list[Span]:
    """In order, without overlaps: of two that overlap the first names what both were."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if kept and span.start < kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end), kept[-1].kind)
        else:
            kept.append(span)
    return kept


def _without(text: str, spans: list[Span]) -> str:
    return "".join(_parts(text, spans))


def _parts(text: str, spans: list[Span]) -> Iterator[str]:
    reached = 0
    for span in spans:
        yield text[reached : span.start]
        yield PLACEHOLDER.format(span.kind)
        reached = span.end
    yield text[reached:]
