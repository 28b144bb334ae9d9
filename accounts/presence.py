"""Who may be disturbed now: the hours of one's team, and one's own quiet hours."""

from datetime import datetime

from accounts.models import User
from core.hours import is_open
from core.hours.quiet import first_free, waking_hours


def on_shift(user: User, at: datetime) -> bool:
    """Whether the team of an active account works at a moment (aware). Who has no team, or one without hours, is always on shift."""
    hours = user.team.schedule if user.team else None
    return user.is_active and (hours is None or is_open(hours, at))


def free_from(user: User, at: datetime) -> datetime | None:
    """The first moment from `at` on at which somebody is on shift and has no quiet hours; None when that never happens."""
    hours = user.team.schedule if user.team else None
    waking = None
    if user.quiet_from is not None and user.quiet_until is not None:
        waking = waking_hours(user.quiet_from, user.quiet_until, user.zone)
    return first_free(at, [hours, waking])
