"""Pages of macros, and inserting and sending one from a ticket."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from knowledge.models import Macro
from knowledge.services import Draft, save_macro
from outbox.models import Event
from tests.people import House, a_ticket, sign_in
from tickets.models import Message, Ticket

JSON = {"Accept": "application/json"}


@pytest.fixture
def sam(house: House) -> Client:
    """Sam's browser."""
    return sign_in(Client(), house.sam)


@pytest.fixture
def alice(house: House) -> Client:
    """Alice's browser."""
    return sign_in(Client(), house.alice)


@pytest.fixture
def ticket(house: House) -> Ticket:
    """Alice's."""
    made = a_ticket(house, at=clock.now())
    made.refresh_from_db()
    return made


def text(answer: Any) -> str:
    """The words of a page with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def typed(**more: Any) -> dict[str, Any]:
    """What Sam types."""
    facts = {
        "name": "Credited",
        "name_zh": "已到账",
        "body": "{{number}} is credited.",
        "body_zh": "{{number}} 已到账。",
    }
    cut = {"team": "", "category": "funds", "follow_up": "resolve", "wait_days": 3, "version": 0}
    return facts | cut | more


def a_macro(house: House, **more: Any) -> Macro:
    """Sam's, for everybody."""
    facts = {
        "name": "Credited",
        "name_zh": "已到账",
        "body": "{{number}} is credited.",
        "body_zh": "{{number}} 已到账。",
    }
    return save_macro(draft=Draft(**(facts | more)), by=house.sam, at=clock.now())


def say(ticket: Ticket, **more: Any) -> dict[str, Any]:
    """What the composer posts."""
    facts = {"visibility": "public", "body": "It is credited.", "version": ticket.version, "key": str(uuid4())}
    return facts | {"then": "send"} | more


def test_written_changed_and_switched_off(sam: Client, alice: Client, house: House) -> None:
    assert sam.post("/desk/macros/new/", typed()).status_code == 303
    macro = Macro.objects.get()
    place = f"/desk/macros/{macro.pk}/"
    assert sam.post(place, typed(version=1, category="", team=house.funds.pk)).status_code == 303
    assert sam.post(place, typed(version=1, name="Other")).status_code == 409
    shown = text(sam.get(place))
    assert "wrote version 2: team, category." in shown
    assert sam.post(f"{place}switch/", {"active": "0"}).status_code == 303
    assert "Off" in text(alice.get("/desk/macros/"))
    assert "switched it off" in text(sam.get(place))


def test_a_wrong_variable_is_said_at_its_field(sam: Client, house: House) -> None:
    answer = sam.post("/desk/macros/new/", typed(body="Dear {{costumer}}"))
    assert answer.status_code == 422
    assert "There is no variable {{costumer}}." in text(answer)
    assert "Dear {{costumer}}" in answer.content.decode()


def test_agents_read_their_own_and_write_none(alice: Client, house: House) -> None:
    own, foreign = a_macro(house), a_macro(house, team=house.general)
    assert "{{number}} is credited." in text(alice.get(f"/desk/macros/{own.pk}/"))
    assert alice.get(f"/desk/macros/{foreign.pk}/").status_code == 404
    assert alice.get("/desk/macros/new/").status_code == 403
    assert alice.post(f"/desk/macros/{own.pk}/", typed(version=1)).status_code == 403
    assert alice.post(f"/desk/macros/{own.pk}/switch/", {"active": "0"}).status_code == 403


def test_the_list_asks_as_much_of_many_as_of_one(sam: Client, house: House) -> None:
    a_macro(house, team=house.funds)
    sam.get("/desk/macros/")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert sam.get("/desk/macros/").status_code == 200
        return len(queries)

    before = cost()
    for place in range(60):
        a_macro(house, team=house.general if place % 2 else None)
    assert cost() == before
    assert "Next page" in text(sam.get("/desk/macros/"))


def test_a_script_gets_the_filled_text(alice: Client, house: House, ticket: Ticket) -> None:
    macro = a_macro(house, follow_up="resolve")
    place = f"/desk/tickets/{ticket.number}/macro/"
    told = alice.post(place, {"macro": macro.pk}, headers=JSON).json()
    assert told["macro"] == macro.pk
    assert told["then"] == "resolve the ticket"
    assert ticket.number[:4] in told["text"]
    Ticket.objects.filter(pk=ticket.pk).update(goal_at=None)
    refused = alice.post(place, {"macro": a_macro(house, body="{{goal}}").pk}, headers=JSON)
    assert refused.status_code == 422
    assert "{{goal}}" in refused.json()["refused"]
    assert alice.post(place, {"macro": "x"}, headers=JSON).status_code == 404
    assert alice.get(place).status_code == 302


def test_without_a_script_the_page_comes_back_with_both_texts(alice: Client, house: House, ticket: Ticket) -> None:
    macro = a_macro(house, follow_up="resolve")
    place = f"/desk/tickets/{ticket.number}/macro/"
    page = alice.post(place, say(ticket, body="Good day.", macro=macro.pk)).content.decode()
    assert re.search(r"Good day\.\n\n\d{4}", page)
    assert f'name="used" value="{macro.pk}"' in page
    assert "Good day." in alice.post(place, say(ticket, body="Good day.", macro="")).content.decode()
    Ticket.objects.filter(pk=ticket.pk).update(goal_at=None)
    missing = a_macro(house, body="{{goal}}")
    page = alice.post(place, say(ticket, body="Good day.", macro=missing.pk)).content.decode()
    assert "Good day." in page
    assert "has nothing to say for {{goal}}" in page


def test_what_the_macro_says_follows_the_answer(alice: Client, house: House, ticket: Ticket) -> None:
    macro = a_macro(house, follow_up="resolve")
    place = f"/desk/tickets/{ticket.number}/reply/"
    data = say(ticket, used=macro.pk, follow="1")
    for _press in range(2):
        assert alice.post(place, data).status_code == 303
    ticket.refresh_from_db()
    assert ticket.state == "resolved"
    assert Event.objects.filter(name="macro.used", subject_id=macro.pk).count() == 1


def test_the_agent_may_leave_the_ticket_as_it_is(alice: Client, house: House, ticket: Ticket) -> None:
    macro = a_macro(house, follow_up="resolve")
    assert alice.post(f"/desk/tickets/{ticket.number}/reply/", say(ticket, used=macro.pk)).status_code == 303
    ticket.refresh_from_db()
    assert ticket.state == "open"
    macro.refresh_from_db()
    assert macro.used == 1


def test_an_open_variable_comes_back_with_the_reason(alice: Client, ticket: Ticket) -> None:
    answer = alice.post(f"/desk/tickets/{ticket.number}/reply/", say(ticket, body="Dear {{customer}},"))
    assert answer.status_code == 422
    assert "is not filled" in text(answer)
    assert "Dear {{customer}}," in answer.content.decode()
    assert not Message.objects.filter(kind="public").exists()
