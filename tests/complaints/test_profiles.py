"""By when: calendar time in the profile's own zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from complaints.profiles import PROFILES, Period, dates_for

BRUSSELS = ZoneInfo("Europe/Brussels")


def test_two_months_in_the_union_end_with_their_last_local_day() -> None:
    received = datetime(2026, 9, 20, 22, 30, tzinfo=UTC)  # the 21st in Brussels, still summer time
    dates = dates_for(PROFILES["eu"], received)
    assert dates.decide_by == datetime(2026, 11, 21, 22, 59, 59, tzinfo=UTC)  # winter time by then
    assert dates.decide_goal == datetime(2026, 10, 21, 21, 59, 59, tzinfo=UTC)
    assert dates.acknowledge_by == datetime(2026, 9, 22, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("received", "count", "last"),
    [
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-15", 1, "2027-01-15"),
    ],
)
def test_months_that_are_too_short_end_on_their_last_day(received: str, count: int, last: str) -> None:
    noon = datetime.fromisoformat(f"{received}T12:00").replace(tzinfo=BRUSSELS)
    end = Period(count, "months").after(noon, BRUSSELS).astimezone(BRUSSELS)
    assert end.isoformat()[:19] == f"{last}T23:59:59"


def test_weeks_of_london_and_dubai_are_local_days() -> None:
    received = datetime(2026, 11, 19, 22, 0, tzinfo=UTC)  # the 20th in Dubai, the 19th in London
    london, dubai = dates_for(PROFILES["uk"], received), dates_for(PROFILES["dubai"], received)
    assert london.decide_by == datetime(2027, 1, 14, 23, 59, 59, tzinfo=UTC)
    assert dubai.acknowledge_by == datetime(2026, 11, 27, 19, 59, 59, tzinfo=UTC)
    assert dubai.decide_goal == datetime(2026, 12, 18, 19, 59, 59, tzinfo=UTC)
    assert dubai.decide_by == datetime(2027, 1, 15, 19, 59, 59, tzinfo=UTC)


def test_our_own_rule_is_24_and_48_hours_and_15_and_30_days() -> None:
    received = datetime(2026, 11, 19, 5, 52, tzinfo=UTC)
    dates = dates_for(PROFILES["house"], received)
    assert dates.acknowledge_goal == datetime(2026, 11, 20, 5, 52, tzinfo=UTC)
    assert dates.acknowledge_by == datetime(2026, 11, 21, 5, 52, tzinfo=UTC)
    assert dates.decide_goal == datetime(2026, 12, 4, 15, 59, 59, tzinfo=UTC)
    assert dates.decide_by == datetime(2026, 12, 19, 15, 59, 59, tzinfo=UTC)


def test_goals_never_lie_after_limits() -> None:
    for profile in PROFILES.values():
        dates = dates_for(profile, datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC))
        assert dates.acknowledge_goal <= dates.acknowledge_by
        assert dates.decide_goal <= dates.decide_by
