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
class SecretRemoved(Happening):
    """A message held what nobody may know, and it was taken out before it was kept. The subject is the ticket; kinds of core.secrets."""

    name: ClassVar[str] = "ticket.secret_removed"
    subject_kind: ClassVar[str] = "ticket"
    message_id: int
    kinds: list[str]


@dataclass(frozen=True, kw_only=True)
class AnswerUndelivered(Happening):
    """What we wrote did not reach the customer, and trying again makes no sense. The subject is the ticket; `reason` is a code."""

    name: ClassVar[str] = "ticket.answer_undelivered"
    subject_kind: ClassVar[str] = "ticket"
    channel: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FilesWanted(Happening):
    """A message came with files that lie on the network's own server. `files` holds what the network calls each, name and type."""

    name: ClassVar[str] = "ticket.files_wanted"
    subject_kind: ClassVar[str] = "ticket"
    message_id: int
    channel: str
    files: list[dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class FilesFetched(Happening):
    """The files of a message are here; `missing` of them could not be had."""

    name: ClassVar[str] = "ticket.files_fetched"
    subject_kind: ClassVar[str] = "ticket"
    message_id: int
    count: int
    missing: int


@dataclass(frozen=True, kw_only=True)
class BotAsked(Happening):
    """Somebody asked a program of ours what it answers by itself. The subject is the conversation on that network; `what` is a code.

    `ticket_id` is 0 when there is none to tell of; `address` is masked.
    """

    name: ClassVar[str] = "bot.asked"
    subject_kind: ClassVar[str] = "conversation"
    what: str
    language: str
    ticket_id: int = 0
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class CallHandled(CallHappening):
    """A missed call or a call-back was taken care of."""

    name: ClassVar[str] = "call.handled"
