"""Promises about talking: a call-back at a moment, and a word that needs no reply."""

from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput
from outbox.actors import Acting
from outbox.services import record
from tickets.events import CallbackKept, CallbackPromised, ReplyWaived
from tickets.models import Ticket
from tickets.services.locking import hold, keep
from tickets.states import DONE


@transaction.atomic
def promise_callback(*, ticket: Ticket, due: datetime, by: Acting, at: datetime) -> Ticket:
    """We call back at `due`; from now on a clock of its own runs towards it. A second promise replaces the first."""
    locked = hold(ticket, "note", by=by)
    if due <= at:
        raise InvalidInput(fields={"callback_at": _("This moment has passed. Choose one that is still to come.")})
    record(CallbackPromised(subject_id=locked.pk, due=due.astimezone(UTC).isoformat()), by=by, at=at)
    return locked


@transaction.atomic
def keep_callback(*, ticket: Ticket, by: Acting, at: datetime) -> Ticket:
    """We called back."""
    locked = hold(ticket, "note", by=by)
    record(CallbackKept(subject_id=locked.pk), by=by, at=at)
    return locked


@transaction.atomic
def waive_reply(*, ticket: Ticket, by: Acting, at: datetime, seen_version: int | None = None) -> Ticket:
    """The customer's last word needs no reply. The first reply is always owed, and so is the resolution."""
    locked = hold(ticket, "reply", by=by, seen_version=seen_version)
    if locked.first_replied_at is None:
        raise Conflict(_("The first reply is always owed: answer the customer first."), code="first_reply_owed")
    if locked.customer_waiting_since is None or locked.state in DONE:
        raise Conflict(_("Nobody is waiting for a reply on this ticket."), code="nothing_owed")
    locked.customer_waiting_since = None
    keep(locked, "customer_waiting_since")
    record(ReplyWaived(subject_id=locked.pk), by=by, at=at)
    return locked
