"""The one gate for text that enters: each subject, name, note, reply and mail part passes `clean_line` or `clean_text`.

Both end in `_gate`. Whatever must see all entering text belongs there and nowhere else: so secrets are taken out there
(core.secrets), before anything is kept.
Idempotent: what has passed once passes again unchanged. Sources: Unicode UAX #15 (NFC, the bound of 30 marks of its
Stream-Safe format), UAX #9 (direction controls), UTS #51 (emoji sequences), CVE-2021-42574 (text that reads otherwise
than it is).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput, Sentence
from core.secrets import scan

LINE_LIMIT = 200
TEXT_LIMIT = 20_000

_LONGEST_MARK = 40  # signs that stand where a secret stood (core.secrets)
_MOST_MARKS = 30  # UAX #15 section 13: no language stacks more, and sorting longer runs costs quadratic time

_BREAKS = ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")

# Never wanted: controls but tab and newline, soft hyphen, invisible fillers, zero-width characters, every direction
# control, annotation marks, half surrogates (which no database can store), the non-characters of the basic plane.
_NEVER_CLASS = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    r"\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
)
_ASCII_CONTROLS = {code: None for code in (*range(0x20), 0x7F) if chr(code) not in "\t\n"}

# Wanted in their place only: joiners, variation selectors, Mongolian selectors, tag characters (and musical controls,
# which are here because above U+FFFF every range costs time and this class needs one anyway).
_JOINERS = r"\u200c\u200d"
_SELECTORS = r"\ufe00-\ufe0f"
_HAN_SELECTORS = r"\U000e0100-\U000e01ef"
_MONGOLIAN_SELECTORS = r"\u180b-\u180f"
_PLACED_CLASS = rf"{_MONGOLIAN_SELECTORS}{_JOINERS}{_SELECTORS}\U0001d173-\U0001d17a\U000e0000-\U000e0fff"

_EMOJI = r"\u2190-\u2bff\U0001f000-\U0001faff"
_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAS_VARIANTS = rf"0-9#*\xa9\xae\u203c\u2049\u2122\u2139\u3030\u303d\u1000-\u109f{_EMOJI}{_HAN}"
# Arabic and its relatives, the Indic scripts, Myanmar, Khmer, Mongolian, Phags-pa, Adlam: joiners change how letters
# connect.
_JOINED = (
    r"\u0620-\u065f\u066e-\u06ef\u06fa-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ua840-\ua87f\ufb50-\ufdcf"
    r"\ufdf0-\ufdff\ufe70-\ufefc\U0001e900-\U0001e95f"
)

_NEVER = re.compile(f"[{_NEVER_CLASS}]")
_INVISIBLE = re.compile(f"[{_NEVER_CLASS}{_PLACED_CLASS}]")
_MANY_JOINERS = re.compile(f"([{_JOINERS}])[{_JOINERS}]+")
# The character comes first and looks back over itself: so the engine can leap from one to the next.
_MISPLACED = re.compile(
    f"[{_PLACED_CLASS}](?!"
    f"(?<=[{_JOINED}][{_JOINERS}])[{_JOINED}]"
    rf"|(?<=[{_EMOJI}\ufe0f]\u200d)[{_EMOJI}]"
    f"|(?<=[{_HAS_VARIANTS}][{_SELECTORS}])"
    f"|(?<=[{_HAN}][{_HAN_SELECTORS}])"
    rf"|(?<=[\u1820-\u18aa][{_MONGOLIAN_SELECTORS}])"
    ")"
)
# England, Scotland, Wales: a black flag, tag letters, the closing tag.
_TAGGED_FLAG = re.compile(r"(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)")


def _class_of(codes: Iterable[int]) -> str:
    return "".join(f"\\U{code:08x}" for code in codes)


# Exact below U+10000, where the engine looks up a bitmap. Above it, single characters would be tried one after another,
# so whole blocks stand in; `_thin` looks closer.
_MARK_CLASS = (
    _class_of(code for code in range(0x300, 0x10000) if unicodedata.combining(chr(code)))
    + r"\U000101fd-\U0001bfff\U0001d165-\U0001d244\U0001e000-\U0001e94a"
)
_MANY_MARKS = re.compile(f"[{_MARK_CLASS}][{_MARK_CLASS}]{{{_MOST_MARKS},}}")


@dataclass(frozen=True)
class _Kind:
    shape: Callable[[str], str]
    too_long: Sentence


def _one_line(text: str) -> str:
    return " ".join(text.split())


_LINE = _Kind(_one_line, _("%(length)s characters; at most %(limit)s. Please shorten it."))
_TEXT = _Kind(str.strip, _("%(length)s characters; at most %(limit)s. Shorten it or attach the rest as a file."))


def clean_line(text: str, *, field: str, limit: int = LINE_LIMIT, required: bool = False) -> str:
    """One line for showing and keeping: a subject, a name. Every kind of white space becomes one blank.

    `limit` counts characters after cleaning. Raises InvalidInput (`text_too_long`, `text_empty`) that names `field`.
    """
    return _gate(text, _LINE, field=field, limit=limit, required=required)


def clean_text(text: str, *, field: str, limit: int = TEXT_LIMIT, required: bool = False) -> str:
    """Many lines, parted by \\n: a note, a reply, a mail part. Tabs, blank lines and indentation stay.

    `limit` counts characters after cleaning. Raises InvalidInput (`text_too_long`, `text_empty`) that names `field`.
    """
    return _gate(text, _TEXT, field=field, limit=limit, required=required)


def cut_line(text: str, *, limit: int = LINE_LIMIT) -> str:
    """As `clean_line`, for what nobody can be asked to shorten: a sender's name, the subject of a mail. What is longer is cut."""
    return _cut(text, _LINE, limit)


