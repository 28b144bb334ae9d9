"""What can be said to have happened to a call. The subject is the call."""

from dataclasses import dataclass
from typing import ClassVar

from outbox.events import Happening


@dataclass(frozen=True, kw_only=True)
class CallHappening(Happening):
    """About one call."""

    subject_kind: ClassVar[str] = "call"


@dataclass(frozen=True, kw_only=True)
class CallStarted(CallHappening):
    """It rings, or an agent opened the panel."""

    name: ClassVar[str] = "call.started"
    direction: str
    match: str


@dataclass(frozen=True, kw_only=True)
class CallAnswered(CallHappening):
    """An agent is on the line."""

    name: ClassVar[str] = "call.answered"


@dataclass(frozen=True, kw_only=True)
class CallEnded(CallHappening):
    """The line is down; wrap-up begins."""

    name: ClassVar[str] = "call.ended"


@dataclass(frozen=True, kw_only=True)
class CallMissed(CallHappening):
    """Nobody answered."""

    name: ClassVar[str] = "call.missed"


@dataclass(frozen=True, kw_only=True)
class IdentityChecked(CallHappening):
    """The agent asked, the server answered match or no match."""

    name: ClassVar[str] = "call.identity_checked"
    matched: bool
    level: int


@dataclass(frozen=True, kw_only=True)
class NumberReadBack(CallHappening):
    """The number was read out and repeated."""

    name: ClassVar[str] = "call.number_read_back"


@dataclass(frozen=True, kw_only=True)
class CallFinished(CallHappening):
    """The disposition is given."""

    name: ClassVar[str] = "call.finished"
    disposition: str
    ticket_id: int | None


@dataclass(frozen=True, kw_only=True)
class CallHandled(CallHappening):
    """A missed call or a call-back was taken care of."""

    name: ClassVar[str] = "call.handled"
