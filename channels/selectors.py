"""Reads about calls and hotlines."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import Role, User
from channels.models import Call, CallState, Hotline
from core import hours


def calls_visible_to(user: User) -> QuerySet[Call]:
    """Own calls and those nobody has yet; everything for who leads and for programs."""
    calls = Call.objects.select_related("customer", "ticket", "agent", "hotline")
    if user.leads_people or user.role == Role.PROGRAM:
        return calls
    return calls.filter(Q(agent=user) | Q(agent__isnull=True))


def running_call(user: User) -> Call | None:
    """The call that this person is on or still wraps up."""
    mine = Call.objects.filter(agent=user, state__in=[CallState.TALKING, CallState.WRAP_UP])
    return mine.select_related("customer", "hotline", "ticket").order_by("-started_at").first()


def ringing_calls(user: User) -> QuerySet[Call]:
    """Incoming calls that wait for somebody, the longest first."""
    return calls_visible_to(user).filter(state=CallState.RINGING).order_by("started_at")


def missed_calls(user: User) -> QuerySet[Call]:
    """Missed calls that nobody has called back, oldest first."""
    return calls_visible_to(user).filter(state=CallState.MISSED, handled_at__isnull=True).order_by("started_at")


def callbacks_due(user: User) -> QuerySet[Call]:
    """Promised call-backs that are still to be made, the next first."""
    open_ones = calls_visible_to(user).filter(callback_at__isnull=False, handled_at__isnull=True)
    return open_ones.order_by("callback_at")


@dataclass(frozen=True)
class HotlineStatus:
    """A hotline as a visitor sees it: open now or not, and when that changes (UTC, None: never)."""

    hotline: Hotline
    open_now: bool
    changes_at: datetime | None


def hotlines(at: datetime) -> list[HotlineStatus]:
    """The published numbers in their order."""
    status = []
    for line in Hotline.objects.all():
        schedule = line.hours()
        is_open = hours.is_open(schedule, at)
        changes_at = hours.next_closing(schedule, at) if is_open else hours.next_opening(schedule, at)
        status.append(HotlineStatus(line, is_open, changes_at))
    return status
