"""The explanation of a promise, row by row."""

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.hours import Line, Schedule, SpecialDay, Window, ledger

SINGAPORE = ZoneInfo("Asia/Singapore")
LONG = (Window(time(8), time(20)),)
SATURDAY = (Window(time(9), time(15)),)
DESK = Schedule("Asia/Singapore", week=(*[LONG] * 5, SATURDAY, ()))
ALWAYS = Schedule("Asia/Singapore", always=True)


def november(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SINGAPORE)


def spent(hours: int, minutes: int = 0) -> timedelta:
    return timedelta(hours=hours, minutes=minutes)


def sums(lines: list[Line]) -> list[tuple[int, timedelta, timedelta, timedelta]]:
    return [(line.day.day, line.counted, line.paused, line.running) for line in lines]


def breached() -> list[Line]:
    """Received on a Friday afternoon, answered on Tuesday after 26:05 of 24 hours."""
    pause = (november(14, 11, 10), november(14, 14, 20))
    return ledger(
        DESK, november(13, 16, 20), goal=spent(16), limit=spent(24), pauses=[pause], until=november(17, 15, 35)
    )


def test_each_day_says_what_was_counted_and_what_was_paused() -> None:
    assert sums(breached()) == [
        (13, spent(3, 40), spent(0), spent(3, 40)),
        (14, spent(2, 50), spent(3, 10), spent(6, 30)),
        (15, spent(0), spent(0), spent(6, 30)),
        (16, spent(12), spent(0), spent(18, 30)),
        (17, spent(7, 35), spent(0), spent(26, 5)),
    ]
    assert [line.kind for line in breached()] == ["counted", "counted", "closed", "counted", "counted"]
    assert [line.windows for line in breached()] == [LONG, SATURDAY, (), LONG, LONG]


def test_goal_and_limit_stand_in_the_row_in_which_they_were_reached() -> None:
    marks = {line.day.day: [(mark.name, mark.at) for mark in line.marks] for line in breached() if line.marks}
    assert marks == {16: [("goal", november(16, 17, 30))], 17: [("limit", november(17, 13, 30))]}


def test_one_row_can_hold_both_marks() -> None:
    start = november(16, 8)
    (line,) = ledger(DESK, start, goal=spent(2), limit=spent(4), pauses=[], until=november(16, 19))
    assert [mark.name for mark in line.marks] == ["goal", "limit"]


def test_a_mark_at_closing_time_belongs_to_the_day_that_closes() -> None:
    lines = ledger(DESK, november(16, 8), goal=None, limit=spent(12), pauses=[], until=november(17, 9))
    assert [[mark.at for mark in line.marks] for line in lines] == [[november(16, 20)], []]


def test_a_mark_at_midnight_belongs_to_the_day_that_ends() -> None:
    full = Schedule("Asia/Singapore", week=((Window(time(0), time(0)),),) * 7)
    lines = ledger(full, november(16, 8), goal=None, limit=spent(16), pauses=[], until=november(17, 9))
    assert [[mark.at for mark in line.marks] for line in lines] == [[november(17)], []]


def test_what_is_not_reached_yet_is_not_marked() -> None:
    lines = ledger(DESK, november(16, 8), goal=spent(2), limit=spent(4), pauses=[], until=november(16, 9))
    assert [line.marks for line in lines] == [()]


def test_a_goal_of_nothing_is_reached_at_the_start() -> None:
    lines = ledger(DESK, november(15, 8), goal=timedelta(), limit=spent(4), pauses=[], until=november(16, 9))
    assert [(mark.name, mark.at) for mark in lines[0].marks] == [("goal", november(15, 8))]


def test_rows_name_the_days_of_the_desk_and_not_of_utc() -> None:
    lines = ledger(DESK, november(16, 0, 30), goal=None, limit=spent(8), pauses=[], until=november(17, 0, 30))
    assert [(line.day.day, line.begins, line.ends) for line in lines] == [
        (16, november(16, 0, 30), november(17)),
        (17, november(17), november(17, 0, 30)),
    ]
    assert all(moment.tzinfo is UTC for line in lines for moment in (line.begins, line.ends))


