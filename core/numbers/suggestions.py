"""What may have been meant when a number does not check: for agents with a caller on the line, never for customers.

Every list holds all valid numbers within one error of what was heard (about one in 97 of those tried), likeliest first.
The order follows the shares of error kinds in J. Verhoeff, Error Detecting Decimal Codes, 1969 (one digit 79 %,
neighbours swapped 10 %, over one 0.8 %, twins 0.5 %), spread over the places where each can happen; pairs that sound
alike come before all.
"""

from collections.abc import Iterator

from core.errors import InvalidInput
from core.numbers.check import LENGTH, is_valid
from core.numbers.reading import read_digits

MOST = 12

_HEARD, _SWAPPED, _SLIPPED, _OTHER_DIGIT, _SWAPPED_OVER_ONE, _TWIN = range(6)

# en: five/nine (why radio says niner), one/nine, four/five, six/seven.
# zh: 一 yī / 七 qī, 六 liù / 九 jiǔ, 零 líng / 六 liù.
_SOUNDS_LIKE = frozenset(map(frozenset, ("59", "19", "45", "67", "17", "69", "06")))
# Neighbours on a keypad, and 3/8, 6/8, 0/8, 4/9 by their shapes.
_SLIPS_TO = frozenset(
    map(
        frozenset,
        ("12", "23", "45", "56", "78", "89", "14", "47", "25", "58", "36", "69", "01", "02", "38", "68", "08", "49"),
    )
)


def suggest(text: str) -> list[str]:
    """Valid numbers one error away from `text`, likeliest first, at most 12; the caller keeps those that exist.

    One error is a wrong digit, two neighbours swapped, two swapped over one, a twin (aa for bb), a digit missing or one
    too many; 四 (sì) written as 十 (shí) is one too. Empty when `text` is valid already, cannot be read, or is further
    away. Never raises.
    """
    heard = text.replace("十", "四", 1)
    try:
        digits = read_digits(heard)
    except InvalidInput:
        return []
    if heard != text:  # that was the one error
        return [digits] if is_valid(digits) else []
    if is_valid(digits):
        return []
    best: dict[str, int] = {}
    for rank, candidate in _one_error_away(digits):
        if is_valid(candidate):
            best[candidate] = min(rank, best.get(candidate, rank))
    return sorted(best, key=lambda candidate: (best[candidate], candidate))[:MOST]


def _one_error_away(digits: str) -> Iterator[tuple[int, str]]:
    if len(digits) == LENGTH:
        yield from _one_digit(digits)
        yield from _swaps(digits)
        yield from _twins(digits)
    elif len(digits) == LENGTH - 1:
        yield from _one_missing(digits)
    elif len(digits) == LENGTH + 1:
        yield from _one_too_many(digits)


def _one_digit(digits: str) -> Iterator[tuple[int, str]]:
    for place, digit in enumerate(digits):
        for other in "0123456789".replace(digit, ""):
            yield _likeness(digit, other), digits[:place] + other + digits[place + 1 :]


def _likeness(digit: str, other: str) -> int:
    pair = frozenset((digit, other))
    if pair in _SOUNDS_LIKE:
        return _HEARD
    return _SLIPPED if pair in _SLIPS_TO else _OTHER_DIGIT


def _swaps(digits: str) -> Iterator[tuple[int, str]]:
    for place in range(LENGTH - 1):
        yield _SWAPPED, digits[:place] + digits[place : place + 2][::-1] + digits[place + 2 :]
    for place in range(LENGTH - 2):
        yield _SWAPPED_OVER_ONE, digits[:place] + digits[place : place + 3][::-1] + digits[place + 3 :]


def _twins(digits: str) -> Iterator[tuple[int, str]]:
    for place in range(LENGTH - 1):
        if digits[place] == digits[place + 1]:
            for other in "0123456789":
                yield _TWIN, digits[:place] + other * 2 + digits[place + 2 :]


def _one_missing(digits: str) -> Iterator[tuple[int, str]]:
    """A digit said twice is the one most often written once."""
    for place in range(LENGTH):
        for digit in "0123456789":
            doubled = digit in digits[max(place - 1, 0) : place + 1]
            yield (_HEARD if doubled else _OTHER_DIGIT), digits[:place] + digit + digits[place:]


def _one_too_many(digits: str) -> Iterator[tuple[int, str]]:
    for place, digit in enumerate(digits):
        doubled = digits[place + 1 : place + 2] == digit
        yield (_HEARD if doubled else _OTHER_DIGIT), digits[:place] + digits[place + 1 :]
