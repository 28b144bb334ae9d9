"""The axis of a time line: days side by side, to scale, with runs of uneventful days folded so that weeks stay readable. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

# Where there are more days than this, uneventful neighbours become one narrow column.
MOST_DAYS: Final = 7
FOLDED_WEIGHT: Final = 0.6
LEAST_SPAN: Final = timedelta(minutes=10)
# Room beside the first and the last mark.
MARGIN: Final = 0.05
LONGEST_MARGIN: Final = timedelta(hours=10)


@dataclass(frozen=True)
class Column:
    """One day, cut at the ends of the line, or `days` of them folded into one. `x` and `width` in percent."""

    day: date
    begins: datetime
    ends: datetime
    days: int = 1
    x: float = 0.0
    width: float = 0.0

    @property
    def folded(self) -> bool:
        """Whether it stands for several days."""
        return self.days > 1


@dataclass(frozen=True)
class Axis:
    """Columns that touch, from 0 to 100 percent."""

    columns: tuple[Column, ...]

    def at(self, moment: datetime) -> float:
        """The place of a moment in percent, held inside the axis."""
        for column in self.columns:
            if moment < column.ends:
                into = (moment - column.begins) / (column.ends - column.begins)
                return round(column.x + column.width * max(into, 0.0), 2)
        return 100.0

    @property
    def begins(self) -> datetime:
        """The left end."""
        return self.columns[0].begins

    @property
    def ends(self) -> datetime:
        """The right end."""
        return self.columns[-1].ends


def axis_of(begins: datetime, ends: datetime, *, zone: str, busy: Sequence[datetime]) -> Axis:
    """The axis of a stretch of time with a margin at both ends. `busy` are the moments that must be seen; days without one may fold."""
    span = max(ends - begins, LEAST_SPAN)
    margin = min(span * MARGIN, LONGEST_MARGIN)
    days = _days(begins - margin, begins + span + margin, ZoneInfo(zone))
    columns = _folded(days, busy) if len(days) > MOST_DAYS else days
    weights = [FOLDED_WEIGHT if each.folded else (each.ends - each.begins) / timedelta(days=1) for each in columns]
    return Axis(tuple(_placed(columns, weights)))


def _days(begins: datetime, ends: datetime, zone: ZoneInfo) -> list[Column]:
    columns = []
    cursor, day = begins.astimezone(UTC), begins.astimezone(zone).date()
    while cursor < ends:
        midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)
        until = min(midnight, ends.astimezone(UTC))
        if cursor < until:
            columns.append(Column(day, cursor, until))
            cursor = until
        day += timedelta(days=1)
    return columns


@dataclass
class _Run:
    columns: list[Column] = field(default_factory=list)

    def folded(self) -> list[Column]:
        """Two or more days become one column; a single day stays."""
        if len(self.columns) < 2:
            return self.columns
        first, last = self.columns[0], self.columns[-1]
        return [Column(first.day, first.begins, last.ends, days=len(self.columns))]


def _folded(days: list[Column], busy: Sequence[datetime]) -> list[Column]:
    columns: list[Column] = []
    quiet = _Run()
    for day in days:
        if any(day.begins <= each < day.ends for each in busy):
            columns += [*quiet.folded(), day]
            quiet = _Run()
        else:
            quiet.columns.append(day)
    return columns + quiet.folded()


def _placed(columns: list[Column], weights: list[float]) -> list[Column]:
    total = sum(weights)
    placed, x = [], 0.0
    for column, weight in zip(columns, weights, strict=True):
        width = weight / total * 100
        placed.append(Column(column.day, column.begins, column.ends, column.days, round(x, 3), round(width, 3)))
        x += width
    return placed
