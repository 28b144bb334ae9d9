"""Outside its hours a way in says when it opens, what is open now, and by when an answer would come."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import Presence, User
from channels.chat.models import Chat, ChatEnd
from channels.models import Call, OfficialChannel
from core import clock
from sla.models import Calendar
from sla.services.opening import set_channel_hours
from sla.services.publishing import create_calendar
from tests.people import NOON, House, a_ticket, sign_in
from tests.portal.conftest import SetClock, enter, text_of

# 06:00 in Singapore on a Friday: closed until nine.
DAWN = datetime(2026, 11, 19, 22, 0, tzinfo=UTC)
WEEK = {name: [["09:00", "18:00"]] for name in ("mon", "tue", "wed", "thu", "fri")}
HOURS = "/desk/promises/hours/"
FIRST = {"category": "funds", "contact": "charlie@mail.test", "name": "Charlie", "body": "My withdrawal hangs."}


@pytest.fixture
def office(house: House) -> int:
    """Chat keeps the hours of an office."""
    schedule = {"zone": "Asia/Singapore", "week": WEEK}
    calendar = create_calendar(name="Office", schedule=schedule, by=house.sam, at=NOON).calendar
    set_channel_hours(chosen={"chat": calendar}, by=house.sam, at=NOON)
    return calendar.pk


@pytest.mark.usefixtures("office")
def test_a_closed_chat_says_when_it_opens_and_what_is_open(client: Client, set_clock: SetClock) -> None:
    set_clock(DAWN)
    for address in ("/chat/", "/chat/frame/", "/"):
        answer = client.get(address)
        assert re.search(r"Opens <time[^>]*>[^<]*09:00</time> \(Singapore", answer.content.decode()), address
        assert 'data-your-time="2026-11-20T' in answer.content.decode(), address
    assert "Reply by" in text_of(client.get("/chat/"))
    assert "Web form" in text_of(client.get("/chat/"))


def test_a_closed_form_says_when_it_opens_before_a_door_is_chosen(
    client: Client, set_clock: SetClock, office: int, house: House
) -> None:
    assert "Opens" not in text_of(client.get("/ask/"))
    calendar = Calendar.objects.get(pk=office)
    set_channel_hours(chosen={"web": calendar}, by=house.sam, at=NOON)
    set_clock(DAWN)
    for address in ("/ask/", "/ask/funds/"):
        answer = client.get(address)
        assert re.search(r"Opens <time[^>]*>[^<]*09:00</time> \(Singapore", answer.content.decode()), address
        assert "taken in at once" in text_of(answer), address


def test_who_writes_on_a_ticket_at_night_reads_when_answers_begin(
    client: Client, set_clock: SetClock, office: int, house: House
) -> None:
    set_clock(NOON)
    ticket = a_ticket(house, at=NOON)
    enter(client, ticket)
    assert "on your ticket at once" not in text_of(client.get("/status/"))
    set_channel_hours(chosen={"web": Calendar.objects.get(pk=office)}, by=house.sam, at=NOON)
    set_clock(DAWN)
    enter(client, ticket, at=DAWN)
    page = client.get("/status/")
    assert re.search(r"Opens <time[^>]*>[^<]*09:00</time> \(Singapore", page.content.decode())
    assert "What you write now is on your ticket at once." in text_of(page)


@pytest.mark.usefixtures("office")
def test_outside_the_hours_the_first_word_is_a_ticket_whoever_is_there(
    client: Client, set_clock: SetClock, house: House
) -> None:
    set_clock(DAWN)
    User.objects.filter(pk=house.alice.pk).update(seen_at=clock.now(), presence=Presence.AVAILABLE)
    assert client.post("/chat/", {"key": str(uuid.uuid4()), **FIRST}).status_code == 303
    chat = Chat.objects.get()
    assert chat.ended_by == ChatEnd.CLOSED
    assert len(chat.ticket.number) == 12
    assert chat.ticket.timers.filter(kind="first_reply").exists()


def _call_wish(client: Client, **typed: str) -> HttpResponse:
    slot = re.findall(r'<option value="(2026-[^"]+)"', client.get("/chat/").content.decode())[0]
    return cast(
        "HttpResponse", client.post("/chat/", {"key": str(uuid.uuid4()), **FIRST, "callback_at": slot, **typed})
    )


@pytest.mark.usefixtures("office")
def test_who_finds_nobody_in_chat_may_ask_for_a_call(client: Client, set_clock: SetClock, house: House) -> None:
    """The same promise as on the phone: a clock, a place in the list of everybody, told to the customer, kept by who calls."""
    set_clock(DAWN)
    assert _call_wish(client, callback_phone="+65 8123 4567").status_code == 303
    call = Call.objects.get()
    assert (call.callback_phone, call.callback_at) == ("+6581234567", DAWN + timedelta(hours=2))
    ticket = Chat.objects.get().ticket
    assert (call.ticket, call.number) == (ticket, ticket.number)
    promise = ticket.timers.get(kind="callback")
    assert promise.goal_at == call.callback_at
    page = text_of(client.get("/chat/"))
    assert "We call you back" in page
    assert "we call you as agreed" in page
    assert "gets its written answer" not in page
    assert "4567" not in page.replace("••67", "")
    agent = sign_in(Client(), house.bob)
    assert "My withdrawal hangs." in text_of(agent.get("/desk/calls/list/callbacks/"))
    assert agent.post(f"/desk/calls/{call.number}/handled/").status_code in {302, 303}
    promise.refresh_from_db()
    assert promise.state == "met"


@pytest.mark.usefixtures("office")
def test_a_call_needs_a_number_and_one_number_is_not_called_again_and_again(
    client: Client, set_clock: SetClock
) -> None:
    set_clock(DAWN)
    refused = _call_wish(client)
    assert refused.status_code == 422
    assert "Type the telephone number on which we call you." in text_of(refused)
    assert _call_wish(client, callback_phone="12").status_code == 422
    assert not Chat.objects.exists()
    for status in (303, 303, 429):
        assert _call_wish(Client(), callback_phone="+65 8123 4567").status_code == status
    assert (Chat.objects.count(), Call.objects.count()) == (2, 2)


@pytest.mark.usefixtures("office")
def test_calls_are_offered_only_where_nobody_is_and_only_when_a_line_is_attended(
    client: Client, set_clock: SetClock, house: House
) -> None:
    day = {"zone": "Asia/Singapore", "week": WEEK}
    OfficialChannel.objects.filter(pk=house.hotline.pk).update(schedule=day)
    set_clock(DAWN)
    offered = re.findall(r'<option value="(2026-[^"]+)"', client.get("/chat/").content.decode())
    assert 4 <= len(offered) <= 8
    for each in offered:
        local = datetime.fromisoformat(each).astimezone(ZoneInfo("Asia/Singapore"))
        assert local.weekday() < 5
        assert 9 <= local.hour < 18
    set_clock(DAWN + timedelta(hours=4))
    User.objects.filter(pk=house.alice.pk).update(seen_at=clock.now(), presence=Presence.AVAILABLE)
    assert "callback_at" not in client.get("/chat/").content.decode()


def test_a_supervisor_sets_the_hours_an_agent_cannot(client: Client, office: int, house: House) -> None:
    sign_in(client, house.alice)
    assert client.get(HOURS).status_code == 403
    sign_in(client, house.sam)
    assert "At all times" in text_of(client.get(HOURS))
    assert client.post(HOURS, {"web": str(office)}).status_code == 303
    page = client.get(HOURS).content.decode()
    assert page.count("selected") == len(["web"]) + 6  # chat and all others are open at all times
    assert client.post(HOURS, {"web": "999"}).status_code == 422
