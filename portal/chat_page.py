"""What the page of a chat shows, to the customer at its one end."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from channels.chat.models import Chat, ChatEnd, ChatState
from channels.chat.selectors import expected_wait, place_of
from core.errors import Sentence
from portal.callbacks import callbacks_of
from portal.secret_note import secret_note
from sla.selectors import nearest_promise, timers_of
from tickets.categories import ChannelKind
from tickets.models import Attachment, Message, MessageKind

_KEPT = "chat"
_SALT, _STREAM = "portal.chat", "portal.chat.stream"
LONGEST: Final = timedelta(days=2)
STREAM_LASTS: Final = timedelta(minutes=1)
MOST_LINES: Final = 300
ENDED: Final[dict[str, tuple[Sentence, Sentence]]] = {
    ChatEnd.VISITOR: (_("You ended the chat."), _("Everything that was said is on your ticket.")),
    ChatEnd.AGENT: (_("The chat is over."), _("Everything that was said is on your ticket.")),
    ChatEnd.IDLE: (_("The chat was closed because nobody wrote."), _("Everything that was said is on your ticket, and it goes on there.")),
    ChatEnd.NOBODY: (_("Nobody was free in time."), _("We are sorry. Your question is a ticket and gets its written answer.")),
    ChatEnd.CLOSED: (_("Nobody is in chat at the moment."), _("Your question is a ticket and gets its written answer.")),
}  # fmt: skip
_ANSWERED_IN_WRITING: Final = frozenset({ChatEnd.NOBODY, ChatEnd.CLOSED})


def key_of(chat: Chat) -> str:
    """What a page in a frame of another site holds in place of a cookie, which browsers would not give it there."""
    return signing.dumps(chat.pk, salt=_SALT)


def stream_key_of(chat: Chat) -> str:
    """The same for the address of a stream, which logs may keep: good for a minute."""
    return signing.dumps(chat.pk, salt=_STREAM)


def chat_by_key(key: str) -> Chat | None:
    """The chat of a key that we gave; None for anything else."""
    return _signed(key, _SALT, LONGEST)


def chat_by_stream_key(key: str) -> Chat | None:
    """The chat of a key for a stream."""
    return _signed(key, _STREAM, STREAM_LASTS)


def _signed(key: str, salt: str, lasts: timedelta) -> Chat | None:
    try:
        pk = signing.loads(key[:300], salt=salt, max_age=lasts)
    except signing.BadSignature:
        return None
    return _found(pk)


def _found(pk: int) -> Chat | None:
    return Chat.objects.select_related("ticket__customer", "agent").filter(pk=pk).first()


def remember(request: HttpRequest, chat: Chat) -> None:
    """This browser sits at the chat. The session gets a new key, so that one planted before is worth nothing."""
    request.session.cycle_key()
    request.session[_KEPT] = chat.pk


def forget(request: HttpRequest) -> None:
    """Nothing of it stays on this device."""
    request.session.pop(_KEPT, None)


def chat_kept_in(session: Any) -> Chat | None:
    """The chat at which this session sits, open or over."""
    kept = session.get(_KEPT)
    return _found(kept) if kept else None


def chat_context(chat: Chat, *, at: datetime, after: int = 0) -> dict[str, Any]:
    """The context of portal/_chat_room.html: the lines behind the id `after`, and how the chat stands."""
    lines = lines_of(chat, after=after)
    timer = nearest_promise(timers_of(chat.ticket))
    waits = chat.state == ChatState.WAITING
    title, words = ENDED.get(chat.ended_by, ("", ""))
    callbacks = [] if chat.is_live else callbacks_of(chat.ticket, at=at)
    if callbacks and chat.ended_by in _ANSWERED_IN_WRITING:
        words = _("Your question is a ticket, and we call you as agreed.")
    return {
        "chat": chat,
        "ticket": chat.ticket,
        "lines": lines,
        "last": lines[-1]["id"] if lines else after,
        "place": place_of(chat) if waits else None,
        "wait": expected_wait(at=at) if waits else None,
        "promise": timer if timer and not timer.stopped_at and not timer.paused_at else None,
        "ended_title": title,
        "ended_words": words,
        "callbacks": callbacks,
    }


def files_of(chat: Chat) -> QuerySet[Attachment]:
    """The files of what was said in it."""
    return Attachment.objects.filter(message__in=_said_in(chat)).select_related("message", "ticket__customer")


def _said_in(chat: Chat) -> QuerySet[Message]:
    """What was said while the line was open. What colleagues note among themselves is never here."""
    # Nobody here has proven who they are: what the customer said by another way, or on another ticket, is not for this page.
    here = Q(by__isnull=False) | Q(channel=ChannelKind.CHAT)
    public = Message.objects.filter(here, ticket=chat.ticket, origin=None, kind=MessageKind.PUBLIC)
    said = public.filter(at__gte=chat.started_at)
    return said.filter(at__lte=chat.ended_at) if chat.ended_at else said


def lines_of(chat: Chat, *, after: int = 0) -> list[dict[str, Any]]:
    """The same as the page shows it, oldest first, behind the id `after`."""
    said = _said_in(chat).filter(pk__gt=after).select_related("by").prefetch_related("attachments")
    return [
        {
            "id": each.pk,
            "ours": each.by is not None,
            "author": each.by.name if each.by else "",
            "agent_number": each.by.agent_number if each.by else "",
            "at": each.at,
            "body": each.body,
            "note": None if each.by else secret_note(each.body),
            "files": each.attachments.all(),
        }
        for each in said.order_by("at", "id")[:MOST_LINES]
    ]
