"""The verbs of a chat. What is said goes through channels.services.accept and tickets.services.reply like all other words."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from channels.chat.events import ChatEnded, ChatReturned, ChatStarted, ChatTaken
from channels.chat.models import LIVE, Chat, ChatEnd, ChatState
from channels.chat.selectors import is_staffed
from channels.inbound import InboundMessage, Sender
from channels.policies import require_staff
from channels.services import CallWish, accept, ask_for_call
from channels.services.intake import digest
from core.errors import Conflict, InvalidInput, NotFound
from core.files import IncomingFile
from core.text import clean_text
from outbox.actors import SYSTEM, Acting
from outbox.services import record
from tickets.categories import ChannelKind
from tickets.models import Attachment, Message, Ticket
from tickets.policies import may_see
from tickets.services import assign_ticket
from tickets.states import State

LINE_LIMIT: Final = 4000
FILES_IN_CHAT: Final = 20
BYTES_IN_CHAT: Final = 60 * 2**20
# After so long without a word of either side the line is closed; after so long without an agent, too. The ticket goes on.
SILENCE: Final = timedelta(minutes=15)
PATIENCE: Final = timedelta(minutes=20)
MOST_AT_ONCE: Final = 200
# Who writes is known from the first word.
_NOBODY: Final = Sender()


@transaction.atomic
def start_chat(*, opening: InboundMessage, at: datetime) -> Chat:
    """The first word: the ticket is there, and somebody is wanted. Where nobody is there it is a ticket and nothing more.

    The same word twice (`opening.source_id`) is one chat. Raises InvalidInput with the field of each fault.
    """
    chat = _begun(opening, at)
    if chat.state == ChatState.WAITING and chat.started_at == at and not is_staffed(at=at):
        _close(chat, ChatEnd.CLOSED, by=SYSTEM, at=at)
    return chat


@transaction.atomic
def write_after_hours(*, opening: InboundMessage, at: datetime, call: CallWish | None = None) -> Chat:
    """The first word while chat keeps no hours, whoever may still be there: a ticket with its number, and no open line. As `start_chat`.

    With `call` a call-back is promised too, or nothing is kept: raises what `channels.services.ask_for_call` raises.
    """
    chat = _begun(opening, at)
    if chat.state == ChatState.WAITING and chat.started_at == at:
        _close(chat, ChatEnd.CLOSED, by=SYSTEM, at=at)
    if call is not None:
        ask_for_call(ticket=chat.ticket, wish=call, at=at)
    return chat


def _begun(opening: InboundMessage, at: datetime) -> Chat:
    clean_text(opening.body, field="body", limit=LINE_LIMIT, required=True)
    taken = accept(inbound=replace(opening, kind=ChannelKind.CHAT), at=at)
    known = Chat.objects.filter(ticket=taken.ticket).first()
    if known is not None:
        return known
    chat = Chat.objects.create(
        ticket=taken.ticket, state=ChatState.WAITING, started_at=at, waiting_since=at, last_word_at=at
    )
    record(ChatStarted(subject_id=taken.ticket.pk), by=taken.ticket.customer, at=at)
    return chat


@transaction.atomic
def say_in_chat(*, chat: Chat, body: str, key: str, at: datetime, files: Sequence[IncomingFile] = ()) -> Message:
    """What the customer says, or sends without a word. `key` names this line: sent twice it stands there once.

    Raises Conflict when the line is closed, InvalidInput (`files`) for more files than one chat may hold.
    """
    locked = _hold(chat)
    if not locked.is_live or locked.ticket.state == State.CLOSED:
        raise Conflict(
            _("This chat is over. Your ticket goes on: write to us there, your text is kept."), code="chat_ended"
        )
    _allow_files(locked, files)
    text = clean_text(body, field="body", limit=LINE_LIMIT, required=not files) or _("Sent a file.")
    said = InboundMessage(
        kind=ChannelKind.CHAT,
        # Sent again with other words it is another line: nothing that was added is lost.
        source_id=f"{locked.ticket.number}:{key}:{digest(text + _named(files))}",
        sender=_NOBODY,
        body=str(text),
        files=tuple(files),
        thread=locked.ticket.number,
        ticket=locked.ticket,
    )
    taken = accept(inbound=said, at=at)
    if taken.new:
        locked.last_word_at = at
        locked.save(update_fields=["last_word_at"])
    return taken.message


def _allow_files(chat: Chat, files: Sequence[IncomingFile]) -> None:
    """Strangers send them: a chat holds so many and no more."""
    if not files:
        return
    theirs = Attachment.objects.filter(ticket=chat.ticket_id, draft=None, message__by=None)
    there = theirs.values_list("size", flat=True)
    size = sum(there) + sum(each.size for each in files)
    if len(there) + len(files) > FILES_IN_CHAT or size > BYTES_IN_CHAT:
        sentence = _("One chat takes %(count)s files, 60 MB together. Send the rest with a reply on your ticket.")
        raise InvalidInput(fields={"files": sentence % {"count": FILES_IN_CHAT}})


def _named(files: Sequence[IncomingFile]) -> str:
    return "".join(f"\0{each.name}:{hashlib.sha256(each.content).hexdigest()}" for each in files)


@transaction.atomic
def take_chat(*, chat: Chat, by: Acting, at: datetime) -> Chat:
    """Sit down at the other end; the ticket is this agent's from now on. Of two agents the second is told."""
    agent = require_staff(by)
    locked = _hold(chat)
    if not may_see(agent, locked.ticket):
        raise NotFound
    if locked.state == ChatState.TALKING and locked.agent_id == agent.pk:
        return locked
    if locked.state != ChatState.WAITING:
        raise Conflict(_("This chat no longer waits: a colleague took it, or the customer left."))
    if Chat.objects.filter(agent=agent, state=ChatState.TALKING).count() >= settings.CHATS_AT_ONCE:
        raise Conflict(
            _("You are in %(count)s chats already. End one first, so that nobody waits at an open line.")
            % {"count": settings.CHATS_AT_ONCE},
            code="chats_at_once",
        )
    locked.state, locked.agent, locked.last_word_at = ChatState.TALKING, agent, at
    locked.taken_at = locked.taken_at or at
    locked.save(update_fields=["state", "agent", "last_word_at", "taken_at"])
    assign_ticket(ticket=locked.ticket, to=agent, by=agent, at=at)
    waited = int((at - locked.waiting_since).total_seconds())
    record(ChatTaken(subject_id=locked.ticket_id, agent=agent.actor.label, waited=waited), by=agent, at=at)
    return locked


