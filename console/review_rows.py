"""A case as a row: in the side list and in the table."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from console.review_words import age_words, cause_name, named
from core import timewords
from sla.models import BreachReview, TimerKind
from sla.reviews.states import FINISHED, ReviewState
from sla.services.reviews.actions import REMIND_AFTER
from tickets.categories import Category

# The bar of a case that has waited this long is full.
FULL_AGE = 2 * REMIND_AFTER


def over(review: BreachReview, *, at: datetime) -> timedelta:
    """How far past the limit the answer came, or now is."""
    return (review.breach.timer.stopped_at or at) - review.breach.due_at


def holder_name(review: BreachReview) -> str:
    """Who held the ticket when the limit passed, by name."""
    return review.breach.holder_label.rpartition(", ")[0] or _("nobody")


def team_name(review: BreachReview) -> str:
    """The team that the breach named, in the active language; empty for none."""
    return named(review.breach.team_name, getattr(review, "team_zh", "") or "")


def review_row(review: BreachReview, *, at: datetime, current: int | None = None) -> dict[str, Any]:
    """The context of desk/_review_side_row.html and of a row of desk/reviews.html. `review` as selectors.for_rows gives it."""
    breach, ticket = review.breach, review.breach.ticket
    age = (review.closed_at or at) - review.opened_at
    return {
        "review": review,
        "pk": review.pk,
        "url": reverse("desk:review", args=[review.pk]),
        "number": ticket.number,
        "subject": ticket.subject,
        "category": Category(ticket.category).label,
        "kind": TimerKind(breach.kind).label,
        "team": team_name(review),
        "holder": holder_name(review),
        "over": timewords.left_words(over(review, at=at)),
        "answered": breach.timer.stopped_at is not None,
        "state": ReviewState(review.state).label,
        "cause": cause_name(review.cause),
        "age": age_words(age),
        "share": round(min(age / FULL_AGE, 1.0) * 100, 1),
        "old": age >= REMIND_AFTER and review.state not in FINISHED,
        "current": review.pk == current,
    }
