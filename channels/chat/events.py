"""What can be said to have happened to a chat. The subject is its ticket."""

from dataclasses import dataclass
from typing import ClassVar

from tickets.events import TicketHappening


@dataclass(frozen=True, kw_only=True)
class ChatStarted(TicketHappening):
    """Somebody wrote; the line is open."""

    name: ClassVar[str] = "chat.started"


@dataclass(frozen=True, kw_only=True)
class ChatTaken(TicketHappening):
    """An agent is at the other end, after so many seconds of waiting."""

    name: ClassVar[str] = "chat.taken"
    agent: str
    waited: int


@dataclass(frozen=True, kw_only=True)
class ChatReturned(TicketHappening):
    """It waits for another agent."""

    name: ClassVar[str] = "chat.returned"


@dataclass(frozen=True, kw_only=True)
class ChatEnded(TicketHappening):
    """The line is closed; `cause` is a channels.chat.models.ChatEnd."""

    name: ClassVar[str] = "chat.ended"
    cause: str
