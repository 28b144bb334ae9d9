"""Which promise applies, and how its versions are made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from core import hours
from core.errors import InvalidInput
from sla.models import Calendar, CalendarVersion, Policy, PolicyVersion, TimerKind


@dataclass(frozen=True)
class Quote:
    """What would be promised from a moment on: goal and limit of one kind, in UTC."""

    kind: str
    goal_at: datetime
    limit_at: datetime


def policy_for(category: str, priority: str) -> tuple[PolicyVersion, CalendarVersion]:
    """The newest version of the first policy that matches, and of its calendar. One query.

    Raises InvalidInput when no policy matches: the last policy should match everything.
    """
    newest = CalendarVersion.objects.filter(calendar=OuterRef("calendar")).order_by("-version")
    told = JSONObject(pk="pk", version="version", schedule="schedule")
    match = (
        PolicyVersion.objects.filter(policy__category__in=["", category], policy__priority__in=["", priority])
        .annotate(newest_calendar=Subquery(newest.values_list(told)[:1]))
        .order_by("policy__position", "-version")
        .select_related("policy")
        .first()
    )
    if match is None:
        raise InvalidInput(
            _("No promise is set up for this category. A supervisor must add a policy."), code="no_policy"
        )
    return match, CalendarVersion(calendar_id=match.calendar_id, **match.newest_calendar)


def promised(schedule: hours.Schedule, start: datetime, working: timedelta, pauses: hours.Pauses = ()) -> datetime:
    """The moment at which `working` time has run since `start`. An open pause is the caller's to close first."""
    moment = hours.add(schedule, start, working, pauses)
    if moment is None:
        raise InvalidInput(_("This calendar has no hours in which the promise could be kept."), code="no_hours")
    return moment


def quote(category: str, priority: str, *, at: datetime) -> list[Quote]:
    """What would be promised for a ticket opened at `at`: first reply, then resolution."""
    policy, calendar = policy_for(category, priority)
    schedule = calendar.hours()
    quotes = []
    for kind in TimerKind.values:
        goal, limit = policy.targets(kind)
        quotes.append(Quote(kind, promised(schedule, at, goal), promised(schedule, at, limit)))
    return quotes


@transaction.atomic
def publish_calendar(*, name: str, schedule: Mapping[str, Any], at: datetime) -> CalendarVersion:
    """A new version of a calendar (made if new). Raises InvalidInput with the repair for each fault of the schedule."""
    checked = hours.Schedule.from_json(dict(schedule))
    calendar, _new = Calendar.objects.select_for_update().get_or_create(name=name)
    last = calendar.versions.aggregate(last=Max("version"))["last"] or 0
    return CalendarVersion.objects.create(
        calendar=calendar, version=last + 1, schedule=checked.to_json(), created_at=at
    )


@transaction.atomic
def publish_policy(
    *,
    name: str,
    position: int,
    calendar: Calendar,
    minutes: Mapping[str, tuple[int, int]],
    at: datetime,
    category: str = "",
    priority: str = "",
) -> PolicyVersion:
    """A new version of a policy (made if new). `minutes` maps each timer kind to goal and limit."""
    for kind, (goal, limit) in minutes.items():
        if not 0 < goal <= limit:
            raise InvalidInput(fields={kind: _("The goal must be above zero and not after the limit.")})
    policy, _new = Policy.objects.select_for_update().get_or_create(
        name=name, defaults={"position": position, "category": category, "priority": priority}
    )
    last = policy.versions.aggregate(last=Max("version"))["last"] or 0
    targets = {
        f"{kind}_{part}": value
        for kind, pair in minutes.items()
        for part, value in zip(("goal", "limit"), pair, strict=True)
    }
    return PolicyVersion.objects.create(policy=policy, version=last + 1, calendar=calendar, created_at=at, **targets)
