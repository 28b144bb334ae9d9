"""How every verb takes hold of its case."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, NotFound
from sla.models import BreachReview
from sla.reviews.states import ReviewState, may_move


def hold_review(review: BreachReview, *, seen_version: int | None = None) -> BreachReview:
    """Lock the row and return it as it is now, with its breach and ticket.

    `seen_version` is what the person was looking at; when the case changed since, Conflict says so before anything happens.
    """
    found = BreachReview.objects.select_for_update(of=("self",)).select_related("breach__ticket", "breach__timer")
    locked = found.filter(pk=review.pk).first()
    if locked is None:
        raise NotFound
    if seen_version is not None and seen_version != locked.version:
        raise Conflict(
            _("Another supervisor changed this case while you were at it. What you typed is kept: compare, then save.")
        )
    return locked


def move_review(review: BreachReview, state: ReviewState) -> None:
    """Change the state if the table has the move."""
    if not may_move(review.state, state):
        raise Conflict(_("This case is already in another state. Reload to see it."), code="move_not_possible")
    review.state = state


def keep_review(review: BreachReview, *fields: str) -> BreachReview:
    """Save these fields and count the change."""
    review.version += 1
    review.save(update_fields=[*fields, "version"])
    return review
