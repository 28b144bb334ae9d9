"""When the clock itself is in doubt: a wrong calendar, a pause that was forgotten, a push that came late."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict
from core.text import clean_text
from outbox.actors import Acting
from outbox.services import record
from sla.models import BreachReview
from sla.reviews.events import ClockDisputed, DisputeDecided
from sla.reviews.permissions import require_decider, require_reviewer
from sla.reviews.states import ReviewState
from sla.services.reviews.locking import hold_review, keep_review, move_review

REASON_LIMIT = 2_000


@transaction.atomic
def dispute_clock(
    *, review: BreachReview, reason: str, by: Acting, at: datetime, seen_version: int | None = None
) -> BreachReview:
    """Say why the promise was not missed. Once for each case: a clock that was upheld stands."""
    disputer = require_reviewer(by)
    locked = hold_review(review, seen_version=seen_version)
    if locked.decided_at is not None:
        raise Conflict(_("This clock was disputed before and upheld. The breach stands."), code="upheld")
    locked.dispute = clean_text(reason, field="reason", limit=REASON_LIMIT, required=True)
    move_review(locked, ReviewState.DISPUTED)
    locked.disputed_by, locked.disputed_at = disputer, at
    record(ClockDisputed(subject_id=locked.pk, ticket_id=locked.breach.ticket_id), by=by, at=at)
    return keep_review(locked, "state", "dispute", "disputed_by", "disputed_at")


@transaction.atomic
def uphold_clock(
    *, review: BreachReview, decision: str, by: Acting, at: datetime, seen_version: int | None = None
) -> BreachReview:
    """The clock was right: the breach stands and the review goes on."""
    return _decide(review, ReviewState.IN_REVIEW, decision, by=by, at=at, seen_version=seen_version)


@transaction.atomic
def grant_dispute(
    *, review: BreachReview, decision: str, by: Acting, at: datetime, seen_version: int | None = None
) -> BreachReview:
    """A fault of the clock: the breach stays in the register and counts against nobody. Ends the case."""
    return _decide(review, ReviewState.GRANTED, decision, by=by, at=at, seen_version=seen_version)


def _decide(
    review: BreachReview, state: ReviewState, decision: str, *, by: Acting, at: datetime, seen_version: int | None
) -> BreachReview:
    locked = hold_review(review, seen_version=seen_version)
    decider = require_decider(locked, by=by)
    granted = state == ReviewState.GRANTED
    if locked.state != ReviewState.DISPUTED:
        raise Conflict(_("This clock is not disputed any more. Reload to see what was decided."))
    locked.decision = clean_text(decision, field="decision", limit=REASON_LIMIT, required=True)
    move_review(locked, state)
    locked.decided_by, locked.decided_at = decider, at
    locked.closed_at = at if granted else None
    happening = DisputeDecided(subject_id=locked.pk, ticket_id=locked.breach.ticket_id, granted=granted)
    record(happening, by=by, at=at)
    return keep_review(locked, "state", "decision", "decided_by", "decided_at", "closed_at")
