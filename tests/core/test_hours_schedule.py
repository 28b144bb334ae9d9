"""Calendars as people enter them: what is read, what is refused, and what the refusal says."""

import copy
import pickle
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from core.errors import InvalidInput
from core.hours import Schedule, SpecialDay, Window, is_open
from core.hours.table import table_for, ticks

NINE_TO_SIX = ["09:00", "18:00"]


def calendar(**parts: Any) -> dict[str, Any]:
    return {"zone": "Asia/Singapore", "week": {"mon": [NINE_TO_SIX]}, **parts}


def refusal(data: object) -> dict[str, str]:
    """The faults by field, as a person reads them."""
    with pytest.raises(InvalidInput) as caught:
        Schedule.from_json(data)
    return {field: str(sentence) for field, sentence in caught.value.fields.items()}


def test_a_calendar_survives_the_way_to_json_and_back() -> None:
    data = {
        "zone": "Europe/London",
        "always": False,
        "week": {
            "mon": [["09:00", "12:00"], ["13:00", "18:00"]],
            "tue": [],
            "wed": [["00:00", "24:00"]],
            "thu": [],
            "fri": [["22:00", "24:00"]],
            "sat": [["00:00", "06:00"]],
            "sun": [],
        },
        "exceptions": [
            {"date": "2026-12-24", "label": "Christmas Eve", "windows": [["09:00", "11:30"]]},
            {"date": "2026-12-25", "label": "Christmas Day", "windows": []},
        ],
    }
    schedule = Schedule.from_json(data)
    assert schedule.to_json() == data
    assert Schedule.from_json(schedule.to_json()) == schedule


def test_what_is_absent_is_closed_and_without_exceptions() -> None:
    schedule = Schedule.from_json(calendar())
    assert schedule == Schedule("Asia/Singapore", week=((Window(time(9), time(18)),), *[()] * 6))
    assert Schedule.from_json({"zone": "UTC", "always": True}) == Schedule("UTC", always=True)


def test_the_order_of_entry_does_not_matter() -> None:
    eve = {"date": "2026-12-24", "label": "Eve", "windows": [["13:00", "14:00"], ["09:00", "11:00"]]}
    day = {"date": "2026-12-25", "label": "Day", "windows": []}
    one = calendar(week={"mon": [["13:00", "18:00"], ["09:00", "12:00"]]}, exceptions=[day, eve])
    other = calendar(week={"mon": [["09:00", "12:00"], ["13:00", "18:00"]]}, exceptions=[eve, day])
    assert Schedule.from_json(one) == Schedule.from_json(other)
    assert hash(Schedule.from_json(one)) == hash(Schedule.from_json(other))


def test_equal_calendars_share_one_table() -> None:
    at = ticks(datetime(2026, 11, 16, tzinfo=UTC))
    assert table_for(Schedule.from_json(calendar()), at) is table_for(Schedule.from_json(calendar()), at)
    assert table_for(Schedule.from_json(calendar()), at) is not table_for(
        Schedule.from_json(calendar(zone="Asia/Shanghai")), at
    )


def test_copies_are_equal_calendars() -> None:
    schedule = Schedule.from_json(calendar(exceptions=[{"date": "2026-12-25", "label": "Day", "windows": []}]))
    for again in (pickle.loads(pickle.dumps(schedule)), copy.deepcopy(schedule)):  # noqa: S301 - our own bytes
        assert again == schedule
        assert again.label_on(date(2026, 12, 25)) == "Day"
        assert hash(again) == hash(schedule)


def test_a_copy_for_another_process_does_not_carry_the_hash_of_this_one() -> None:
    assert b"_hash" not in pickle.dumps(Schedule.from_json(calendar()))


def test_a_special_day_stands_in_for_its_weekday() -> None:
    schedule = Schedule.from_json(calendar(exceptions=[{"date": "2026-11-16", "label": " Audit ", "windows": []}]))
    assert schedule.windows_on(date(2026, 11, 16)) == ()
    assert schedule.label_on(date(2026, 11, 16)) == "Audit"
    assert schedule.windows_on(date(2026, 11, 23)) == (Window(time(9), time(18)),)
    assert schedule.label_on(date(2026, 11, 23)) == ""


