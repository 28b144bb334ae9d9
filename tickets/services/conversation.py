"""What is said on a ticket."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Conflict
from core.text import TEXT_LIMIT, clean_text, cut_text
from outbox.actors import SYSTEM, Acting
from outbox.services import record
from tickets.categories import ChannelKind
from tickets.events import CustomerReplied, NoteAdded, TicketReplied
from tickets.models import Message, MessageKind, Ticket
from tickets.services.attention import mention_named
from tickets.services.flow import continue_with_customer
from tickets.services.locking import STATE_FIELDS, hold, keep
from tickets.states import State

FULL_LIMIT = 10 * TEXT_LIMIT


@transaction.atomic
def reply(*, ticket: Ticket, body: str, by: User, at: datetime, seen_version: int | None = None) -> Message:
    """A public answer: goes to the customer after commit and meets the first reply. Not possible on a closed ticket."""
    locked = hold(ticket, "reply", by=by, seen_version=seen_version)
    if locked.assignee_id is None:
        locked.assignee = by
    return _answer(locked, body, by, at)


@transaction.atomic
def answer_for_all(*, ticket: Ticket, body: str, by: User, at: datetime) -> Message:
    """As `reply`, for one answer that many tickets get: who wrote it takes none of them over."""
    return _answer(hold(ticket, "reply", by=by), body, by, at)


def _answer(locked: Ticket, body: str, by: User, at: datetime) -> Message:
    require_open(locked)
    message = _say(locked, MessageKind.PUBLIC, outgoing(body, field="body"), by, at)
    if locked.state == State.NEW:
        locked.state = State.OPEN
    locked.first_replied_at = locked.first_replied_at or at
    locked.customer_waiting_since = None
    locked.last_activity_at = at
    keep(locked, "state", "assignee", "first_replied_at", "customer_waiting_since", "last_activity_at")
    record(TicketReplied(subject_id=locked.pk, message_id=message.pk), by=by, at=at)
    return message


@transaction.atomic
def add_note(*, ticket: Ticket, body: str, by: User, at: datetime, kind: str = MessageKind.INTERNAL) -> Message:
    """A note that the customer never sees: internal, or of a call. No reply in the sense of the promise.

    Colleagues named in an internal note as @name are told (tickets.services.attention).
    """
    locked = hold(ticket, "note", by=by)
    note_kind = MessageKind.CALL_NOTE if kind == MessageKind.CALL_NOTE else MessageKind.INTERNAL
    message = _say(locked, note_kind, body, by, at)
    Ticket.objects.filter(pk=locked.pk).update(last_activity_at=at)
    record(NoteAdded(subject_id=locked.pk, message_id=message.pk, kind=note_kind), by=by, at=at)
    if note_kind == MessageKind.INTERNAL:
        mention_named(locked, message, by=by, at=at)
    return message


@transaction.atomic
def note_of_origin(*, ticket: Ticket, body: str, by: User, at: datetime) -> Message:
    """Where the ticket comes from, noted by who wrote it down: also on one that goes to another team, which they may not see."""
    locked = hold(ticket, "note", by=SYSTEM)
    message = _say(locked, MessageKind.INTERNAL, body, by, at)
    record(NoteAdded(subject_id=locked.pk, message_id=message.pk, kind=MessageKind.INTERNAL), by=by, at=at)
    return message


@transaction.atomic
def add_customer_message(
    *, ticket: Ticket, body: str, by: Acting, at: datetime, channel: str = ChannelKind.WEB
) -> Message:
    """What the customer says on an existing ticket. Ends a wait for the customer; reopens a resolved one; refused on a closed one."""
    locked = hold(ticket, "customer_reply", by=by)
    if locked.state == State.CLOSED:
        raise Conflict(
            _("This ticket is closed. Open a new one and mention this number: your text is kept."), code="ticket_closed"
        )
    message = Message.objects.create(
        ticket=locked,
        kind=MessageKind.PUBLIC,
        body=clean_text(body, field="body", required=True),
        channel=channel,
        at=at,
    )
    locked.customer_waiting_since = locked.customer_waiting_since or at
    locked.last_activity_at = at
    keep(locked, *STATE_FIELDS, "customer_waiting_since")
    record(CustomerReplied(subject_id=locked.pk, message_id=message.pk), by=by, at=at)
    continue_with_customer(locked, by=by, at=at)
    return message


def keep_full(*, message: Message, full: str) -> None:
    """All that was written, beside the words of a message that was just taken in. It passes the gate too; what is longer is cut."""
    message.full = cut_text(full, limit=FULL_LIMIT)
    message.save(update_fields=["full"])


def require_open(ticket: Ticket) -> None:
    """Raise Conflict where a public answer is not possible."""
    if ticket.state == State.CLOSED:
        raise Conflict(_("This ticket is closed. Reopen it first, then send: your text is kept."), code="ticket_closed")


def outgoing(text: str, *, field: str, limit: int = TEXT_LIMIT) -> str:
    """The one gate for what customers read: answers, and what will be one, such as a macro or an incident's update.

    Raises InvalidInput that names `field`.
    """
    return clean_text(text, field=field, limit=limit, required=True)


def _say(ticket: Ticket, kind: str, body: str, by: User, at: datetime) -> Message:
    text = clean_text(body, field="body", required=True)
    channel = ChannelKind.HOTLINE if kind == MessageKind.CALL_NOTE else ticket.channel
    return Message.objects.create(ticket=ticket, kind=kind, by=by, body=text, channel=channel, at=at)
