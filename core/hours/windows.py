"""The pieces of a working calendar: a window of one day, and a date that differs from its weekday."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The keys of a week in JSON, in the order of `date.weekday()`."""

DAY_MINUTES = 24 * 60

Pauses = Sequence[tuple[datetime, datetime | None]]
"""Stretches that do not count, (from, to), aware; `to` is None while the pause still runs."""


@dataclass(frozen=True)
class Window:
    """Opening hours inside one day, as the wall clock shows them: open at `opens`, closed again at `closes`.

    `closes=time(0)` is 24:00, the end of the same day; so `Window(time(0), time(0))` is the whole day. Whole
    minutes only.
    """

    opens: time
    closes: time

    def __post_init__(self) -> None:
        for edge in (self.opens, self.closes):
            if edge.second or edge.microsecond or edge.tzinfo:
                raise ValueError("A window is made of whole minutes of the wall clock, without a zone of its own.")

    @property
    def first_minute(self) -> int:
        """Minutes from 00:00 to the opening, 0 to 1439."""
        return self.opens.hour * 60 + self.opens.minute

    @property
    def end_minute(self) -> int:
        """Minutes from 00:00 to the closing, 1 to 1440."""
        return self.closes.hour * 60 + self.closes.minute or DAY_MINUTES

    def edges(self) -> tuple[str, str]:
        """Both edges as HH:MM, the end of the day as 24:00."""
        closes = f"{self.closes:%H:%M}" if self.end_minute < DAY_MINUTES else "24:00"
        return f"{self.opens:%H:%M}", closes

    def __str__(self) -> str:
        return "–".join(self.edges())


class SpecialDay(NamedTuple):
    """A date that follows its own windows: none on a holiday, some on a half day or on a make-up working day."""

    day: date
    windows: tuple[Window, ...]
    label: str


def in_order(windows: Sequence[Window]) -> tuple[Window, ...]:
    """The windows of one day from morning to night."""
    return tuple(sorted(windows, key=lambda window: (window.first_minute, window.end_minute)))
