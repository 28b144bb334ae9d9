"""Tickets whose holder has gone silent while a customer waits: back to the team, with the reason.

The look begins with people and not with tickets: who of the teams that want it has been away for so long. Only of those the open work
is read, by its index.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import CharField, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Cast

from accounts.models import User
from accounts.presence import silence
from outbox.models import Event
from sla.models import Holding
from tickets import cuts
from tickets.models import Snooze, Ticket
from tickets.selectors import TicketQuerySet
from tickets.services import return_to_team

log = logging.getLogger(__name__)

# So many in one look; the next one finds the rest.
MOST_A_LOOK: Final = 100


def take_back_silent(*, at: datetime) -> int:
    """Take back what silent people hold; how many tickets. One statement while nobody is silent."""
    taken = 0
    for user, minutes, why in _silent(at):
        for ticket in _waiting_with(user, minutes, at)[: MOST_A_LOOK - taken]:
            try:
                return_to_team(ticket=ticket, holder=user, silence=why, minutes=minutes, at=at)
                taken += 1
            except Exception:  # one bad row must not stop the others
                log.exception("ticket %s could not be taken back", ticket.number)
    return taken


def _silent(at: datetime) -> list[tuple[User, int, str]]:
    """Who has been away, on a break or off shift for as long as their team waits, and did nothing meanwhile; how long, and which."""
    members = User.objects.filter(team__silence_minutes__isnull=False).select_related("team")
    found = []
    for user in members.filter(Exists(Ticket.objects.live().filter(assignee=OuterRef("pk")))):
        minutes = user.team.silence_minutes if user.team else None
        why = silence(user, span=timedelta(minutes=minutes), at=at) if minutes else ""
        if minutes and why:
            found.append((user, minutes, why))
    busy = _last_deeds([user for user, _minutes, _why in found])
    return [each for each in found if not _heard(busy.get(each[0].pk), each[1], at)]


def _heard(last: datetime | None, minutes: int, at: datetime) -> bool:
    return last is not None and last > at - timedelta(minutes=minutes)


def _last_deeds(people: Sequence[User]) -> dict[int, datetime]:
    """When each (by id) did something last. One statement: the end of each trail, by its index."""
    if not people:
        return {}
    trail = Event.objects.filter(actor_kind="staff", actor_id=Cast(OuterRef("pk"), CharField())).order_by("-id")
    found = User.objects.filter(pk__in=[each.pk for each in people]).annotate(last=Subquery(trail.values("at")[:1]))
    return {each.pk: each.last for each in found if each.last}


def _waiting_with(user: User, minutes: int, at: datetime) -> TicketQuerySet:
    """What they hold for as long, while its customer waits and its clock runs.

    A snooze is a word of theirs: what they put aside stays with them until its moment, unless its limit is near.
    """
    held = Holding.objects.filter(ticket=OuterRef("pk"), ended_at__isnull=True)
    asleep = Snooze.objects.holding([user.pk], at=at).values("ticket")
    mine = Ticket.objects.filter(cuts.assigned_to(user), cuts.running(), customer_waiting_since__isnull=False)
    mine = mine.filter(Exists(held.filter(started_at__lte=at - timedelta(minutes=minutes))))
    return mine.exclude(Q(pk__in=asleep) & ~cuts.alarming(at)).by_urgency()
