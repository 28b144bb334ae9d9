"""Who has the ticket, as intervals that touch."""

from collections.abc import Sequence
from datetime import datetime

from sla.models import Holding
from tickets.models import Ticket


def begin_holding(*, ticket_id: int, team_id: int | None, holder_id: int | None, at: datetime) -> None:
    """From now on this team, and in it this person or nobody yet."""
    Holding.objects.create(ticket_id=ticket_id, team_id=team_id, holder_id=holder_id, started_at=at)


def end_holding(ticket_ids: Sequence[int], *, at: datetime) -> None:
    """Nobody has it any more: it is done, or somebody else takes over."""
    Holding.objects.filter(ticket__in=ticket_ids, ended_at__isnull=True).update(ended_at=at)


def hand_over(ticket_id: int, *, at: datetime) -> None:
    """Team and holder as the ticket's row says; the same as before goes on."""
    ticket = Ticket.objects.get(pk=ticket_id)
    present = Holding.objects.filter(ticket=ticket, ended_at__isnull=True).first()
    if present and (present.team_id, present.holder_id) == (ticket.team_id, ticket.assignee_id):
        return
    end_holding([ticket_id], at=at)
    begin_holding(ticket_id=ticket_id, team_id=ticket.team_id, holder_id=ticket.assignee_id, at=at)
