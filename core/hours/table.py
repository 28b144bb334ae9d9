"""When a schedule is open, as sorted intervals of real time that grow as far as somebody asks.

Times inside are whole microseconds since 1970 UTC: exact, and quick to search.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.hours.rules import FIRST_YEAR, LAST_YEAR
from core.hours.schedule import Schedule

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
STEP = 366 * DAY
"""A table begins at a multiple of this and grows by it: about a year, so that few tables serve all running promises."""

LOOK = 6 * 60 * MINUTE
"""How often the zone is asked for its offset. No zone changes twice within six hours."""

_FIRST = (datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECOND
_LAST = (datetime(LAST_YEAR, 12, 31, tzinfo=UTC) - EPOCH) // MICROSECOND


def ticks(at: datetime) -> int:
    """Microseconds since 1970 UTC. A naive `at` is a TypeError."""
    return (at - EPOCH) // MICROSECOND


def moment(at: int) -> datetime:
    """The UTC datetime of so many microseconds since 1970."""
    return EPOCH + timedelta(microseconds=at)


class Span(NamedTuple):
    """The open intervals from a table's beginning to `end`; `totals[i]` is the open time up to `closes[i]`."""

    opens: list[int]
    closes: list[int]
    totals: list[int]
    end: int


class Table:
    """The open time of a schedule from `begin` on. Windows that touch are one interval, over midnight too."""

    def __init__(self, schedule: Schedule, begin: int) -> None:
        self._schedule = schedule
        self._span = Span([], [], [], begin)

    def before(self, at: int) -> int:
        """Open time from the table's beginning to `at`."""
        span = self._through(at)
        place = bisect_right(span.closes, at)
        total = span.totals[place - 1] if place else 0
        if place < len(span.opens) and span.opens[place] < at:
            total += at - span.opens[place]
        return total

    def reach(self, total: int, latest: int) -> int | None:
        """The earliest moment at which `before` is `total` (more than 0); None when that is after `latest`."""
        span = self._span
        while (place := bisect_left(span.totals, total)) == len(span.totals):
            if span.end > latest:
                return None
            span = self._through(span.end)
        found = span.closes[place] - (span.totals[place] - total)
        return found if found <= latest else None

    def is_open(self, at: int) -> bool:
        """Whether `at` lies in an interval: the opening edge does, the closing edge does not."""
        span = self._through(at)
        place = bisect_right(span.closes, at)
        return place < len(span.opens) and span.opens[place] <= at

    def next_opening(self, at: int, latest: int) -> int | None:
        """The first opening edge after `at`; None when there is none up to `latest`."""
        span = self._through(at)
        while (place := bisect_right(span.opens, at)) == len(span.opens):
            if span.end > latest:
                return None
            span = self._through(span.end)
        found = span.opens[place]
        return found if found <= latest else None

    def next_closing(self, at: int, latest: int) -> int | None:
        """The first closing edge after `at`; None when there is none up to `latest`."""
        span = self._through(at)
        # An interval that touches the end of the span may go on behind it, so it shows no edge yet.
        while (place := bisect_right(span.closes, at)) == len(span.closes) or span.closes[place] == span.end:
            if span.end > latest:
                return None
            span = self._through(span.end)
        found = span.closes[place]
        return found if found <= latest else None

    def _through(self, at: int) -> Span:
        """The span, grown until it ends after `at`. Threads may grow it twice; each swaps in a complete one."""
        span = self._span
        if span.end > at:
            return span
        while span.end <= at:
            span = self._grown(span)
        self._span = span
        return span

    def _grown(self, span: Span) -> Span:
        opens, closes, totals = list(span.opens), list(span.closes), list(span.totals)
        end = span.end + STEP
        for opened, closed in _intervals(self._schedule, span.end, end):
            if closes and closes[-1] == opened:
                closes[-1] = closed
                totals[-1] += closed - opened
            else:
                totals.append((totals[-1] if totals else 0) + closed - opened)
                opens.append(opened)
                closes.append(closed)
        return Span(opens, closes, totals, end)


class RoundTheClock:
    """The same questions for a schedule that never closes, answered by plain arithmetic."""

    def before(self, at: int) -> int:
        """All time counts."""
        return at

    def reach(self, total: int, latest: int) -> int | None:
        """The moment itself; None when it is after `latest`."""
        return total if total <= latest else None

    def is_open(self, at: int) -> bool:  # noqa: ARG002 - the same question as a table's
        """Yes."""
        return True

    def next_opening(self, at: int, latest: int) -> None:
        """There is none."""

    def next_closing(self, at: int, latest: int) -> None:
        """There is none."""


_ROUND_THE_CLOCK = RoundTheClock()


def table_for(schedule: Schedule, at: int) -> Table | RoundTheClock:
    """The table for a question that begins at `at`; equal schedules share it. It knows nothing of the time before.

    Raises `InvalidInput` outside the years 1970 to 2199.
    """
    if not _FIRST <= at < _LAST:
        raise InvalidInput(_("This date is too far away to be meant. Please check the year."))
    return _ROUND_THE_CLOCK if schedule.always else _table(schedule, at // STEP)


@lru_cache(maxsize=64)
def _table(schedule: Schedule, step: int) -> Table:
    return Table(schedule, step * STEP)


def _intervals(schedule: Schedule, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """The open intervals between two moments, in order.

    Inside a stretch of constant offset a window is where the wall clock says. A stretch cuts windows off at its ends,
    and that alone makes daylight saving right: wall times that the clock skips do not exist, those that it shows twice
    are open twice, and no second can belong to two windows.
    """
    for since, until, offset in _stretches(schedule.zone, begin, end):
        for number in range((since + offset) // DAY, (until + offset - 1) // DAY + 1):
            midnight = number * DAY - offset
            for window in schedule.windows_on(date(1970, 1, 1) + timedelta(number)):
                opens = max(since, midnight + window.first_minute * MINUTE)
                closes = min(until, midnight + window.end_minute * MINUTE)
                if opens < closes:
                    yield opens, closes


@lru_cache(maxsize=256)
def _stretches(name: str, begin: int, end: int) -> tuple[tuple[int, int, int], ...]:
    """(from, to, offset of the wall clock from UTC) for each stretch of constant offset in a zone."""
    zone = ZoneInfo(name)
    found = []
    since, offset = begin, _offset(zone, begin)
    for earlier, later in pairwise([*range(begin, end, LOOK), end]):
        new = _offset(zone, later)
        if new != offset:
            change = _change(zone, earlier, later, offset)
            found.append((since, change, offset))
            since, offset = change, new
    if since < end:
        found.append((since, end, offset))
    return tuple(found)


def _change(zone: ZoneInfo, earlier: int, later: int, offset: int) -> int:
    """The second at which the zone leaves `offset`, known to lie after `earlier` and not after `later`."""
    while later - earlier > SECOND:
        middle = (earlier + later) // (2 * SECOND) * SECOND
        if _offset(zone, middle) == offset:
            earlier = middle
        else:
            later = middle
    return later


def _offset(zone: ZoneInfo, at: int) -> int:
    return (moment(at).astimezone(zone).utcoffset() or timedelta()) // MICROSECOND
