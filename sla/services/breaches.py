"""What follows when a mark of the promise is passed: at the goal the lead hears of it, at the limit it goes up."""

from datetime import datetime

from outbox.actors import SYSTEM
from outbox.services import record
from sla.events import GoalPassed, PromiseBreached
from sla.models import Breach, Timer
from tickets.models import Ticket
from tickets.services import escalate_ticket


def pass_goal(timer: Timer, *, at: datetime) -> None:
    """At risk. Saves nothing but the mark; the caller saves where to look next."""
    timer.goal_passed_at = at
    record(
        GoalPassed(subject_id=timer.ticket_id, timer_id=timer.pk, kind=timer.kind, goal_at=timer.goal_at.isoformat()),
        by=SYSTEM,
        at=at,
    )


def breach(timer: Timer, ticket: Ticket, *, at: datetime) -> None:
    """Record that the limit was missed, with the moment it was due, and send the ticket up. The row is unique for a timer."""
    timer.breached_at = at
    Breach.objects.create(
        timer=timer,
        ticket=ticket,
        kind=timer.kind,
        due_at=timer.due_at,
        recorded_at=at,
        holder_label=ticket.assignee.actor.label if ticket.assignee else "",
        team_name=ticket.team.name if ticket.team else "",
    )
    record(
        PromiseBreached(subject_id=ticket.pk, timer_id=timer.pk, kind=timer.kind, due_at=timer.due_at.isoformat()),
        by=SYSTEM,
        at=at,
    )
    escalate_ticket(ticket=ticket, cause="breach", by=SYSTEM, at=at)
