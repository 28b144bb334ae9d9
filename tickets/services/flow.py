"""How a ticket moves: wait, go on, resolve, reopen, close, escalate."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from core.errors import Conflict, InvalidInput
from core.text import clean_line, clean_text
from outbox.actors import Acting
from outbox.rows import write_rows
from outbox.services import record, record_all
from tickets.events import (
    TicketClosed,
    TicketEscalated,
    TicketPended,
    TicketReopened,
    TicketResolved,
    TicketResumed,
)
from tickets.models import Ticket
from tickets.services.locking import STATE_FIELDS, hold, keep, move
from tickets.states import DONE, WAITING, State

LONGEST_WAIT = timedelta(days=60)


@transaction.atomic
def pend_ticket(
    *,
    ticket: Ticket,
    state: str,
    reason: str,
    until: datetime,
    by: Acting,
    at: datetime,
    seen_version: int | None = None,
) -> Ticket:
    """Wait for the customer or a third party until a date; the clocks stand still. `reason` says for what, and is shown to both."""
    locked = hold(ticket, "pend", by=by, seen_version=seen_version)
    if state not in WAITING:
        raise InvalidInput(fields={"state": _("Say for whom we wait: the customer or a third party.")})
    if until <= at:
        raise InvalidInput(fields={"until": _("This moment has passed. Choose one that is still to come.")})
    if until > at + LONGEST_WAIT:
        raise InvalidInput(fields={"until": _("At most 60 days ahead.")})
    reason = clean_line(reason, field="reason", limit=200, required=True)
    move(locked, state)
    locked.waiting_until, locked.waiting_for, locked.last_activity_at = until, reason, at
    keep(locked, *STATE_FIELDS)
    record(TicketPended(subject_id=locked.pk, waiting_for=state, until=until.astimezone(UTC).isoformat()), by=by, at=at)
    return locked


@transaction.atomic
def resume_ticket(*, ticket: Ticket, cause: str, by: Acting, at: datetime) -> Ticket:
    """Go on after waiting; `cause` is agent, customer or date. Nothing to do when it is not waiting any more."""
    locked = hold(ticket, "resume", by=by)
    return _resume(locked, cause=cause, by=by, at=at) if locked.state in WAITING else locked


def _resume(locked: Ticket, *, cause: str, by: Acting, at: datetime) -> Ticket:
    move(locked, State.OPEN)
    locked.last_activity_at = at
    keep(locked, *STATE_FIELDS)
    record(TicketResumed(subject_id=locked.pk, cause=cause), by=by, at=at)
    return locked


def go_on(locked: Ticket, *, by: Acting, at: datetime) -> Ticket:
    """As `resume_ticket`, for a waiting ticket whose row the caller holds."""
    return _resume(locked, cause="agent", by=by, at=at)


def continue_with_customer(locked: Ticket, *, by: Acting, at: datetime) -> None:
    """After the customer spoke: a wait for the customer ends, a resolved ticket opens again. The caller holds the row."""
    if locked.state == State.WAITING_CUSTOMER:
        _resume(locked, cause="customer", by=by, at=at)
    elif locked.state == State.RESOLVED:
        _reopen(locked, cause="customer", by=by, at=at)


@transaction.atomic
def resolve_ticket(
    *, ticket: Ticket, solution: str, by: Acting, at: datetime, seen_version: int | None = None
) -> Ticket:
    """Say that it is solved, and how: the solution is kept with the number and told to the customer."""
    locked = hold(ticket, "resolve", by=by, seen_version=seen_version)
    locked.solution = clean_text(solution, field="solution", limit=2_000, required=True)
    move(locked, State.RESOLVED)
    locked.resolved_at = locked.last_activity_at = at
    locked.customer_waiting_since = None
    keep(locked, *STATE_FIELDS, "solution", "resolved_at", "customer_waiting_since")
    record(TicketResolved(subject_id=locked.pk), by=by, at=at)
    return locked


@transaction.atomic
def reopen_ticket(*, ticket: Ticket, cause: str, by: Acting, at: datetime, seen_version: int | None = None) -> Ticket:
    """It was not solved. Starts a new generation of clocks."""
    locked = hold(ticket, "reopen", by=by, seen_version=seen_version)
    if isinstance(by, Customer) and locked.state == State.CLOSED:
        raise Conflict(_("This ticket is closed. Open a new one and mention this number."), code="ticket_closed")
    return _reopen(locked, cause=clean_line(cause, field="cause", limit=200), by=by, at=at)


def _reopen(locked: Ticket, *, cause: str, by: Acting, at: datetime) -> Ticket:
    if locked.state not in DONE:
        raise Conflict(_("This ticket is open already."), code="move_not_possible")
    move(locked, State.OPEN)
    locked.resolved_at = locked.closed_at = None
    locked.last_activity_at, locked.customer_waiting_since = at, at
    keep(locked, *STATE_FIELDS, "resolved_at", "closed_at", "customer_waiting_since")
    record(TicketReopened(subject_id=locked.pk, cause=cause), by=by, at=at)
    return locked


@transaction.atomic
def close_ticket(*, ticket: Ticket, by: Acting, at: datetime, seen_version: int | None = None) -> Ticket:
    """Nothing more will come. A ticket must be resolved first, so that none is closed without an answer."""
    locked = hold(ticket, "close", by=by, seen_version=seen_version)
    if locked.state != State.RESOLVED:
        raise Conflict(_("Resolve the ticket first and say how: then it can be closed."), code="not_resolved")
    move(locked, State.CLOSED)
    locked.closed_at = locked.last_activity_at = at
    keep(locked, *STATE_FIELDS, "closed_at")
    record(TicketClosed(subject_id=locked.pk), by=by, at=at)
    return locked


@transaction.atomic
def escalate_ticket(*, ticket: Ticket, cause: str, by: Acting, at: datetime) -> Ticket:
    """Send it to the complaint channel. `cause` is breach, customer or agent. Already there: nothing happens, so it is safe to repeat.

    A customer may do so only once the limit is missed; a complaint proper is open to them at any time (complaints.services).
    """
    locked = hold(ticket, "escalate", by=by)
    if locked.escalated_at is not None:
        return locked
    if isinstance(by, Customer) and locked.breached_at is None and not (locked.limit_at and locked.limit_at <= at):
        raise Conflict(_("This unlocks by itself when our promise is missed. A complaint is open to you at any time."))
    escalate_held([locked], cause=cause, by=by, at=at)
    return locked


def escalate_held(held: Sequence[Ticket], *, cause: str, by: Acting, at: datetime) -> None:
    """As `escalate_ticket`, for tickets whose rows the caller holds: the sweep sends up many at once."""
    rising = [each for each in held if each.escalated_at is None]
    for each in rising:
        each.escalated_at = at
        each.version += 1
    write_rows(Ticket, rising, ["escalated_at", "version"])
    record_all([TicketEscalated(subject_id=each.pk, cause=cause) for each in rising], by=by, at=at)
