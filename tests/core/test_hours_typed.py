"""Working hours as a person types them, and holiday files: what is read, what is refused, and at which line."""

from datetime import date, time

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.hours import SpecialDay, Window
from core.hours.icalendar import is_icalendar, read_icalendar
from core.hours.typed import MOST_LINES, Reading, read_special_days, read_windows, special_days_text, windows_text

NINE_TO_ONE = (Window(time(9), time(13)),)


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("08:00–12:30, 13:00–20:00", [["08:00", "12:30"], ["13:00", "20:00"]]),
        ("9-12 14-18", [["9:00", "12:00"], ["14:00", "18:00"]]),
        ("09:00 to 18:00", [["09:00", "18:00"]]),
        ("０９：００～１２：００；１３：００至１８：００", [["09:00", "12:00"], ["13:00", "18:00"]]),
        ("0900-1730", [["09:00", "17:30"]]),
        ("9.30-24:00", [["9:30", "24:00"]]),
        ("", []),
        ("closed", []),
        ("休息", []),
        ("nine-five", [["nine", "five"]]),
        ("09:00", [["09:00"]]),
    ],
)
def test_windows_of_a_day(text: str, windows: list[list[str]]) -> None:
    assert read_windows(text) == windows


def faults(reading: Reading) -> dict[int, str]:
    with translation.override("en"):
        return {line: str(sentence) for line, sentence in reading.faults.items()}


def test_a_holiday_file_is_read_line_by_line() -> None:
    text = """date,label,windows
# Christmas
2026-12-24, Christmas Eve, 09:00–13:00
2026/12/25;"Christmas; closed"

2026年12月26日\tBoxing Day
2027-01-03,Make-up working day,"09:00-12:00, 13:00-18:00"
"""
    reading = read_special_days(text)
    assert not reading.faults
    assert list(reading.days) == [
        SpecialDay(date(2026, 12, 24), NINE_TO_ONE, "Christmas Eve"),
        SpecialDay(date(2026, 12, 25), (), "Christmas; closed"),
        SpecialDay(date(2026, 12, 26), (), "Boxing Day"),
        SpecialDay(date(2027, 1, 3), (Window(time(9), time(12)), Window(time(13), time(18))), "Make-up working day"),
    ]


def test_rubbish_is_refused_by_line_with_the_repair() -> None:
    text = "\n".join(
        [
            "2026-12-25, Christmas Day",
            "25.12.2026, Christmas Day",
            "2026-02-30, Nothing",
            "2026-12-25, Again",
            "2026-12-24, Eve, 13:00–09:00",
            "2026-12-23, Eve, 09:00–12:00 11:00–13:00",
            "2026-12-22, Eve, morning-noon",
            "2026-12-21, Eve, 09:00",
            "0999-12-21, Long ago",
            "2026-12-20, " + "x" * 81,
            "\x00PNG" + "z" * 900,
        ]
    )
    told = faults(read_special_days(text))
    assert sorted(told) == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert told[2] == "“25.12.2026” is not a date. Write it like 2026-12-31."
    assert told[3] == "There is no day 2026-02-30. Check month and day."
    assert told[4] == "2026-12-25 stands in line 1 already. Keep one of them."
    assert "closes before it opens" in told[5]
    assert "overlap" in told[6]
    assert "“morning” is not a time" in told[7]
    assert "opening and a closing time" in told[8]
    assert "the year looks wrong" in told[9]
    assert "81 characters" in told[10]


def test_a_file_without_end_is_not_read() -> None:
    told = faults(read_special_days("2026-12-25, x\n" * (MOST_LINES + 1)))
    assert list(told.values()) == ["1001 lines; at most 1000. Leave out past years."]


WINDOWS = st.sampled_from(
    [(), NINE_TO_ONE, (Window(time(0), time(0)),), (Window(time(8), time(12)), Window(time(13), time(0)))]
)
LABELS = st.text(st.characters(whitelist_categories=("L", "N", "P"), blacklist_characters="#"), max_size=40)


@given(days=st.dictionaries(st.dates(date(1970, 1, 1), date(2199, 12, 31)), st.tuples(WINDOWS, LABELS), max_size=20))
def test_what_is_shown_can_be_typed_again(days: dict[date, tuple[tuple[Window, ...], str]]) -> None:
    special = [SpecialDay(day, windows, label) for day, (windows, label) in sorted(days.items())]
    reading = read_special_days(special_days_text(special))
    assert not reading.faults
    assert list(reading.days) == special
    for each in special:
        assert read_windows(windows_text(each.windows)) == [list(window.edges()) for window in each.windows]


CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20261225\r
DTEND;VALUE=DATE:20261227\r
SUMMARY:Christmas\\, and the\r
  day after\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20270101\r
SUMMARY:New Year's Day\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_a_calendar_file_gives_whole_days() -> None:
    assert is_icalendar(CALENDAR)
    reading = read_icalendar(CALENDAR)
    assert not reading.faults
    assert [(each.day.isoformat(), each.label, each.windows) for each in reading.days] == [
        ("2026-12-25", "Christmas, and the day after", ()),
        ("2026-12-26", "Christmas, and the day after", ()),
        ("2027-01-01", "New Year's Day", ()),
    ]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("DTSTART:20261225T090000Z", "is not a whole day"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY", "An entry that repeats"),
        ("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20270225", "62 days in one entry; at most 31."),
        ("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261224", "ends before it begins"),
        ("DTSTART;VALUE=DATE:20261325", "is not a date"),
        ("SUMMARY:Without a day", "is not a whole day"),
    ],
)
def test_an_entry_that_is_no_holiday_is_refused_by_its_line(lines: str, sentence: str) -> None:
    told = faults(read_icalendar(f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR"))
    assert list(told) == [2]
    assert sentence in told[2]


def test_an_empty_calendar_file_says_so() -> None:
    assert faults(read_icalendar("BEGIN:VCALENDAR\nEND:VCALENDAR")) == {1: "There is no entry in this calendar file."}


@given(text=st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    for reading in (read_special_days(text), read_icalendar("BEGIN:VCALENDAR\n" + text)):
        assert len(reading.lines) == len(reading.days)
    read_windows(text)
