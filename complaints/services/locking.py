"""How every verb takes hold of its complaint: the ticket first, as everywhere, then the complaint."""

from datetime import datetime
from typing import TypedDict

from accounts.models import User
from complaints.events import InvestigationBegun
from complaints.models import Complaint, ComplaintState
from complaints.policies import require_handler
from complaints.states import check_move
from core.errors import NotFound
from outbox.actors import Acting
from outbox.services import record
from tickets.models import Ticket


def hold_complaint(complaint: Complaint) -> Complaint:
    """Lock ticket and complaint, in this order, and return the complaint as it is now."""
    Ticket.objects.select_for_update().filter(pk=complaint.ticket_id).values_list("pk").first()
    read = Complaint.objects.select_related("ticket__customer", "customer", "handler")
    locked = read.select_for_update(of=("self",)).filter(pk=complaint.pk).first()
    if locked is None:
        raise NotFound
    return locked


def hold_for_work(complaint: Complaint, *, by: Acting) -> tuple[Complaint, User]:
    """As `hold_complaint`, for somebody who may work on it."""
    locked = hold_complaint(complaint)
    return locked, require_handler(locked, by=by)


def move(complaint: Complaint, state: ComplaintState) -> None:
    """Change the state if the table has the move; saves nothing."""
    check_move(complaint.state, state)
    complaint.state = state


def begin(complaint: Complaint, *, by: Acting, at: datetime) -> None:
    """The first work on an admissible or reopened complaint is its investigation. Nothing to do when that runs."""
    if complaint.state == ComplaintState.OPEN:
        return
    move(complaint, ComplaintState.OPEN)
    complaint.save(update_fields=["state"])
    record(InvestigationBegun(**about(complaint)), by=by, at=at)


class About(TypedDict):
    """The facts that every event of a complaint has."""

    subject_id: int
    complaint_id: int
    number: str


def about(complaint: Complaint) -> About:
    """Them, for one complaint."""
    return {"subject_id": complaint.ticket_id, "complaint_id": complaint.pk, "number": complaint.number}
