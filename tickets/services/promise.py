"""What other facts a ticket row repeats: the promise (from sla) and the identity level (from a check)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from outbox.actors import Acting
from outbox.rows import write_rows
from outbox.services import record
from tickets.events import IdentityRaised
from tickets.models import Ticket
from tickets.services.locking import hold, keep


@dataclass(frozen=True)
class Promise:
    """What lists show of the clocks of ticket `id`: the nearest goal and limit, the next mark of those that run, the first broken limit."""

    id: int
    goal_at: datetime | None
    limit_at: datetime | None
    next_due_at: datetime | None
    breached_at: datetime | None


def show_promises(promises: Sequence[Promise]) -> None:
    """Copy running promises to the rows that lists read. Called by sla inside the transaction that changed the timers."""
    write_rows(Ticket, promises, ["goal_at", "limit_at", "next_due_at", "breached_at"])


@transaction.atomic
def raise_identity(*, ticket: Ticket, level: int, by: Acting, at: datetime) -> Ticket:
    """Keep the highest level that was proven for this ticket.

    A contact that only the caller named proves nothing by answering: without a registered record the level stays.
    """
    locked = hold(ticket, "customer_reply", by=by)
    if level <= locked.identity_level or not locked.customer.registered:
        return locked
    locked.identity_level = level
    keep(locked, "identity_level")
    record(IdentityRaised(subject_id=locked.pk, level=level), by=by, at=at)
    return locked
