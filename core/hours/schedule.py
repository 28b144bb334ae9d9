"""A working calendar as one immutable value: zone, week, special days; to and from JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.hours import reading
from core.hours.rules import faults_in
from core.hours.windows import DAYS, SpecialDay, Window, in_order

CLOSED_WEEK: tuple[tuple[Window, ...], ...] = ((),) * len(DAYS)


@dataclass(frozen=True)
class Schedule:
    """When a desk works, by the wall clock of `zone` (an IANA name).

    A moment is open when the wall clock of the zone, read at that moment, shows a time inside a window of the date it
    shows. A special day's windows stand in for those of its weekday. `always` is 24 hours on 7 days; such a schedule
    has neither week nor exceptions, and its zone only says how its days are shown.

    `week` holds seven tuples of windows, Monday first; both `week` and `exceptions` are put in order. Raises
    `InvalidInput` with the faults by field. Equal calendars are equal and share one hash, whatever order they came in.
    """

    zone: str
    always: bool = False
    week: tuple[tuple[Window, ...], ...] = CLOSED_WEEK
    exceptions: tuple[SpecialDay, ...] = ()
    _special: dict[date, SpecialDay] = field(init=False, repr=False, compare=False)
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        faults = faults_in(self.zone, self.always, self.week, self.exceptions)
        if faults:
            raise InvalidInput(fields=faults)
        week = tuple(in_order(windows) for windows in self.week)
        ordered = sorted(self.exceptions, key=lambda special: special.day)
        exceptions = tuple(SpecialDay(day, in_order(windows), label) for day, windows, label in ordered)
        object.__setattr__(self, "week", week)
        object.__setattr__(self, "exceptions", exceptions)
        object.__setattr__(self, "_special", {special.day: special for special in exceptions})
        # Kept, because every calculation looks its table up by this hash and a calendar has hundreds of parts.
        object.__setattr__(self, "_hash", hash((self.zone, self.always, week, exceptions)))

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        """Built anew when unpickled: hashes of text differ from process to process."""
        return type(self), (self.zone, self.always, self.week, self.exceptions)

    def windows_on(self, day: date) -> tuple[Window, ...]:
        """The windows of a date in the schedule's zone, in order; empty when closed, and always empty when `always`."""
        special = self._special.get(day)
        return special.windows if special else self.week[day.weekday()]

    def label_on(self, day: date) -> str:
        """The name of a special day, empty on any other."""
        special = self._special.get(day)
        return special.label if special else ""

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read what `to_json` wrote, or what a person entered. What is absent is false, closed, or no exception.

        Raises `InvalidInput`; its `fields` name each place with a sentence that says the repair: `zone`, `always`,
        `week`, `week.mon`, `exceptions.2026-12-25`, or `exceptions.3` for a third entry whose date cannot be read.
        """
        if not isinstance(data, Mapping):
            raise InvalidInput(_("A calendar needs a time zone and working hours."))
        unread: reading.Faults = {}
        zone = reading.read_zone(data.get("zone"), unread)
        always = reading.read_always(data.get("always"), unread)
        week = reading.read_week(data.get("week"), unread)
        exceptions = reading.read_exceptions(data.get("exceptions"), unread)
        if unread:
            # Say everything at once; where a place is unreadable, that comes first.
            raise InvalidInput(fields=faults_in(zone, always, week, exceptions) | unread)
        return cls(zone, always, week, exceptions)

    def to_json(self) -> dict[str, Any]:
        """Plain values for a JSON column; `from_json` gives an equal schedule."""
        return {
            "zone": self.zone,
            "always": self.always,
            "week": {key: _plain(windows) for key, windows in zip(DAYS, self.week, strict=True)},
            "exceptions": [
                {"date": day.isoformat(), "label": label, "windows": _plain(windows)}
                for day, windows, label in self.exceptions
            ],
        }


def _plain(windows: tuple[Window, ...]) -> list[list[str]]:
    return [list(window.edges()) for window in windows]
