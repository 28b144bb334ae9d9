"""What can be said to have happened to a review. Ids and plain values only: never what somebody wrote."""

from dataclasses import dataclass
from typing import ClassVar

from outbox.events import Happening


@dataclass(frozen=True, kw_only=True)
class ReviewHappening(Happening):
    """About the case of a missed promise: no part of the ticket's history, which agents read. `ticket_id` says whose promise it was."""

    subject_kind: ClassVar[str] = "review"
    ticket_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewSaved(ReviewHappening):
    """A draft was kept."""

    name: ClassVar[str] = "review.saved"


@dataclass(frozen=True, kw_only=True)
class ReviewSent(ReviewHappening):
    """Complete; a second supervisor is asked to sign."""

    name: ClassVar[str] = "review.sent"


@dataclass(frozen=True, kw_only=True)
class ReviewReturned(ReviewHappening):
    """The second supervisor did not sign and said why."""

    name: ClassVar[str] = "review.returned"


@dataclass(frozen=True, kw_only=True)
class ReviewClosed(ReviewHappening):
    """Signed. The corrective action is now its owner's; `due_on` is an ISO date."""

    name: ClassVar[str] = "review.closed"
    due_on: str


@dataclass(frozen=True, kw_only=True)
class ClockDisputed(ReviewHappening):
    """Somebody says that the promise was not missed: the clock was wrong."""

    name: ClassVar[str] = "review.disputed"


@dataclass(frozen=True, kw_only=True)
class DisputeDecided(ReviewHappening):
    """The breach stands, or it was a fault of the clock (`granted`)."""

    name: ClassVar[str] = "review.dispute_decided"
    granted: bool


@dataclass(frozen=True, kw_only=True)
class ActionFinished(ReviewHappening):
    """The corrective action is done."""

    name: ClassVar[str] = "review.action_finished"


@dataclass(frozen=True, kw_only=True)
class ActionDue(ReviewHappening):
    """The day of the corrective action has come and nobody said that it is done. `due_on` is an ISO date."""

    name: ClassVar[str] = "review.action_due"
    due_on: str


@dataclass(frozen=True, kw_only=True)
class ReviewsWaiting(Happening):
    """Once a day: cases that nobody has finished for days. The subject is the day as its ordinal; `since` the moment of the oldest."""

    name: ClassVar[str] = "review.waiting"
    subject_kind: ClassVar[str] = "reviews"
    count: int
    since: str


@dataclass(frozen=True, kw_only=True)
class CauseHappening(Happening):
    """About one entry of the lists of causes; `kind` says which (sla.models.CauseKind)."""

    subject_kind: ClassVar[str] = "review_cause"
    kind: str
    cause: str


@dataclass(frozen=True, kw_only=True)
class CauseAdded(CauseHappening):
    """A new entry."""

    name: ClassVar[str] = "review_cause.added"


@dataclass(frozen=True, kw_only=True)
class CauseRenamed(CauseHappening):
    """The same cause in other words; `before` is the English name it had."""

    name: ClassVar[str] = "review_cause.renamed"
    before: str


@dataclass(frozen=True, kw_only=True)
class CauseRetired(CauseHappening):
    """Not offered any more; old cases keep it."""

    name: ClassVar[str] = "review_cause.retired"


@dataclass(frozen=True, kw_only=True)
class CauseRestored(CauseHappening):
    """Offered again."""

    name: ClassVar[str] = "review_cause.restored"
