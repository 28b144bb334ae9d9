"""The hours of the ways in: a calendar of the desk for a kind, or at all times."""

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import InvalidInput, NotAllowed
from outbox.models import Event
from sla.models import Calendar
from sla.opening import KINDS, open_now, openings
from sla.services.opening import set_channel_hours
from sla.services.publishing import create_calendar
from tests.people import NOON, House

HOUR = timedelta(hours=1)
# 06:00 in Singapore on the next day, a Friday.
DAWN = datetime(2026, 11, 19, 22, 0, tzinfo=UTC)


def office(house: House) -> Calendar:
    """Nine to six in Singapore, on weekdays."""
    day = [["09:00", "18:00"]]
    schedule = {"zone": "Asia/Singapore", "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), day)}
    return create_calendar(name="Office", schedule=schedule, by=house.sam, at=NOON).calendar


def test_a_kind_without_hours_is_always_open(house: House) -> None:
    found = openings(DAWN)
    assert tuple(found) == KINDS
    assert all(each.is_open and each.opens_at is None for each in found.values())


def test_a_kind_is_open_by_its_calendar(house: House) -> None:
    set_channel_hours(chosen={"chat": office(house)}, by=house.sam, at=NOON)
    now = open_now("chat", NOON)
    assert (now.is_open, now.closes_at) == (True, datetime(2026, 11, 19, 10, 0, tzinfo=UTC))
    closed = open_now("chat", DAWN)
    assert (closed.is_open, closed.opens_at, closed.zone) == (False, DAWN + 3 * HOUR, "Asia/Singapore")
    assert open_now("web", DAWN).is_open


def test_who_leads_sets_them_and_each_change_is_told_once(house: House) -> None:
    calendar = office(house)
    with pytest.raises(NotAllowed):
        set_channel_hours(chosen={"chat": calendar}, by=house.alice, at=NOON)
    with pytest.raises(InvalidInput):
        set_channel_hours(chosen={"hotline": calendar}, by=house.sam, at=NOON)
    for _again in range(2):
        set_channel_hours(chosen={"chat": calendar, "web": None}, by=house.sam, at=NOON)
    set_channel_hours(chosen={"chat": None}, by=house.sam, at=NOON)
    told = Event.objects.filter(name="channel.hours_set").order_by("id")
    assert [each.data["calendar_id"] for each in told] == [calendar.pk, None]
    assert open_now("chat", DAWN).is_open


def test_all_kinds_cost_one_query(house: House, django_assert_num_queries: pytest.FixtureRequest) -> None:
    set_channel_hours(chosen=dict.fromkeys(KINDS, office(house)), by=house.sam, at=NOON)
    with django_assert_num_queries(1):  # type: ignore[operator] # pytest-django's fixture
        openings(NOON)
