"""What goes up arrives here: inline, so that escalation and complaint are one. And the desk's own letters when time passes."""

from collections.abc import Sequence

from complaints.models import Cause
from complaints.policies import stops_merging
from complaints.services import open_for_held, prepare_late_notices
from outbox.actors import SYSTEM
from outbox.models import Event
from outbox.registry import inline
from sla.events import GoalPassed
from sla.models import TimerKind
from tickets.events import TicketEscalated
from tickets.models import Ticket
from tickets.services.merging import OBJECTIONS

OBJECTIONS.append(stops_merging)


@inline(TicketEscalated)
def open_for_escalation(events: Sequence[Event]) -> None:
    """An escalated ticket has a complaint, whoever sent it up."""
    wanted: dict[str, list[int]] = {}
    for event in events:
        cause = event.data["cause"]
        wanted.setdefault(cause if cause in Cause.values else Cause.AGENT, []).append(event.subject_id)
    for cause, ids in wanted.items():
        read = Ticket.objects.only("customer_id", "assignee_id", "opened_by_id", "language", "priority")
        held = read.select_for_update().filter(pk__in=ids).order_by("pk")
        open_for_held(list(held), cause=cause, by=SYSTEM, at=events[0].at)


@inline(GoalPassed)
def draft_late_notices(events: Sequence[Event]) -> None:
    """The day on which a decision was expected has passed: a late notice waits for its reasons."""
    late = [each.subject_id for each in events if each.data["kind"] == TimerKind.COMPLAINT_DECISION]
    if late:
        prepare_late_notices(late, at=events[0].at)
