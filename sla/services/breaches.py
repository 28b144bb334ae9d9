"""What follows when a mark of the promise is passed: at the goal the lead hears of it, at the limit it goes up and its review opens."""

from collections.abc import Sequence
from datetime import datetime

from outbox.actors import SYSTEM
from outbox.rows import insert_rows
from outbox.services import record_all
from sla.events import GoalPassed, PromiseBreached
from sla.models import OF_THE_TICKET, Breach, Timer
from sla.services.reviews.cases import open_reviews
from tickets.services import escalate_held


def pass_goals(timers: Sequence[Timer], *, at: datetime) -> None:
    """At risk. Saves nothing but the mark; the caller saves where to look next."""
    for timer in timers:
        timer.goal_passed_at = at
    record_all(
        [
            GoalPassed(subject_id=each.ticket_id, timer_id=each.pk, kind=each.kind, goal_at=each.goal_at.isoformat())
            for each in timers
        ],
        by=SYSTEM,
        at=at,
    )


def breach(timers: Sequence[Timer], *, at: datetime) -> None:
    """Record that limits were missed, with the moment each was due, open their reviews, and send the tickets up.

    A row is unique for a timer, and has its review in the same transaction.

    The caller holds the tickets' rows, read with assignee and team. A missed clock of the complaint channel is told, not sent up again.
    """
    for timer in timers:
        timer.breached_at = at
    open_reviews(insert_rows([_broken(timer, at) for timer in timers]), at=at)
    record_all(
        [
            PromiseBreached(
                subject_id=each.ticket_id,
                timer_id=each.pk,
                kind=each.kind,
                due_at=each.due_at.isoformat(),
                watched=bool(each.ticket.watchers),
                team_id=each.ticket.team_id,
                category=each.ticket.category,
            )
            for each in timers
        ],
        by=SYSTEM,
        at=at,
    )
    rising = {each.ticket_id: each.ticket for each in timers if each.kind in OF_THE_TICKET}
    escalate_held(list(rising.values()), cause="breach", by=SYSTEM, at=at)


def _broken(timer: Timer, at: datetime) -> Breach:
    ticket = timer.ticket
    # A clock of the complaint is the complaint handler's, never that of who holds the ticket.
    ours = timer.kind in OF_THE_TICKET
    return Breach(
        timer=timer,
        ticket=ticket,
        kind=timer.kind,
        due_at=timer.due_at,
        recorded_at=at,
        holder_label=ticket.assignee.actor.label if ours and ticket.assignee else "",
        team_name=ticket.team.name if ours and ticket.team else "",
    )
