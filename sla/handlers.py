"""The promise follows the ticket: inline, in the transaction of the change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import clock
from outbox.actors import Actor
from outbox.models import Event
from outbox.registry import inline, on
from sla.events import CalendarRebaseOrdered, CanaryFired, PolicyRebaseOrdered
from sla.models import UNANSWERED, Timer, TimerKind
from sla.services import (
    Matter,
    arm_fixed,
    arm_timers,
    pause_timers,
    policy_for,
    rebase_timers,
    resume_timers,
    stop_timers,
    waive_timers,
)
from sla.services.canary import hear_canary
from sla.services.clocks import next_generation
from sla.services.holdings import begin_holding, end_holding, hand_over
from sla.services.joining import join_clocks
from sla.services.rebase import rebase_step
from tickets.events import (
    CallbackKept,
    CallbackPromised,
    CategoryChanged,
    CustomerReplied,
    PriorityChanged,
    ReplyWaived,
    TeamChanged,
    TicketAssigned,
    TicketMerged,
    TicketOpened,
    TicketPended,
    TicketReopened,
    TicketReplied,
    TicketResolved,
    TicketResumed,
)
from tickets.models import Ticket

REPLIES = [TimerKind.FIRST_REPLY, TimerKind.NEXT_REPLY]
SOLVED = [*REPLIES, TimerKind.RESOLUTION]


@dataclass(frozen=True)
class _Whoever:
    """The one who did what the event tells."""

    event: Event

    @property
    def actor(self) -> Actor:
        return Actor(kind=self.event.actor_kind, id=self.event.actor_id, label=self.event.actor_label)


def _ticket(event: Event) -> Ticket:
    return Ticket.objects.select_related("customer").get(pk=event.subject_id)


@inline(TicketOpened)
def start_clocks(events: Sequence[Event]) -> None:
    """First reply and resolution run from the moment of opening; the clock inside the house too."""
    for event in events:
        facts = {name: event.data[name] for name in ("category", "priority", "channel", "language", "customer_class")}
        kinds = [TimerKind.FIRST_REPLY, TimerKind.RESOLUTION]
        arm_timers(ticket_id=event.subject_id, matter=Matter(**facts), kinds=kinds, at=event.at)
        begin_holding(
            ticket_id=event.subject_id,
            team_id=event.data["team_id"],
            holder_id=event.data["assignee_id"],
            at=event.at,
        )


@inline(TicketReplied)
def meet_replies(events: Sequence[Event]) -> None:
    """A public reply is a reply; a note is none. Who answers a ticket that nobody held takes it."""
    for event in events:
        stop_timers(event.subject_id, kinds=REPLIES, by=_Whoever(event), at=event.at)
        hand_over(event.subject_id, at=event.at)


@inline(CustomerReplied)
def start_next_reply(events: Sequence[Event]) -> None:
    """The customer's word waits for an answer, unless one is owed already."""
    for event in events:
        owed = Timer.objects.filter(ticket_id=event.subject_id, kind__in=REPLIES, state__in=UNANSWERED)
        if owed.exists():
            continue
        arm_timers(
            ticket_id=event.subject_id,
            matter=Matter.of(_ticket(event)),
            kinds=[TimerKind.NEXT_REPLY],
            at=event.at,
            generation=next_generation(event.subject_id),
        )


@inline(ReplyWaived)
def waive_next_reply(events: Sequence[Event]) -> None:
    """A "thank you" needs no answer, when an agent says so."""
    for event in events:
        waive_timers(event.subject_id, kinds=[TimerKind.NEXT_REPLY], by=_Whoever(event), at=event.at)


@inline(TicketResolved)
def stop_clocks(events: Sequence[Event]) -> None:
    """Solved: every promise but a call-back is answered."""
    for event in events:
        stop_timers(event.subject_id, kinds=SOLVED, by=_Whoever(event), at=event.at)
        end_holding([event.subject_id], at=event.at)


@inline(TicketReopened)
def start_again(events: Sequence[Event]) -> None:
    """A new generation for the resolution; the old result stays."""
    for event in events:
        arm_timers(
            ticket_id=event.subject_id,
            matter=Matter.of(_ticket(event)),
            kinds=[TimerKind.RESOLUTION],
            at=event.at,
            generation=next_generation(event.subject_id),
        )
        hand_over(event.subject_id, at=event.at)


@inline(TicketPended)
def pause_clocks(events: Sequence[Event]) -> None:
    """Waiting for somebody else does not count."""
    for event in events:
        pause_timers(event.subject_id, reason=str(event.data["waiting_for"]), at=event.at)


@inline(TicketResumed)
def resume_clocks(events: Sequence[Event]) -> None:
    """The ball is with us again."""
    for event in events:
        resume_timers(event.subject_id, at=event.at)


@inline(CategoryChanged, PriorityChanged)
def measure_anew(events: Sequence[Event]) -> None:
    """Another policy may apply; the start stays."""
    for event in events:
        rebase_timers(_ticket(event), by=_Whoever(event), at=event.at)


@inline(CallbackPromised)
def start_callback(events: Sequence[Event]) -> None:
    """The goal is the promised moment, the limit a few minutes later. An earlier promise that was not kept yet is replaced."""
    for event in events:
        waive_timers(event.subject_id, kinds=[TimerKind.CALLBACK], by=_Whoever(event), at=event.at)
        ticket, due = _ticket(event), datetime.fromisoformat(event.data["due"])
        grace = policy_for(Matter.of(ticket)).policy.callback_grace
        arm_fixed(
            ticket_id=ticket.pk,
            kind=TimerKind.CALLBACK,
            goal_at=due,
            due_at=due + timedelta(minutes=grace),
            basis="callback",
            priority=ticket.priority,
            at=event.at,
        )


@inline(CallbackKept)
def meet_callback(events: Sequence[Event]) -> None:
    """We called."""
    for event in events:
        stop_timers(event.subject_id, kinds=[TimerKind.CALLBACK], by=_Whoever(event), at=event.at)


@inline(TicketMerged)
def join(events: Sequence[Event]) -> None:
    """The stricter of both promises holds where the ticket goes on."""
    for event in events:
        kept = Ticket.objects.get(pk=event.data["into"])
        join_clocks(gone_id=event.subject_id, kept=kept, by=_Whoever(event), at=event.at)


@inline(TicketAssigned, TeamChanged)
def follow_holder(events: Sequence[Event]) -> None:
    """The clock inside the house changes hands with the ticket."""
    for event in events:
        hand_over(event.subject_id, at=event.at)


@on(CanaryFired)
def hear(event: Event) -> None:
    """The whole way works: ringer, transaction, outbox, deliverer."""
    hear_canary(event.subject_id, at=clock.now())


@on(PolicyRebaseOrdered, CalendarRebaseOrdered)
def rebase(event: Event) -> None:
    """Running promises are measured anew, some at a time. By the present clock: one that broke since the order stays broken."""
    rebase_step(event, by=_Whoever(event), at=clock.now())
