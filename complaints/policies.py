"""Who may handle a complaint: never somebody who had a hand in the ticket."""

from collections.abc import Sequence

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from channels.models import Call
from complaints.models import LIVE, Complaint
from core.errors import NotAllowed, Sentence
from outbox.actors import Acting
from outbox.models import Event
from sla.models import OF_THE_COMPLAINT, Holding
from tickets.events import FileOpened, MentionSeen, TicketViewed, WatchBegun, WatchEnded
from tickets.models import Message, Ticket

# Looking is no hand in it, and work on the complaint itself, its clocks included, is not work on the ticket.
UNCONCERNED = (
    Q(name__in=[TicketViewed.name, FileOpened.name, WatchBegun.name, WatchEnded.name, MentionSeen.name])
    | Q(name__startswith="complaint.")
    | Q(name__startswith="sla.", data__kind__in=OF_THE_COMPLAINT)
)
HANDLING_ROLES = frozenset({Role.OFFICER, Role.SUPERVISOR})
READING_ROLES = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR})


def concerned(ticket: Ticket) -> set[int]:
    """Ids of the staff who held the ticket, wrote on it, took its call or changed it: read from what happened, not from what is left."""
    return concerned_in([ticket])[ticket.pk]


def concerned_in(tickets: Sequence[Ticket]) -> dict[int, set[int]]:
    """As `concerned`, for many tickets in five queries. Never less than what the complaint's own trigger refuses."""
    hands = {each.pk: {pk for pk in (each.assignee_id, each.opened_by_id) if pk} for each in tickets}
    # Work on what was merged into a ticket is work on it.
    merged = Ticket.objects.filter(merged_into__in=hands).only("merged_into", "assignee", "opened_by")
    of = {pk: pk for pk in hands} | {each.pk: each.merged_into_id or 0 for each in merged}
    for each in merged:
        hands[of[each.pk]].update(pk for pk in (each.assignee_id, each.opened_by_id) if pk)
    acted = Event.objects.filter(subject_kind="ticket", subject_id__in=of, actor_kind="staff").exclude(UNCONCERNED)
    for ticket_id, actor_id in acted.values_list("subject_id", "actor_id"):
        hands[of[ticket_id]].add(int(actor_id))
    calls = Call.objects.filter(ticket__in=of, agent__isnull=False).values_list("ticket_id", "agent_id")
    holdings = Holding.objects.filter(ticket__in=of, holder__isnull=False).values_list("ticket_id", "holder_id")
    messages = Message.objects.filter(ticket__in=of, by__isnull=False).values_list("ticket_id", "by_id")
    for found in (calls, holdings, messages):
        for ticket, person in found:
            hands[of[ticket or 0]].add(person or 0)
    return hands


def stops_merging(tickets: Sequence[Ticket], by: Acting) -> Sentence:
    """What to say to who may not merge these tickets: a live complaint on one of them leaves that to a complaint officer."""
    officer = isinstance(by, User) and by.role == Role.OFFICER
    if officer or not Complaint.objects.filter(ticket__in=tickets, state__in=LIVE).exists():
        return ""
    return _("There is a complaint on one of the two tickets: only a complaint officer may merge them.")


def officers() -> QuerySet[User]:
    """Who can be given a complaint, the least busy first; `load` counts their live ones, from the index of those alone."""
    live = Complaint.objects.filter(handler=OuterRef("pk"), state__in=LIVE).order_by().values("handler")
    load = Coalesce(Subquery(live.annotate(count=Count("pk")).values("count")), 0)
    active = User.objects.filter(role=Role.OFFICER, is_active=True)
    return active.annotate(load=load).order_by("load", "agent_number")


def choose_handlers(tickets: Sequence[Ticket], *, rather_not: int | None = None) -> dict[int, User | None]:
    """For each ticket the active complaint officer with the least live complaints who is not concerned, or None.

    `rather_not` is asked only when nobody else is free: who decided before does not judge the own decision.
    """
    hands = concerned_in(tickets)
    queue = list(officers().order_by("agent_number"))
    open_now: dict[int, int] = {each.pk: each.load for each in queue}  # type: ignore[attr-defined] # annotated
    chosen: dict[int, User | None] = {}
    for ticket in tickets:
        free = [each for each in queue if each.pk not in hands[ticket.pk]]
        free = [each for each in free if each.pk != rather_not] or free
        chosen[ticket.pk] = found = min(free, key=lambda each: open_now[each.pk], default=None)
        if found:
            open_now[found.pk] += 1
    return chosen


def require_handler(complaint: Complaint, *, by: Acting, hands: set[int] | None = None) -> User:
    """Officers and supervisors work on complaints, unless they had a hand in the ticket. `hands` spares reading who had."""
    if not isinstance(by, User) or not by.is_active or by.role not in HANDLING_ROLES:
        raise NotAllowed(_("Complaints are decided by complaint officers."))
    if by.pk in (concerned(complaint.ticket) if hands is None else hands):
        raise NotAllowed(_("You had a hand in this ticket. Somebody else must decide the complaint."))
    return by


def complaints_visible_to(user: User) -> QuerySet[Complaint]:
    """Officers, supervisors and administrators see the register; agents only see, on the ticket, that there is one."""
    seen = Complaint.objects.select_related("ticket", "customer", "handler")
    return seen if user.role in READING_ROLES else seen.none()
