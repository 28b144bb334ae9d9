"""The events feed and webhooks through the API."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.events import CustomerRevealed
from core import clock
from incidents.events import TicketAttached
from incidents.services import attach_ticket
from outbox.feed import horizon
from outbox.models import Event
from outbox.services import record
from tests.api.calling import Caller, calling, is_problem
from tests.incidents.declaring import a_delay
from tests.people import House, a_ticket
from tickets.services import reopen_ticket, resolve_ticket

HOOK = {"url": "https://app.example.org/hook?key=1", "events": ["ticket.opened", "ticket.resolved"]}
MOST_STATEMENTS = 6


def _all(caller: Caller, **query: Any) -> list[dict[str, Any]]:
    found, page = [], caller.get("events/", **query).json()
    while page["results"] or page["more"]:
        found += page["results"]
        page = caller.get("events/", **query | {"after": page["next_after"]}).json()
    return found


def test_the_feed_tells_each_event_once_in_order(house: House) -> None:
    tickets = [a_ticket(house, at=clock.now()) for _each in range(3)]
    told = _all(calling(house.pbx), limit=2)
    ids = [each["id"] for each in told]
    assert ids == sorted(set(ids))
    opened = [each["subject"]["number"] for each in told if each["name"] == "ticket.opened"]
    assert opened == [each.number for each in tickets]
    last = calling(house.pbx).get("events/", after=ids[-1]).json()
    assert (last["results"], last["more"]) == ([], False)
    assert last["next_after"] >= ids[-1]


def test_each_hears_only_of_what_they_may_see(house: House) -> None:
    funds, rest = (a_ticket(house, at=clock.now(), category=each) for each in ("funds", "guidance"))
    seen = {
        name: {each["subject"]["number"] for each in _all(calling(person)) if each["subject"]["kind"] == "ticket"}
        for name, person in {"alice": house.alice, "bob": house.bob, "sam": house.sam, "pbx": house.pbx}.items()
    }
    both = {funds.number, rest.number}
    assert seen == {"alice": {funds.number}, "bob": {rest.number}, "sam": both, "pbx": both}
    kinds = {
        name: {each["subject"]["kind"] for each in _all(calling(person))}
        for name, person in {"alice": house.alice, "ada": house.ada, "pbx": house.pbx}.items()
    }
    assert "customer" in kinds["ada"]
    assert not {"customer", "staff", "webhook", "code", "alerts"} & (kinds["alice"] | kinds["pbx"])


def test_what_somebody_typed_is_left_out(house: House) -> None:
    ticket, at = a_ticket(house, at=clock.now()), clock.now()
    resolve_ticket(ticket=ticket, solution="Done.", by=house.alice, at=at)
    reopen_ticket(ticket=ticket, cause="Typed words", by=house.alice, at=at)
    with transaction.atomic():
        revealed = CustomerRevealed(subject_id=house.cleo.pk, field="email", reason="Typed words", ticket_id=ticket.pk)
        record(revealed, by=house.alice, at=at)
    attach_ticket(incident=a_delay(house), ticket=ticket, reason="Typed words", by=house.alice, at=at)
    history = calling(house.pbx).get(f"tickets/{ticket.number}/events/").json()["results"]
    assert TicketAttached.name in {each["name"] for each in history}
    assert "Typed words" not in str(history)
    told = _all(calling(house.ada))
    assert {"ticket.reopened", "customer.revealed"} <= {each["name"] for each in told}
    assert "Typed words" not in str(told)


@pytest.mark.parametrize(
    "query", [{"after": "-1"}, {"after": "x"}, {"after": "9" * 30}, {"limit": "501"}, {"name": "x"}]
)
def test_a_question_that_is_none_is_refused(house: House, query: dict[str, str]) -> None:
    assert is_problem(calling(house.pbx).get("events/", **query), 422)["fields"].keys() == query.keys()


def test_an_id_that_is_still_to_come_is_kept(house: House) -> None:
    told = calling(house.pbx).get("events/", after=10**12).json()
    assert told == {"results": [], "next_after": 10**12, "more": False}


def test_the_feed_costs_the_same_however_long_it_is(house: House) -> None:
    for count in (1, 12):
        here = horizon()
        for _each in range(count):
            a_ticket(house, at=clock.now())
        for person in (house.alice, house.pbx):
            caller = calling(person)
            with CaptureQueriesContext(connection) as captured:
                assert caller.get("events/", after=here).json()["results"]
            assert len(captured) <= MOST_STATEMENTS, [each["sql"] for each in captured.captured_queries]


def test_a_program_makes_a_webhook_and_sees_its_secret_once(house: House) -> None:
    caller = calling(house.pbx)
    first, second = (caller.post("webhooks/", HOOK, key="w") for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    made = first.json()
    assert len(made["secret"]) == 64
    assert first["Cache-Control"] == "no-store"
    shown = caller.get(f"webhooks/{made['id']}/").json()
    assert "secret" not in shown
    assert (shown["url"], shown["last_sent_at"], shown["failures"]) == (HOOK["url"], None, 0)
    assert [each["id"] for each in calling(house.ada).get("webhooks/").json()["results"]] == [made["id"]]
    assert caller.delete(f"webhooks/{made['id']}/").status_code == 204
    is_problem(caller.post("webhooks/", HOOK, key="w"), 404)
    is_problem(caller.get(f"webhooks/{made['id']}/"), 404)
    place = Event.objects.filter(subject_kind="webhook").values_list("data__place", flat=True)
    assert set(place) == {"app.example.org"}


def test_an_administrator_makes_one_for_a_program(house: House) -> None:
    made = calling(house.ada).post("webhooks/", HOOK | {"account": "9900"}).json()
    assert made["account"]["agent_number"] == "9900"
    is_problem(calling(house.ada).post("webhooks/", HOOK | {"account": "0000"}), 404)
    is_problem(calling(house.pbx).post("webhooks/", HOOK | {"account": "9001"}), 403)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "x"}, "url"),
        ({"events": []}, "events"),
        ({"events": ["no.such"]}, "events"),
        ({"secret": "mine"}, "secret"),
    ],
)
def test_what_cannot_be_is_named(house: House, wrong: dict[str, Any], field: str) -> None:
    assert field in is_problem(calling(house.pbx).post("webhooks/", HOOK | wrong), 422)["fields"]


def test_the_list_costs_the_same_however_long_it_is(house: House) -> None:
    caller = calling(house.ada)
    for _each in range(8):
        caller.post("webhooks/", HOOK | {"account": "9900"})
    with CaptureQueriesContext(connection) as captured:
        assert len(caller.get("webhooks/").json()["results"]) == 8
    assert len(captured) <= 3
