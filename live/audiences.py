"""What a surface must say to have live pages: who may listen, and what each listener is told of what happened."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from django.http import HttpRequest

from outbox.models import Event

V = TypeVar("V")


@dataclass(frozen=True)
class Message:
    """One thing to tell a page: a word that its script knows, and plain values. Tell many pages the same by the same object."""

    word: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def frame(self) -> bytes:
        """As it goes over the line (HTML standard, section 9.2.6): written once, however many pages get the same message."""
        return f"event: {self.word}\ndata: {json.dumps(dict(self.data), ensure_ascii=False)}\n\n".encode()


# Something was missed that can no longer be told one by one: the page reads itself anew.
STALE = Message("stale")
Told = Iterable[tuple[V, Message]]


class Audience(Protocol[V]):
    """The listeners of one kind. Each method runs in the stream's own thread and may read the database."""

    def enter(self, request: HttpRequest) -> V | None:
        """The listener behind a request, or None for whom there is nothing to hear. The request has passed no middleware.

        With an attribute `seat`, only a few listeners of the same are let in.
        """
        ...

    def gone(self, listeners: Sequence[V]) -> Iterable[V]:
        """Those who may no longer listen. Asked every few seconds."""
        ...

    def tell(self, listeners: Sequence[V], events: Sequence[Event]) -> Told[V]:
        """What each is told of these events. Every right is looked at here. The same events may come again."""
        ...

    def pass_on(self, listeners: Sequence[V], whisper: Mapping[str, Any]) -> Told[V]:
        """What each is told of something fleeting that another process or page said: nobody keeps it."""
        ...


@dataclass
class Audiences(Generic[V]):
    """By the word in the address of their stream."""

    known: dict[str, Audience[Any]] = field(default_factory=dict)

    def add(self, word: str, audience: Audience[Any]) -> None:
        """Done once, at start (config.apps)."""
        if word in self.known:
            raise ValueError(f"two audiences named {word}")
        self.known[word] = audience


AUDIENCES: Audiences[Any] = Audiences()
