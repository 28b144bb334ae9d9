"""Not now: a ticket of one's own leaves next up until a moment. The clocks run on."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Conflict, InvalidInput
from outbox.services import record
from tickets.events import SnoozeEnded, TicketSnoozed
from tickets.models import Snooze, Ticket
from tickets.services.locking import hold

LONGEST_SNOOZE: Final = timedelta(days=14)


@transaction.atomic
def snooze_ticket(*, ticket: Ticket, until: datetime, despite_limit: bool, by: User, at: datetime) -> Snooze:
    """Hide one's own ticket from next up until `until`. A later one replaces the earlier.

    With a limit before `until` it is refused by Conflict `limit_within` unless `despite_limit`: whoever goes on has read it.
    """
    locked = hold(ticket, "snooze", by=by)
    if locked.assignee_id != by.pk or not locked.is_live:
        raise Conflict(_("Only what is with you can be snoozed. Take it first."), code="not_yours")
    if until <= at:
        raise InvalidInput(fields={"until": _("This moment has passed. Choose one that is still to come.")})
    if until > at + LONGEST_SNOOZE:
        raise InvalidInput(fields={"until": _("At most 14 days ahead.")})
    if locked.limit_at is not None and locked.limit_at <= until and not despite_limit:
        raise Conflict(
            _(
                "A promise of this ticket ends before that moment, and its clock runs on. Snooze an earlier time, or confirm."
            ),
            code="limit_within",
        )
    snooze, _new = Snooze.objects.update_or_create(ticket=locked, user=by, defaults={"until": until})
    record(TicketSnoozed(subject_id=locked.pk, until=until.isoformat()), by=by, at=at)
    return snooze


@transaction.atomic
def end_snooze(*, ticket: Ticket, by: User, at: datetime) -> None:
    """Back on next up now. Nothing to do when it is not snoozed."""
    locked = hold(ticket, "snooze", by=by)
    if Snooze.objects.filter(ticket=locked, user=by).delete()[0]:
        record(SnoozeEnded(subject_id=locked.pk), by=by, at=at)
