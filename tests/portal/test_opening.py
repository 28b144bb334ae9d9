"""Outside its hours a way in says when it opens, what is open now, and by when an answer would come."""

import re
import uuid
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Presence, User
from channels.chat.models import Chat, ChatEnd
from core import clock
from sla.models import Calendar
from sla.services.opening import set_channel_hours
from sla.services.publishing import create_calendar
from tests.people import NOON, House, sign_in
from tests.portal.conftest import SetClock, text_of

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
    answer = client.get("/ask/")
    assert re.search(r"Opens <time[^>]*>[^<]*09:00</time> \(Singapore", answer.content.decode())
    assert "taken in at once" in text_of(answer)


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


def test_a_supervisor_sets_the_hours_an_agent_cannot(client: Client, office: int, house: House) -> None:
    sign_in(client, house.alice)
    assert client.get(HOURS).status_code == 403
    sign_in(client, house.sam)
    assert "At all times" in text_of(client.get(HOURS))
    assert client.post(HOURS, {"web": str(office)}).status_code == 303
    page = client.get(HOURS).content.decode()
    assert page.count("selected") == len(["web"]) + 6  # chat and all others are open at all times
    assert client.post(HOURS, {"web": "999"}).status_code == 422
