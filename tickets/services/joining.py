"""Tickets of an account that turned out to be somebody's."""

from datetime import datetime

from django.db import transaction

from accounts.models import Customer, IdentityLevel
from outbox.actors import SYSTEM
from outbox.services import record
from tickets.events import CustomerIdentified, IdentityRaised
from tickets.models import Ticket
from tickets.services.locking import hold, keep


@transaction.atomic
def give_to_person(*, ticket: Ticket, person: Customer, at: datetime) -> Ticket:
    """The ticket is this customer's, who has just proven it by a one-time code. One that is a complaint already stays as it began."""
    locked = hold(ticket, "identify", by=SYSTEM)
    if locked.customer_id == person.pk or locked.escalated_at is not None:
        return locked
    was, locked.customer = locked.customer_id, person
    keep(locked, "customer")
    record(CustomerIdentified(subject_id=locked.pk, was=was, customer_id=person.pk), by=SYSTEM, at=at)
    if person.registered and locked.identity_level < IdentityLevel.POSSESSION:
        locked.identity_level = IdentityLevel.POSSESSION
        keep(locked, "identity_level")
        record(IdentityRaised(subject_id=locked.pk, level=IdentityLevel.POSSESSION), by=SYSTEM, at=at)
    return locked
