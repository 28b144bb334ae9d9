"""Working time on days that people remember: clock changes, holidays, nights, pauses, and what is refused."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.errors import InvalidInput
from core.hours import HORIZON, Schedule, SpecialDay, Window, add, between, is_open, next_closing, next_opening
from core.hours.table import STEP, moment

MINUTE = timedelta(minutes=1)


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
