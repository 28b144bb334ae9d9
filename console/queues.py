"""The queues of the desk, as data: a word for addresses, a label, an icon, a cut of what the person may see, an order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from console.counts import CAP
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
    few: bool = False  # a list that stays short while all goes well

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
        Queue("at_risk", _("At risk"), "triangle-alert", lambda _user, at: cuts.past_goal(at), "risk", few=True),
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


def rows_of(queue: Queue, user: User, *, at: datetime, narrowed: Q, most: int) -> TicketQuerySet:
    """What this person finds first in the queue, in its order, with what a row shows. `narrowed`: only this of it."""
    if queue.of_done:
        return done_rows(queue, user, at=at, narrowed=narrowed)[:most]
    rows = Ticket.objects.filter(queue.cut(user, at) & narrowed)
    found = rows.visible_to(user).few_by_urgency()[:most] if queue.few else rows.most_urgent(user, most)
    return found.for_rows()


def done_rows(queue: Queue, user: User, *, at: datetime, narrowed: Q) -> TicketQuerySet:
    """All rows of a queue of what is over, the newest first."""
    rows = Ticket.objects.visible_to(user).filter(queue.cut(user, at) & narrowed)
    return rows.for_rows().order_by("-resolved_at", "-id")


def lists_of(queue: Queue, user: User, *, at: datetime, narrowed: Q) -> list[TicketQuerySet]:
    """The same for counting: lists that have no ticket in common, in any order.

    What is at risk is cut in the order of the index that finds it: a planner that does not know the moment takes it for a third of all,
    and would look for the first hundred among those that are due first, which are broken.
    """
    rows = Ticket.objects.filter(queue.cut(user, at) & narrowed).visible_in_parts(user)
    return [each.order_by("-goal_at")[:CAP] for each in rows] if queue.few else rows