def test_closing_at_midnight_may_be_written_in_two_ways() -> None:
    late = Schedule.from_json(calendar(week={"mon": [["18:00", "24:00"]]}))
    assert Schedule.from_json(calendar(week={"mon": [["18:00", "00:00"]]})) == late
    assert str(late.week[0][0]) == "18:00–24:00"


def test_windows_that_touch_are_allowed() -> None:
    schedule = Schedule.from_json(calendar(week={"mon": [["09:00", "12:00"], ["12:00", "18:00"]]}))
    assert is_open(schedule, datetime(2026, 11, 16, 4, tzinfo=UTC))


@pytest.mark.parametrize(
    ("week", "says"),
    [
        ({"mon": [["09:00", "13:00"], ["12:00", "18:00"]]}, "Monday: 09:00–13:00 and 12:00–18:00 overlap."),
        ({"mon": [["09:00", "13:00"], ["09:00", "13:00"]]}, "Monday: 09:00–13:00 and 09:00–13:00 overlap."),
        ({"mon": [["12:00", "24:00"], ["23:00", "23:30"]]}, "Monday: 12:00–24:00 and 23:00–23:30 overlap."),
        ({"mon": [["22:00", "06:00"]]}, "22:00–24:00 on this day and 00:00–06:00 on the next."),
        ({"mon": [["09:00", "09:00"]]}, "Monday: 09:00–09:00 has no length."),
        ({"mon": [["00:00", "00:00"]]}, "Monday: does 00:00–00:00 mean closed or open?"),
        ({"mon": [["9 am", "18:00"]]}, "Monday: “9 am” is not a time."),
        ({"mon": [["09:00", "24:01"]]}, "Monday: “24:01” is not a time."),
        ({"mon": [["24:00", "24:00"]]}, "Monday: “24:00” is not a time."),
        ({"mon": [["09:00", 18]]}, "Monday: “18” is not a time."),
        ({"mon": [["09:00"]]}, "Monday: a window needs an opening and a closing time."),
        ({"mon": "09:00-18:00"}, "Monday: write a list of windows"),
    ],
)
def test_a_wrong_window_is_named_with_its_day_and_repair(week: dict[str, Any], says: str) -> None:
    faults = refusal(calendar(week=week | {"tue": [NINE_TO_SIX]}))
    assert list(faults) == ["week.mon"]
    assert says in faults["week.mon"]


def test_every_fault_is_said_at_once() -> None:
    faults = refusal(
        {
            "zone": "Mars/Base",
            "week": {"mon": [["9 am", "18:00"]], "tue": [["18:00", "09:00"]], "wed": [NINE_TO_SIX], "monday": []},
            "exceptions": [
                {"date": "2026-02-30", "label": "", "windows": []},
                {"date": "2026-12-25", "label": "", "windows": [["10:00", "12:00"], ["11:00", "13:00"]]},
            ],
        }
    )
    assert set(faults) == {"zone", "week.mon", "week.tue", "week.monday", "exceptions.1", "exceptions.2026-12-25"}


@pytest.mark.parametrize(
    "parts", [{"week": {}}, {"week": {"mon": []}}, {"exceptions": [{"date": "2026-12-25", "label": "Day"}], "week": {}}]
)
def test_a_calendar_without_any_hours_is_refused(parts: dict[str, Any]) -> None:
    assert refusal(calendar(**parts)) == {"week": "There are no working hours. Add a window to at least one day."}


def test_a_calendar_may_live_on_special_days_alone() -> None:
    fair = {"date": "2026-11-14", "label": "Fair", "windows": [NINE_TO_SIX]}
    assert Schedule.from_json(calendar(week={}, exceptions=[fair])).windows_on(date(2026, 11, 14))


