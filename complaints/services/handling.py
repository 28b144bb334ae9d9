"""Who handles a complaint."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from complaints.events import HandlerChanged
from complaints.models import Complaint
from complaints.policies import concerned
from complaints.services.locking import about, hold_complaint
from core.errors import Conflict, NotAllowed
from outbox.services import record


@transaction.atomic
def assign_handler(*, complaint: Complaint, to: User, by: User, at: datetime) -> Complaint:
    """Give it to another officer, who must not be concerned."""
    if not by.leads_people and by.role != Role.OFFICER:
        raise NotAllowed
    locked = hold_complaint(complaint)
    if to.pk in concerned(locked.ticket):
        raise NotAllowed(_("This person had a hand in the ticket and cannot handle the complaint."))
    if not locked.is_live:
        raise Conflict(_("This complaint is decided already."), code="complaint_ended")
    locked.handler = to
    locked.save(update_fields=["handler"])
    record(HandlerChanged(**about(locked), handler=to.actor.label), by=by, at=at)
    return locked
