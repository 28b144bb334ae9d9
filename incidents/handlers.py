"""New tickets find their incident inline; what an incident still owes is done at each turn of the deliverer."""

from collections.abc import Sequence
from datetime import datetime

from incidents.services import attach_fitting, look_on, send_due
from incidents.services.watching import WATCH
from outbox.models import Event
from outbox.registry import every_turn, inline
from tickets.events import CategoryChanged, TicketOpened


@inline(TicketOpened, CategoryChanged, when=lambda _event: WATCH.any_runs())
def attach_new(events: Sequence[Event]) -> None:
    """A ticket that opens, or is filed elsewhere, while an incident runs. Should this fail, the ticket opens all the same."""
    attach_fitting([each.subject_id for each in events], at=events[0].at)


@every_turn
def look_through(at: datetime) -> None:
    """Open tickets of an incident that was just declared, some at a time."""
    look_on(at=at)


@every_turn
def send_updates(at: datetime) -> None:
    """Public updates, some tickets at a time."""
    send_due(at=at)
