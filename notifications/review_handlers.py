"""Reactions after commit to reviews of missed promises: who must act next hears of it on the desk."""

from accounts.models import Role, User
from accounts.selectors import active_staff
from notifications.services import tell
from outbox.models import Event
from outbox.registry import on
from sla.models import BreachReview
from sla.reviews.events import (
    ActionDue,
    ClockDisputed,
    DisputeDecided,
    ReviewClosed,
    ReviewReturned,
    ReviewSent,
    ReviewsWaiting,
)


def _supervisors(*, but: str = "") -> list[User]:
    return [each for each in active_staff(Role.SUPERVISOR) if str(each.pk) != but]


def _review(event: Event) -> BreachReview:
    return BreachReview.objects.select_related("action_owner", "reviewed_by", "disputed_by").get(pk=event.subject_id)


@on(ReviewSent, ClockDisputed)
def tell_second_supervisors(event: Event) -> None:
    """One of the others signs or decides."""
    tell(_supervisors(but=event.actor_id), event)


@on(ReviewReturned)
def tell_reviewer(event: Event) -> None:
    """Something is missing."""
    tell([_review(event).reviewed_by], event)


@on(DisputeDecided)
def tell_disputer(event: Event) -> None:
    """What became of the dispute."""
    tell([_review(event).disputed_by], event)


@on(ReviewClosed)
def tell_action_owner(event: Event) -> None:
    """The action is agreed and theirs."""
    tell([_review(event).action_owner], event)


@on(ActionDue)
def tell_owner_of_day(event: Event) -> None:
    """The day has come. When the owner has left, the supervisors."""
    owner = _review(event).action_owner
    tell([owner] if owner and owner.is_active else _supervisors(), event)


@on(ReviewsWaiting)
def tell_of_waiting_reviews(event: Event) -> None:
    """All supervisors, once a day."""
    tell(_supervisors(), event)
