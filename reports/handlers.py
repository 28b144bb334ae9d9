"""Figures follow what happens: counted in the transaction of the change, folded in the deliverer's turns."""

from collections.abc import Sequence
from datetime import datetime

from channels.events import CallAnswered, CallEnded, CallFinished, CallMissed, CallStarted
from channels.models import Direction
from outbox.models import Event
from outbox.registry import every_turn, inline
from reports.services import count_calls, count_contacts, count_promises, fold, sweep_contacts
from sla.events import PromiseBreached, PromiseMet
from sla.reviews.events import DisputeDecided
from tickets.categories import ChannelKind
from tickets.events import TicketOpened


@inline(PromiseMet, PromiseBreached, DisputeDecided)
def count_results(events: Sequence[Event]) -> None:
    """A promise was kept or missed, or it was missed by a clock that was wrong."""
    count_promises([event.pk for event in events])


@inline(CallStarted, CallAnswered, CallEnded, CallMissed, CallFinished)
def count_called(events: Sequence[Event]) -> None:
    """A call was taken, given up or found out about later."""
    count_calls([event.subject_id for event in events])


@inline(TicketOpened)
def count_written(events: Sequence[Event]) -> None:
    """A matter began by another way than a call: calls are counted when they ring, whatever becomes of them."""
    told = [(event.data["channel"], event.at) for event in events]
    count_contacts([each for each in told if each[0] != ChannelKind.HOTLINE])


@inline(CallStarted)
def count_rung(events: Sequence[Event]) -> None:
    """It rings."""
    count_contacts(
        [(ChannelKind.HOTLINE, event.at) for event in events if event.data["direction"] == Direction.INBOUND]
    )


@every_turn
def fold_figures(at: datetime) -> None:
    """What was counted since the last turn; and what is too old to be asked for."""
    fold()
    sweep_contacts(at=at)
