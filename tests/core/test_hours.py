"""Working time: laws that hold for every calendar, and a slow second opinion."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from core.hours import (
    Pauses,
    Schedule,
    SpecialDay,
    Window,
    add,
    between,
    is_open,
    ledger,
    next_closing,
    next_opening,
)
from tests.scale import examples

MINUTE = timedelta(minutes=1)
REACH = 4 * 24 * 60  # minutes that the slow calculator looks ahead

# Zones with the days around which something happens to their clocks.
PLACES = {
    "Asia/Singapore": [date(2026, 12, 31)],
    "Asia/Shanghai": [date(2026, 10, 1)],
    "Asia/Kathmandu": [date(2028, 2, 29)],
    "UTC": [date(2024, 2, 29), date(2026, 12, 31)],
    "Europe/London": [date(2026, 3, 29), date(2026, 10, 25)],
    "America/New_York": [date(2026, 3, 8), date(2026, 11, 1)],
    "America/St_Johns": [date(2026, 3, 8), date(2026, 11, 1), date(2010, 3, 14), date(2010, 11, 7)],
    "Australia/Lord_Howe": [date(2026, 4, 5), date(2026, 10, 4)],
    "Africa/Cairo": [date(2026, 4, 24), date(2026, 10, 29)],  # the clock skips midnight, and shows it twice
    "America/Havana": [date(2026, 3, 8), date(2026, 11, 1)],
    "Pacific/Apia": [date(2011, 12, 30)],  # a date that did not take place
}


def windows() -> st.SearchStrategy[tuple[Window, ...]]:
    """Up to three windows; the small hours, where clocks change, are as likely as the rest of the day."""
    minute = st.integers(0, 4 * 12).map(lambda step: step * 5) | st.integers(0, 24 * 12).map(lambda step: step * 5)
    cuts = st.lists(minute, unique=True, max_size=6).map(sorted)
    return st.builds(_windows, cuts, st.booleans())


def _windows(cuts: list[int], joined: bool) -> tuple[Window, ...]:
    pairs = list(pairwise(cuts)) if joined else list(zip(cuts[::2], cuts[1::2], strict=False))
    return tuple(Window(_time(opens), _time(closes)) for opens, closes in pairs)


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Schedule, datetime, list[tuple[datetime, datetime | None]]]:
    """A schedule, a start on a whole minute near a day when something happens, and pauses around it."""
    zone = draw(st.sampled_from(sorted(PLACES)))
    turn = draw(st.sampled_from(PLACES[zone]))
    start = datetime(turn.year, turn.month, turn.day, tzinfo=UTC) + draw(st.integers(-2 * 1440, 1440)) * MINUTE
    if draw(st.integers(0, 9)) == 0:
        return Schedule(zone, always=True), start, draw(pauses(start))
    even, odd, holiday = draw(windows()), draw(windows()), draw(windows())
    # One long day a week keeps every promise of these tests within the ten years.
    week = (even, odd, even, (Window(time(9), time(18)),), even, odd, odd)
    days = draw(st.sets(st.integers(-2, 4), max_size=2))
    exceptions = tuple(SpecialDay(turn + timedelta(days=day), holiday, "Holiday") for day in days)
    return Schedule(zone, week=week, exceptions=exceptions), start, draw(pauses(start))


def pauses(start: datetime) -> st.SearchStrategy[list[tuple[datetime, datetime | None]]]:
    since = st.integers(-1440, 3 * 1440)
    length = st.none() | st.integers(0, 1440)
    return st.lists(
        st.builds(
            lambda at, long: (start + at * MINUTE, None if long is None else start + (at + long) * MINUTE),
            since,
            length,
        ),
        max_size=2,
    )


def durations(longest: int = REACH) -> st.SearchStrategy[timedelta]:
    return st.integers(0, longest).map(lambda count: count * MINUTE)


# --- a slow second opinion: walk minute by minute in UTC and look at the clock on the wall ----------------------------


def counts(schedule: Schedule, at: datetime, paused: Pauses) -> bool:
    if any(since <= at and (until is None or at < until) for since, until in paused):
        return False
    if schedule.always:
        return True
    wall = at.astimezone(ZoneInfo(schedule.zone))
    special = {one.day: one.windows for one in schedule.exceptions}
    for window in special.get(wall.date(), schedule.week[wall.weekday()]):
        if window.opens <= wall.time() and (wall.time() < window.closes or window.closes == time(0)):
            return True
    return False


def counted_minutes(schedule: Schedule, start: datetime, length: int, paused: Pauses) -> int:
    return sum(counts(schedule, start + step * MINUTE, paused) for step in range(length))


def slow_add(schedule: Schedule, start: datetime, working: timedelta, paused: Pauses) -> datetime | None:
    """The end of the minute in which the time is used up; None when that is beyond the slow calculator's reach."""
    at = start
    while working > timedelta():
        if at - start >= REACH * MINUTE:
            return None
        if counts(schedule, at, paused):
            working -= MINUTE
        at += MINUTE
    return at


@settings(max_examples=examples(70, 15_000), deadline=None)
@given(cases(), durations(2 * 1440))
def test_add_agrees_with_walking_minute_by_minute(case: tuple[Schedule, datetime, Pauses], working: timedelta) -> None:
    schedule, start, paused = case
    slow = slow_add(schedule, start, working, paused)
    if slow is not None:
        assert add(schedule, start, working, paused) == slow
    else:
        fast = add(schedule, start, working, paused)
        assert fast > start + REACH * MINUTE if fast else any(until is None for _, until in paused)


