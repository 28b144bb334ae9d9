"""Reading a ticket number out of what people type, say, paste and scan. Tolerant about form, never about digits:
nothing is guessed, dropped or searched for inside a longer string of digits.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import InvalidInput
from core.numbers.check import LENGTH, is_valid
from core.numbers.words import CHINESE, COUNTED, ENGLISH, HARMLESS_EN, HARMLESS_ZH, TIMES
from core.text import fold

LONGEST_INPUT = 500

_TOKEN = re.compile(
    r"(?P<link>(?:https?://|www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/)[a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+)"
    r"|(?P<digits>[0-9]+)"
    rf"|(?P<chinese>[{''.join(CHINESE)}])"
    rf"|(?P<times>{'|'.join(TIMES)})(?![a-z])"
    rf"|(?P<counted>[{''.join(COUNTED)}])"
    r"|(?P<word>[a-z]+)"
    rf"|(?P<filler>{'|'.join(HARMLESS_ZH)}|[\s\-.,/\\_·•・:;()\[\]<>#'\"“”‘’「」、。!|~\u2212\u30fc])"
    r"|(?P<other>.)",
    re.DOTALL,
)
_BETWEEN_GROUPS = re.compile(r"[\s\-._]")


def parse(text: str) -> str:
    """The 12 digits of the one ticket number in `text`.

    Takes spaces, dashes, full-width and other scripts' digits, 幺/一 两/二 洞/零 拐 勾, words, "double five", 三个五,
    polite words around, and links that carry the number (the QR code). What was typed is never repeated in the
    sentence: it may be a secret.
    Raises InvalidInput: number_empty, number_long_text, number_unreadable, number_not_in_link, number_too_short,
    number_too_long, number_leading_zero, number_check_digits.
    """
    digits = read_digits(text)
    if len(digits) < LENGTH:
        short = ngettext(
            "%(count)d digit found, 12 needed. Ask for the missing ones.",
            "%(count)d digits found, 12 needed. Ask for the missing ones.",
            len(digits),
        )
        raise InvalidInput(short % {"count": len(digits)}, code="number_too_short")
    if len(digits) > LENGTH:
        long = _("%(count)d digits found; a ticket number has exactly 12. Leave out everything else.")
        raise InvalidInput(long % {"count": len(digits)}, code="number_too_long")
    if digits[0] == "0":
        raise InvalidInput(_("A ticket number never begins with 0. Check the first digit."), code="number_leading_zero")
    if not is_valid(digits):
        raise InvalidInput(
            _("One or two digits are not right. Read all 12 again, one by one."), code="number_check_digits"
        )
    return digits


def read_digits(text: str) -> str:
    """Every digit in `text`, in order, as ASCII; length and check digits are not looked at.

    Raises InvalidInput: number_empty, number_long_text, number_unreadable, number_not_in_link.
    """
    if len(text) > LONGEST_INPUT:
        raise InvalidInput(
            _("That is too much text for a ticket number. Type only its 12 digits."), code="number_long_text"
        )
    folded, places = _fold(text)
    reading = _Reading()
    for match in _TOKEN.finditer(folded):
        if not reading.take(_kind(match), match[0]):
            raise _unreadable(places[match.start()])
    if reading.times is not None:
        raise _unreadable(len(text) - 1)
    if not reading.digits:
        raise InvalidInput(_("No digits found. Type the 12 digits of the ticket number."), code="number_empty")
    return "".join(reading.digits)


@dataclass
class _Reading:
    """What has been read. `times`: how often the digit that must follow stands. `single`: a lone digit came last."""

    digits: list[str] = field(default_factory=list)
    times: int | None = None
    single: bool = False

    def take(self, kind: str, token: str) -> bool:
        """Read one token; False when it cannot be read."""
        if kind == "filler":
            return True
        if kind == "counted":
            return self._take_count()
        if kind == "times":
            fresh = self.times is None
            self.times, self.single = TIMES[token], False
            return fresh
        if kind == "other":
            return False
        return self._take_digits(_number_in_link(token) if kind == "link" else _digits_of(token))

    def _take_count(self) -> bool:
        if not self.single or self.digits[-1] == "0":
            return False
        self.times, self.single = int(self.digits.pop()), False
        return True

    def _take_digits(self, found: str | None) -> bool:
        if found is None or (self.times is not None and len(found) != 1):
            return False
        if found:
            self.digits.append(found * (self.times or 1))
            self.single = len(found) == 1 and self.times is None
            self.times = None
        return True


def _fold(text: str) -> tuple[str, list[int]]:
    """The text folded character by character, and for each result where it came from."""
    pieces = [(piece, place) for place, char in enumerate(text) for piece in _fold_char(char)]
    return "".join(piece for piece, _place in pieces), [place for _piece, place in pieces]


def _fold_char(char: str) -> Iterator[str]:
    for piece in fold(char).casefold():
        digit = unicodedata.decimal(piece, None)
        if digit is not None:
            yield str(digit)
        else:
            yield "-" if unicodedata.category(piece) == "Pd" else piece


def _kind(match: re.Match[str]) -> str:
    return match.lastgroup or "other"


def _digits_of(token: str) -> str | None:
    """The digits that a run, a Chinese character or a word stands for; "" for a harmless word, None for any other."""
    if token.isdecimal():
        return token
    if token in HARMLESS_EN:
        return ""
    if not token.strip("o"):  # the letter for the digit: 5O93, double O
        return "0" * len(token)
    return CHINESE.get(token) or ENGLISH.get(token)


def _number_in_link(link: str) -> str:
    """The one number in the path, query or fragment of a link; the host and its port are not looked at."""
    found = {piece for piece in _pieces(link) if piece.isdecimal() and piece.isascii()}
    whole = {piece for piece in found if len(piece) == LENGTH}
    near = whole or {piece for piece in found if LENGTH - 2 <= len(piece) <= LENGTH + 2}
    if len(near) != 1:
        raise InvalidInput(
            _("This link does not hold exactly one ticket number. Type the 12 digits instead."),
            code="number_not_in_link",
        )
    return near.pop()


def _pieces(link: str) -> Iterator[str]:
    try:
        parts = urlsplit(link if "://" in link else f"//{link}")
    except ValueError:
        return
    for piece in (*parts.path.split("/"), *parts.fragment.split("/")):
        yield _BETWEEN_GROUPS.sub("", unquote(piece).rstrip(".,;:!)'"))
    for _name, value in parse_qsl(parts.query):
        yield _BETWEEN_GROUPS.sub("", value.rstrip(".,;:!)'"))


def _unreadable(place: int) -> InvalidInput:
    sentence = _("Character %(place)d cannot be read as a digit. Type 12 digits, or say each digit by itself.")
    return InvalidInput(sentence % {"place": place + 1}, code="number_unreadable")
