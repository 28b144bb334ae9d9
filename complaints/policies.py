"""Who may handle a complaint: never somebody who had a hand in the ticket."""

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from complaints.events import ComplaintDecided, HandlerChanged
from complaints.models import Complaint, ComplaintState
from core.errors import NotAllowed
from outbox.actors import Acting
from outbox.models import Event
from tickets.events import TicketViewed
from tickets.models import Ticket

# Looking is no hand in it, and work on the complaint itself is not work on the ticket.
UNCONCERNED = [TicketViewed.name, HandlerChanged.name, ComplaintDecided.name]


def concerned(ticket: Ticket) -> set[int]:
    """Ids of the staff who held the ticket, wrote on it, took its call or changed it: read from what happened, not from what is left."""
    acted = Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk, actor_kind="staff")
    acted = acted.exclude(name__in=UNCONCERNED)
    ids = {int(each) for each in acted.values_list("actor_id", flat=True)}
    ids |= set(ticket.calls.exclude(agent=None).values_list("agent_id", flat=True))
    return ids | {each for each in (ticket.assignee_id, ticket.opened_by_id) if each}


def eligible_handlers(ticket: Ticket) -> QuerySet[User]:
    """Active complaint officers who are not concerned, the least loaded first."""
    officers = User.objects.filter(role=Role.OFFICER, is_active=True).exclude(pk__in=concerned(ticket))
    load = Count("complaints", filter=Q(complaints__state=ComplaintState.OPEN))
    return officers.annotate(load=load).order_by("load", "agent_number")


def require_handler(complaint: Complaint, *, by: Acting) -> User:
    """The handler decides; a supervisor may when nobody concerned."""
    if not isinstance(by, User) or by.role not in {Role.OFFICER, Role.SUPERVISOR}:
        raise NotAllowed(_("Complaints are decided by complaint officers."))
    if by.pk in concerned(complaint.ticket):
        raise NotAllowed(_("You had a hand in this ticket. Somebody else must decide the complaint."))
    return by


def complaints_visible_to(user: User) -> QuerySet[Complaint]:
    """Officers, supervisors and administrators see the register; agents only see, on the ticket, that there is one."""
    seen = Complaint.objects.select_related("ticket", "customer", "handler")
    return seen if user.role in {Role.OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR} else seen.none()
