"""The promise follows the ticket: inline, in the transaction of the change."""

from dataclasses import dataclass

from outbox.actors import Actor
from outbox.models import Event
from outbox.registry import on
from sla.models import TimerKind
from sla.services import arm_timers, pause_timers, rebase_timers, resume_timers, stop_timers
from sla.services.clocks import ALL_KINDS, next_generation
from tickets.events import (
    CategoryChanged,
    PriorityChanged,
    TicketOpened,
    TicketPended,
    TicketReopened,
    TicketReplied,
    TicketResolved,
    TicketResumed,
)
from tickets.models import Ticket


@dataclass(frozen=True)
class _Whoever:
    """The one who did what the event tells."""

    event: Event

    @property
    def actor(self) -> Actor:
        return Actor(kind=self.event.actor_kind, id=self.event.actor_id, label=self.event.actor_label)


def _ticket(event: Event) -> Ticket:
    return Ticket.objects.get(pk=event.subject_id)


@on(TicketOpened, inline=True)
def start_clocks(event: Event) -> None:
    """First reply and resolution run from the moment of opening."""
    arm_timers(
        ticket_id=event.subject_id,
        category=event.data["category"],
        priority=event.data["priority"],
        kinds=ALL_KINDS,
        at=event.at,
    )


@on(TicketReplied, inline=True)
def meet_first_reply(event: Event) -> None:
    """A public reply is the first reply; a note is none."""
    stop_timers(event.subject_id, kinds=[TimerKind.FIRST_REPLY], by=_Whoever(event), at=event.at)


@on(TicketResolved, inline=True)
def stop_clocks(event: Event) -> None:
    """Solved: all promises are answered."""
    stop_timers(event.subject_id, kinds=ALL_KINDS, by=_Whoever(event), at=event.at)


@on(TicketReopened, inline=True)
def start_again(event: Event) -> None:
    """A new generation for the resolution; the old result stays."""
    ticket = _ticket(event)
    arm_timers(
        ticket_id=ticket.pk,
        category=ticket.category,
        priority=ticket.priority,
        kinds=[TimerKind.RESOLUTION],
        at=event.at,
        generation=next_generation(ticket.pk),
    )


@on(TicketPended, inline=True)
def pause_clocks(event: Event) -> None:
    """Waiting for somebody else does not count."""
    pause_timers(event.subject_id, reason=str(event.data["waiting_for"]), at=event.at)


@on(TicketResumed, inline=True)
def resume_clocks(event: Event) -> None:
    """The ball is with us again."""
    resume_timers(event.subject_id, at=event.at)


@on(CategoryChanged, PriorityChanged, inline=True)
def measure_anew(event: Event) -> None:
    """Another policy may apply; the start stays."""
    rebase_timers(_ticket(event), by=_Whoever(event), at=event.at)
