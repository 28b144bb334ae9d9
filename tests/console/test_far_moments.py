"""A moment at the end of the calendar is a moment that somebody typed: a sentence, never a fault."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client

from channels.models import Call
from core import clock
from tests.people import House, a_ticket, sign_in

FAR = ["0001-01-01T00:00", "9999-12-31T23:59"]
DAYS = [each[:10] for each in FAR]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
@pytest.mark.parametrize("far", FAR)
def test_verbs_of_a_ticket(client: Client, house: House, zone: str, far: str) -> None:
    house.alice.zone = zone
    house.alice.save()
    alice, ticket = sign_in(client, house.alice), a_ticket(house, at=clock.now())
    page = f"/desk/tickets/{ticket.number}/"
    typed = {"state": "waiting_customer", "until": far, "reason": "A paper", "version": ticket.version}
    assert alice.post(f"{page}pend/", typed).status_code in {303, 422}
    assert alice.get(page).status_code == 200
    assert alice.post(f"{page}snooze/", {"until": far, "version": ticket.version}).status_code in {303, 422}
    assert alice.get(page).status_code == 200
    said = {"body": "We look.", "seen_at": far, "version": "1", "key": "k"}
    assert alice.post(f"{page}reply/", said).status_code < 500
    for address in (page, "/desk/", "/desk/queue/team/", f"/desk/?after=1_{10**18}_1"):
        assert alice.get(address).status_code == 200, address


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
@pytest.mark.parametrize("far", FAR)
def test_pages_of_those_who_lead(client: Client, house: House, zone: str, far: str) -> None:
    house.sam.zone = zone
    house.sam.save()
    sam, day = sign_in(client, house.sam), far[:10]
    told = {"title": "T", "title_zh": "题", "body": "B", "body_zh": "文", "category": "funds", "since": far}
    assert sam.post("/desk/incidents/new/", told).status_code in {303, 422}
    news = {
        "title": "T",
        "title_zh": "题",
        "body": "B",
        "body_zh": "文",
        "starts_at": far,
        "ends_at": FAR[1],
        "kind": "notice",
    }
    assert sam.post("/desk/announcements/", news).status_code < 500
    for address in (
        f"/desk/reviews/figures/?since={day}&until={day}",
        f"/desk/reviews/?since={day}&until={DAYS[1]}",
        f"/desk/complaints/?first={day}&last={day}",
        f"/desk/complaints/export/?first={day}&last={DAYS[1]}",
        f"/desk/promises/policies/?at={far}",
        "/desk/incidents/",
        "/desk/announcements/",
    ):
        assert sam.get(address).status_code < 500, address


@pytest.mark.parametrize("far", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
def test_a_call_back_is_promised_for_a_day_that_comes(client: Client, house: House, far: datetime) -> None:
    alice = sign_in(client, house.alice)
    assert alice.post("/desk/calls/", {"key": str(uuid4()), "back": "/desk/"}).status_code in {302, 303}
    call = Call.objects.get()
    typed = {"disposition": "callback", "callback_at": f"{far:%Y-%m-%dT%H:%M}", "callback_phone": "+6581234567"}
    assert alice.post(f"/desk/calls/{call.number}/finish/", typed | {"callback_topic": "T"}).status_code < 500
