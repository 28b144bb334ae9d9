"""Figures follow what happens: counted in the transaction of the change, folded in the deliverer's turns."""

from collections.abc import Sequence
from datetime import datetime

from channels.events import CallAnswered, CallEnded, CallFinished, CallMissed, CallStarted
from outbox.models import Event
from outbox.registry import every_turn, inline
from reports.services import count_calls, count_promises, fold
from sla.events import PromiseBreached, PromiseMet
from sla.reviews.events import DisputeDecided


@inline(PromiseMet, PromiseBreached, DisputeDecided)
def count_results(events: Sequence[Event]) -> None:
    """A promise was kept or missed, or it was missed by a clock that was wrong."""
    count_promises([event.pk for event in events])


@inline(CallStarted, CallAnswered, CallEnded, CallMissed, CallFinished)
def count_called(events: Sequence[Event]) -> None:
    """A call was taken, given up or found out about later."""
    count_calls([event.subject_id for event in events])


@every_turn
def fold_figures(_at: datetime) -> None:
    """What was counted since the last turn."""
    fold()
