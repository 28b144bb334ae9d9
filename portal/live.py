"""The customer's end of a chat, live: a word says that there is something to read, and the page reads it by its cursor."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from channels.chat.models import Chat, ChatState
from live.audiences import AUDIENCES, Message
from outbox.models import Event
from portal.chat_page import chat_by_stream_key, chat_kept_in

# There is something to read: lines, or how the chat stands.
LINES: Final = Message("lines")
TYPING: Final = Message("typing")
# Somebody joined or left the queue: places may have changed.
_QUEUE: Final = frozenset({"chat.taken", "chat.ended", "chat.returned"})
# What is said on a ticket or happens to its chat.
_HEARD: Final = frozenset({"ticket.replied", "ticket.customer_replied", "ticket.file_checked", "chat.started", *_QUEUE})


@dataclass(eq=False)
class Seat:
    """One open page of a chat."""

    chat_id: int
    ticket_id: int
    waits: bool

    @property
    def seat(self) -> int:
        """A chat may be open on a few pages, not on thousands (live.hub.Hub.seats)."""
        return self.chat_id


class ChatAudience:
    """Listeners are `Seat`s."""

    def enter(self, request: HttpRequest) -> Seat | None:
        """Whose session, or key of the last minute, belongs to a chat that is open."""
        if key := request.GET.get("key", ""):
            chat = chat_by_stream_key(key)
        else:
            chat = chat_kept_in(SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME)))
        if chat is None or not chat.is_live:
            return None
        return Seat(chat.pk, chat.ticket_id, chat.state == ChatState.WAITING)

    def gone(self, listeners: Sequence[Seat]) -> Iterator[Seat]:
        """Whose chat is over."""
        ids = [seat.chat_id for seat in listeners]
        states = dict(Chat.objects.filter(pk__in=ids).values_list("pk", "state"))
        for seat in listeners:
            seat.waits = states.get(seat.chat_id) == ChatState.WAITING
            if states.get(seat.chat_id, ChatState.ENDED) == ChatState.ENDED:
                yield seat

    def tell(self, listeners: Sequence[Seat], events: Sequence[Event]) -> Iterator[tuple[Seat, Message]]:
        """Whose ticket something was said on; who waits hears of every change of the queue."""
        heard = {event.subject_id for event in events if event.subject_kind == "ticket" and event.name in _HEARD}
        moved = any(event.name in _QUEUE for event in events)
        for seat in listeners:
            if seat.ticket_id in heard or (moved and seat.waits):
                yield seat, LINES

    def pass_on(self, listeners: Sequence[Seat], whisper: Mapping[str, Any]) -> Iterator[tuple[Seat, Message]]:
        """An agent writes an answer (console.live.presence). Who they are is told by their answer."""
        if whisper.get("doing") == "replying" and whisper.get("who") != "customer":
            for seat in listeners:
                if seat.ticket_id == whisper["ticket"]:
                    yield seat, TYPING


AUDIENCES.add("chat", ChatAudience())