@settings(max_examples=examples(70, 15_000), deadline=None)
@given(cases(), st.integers(0, REACH))
def test_between_agrees_with_walking_minute_by_minute(case: tuple[Schedule, datetime, Pauses], length: int) -> None:
    schedule, start, paused = case
    slow = counted_minutes(schedule, start, length, paused) * MINUTE
    assert between(schedule, start, start + length * MINUTE, paused) == slow


@settings(max_examples=examples(60, 15_000), deadline=None)
@given(cases())
def test_opening_and_closing_agree_with_walking_minute_by_minute(case: tuple[Schedule, datetime, Pauses]) -> None:
    schedule, start, _ = case
    states = [counts(schedule, start + step * MINUTE, ()) for step in range(2 * 1440)]
    assert is_open(schedule, start) == states[0]
    for edge, found in ((True, next_opening(schedule, start)), (False, next_closing(schedule, start))):
        slow = next((step for step in range(1, len(states)) if states[step - 1 : step + 1] == [not edge, edge]), None)
        if slow is None:
            assert found is None or found >= start + len(states) * MINUTE
        else:
            assert found == start + slow * MINUTE


# --- laws ------------------------------------------------------------------------------------------------------------


def exact(longest: timedelta) -> st.SearchStrategy[timedelta]:
    """Durations down to the microsecond: promises start when a call ends, not on the minute."""
    return st.timedeltas(timedelta(), longest)


@settings(max_examples=examples(70, 15_000), deadline=None)
@given(cases(), exact(timedelta(days=9)), exact(timedelta(days=20)))
def test_what_was_added_is_what_lies_between(
    case: tuple[Schedule, datetime, Pauses], offset: timedelta, working: timedelta
) -> None:
    schedule, start, paused = case
    end = add(schedule, start + offset, working, paused)
    if end is not None:
        assert between(schedule, start + offset, end, paused) == working
        assert end.tzinfo is UTC


@settings(max_examples=examples(70, 15_000), deadline=None)
@given(cases(), exact(timedelta(days=9)), exact(timedelta(days=9)))
def test_adding_twice_is_adding_the_sum(
    case: tuple[Schedule, datetime, Pauses], first: timedelta, second: timedelta
) -> None:
    schedule, start, paused = case
    middle = add(schedule, start, first, paused)
    both = add(schedule, start, first + second, paused)
    if middle is None:
        assert both is None
    else:
        assert add(schedule, middle, second, paused) == both


@settings(max_examples=examples(70, 15_000), deadline=None)
@given(cases(), exact(timedelta(days=5)), exact(timedelta(days=5)), exact(timedelta(days=5)))
def test_later_starts_and_longer_promises_never_end_earlier(
    case: tuple[Schedule, datetime, Pauses], wait: timedelta, working: timedelta, more: timedelta
) -> None:
    schedule, start, paused = case
    end = add(schedule, start, working, paused)
    for other in (add(schedule, start + wait, working, paused), add(schedule, start, working + more, paused)):
        assert other is None or (end is not None and other >= end)


@settings(max_examples=examples(70, 15_000), deadline=None)
@given(cases(), exact(timedelta(days=20)))
def test_the_end_is_the_earliest_moment(case: tuple[Schedule, datetime, Pauses], working: timedelta) -> None:
    schedule, start, paused = case
    end = add(schedule, start, working, paused)
    if end is not None and end > start:
        assert between(schedule, start, end - timedelta(microseconds=1), paused) == working - timedelta(microseconds=1)


@settings(max_examples=examples(70, 15_000), deadline=None)
@given(cases(), exact(timedelta(days=9)), exact(timedelta(days=9)))
def test_time_between_is_never_negative_and_adds_up(
    case: tuple[Schedule, datetime, Pauses], first: timedelta, second: timedelta
) -> None:
    schedule, start, paused = case
    middle, end = start + first, start + first + second
    whole = between(schedule, start, end, paused)
    assert timedelta() <= whole <= end - start
    assert whole == between(schedule, start, middle, paused) + between(schedule, middle, end, paused)
    assert between(schedule, end, start, paused) == timedelta()


@settings(max_examples=examples(70, 15_000), deadline=None)
@given(cases(), exact(timedelta(days=9)), exact(timedelta(days=3)), exact(timedelta(days=3)))
def test_the_ledger_adds_up_to_what_was_counted(
    case: tuple[Schedule, datetime, Pauses], length: timedelta, goal: timedelta, more: timedelta
) -> None:
    schedule, start, paused = case
    until, limit = start + length, goal + more
    lines = ledger(schedule, start, goal=goal, limit=limit, pauses=paused, until=until)
    if not length:
        assert lines == []
        return
    total = between(schedule, start, until, paused)
    assert sum((line.counted for line in lines), timedelta()) == lines[-1].running == total
    assert sum((line.counted + line.paused for line in lines), timedelta()) == between(schedule, start, until)
    assert [lines[0].begins, lines[-1].ends] == [start, until]
    assert all(earlier.ends == later.begins for earlier, later in pairwise(lines))
    reached = [(name, working) for name, working in (("goal", goal), ("limit", limit)) if working <= total]
    marks = [(mark.name, mark.at) for line in lines for mark in line.marks]
    assert marks == [(name, add(schedule, start, working, paused)) for name, working in reached]
