"""Who may: every address and method, every role."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import Customer, Scope, User
from accounts.services.tokens import create_token
from channels.services import Push, apply_push, start_call
from complaints.models import Complaint
from core import clock
from core.files import IncomingFile
from incidents.models import Incident
from incidents.services import attach_ticket
from notifications.webhooks import add_webhook
from tests.api.calling import V1, Caller, calling, is_problem
from tests.api.routes import ROUTES, scope_of
from tests.incidents.declaring import a_delay
from tests.people import House, a_ticket, sign_in
from tests.sla.reviewing import a_case
from tickets.models import Ticket
from tickets.services import add_customer_message, attach_files, escalate_ticket, resolve_ticket

# The stranger has no token; the last is the PBX with a token for everything but this.
ROLES = ["stranger", "agent", "other_agent", "supervisor", "officer", "administrator", "program", "without_scope"]
NEW = {"customer": {"email": "new@mail.test"}, "subject": "Where is it", "body": "Please look.", "category": "funds"}
TEXT = {"body": "Text."}
WORDS = {"body": "Credited.", "body_zh": "已到账。"}
HOOK = {"url": "https://app.example.org/hook", "events": ["ticket.opened"]}

# Address and method: body, and what a stranger, Alice (the ticket's team), Bob (another team), Sam, Olive, Ada and the PBX get;
# last the PBX with every scope but the one it needs.
TABLE: dict[tuple[str, str], tuple[Any, str]] = {
    ("cti", "post"): ({"event": "newCall", "callId": "1"}, "401 403 403 403 403 403 200 403"),
    ("calls", "get"): (None, "401 200 200 200 200 200 200 403"),
    ("calls", "post"): ({}, "401 201 201 201 201 201 403 403"),
    ("call", "get"): (None, "401 200 404 200 404 200 200 403"),
    ("finish", "post"): ({"disposition": "dropped"}, "401 200 404 200 404 200 403 403"),
    ("check", "post"): ({"email": "a@b.test", "last4": "1234"}, "401 200 404 200 404 200 403 403"),
    ("tickets", "get"): (None, "401 200 200 200 200 200 200 403"),
    ("tickets", "post"): (NEW, "401 201 201 201 201 201 201 403"),
    ("ticket", "get"): (None, "401 200 404 200 200 200 200 403"),
    ("messages", "get"): (None, "401 200 404 200 200 200 200 403"),
    ("events", "get"): (None, "401 200 404 200 200 200 200 403"),
    ("timers", "get"): (None, "401 200 404 200 200 200 200 403"),
    ("reply", "post"): (TEXT, "401 201 404 201 201 201 403 403"),
    ("note", "post"): (TEXT, "401 201 404 201 201 201 201 403"),
    ("customer_message", "post"): (TEXT, "401 201 404 201 201 201 201 403"),
    ("assign", "post"): ({"to": "2047"}, "401 200 404 200 200 200 403 403"),
    ("category", "post"): ({"category": "guidance"}, "401 200 404 200 200 200 403 403"),
    ("priority", "post"): ({"priority": "high"}, "401 200 404 200 200 200 403 403"),
    ("pend", "post"): ("pend", "401 200 404 200 200 200 403 403"),
    ("resume", "post"): ({}, "401 200 404 200 200 200 403 403"),
    ("resolve", "post"): ({"solution": "Done."}, "401 200 404 200 200 200 403 403"),
    ("reopen", "post"): ({"cause": "Not done."}, "401 200 404 200 200 200 403 403"),
    ("close", "post"): ({}, "401 200 404 200 200 200 403 403"),
    ("escalate", "post"): ({}, "401 200 404 200 200 200 200 403"),
    ("file", "get"): (None, "401 200 404 200 200 200 200 403"),
    ("status", "post"): ("status", "401 403 403 403 403 403 200 403"),
    ("complaints", "get"): (None, "401 200 200 200 200 200 200 403"),
    ("complaint", "get"): (None, "401 404 404 200 200 200 404 403"),
    ("reviews", "get"): (None, "401 200 200 200 200 200 200 403"),
    ("review", "get"): (None, "401 404 404 200 200 200 404 403"),
    ("customer_search", "post"): ({"contact": "cleo.tan@mail.test"}, "401 200 200 200 200 200 200 403"),
    ("customer", "get"): (None, "401 200 404 200 200 200 200 403"),
    ("policies", "get"): (None, "401 200 200 200 200 200 403 403"),
    ("calendars", "get"): (None, "401 200 200 200 200 200 403 403"),
    ("teams", "get"): (None, "401 200 200 200 200 200 200 403"),
    ("hotlines", "get"): (None, "401 200 200 200 200 200 200 403"),
    ("announcements", "get"): (None, "200 200 200 200 200 200 200 200"),
    ("official", "get"): (None, "200 200 200 200 200 200 200 200"),
    ("official_check", "post"): ({"text": "+65 6000 0000"}, "200 200 200 200 200 200 200 200"),
    ("feed", "get"): (None, "401 200 200 200 200 200 200 403"),
    ("webhooks", "get"): (None, "401 200 200 200 200 200 200 403"),
    ("webhooks", "post"): (HOOK, "401 403 403 403 403 201 201 403"),
    ("webhook", "get"): (None, "401 404 404 404 404 200 200 403"),
    ("webhook", "delete"): (None, "401 404 404 404 404 204 204 403"),
    ("webhook_enable", "post"): ({}, "401 404 404 404 404 200 200 403"),
    ("incidents", "get"): (None, "401 200 200 200 200 200 200 403"),
    ("incidents", "post"): ("incident", "401 403 403 201 403 201 403 403"),
    ("incident", "get"): (None, "401 200 200 200 200 200 200 403"),
    ("incident_update", "post"): (WORDS, "401 403 403 201 403 201 403 403"),
    ("incident_solve", "post"): ({}, "401 403 403 200 403 200 403 403"),
    ("incidents_of", "get"): (None, "401 200 404 200 200 200 200 403"),
    ("attach", "post"): ("which", "401 200 404 200 200 200 403 403"),
    ("detach", "post"): ("which", "401 200 404 200 200 200 403 403"),
    ("macros", "get"): (None, "401 200 200 200 200 200 200 403"),
    ("tokens", "get"): (None, "401 200 200 200 200 200 200 403"),
    ("tokens", "post"): ({}, "401 403 403 403 403 403 403 403"),  # with a token; a session may, see test_tokens.py
    ("token", "delete"): (None, "401 204 404 404 404 404 404 403"),
}


def test_every_address_has_its_row() -> None:
    assert set(TABLE) == ROUTES
    assert {scope_of(*route) for route in ROUTES} - {None} == set(Scope), (
        "no address without a scope, no scope without an address"
    )


@pytest.fixture
def people(house: House) -> dict[str, User | None]:
    everybody = [None, house.alice, house.bob, house.sam, house.olive, house.ada, house.pbx, house.pbx]
    return dict(zip(ROLES, everybody, strict=True))


def prepared(house: House, name: str) -> Ticket:
    """A ticket on which this address may be asked."""
    ticket = a_ticket(house, at=clock.now())
    if name == "attach":
        a_delay(house)
    if name == "detach":
        attach_ticket(incident=a_delay(house), ticket=ticket, reason="Same.", by=house.alice, at=clock.now())
    if name in {"reopen", "close"}:
        resolve_ticket(ticket=ticket, solution="Done.", by=house.alice, at=clock.now())
    return ticket


def _body(typed: Any, ticket: Ticket) -> Any:
    if typed == "pend":
        until = (clock.now() + timedelta(days=1)).isoformat()
        return {"state": "waiting_customer", "reason": "Screenshot", "until": until}
    if typed == "incident":
        since = clock.now().isoformat()
        return {**WORDS, "title": "Delay", "title_zh": "延迟", "category": "funds", "since": since}
    if typed == "which":
        return {"incident": Incident.objects.latest("pk").pk, "reason": "The same delay."}
    return {"number": ticket.number, "contact": "cleo.tan@mail.test"} if typed == "status" else typed


def path_of(house: House, name: str, ticket: Ticket) -> str:
    """The address by its name, below /api/v1/, about something that is there."""
    if name in {"call", "finish", "check"}:
        place: dict[str, Any] = {"number": start_call(by=house.alice, at=clock.now()).number}
    elif name == "token":
        event, _secret = create_token(
            owner=house.alice, days=1, scopes=[Scope.DESK_READ], by=house.alice, at=clock.now()
        )
        place = {"token": event.data["token_key"]}
    elif name == "complaint":
        escalate_ticket(ticket=ticket, cause="agent", by=house.alice, at=clock.now())
        place = {"number": Complaint.objects.get(ticket=ticket).number}
    elif name in {"incident", "incident_update", "incident_solve"}:
        place = {"incident": a_delay(house).pk}
    elif name == "review":
        place = {"review": a_case(house).pk}
    elif name == "customer":
        place = {"customer": house.cleo.public_id}
    elif name == "file":
        said = add_customer_message(ticket=ticket, body="My screen.", by=house.cleo, at=clock.now())
        (kept,) = attach_files(message=said, files=[IncomingFile("note.txt", b"seen")], at=clock.now())
        place = {"file": kept.key}
    elif name.startswith("webhook"):
        made, _event = add_webhook(**HOOK, owner=house.pbx, by=house.pbx, at=clock.now())  # type: ignore[arg-type] # a table of keywords
        place = {"webhook": made.public_id}
    else:
        place = {"number": ticket.number}
    try:
        return reverse(f"api:{name}", kwargs=place).removeprefix(V1)
    except NoReverseMatch:
        return reverse(f"api:{name}").removeprefix(V1)


@pytest.mark.parametrize(("name", "method"), TABLE)
def test_the_table(house: House, people: dict[str, User | None], name: str, method: str) -> None:
    typed, expected = TABLE[name, method]
    ticket = prepared(house, name)
    path = path_of(house, name, ticket)
    answers = {}
    for role, user in people.items():
        before = transaction.savepoint()
        lacking = {scope_of(name, method)} if role == "without_scope" else set()
        call: Callable[..., Any] = getattr(calling(user, scopes=set(Scope.values) - lacking), method)
        answer = call(path, _body(typed, ticket)) if method == "post" else call(path)
        if answer.status_code >= 400:
            problem = is_problem(answer, answer.status_code)
            assert (problem["code"] == "scope_missing") <= (role == "without_scope")
        if answer.streaming:
            list(answer.streaming_content)  # to its end, as a program would
        answers[role] = str(answer.status_code)
        transaction.savepoint_rollback(before)
    assert answers == dict(zip(ROLES, expected.split(), strict=True))


def test_a_session_without_second_factor_opens_nothing(house: House) -> None:
    client = Client()
    client.force_login(house.alice)
    assert Caller(client=client).get("tickets/").status_code == 403
    assert Caller(client=sign_in(Client(), house.alice)).get("tickets/").status_code == 200


def test_a_session_needs_its_csrf_token(house: House) -> None:
    client = sign_in(Client(enforce_csrf_checks=True), house.alice)
    answer = Caller(client=client).post("calls/", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


def test_a_disabled_account_opens_nothing(house: House) -> None:
    caller = calling(house.alice)
    house.alice.is_active = False
    house.alice.save()
    assert caller.get("tickets/").status_code == 401


def test_programs_read_no_notes(house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    calling(house.alice).post(f"tickets/{ticket.number}/reply/", {"body": "We are looking."})
    read = [each["kind"] for each in calling(house.pbx).get(f"tickets/{ticket.number}/messages/").json()["results"]]
    assert read == ["public"]
    both = calling(house.alice).get(f"tickets/{ticket.number}/messages/").json()["results"]
    assert [each["kind"] for each in both] == ["call_note", "public"]


def test_programs_do_not_read_why_a_ticket_belongs_to_an_incident(house: House) -> None:
    ticket, at = a_ticket(house, at=clock.now()), clock.now()
    attach_ticket(incident=a_delay(house), ticket=ticket, reason="Sounds like the same node.", by=house.alice, at=at)
    path = f"tickets/{ticket.number}/incidents/"
    why = {
        person.name: [each["reason"] for each in calling(person).get(path).json()["results"]]
        for person in (house.alice, house.pbx)
    }
    assert why == {"Alice": ["Sounds like the same node."], "PBX": [""]}


def test_nothing_plain_of_a_customer_leaves(house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    apply_push(push=Push("newCall", "7", caller=house.cleo.phone), by=house.pbx, at=clock.now(), region="SG")
    plain = [house.cleo.name, house.cleo.email, house.cleo.phone, house.cleo.phone[3:], house.cleo.exchange_uid]
    for caller in (calling(house.sam), calling(house.pbx)):
        for path in ("tickets/", f"tickets/{ticket.number}/", f"tickets/{ticket.number}/events/", "calls/"):
            text = caller.get(path).content.decode()
            assert not [each for each in plain if each in text], path


def test_looking_is_noted(house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    caller = calling(house.sam)
    for _time in range(2):
        caller.get(f"tickets/{ticket.number}/")
        caller.get(f"tickets/{ticket.number}/messages/")
    seen = caller.get(f"tickets/{ticket.number}/events/").json()["results"]
    assert [each["actor"]["label"] for each in seen if each["name"] == "ticket.viewed"] == ["Sam, 1001"]


def test_staff_cannot_name_an_account(house: House) -> None:
    before = Customer.objects.count()
    new = NEW | {"customer": {"email": "x@mail.test", "exchange_uid": house.cleo.exchange_uid}}
    assert calling(house.alice).post("tickets/", new).status_code == 403
    assert Customer.objects.count() == before
