"""Working time: laws that hold for every calendar, a slow second opinion, and the days on which clocks change."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.hours import (
    HORIZON,
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
from core.hours.table import STEP, moment

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


@settings(max_examples=70, deadline=None)
@given(cases(), durations(2 * 1440))
def test_add_agrees_with_walking_minute_by_minute(case: tuple[Schedule, datetime, Pauses], working: timedelta) -> None:
    schedule, start, paused = case
    slow = slow_add(schedule, start, working, paused)
    if slow is not None:
        assert add(schedule, start, working, paused) == slow
    else:
        fast = add(schedule, start, working, paused)
        assert fast > start + REACH * MINUTE if fast else any(until is None for _, until in paused)


@settings(max_examples=70, deadline=None)
@given(cases(), st.integers(0, REACH))
def test_between_agrees_with_walking_minute_by_minute(case: tuple[Schedule, datetime, Pauses], length: int) -> None:
    schedule, start, paused = case
    slow = counted_minutes(schedule, start, length, paused) * MINUTE
    assert between(schedule, start, start + length * MINUTE, paused) == slow


@settings(max_examples=60, deadline=None)
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


@settings(max_examples=70, deadline=None)
@given(cases(), exact(timedelta(days=9)), exact(timedelta(days=20)))
def test_what_was_added_is_what_lies_between(
    case: tuple[Schedule, datetime, Pauses], offset: timedelta, working: timedelta
) -> None:
    schedule, start, paused = case
    end = add(schedule, start + offset, working, paused)
    if end is not None:
        assert between(schedule, start + offset, end, paused) == working
        assert end.tzinfo is UTC


@settings(max_examples=70, deadline=None)
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


@settings(max_examples=70, deadline=None)
@given(cases(), exact(timedelta(days=5)), exact(timedelta(days=5)), exact(timedelta(days=5)))
def test_later_starts_and_longer_promises_never_end_earlier(
    case: tuple[Schedule, datetime, Pauses], wait: timedelta, working: timedelta, more: timedelta
) -> None:
    schedule, start, paused = case
    end = add(schedule, start, working, paused)
    for other in (add(schedule, start + wait, working, paused), add(schedule, start, working + more, paused)):
        assert other is None or (end is not None and other >= end)


@settings(max_examples=70, deadline=None)
@given(cases(), exact(timedelta(days=20)))
def test_the_end_is_the_earliest_moment(case: tuple[Schedule, datetime, Pauses], working: timedelta) -> None:
    schedule, start, paused = case
    end = add(schedule, start, working, paused)
    if end is not None and end > start:
        assert between(schedule, start, end - timedelta(microseconds=1), paused) == working - timedelta(microseconds=1)


@settings(max_examples=70, deadline=None)
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


@settings(max_examples=70, deadline=None)
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


# --- days that people remember ---------------------------------------------------------------------------------------


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def window(opens: str, closes: str) -> Window:
    return Window(time.fromisoformat(opens), time(0) if closes == "24:00" else time.fromisoformat(closes))


def daily(zone: str, *pairs: tuple[str, str], exceptions: Sequence[SpecialDay] = ()) -> Schedule:
    """The same windows on every day."""
    return Schedule(zone, week=(tuple(window(*pair) for pair in pairs),) * 7, exceptions=tuple(exceptions))


def office(zone: str, *, exceptions: Sequence[SpecialDay] = ()) -> Schedule:
    """Monday to Friday, 9 to 12 and 13 to 18."""
    day = (window("09:00", "12:00"), window("13:00", "18:00"))
    return Schedule(zone, week=(day,) * 5 + ((),) * 2, exceptions=tuple(exceptions))


def test_a_night_in_london_is_an_hour_shorter_in_spring() -> None:
    night = daily("Europe/London", ("00:00", "06:00"))
    assert between(night, utc(2026, 3, 28, 12), utc(2026, 3, 29, 12)) == hours(5)
    assert add(night, utc(2026, 3, 28, 12), hours(5)) == utc(2026, 3, 29, 5)  # 06:00 summer time


def test_a_night_in_london_is_an_hour_longer_in_autumn() -> None:
    night = daily("Europe/London", ("00:00", "06:00"))
    assert between(night, utc(2026, 10, 24, 12), utc(2026, 10, 25, 12)) == hours(7)


def test_office_hours_follow_the_wall_clock_over_the_change() -> None:
    desk = office("Europe/London")
    assert add(desk, utc(2026, 3, 27, 17), hours(2)) == utc(2026, 3, 30, 9)  # Friday 17:00 to Monday 10:00 summer time


def test_a_window_inside_the_skipped_hour_has_no_time_that_day() -> None:
    desk = daily("Europe/London", ("01:15", "01:45"))
    assert between(desk, utc(2026, 3, 29), utc(2026, 3, 30)) == timedelta()
    assert between(desk, utc(2026, 3, 28), utc(2026, 3, 29)) == hours(0.5)


def test_a_window_that_opens_in_the_skipped_hour_opens_when_the_clock_arrives() -> None:
    desk = daily("Europe/London", ("01:30", "03:00"))
    assert next_opening(desk, utc(2026, 3, 28, 12)) == utc(2026, 3, 29, 1)
    assert between(desk, utc(2026, 3, 29), utc(2026, 3, 30)) == hours(1)


def test_a_window_inside_the_repeated_hour_is_open_twice() -> None:
    desk = daily("Europe/London", ("01:00", "01:30"))
    assert between(desk, utc(2026, 10, 25), utc(2026, 10, 26)) == hours(1)
    assert next_closing(desk, utc(2026, 10, 25, 0, 10)) == utc(2026, 10, 25, 0, 30)
    assert next_opening(desk, utc(2026, 10, 25, 0, 10)) == utc(2026, 10, 25, 1)


def test_lord_howe_moves_its_clock_by_half_an_hour() -> None:
    night = daily("Australia/Lord_Howe", ("00:00", "04:00"))
    assert between(night, utc(2026, 10, 3, 12), utc(2026, 10, 4, 12)) == hours(3.5)
    assert between(night, utc(2026, 4, 4, 12), utc(2026, 4, 5, 12)) == hours(4.5)


def test_leap_day_is_a_day_like_any_other() -> None:
    desk = office("Asia/Singapore")
    assert add(desk, utc(2028, 2, 28, 9), hours(10)) == utc(2028, 3, 1, 2)  # Monday 17:00 to Wednesday 10:00


def test_a_holiday_is_closed() -> None:
    desk = office("Asia/Singapore", exceptions=[SpecialDay(date(2026, 12, 25), (), "Christmas Day")])
    assert add(desk, utc(2026, 12, 24, 9), hours(2)) == utc(2026, 12, 28, 2)  # Thursday 17:00 to Monday 10:00
    assert not is_open(desk, utc(2026, 12, 25, 3))


def test_a_half_holiday_keeps_its_own_windows() -> None:
    eve = SpecialDay(date(2026, 12, 24), (window("09:00", "11:30"),), "Christmas Eve")
    desk = office("Asia/Singapore", exceptions=[eve])
    assert between(desk, utc(2026, 12, 23, 16), utc(2026, 12, 24, 16)) == hours(2.5)


def test_a_make_up_saturday_is_a_working_day() -> None:
    saturday = SpecialDay(date(2026, 10, 10), (window("09:00", "18:00"),), "Make-up day")
    desk = office("Asia/Shanghai", exceptions=[saturday])
    assert next_opening(desk, utc(2026, 10, 9, 12)) == utc(2026, 10, 10, 1)


def test_a_pause_over_a_closed_night_costs_only_working_time() -> None:
    desk = daily("UTC", ("09:00", "18:00"))
    pause = (utc(2026, 11, 16, 17), utc(2026, 11, 17, 10))
    assert add(desk, utc(2026, 11, 16, 16), hours(3), [pause]) == utc(2026, 11, 17, 12)
    assert between(desk, utc(2026, 11, 16, 16), utc(2026, 11, 17, 12), [pause]) == hours(3)


def test_midnight_between_two_windows_is_no_edge() -> None:
    night = daily("Asia/Kathmandu", ("00:00", "06:00"), ("22:00", "24:00"))
    late = utc(2026, 11, 16, 17)  # 22:45
    assert next_closing(night, late) == utc(2026, 11, 17, 0, 15)
    assert add(night, late, hours(7.25)) == utc(2026, 11, 17, 0, 15)


def test_a_night_is_not_cut_where_the_table_grows() -> None:
    night = daily("UTC", ("00:00", "06:00"), ("22:00", "24:00"))
    midnight = moment(57 * STEP)
    assert next_closing(night, midnight - hours(1)) == midnight + hours(6)
    assert next_opening(night, midnight - hours(1)) == midnight + hours(22)
    assert is_open(night, midnight)
    assert add(night, midnight - hours(1), hours(7)) == midnight + hours(6)
    assert between(night, midnight - hours(1), midnight + hours(7)) == hours(7)


def test_time_used_up_at_closing_ends_at_closing_and_not_at_the_next_opening() -> None:
    desk = office("UTC")
    friday = utc(2026, 11, 13, 13)
    assert add(desk, friday, hours(5)) == utc(2026, 11, 13, 18)
    assert add(desk, friday, hours(5) + timedelta(microseconds=1)) == utc(2026, 11, 16, 9) + timedelta(microseconds=1)


def test_an_opening_edge_is_open_and_a_closing_edge_is_closed() -> None:
    desk = office("UTC")
    assert is_open(desk, utc(2026, 11, 13, 9))
    assert not is_open(desk, utc(2026, 11, 13, 18))
    assert next_opening(desk, utc(2026, 11, 13, 9)) == utc(2026, 11, 13, 13)
    assert next_closing(desk, utc(2026, 11, 13, 12)) == utc(2026, 11, 13, 18)


def test_no_working_time_ends_where_it_starts_even_when_closed_or_paused() -> None:
    sunday = utc(2026, 11, 15, 3)
    assert add(office("UTC"), sunday, timedelta(), [(sunday, None)]) == sunday


def test_round_the_clock_is_plain_arithmetic() -> None:
    always = Schedule("Asia/Singapore", always=True)
    pause = (utc(2026, 11, 19, 1, 31), utc(2026, 11, 19, 2, 56))
    assert add(always, utc(2026, 11, 19, 1, 12), hours(4), [pause]) == utc(2026, 11, 19, 6, 37)
    assert add(always, utc(2026, 11, 19, 1, 12), hours(12), [pause]) == utc(2026, 11, 19, 14, 37)
    assert is_open(always, utc(2026, 11, 19))
    assert next_opening(always, utc(2026, 11, 19)) is next_closing(always, utc(2026, 11, 19)) is None


def test_an_open_pause_stops_the_clock_unless_the_end_comes_first() -> None:
    desk = office("UTC")
    start, pause = utc(2026, 11, 16, 9), (utc(2026, 11, 16, 11), None)
    assert add(desk, start, hours(2), [pause]) == utc(2026, 11, 16, 11)
    assert add(desk, start, hours(2) + timedelta(seconds=1), [pause]) is None


def test_overlapping_pauses_count_once_and_a_backward_one_not_at_all() -> None:
    always = Schedule("UTC", always=True)
    paused = [
        (utc(2026, 11, 16, 12), utc(2026, 11, 16, 14)),
        (utc(2026, 11, 16, 11), utc(2026, 11, 16, 13)),
        (utc(2026, 11, 16, 20), utc(2026, 11, 16, 19)),
    ]
    assert between(always, utc(2026, 11, 16), utc(2026, 11, 17), paused) == hours(21)


def test_a_start_in_another_zone_is_the_same_moment() -> None:
    desk, start = office("Asia/Singapore"), utc(2026, 11, 13, 8, 20)
    local = start.astimezone(ZoneInfo("America/New_York"))
    assert add(desk, local, hours(24)) == add(desk, start, hours(24))
    assert between(desk, local, utc(2026, 11, 20)) == between(desk, start, utc(2026, 11, 20))


def test_a_moment_without_a_zone_is_a_programming_error() -> None:
    naive = datetime(2026, 11, 13)  # noqa: DTZ001 - what must be refused
    for schedule in (office("UTC"), Schedule("UTC", always=True)):
        with pytest.raises(TypeError):
            add(schedule, naive, hours(0))
        with pytest.raises(TypeError):
            is_open(schedule, naive)


def test_a_promise_longer_than_ten_years_is_refused() -> None:
    always, start = Schedule("UTC", always=True), utc(2026, 11, 13)
    assert add(always, start, HORIZON) == start + HORIZON
    for schedule in (always, office("UTC")):
        with pytest.raises(InvalidInput):
            add(schedule, start, HORIZON + MINUTE)
        with pytest.raises(InvalidInput):
            between(schedule, start, start + HORIZON + MINUTE)
    with pytest.raises(InvalidInput):
        add(always, start, hours(1), [(start, start + HORIZON)])


def test_a_calendar_whose_last_hours_are_over_is_not_searched_for_ever() -> None:
    event = SpecialDay(date(2026, 11, 14), (window("09:00", "18:00"),), "Fair")
    desk, after = Schedule("UTC", exceptions=(event,)), utc(2026, 11, 15)
    assert next_opening(desk, after) is next_closing(desk, after) is None
    with pytest.raises(InvalidInput):
        add(desk, after, MINUTE)


def test_negative_time_and_impossible_years_are_refused() -> None:
    desk = office("UTC")
    with pytest.raises(InvalidInput):
        add(desk, utc(2026, 11, 13), -MINUTE)
    for year in (202, 1969, 2200):
        with pytest.raises(InvalidInput):
            is_open(desk, utc(year, 1, 1))
