"""Which tickets: named conditions. Lists ask the database with them, `core.matching.holds` asks a ticket at hand."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from accounts.models import Role, User
from tickets.states import DONE, LIVE, WAITING, State

# Columns by which a list can be narrowed as they are.
FILTERS: Final = ("category", "priority", "channel", "language", "state")
# From here on a limit brings back what was put aside.
NEAR_LIMIT: Final = timedelta(hours=1)


def seen_by(user: User) -> Q:
    """Agents see their team's tickets, what nobody has a team for, and what they are given; the others see all."""
    if user.role != Role.AGENT:
        return Q()
    return Q(team=user.team_id) | Q(team__isnull=True) | Q(assignee=user.pk)


def seen_in_parts(user: User) -> tuple[Q, ...]:
    """The same as `seen_by`, cut so that no ticket is in two parts: the first, which may be long, is one range of an index and in its
    order, which their union is not; the second is short."""
    if user.role != Role.AGENT or user.team_id is None:
        return (seen_by(user),)
    given = Q(assignee=user.pk) & ~Q(team=user.team_id)
    return Q(team=user.team_id), Q(team__isnull=True) | given


def live() -> Q:
    """On which we still owe something."""
    return Q(state__in=LIVE)


def done() -> Q:
    """Resolved and closed ones."""
    return Q(state__in=DONE)


def assigned_to(user: User) -> Q:
    """One agent's own live work."""
    return live() & Q(assignee=user.pk)


def unassigned() -> Q:
    """Live work that nobody holds."""
    return live() & Q(assignee__isnull=True)


def of_team(user: User) -> Q:
    """The live work of somebody's team; all of it for who has none."""
    return live() & Q(team=user.team_id) if user.team_id else live()


def running() -> Q:
    """Live, and its clock counts: we do not wait, or we do and the promise is already broken."""
    return Q(state__in=[State.NEW.value, State.OPEN.value]) | _waiting() & Q(breached_at__isnull=False)


def paused() -> Q:
    """Live, and its clock stands still."""
    return _waiting() & Q(breached_at__isnull=True)


def _waiting() -> Q:
    return Q(state__in=[each.value for each in WAITING])


def past_goal(at: datetime) -> Q:
    """Live, the goal is behind us and the limit is not."""
    return live() & ~Q(state__in=WAITING) & Q(goal_at__lte=at, limit_at__gt=at)


def past_limit(at: datetime) -> Q:
    """Live and a limit has been missed; computed from the promise, not from a flag."""
    missed = Q(breached_at__isnull=False) | Q(limit_at__lte=at) & ~Q(state__in=WAITING)
    # A broken promise is never paused, so its ticket's next mark lies behind us, too: that is what the index is ordered by.
    return live() & missed & Q(next_due_at__lte=at)


def escalated() -> Q:
    """In the complaint channel."""
    return live() & Q(escalated_at__isnull=False)


def tagged(word: str) -> Q:
    """With this tag. The second half says the same once more: together with `live` it is what the index ticket_tags holds."""
    return Q(tags__contains=[word]) & ~Q(tags=[])


def waiting_for(whom: str) -> Q:
    """Whose turn it is: "us" when the customer waits for our word, "customer" or "third_party" when we wait."""
    if whom == "us":
        return Q(customer_waiting_since__isnull=False) & ~Q(state__in=WAITING)
    return Q(state=State.WAITING_CUSTOMER if whom == "customer" else State.WAITING_THIRD)


def filtered(wanted: Mapping[str, str]) -> Q:
    """All of these at once: category, priority, channel, language, state, customer_class, tag, waiting; what is empty or unknown asks
    nothing. The class is the customer's of today: rows join their customers anyway."""
    found = Q(**{each: wanted[each] for each in FILTERS if wanted.get(each)})
    if kept_as := wanted.get("customer_class"):
        found &= Q(customer__customer_class=kept_as)
    if tag := wanted.get("tag"):
        found &= tagged(tag)
    if whom := wanted.get("waiting"):
        found &= waiting_for(whom)
    return found


def alarming(at: datetime) -> Q:
    """No snooze hides this: an emergency, and a limit within the hour or behind us."""
    return Q(emergency=True) | Q(limit_at__lte=at + NEAR_LIMIT)


def at_work(at: datetime) -> Q:
    """Live, and not waiting for a date that is still to come."""
    return live() & (~Q(state__in=WAITING) | Q(waiting_until__lte=at))


def takeable(user: User, *, at: datetime) -> Q:
    """What nobody holds and this person should take: it fits what they can do and speak, or it is an emergency."""
    fits = Q()
    if user.skills:
        fits &= Q(category__in=user.skills)
    if user.languages:
        fits &= Q(language__in=user.languages)
    free = unassigned() & at_work(at)
    return free & (fits | Q(emergency=True)) if fits else free
