"""The networks on which we answer by ourselves: what each can do, registered by its own folder, asked by channels.handlers."""

from collections.abc import Callable
from dataclasses import dataclass

from outbox.services import PermanentFailureError


class UnreachableError(Exception):
    """Nobody took it this time; another try may succeed."""


class RecipientGoneError(PermanentFailureError):
    """The network works and says that this customer cannot be written to any more. `reason` is a code."""

    def __init__(self, said: str, *, reason: str = "gone") -> None:
        self.reason = reason
        super().__init__(said)


@dataclass(frozen=True)
class SentFile:
    """A file of an answer as a network takes it. `picture`: one that we made ourselves and that may be shown as such."""

    name: str
    media_type: str
    content: bytes
    picture: bool = False


@dataclass(frozen=True)
class Way:
    """One network. `kind` is a tickets.categories.ChannelKind, `most` how many characters one message has.

    `send` takes the conversation, the text and a key that is the same for each repeat, and gives the network's name of what was sent;
    `send_file` the same for a file, where the network takes any.
    `delete` takes away what a customer wrote there, by conversation and source id, and says whether it could. `fetch` brings a file
    that the network keeps, with at most so many bytes. All of them raise PermanentFailureError, RecipientGoneError, NotYetError (outbox)
    or UnreachableError. `usable` says whether its settings are there.
    """

    kind: str
    most: int
    usable: Callable[[], bool]
    send: Callable[[str, str, str], str]
    delete: Callable[[str, str], bool] | None = None
    fetch: Callable[[str, int], bytes] | None = None
    send_file: Callable[[str, SentFile, str], str] | None = None


_ways: dict[str, Way] = {}


def register(way: Way) -> Way:
    """Once for each kind."""
    _ways[way.kind] = way
    return way


def way_of(kind: str) -> Way | None:
    """The way of this kind, when it can be used."""
    way = _ways.get(kind)
    return way if way and way.usable() else None


def usable_kinds() -> list[str]:
    """On which networks we answer at present."""
    return [kind for kind, way in _ways.items() if way.usable()]
