"""The end of a shift: with a note, or not at all."""

from datetime import timedelta

import pytest

from core.errors import Conflict, InvalidInput, NotAllowed
from outbox.models import Event
from tests.people import NOON, House, a_ticket
from tests.tickets.giving import an_agent
from tickets.models import Message, MessageKind
from tickets.services import assign_ticket, hand_over_ticket

NOTE = "Waits for the block explorer, then credit."


def test_a_colleague_gets_the_ticket_and_the_note_and_the_history_says_so(house: House) -> None:
    ticket, other = a_ticket(house), an_agent(house, 1)
    hand_over_ticket(ticket=ticket, to=other, note=NOTE, by=house.alice, at=NOON + timedelta(hours=1))
    ticket.refresh_from_db()
    assert ticket.assignee == other
    note = Message.objects.get(kind=MessageKind.INTERNAL)
    assert (note.body, note.by) == (NOTE, house.alice)
    named = Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk).order_by("-id")[:2]
    assert [each.name for each in named] == ["ticket.assigned", "ticket.handed_over"]
    assert named[0].data["rule"] == {"kind": "handed_over"}
    assert [each.holder for each in ticket.holdings.order_by("id")] == [house.alice, other]


def test_what_goes_to_the_team_may_come_back_to_who_handed_it_over(house: House) -> None:
    """Unlike what somebody put back because it was not for them."""
    ticket = a_ticket(house)
    hand_over_ticket(ticket=ticket, to=None, note=NOTE, by=house.alice, at=NOON)
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.let_go_by) == (None, [])


@pytest.mark.parametrize("note", ["", "  \n "])
def test_without_a_note_nothing_is_handed_over(house: House, note: str) -> None:
    ticket = a_ticket(house)
    with pytest.raises(InvalidInput) as refusal:
        hand_over_ticket(ticket=ticket, to=None, note=note, by=house.alice, at=NOON)
    assert "note" in refusal.value.fields
    ticket.refresh_from_db()
    assert ticket.assignee == house.alice
    assert not Message.objects.filter(kind=MessageKind.INTERNAL).exists()


def test_only_what_is_with_oneself_and_only_to_ones_own_team(house: House) -> None:
    ticket = a_ticket(house)
    with pytest.raises(NotAllowed):
        hand_over_ticket(ticket=ticket, to=house.bob, note=NOTE, by=house.alice, at=NOON)
    with pytest.raises(Conflict):
        hand_over_ticket(ticket=ticket, to=house.alice, note=NOTE, by=house.alice, at=NOON)
    assign_ticket(ticket=ticket, to=house.sam, by=house.sam, at=NOON)
    with pytest.raises(Conflict) as refusal:
        hand_over_ticket(ticket=ticket, to=None, note=NOTE, by=house.alice, at=NOON)
    assert refusal.value.reason == "not_yours"
