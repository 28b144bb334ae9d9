"""Where the words of a time line stand, so that none lies on another. Pure: widths are estimated for the narrowest drawing."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal

Side = Literal["start", "end"]

# The drawing is shown from this width on; wider ones have more room between the same words.
NARROWEST: Final = 700
SIGN: Final = 7.2
WIDE_SIGN: Final = 13.0
GAP: Final = 6.0
LINE: Final = 1.5


@dataclass(frozen=True)
class Spot:
    """Where a label stands: its lane, counted from the band, and on which side of its line."""

    lane: int
    side: Side


def wide(text: str) -> float:
    """The width of a text in pixels, estimated: Chinese signs are square."""
    return sum(WIDE_SIGN if unicodedata.east_asian_width(each) in "WF" else SIGN for each in text)


class Lanes:
    """Rows of labels beside a band. A label's line runs from the band through all rows before its own."""

    def __init__(self, most: int) -> None:
        self._taken: list[list[tuple[float, float]]] = [[] for _ in range(most)]

    def place(self, percent: float, width: float, tries: Iterable[Spot]) -> Spot | None:
        """The first of the tried places that is free for a label at `percent` of the drawing; None when there is no room for it."""
        x = percent * NARROWEST / 100
        for spot in tries:
            left, right = (x - LINE, x + GAP + width) if spot.side == "start" else (x - GAP - width, x + LINE)
            inside = left >= -GAP and right <= NARROWEST + GAP
            if inside and self._free(spot.lane, left, right) and self._way(x, spot.lane):
                self._taken[spot.lane].append((left, right))
                for passed in range(spot.lane):
                    self._taken[passed].append((x - LINE, x + LINE))
                return spot
        return None

    def _free(self, lane: int, left: float, right: float) -> bool:
        return all(right < taken_left or left > taken_right for taken_left, taken_right in self._taken[lane])

    def _way(self, x: float, lane: int) -> bool:
        return all(self._free(passed, x - LINE, x + LINE) for passed in range(lane))


@dataclass(frozen=True)
class Wanted:
    """A label: its place in percent, its width in pixels, the sides on which it may stand, and how much it would be missed."""

    percent: float
    width: float
    sides: tuple[Side, ...]
    weight: int = 1


def spots(wanted: Sequence[Wanted], orders: Iterable[Sequence[int]], *, rows: int) -> list[Spot | None]:
    """A place for each label, in the order given. What is placed first stands nearest; of several orders and sides the one that
    leaves out the least weight, then the one that needs fewest rows, is taken.
    """
    best: list[Spot | None] = [None] * len(wanted)
    for order, prefer, near in product(list(orders), _PREFERENCES, (True, False)):
        lanes = Lanes(rows)
        tried: list[Spot | None] = [None] * len(wanted)
        for index in order:
            label = wanted[index]
            sides = sorted(label.sides, key=lambda side: side != prefer(label))
            places = [Spot(lane, side) for lane in range(rows) for side in sides]
            # The nearest row first, or the preferred side first.
            tries = places if near else sorted(places, key=lambda each: sides.index(each.side))
            tried[index] = lanes.place(label.percent, label.width, tries)
        if _cost(wanted, tried) < _cost(wanted, best):
            best = tried
    return best


# On which side a label stands if it can: as it asks for, the other one, or towards the middle.
_PREFERENCES: Final[Sequence[Callable[[Wanted], Side]]] = (
    lambda label: label.sides[0],
    lambda label: label.sides[-1],
    lambda label: "start" if label.percent < 50 else "end",
)


def _cost(wanted: Sequence[Wanted], found: Sequence[Spot | None]) -> tuple[int, int]:
    missed = sum(label.weight for label, spot in zip(wanted, found, strict=True) if spot is None)
    return missed, rows_of(found)


def rows_of(found: Sequence[Spot | None]) -> int:
    """How many rows these labels need, at least one."""
    return max((each.lane + 1 for each in found if each), default=1)
