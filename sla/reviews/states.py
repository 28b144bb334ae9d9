"""Where a case stands, and which moves there are. The database keeps the same list."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewState(models.TextChoices):
    """Opened with the breach; `granted` says that the clock was wrong, so that nobody's record carries it."""

    OPEN = "open", _("Not reviewed yet")
    IN_REVIEW = "in_review", _("In review")
    WAITING = "waiting_sign_off", _("Waiting for sign-off")
    DISPUTED = "disputed", _("Clock disputed")
    CLOSED = "closed", _("Case closed")
    GRANTED = "granted", _("Fault of the clock")


# Somebody still has to act; the partial index of the list uses the same list.
UNFINISHED = [ReviewState.OPEN, ReviewState.IN_REVIEW, ReviewState.WAITING, ReviewState.DISPUTED]
FINISHED = [ReviewState.CLOSED, ReviewState.GRANTED]
# The review can still be written.
WRITABLE = [ReviewState.OPEN, ReviewState.IN_REVIEW]
# The corrective action is agreed: its owner hears when it is due.
AGREED = [ReviewState.WAITING, ReviewState.CLOSED]

MOVES: dict[str, frozenset[str]] = {
    ReviewState.OPEN: frozenset({ReviewState.IN_REVIEW, ReviewState.WAITING, ReviewState.DISPUTED}),
    ReviewState.IN_REVIEW: frozenset({ReviewState.WAITING, ReviewState.DISPUTED}),
    ReviewState.WAITING: frozenset({ReviewState.IN_REVIEW, ReviewState.CLOSED}),
    ReviewState.DISPUTED: frozenset({ReviewState.IN_REVIEW, ReviewState.GRANTED}),
    ReviewState.CLOSED: frozenset(),
    ReviewState.GRANTED: frozenset(),
}


def may_move(old: str, new: str) -> bool:
    """Whether the table has this move; to stay is none."""
    return new in MOVES[old]
