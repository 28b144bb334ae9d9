"""The one door for all that is written to us: form, mail, chat and what may follow."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.services.customers import customer_for
from channels.events import SecretRemoved
from channels.inbound import InboundMessage
from channels.models import SourceRef
from core.secrets import OPENS_WALLET, removed_from
from core.text import cut_text
from outbox.actors import SYSTEM
from outbox.services import once, record
from tickets.categories import Priority
from tickets.models import LinkKind, Message, Ticket
from tickets.services import (
    add_customer_message,
    attach_files,
    change_priority,
    keep_full,
    link_tickets,
    open_by_playbook,
)
from tickets.services.keeping import files_as_committed
from tickets.states import State

LONGEST_ID = 200
SUBJECT_WORDS = 80
_OPENING = 2000  # characters that are cleaned for a subject: no secret that begins in it is longer


@dataclass(frozen=True)
class Accepted:
    """What became of a message; `new` is False when it had been taken in before, and nothing was done."""

    ticket: Ticket
    message: Message
    new: bool


def accept(*, inbound: InboundMessage, at: datetime) -> Accepted:
    """Take a message in, once for its `source_id`: on its ticket, else on a new one.

    What arrives for a closed ticket opens the next, linked to it. Raises InvalidInput with the field of each fault; then nothing
    is kept. A sender is a contact that nobody has proven (accounts.services.customers.customer_for).
    """
    with files_as_committed(), transaction.atomic():
        return _accepted(inbound, short_id(inbound.source_id), at)


def _accepted(inbound: InboundMessage, source_id: str, at: datetime) -> Accepted:
    known = SourceRef.objects.filter(kind=inbound.kind, source_id=source_id).select_related("ticket", "message").first()
    if known is None:
        known, new = once(
            scope=f"channels:{inbound.kind}",
            key=source_id,
            model=SourceRef,
            make=lambda: _take_in(inbound, source_id, at),
            at=at,
        )
    else:
        new = False
    message = known.message
    if message is None:  # a name that we gave ourselves, to what we sent
        message = known.ticket.messages.order_by("at", "id")[0]
    return Accepted(known.ticket, message, new)


def short_id(source_id: str) -> str:
    """A name as it is kept: long ones by their digest."""
    return source_id if len(source_id) <= LONGEST_ID else hashlib.sha256(source_id.encode()).hexdigest()


def digest(words: str) -> str:
    """A short name for what was written, beside a page's key: the same page with other words is another message."""
    return hashlib.sha256(words.encode(errors="replace")).hexdigest()[:32]


def _take_in(inbound: InboundMessage, source_id: str, at: datetime) -> SourceRef:
    before = inbound.ticket
    if before is not None and before.state != State.CLOSED:
        message = add_customer_message(
            ticket=before, body=inbound.body, by=before.customer, at=at, channel=inbound.kind
        )
    else:
        message = _begin(inbound, before, at)
    if inbound.full:
        keep_full(message=message, full=inbound.full)
    attach_files(message=message, files=inbound.files, at=at)
    note_removed(message=message, at=at)
    return SourceRef.objects.create(
        kind=inbound.kind,
        source_id=source_id,
        thread=inbound.thread,
        ticket=message.ticket,
        message=message,
        at=at,
    )


def note_removed(*, message: Message, at: datetime) -> None:
    """What the gate took out of a customer's words is told: whoever took them in, the same text may have passed the gate before.

    What opens a wallet makes the ticket an emergency; a second one finds it so.
    """
    removed = removed_from(message.body)
    if not removed:
        return
    with transaction.atomic():
        kinds = [str(each) for each in removed]
        record(SecretRemoved(subject_id=message.ticket_id, message_id=message.pk, kinds=kinds), by=SYSTEM, at=at)
        if OPENS_WALLET.intersection(removed):
            change_priority(ticket=message.ticket, priority=Priority.EMERGENCY, by=SYSTEM, at=at)


def _begin(inbound: InboundMessage, before: Ticket | None, at: datetime) -> Message:
    """A new ticket; it follows up the closed one that was written to, and stays with its customer."""
    sender = inbound.sender
    customer = inbound.customer or (before.customer if before else None)
    customer = customer or customer_for(
        by=SYSTEM,
        at=at,
        name=sender.name,
        email=sender.email,
        phone=sender.phone,
        language=inbound.language,
        region=inbound.region,
    )
    ticket = open_by_playbook(
        customer=customer,
        subject=inbound.subject.strip() or _opening_words(inbound.body),
        body=inbound.body,
        category=inbound.category,
        channel=inbound.kind,
        by=customer,
        at=at,
        topic=inbound.topic,
        priority=inbound.priority,
        language=inbound.language,
        answers=inbound.answers,
        zone=inbound.zone,
    )
    if before:
        link_tickets(ticket=ticket, other=before, kind=LinkKind.FOLLOW_UP, by=SYSTEM, at=at)
    return ticket.messages.get()


def _opening_words(body: str) -> str:
    """A subject for what came without one. Cleaned before it is cut: half a secret is not known as one."""
    line = next(iter(cut_text(body.strip(), limit=_OPENING).splitlines()), "").strip()
    return line if len(line) <= SUBJECT_WORDS else f"{line[:SUBJECT_WORDS].rstrip()}…"
