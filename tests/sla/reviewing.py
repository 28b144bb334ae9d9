"""What tests of reviews begin with: a second supervisor, a missed promise with its case, a complete draft."""

from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Role, User
from sla.models import BreachReview, CauseKind, ReviewCause
from sla.services import sweep
from sla.services.reviews import Draft
from tests.people import NOON, PASSWORD, House, a_ticket

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
# A ticket of Alice's at NOON has missed its first reply then.
MISSED = NOON + 24 * HOUR


def a_supervisor(name: str = "Sue", number: str = "1002") -> User:
    """Another one than Sam."""
    mail = f"{name.lower()}@desk.test"
    return User.objects.create_user(mail, PASSWORD, name=name, role=Role.SUPERVISOR, agent_number=number)


def a_case(house: House, *, at: datetime = NOON, **more: object) -> BreachReview:
    """A ticket opened at `at` whose first reply nobody gave; its case is there from the moment of the limit."""
    ticket = a_ticket(house, at=at, **more)  # type: ignore[arg-type] # a table of keywords
    timer = ticket.timers.get(kind="first_reply")
    sweep(at=timer.due_at)
    return BreachReview.objects.get(breach__timer=timer)


def a_cause(name: str = "Queue not watched", kind: str = CauseKind.CAUSE) -> ReviewCause:
    """One of the default lists."""
    return ReviewCause.objects.get(kind=kind, name=name)


def a_draft(house: House, **more: Any) -> Draft:
    """Complete, to be sent."""
    facts: dict[str, Any] = {
        "cause": a_cause(),
        "aggravation": a_cause("Warning not acted on", CauseKind.AGGRAVATION),
        "owner": house.bob,
        "action": "Name one person on each shift who watches the queue.",
        "due_on": date(2026, 12, 1),
        "told_at": MISSED + MINUTE,
    }
    return Draft(**(facts | more))
