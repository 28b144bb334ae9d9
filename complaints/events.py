"""What can be said to have happened to a complaint. The subject is the ticket, so that its history tells of it."""

from dataclasses import dataclass
from typing import ClassVar

from outbox.events import Happening


@dataclass(frozen=True, kw_only=True)
class ComplaintHappening(Happening):
    """About one complaint of the ticket."""

    subject_kind: ClassVar[str] = "ticket"
    complaint_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class ComplaintOpened(ComplaintHappening):
    """It has its own number and, if one was free, a handler."""

    name: ClassVar[str] = "complaint.opened"
    cause: str
    handler: str


@dataclass(frozen=True, kw_only=True)
class StatementAdded(ComplaintHappening):
    """The customer said more about a complaint that is open already."""

    name: ClassVar[str] = "complaint.statement_added"


@dataclass(frozen=True, kw_only=True)
class HandlerChanged(ComplaintHappening):
    """Somebody else handles it now."""

    name: ClassVar[str] = "complaint.handler_changed"
    handler: str


@dataclass(frozen=True, kw_only=True)
class ComplaintDecided(ComplaintHappening):
    """The decision is made and goes to the customer."""

    name: ClassVar[str] = "complaint.decided"
