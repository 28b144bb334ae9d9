"""Moments and spans in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from core import timewords

ZONE = "Asia/Singapore"
NOW = datetime(2026, 11, 19, 5, 52, tzinfo=UTC)  # Thursday 13:52 in Singapore


def said(at: datetime, style: timewords.Style = "near") -> str:
    return timewords.moment_words(at, zone=ZONE, now=NOW, style=style)


@pytest.mark.parametrize(
    ("at", "style", "words"),
    [
        (NOW + timedelta(hours=4), "near", "today 17:52"),
        (NOW + timedelta(hours=12), "near", "tomorrow 01:52"),
        (NOW - timedelta(hours=20), "near", "yesterday 17:52"),
        (NOW + timedelta(days=4), "near", "Mon 13:52"),
        (NOW + timedelta(days=7), "near", "26 Nov 13:52"),
        (NOW + timedelta(days=90), "near", "17 Feb 2027 13:52"),
        (NOW + timedelta(hours=4), "list", "17:52"),
        (NOW + timedelta(hours=4), "day", "Thu 17:52"),
        (NOW, "clock", "13:52"),
        (NOW + timedelta(seconds=8), "seconds", "13:52:08"),
        (NOW, "date", "19 Nov"),
        (NOW + timedelta(hours=12), "full", "Fri 20 Nov 2026, 01:52"),
    ],
)
def test_a_moment_reads_as_a_person_says_it(at: datetime, style: timewords.Style, words: str) -> None:
    with translation.override("en"):
        assert said(at, style) == words


def test_the_day_turns_at_midnight_of_the_shown_zone_not_of_utc() -> None:
    late = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)  # already Friday in Singapore, still Thursday in UTC
    with translation.override("en"):
        assert said(late) == "tomorrow 00:30"
        assert timewords.moment_words(late, zone="UTC", now=NOW) == "today 16:30"


def test_dates_and_cities_follow_the_language() -> None:
    with translation.override("zh-hans"):
        assert said(NOW + timedelta(days=4), "date") == "11月23日"
        assert "周一" in said(NOW + timedelta(days=4))
        assert timewords.city_words(ZONE) == "新加坡"


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Singapore", "Singapore time, UTC+8"),
        ("Asia/Kolkata", "Kolkata time, UTC+5:30"),
        ("America/New_York", "New York time, UTC−5"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_named_by_city_and_offset(zone: str, words: str) -> None:
    with translation.override("en"):
        assert timewords.zone_words(zone, at=NOW) == words


def test_the_offset_is_that_of_the_moment_not_of_today() -> None:
    july = datetime(2026, 7, 1, 12, tzinfo=UTC)
    with translation.override("en"):
        assert timewords.zone_words("Europe/London", at=july) == "London time, UTC+1"
        assert timewords.zone_words("Europe/London", at=NOW) == "London time, UTC+0"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "0 min"),
        (timedelta(minutes=12, seconds=59), "12 min"),
        (timedelta(hours=2, minutes=5), "2 h 05 min"),
        (timedelta(hours=22), "22 h"),
        (timedelta(hours=47, minutes=59), "47 h 59 min"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=3, hours=4), "3 d 4 h"),
        (timedelta(minutes=-12), "12 min"),
    ],
)
def test_a_span_in_words(span: timedelta, words: str) -> None:
    with translation.override("en"):
        assert timewords.duration_words(span) == words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(hours=3, minutes=20, seconds=59), "3:20"),
        (timedelta(seconds=59), "0:00"),
        (timedelta(seconds=-1), "−0:01"),
        (timedelta(minutes=-12), "−0:12"),
        (timedelta(days=3, hours=4), "3 d 4 h"),
        (timedelta(days=-3, hours=-4), "−3 d 4 h"),
    ],
)
def test_what_is_left_never_flatters(span: timedelta, words: str) -> None:
    with translation.override("en"):
        assert timewords.left_words(span) == words


def test_a_running_timer_never_runs_backwards() -> None:
    assert timewords.timer_words(timedelta(minutes=2, seconds=14)) == "02:14"
    assert timewords.timer_words(timedelta(hours=1, minutes=2, seconds=3)) == "1:02:03"
    assert timewords.timer_words(timedelta(seconds=-5)) == "00:00"
