"""Rungs that are reached, for the tests of alerts."""

from collections.abc import Sequence
from datetime import datetime

import time_machine
from django.db import transaction

from outbox.actors import SYSTEM
from outbox.models import Event
from outbox.services import deliver_due, record, take_turn
from sla.events import LadderReached
from sla.models import Timer
from tickets.models import Ticket


def reach(
    ticket: Ticket,
    *,
    at: datetime,
    ways: Sequence[str] = ("mail",),
    audiences: Sequence[str] = ("holder",),
    kind: str = "first_reply",
    percent: int | None = 75,
) -> Event:
    """A rung of one of the ticket's clocks is reached; nothing is delivered yet."""
    timer = Timer.objects.get(ticket=ticket, kind=kind)
    with transaction.atomic():
        return record(
            LadderReached(
                subject_id=ticket.pk,
                timer_id=timer.pk,
                kind=kind,
                step_id=1,
                mark="limit",
                percent=percent,
                minutes=None if percent else 0,
                audiences=list(audiences),
                ways=list(ways),
            ),
            by=SYSTEM,
            at=at,
        )


def deliver(at: datetime) -> None:
    """What is due at a moment, with the clock standing there."""
    with time_machine.travel(at, tick=False):
        deliver_due(at=at)


def turn(at: datetime) -> None:
    """A deliverer's turn at a moment, with the clock standing there."""
    with time_machine.travel(at, tick=False):
        take_turn(at=at)
