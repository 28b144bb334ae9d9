"""Tickets through the API: made once, found by cursor, changed by the same verbs."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Customer
from complaints.models import Complaint
from core import clock
from sla.services import sweep
from tests.api.calling import Caller, calling, is_problem
from tests.people import House, a_ticket
from tickets.models import Message, Ticket
from tickets.services import open_ticket

NEW: dict[str, Any] = {
    "customer": {"exchange_uid": "U-88120077", "email": "cleo.tan@mail.test"},
    "subject": "Deposit not credited",
    "body": "2,400 USDC, sent at 08:40.",
    "category": "funds",
}
MOST_STATEMENTS_TO_CREATE = 27
MOST_STATEMENTS_OF_THE_VERB = 13
MOST_STATEMENTS_OF_THE_LIST = 3


def _statements(captured: CaptureQueriesContext) -> list[str]:
    """Without the savepoints that only a test has: outside of it the verb's own transaction is the outermost."""
    return [each["sql"] for each in captured.captured_queries]


def test_the_app_opens_a_ticket_for_its_user(house: House) -> None:
    answer = calling(house.pbx).post("tickets/", NEW)
    told = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"/api/v1/tickets/{told['number']}/"
    ticket = Ticket.objects.get(number=told["number"])
    assert (ticket.customer, ticket.identity_level, ticket.channel, ticket.team) == (house.cleo, 1, "api", house.funds)
    assert [each["kind"] for each in told["promises"]] == ["first_reply", "resolution"]
    promise = told["promises"][0]
    assert promise["state"] == "ok"
    assert promise["policy"] == "Funds"
    assert promise["explanation"][0]["kind"] == "counted"
    assert datetime.fromisoformat(promise["limit_at"]) - datetime.fromisoformat(told["opened_at"]) == timedelta(
        hours=24
    )
    moments = [told["opened_at"], promise["goal_at"], promise["explanation"][0]["begins"]]
    assert all(each.endswith("+00:00") for each in moments)
    assert ticket.messages.get().from_customer


def test_an_unknown_account_becomes_a_registered_record_once(house: House) -> None:
    new = NEW | {"customer": {"exchange_uid": "U-new", "email": "new@mail.test", "phone": "91112222"}}
    numbers = {calling(house.pbx).post("tickets/", new).json()["number"] for _time in range(2)}
    assert len(numbers) == 2
    assert Customer.objects.get(exchange_uid="U-new").tickets.count() == 2


def test_the_exchange_says_in_which_class_it_keeps_an_account(house: House) -> None:
    new = NEW | {"customer": {"exchange_uid": "U-big", "email": "big@mail.test", "customer_class": "institution"}}
    assert calling(house.pbx).post("tickets/", new).status_code == 201
    assert Customer.objects.get(exchange_uid="U-big").customer_class == "institution"
    new["customer"] = {"exchange_uid": "U-big", "email": "big@mail.test", "customer_class": "vip"}
    calling(house.pbx).post("tickets/", new)
    assert Customer.objects.get(exchange_uid="U-big").customer_class == "vip"
    wrong = NEW | {"customer": {"exchange_uid": "U-big", "email": "big@mail.test", "customer_class": "royal"}}
    assert calling(house.pbx).post("tickets/", wrong).status_code == 422


def test_a_contact_alone_never_leads_to_a_registered_record(house: House) -> None:
    answer = calling(house.pbx).post("tickets/", NEW | {"customer": {"email": house.cleo.email}})
    ticket = Ticket.objects.get(number=answer.json()["number"])
    assert ticket.customer != house.cleo
    assert (ticket.customer.registered, ticket.identity_level) == (False, 0)
    again = calling(house.pbx).post("tickets/", NEW | {"customer": {"email": house.cleo.email}})
    assert Ticket.objects.get(number=again.json()["number"]).customer == ticket.customer


def test_staff_log_what_a_caller_says(house: House) -> None:
    answer = calling(house.alice).post("tickets/", NEW | {"customer": {"phone": "9111 2222"}})
    ticket = Ticket.objects.get(number=answer.json()["number"])
    assert (ticket.channel, ticket.messages.get().kind, ticket.customer.phone) == (
        "hotline",
        "call_note",
        "+6591112222",
    )


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"customer": {}}, {"customer.email"}),
        ({"customer": {"email": "nobody"}}, {"customer.email"}),
        ({"customer": {"phone": "12"}}, {"customer.phone"}),
        ({"customer": {"email": "a@b.test", "admin": True}}, {"customer.admin"}),
        ({"category": "other"}, {"category"}),
        ({"topic": "no_such_topic"}, {"topic"}),
        ({"topic": "stolen_account"}, {"topic"}),
        ({"fields": {"txid": "1"}}, {"topic"}),
        ({"zone": "Mars/Base"}, {"zone"}),
        ({"state": "closed", "team": 1}, {"state", "team"}),
        ({"subject": "x" * 300}, {"subject"}),
    ],
    ids=str,
)
def test_what_does_not_fit_is_named_and_nothing_is_written(house: House, wrong: Any, fields: set[str]) -> None:
    answer = calling(house.pbx).post("tickets/", NEW | wrong)
    assert is_problem(answer, 422)["fields"].keys() == fields
    assert not Ticket.objects.exists()
    assert Customer.objects.count() == 2


