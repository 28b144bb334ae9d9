"""Which promise applies to a matter, and how versions of policies and calendars are made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from core import hours
from core.errors import InvalidInput
from outbox.actors import Acting
from sla.models import Calendar, CalendarVersion, LadderStep, Policy, PolicyVersion, PromisedKind
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


def policy_for(matter: Matter) -> Ruling:
    """The first policy that matches, the newest version of its calendar, and the ladder. One query.

    Raises InvalidInput when no policy matches: the last policy should match everything.
    """
    newest = CalendarVersion.objects.filter(calendar=OuterRef("calendar")).order_by("-version")
    told = JSONObject(pk="pk", version="version", schedule="schedule")
    rungs = LadderStep.objects.filter(retired_at__isnull=True).order_by("pk")
    match = (
        current_versions()
        .filter(matter.matches())
        .annotate(
            newest_calendar=Subquery(newest.values_list(told)[:1]),
            ladder=ArraySubquery(rungs.values_list(JSONObject(**RUNG))),
        )
        .first()
    )
    if match is None:
        raise InvalidInput(
            _("No promise is set up for this category. A supervisor must add a policy."), code="no_policy"
        )
    calendar = CalendarVersion(calendar_id=match.calendar_id, **match.newest_calendar)
    return Ruling(match, calendar, calendar.hours(), [Rung(**each) for each in match.ladder])


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


@transaction.atomic
def publish_calendar(
    *, name: str, schedule: Mapping[str, Any], at: datetime, by: Acting | None = None
) -> CalendarVersion:
    """A new version of a calendar (made if new). Raises InvalidInput with the repair for each fault of the schedule."""
    checked = hours.Schedule.from_json(dict(schedule))
    calendar, _new = Calendar.objects.select_for_update().get_or_create(name=name)
    last = calendar.versions.aggregate(last=Max("version"))["last"] or 0
    return CalendarVersion.objects.create(
        calendar=calendar,
        version=last + 1,
        schedule=checked.to_json(),
        created_at=at,
        published_by=by.actor.label if by else "",
    )


@transaction.atomic
def publish_policy(
    *,
    name: str,
    position: int,
    calendar: Calendar,
    minutes: Mapping[str, tuple[int, int]],
    at: datetime,
    match: Mapping[str, str] | None = None,
    callback_grace: int = 30,
    by: Acting | None = None,
) -> PolicyVersion:
    """A new version of a policy (made if new). `minutes` maps each PromisedKind to goal and limit;
    `match` maps columns of Matter to a value, those left out match all.

    Raises InvalidInput with the field of each fault.
    """
    faults = {
        kind: _("The goal must be above zero and not after the limit.")
        for kind in PromisedKind.values
        if not 0 < minutes[kind][0] <= minutes[kind][1]
    }
    if faults:
        raise InvalidInput(fields=faults)
    policy, _new = Policy.objects.select_for_update().get_or_create(name=name, defaults={"position": position})
    last = policy.versions.aggregate(last=Max("version"))["last"] or 0
    targets = {
        f"{kind}_{part}": value
        for kind in PromisedKind.values
        for part, value in zip(("goal", "limit"), minutes[kind], strict=True)
    }
    return PolicyVersion.objects.create(
        policy=policy,
        version=last + 1,
        calendar=calendar,
        created_at=at,
        published_by=by.actor.label if by else "",
        callback_grace=callback_grace,
        **targets,
        **dict(match or {}),
    )
