"""Which promise applies to a matter, and which moments follow from it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from core import hours
from core.errors import InvalidInput
from sla.models import CalendarVersion, LadderStep, PolicyVersion, PromisedKind
from sla.services.ladder import RUNG, Rung
from tickets.models import Ticket


@dataclass(frozen=True)
class Matter:
    """What a policy is chosen by."""

    category: str
    priority: str
    channel: str = ""
    language: str = ""
    customer_class: str = ""

    @classmethod
    def of(cls, ticket: Ticket) -> "Matter":
        """The facts of a ticket as they are now."""
        return cls(
            category=ticket.category,
            priority=ticket.priority,
            channel=ticket.channel,
            language=ticket.language,
            customer_class=ticket.customer.customer_class,
        )

    def matches(self) -> Q:
        """Versions whose every column is empty or says the same."""
        condition = Q()
        for name, value in vars(self).items():
            condition &= Q(**{f"{name}__in": ["", value]})
        return condition


@dataclass(frozen=True)
class Ruling:
    """What applies from a moment on: versions, hours, and the rungs of the ladder."""

    policy: PolicyVersion
    calendar: CalendarVersion
    schedule: hours.Schedule
    rungs: Sequence[Rung]


@dataclass(frozen=True)
class Quote:
    """What would be promised from a moment on: goal and limit of one kind, in UTC."""

    kind: str
    goal_at: datetime
    limit_at: datetime


def current_versions() -> QuerySet[PolicyVersion]:
    """The newest version of every policy in use, in the order in which they are asked."""
    newer = PolicyVersion.objects.filter(policy=OuterRef("policy"), version__gt=OuterRef("version"))
    found = PolicyVersion.objects.filter(~Exists(newer), policy__retired_at__isnull=True)
    return found.order_by("policy__position").select_related("policy")


def with_hours(versions: QuerySet[PolicyVersion]) -> QuerySet[PolicyVersion]:
    """With `newest_calendar` (pk, version, schedule): the hours that these versions count by now."""
    newest = CalendarVersion.objects.filter(calendar=OuterRef("calendar")).order_by("-version")
    told = JSONObject(pk="pk", version="version", schedule="schedule")
    return versions.annotate(newest_calendar=Subquery(newest.values_list(told)[:1]))


def calendar_of(version: PolicyVersion) -> CalendarVersion:
    """The calendar's newest version of a row that `with_hours` has read."""
    return CalendarVersion(calendar_id=version.calendar_id, **version.newest_calendar)  # type: ignore[attr-defined] # with_hours


def policy_for(matter: Matter) -> Ruling:
    """The first policy that matches, the newest version of its calendar, and the ladder. One query.

    Raises InvalidInput when no policy matches: the last policy should match everything.
    """
    sql, values = _asking()
    said = {_place(name): value for name, value in vars(matter).items()}
    match = next(iter(PolicyVersion.objects.raw(sql, [said.get(each, each) for each in values])), None)
    if match is None:
        raise InvalidInput(
            _("No promise is set up for this category. A supervisor must add a policy."), code="no_policy"
        )
    told = vars(match)  # with what the statement adds, as JSON: raw() leaves it as it came
    told["newest_calendar"] = json.loads(told["newest_calendar"])
    calendar = calendar_of(match)
    return Ruling(match, calendar, calendar.hours(), [Rung(**json.loads(each)) for each in told["ladder"]])


@cache
def _asking() -> tuple[str, tuple[Any, ...]]:
    """The statement of policy_for, with places where a matter's facts will stand. Every new clock asks it, and Django takes several
    times longer to write it than PostgreSQL to answer."""
    rungs = LadderStep.objects.filter(retired_at__isnull=True).order_by("pk")
    asked = with_hours(current_versions().select_related(None))
    asked = asked.annotate(ladder=ArraySubquery(rungs.values_list(JSONObject(**RUNG))))
    anything = Matter(**{each.name: _place(each.name) for each in fields(Matter)})
    return asked.filter(anything.matches())[:1].query.sql_with_params()


def _place(name: str) -> str:
    """What stands for a fact of a matter: no word of a policy."""
    return f"<{name}>"


def promised(schedule: hours.Schedule, start: datetime, working: timedelta, pauses: hours.Pauses = ()) -> datetime:
    """The moment at which `working` time has run since `start`. An open pause is the caller's to close first."""
    moment = hours.add(schedule, start, working, pauses)
    if moment is None:
        raise InvalidInput(_("This calendar has no hours in which the promise could be kept."), code="no_hours")
    return moment


def quote(matter: Matter, *, at: datetime, ruling: Ruling | None = None) -> list[Quote]:
    """What would be promised at `at`: first reply, next reply, resolution. By `ruling` instead of what applies, if given."""
    known = ruling or policy_for(matter)
    quotes = []
    for kind in PromisedKind.values:
        goal, limit = known.policy.targets(kind)
        quotes.append(Quote(kind, promised(known.schedule, at, goal), promised(known.schedule, at, limit)))
    return quotes
