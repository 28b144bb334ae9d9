"""Working time: add it to a moment, measure it between two, ask when the desk opens and closes.

One definition carries everything: the working time from a start to a moment is the real time that passed between them
while the schedule was open and no pause ran. Intervals are half open: an opening edge counts, a closing edge does not.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from core.hours.schedule import Schedule
from core.hours.table import MICROSECOND, moment, table_for, ticks
from core.hours.windows import Pauses

HORIZON = timedelta(days=3653)
"""Ten years. No promise runs longer; a calendar without hours must not be searched for ever."""

_HORIZON = HORIZON // MICROSECOND
_FOR_EVER = 1 << 62


def add(schedule: Schedule, start: datetime, working: timedelta, pauses: Pauses = ()) -> datetime | None:
    """The earliest moment, in UTC, at which `working` time has been counted since `start` (aware).

    Time that is used up exactly at closing ends at that closing edge, not at the next opening. No working time at all
    gives `start` itself, open or not. None when an open-ended pause comes first. Pauses may overlap, come in any order
    and begin before `start`; one that ends before it begins counts for nothing.

    For all a, b: `between(s, add(s, a)) == a`, and `add(add(s, a), b) == add(s, a + b)` with the same pauses.

    Raises `InvalidInput` for a negative duration, and for an end more than `HORIZON` after `start`.
    """
    if working < timedelta():
        raise InvalidInput(_("Working time cannot be negative. Enter zero or more."))
    begin = ticks(start)
    table = table_for(schedule, begin)
    if not working:
        return start.astimezone(UTC)
    latest = begin + _HORIZON
    cursor, left = begin, working // MICROSECOND
    for since, until in _apart(pauses, begin, latest):
        free = table.before(since) - table.before(cursor)
        if left <= free:
            break
        if until == _FOR_EVER:
            return None
        left -= free
        cursor = min(until, latest)
    found = table.reach(table.before(cursor) + left, latest)
    if found is None:
        raise InvalidInput(
            _("This promise would end more than ten years later. Shorten it, or add working hours to the calendar.")
        )
    return moment(found)


def between(schedule: Schedule, a: datetime, b: datetime, pauses: Pauses = ()) -> timedelta:
    """The working time from `a` to `b` (both aware), pauses left out; nothing when `b` is not after `a`.

    An open-ended pause runs to `b`. Raises `InvalidInput` when `a` and `b` are more than `HORIZON` apart.
    """
    begin, end = ticks(a), ticks(b)
    if end <= begin:
        return timedelta()
    if end - begin > _HORIZON:
        raise InvalidInput(_("These moments are more than ten years apart. Please check the dates."))
    table = table_for(schedule, begin)
    counted = table.before(end) - table.before(begin)
    for since, until in _apart(pauses, begin, end):
        counted -= table.before(min(until, end)) - table.before(since)
    return timedelta(microseconds=counted)


def is_open(schedule: Schedule, at: datetime) -> bool:
    """Whether the desk works at `at` (aware)."""
    return table_for(schedule, ticks(at)).is_open(ticks(at))


def next_opening(schedule: Schedule, at: datetime) -> datetime | None:
    """The first moment after `at` at which a closed desk opens, in UTC; None within `HORIZON`, or when always open."""
    begin = ticks(at)
    found = table_for(schedule, begin).next_opening(begin, begin + _HORIZON)
    return None if found is None else moment(found)


def next_closing(schedule: Schedule, at: datetime) -> datetime | None:
    """The first moment after `at` at which an open desk closes, in UTC; None within `HORIZON`, or when always open."""
    begin = ticks(at)
    found = table_for(schedule, begin).next_closing(begin, begin + _HORIZON)
    return None if found is None else moment(found)


def pause_edges(pauses: Pauses, a: datetime, b: datetime) -> Iterator[datetime]:
    """Where counting stops and goes on again between two moments, in order, in UTC."""
    begin, end = ticks(a), ticks(b)
    for since, until in _apart(pauses, begin, end):
        yield moment(since)
        yield moment(min(until, end))


def _apart(pauses: Pauses, begin: int, end: int) -> list[tuple[int, int]]:
    """The pauses that matter between two moments: in order, none before `begin`, joined where they touch or overlap."""
    if not pauses:
        return []
    known = sorted((max(ticks(since), begin), _FOR_EVER if until is None else ticks(until)) for since, until in pauses)
    apart: list[tuple[int, int]] = []
    for since, until in known:
        if since >= end or until <= since:
            continue
        if apart and since <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(until, apart[-1][1]))
        else:
            apart.append((since, until))
    return apart