def test_closed_days_in_a_row_are_one_row() -> None:
    week = ((Window(time(9), time(18)),), *[()] * 6)
    lines = ledger(
        Schedule("Asia/Singapore", week=week),
        november(16, 9),
        goal=None,
        limit=spent(18),
        pauses=[],
        until=november(23, 18),
    )
    assert [(line.kind, line.day.day, line.days) for line in lines] == [
        ("counted", 16, 1),
        ("closed", 17, 6),
        ("counted", 23, 1),
    ]
    assert [lines[1].begins, lines[1].ends] == [november(17), november(23)]
    assert lines[1].last_day == date(2026, 11, 22)


def test_a_holiday_keeps_its_name_and_its_own_row() -> None:
    friday = SpecialDay(date(2026, 11, 20), (), "Founders' day")
    desk = Schedule("Asia/Singapore", week=(*[LONG] * 5, (), ()), exceptions=(friday,))
    lines = ledger(desk, november(19, 19), goal=None, limit=spent(2), pauses=[], until=november(23, 9))
    assert [(line.label, line.days) for line in lines] == [("", 1), ("Founders' day", 1), ("", 2), ("", 1)]


def test_a_long_wait_for_the_customer_stays_short() -> None:
    lines = ledger(
        DESK,
        november(2, 9),
        goal=None,
        limit=spent(12),
        pauses=[(november(2, 10), november(27, 10))],
        until=november(27, 11),
    )
    assert len(lines) == 12
    assert (lines[4].kind, lines[4].days, lines[4].paused) == ("paused", 5, spent(60))
    assert lines[-1].running == spent(2)


def test_a_pause_that_still_runs_is_paused_up_to_now() -> None:
    (line,) = ledger(
        DESK, november(16, 8), goal=None, limit=spent(8), pauses=[(november(16, 10), None)], until=november(16, 12)
    )
    assert (line.counted, line.paused) == (spent(2), spent(2))


def test_round_the_clock_the_rows_are_cut_at_pauses() -> None:
    pause = (november(19, 9, 31), november(19, 10, 56))
    lines = ledger(
        ALWAYS, november(19, 9, 12), goal=spent(4), limit=spent(12), pauses=[pause], until=november(19, 13, 52)
    )
    assert [(line.kind, line.begins, line.ends) for line in lines] == [
        ("counted", november(19, 9, 12), november(19, 9, 31)),
        ("paused", november(19, 9, 31), november(19, 10, 56)),
        ("counted", november(19, 10, 56), november(19, 13, 52)),
    ]
    assert [line.counted for line in lines] == [spent(0, 19), spent(0), spent(2, 56)]
    assert [line.paused for line in lines] == [spent(0), spent(1, 25), spent(0)]
    assert lines[-1].running == spent(3, 15)


def test_round_the_clock_a_row_may_run_over_days() -> None:
    (line,) = ledger(ALWAYS, november(19, 9), goal=spent(24), limit=spent(48), pauses=[], until=november(21, 10))
    assert (line.day.day, line.last_day.day, line.days, line.windows) == (19, 21, 3, ())
    assert [mark.at for mark in line.marks] == [november(20, 9), november(21, 9)]


def test_before_the_start_there_is_nothing_to_explain() -> None:
    for until in (november(16, 8), november(15)):
        assert ledger(DESK, november(16, 8), goal=None, limit=spent(1), pauses=[], until=until) == []


def test_a_day_with_a_clock_change_counts_real_time() -> None:
    night = Schedule("Europe/London", week=((Window(time(0), time(6)),),) * 7)
    start, until = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 30, 12, tzinfo=UTC)
    lines = ledger(night, start, goal=None, limit=spent(5), pauses=[], until=until)
    assert [line.counted for line in lines] == [spent(0), spent(5), spent(6)]
    assert [mark.at for line in lines for mark in line.marks] == [datetime(2026, 3, 29, 5, tzinfo=UTC)]


def test_a_line_is_plain_json() -> None:
    lines = breached()
    data = json.loads(json.dumps([line.to_json() for line in lines]))
    assert data[3] == {
        "kind": "counted",
        "day": "2026-11-16",
        "last_day": "2026-11-16",
        "days": 1,
        "windows": ["08:00–20:00"],
        "label": "",
        "begins": "2026-11-15T16:00:00+00:00",
        "ends": "2026-11-16T16:00:00+00:00",
        "counted": 43200.0,
        "paused": 0.0,
        "running": 66600.0,
        "marks": [{"name": "goal", "at": "2026-11-16T09:30:00+00:00"}],
    }
