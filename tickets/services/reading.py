"""Who looked: the read log of a ticket."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from outbox.models import Event
from outbox.services import record
from tickets.events import TicketViewed
from tickets.models import Ticket

COUNTS_AS_ONE = timedelta(hours=1)


def record_view(*, ticket: Ticket, known: Iterable[Event], by: User, at: datetime) -> Event | None:
    """Note that somebody opened the ticket, once an hour for each person; the new event, or None.

    `known` are its newest events, which the page has read already: so looking again costs no statement at all. Two tabs opened in
    the same second may both be noted; that is harmless.
    """
    mine = by.actor
    for event in known:
        same = event.name == TicketViewed.name and (event.actor_kind, event.actor_id) == (mine.kind, mine.id)
        if same and event.at > at - COUNTS_AS_ONE:
            return None
    with transaction.atomic():
        return record(TicketViewed(subject_id=ticket.pk), by=by, at=at)
