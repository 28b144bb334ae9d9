"""The queues of the desk, as data: a word for addresses, a label, an icon, a cut of what the person may see, an order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import NotFound, Sentence
from tickets import cuts
from tickets.models import Ticket
from tickets.selectors import TicketQuerySet


@dataclass(frozen=True)
class Queue:
    """One queue: which tickets, of those that somebody may see. `tone` colours its count, for what is wrong only."""

    slug: str
    label: Sentence
    icon: str
    cut: Callable[[User, datetime], Q]
    tone: str = ""

    @property
    def of_done(self) -> bool:
        """What is over, the newest first; all others are in the order in which they are due."""
        return self.slug == "closed"


QUEUES = {
    each.slug: each
    for each in (
        Queue("mine", _("Mine"), "user-round", lambda user, _at: cuts.assigned_to(user)),
        Queue("unassigned", _("Unassigned"), "inbox", lambda _user, _at: cuts.unassigned()),
        Queue("team", _("Team"), "users-round", lambda user, _at: cuts.of_team(user)),
        Queue("at_risk", _("At risk"), "triangle-alert", lambda _user, at: cuts.past_goal(at), "risk"),
        Queue("breached", _("Breached"), "circle-alert", lambda _user, at: cuts.past_limit(at), "breach"),
        Queue("complaints", _("Complaints"), "scale", lambda _user, _at: cuts.escalated()),
        Queue("closed", _("Closed"), "archive", lambda _user, _at: cuts.done()),
    )
}


def queue_named(slug: str) -> Queue:
    """The queue of an address. Raises NotFound for any other word."""
    if slug not in QUEUES:
        raise NotFound
    return QUEUES[slug]


def rows_of(queue: Queue, user: User, *, at: datetime, narrowed: Q | None = None) -> TicketQuerySet:
    """What this person finds in the queue, in its order, with what a row shows. `narrowed`: only this of it."""
    cut = queue.cut(user, at) & (narrowed or Q())
    rows = Ticket.objects.visible_to(user).filter(cut).for_rows()
    return rows.order_by("-resolved_at", "-id") if queue.of_done else rows.by_urgency()
