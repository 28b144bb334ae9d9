"""A case from the breach to the signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from core.errors import Conflict, InvalidInput, Sentence
from core.text import clean_text
from outbox.actors import Acting
from outbox.rows import add_rows
from outbox.services import record
from sla.models import Breach, BreachReview, CauseKind, ReviewCause
from sla.reviews.events import ReviewClosed, ReviewReturned, ReviewSaved, ReviewSent
from sla.reviews.permissions import require_reviewer, require_signer
from sla.reviews.states import WRITABLE, ReviewState
from sla.services.reviews.locking import hold_review, keep_review, move_review

ACTION_LIMIT = 2_000


@dataclass(frozen=True)
class Draft:
    """What the form holds. A draft may leave anything out; `told_at` is when the customer heard of it, with an apology."""

    cause: ReviewCause | None = None
    aggravation: ReviewCause | None = None
    owner: User | None = None
    action: str = ""
    due_on: date | None = None
    told_at: datetime | None = None


def open_reviews(breaches: Sequence[Breach], *, at: datetime) -> None:
    """A case for each breach, in the transaction that records them. One statement, however many."""
    add_rows(BreachReview, [{"breach_id": each.pk, "opened_at": at} for each in breaches])


@transaction.atomic
def save_review(
    *, review: BreachReview, draft: Draft, by: Acting, at: datetime, seen_version: int | None = None
) -> BreachReview:
    """Keep the draft. Raises InvalidInput with the field of each fault, Conflict when somebody else was faster."""
    locked = _write(review, draft, by=by, at=at, seen_version=seen_version)
    if locked.state == ReviewState.OPEN:
        move_review(locked, ReviewState.IN_REVIEW)
    record(ReviewSaved(subject_id=locked.pk, ticket_id=locked.breach.ticket_id), by=by, at=at)
    return keep_review(locked, "state", *_WRITTEN)


@transaction.atomic
def send_review(
    *, review: BreachReview, draft: Draft, by: Acting, at: datetime, seen_version: int | None = None
) -> BreachReview:
    """Keep it and ask a second supervisor to sign. Cause, owner, action and a day that is still to come must be there."""
    missing = _missing(draft, at)
    if missing:
        raise InvalidInput(fields=missing)
    locked = _write(review, draft, by=by, at=at, seen_version=seen_version)
    move_review(locked, ReviewState.WAITING)
    locked.remark = ""
    record(ReviewSent(subject_id=locked.pk, ticket_id=locked.breach.ticket_id), by=by, at=at)
    return keep_review(locked, "state", "remark", *_WRITTEN)


@transaction.atomic
def sign_review(*, review: BreachReview, by: Acting, at: datetime, seen_version: int | None = None) -> BreachReview:
    """Close the case. Raises NotAllowed with the reason for who wrote the review or had a hand in the ticket."""
    locked = hold_review(review, seen_version=seen_version)
    signer = require_signer(locked, by=by)
    move_review(locked, ReviewState.CLOSED)
    locked.signed_by, locked.closed_at = signer, at
    due_on = locked.due_on.isoformat() if locked.due_on else ""
    record(ReviewClosed(subject_id=locked.pk, ticket_id=locked.breach.ticket_id, due_on=due_on), by=by, at=at)
    return keep_review(locked, "state", "signed_by", "closed_at")


@transaction.atomic
def return_review(
    *, review: BreachReview, remark: str, by: Acting, at: datetime, seen_version: int | None = None
) -> BreachReview:
    """Not signed: back to who wrote it, with what is missing."""
    locked = hold_review(review, seen_version=seen_version)
    require_signer(locked, by=by)
    if locked.state != ReviewState.WAITING:  # the table also leads there from a dispute, but only by its decision
        raise Conflict(_("This case is already in another state. Reload to see it."), code="move_not_possible")
    locked.remark = clean_text(remark, field="remark", limit=ACTION_LIMIT, required=True)
    move_review(locked, ReviewState.IN_REVIEW)
    record(ReviewReturned(subject_id=locked.pk, ticket_id=locked.breach.ticket_id), by=by, at=at)
    return keep_review(locked, "state", "remark")


_WRITTEN = (
    *("cause", "aggravation", "action_owner", "action", "due_on", "customer_told_at"),
    *("reviewed_by", "reviewed_at"),
)


def _write(review: BreachReview, draft: Draft, *, by: Acting, at: datetime, seen_version: int | None) -> BreachReview:
    reviewer = require_reviewer(by)
    locked = hold_review(review, seen_version=seen_version)
    if locked.state not in WRITABLE:
        raise Conflict(_("This case is not open for writing any more. Reload to see where it stands."))
    faults = _faults(locked, draft, at)
    if faults:
        raise InvalidInput(fields=faults)
    locked.cause, locked.aggravation, locked.action_owner = draft.cause, draft.aggravation, draft.owner
    locked.action = clean_text(draft.action, field="action", limit=ACTION_LIMIT)
    locked.due_on, locked.customer_told_at = draft.due_on, draft.told_at
    locked.reviewed_by, locked.reviewed_at = reviewer, at
    return locked


def _faults(review: BreachReview, draft: Draft, at: datetime) -> dict[str, Sentence]:
    """What cannot be kept even as a draft. An entry that was retired meanwhile stays where it was chosen before."""
    faults: dict[str, Sentence] = {}
    for name, kind, chosen, before in (
        ("cause", CauseKind.CAUSE, draft.cause, review.cause_id),
        ("aggravation", CauseKind.AGGRAVATION, draft.aggravation, review.aggravation_id),
    ):
        if chosen and (chosen.kind != kind or not (chosen.active or chosen.pk == before)):
            faults[name] = _("This entry is not offered any more. Choose another one.")
    if draft.owner and (not draft.owner.is_active or draft.owner.role == Role.PROGRAM):
        faults["owner"] = _("This account cannot take an action. Choose somebody who works here.")
    if draft.told_at and draft.told_at > at:
        faults["told_at"] = _("This moment is still to come. Say when the customer was told.")
    elif draft.told_at and draft.told_at < review.breach.timer.started_at:
        faults["told_at"] = _("This is before the promise was made. Please check the date.")
    return faults


def _missing(draft: Draft, at: datetime) -> dict[str, Sentence]:
    missing: dict[str, Sentence] = {}
    if draft.cause is None:
        missing["cause"] = _("Choose the cause: patterns are found by it.")
    if draft.owner is None:
        missing["owner"] = _("Say who sees to the action.")
    if not draft.action.strip():
        missing["action"] = _("Say what is done so that it does not happen again.")
    if draft.due_on is None:
        missing["due_on"] = _("Say by which day the action is done.")
    elif draft.due_on < timezone.localdate(at):
        missing["due_on"] = _("This day has passed. Choose one that is still to come.")
    return missing