def cut_text(text: str, *, limit: int = TEXT_LIMIT) -> str:
    """As `clean_text`, for what nobody can be asked to shorten: what is longer is cut, never refused."""
    return _cut(text, _TEXT, limit)


def fold(text: str) -> str:
    """Text as a key to read or match, never to show: NFKC, so full-width becomes plain, without anything invisible.

    The caller bounds the length first: NFKC of endless marks costs quadratic time.
    """
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))


def _gate(text: str, kind: _Kind, *, field: str, limit: int, required: bool) -> str:
    if (
        len(text) > 2 * limit + 1000
    ):  # not worth the work: line ends at most halve, and nobody types a thousand invisibles
        raise _too_long(kind, field, len(text), limit)
    cleaned = _cleaned(text, kind)
    if len(cleaned) > limit:
        raise _too_long(kind, field, len(cleaned), limit)
    if required and not cleaned.strip("\u2800 \t\n"):  # U+2800 is a sign to Unicode and a blank to the eye
        raise InvalidInput(fields={field: _("Please fill this in.")}, code="text_empty")
    return cleaned


def _cut(text: str, kind: _Kind, limit: int) -> str:
    """Cleaning can make text longer: composed signs come apart, a short secret has a long mark. So the end of it is cleaned once more."""
    cleaned, room = _cleaned(text[: 2 * limit], kind), limit
    while len(cleaned) > limit:
        cleaned, room = _cleaned(cleaned[: max(room, 0)], kind), room - _LONGEST_MARK
    return cleaned


def _cleaned(text: str, kind: _Kind) -> str:
    return scan(kind.shape(_visible(text))).text


def _too_long(kind: _Kind, field: str, length: int, limit: int) -> InvalidInput:
    sentence = str(kind.too_long) % {"length": f"{length:,}", "limit": f"{limit:,}"}
    return InvalidInput(fields={field: sentence}, code="text_too_long")


def _visible(text: str) -> str:
    for line_end in _BREAKS:
        text = text.replace(line_end, "\n")
    if text.isascii():
        return text.translate(_ASCII_CONTROLS)
    text = _NEVER.sub("", text)
    while True:  # each step can make room for another: a removed joiner brings two runs of marks together
        settled = unicodedata.normalize("NFC", _MANY_MARKS.sub(_thin, _in_place(text)))
        if settled == text:
            return text
        text = settled


def _in_place(text: str) -> str:
    if "\u200c" in text or "\u200d" in text:
        text = _MANY_JOINERS.sub(r"\1", text)
    if "\U000e007f" not in text:
        return _MISPLACED.sub("", text)
    parts = _TAGGED_FLAG.split(text)  # every second part is a flag
    return "".join(part if place % 2 else _MISPLACED.sub("", part) for place, part in enumerate(parts))


def _thin(match: re.Match[str]) -> str:
    kept: list[str] = []
    run = 0
    for char in match[0]:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)