def test_the_same_key_gives_the_same_ticket(house: House) -> None:
    caller = calling(house.pbx)
    first, second = (caller.post("tickets/", NEW, key="once") for _time in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["number"] == second.json()["number"]
    assert Ticket.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(house: House) -> None:
    caller = calling(house.pbx)
    caller.post("tickets/", NEW, key="once")
    is_problem(caller.post("tickets/", NEW | {"subject": "Other"}, key="once"), 409, "idempotency_key")
    assert Ticket.objects.count() == 1


def test_keys_of_two_people_and_two_addresses_are_apart(house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    for caller in (calling(house.alice), calling(house.sam)):
        for address in ("reply", "note"):
            assert caller.post(f"tickets/{ticket.number}/{address}/", {"body": "Same."}, key="k").status_code == 201
    assert Message.objects.filter(body="Same.").count() == 4


@pytest.mark.parametrize("key", ["", "x" * 201, "ключ", "a b"])
def test_a_key_that_is_none_says_what_to_send(house: House, key: str) -> None:
    headers = {"Authorization": f"Token {calling(house.pbx).token}"} | ({"Idempotency-Key": key} if key else {})
    answer = Caller().client.post("/api/v1/tickets/", NEW, "application/json", headers=headers)
    code = "idempotency_key" if key else "idempotency_key_missing"
    assert "Idempotency-Key" in is_problem(answer, 400, code)["detail"]
    assert not Ticket.objects.exists()


def test_every_address_that_makes_something_wants_a_key(house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    caller = calling(house.alice)
    for path in ("calls/", *(f"tickets/{ticket.number}/{each}/" for each in ("reply", "note", "customer-message"))):
        body = {} if path == "calls/" else {"body": "x"}
        is_problem(caller.post(path, body, key=None), 400, "idempotency_key_missing")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_key_are_one_ticket(house: House) -> None:
    token = calling(house.pbx).token
    start, answers = threading.Barrier(2), []

    def ask() -> None:
        start.wait()
        answers.append(Caller(token).post("tickets/", NEW, key="race"))
        connection.close()

    threads = [threading.Thread(target=ask) for _each in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(each.status_code for each in answers) == [200, 201]
    assert len({each.json()["number"] for each in answers}) == Ticket.objects.count() == 1


def test_creating_costs_few_statements(house: House) -> None:
    caller = calling(house.pbx)
    caller.post("tickets/", NEW)
    with CaptureQueriesContext(connection) as whole:
        caller.post("tickets/", NEW)
    assert len(whole) <= MOST_STATEMENTS_TO_CREATE, _statements(whole)


def test_the_verb_costs_few_statements(house: House) -> None:
    with CaptureQueriesContext(connection) as verb:
        open_ticket(
            customer=house.cleo, subject="s", body="b", category="funds", channel="api", by=house.pbx, at=clock.now()
        )
    told = _statements(verb)
    # The first and the last are the test's own savepoint in the place of BEGIN and COMMIT.
    assert told[0].startswith("SAVEPOINT")
    assert told[-1].startswith("RELEASE")
    assert len(told[1:-1]) <= MOST_STATEMENTS_OF_THE_VERB, told


def test_a_list_costs_the_same_however_long_it_is(house: House) -> None:
    caller = calling(house.sam)
    for count in (1, 12):
        for _each in range(count):
            a_ticket(house, at=clock.now())
        with CaptureQueriesContext(connection) as captured:
            assert len(caller.get("tickets/").json()["results"]) >= count
        assert len(captured) <= MOST_STATEMENTS_OF_THE_LIST, _statements(captured)


def test_cursors_lead_through_the_list_while_it_grows(house: House) -> None:
    made = [a_ticket(house, at=clock.now()).number for _each in range(5)]
    caller = calling(house.sam)
    page = caller.get("tickets/", page_size=2).json()
    a_ticket(house, at=clock.now())
    seen = [each["number"] for each in page["results"]]
    while page["next"]:
        page = caller.client.get(page["next"], headers={"Authorization": f"Token {caller.token}"}).json()
        seen += [each["number"] for each in page["results"]]
    assert seen == made[::-1]


def test_filters_cut_the_list(house: House) -> None:
    old = a_ticket(house, at=clock.now() - timedelta(hours=3))
    new = a_ticket(house, at=clock.now(), category="guidance")
    caller = calling(house.sam)

    def found(**query: Any) -> list[str]:
        return [each["number"] for each in caller.get("tickets/", **query).json()["results"]]

    assert found(category="guidance") == [new.number]
    assert found(state="new") == [new.number, old.number]
    assert found(state="closed") == []
    assert found(updated_since=(clock.now() - timedelta(hours=1)).isoformat()) == [new.number]
    assert found(assignee="me") == []
    mine = calling(house.alice).get("tickets/", assignee="me").json()["results"]
    assert [each["number"] for each in mine] == [old.number]


@pytest.mark.parametrize(
    "query",
    [
        {"state": "x"},
        {"assignee": "1"},
        {"updated_since": "2026-11-22T08:00:00"},
        {"customer__email": "a"},
        {"cursor": "cD1hYmM="},
        {"cursor": "é"},
        {"page_size": "0"},
    ],
    ids=str,
)
def test_a_filter_that_is_none_is_refused(house: House, query: dict[str, str]) -> None:
    assert is_problem(calling(house.sam).get("tickets/", **query), 422)["fields"].keys() == query.keys()


def test_a_ticket_lives_through_the_verbs(house: House) -> None:
    caller, app = calling(house.alice), calling(house.pbx)
    number = app.post("tickets/", NEW).json()["number"]

    def do(verb: str, body: Any = None) -> Any:
        answer = caller.post(f"tickets/{number}/{verb}/", body or {})
        assert answer.status_code in {200, 201}, answer.content
        return answer.json()

    assert do("assign", {"to": "me"})["assignee"]["agent_number"] == "2047"
    assert do("assign", {"to": None})["assignee"] is None
    assert do("priority", {"priority": "high"})["priority"] == "high"
    assert do("note", {"body": "Asked the wallet team."})["kind"] == "internal"
    assert do("reply", {"body": "We are looking."})["by"]["name"] == "Alice"
    until = (clock.now() + timedelta(hours=8)).isoformat()
    assert (
        do("pend", {"state": "waiting_customer", "reason": "Screenshot", "until": until})["state"] == "waiting_customer"
    )
    paused = caller.get(f"tickets/{number}/").json()["promises"]
    assert [each["state"] for each in paused if not each["answered_at"]] == ["paused"]
    assert len(paused[-1]["pauses"]) == 1
    assert app.post(f"tickets/{number}/customer-message/", {"body": "Here it is."}).json()["by"] is None
    assert caller.get(f"tickets/{number}/").json()["state"] == "open"
    do("pend", {"state": "waiting_third_party", "reason": "Node", "until": until})
    assert do("resume")["state"] == "open"
    assert do("resolve", {"solution": "Credited."})["stage"] == "closed"
    assert do("close")["state"] == "closed"
    assert do("reopen", {"cause": "Not there"})["state"] == "open"
    assert do("category", {"category": "guidance"})["team"]["name"] == "General"
    names = [each["name"] for each in calling(house.sam).get(f"tickets/{number}/events/").json()["results"]]
    assert names[0] == "ticket.opened"
    assert {"ticket.pended", "ticket.reopened", "ticket.category_changed", "sla.met"} <= set(names)


def test_who_looked_at_an_old_version_is_told(house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    caller, number = calling(house.sam), ticket.number
    assert caller.post(f"tickets/{number}/priority/", {"priority": "high", "version": 1}).status_code == 200
    is_problem(caller.post(f"tickets/{number}/reply/", {"body": "Late.", "version": 1}), 409, "conflict")


def test_a_program_hands_on_the_wish_to_complain(house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    for _time in range(2):
        assert calling(house.pbx).post(f"tickets/{ticket.number}/escalate/").json()["escalated_at"]
    assert Complaint.objects.get().cause == "customer"


def test_a_missed_promise_shows(house: House) -> None:
    ticket = a_ticket(house, at=clock.now() - timedelta(hours=25))
    sweep(at=clock.now())
    told = calling(house.sam).get(f"tickets/{ticket.number}/").json()
    assert told["breached_at"]
    states = {each["kind"]: each["state"] for each in told["promises"]}
    assert (states["first_reply"], states["resolution"]) == ("breach", "risk")
    legal = [each for each in told["promises"] if each["kind"].startswith("complaint_")]
    assert legal
    assert all(each["basis"] and each["policy"] is None for each in legal), (
        "fixed by the complaint channel, not by a policy"
    )


def test_nobody_with_this_number(house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    answer = calling(house.sam).post(f"tickets/{ticket.number}/assign/", {"to": "0000"})
    assert "to" in is_problem(answer, 422)["fields"]
