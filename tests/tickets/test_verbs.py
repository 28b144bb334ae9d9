"""The verbs of a ticket: who may, which moves there are, and that nothing is lost between two people."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from outbox.models import Event
from tests.people import NOON, House, a_ticket
from tickets.models import Message, ReservedNumber, Ticket
from tickets.services import (
    add_customer_message,
    assign_ticket,
    change_priority,
    close_ticket,
    escalate_ticket,
    pend_ticket,
    reopen_ticket,
    reply,
    reserve_number,
    resolve_ticket,
)
from tickets.states import MOVES, State, may_move

HOUR = timedelta(hours=1)


def test_a_ticket_opens_with_its_number_team_and_first_message(house: House) -> None:
    ticket = a_ticket(house)
    assert ReservedNumber.objects.filter(pk=ticket.number).exists()
    assert (ticket.team, ticket.state) == (house.funds, "new")
    message = ticket.messages.get()
    assert (message.kind, message.by) == ("call_note", house.alice)
    event = Event.objects.get(name="ticket.opened")
    assert "USDC" not in str(event.data), "events carry no words of customers"


def test_reserved_numbers_are_never_given_twice(db: None) -> None:
    numbers = {reserve_number(at=NOON) for _ in range(200)}
    assert len(numbers) == ReservedNumber.objects.count() == 200


def test_the_second_of_two_agents_is_told_and_nothing_is_lost(house: House) -> None:
    ticket = a_ticket(house)
    seen = ticket.version
    reply(ticket=ticket, body="From Alice.", by=house.alice, at=NOON, seen_version=seen)
    with pytest.raises(Conflict) as told:
        reply(ticket=ticket, body="From Sam.", by=house.sam, at=NOON, seen_version=seen)
    assert "colleague" in str(told.value.sentence)
    assert Message.objects.filter(ticket=ticket, kind="public").count() == 1


def test_an_agent_of_another_team_does_not_learn_that_the_ticket_exists(house: House) -> None:
    ticket = a_ticket(house)
    assert not Ticket.objects.visible_to(house.bob).exists()
    with pytest.raises(NotFound):
        reply(ticket=ticket, body="Hello", by=house.bob, at=NOON)
    with pytest.raises(NotFound):
        assign_ticket(ticket=ticket, to=house.bob, by=house.bob, at=NOON)


def test_agents_give_work_to_their_own_team_only(house: House) -> None:
    ticket = a_ticket(house)
    with pytest.raises(NotAllowed):
        assign_ticket(ticket=ticket, to=house.bob, by=house.alice, at=NOON)
    assert assign_ticket(ticket=ticket, to=house.bob, by=house.sam, at=NOON).assignee == house.bob


def test_a_stranger_may_not_speak_on_somebody_elses_ticket(house: House) -> None:
    ticket = a_ticket(house)
    with pytest.raises(NotFound):
        add_customer_message(ticket=ticket, body="Give it to me", by=house.charlie, at=NOON)


def test_a_program_may_add_but_not_answer(house: House) -> None:
    ticket = a_ticket(house)
    with pytest.raises(NotAllowed):
        reply(ticket=ticket, body="Robot", by=house.pbx, at=NOON)


def test_a_closed_ticket_takes_no_reply_until_it_is_reopened(house: House) -> None:
    ticket = a_ticket(house)
    resolve_ticket(ticket=ticket, solution="Credited.", by=house.alice, at=NOON)
    close_ticket(ticket=ticket, by=house.alice, at=NOON)
    with pytest.raises(Conflict) as told:
        reply(ticket=ticket, body="One more thing", by=house.alice, at=NOON)
    assert told.value.reason == "ticket_closed"
    reopen_ticket(ticket=ticket, cause="agent", by=house.alice, at=NOON)
    reply(ticket=ticket, body="One more thing", by=house.alice, at=NOON)


def test_no_ticket_closes_without_an_answer(house: House) -> None:
    with pytest.raises(Conflict) as told:
        close_ticket(ticket=a_ticket(house), by=house.alice, at=NOON)
    assert told.value.reason == "not_resolved"


@pytest.mark.parametrize(
    ("state", "until", "field"),
    [
        ("waiting_customer", NOON - HOUR, "until"),
        ("waiting_customer", NOON + timedelta(days=90), "until"),
        ("resolved", NOON + HOUR, "state"),
    ],
    ids=["in the past", "too far", "no waiting state"],
)
def test_an_impossible_wait_is_refused_with_its_field(house: House, state: str, until: object, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        pend_ticket(ticket=a_ticket(house), state=state, reason="x", until=until, by=house.alice, at=NOON)  # type: ignore[arg-type]
    assert field in refusal.value.fields


def test_a_customer_escalates_only_after_the_limit(house: House) -> None:
    ticket = a_ticket(house)
    with pytest.raises(Conflict):
        escalate_ticket(ticket=ticket, cause="customer", by=house.cleo, at=NOON + HOUR)
    escalate_ticket(ticket=ticket, cause="customer", by=house.cleo, at=NOON + 24 * HOUR)
    ticket.refresh_from_db()
    assert ticket.escalated_at == NOON + 24 * HOUR


def test_escalating_twice_is_one_escalation(house: House) -> None:
    ticket = a_ticket(house)
    for _ in range(3):
        escalate_ticket(ticket=ticket, cause="agent", by=house.alice, at=NOON)
    assert Event.objects.filter(name="ticket.escalated").count() == 1
    assert Event.objects.filter(name="complaint.opened").count() == 1


@given(old=st.sampled_from(State.values), new=st.sampled_from(State.values))
def test_every_state_of_the_table_leads_only_to_known_states(old: str, new: str) -> None:
    assert MOVES.keys() == set(State.values)
    assert may_move(old, new) == (new in MOVES[old])
    assert MOVES[old] <= set(State.values)


BROKEN_ROWS = [
    {"state": "nowhere"},
    {"state": "resolved", "resolved_at": None},
    {"state": "closed", "resolved_at": NOON, "closed_at": None},
    {"state": "open", "waiting_until": NOON},
    {"category": "other"},
    {"priority": "whatever"},
]


@pytest.mark.parametrize("wrong", BROKEN_ROWS, ids=str)
def test_the_database_refuses_what_the_table_of_moves_does_not_know(house: House, wrong: dict[str, object]) -> None:
    ticket = a_ticket(house)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(**wrong)


def test_events_can_be_neither_changed_nor_removed(house: House) -> None:
    a_ticket(house)
    for statement in (
        "DELETE FROM outbox_event",
        "UPDATE outbox_event SET name = 'x'",
        "TRUNCATE outbox_event CASCADE",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Event.objects.filter(name="ticket.opened").exists()


def test_changing_to_the_same_changes_nothing(house: House) -> None:
    ticket = a_ticket(house)
    before = Event.objects.count()
    change_priority(ticket=ticket, priority="normal", by=house.alice, at=NOON)
    assign_ticket(ticket=ticket, to=house.alice, by=house.alice, at=NOON)
    assert Event.objects.count() == before
