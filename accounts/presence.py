"""Who is here and who may be disturbed now: open pages, breaks, the hours of one's team, one's own quiet hours."""

from datetime import datetime, timedelta
from typing import Final

from accounts.models import Presence, Takes, User
from core.hours import is_open, next_closing, next_opening
from core.hours.quiet import first_free, waking_hours

# Longer than accounts.services.presence.SEEN_EVERY and a lost line together.
AWAY_AFTER: Final = timedelta(minutes=3)
# Where no shift says when the next one ends.
USUAL_HANDOVER: Final = timedelta(hours=12)
# Why somebody is given nothing.
ABSENCES: Final = ("off_shift", "on_break", "away", "not_written")


def is_here(user: User, at: datetime) -> bool:
    """Whether somebody has the desk open."""
    return user.is_active and user.seen_at is not None and at - user.seen_at < AWAY_AFTER


def takes_calls(user: User) -> bool:
    """Whether what rings for everybody rings for them."""
    return user.presence == Presence.AVAILABLE and Takes.HOTLINE in user.takes


def takes_written(user: User) -> bool:
    """Whether written work may be given to them without asking."""
    return user.presence == Presence.AVAILABLE and Takes.WRITTEN in user.takes


def on_shift(user: User, at: datetime) -> bool:
    """Whether the team of an active account works at a moment (aware). Who has no team, or one without hours, is always on shift."""
    hours = user.team.schedule if user.team else None
    return user.is_active and (hours is None or is_open(hours, at))


def absence(user: User, *, urgent: bool, at: datetime) -> str:
    """Why nothing can be given to somebody now, as a word of `ABSENCES`; empty when it can.

    An emergency goes to whoever is there, whichever work they take.
    """
    if not on_shift(user, at):
        return "off_shift"
    if user.presence != Presence.AVAILABLE:
        return "on_break"
    if not is_here(user, at):
        return "away"
    return "" if urgent or takes_written(user) else "not_written"


def silence(user: User, *, span: timedelta, at: datetime) -> str:
    """Why nothing has been heard of somebody for at least `span`, as one of the first three words of `ABSENCES`; empty when it was."""
    since = at - span
    hours = user.team.schedule if user.team else None
    if user.presence == Presence.BREAK and user.presence_since is not None and user.presence_since <= since:
        return "on_break"
    if hours is not None and not is_open(hours, since) and not is_open(hours, at):
        opening = next_opening(hours, since)
        if opening is None or opening > at:
            return "off_shift"
    return "away" if user.seen_at is None or user.seen_at <= since else ""


def handover_until(user: User, at: datetime) -> datetime:
    """Up to when the clocks of who leaves at `at` are for somebody else to keep: so many hours ahead as the team says, else until
    the next shift after this one has ended, else twelve hours.
    """
    if user.team and user.team.handover_hours:
        return at + timedelta(hours=user.team.handover_hours)
    hours = user.team.schedule if user.team else None
    if hours is None:
        return at + USUAL_HANDOVER
    left = next_closing(hours, at) if is_open(hours, at) else at
    back = next_opening(hours, left) if left else None
    return (next_closing(hours, back) if back else None) or at + USUAL_HANDOVER


def free_from(user: User, at: datetime) -> datetime | None:
    """The first moment from `at` on at which somebody is on shift and has no quiet hours; None when that never happens."""
    hours = user.team.schedule if user.team else None
    waking = None
    if user.quiet_from is not None and user.quiet_until is not None:
        waking = waking_hours(user.quiet_from, user.quiet_until, user.zone)
    return first_free(at, [hours, waking])
