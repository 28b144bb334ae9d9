"""A promise that explains itself: what was counted on which day, what was paused, and when each mark was reached."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from core.hours.counting import add, between, pause_edges
from core.hours.schedule import Schedule
from core.hours.windows import Pauses, Window

Name = Literal["goal", "limit"]


class Mark(NamedTuple):
    """The moment, in UTC, at which the counted time reached the goal or the limit."""

    name: Name
    at: datetime


@dataclass(frozen=True)
class Line:
    """One row of the explanation.

    On a schedule with hours it is a day in the schedule's zone, or a run of days that say the same and count nothing.
    On a schedule that is always open it is a stretch from one pause edge to the next, and has no windows.
    """

    day: date
    last_day: date
    windows: tuple[Window, ...]
    label: str
    begins: datetime
    ends: datetime
    counted: timedelta
    paused: timedelta
    running: timedelta
    marks: tuple[Mark, ...]

    @property
    def days(self) -> int:
        """How many dates the row covers."""
        return (self.last_day - self.day).days + 1

    @property
    def kind(self) -> Literal["counted", "paused", "closed"]:
        """What the row is about: time that counted, working time that a pause swallowed, or no working time at all."""
        if self.counted:
            return "counted"
        return "paused" if self.paused else "closed"

    def to_json(self) -> dict[str, Any]:
        """The same names, plain values: dates and UTC moments in ISO 8601, windows as text, durations in seconds."""
        return {
            "kind": self.kind,
            "day": self.day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "days": self.days,
            "windows": [str(window) for window in self.windows],
            "label": self.label,
            "begins": self.begins.isoformat(),
            "ends": self.ends.isoformat(),
            "counted": self.counted.total_seconds(),
            "paused": self.paused.total_seconds(),
            "running": self.running.total_seconds(),
            "marks": [{"name": mark.name, "at": mark.at.isoformat()} for mark in self.marks],
        }


def ledger(
    schedule: Schedule, start: datetime, *, goal: timedelta | None, limit: timedelta, pauses: Pauses, until: datetime
) -> list[Line]:
    """How the counted time grew from `start` to `until` (both aware); empty when `until` is not after `start`.

    Dates are those of the schedule's zone; `begins` and `ends` are UTC and touch from row to row, from `start` to
    `until`. `counted` is working time without pauses, `paused` working time inside pauses, `running` the sum of
    `counted` so far; the last one equals `between(schedule, start, until, pauses)`. A goal or limit that was reached by
    `until` stands in the row in which it was reached, at the moment that `add` gives.

    Raises `InvalidInput` as `between` does.
    """
    if until <= start:
        return []
    zone = ZoneInfo(schedule.zone)
    marks = list(_marks(schedule, start, {"goal": goal, "limit": limit}, pauses, until))
    stretches = _unpaused(pauses, start, until) if schedule.always else _days(zone, start, until)
    lines: list[Line] = []
    running = timedelta()
    for begins, ends in stretches:
        day = begins.astimezone(zone).date()
        counted = between(schedule, begins, ends, pauses)
        running += counted
        line = Line(
            day=day,
            last_day=_last_day(ends, zone),
            windows=schedule.windows_on(day),
            label=schedule.label_on(day),
            begins=begins,
            ends=ends,
            counted=counted,
            paused=between(schedule, begins, ends) - counted,
            running=running,
            # A mark at a closing edge belongs to the row that it closes; nothing counted yet belongs to the first.
            marks=tuple(mark for mark in marks if begins < mark.at <= ends or (mark.at == begins and not lines)),
        )
        if lines and _says_the_same(lines[-1], line):
            lines[-1] = replace(
                lines[-1], last_day=line.last_day, ends=line.ends, paused=lines[-1].paused + line.paused
            )
        else:
            lines.append(line)
    return lines


def _marks(
    schedule: Schedule, start: datetime, promise: dict[Name, timedelta | None], pauses: Pauses, until: datetime
) -> Iterator[Mark]:
    total = between(schedule, start, until, pauses)
    for name, working in promise.items():
        if working is not None and working <= total and (at := add(schedule, start, working, pauses)):
            yield Mark(name, at)


def _days(zone: ZoneInfo, start: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """From midnight to midnight by the wall clock, the first and the last day cut off."""
    day = start.astimezone(zone).date()
    begins = start.astimezone(UTC)
    while begins < until:
        day += timedelta(days=1)
        # Where the clock skips midnight this is the moment of the change; where it shows midnight twice, the first one.
        ends = min(datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC), until.astimezone(UTC))
        if begins < ends:
            yield begins, ends
            begins = ends


def _unpaused(pauses: Pauses, start: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    cuts = [start.astimezone(UTC), *pause_edges(pauses, start, until), until.astimezone(UTC)]
    return ((begins, ends) for begins, ends in pairwise(cuts) if begins < ends)


def _last_day(ends: datetime, zone: ZoneInfo) -> date:
    return (ends - timedelta(microseconds=1)).astimezone(zone).date()


def _says_the_same(earlier: Line, later: Line) -> bool:
    """Whether two neighbours can be one row: nothing counted, the same kind of day, the same name, nothing marked."""
    return (
        earlier.kind == later.kind != "counted"
        and earlier.windows == later.windows
        and earlier.label == later.label
        and not earlier.marks
        and not later.marks
    )
