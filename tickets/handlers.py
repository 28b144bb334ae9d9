"""What follows from a change of a ticket or of its team: somebody is given what nobody holds."""

from datetime import datetime

from accounts.events import PresenceChanged, TeamHoursSet, TeamWorkSet
from accounts.models import Giving, Presence, User
from core import clock
from outbox.models import Event
from outbox.registry import every_turn, on
from tickets.events import (
    CategoryChanged,
    PriorityChanged,
    TeamChanged,
    TicketAssigned,
    TicketOpened,
    TicketReopened,
    TicketResumed,
)
from tickets.models import Ticket
from tickets.services.giving import ask_again, give_by_rule, give_waiting


def _may_be_free(event: Event) -> bool:
    """As far as the event tells. A ticket that is opened or handed on says who holds it; the others leave that open."""
    if event.name == TicketOpened.name:
        return event.data["team_id"] is not None and event.data["assignee_id"] is None
    return event.name != TicketAssigned.name or not event.data["after"]


@on(
    *(TicketOpened, TicketAssigned, TicketReopened, TicketResumed, TeamChanged, CategoryChanged, PriorityChanged),
    when=_may_be_free,
)
def give(event: Event) -> None:
    """Somebody is given it, if nobody holds it and its team gives by rule. By the present clock: people are asked as they are now."""
    free = Ticket.objects.reached_by(pk=event.subject_id).filter(assignee=None, team__giving=Giving.AUTOMATIC)
    if ticket := free.first():
        give_by_rule(ticket=ticket, at=clock.now())


@on(TeamWorkSet, TeamHoursSet)
def look_again(event: Event) -> None:
    """What a team could not give before, or gave by hand, it may give now."""
    ask_again(team_id=event.subject_id, at=clock.now())


@on(PresenceChanged, when=lambda event: event.data["after"] == Presence.AVAILABLE)
def look_again_for(event: Event) -> None:
    """Somebody came back, or takes other work than before."""
    back = User.objects.filter(pk=event.subject_id, team__giving=Giving.AUTOMATIC).first()
    if back and back.team_id is not None:
        ask_again(team_id=back.team_id, at=clock.now())


@every_turn
def give_what_waits(at: datetime) -> None:
    """What found nobody is looked at again when its moment comes."""
    give_waiting(at=at)
