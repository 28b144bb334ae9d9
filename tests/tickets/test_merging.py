"""Merging keeps the stricter promise and every number valid for ever; splitting gives a matter its own number and clocks."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.models import Cause
from complaints.services import open_complaint
from core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from notifications.models import Notice
from outbox.models import Event
from outbox.services import deliver_due
from sla.models import UNANSWERED, Timer, TimerKind
from sla.services import sweep
from tests.people import NOON, House, a_ticket
from tests.scale import examples
from tickets.categories import Category, Priority
from tickets.models import Draft, Message, Ticket, TicketLink
from tickets.services import (
    add_customer_message,
    add_note,
    link_tickets,
    merge_ticket,
    pend_ticket,
    promise_callback,
    reply,
    resolve_ticket,
    save_draft,
    send_due,
    send_soon,
    split_ticket,
    tag_ticket,
    watch_ticket,
)
from tickets.services.visitors import check_status
from tickets.states import State

HOUR = timedelta(hours=1)
WHY = "The same deposit."
REPLIES = (TimerKind.FIRST_REPLY, TimerKind.NEXT_REPLY)
DEBTS = (REPLIES, (TimerKind.RESOLUTION,), (TimerKind.CALLBACK,))


def merged(house: House, gone: Ticket, kept: Ticket, *, at: datetime = NOON) -> Ticket:
    return merge_ticket(ticket=gone, into=kept, reason=WHY, by=house.sam, at=at)


def limits(ticket: Ticket) -> list[datetime | None]:
    """The nearest limit of each debt of a ticket: replies, resolution, call-back."""
    owed = Timer.objects.filter(ticket=ticket, state__in=UNANSWERED)
    return [min(owed.filter(kind__in=kinds).values_list("due_at", flat=True), default=None) for kinds in DEBTS]


def stricter(one: datetime | None, two: datetime | None) -> datetime | None:
    return min((each for each in (one, two) if each), default=None)


AGES = st.integers(0, 200).map(lambda minutes: timedelta(minutes=minutes))
SETUPS = st.fixed_dictionaries(
    {"age": AGES, "priority": st.sampled_from([Priority.LOW, Priority.NORMAL]), "replied": st.booleans()}
    | {"asked_again": st.booleans(), "callback": st.none() | st.integers(1, 300)}
)


def _set_up(house: House, told: dict[str, object]) -> Ticket:
    ticket = a_ticket(house, at=NOON - told["age"], priority=told["priority"])  # type: ignore[operator] # a table
    if told["replied"]:
        reply(ticket=ticket, body="We look.", by=house.alice, at=NOON)
    if told["asked_again"]:
        add_customer_message(ticket=ticket, body="And?", by=house.cleo, at=NOON)
    if told["callback"]:
        due = NOON + timedelta(minutes=int(str(told["callback"])))
        promise_callback(ticket=ticket, due=due, by=house.alice, at=NOON)
    return ticket


@settings(max_examples=examples(8, 500), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=SETUPS, second=SETUPS)
def test_of_both_promises_the_stricter_remains(
    house: House, first: dict[str, object], second: dict[str, object]
) -> None:
    with transaction.atomic():
        gone, kept = _set_up(house, first), _set_up(house, second)
        before = limits(gone), limits(kept)
        kept = merged(house, gone, kept)
        if (
            kept.priority == second["priority"]
        ):  # else the clocks of the one that stays were measured anew, to be stricter
            assert limits(kept) == [stricter(*pair) for pair in zip(*before, strict=True)]
        else:
            pairs = zip(limits(kept), *before, strict=True)
            assert all(after <= stricter(*was) if after else stricter(*was) is None for after, *was in pairs)  # type: ignore[operator] # idem
        assert limits(gone) == [None, None, None]
        assert kept.limit_at == min(each for each in limits(kept) if each)
        transaction.set_rollback(True)


def test_a_clock_that_was_carried_over_keeps_its_start_and_is_met_by_the_answer(house: House) -> None:
    gone, kept = a_ticket(house, at=NOON - HOUR), a_ticket(house, at=NOON)
    merged(house, gone, kept)
    clock = Timer.objects.get(ticket=kept, kind=TimerKind.FIRST_REPLY, state__in=UNANSWERED)
    assert (clock.started_at, clock.ticket) == (NOON - HOUR, kept)
    reply(ticket=kept, body="Credited.", by=house.alice, at=NOON + HOUR)
    clock.refresh_from_db()
    assert clock.state == "met"
    assert not Timer.objects.filter(ticket=gone, state__in=UNANSWERED).exists()


def test_a_carried_clock_still_breaks_when_nobody_answers(house: House) -> None:
    gone, kept = a_ticket(house, at=NOON - HOUR), a_ticket(house, at=NOON)
    merged(house, gone, kept)
    kept.refresh_from_db()
    assert kept.limit_at is not None
    sweep(at=kept.limit_at)
    kept.refresh_from_db()
    assert kept.breached_at == kept.limit_at


def test_what_is_owed_ends_the_wait_of_the_ticket_in_which_it_goes_on(house: House) -> None:
    gone, kept = a_ticket(house), a_ticket(house)
    wait = {"state": State.WAITING_CUSTOMER, "until": NOON + 5 * HOUR, "reason": "the hash"}
    pend_ticket(ticket=kept, **wait, by=house.alice, at=NOON)  # type: ignore[arg-type] # a table of keywords
    kept = merged(house, gone, kept, at=NOON + HOUR)
    assert kept.state == State.OPEN
    assert not Timer.objects.filter(ticket=kept, paused_at__isnull=False).exists()


def test_two_that_wait_are_one_that_waits(house: House) -> None:
    gone, kept = a_ticket(house, at=NOON - HOUR), a_ticket(house)
    wait = {"state": State.WAITING_CUSTOMER, "until": NOON + 5 * HOUR, "reason": "the hash"}
    for each in (gone, kept):
        pend_ticket(ticket=each, **wait, by=house.alice, at=NOON)  # type: ignore[arg-type] # a table of keywords
    kept = merged(house, gone, kept, at=NOON + HOUR)
    assert kept.state == State.WAITING_CUSTOMER
    owed = Timer.objects.filter(ticket=kept, state__in=UNANSWERED)
    assert set(owed.values_list("state", flat=True)) == {"paused"}
    assert set(owed.values_list("started_at", flat=True)) == {NOON - HOUR}


def test_what_was_more_urgent_stays_so(house: House) -> None:
    kept = merged(house, a_ticket(house, priority=Priority.EMERGENCY), a_ticket(house, priority=Priority.LOW))
    assert kept.emergency


@given(order=st.permutations(range(4)), into=st.lists(st.integers(0, 3), min_size=4, max_size=4))
@settings(max_examples=examples(8, 500), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_merged_number_always_leads_to_the_one_that_stays_and_never_in_a_circle(
    house: House, order: list[int], into: list[int]
) -> None:
    with transaction.atomic():
        tickets = [a_ticket(house) for _each in range(4)]
        for gone, kept in zip(order, into, strict=True):
            try:
                merged(house, tickets[gone], tickets[kept])
            except (Conflict, InvalidInput):
                continue
        for each in tickets:
            found = Ticket.objects.reached_by(number=each.number).get()
            assert found.merged_into_id is None
            each.refresh_from_db()
            assert found.pk == (each.merged_into_id or each.pk)
        transaction.set_rollback(True)


def test_all_that_was_said_stands_in_one_thread_with_its_origin(house: House) -> None:
    gone, kept = a_ticket(house), a_ticket(house)
    add_note(ticket=gone, body="Looked at the chain.", by=house.alice, at=NOON)
    kept = merged(house, gone, kept)
    assert set(kept.messages.values_list("origin", flat=True)) == {None, gone.pk}
    further = a_ticket(house)
    merged(house, kept, further)
    origins = set(Message.objects.filter(ticket=further).values_list("origin", flat=True))
    assert origins == {None, gone.pk, kept.pk}
    assert not gone.messages.exists()


def test_every_verb_on_a_merged_ticket_works_on_the_one_in_which_it_goes_on(house: House) -> None:
    gone, kept = a_ticket(house), a_ticket(house)
    merged(house, gone, kept)
    said = add_customer_message(ticket=gone, body="Any news?", by=house.cleo, at=NOON)
    noted = add_note(ticket=gone, body="Called.", by=house.alice, at=NOON, kind="call_note")
    assert said.ticket == noted.ticket == kept


def test_number_and_contact_of_a_merged_ticket_still_let_the_customer_in(house: House) -> None:
    gone, kept = a_ticket(house), a_ticket(house)
    merged(house, gone, kept)
    asked = {"contact": house.cleo.email, "address": "192.0.2.1", "region": "SG", "language": "en", "at": NOON}
    answer = check_status(number=gone.number, **asked)  # type: ignore[arg-type] # a table of keywords
    assert answer.ticket == gone


def test_tags_watchers_links_and_drafts_come_along(house: House) -> None:
    gone, kept, third = a_ticket(house), a_ticket(house), a_ticket(house)
    tag_ticket(ticket=gone, add=["stuck", "vip"], by=house.alice, at=NOON)
    tag_ticket(ticket=kept, add=["vip"], by=house.alice, at=NOON)
    watch_ticket(ticket=gone, by=house.olive, at=NOON)
    link_tickets(ticket=third, other=gone, kind="follow_up", by=house.alice, at=NOON)
    link_tickets(ticket=gone, other=kept, kind="duplicate", by=house.alice, at=NOON)
    for ticket, body in ((gone, "second half"), (kept, "first half")):
        save_draft(ticket=ticket, body=body, kind="internal", by=house.alice, at=NOON)
    send_soon(ticket=gone, body="On its way.", key="k", after=timedelta(seconds=10), by=house.sam, at=NOON)
    kept = merged(house, gone, kept)
    assert (kept.tags, kept.watchers) == (["vip", "stuck"], [house.olive.pk])
    link = TicketLink.objects.get()
    assert (link.ticket, link.other, link.kind) == (third, kept, "follow_up")
    assert Draft.objects.get(by=house.alice).body == "first half\n\nsecond half"
    assert send_due(at=NOON + HOUR) == 1
    assert kept.messages.filter(kind="public", body="On its way.").exists()


def test_who_merged_when_and_why_is_told_on_both(house: House) -> None:
    gone, kept = a_ticket(house), a_ticket(house)
    merged(house, gone, kept)
    event = Event.objects.get(name="ticket.merged")
    assert (event.subject_id, event.actor_label, event.at) == (gone.pk, house.sam.actor.label, NOON)
    assert event.data == {"into": kept.pk, "number": kept.number, "reason": WHY}
    assert Event.objects.get(name="ticket.absorbed").subject_id == kept.pk


def test_the_customer_is_told_by_mail(house: House, mailoutbox: list[object]) -> None:
    gone, kept = a_ticket(house), a_ticket(house)
    merged(house, gone, kept)
    deliver_due(at=NOON)
    assert any("goes on as" in str(getattr(each, "subject", "")) for each in mailoutbox)
    assert not Notice.objects.filter(event__name="ticket.merged").exists()


def test_tickets_of_different_customers_are_never_merged(house: House) -> None:
    with pytest.raises(Conflict) as refusal:
        merged(house, a_ticket(house, customer=house.charlie), a_ticket(house))
    assert refusal.value.reason == "other_customer"


def test_nothing_is_merged_into_what_is_done_or_twice_or_into_itself(house: House) -> None:
    done, gone, kept = a_ticket(house), a_ticket(house), a_ticket(house)
    resolve_ticket(ticket=done, solution="Credited.", by=house.alice, at=NOON)
    with pytest.raises(Conflict) as refusal:
        merged(house, gone, done)
    assert refusal.value.reason == "survivor_done"
    merged(house, gone, kept)
    with pytest.raises(Conflict) as refusal:
        merged(house, gone, a_ticket(house))
    assert refusal.value.reason == "merged_already"
    for same in (gone, kept):
        with pytest.raises(InvalidInput):
            merged(house, kept, same)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=kept.pk).update(merged_into=kept.pk)


def test_a_merge_needs_a_reason_and_both_tickets_in_sight(house: House) -> None:
    gone, foreign = a_ticket(house), a_ticket(house, category=Category.GUIDANCE)
    with pytest.raises(InvalidInput) as refusal:
        merge_ticket(ticket=gone, into=a_ticket(house), reason=" ", by=house.alice, at=NOON)
    assert "reason" in refusal.value.fields
    with pytest.raises(NotFound):
        merge_ticket(ticket=gone, into=foreign, reason=WHY, by=house.alice, at=NOON)
    with pytest.raises(NotAllowed):
        merge_ticket(ticket=gone, into=a_ticket(house), reason=WHY, by=house.pbx, at=NOON)


@pytest.mark.parametrize("on_the_one_that_goes", [True, False])
def test_a_complaint_on_either_leaves_merging_to_an_officer(house: House, on_the_one_that_goes: bool) -> None:
    gone, kept = a_ticket(house), a_ticket(house)
    open_complaint(ticket=gone if on_the_one_that_goes else kept, cause=Cause.CUSTOMER, by=house.cleo, at=NOON)
    with pytest.raises(NotAllowed):
        merge_ticket(ticket=gone, into=kept, reason=WHY, by=house.sam, at=NOON)
    merge_ticket(ticket=gone, into=kept, reason=WHY, by=house.olive, at=NOON)
    gone.refresh_from_db()
    assert gone.merged_into == kept


def test_what_was_split_off_has_its_own_number_and_clocks_and_nothing_is_lost(house: House) -> None:
    first = a_ticket(house, at=NOON - HOUR)
    asked = add_customer_message(ticket=first, body="And how do I whitelist?", by=house.cleo, at=NOON)
    new = split_ticket(
        ticket=first, messages=[asked.pk], subject="Whitelist", category=Category.GUIDANCE, by=house.alice, at=NOON
    )
    said = new.messages.get()
    assert (said.body, said.by, said.at, said.origin) == (asked.body, None, asked.at, first)
    assert first.messages.filter(pk=asked.pk).exists()
    assert (new.team, new.assignee, new.customer) == (house.general, None, house.cleo)
    starts = set(Timer.objects.filter(ticket=new).values_list("started_at", flat=True))
    assert starts == {NOON}
    assert TicketLink.objects.of(first).get().ticket == new
    assert Event.objects.get(name="ticket.split").data == {"number": new.number, "messages": 1}


def test_a_split_needs_messages_of_this_ticket(house: House) -> None:
    first, other = a_ticket(house), a_ticket(house)
    foreign = [each.pk for each in other.messages.all()]
    facts = {"subject": "x", "category": Category.FUNDS, "by": house.alice, "at": NOON}
    with pytest.raises(InvalidInput) as refusal:
        split_ticket(ticket=first, messages=foreign, **facts)  # type: ignore[arg-type] # a table of keywords
    assert "messages" in refusal.value.fields


def test_what_was_split_off_and_merged_back_is_said_once(house: House) -> None:
    first = a_ticket(house)
    asked = add_customer_message(ticket=first, body="And how do I whitelist?", by=house.cleo, at=NOON)
    new = split_ticket(
        ticket=first, messages=[asked.pk], subject="Whitelist", category=Category.FUNDS, by=house.alice, at=NOON
    )
    add_note(ticket=new, body="The same matter after all.", by=house.alice, at=NOON)
    merged(house, new, first)
    said = list(first.messages.order_by("pk").values_list("body", flat=True))
    assert said.count(asked.body) == 1
    assert "The same matter after all." in said
