"""Who handles a complaint."""

import pytest

from accounts.models import Role, User
from complaints.models import Cause
from complaints.policies import officers
from complaints.services import Ruling, assign_handler, decide_complaint, open_complaint
from core.errors import Conflict, NotAllowed
from outbox.actors import SYSTEM
from tests.people import NOON, House, a_ticket
from tickets.services import assign_ticket, merge_ticket


def test_a_decided_complaint_keeps_the_handler_who_decided_it(house: House) -> None:
    other = User.objects.create_user("otto@desk.test", "x", name="Otto", role=Role.OFFICER, agent_number="4002")
    complaint = open_complaint(ticket=a_ticket(house), cause=Cause.BREACH, by=SYSTEM, at=NOON)
    assign_handler(complaint=complaint, to=house.olive, by=house.sam, at=NOON)
    decide_complaint(
        complaint=complaint,
        ruling=Ruling("upheld", "We were late. We are sorry.", ["apology"]),
        by=house.olive,
        at=NOON,
    )
    with pytest.raises(Conflict):
        assign_handler(complaint=complaint, to=other, by=house.sam, at=NOON)
    complaint.refresh_from_db()
    assert complaint.handler == house.olive


def test_who_has_ended_much_and_has_little_open_is_asked_first(house: House) -> None:
    other = User.objects.create_user("otto@desk.test", "x", name="Otto", role=Role.OFFICER, agent_number="4002")
    for _each in range(2):
        ended = open_complaint(ticket=a_ticket(house), cause=Cause.BREACH, by=SYSTEM, at=NOON)
        assign_handler(complaint=ended, to=house.olive, by=house.sam, at=NOON)
        ruling = Ruling("upheld", "We were late. We are sorry.", ["apology"])
        decide_complaint(complaint=ended, ruling=ruling, by=house.olive, at=NOON)
    busy = open_complaint(ticket=a_ticket(house), cause=Cause.BREACH, by=SYSTEM, at=NOON)
    assign_handler(complaint=busy, to=other, by=house.sam, at=NOON)
    assert [(each.name, vars(each)["load"]) for each in officers()] == [("Olive", 0), ("Otto", 1)]
    assert open_complaint(ticket=a_ticket(house), cause=Cause.BREACH, by=SYSTEM, at=NOON).handler == house.olive


def test_who_held_a_ticket_that_was_merged_into_this_one_does_not_judge(house: House) -> None:
    """Not even when they only held it: the trigger of the table knows the ticket alone."""
    other = User.objects.create_user("otto@desk.test", "x", name="Otto", role=Role.OFFICER, agent_number="4002")
    gone, kept = a_ticket(house), a_ticket(house)
    assign_ticket(ticket=gone, to=house.olive, by=house.sam, at=NOON)
    assign_ticket(ticket=gone, to=house.alice, by=house.sam, at=NOON)
    merge_ticket(ticket=gone, into=kept, reason="The same deposit.", by=house.sam, at=NOON)
    complaint = open_complaint(ticket=kept, cause=Cause.BREACH, by=SYSTEM, at=NOON)
    assert complaint.handler == other
    with pytest.raises(NotAllowed):
        assign_handler(complaint=complaint, to=house.olive, by=house.sam, at=NOON)
