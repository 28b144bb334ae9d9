"""The end of a shift: what cannot wait goes to somebody who is there, with a word on how it stands."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Conflict
from core.text import clean_text
from outbox.services import record
from tickets.events import TicketAssigned, TicketHandedOver
from tickets.models import Message, MessageKind, Ticket
from tickets.policies import require_assignable
from tickets.services.attention import mention_named
from tickets.services.locking import hold, keep


@transaction.atomic
def hand_over_ticket(*, ticket: Ticket, to: User | None, note: str, by: User, at: datetime) -> Ticket:
    """Give one's own ticket to a colleague, or to its team, with a note that is required: it is kept as an internal one.

    Raises Conflict `not_yours` when it is with somebody else by now, InvalidInput without a note.
    """
    locked = hold(ticket, "assign", by=by)
    require_assignable(to, by=by)
    if locked.assignee_id != by.pk or not locked.is_live:
        raise Conflict(_("This ticket is not with you any more."), code="not_yours")
    if to is not None and to.pk == by.pk:
        raise Conflict(_("You cannot hand a ticket over to yourself."), code="to_oneself")
    text = clean_text(note, field="note", required=True)
    message = Message.objects.create(
        ticket=locked, kind=MessageKind.INTERNAL, by=by, body=text, channel=locked.channel, at=at
    )
    locked.assignee, locked.last_activity_at = to, at
    keep(locked, "assignee", "last_activity_at")
    record(TicketHandedOver(subject_id=locked.pk, message_id=message.pk), by=by, at=at)
    after = to.actor.label if to else ""
    why = {"kind": "handed_over"}
    record(TicketAssigned(subject_id=locked.pk, before=by.actor.label, after=after, rule=why), by=by, at=at)
    mention_named(locked, message, by=by, at=at)
    return locked
