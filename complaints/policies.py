"""Who may handle a complaint: never somebody who had a hand in the ticket."""

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from channels.models import Call
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
    return concerned_in([ticket])[ticket.pk]


def concerned_in(tickets: Sequence[Ticket]) -> dict[int, set[int]]:
    """As `concerned`, for many tickets in two queries."""
    hands = {each.pk: {pk for pk in (each.assignee_id, each.opened_by_id) if pk} for each in tickets}
    acted = Event.objects.filter(subject_kind="ticket", subject_id__in=hands, actor_kind="staff")
    for ticket_id, actor_id in acted.exclude(name__in=UNCONCERNED).values_list("subject_id", "actor_id"):
        hands[ticket_id].add(int(actor_id))
    calls = Call.objects.filter(ticket__in=hands, agent__isnull=False)
    for ticket_id, agent_id in calls.values_list("ticket_id", "agent_id"):
        hands[ticket_id or 0].add(agent_id or 0)
    return hands


def choose_handlers(tickets: Sequence[Ticket]) -> dict[int, User | None]:
    """For each ticket the active complaint officer with the least open complaints who is not concerned, or None."""
    hands = concerned_in(tickets)
    load = Count("complaints", filter=Q(complaints__state=ComplaintState.OPEN))
    officers = User.objects.filter(role=Role.OFFICER, is_active=True)
    queue = list(officers.annotate(load=load).order_by("agent_number"))
    open_now = {each.pk: each.load for each in queue}
    chosen: dict[int, User | None] = {}
    for ticket in tickets:
        free = [each for each in queue if each.pk not in hands[ticket.pk]]
        chosen[ticket.pk] = found = min(free, key=lambda each: open_now[each.pk], default=None)
        if found:
            open_now[found.pk] += 1
    return chosen


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
