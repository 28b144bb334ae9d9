"""What goes up arrives here: inline, so that escalation and complaint are one."""

from complaints.models import Cause
from complaints.services import open_complaint
from outbox.actors import SYSTEM
from outbox.models import Event
from outbox.registry import on
from tickets.events import TicketEscalated
from tickets.models import Ticket


@on(TicketEscalated, inline=True)
def open_for_escalation(event: Event) -> None:
    """An escalated ticket has a complaint, whoever sent it up."""
    cause = event.data["cause"]
    ticket = Ticket.objects.get(pk=event.subject_id)
    open_complaint(ticket=ticket, cause=cause if cause in Cause.values else Cause.AGENT, by=SYSTEM, at=event.at)
