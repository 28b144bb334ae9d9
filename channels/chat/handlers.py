"""The line follows its ticket, in the same transaction; and silence ends it."""

from collections.abc import Sequence
from datetime import datetime

from channels.chat.services import end_silent, follow_end, follow_holder
from outbox.models import Event
from outbox.registry import every_turn, inline
from tickets.events import TicketAssigned, TicketClosed, TicketMerged, TicketResolved


@inline(TicketAssigned, when=lambda event: event.actor_kind == "staff")
def chat_follows_holder(events: Sequence[Event]) -> None:
    """Handed on by a colleague. What the desk gives by rule still waits: who is given it sits down when they are ready."""
    for event in events:
        follow_holder(ticket_id=event.subject_id, at=event.at)


@inline(TicketResolved, TicketClosed, TicketMerged)
def chat_ends(events: Sequence[Event]) -> None:
    """Nothing is left to talk about."""
    for event in events:
        follow_end(ticket_id=event.subject_id, at=event.at)


@every_turn
def end_silent_chats(at: datetime) -> None:
    """Lines at which nobody speaks."""
    end_silent(at=at)
