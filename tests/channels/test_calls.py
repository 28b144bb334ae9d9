"""Calls: by hand and pushed by the PBX, in any order and number, until their disposition."""

import itertools
import threading
from datetime import timedelta

import pytest
from django.db import connection

from accounts.services.customers import create_customer
from channels.models import Call
from channels.selectors import missed_calls, present_calls
from channels.services import (
    Push,
    WrapUp,
    apply_push,
    check_caller,
    classify_call,
    end_call,
    finish_call,
    mark_handled,
    start_call,
    take_call,
)
from core.errors import Conflict, InvalidInput, NotFound, TooMany
from core.numbers import is_valid
from outbox.actors import SYSTEM
from outbox.models import Event
from tests.people import NOON, House, a_ticket
from tickets.models import ReservedNumber, Ticket

MINUTE = timedelta(minutes=1)
FROM, TO = "6591234471", "+65 6000 0000"


def _push(house: House, event: str, minutes: float = 0, call_id: str = "abc-1") -> Call:
    push = Push(event=event, call_id=call_id, caller=FROM, called=TO, user="2047" if event == "answer" else "")
    return apply_push(push=push, by=house.pbx, at=NOON + minutes * MINUTE, region="SG")


def _finish(call: Call, house: House, disposition: str = "ticket_opened", **more: object) -> Call:
    facts: dict[str, object] = {
        "note": "Deposit missing",
        "category": "funds",
        "email": "new@mail.test",
        "region": "SG",
    }
    return finish_call(
        call=call,
        wrap_up=WrapUp(disposition=disposition, **(facts | more)),  # type: ignore[arg-type] # a table of keywords
        by=house.alice,
        at=NOON + 10 * MINUTE,
    )


def test_the_number_is_reserved_at_the_first_ring(house: House) -> None:
    call = _push(house, "newCall")
    assert is_valid(call.number)
    assert ReservedNumber.objects.filter(pk=call.number).exists()
    assert (call.state, call.hotline, call.match, call.customer) == ("ringing", house.hotline, "known", house.cleo)


@pytest.mark.parametrize("order", list(itertools.permutations(["newCall", "answer", "hangup"])), ids="-".join)
def test_events_in_any_order_and_twice_end_in_the_same_facts(house: House, order: tuple[str, ...]) -> None:
    for minute, event in enumerate([*order, *order]):
        call = _push(house, event, minute)
    assert Call.objects.count() == 1
    assert (call.state, call.agent, call.caller_phone) == ("wrap_up", house.alice, "+6591234471")
    assert call.answered_at is not None
    assert call.ended_at is not None
    assert call.answered_at <= call.ended_at


