"""Measure running promises anew because somebody said so: recorded, in small steps after commit, each ticket by itself.

An order is an event; its reaction handles some tickets and orders the next step. Whatever dies in between is delivered again and
goes on where it stopped: nothing moves a second time, and nothing is recorded twice.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from outbox.actors import Acting
from outbox.models import Event
from outbox.services import record
from sla.events import (
    CalendarRebaseFinished,
    CalendarRebaseOrdered,
    PolicyRebaseFinished,
    PolicyRebaseOrdered,
    RebaseFinished,
    RebaseOrdered,
)
from sla.models import Calendar, Policy
from sla.permissions import require_editor
from sla.services.clocks import rebase_timers
from sla.services.ladder import Rung, rungs_in_use
from sla.services.policies import Matter
from sla.services.preview import Change
from sla.services.setups import Setup
from tickets.models import Ticket

log = logging.getLogger(__name__)

# A step must be done before the outbox believes its deliverer dead (outbox.services.FIRST_WAIT).
STEP = 200
_FINISHED: dict[type[RebaseOrdered], type[RebaseFinished]] = {
    PolicyRebaseOrdered: PolicyRebaseFinished,
    CalendarRebaseOrdered: CalendarRebaseFinished,
}
ORDERS: dict[str, type[RebaseOrdered]] = {each.name: each for each in _FINISHED}


@transaction.atomic
def order_policy_rebase(*, policy: Policy, by: Acting, at: datetime) -> Event:
    """Re-base the promises that this policy rules now, and those that still run on an earlier version of it."""
    require_editor(by)
    return record(PolicyRebaseOrdered(subject_id=policy.pk, **_START), by=by, at=at)


@transaction.atomic
def order_calendar_rebase(*, calendar: Calendar, by: Acting, at: datetime) -> Event:
    """Re-base the promises that count by this calendar now, and those that still run on an earlier version of it."""
    require_editor(by)
    return record(CalendarRebaseOrdered(subject_id=calendar.pk, **_START), by=by, at=at)


_START = {"order": 0, "step": 0, "after": 0, "looked": 0, "moved": 0, "failed": 0}


def rebase_step(order: Event, *, by: Acting, at: datetime) -> None:
    """Some tickets of an order, and the event for the next step or the end. Safe to repeat. `at` is the present moment."""
    kind, told = ORDERS[order.name], order.data
    setup, rungs = Setup.present(), rungs_in_use()
    change = _change(kind, setup, order.subject_id)
    ids = change.tickets(after=told["after"], most=STEP)
    moved = failed = 0
    for ticket_id in ids:
        try:
            moved += _rebase_one(ticket_id, setup, rungs, by=by, at=at)
        except Exception:  # one bad row must not stop the others; the history of the order counts it
            log.exception("ticket %s could not be re-based", ticket_id)
            failed += 1
    sums = {
        "order": told["order"] or order.pk,
        "step": told["step"] + 1,
        "looked": told["looked"] + len(ids),
        "moved": told["moved"] + moved,
        "failed": told["failed"] + failed,
    }
    if len(ids) < STEP:
        _once(_FINISHED[kind](subject_id=order.subject_id, **sums), order, by=by, at=at)
    else:
        _once(kind(subject_id=order.subject_id, after=ids[-1], **sums), order, by=by, at=at)


def _change(kind: type[RebaseOrdered], setup: Setup, subject_id: int) -> Change:
    return (Change.of_policy if kind is PolicyRebaseOrdered else Change.of_calendar)(setup, subject_id)


@transaction.atomic
def _rebase_one(ticket_id: int, setup: Setup, rungs: Sequence[Rung], *, by: Acting, at: datetime) -> bool:
    """Whether its promises got another moment. Where the versions are those already only the ladder is laid anew."""
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("customer").get(pk=ticket_id)
    return rebase_timers(ticket, by=by, at=at, ruling=setup.ruling(Matter.of(ticket), rungs)) > 0


@transaction.atomic
def _once(happening: RebaseOrdered | RebaseFinished, order: Event, *, by: Acting, at: datetime) -> None:
    """A step that is delivered twice is followed once. The lock keeps two deliverers of one step apart."""
    Event.objects.select_for_update().get(pk=order.pk)
    later = Event.objects.filter(subject_kind=order.subject_kind, subject_id=order.subject_id, pk__gt=order.pk)
    told = later.filter(name__startswith=f"{order.subject_kind}.rebase_", data__order=happening.order)
    if not told.filter(data__step=happening.step).exists():
        record(happening, by=by, at=at)
