"""The telephone system: what it pushes, in whatever order and how often, becomes one call with the same facts."""

import itertools
import threading
from typing import Any

import pytest
from django.db import connection, transaction

from channels.models import Call
from channels.services import check_caller
from core import clock
from tests.api.calling import Caller, calling, is_problem
from tests.people import House

EVENTS: dict[str, dict[str, Any]] = {
    "newCall": {"event": "newCall", "user": ["2047", "3310"]},
    "answer": {"event": "answer", "user": "2047", "answeringNumber": "2047"},
    "hangup": {"event": "hangup", "cause": "normalClearing"},
}
COMMON = {"callId": "c-1", "from": "91234471", "to": "+6560000000", "direction": "in", "queue": "funds"}
# Every order, and every order with one event repeated anywhere.
ORDERS = list(itertools.permutations(EVENTS)) + sorted(
    {order for extra in EVENTS for order in itertools.permutations([*EVENTS, extra])}
)


def _facts(call_id: str = "c-1") -> tuple[object, ...]:
    call = Call.objects.select_related("agent", "customer", "hotline").get(pbx_id=call_id)
    assert call.started_at <= (call.answered_at or call.started_at) <= (call.ended_at or call.started_at)
    return call.state, call.direction, call.match, call.caller_phone, call.agent, call.customer, call.hotline


def test_any_order_and_any_repetition_ends_in_the_same_facts(house: House) -> None:
    caller = calling(house.pbx)
    expected = ("wrap_up", "in", "known", "+6591234471", house.alice, house.cleo, house.hotline)
    ended: list[tuple[str, ...]] = []

    def go_on(done: tuple[str, ...], numbers: set[str]) -> None:
        """Push whatever may come next, each from here: orders that begin alike share their beginning."""
        if done in ORDERS:
            assert (_facts(), len(numbers), Call.objects.count()) == (expected, 1, 1), done
            ended.append(done)
        for longer in sorted({order[: len(done) + 1] for order in ORDERS if order[: len(done)] == done} - {done}):
            with transaction.atomic():
                answer = caller.post("cti/", COMMON | EVENTS[longer[-1]], key=None)
                assert answer.status_code == 200, longer
                go_on(longer, numbers | {answer.json()["number"]})
                transaction.set_rollback(True)

    go_on((), set())
    assert sorted(ended) == sorted(ORDERS)
    assert len(ended) == 42


@pytest.mark.parametrize("order", [("newCall", "hangup"), ("hangup", "newCall")], ids="-".join)
def test_a_call_that_nobody_answered_is_missed(house: House, order: tuple[str, ...]) -> None:
    for event in order:
        calling(house.pbx).post("cti/", COMMON | EVENTS[event], key=None)
    assert _facts()[0] == "missed"


def test_a_form_says_the_same_as_json(house: House) -> None:
    caller = calling(house.pbx)
    form = b"event=answer&callId=c-9&from=%2B6591234471&to=%2B6560000000&direction=in&user[]=nobody&user[]=2047"
    answer = caller.raw("POST", "/api/v1/cti/", form, "application/x-www-form-urlencoded")
    told = answer.json()
    assert (answer.status_code, told["state"], told["match"]) == (200, "talking", "known")
    assert told["agent"] == {"agent_number": "2047", "name": "Alice"}
    assert told["started_at"].endswith("+00:00")


def test_the_answering_number_names_the_agent_when_nothing_else_does(house: House) -> None:
    answer = calling(house.pbx).post("cti/", COMMON | {"event": "answer", "user": None, "answeringNumber": 3310})
    assert answer.json()["agent"]["name"] == "Bob"


def test_an_outgoing_call_knows_whom_it_called_whatever_came_first(house: House) -> None:
    caller = calling(house.pbx)
    caller.post("cti/", {"event": "answer", "callId": "o", "user": "2047"})
    answer = caller.post(
        "cti/", {"event": "newCall", "callId": "o", "direction": "out", "from": "+6560000000", "to": "+6591234471"}
    )
    assert (answer.json()["direction"], answer.json()["match"]) == ("out", "known")


def test_a_late_number_does_not_replace_who_has_matched(house: House) -> None:
    caller = calling(house.pbx)
    caller.post("cti/", {"event": "answer", "callId": "m", "user": "2047"})
    call = Call.objects.get()
    house.charlie.phone, house.charlie.exchange_uid = "+6581112222", "U-2"
    house.charlie.save()
    check_caller(call=call, email="charlie@mail.test", last4="2222", by=house.alice, at=clock.now())
    caller.post("cti/", COMMON | {"event": "newCall", "callId": "m"})
    call.refresh_from_db()
    assert (call.customer, call.identity_level, call.match) == (house.charlie, 1, "known")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"event": "ringing"}, "event"),
        ({"callId": ""}, "callId"),
        ({"callId": "x" * 101}, "callId"),
        ({"direction": "up"}, "direction"),
        ({"user": {"a": 1}}, "user"),
        ({"from": {"a": 1}}, "from"),
    ],
)
def test_what_cannot_be_read_is_named(house: House, wrong: dict[str, Any], field: str) -> None:
    answer = calling(house.pbx).post("cti/", COMMON | {"event": "newCall"} | wrong)
    assert field in is_problem(answer, 422)["fields"]
    assert not Call.objects.exists()


@pytest.mark.parametrize("number", ["anonymous", "", None, "12", "x" * 500, "+0"])
def test_a_number_that_cannot_be_read_is_no_reason_to_lose_the_call(house: House, number: Any) -> None:
    answer = calling(house.pbx).post("cti/", COMMON | {"event": "newCall", "from": number})
    assert (answer.status_code, answer.json()["match"]) == (200, "unknown")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one_call(house: House) -> None:
    token = calling(house.pbx).token
    start = threading.Barrier(2)
    answers: list[Any] = []

    def push() -> None:
        start.wait()
        answers.append(Caller(token).post("cti/", COMMON | EVENTS["newCall"]).json())
        connection.close()

    for _round in range(5):
        Call.objects.all().delete()
        threads = [threading.Thread(target=push) for _each in range(2)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert Call.objects.count() == 1
    assert {answer["number"] for answer in answers[-2:]} == {Call.objects.get().number}