@pytest.mark.parametrize(
    "zone", ["Mars/Base", "Asia", "../etc/passwd", "localtime", "Factory", "UTC\0", "", None, 8, "x" * 500]
)
def test_an_unknown_zone_is_refused(zone: object) -> None:
    faults = refusal(calendar(zone=zone))
    assert list(faults) == ["zone"]
    assert "Asia/Singapore" in faults["zone"]


@pytest.mark.parametrize(
    "text", ["2026-02-30", "25.12.2026", "20261225", "2026-W52-5", "", None, 20261225, "２０２６-12-25"]
)
def test_a_rubbish_date_is_named_by_its_place(text: object) -> None:
    good = {"date": "2026-12-25", "label": "Day", "windows": []}
    faults = refusal(calendar(exceptions=[good, {"date": text, "label": "Day", "windows": []}]))
    assert list(faults) == ["exceptions.2"]
    assert "is not a date. Write it like 2026-12-31." in faults["exceptions.2"]


def test_a_date_in_an_impossible_year_is_refused() -> None:
    faults = refusal(calendar(exceptions=[{"date": "0202-12-25", "label": "Day", "windows": []}]))
    assert faults == {"exceptions.0202-12-25": "0202-12-25: the year looks wrong. Write a date like 2026-12-31."}


def test_a_date_listed_twice_is_refused() -> None:
    day = {"date": "2026-12-25", "label": "Day", "windows": []}
    faults = refusal(calendar(exceptions=[day, day | {"windows": [NINE_TO_SIX]}]))
    assert faults == {"exceptions.2026-12-25": "2026-12-25 is listed more than once. Keep one of them."}


def test_a_wrong_window_of_a_special_day_is_named_with_its_date() -> None:
    faults = refusal(calendar(exceptions=[{"date": "2026-12-24", "label": "Eve", "windows": [["18:00", "09:00"]]}]))
    assert faults["exceptions.2026-12-24"].startswith("2026-12-24: 18:00–09:00 closes before it opens.")


def test_always_open_and_working_hours_exclude_each_other() -> None:
    assert list(refusal(calendar(always=True))) == ["always"]
    day = {"date": "2026-12-25", "label": "Day", "windows": []}
    assert list(refusal(calendar(always=True, week={}, exceptions=[day]))) == ["always"]
    assert list(refusal(calendar(always="no"))) == ["always"]


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"week": [[NINE_TO_SIX]]}, "week"),
        ({"exceptions": {"2026-12-25": []}}, "exceptions"),
        ({"exceptions": ["2026-12-25"]}, "exceptions.1"),
        ({"exceptions": [{"date": "2026-12-25", "label": 5}]}, "exceptions.2026-12-25"),
    ],
)
def test_a_wrong_shape_is_refused_and_not_guessed_at(parts: dict[str, Any], field: str) -> None:
    assert field in refusal(calendar(**parts))


@pytest.mark.parametrize("data", [None, [], "UTC", 5])
def test_something_that_is_no_calendar_is_refused(data: object) -> None:
    assert refusal(data) == {}


def test_a_calendar_made_in_code_follows_the_same_rules() -> None:
    with pytest.raises(InvalidInput) as caught:
        Schedule("UTC", week=((Window(time(18), time(9)),), *[()] * 6))
    assert list(caught.value.fields) == ["week.mon"]
    with pytest.raises(InvalidInput) as caught:
        Schedule("UTC", week=((Window(time(9), time(18)),),))
    assert list(caught.value.fields) == ["week"]
    twice = (SpecialDay(date(2026, 12, 25), (Window(time(9), time(18)),), ""),) * 2
    with pytest.raises(InvalidInput) as caught:
        Schedule("UTC", exceptions=twice)
    assert list(caught.value.fields) == ["exceptions.2026-12-25"]


@pytest.mark.parametrize("edge", [time(9, 0, 30), time(9, 0, 0, 1), time(9, tzinfo=UTC)])
def test_a_window_is_made_of_whole_minutes_on_the_wall(edge: time) -> None:
    with pytest.raises(ValueError, match="whole minutes"):
        Window(edge, time(18))
