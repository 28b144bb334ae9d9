"""The safe status check, and tokens."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from knox.models import AuthToken

from core import clock
from core.numbers import new_number
from tests.api.calling import Caller, calling, is_problem, token_of
from tests.people import House, a_ticket, sign_in
from tickets.services import pend_ticket
from tickets.services.visitors import WRONG_PER_NUMBER

NEW = {"scopes": ["tickets:read"]}


def test_number_and_contact_show_stage_promise_and_what_we_need(house: House) -> None:
    at = clock.now()
    ticket = a_ticket(house, at=at)
    until = at + timedelta(hours=8)
    pend_ticket(ticket=ticket, state="waiting_customer", reason="A screenshot", until=until, by=house.alice, at=at)
    spoken = f"{ticket.number[:4]} {ticket.number[4:8]} {ticket.number[8:]}"
    for contact in ("Cleo.Tan@mail.test", "9123 4471"):
        told = calling(house.pbx).post("status/", {"number": spoken, "contact": contact}, key=None).json()
        assert (told["number"], told["stage"], told["needed"]) == (ticket.number, "with_us", "A screenshot")
        assert {each["kind"]: each["state"] for each in told["promises"]} == {
            "first_reply": "paused",
            "resolution": "paused",
        }
        assert "policy" not in told["promises"][0]
        assert "subject" not in told


def test_wrong_number_and_wrong_contact_get_one_answer_by_the_same_statements(house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    caller = calling(house.pbx)
    asked = [(new_number(), house.cleo.email), (ticket.number, house.charlie.email), (ticket.number, "+6590000000")]
    bodies, shapes = [], []
    for number, contact in asked:
        with CaptureQueriesContext(connection) as captured:
            answer = caller.post("status/", {"number": number, "contact": contact})
        bodies.append(is_problem(answer, 404))
        shapes.append([each["sql"].split(" ")[0] for each in captured.captured_queries])
    assert bodies[0] == bodies[1] == bodies[2]
    assert len(shapes[0]) == len(shapes[1]) == len(shapes[2])


def test_after_wrong_guesses_contact_alone_opens_nothing_for_anybody(house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    caller = calling(house.pbx)
    for _guess in range(WRONG_PER_NUMBER):
        caller.post("status/", {"number": ticket.number, "contact": "guess@mail.test", "visitor": "a"})
    right = caller.post("status/", {"number": ticket.number, "contact": house.cleo.email, "visitor": "b"})
    wrong = caller.post("status/", {"number": ticket.number, "contact": "guess@mail.test", "visitor": "b"})
    assert is_problem(right, 403, "code_needed") == is_problem(wrong, 403, "code_needed")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"number": "123", "contact": "a@b.test"}, "number"),
        ({"number": "1" * 12, "contact": "a@b.test"}, "number"),
        ({"contact": "a@b.test"}, "number"),
        ({"number": "NUMBER", "contact": "nobody"}, "contact"),
    ],
)
def test_what_cannot_be_read_is_named(house: House, body: dict[str, Any], field: str) -> None:
    body = {name: a_ticket(house).number if value == "NUMBER" else value for name, value in body.items()}
    assert field in is_problem(calling(house.pbx).post("status/", body), 422)["fields"]


def test_an_administrator_makes_a_token_for_a_program_and_sees_it_once(house: House) -> None:
    desk = Caller(client=sign_in(Client(), house.ada))
    first, second = (
        desk.post("tokens/", {"account": "9900", "days": 30, "scopes": ["calls:write"]}, key="t") for _time in range(2)
    )
    made = first.json()
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == made | {"token": None}
    assert Caller(made["token"]).post("cti/", {"event": "newCall", "callId": "1"}).status_code == 200
    kept = AuthToken.objects.get(token_key=made["id"])
    assert made["token"] not in (kept.digest, kept.token_key)
    assert timedelta(days=29) < kept.expiry - clock.now() <= timedelta(days=30)
    assert [each["id"] for each in desk.get("tokens/").json()["results"]] == [made["id"]]
    assert desk.delete(f"tokens/{made['id']}/").status_code == 204
    is_problem(Caller(made["token"]).get("tickets/"), 401, "token_invalid")
    is_problem(desk.delete(f"tokens/{made['id']}/"), 404)


def test_staff_make_their_own_and_nobody_elses(house: House) -> None:
    desk = Caller(client=sign_in(Client(), house.alice))
    token = desk.post("tokens/", NEW).json()
    assert token["account"]["agent_number"] == "2047"
    for account in ("9900", "3310"):
        is_problem(desk.post("tokens/", NEW | {"account": account}), 403)
    is_problem(desk.post("tokens/", NEW | {"account": "0000"}), 404)
    is_problem(desk.post("tokens/", NEW | {"days": 0}), 422)
    is_problem(desk.post("tokens/", NEW | {"days": 3650}), 422)
    is_problem(desk.post("tokens/", NEW, key=None), 400, "idempotency_key_missing")
    other = Caller(client=sign_in(Client(), house.bob))
    assert other.get("tokens/").json()["results"] == []
    is_problem(other.delete(f"tokens/{token['id']}/"), 404)


def test_ten_tokens_are_enough(house: House) -> None:
    desk = Caller(client=sign_in(Client(), house.alice))
    answers = [desk.post("tokens/", NEW).status_code for _each in range(11)]
    assert answers == [201] * 10 + [409]


def test_a_token_that_ended_opens_nothing(house: House) -> None:
    is_problem(Caller(token_of(house.alice, days=-1)).get("tickets/"), 401, "token_invalid")


@pytest.mark.parametrize("scopes", [[], ["everything"], ["tickets:read", "x"], "tickets:read", None])
def test_scopes_are_chosen_from_the_list(house: House, scopes: Any) -> None:
    desk = Caller(client=sign_in(Client(), house.alice))
    fields = is_problem(desk.post("tokens/", {"scopes": scopes}), 422)["fields"]
    assert {name.partition(".")[0] for name in fields} == {"scopes"}


def test_a_token_opens_what_it_was_made_for_and_says_what_it_lacks(house: House) -> None:
    desk = Caller(client=sign_in(Client(), house.alice))
    made = desk.post("tokens/", {"scopes": ["tickets:read", "desk:read"]}).json()
    assert made["scopes"] == ["desk:read", "tickets:read"]
    caller = Caller(made["token"])
    assert caller.get("tickets/").status_code == 200
    assert "calls:read" in is_problem(caller.get("calls/"), 403, "scope_missing")["detail"]


def test_a_token_without_a_grant_opens_nothing(house: House) -> None:
    _row, token = AuthToken.objects.create(user=house.ada, expiry=timedelta(days=1))
    is_problem(Caller(token).get("tickets/"), 403, "scope_missing")
