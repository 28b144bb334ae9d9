"""The queues of the desk, as data: a word for addresses, a label, an icon, a cut of what the person may see, an order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import NotFound, Sentence
from tickets.models import Ticket
from tickets.selectors import TicketQuerySet

Cut = Callable[[TicketQuerySet, User, datetime], TicketQuerySet]


@dataclass(frozen=True)
class Queue:
    """One queue. `key` is the second key after "g"; `tone` colours its count, for what is wrong only."""

    slug: str
    label: Sentence
    icon: str
    cut: Cut
    tone: str = ""


def _urgent(cut: Cut) -> Cut:
    return lambda seen, user, at: cut(seen, user, at).by_urgency()


def _team(seen: TicketQuerySet, user: User, at: datetime) -> TicketQuerySet:  # noqa: ARG001 - all cuts take the same
    live = seen.live()
    return live.filter(team=user.team_id) if user.team_id else live


def _closed(seen: TicketQuerySet, user: User, at: datetime) -> TicketQuerySet:  # noqa: ARG001 - all cuts take the same
    return seen.done().order_by("-resolved_at", "-id")


QUEUES = {
    each.slug: each
    for each in (
        Queue("mine", _("Mine"), "user-round", _urgent(lambda seen, user, _at: seen.assigned_to(user))),
        Queue("unassigned", _("Unassigned"), "inbox", _urgent(lambda seen, _user, _at: seen.unassigned())),
        Queue("team", _("Team"), "users-round", _urgent(_team)),
        Queue("at_risk", _("At risk"), "triangle-alert", _urgent(lambda seen, _user, at: seen.past_goal(at)), "risk"),
        Queue(
            "breached", _("Breached"), "circle-alert", _urgent(lambda seen, _user, at: seen.past_limit(at)), "breach"
        ),
        Queue("complaints", _("Complaints"), "scale", _urgent(lambda seen, _user, _at: seen.escalated())),
        Queue("closed", _("Closed"), "archive", _closed),
    )
}


def queue_named(slug: str) -> Queue:
    """The queue of an address. Raises NotFound for any other word."""
    if slug not in QUEUES:
        raise NotFound
    return QUEUES[slug]


def rows_of(queue: Queue, user: User, *, at: datetime) -> TicketQuerySet:
    """What this person finds in the queue, in its order, with what a row shows."""
    return queue.cut(Ticket.objects.visible_to(user), user, at).for_rows()
