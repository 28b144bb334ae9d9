"""Recovery phrases (BIP-39): 12 to 24 words of one list whose last bits are a checksum over the others.

Chinese lists are single characters that everybody uses, so there only separated characters count, or a clause of exactly that many
characters with a word for wallet near it. Numbers, line ends and punctuation between words are looked through.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from mnemonic import Mnemonic

from core.secrets.kinds import SecretKind, Span

SIZES = (12, 15, 18, 21, 24)
WIDEST_GAP = 12
NEAR = 40

_LISTS = (
    "english",
    "spanish",
    "french",
    "italian",
    "portuguese",
    "czech",
    "japanese",
    "korean",
    "chinese_simplified",
    "chinese_traditional",
)
# A mark that was left before ends a run of words: its own words are none of a phrase.
_TOKEN = re.compile(r"\[removed: [A-Za-z -]+\]|[^\W\d_]+")
# Begins at a word only and takes nothing back: a wall of letters costs no more than a text.
_LATIN_PHRASE = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]++[\W\d_]++){11}[^\W\d_]")
_HAN_CLAUSE = re.compile(r"(?<![\u3400-\u9fff])[\u4e00-\u9fff]{12,24}(?![\u3400-\u9fff])")
_WALLET = re.compile(
    r"助记|助記|恢复词|恢復詞|恢复短语|种子|種子|钱包|錢包|私钥|私鑰|seed|mnemonic|recovery|wallet", re.IGNORECASE
)

Place = tuple[int, int, int]  # start, end, index in the list


def find(text: str) -> Iterator[Span]:
    """Each phrase whose checksum holds, whole."""
    if _LATIN_PHRASE.search(text):
        for run in _runs(text):
            yield from _valid(run)
    yield from _clauses(text)


@cache
def _tables() -> dict[str, tuple[tuple[int, int], ...]]:
    """Of each word: in which lists it stands, and where."""
    found: dict[str, list[tuple[int, int]]] = {}
    for number, language in enumerate(_LISTS):
        for index, word in enumerate(Mnemonic(language).wordlist):
            found.setdefault(_key(word), []).append((number, index))
    return {word: tuple(places) for word, places in found.items()}


def _key(word: str) -> str:
    return word.lower() if word.isascii() else unicodedata.normalize("NFC", word.casefold())


def _runs(text: str) -> Iterator[list[Place]]:
    """Words of one list that follow each other with nothing but signs between them, twelve or more."""
    tables, open_runs = _tables(), dict[int, list[Place]]()
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        places = dict(tables.get(_key(token[0]), ()))
        for number in [each for each in open_runs if each not in places or start - open_runs[each][-1][1] > WIDEST_GAP]:
            run = open_runs.pop(number)
            if len(run) >= SIZES[0]:
                yield run
        for number, index in places.items():
            open_runs.setdefault(number, []).append((start, end, index))
    yield from (run for run in open_runs.values() if len(run) >= SIZES[0])


def _valid(run: list[Place]) -> Iterator[Span]:
    """Every window that is a phrase: a shorter one that fits by chance must not hide the longer one around it."""
    for first in range(len(run) - SIZES[0] + 1):
        value = 0
        for count, (_start, end, index) in enumerate(run[first : first + SIZES[-1]], start=1):
            value = value << 11 | index
            if count in SIZES and checksum_holds(value, count):
                yield Span(run[first][0], end, SecretKind.PHRASE)


def checksum_holds(value: int, words: int) -> bool:
    """Whether the last bits are those of the SHA-256 of the others (BIP-39, "Generating the mnemonic")."""
    bits = words * 11
    check = bits // 33
    entropy = (value >> check).to_bytes((bits - check) // 8, "big")
    return hashlib.sha256(entropy).digest()[0] >> (8 - check) == value & ((1 << check) - 1)


def _clauses(text: str) -> Iterator[Span]:
    for clause in _HAN_CLAUSE.finditer(text):
        start, end = clause.span()
        if end - start not in SIZES or not _WALLET.search(
            text[max(0, start - NEAR) : start] + " " + text[end : end + NEAR]
        ):
            continue
        for number in (8, 9):
            indexes = [dict(_tables().get(char, ())).get(number) for char in clause[0]]
            if all(each is not None for each in indexes):
                value = 0
                for index in indexes:
                    value = value << 11 | (index or 0)
                if checksum_holds(value, end - start):
                    yield Span(start, end, SecretKind.PHRASE)