@transaction.atomic
def end_chat(*, chat: Chat, cause: str, by: Acting, at: datetime) -> Chat:
    """Close the line. Already closed is fine; what was said is on the ticket."""
    locked = _hold(chat)
    if locked.is_live:
        _close(locked, cause, by=by, at=at)
    return locked


def note_read(*, chat: Chat, side: str, at: datetime) -> None:
    """One side, visitor or agent, has the newest words before it."""
    Chat.objects.filter(pk=chat.pk).update(**{f"read_by_{side}_at": at})


def follow_holder(*, ticket_id: int, at: datetime) -> None:
    """The ticket was handed on while the line is open: so is the line, or it waits for somebody again."""
    locked = _live(ticket_id)
    if locked is None or locked.agent_id == locked.ticket.assignee_id:
        return
    locked.agent = locked.ticket.assignee
    if locked.agent:
        locked.state = ChatState.TALKING
        locked.taken_at = locked.taken_at or at
        told = ChatTaken(
            subject_id=ticket_id,
            agent=locked.agent.actor.label,
            waited=int((at - locked.waiting_since).total_seconds()),
        )
        record(told, by=SYSTEM, at=at)
    else:
        locked.state, locked.waiting_since = ChatState.WAITING, at
        record(ChatReturned(subject_id=ticket_id), by=SYSTEM, at=at)
    locked.last_word_at = at
    locked.save(update_fields=["agent", "state", "taken_at", "waiting_since", "last_word_at"])


def follow_end(*, ticket_id: int, at: datetime) -> None:
    """The ticket was resolved or closed: nothing is left to talk about."""
    locked = _live(ticket_id)
    if locked:
        _close(locked, ChatEnd.AGENT, by=SYSTEM, at=at)


def end_silent(*, at: datetime) -> int:
    """Close lines at which nobody speaks, and those to which nobody came; how many."""
    closed = 0
    with transaction.atomic():
        rows = Chat.objects.select_for_update(skip_locked=True, of=("self",)).select_related("ticket")
        for chat in rows.filter(state__in=LIVE, last_word_at__lte=at - SILENCE).order_by("last_word_at")[:MOST_AT_ONCE]:
            waits = chat.state == ChatState.WAITING
            # Our own answers are words of the ticket.
            heard = max(chat.last_word_at, chat.waiting_since, chat.ticket.last_activity_at)
            if heard > at - (PATIENCE if waits else SILENCE):
                chat.last_word_at = heard
                chat.save(update_fields=["last_word_at"])
                continue
            _close(chat, ChatEnd.NOBODY if waits else ChatEnd.IDLE, by=SYSTEM, at=at)
            closed += 1
    return closed


def _close(chat: Chat, cause: str, *, by: Acting, at: datetime) -> None:
    chat.state, chat.ended_at, chat.ended_by = ChatState.ENDED, at, cause
    chat.save(update_fields=["state", "ended_at", "ended_by"])
    record(ChatEnded(subject_id=chat.ticket_id, cause=cause), by=by, at=at)


def _hold(chat: Chat) -> Chat:
    """The ticket first, as all its verbs do: one order, no deadlock."""
    Ticket.objects.select_for_update(of=("self",)).get(pk=chat.ticket_id)
    rows = Chat.objects.select_for_update(of=("self",)).select_related("ticket__customer", "agent")
    return rows.get(pk=chat.pk)


def _live(ticket_id: int) -> Chat | None:
    rows = Chat.objects.select_for_update(of=("self",)).select_related("ticket__assignee")
    return rows.filter(ticket_id=ticket_id, state__in=LIVE).first()
