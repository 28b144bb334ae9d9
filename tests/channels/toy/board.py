"""The toy: parse, transport, webhook. Its network is a list in memory."""

import hmac
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse

from channels.bounded import UnreadableError, body_of, json_of
from channels.conversing import Account, Word, take_word
from channels.ways import RecipientGoneError, Way
from core import clock
from core.errors import DomainError
from tickets.categories import ChannelKind

SECRET = "toy"
KIND = ChannelKind.SOCIAL


@dataclass
class Board:
    """What was pinned up for whom."""

    pinned: list[tuple[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)

    def pin(self, thread: str, text: str, key: str) -> str:
        """Step 2, the transport."""
        self.keys.append(key)
        if thread in self.closed:
            raise RecipientGoneError("the board is closed", reason="blocked")
        self.pinned.append((thread, text))
        return f"pin-{len(self.pinned)}"


def read(data: object) -> Word | None:
    """Step 1, parse: pure, and nothing breaks it."""
    if not isinstance(data, dict):
        return None
    name, text, number = data.get("name"), data.get("text"), data.get("id")
    if not (isinstance(name, str) and isinstance(text, str) and isinstance(number, int)) or not name.isidentifier():
        return None
    return Word(
        Account(KIND, name[:50], name[:50], name[:50]), thread=name[:50], source_id=f"board:{number}", body=text
    )


def webhook(request: HttpRequest) -> HttpResponse:
    """Step 3: who posts is proven first, 200 is said when it is stored."""
    if not hmac.compare_digest(request.headers.get("X-Board", "").encode(), SECRET.encode()):
        return HttpResponse(status=403)
    try:
        word = read(json_of(body_of(request)))
    except UnreadableError as refusal:
        return HttpResponse(status=refusal.status)
    try:
        if word:
            take_word(word, at=clock.now())
    except DomainError:
        return HttpResponse(status=200)
    return HttpResponse(status=200)


def way(board: Board) -> Way:
    """Step 4: how answers go back."""
    return Way(kind=KIND, most=500, usable=lambda: True, send=board.pin)
