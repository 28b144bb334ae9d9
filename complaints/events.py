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
    """The customer said more about a complaint that is live already."""

    name: ClassVar[str] = "complaint.statement_added"


@dataclass(frozen=True, kw_only=True)
class HandlerChanged(ComplaintHappening):
    """Somebody else handles it now."""

    name: ClassVar[str] = "complaint.handler_changed"
    handler: str


@dataclass(frozen=True, kw_only=True)
class ComplaintAdmitted(ComplaintHappening):
    """It is looked into, by the periods of a profile."""

    name: ClassVar[str] = "complaint.admitted"
    profile: str


@dataclass(frozen=True, kw_only=True)
class ComplaintRefused(ComplaintHappening):
    """It is not admissible, with a reason from the list; the words are in the letter."""

    name: ClassVar[str] = "complaint.refused"
    refusal: str


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(ComplaintHappening):
    """Other rules apply; the clocks were armed anew from the receipt."""

    name: ClassVar[str] = "complaint.profile_changed"
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class InvestigationBegun(ComplaintHappening):
    """The handler began to answer it."""

    name: ClassVar[str] = "complaint.begun"


@dataclass(frozen=True, kw_only=True)
class PointHappening(ComplaintHappening):
    """About one point of the complaint."""

    position: int


@dataclass(frozen=True, kw_only=True)
class PointAdded(PointHappening):
    """One more thing to answer."""

    name: ClassVar[str] = "complaint.point_added"


@dataclass(frozen=True, kw_only=True)
class PointReworded(PointHappening):
    """The handler put it in other words; an answer was taken back."""

    name: ClassVar[str] = "complaint.point_reworded"


@dataclass(frozen=True, kw_only=True)
class PointStruck(PointHappening):
    """It was said twice, or is no point."""

    name: ClassVar[str] = "complaint.point_struck"


@dataclass(frozen=True, kw_only=True)
class PointAnswered(PointHappening):
    """It has its own answer."""

    name: ClassVar[str] = "complaint.point_answered"
    outcome: str


@dataclass(frozen=True, kw_only=True)
class LateNoticeDue(ComplaintHappening):
    """The decision takes longer than was said: the desk prepared a letter, the handler gives the reasons."""

    name: ClassVar[str] = "complaint.late_notice_due"


@dataclass(frozen=True, kw_only=True)
class LetterReleased(ComplaintHappening):
    """A letter is ready for the customer: it is told by mail."""

    name: ClassVar[str] = "complaint.letter_released"
    letter_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class LetterSent(ComplaintHappening):
    """A letter left the house: by mail, post, telephone or hand."""

    name: ClassVar[str] = "complaint.letter_sent"
    letter_id: int
    kind: str
    way: str


@dataclass(frozen=True, kw_only=True)
class ComplaintDecided(ComplaintHappening):
    """The decision is made and goes to the customer."""

    name: ClassVar[str] = "complaint.decided"
    outcome: str
    remedies: list[str]


@dataclass(frozen=True, kw_only=True)
class ComplaintWithdrawn(ComplaintHappening):
    """The customer took it back."""

    name: ClassVar[str] = "complaint.withdrawn"


@dataclass(frozen=True, kw_only=True)
class ComplaintReopened(ComplaintHappening):
    """The customer contests how it ended, with new facts; the clocks begin anew."""

    name: ClassVar[str] = "complaint.reopened"
    handler: str


@dataclass(frozen=True, kw_only=True)
class RegisterExported(Happening):
    """Somebody took the register away. The subject is who; days are ISO dates, both included."""

    name: ClassVar[str] = "complaint.register_exported"
    subject_kind: ClassVar[str] = "staff"
    first: str
    last: str
    rows: int