def test_two_first_rings_at_the_same_moment_are_one_call(house: House, transactional_db: None) -> None:
    def ring() -> None:
        try:
            _push(house, "newCall", call_id="same")
        finally:
            connection.close()

    threads = [threading.Thread(target=ring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Call.objects.filter(pbx_id="same").count() == 1


def test_an_unanswered_call_is_work_until_it_is_done(house: House) -> None:
    _push(house, "newCall")
    call = _push(house, "hangup", 1.5)
    assert (call.state, call.wait_seconds) == ("missed", 90)
    assert list(missed_calls(house.alice)) == [call]
    mark_handled(call=call, by=house.alice, at=NOON)
    assert not missed_calls(house.alice).exists()


def test_of_two_agents_the_second_is_told(house: House) -> None:
    call = _push(house, "newCall")
    assert present_calls(house.bob).ringing == [call]
    take_call(call=call, by=house.alice, at=NOON)
    with pytest.raises(Conflict):
        take_call(call=call, by=house.bob, at=NOON)
    with pytest.raises(NotFound):
        end_call(call=call, by=house.bob, at=NOON)


@pytest.mark.parametrize(
    ("people", "match"),
    [([], "unknown"), (["", ""], "maybe"), (["U-1"], "known"), (["U-1", "U-2"], "maybe")],
    ids=["nobody", "only contacts", "one registered", "two registered"],
)
def test_a_calling_number_is_a_hint(house: House, people: list[str], match: str) -> None:
    for uid in people:
        create_customer(by=SYSTEM, at=NOON, phone="+6598765432", exchange_uid=uid)
    call = start_call(by=house.alice, at=NOON, caller_phone="+6598765432")
    assert (call.match, call.identity_level) == (match, 0)


def test_match_or_no_match_and_three_tries(house: House) -> None:
    call = start_call(by=house.alice, at=NOON)
    wrong = check_caller(call=call, email="cleo.tan@mail.test", last4="0000", by=house.alice, at=NOON)
    assert (wrong.matched, wrong.customer, wrong.tries_left) == (False, None, 2)
    unknown = check_caller(call=call, email="who@mail.test", last4="4471", by=house.alice, at=NOON)
    assert not unknown.matched
    right = check_caller(call=call, email="Cleo.Tan@MAIL.test", last4="4471", by=house.alice, at=NOON)
    assert (right.matched, right.customer) == (True, house.cleo)
    with pytest.raises(TooMany):
        check_caller(call=call, email="cleo.tan@mail.test", last4="4471", by=house.alice, at=NOON)


def test_a_contact_that_the_exchange_does_not_know_never_matches(house: House) -> None:
    create_customer(by=SYSTEM, at=NOON, email="fake@mail.test", phone="+6598765432")
    call = start_call(by=house.alice, at=NOON)
    assert not check_caller(call=call, email="fake@mail.test", last4="5432", by=house.alice, at=NOON).matched


def test_a_finished_call_is_a_ticket_under_the_number_that_was_read_out(house: House) -> None:
    call = start_call(by=house.alice, at=NOON)
    done = _finish(call, house)
    ticket = Ticket.objects.get(number=call.number)
    assert (done.ticket, ticket.assignee, ticket.team) == (ticket, house.alice, house.funds)
    assert (done.talk_seconds, done.wrap_up_seconds) == (600, 0)
    again = _finish(call, house)
    assert again.ticket == ticket, "sent twice, done once"
    with pytest.raises(Conflict):
        _finish(call, house, "dropped")


def test_an_impostor_never_gets_a_ticket_on_a_registered_record(house: House) -> None:
    """Knowing Cleo's address is not being Cleo."""
    call = start_call(by=house.alice, at=NOON, caller_phone="+6591234471")
    ticket = _finish(call, house, email="cleo.tan@mail.test").ticket
    assert ticket is not None
    assert ticket.customer != house.cleo
    assert not ticket.customer.registered


def test_my_account_is_being_emptied_is_an_emergency(house: House) -> None:
    call = start_call(by=house.alice, at=NOON)
    classify_call(call=call, category="account_security", topic="being_emptied", language="en", by=house.alice)
    ticket = _finish(call, house, category="", topic="being_emptied").ticket
    assert ticket is not None
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.category) == ("emergency", "account_security")
    assert ticket.limit_at == NOON + 25 * MINUTE
    assert Ticket.objects.by_urgency().first() == ticket


def test_answered_at_once_is_recorded_as_solved(house: House) -> None:
    ticket = _finish(start_call(by=house.alice, at=NOON), house, "answered", note="Explained the network fee.").ticket
    assert ticket is not None
    ticket.refresh_from_db()
    assert (ticket.state, ticket.solution) == ("resolved", "Explained the network fee.")
    assert {each.state for each in ticket.timers.all()} == {"met"}


def test_a_call_is_added_to_an_existing_ticket_by_any_writing_of_its_number(house: House) -> None:
    ticket = a_ticket(house)
    written = f"{ticket.number[:4]}-{ticket.number[4:8]} {ticket.number[8:]}"
    call = _finish(start_call(by=house.alice, at=NOON), house, "added_to_ticket", existing_number=written)
    assert call.ticket == ticket
    assert ticket.messages.filter(kind="call_note").count() == 2


def test_a_promised_call_back_has_time_number_and_topic(house: House) -> None:
    call = start_call(by=house.alice, at=NOON, caller_phone="+6591234471")
    with pytest.raises(InvalidInput) as refusal:
        _finish(call, house, "callback_promised")
    assert {"callback_at", "callback_topic"} <= refusal.value.fields.keys()
    done = _finish(call, house, "callback_promised", callback_at=NOON + 60 * MINUTE, callback_topic="Whitelist")
    assert (done.callback_phone, done.callback_topic) == ("+6591234471", "Whitelist")
    assert done.ticket is not None


def test_the_number_to_call_back_is_contact_enough(house: House) -> None:
    call = start_call(by=house.alice, at=NOON)
    more = {"callback_at": NOON + 60 * MINUTE, "callback_topic": "Whitelist", "callback_phone": "+6598765432"}
    done = _finish(call, house, "callback_promised", email="", **more)
    assert done.ticket is not None
    assert done.ticket.customer.phone == "+6598765432"


ALL_AT_ONCE = [
    (
        {"category": "", "note": "", "email": "no address", "phone": "12", "subject": "x" * 201},
        {"category", "note", "email", "phone", "subject"},
    ),
    (
        {"topic": "deposit_missing", "answers": {"coin": "USDT", "txid": "12"}, "note": "", "email": ""},
        {"network", "txid", "note", "email"},
    ),
    (
        {"disposition": "callback_promised", "note": "", "callback_phone": "7", "email": ""},
        # No word on the missing address: the number to call is contact enough once it is right.
        {"callback_at", "callback_topic", "callback_phone", "note"},
    ),
    ({"disposition": "added_to_ticket", "existing_number": "12", "note": ""}, {"existing_number", "note"}),
    ({"disposition": "answered", "note": "x" * 2001, "email": "no address"}, {"email"}),
    ({"disposition": "answered", "note": "x" * 2001}, {"note"}),
]


@pytest.mark.parametrize(("wrong", "fields"), ALL_AT_ONCE)
def test_all_that_does_not_fit_is_told_at_once(house: House, wrong: dict[str, object], fields: set[str]) -> None:
    call = start_call(by=house.alice, at=NOON)
    events = Event.objects.count()
    with pytest.raises(InvalidInput) as refusal:
        _finish(call, house, **wrong)  # type: ignore[arg-type] # a table of keywords
    assert set(refusal.value.fields) == fields
    call.refresh_from_db()
    assert (call.state, Ticket.objects.count(), Event.objects.count()) == ("talking", 0, events)


def test_a_private_key_among_other_faults_still_marks_the_refusal(house: House) -> None:
    call = start_call(by=house.alice, at=NOON)
    key = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"
    answers = {"coin": "BTC", "network": "bitcoin", "txid": key}
    with pytest.raises(InvalidInput) as refusal:
        _finish(call, house, topic="deposit_missing", answers=answers, note="x" * 1_000_000, email="no address")
    assert refusal.value.reason == "private_key"
    assert {"txid", "note", "email"} <= refusal.value.fields.keys()


REFUSED = [
    ({"disposition": "vanished"}, "disposition"),
    ({"category": "weather"}, "category"),
    ({"topic": "no_such_topic"}, "topic"),
    ({"note": ""}, "note"),
    ({"email": "", "phone": ""}, "email"),
    ({"email": "not an address"}, "email"),
    ({"phone": "12"}, "phone"),
    ({"note": "x" * 1_000_000}, "note"),
    ({"disposition": "added_to_ticket", "existing_number": "1234"}, "existing_number"),
    ({"disposition": "suspected_fraud", "note": ""}, "note"),
    ({"disposition": "callback_promised", "callback_at": NOON - MINUTE, "callback_topic": "x"}, "callback_at"),
    ({"topic": "deposit_missing", "answers": {"coin": "USDT", "network": "tron", "txid": "123"}}, "txid"),
]


@pytest.mark.parametrize(("wrong", "field"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_what_does_not_fit_is_named_and_nothing_is_written(house: House, wrong: dict[str, object], field: str) -> None:
    call = start_call(by=house.alice, at=NOON)
    events = Event.objects.count()
    with pytest.raises(InvalidInput) as refusal:
        _finish(call, house, **wrong)  # type: ignore[arg-type] # a table of keywords
    assert field in refusal.value.fields
    call.refresh_from_db()
    assert (call.state, call.disposition, Ticket.objects.count(), Event.objects.count()) == ("talking", "", 0, events)
