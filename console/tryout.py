"""Try a date: what a policy or a calendar would promise from an example moment on, with the ledger that explains it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from console import promises
from core import hours, timewords
from core.durations import hours_words
from core.errors import InvalidInput
from core.hours import DAYS, Schedule
from core.hours.typed import windows_text
from core.zones import next_clock_change
from sla.models import PolicyVersion, PromisedKind
from sla.services.policies import promised

_DAY_MINUTES = 24 * 60
# An example has no today: its marks are told by their date.
_LONG_AGO = timedelta(days=30)


def zone_of(schedule: Schedule) -> str:
    """In which zone examples are read and shown: the calendar's; around the clock that of who looks."""
    return timezone.get_current_timezone_name() if schedule.always else schedule.zone


def tries(version: PolicyVersion, schedule: Schedule, *, start: datetime) -> list[dict[str, Any]]:
    """Goal and limit of each kind from `start` on, each with its ledger (desk/_explain.html)."""
    return [_try(kind, *version.targets(kind), schedule, start=start) for kind in PromisedKind.values]


def _try(kind: str, goal: timedelta, limit: timedelta, schedule: Schedule, *, start: datetime) -> dict[str, Any]:
    label = str(PromisedKind(kind).label)
    told: dict[str, Any] = {"kind": kind, "label": label, "goal": hours_words(goal), "limit": hours_words(limit)}
    try:
        goal_at, limit_at = (promised(schedule, start, each) for each in (goal, limit))
    except InvalidInput as refusal:
        return told | {"refusal": str(refusal.sentence)}
    return told | {
        "goal_at": goal_at,
        "limit_at": limit_at,
        "explain": _explain(schedule, start, limit_at, goal=goal, limit=limit),
    }


def try_span(schedule: Schedule, span: timedelta, *, start: datetime) -> dict[str, Any]:
    """When so much working time is over, with the ledger; `refusal` when it never is."""
    try:
        ends = promised(schedule, start, span)
    except InvalidInput as refusal:
        return {"span": hours_words(span), "refusal": str(refusal.sentence)}
    return {
        "span": hours_words(span),
        "ends": ends,
        "explain": _explain(schedule, start, ends, goal=None, limit=span),
    }


def _explain(
    schedule: Schedule, start: datetime, until: datetime, *, goal: timedelta | None, limit: timedelta
) -> dict[str, Any]:
    zone = zone_of(schedule)
    lines = hours.ledger(schedule, start, goal=goal, limit=limit, pauses=(), until=until)
    if goal is None:  # one length of time has an end and no marks
        lines = [replace(line, marks=()) for line in lines]
    return {
        "title": "",
        "groups": promises.ledger_groups(((line, False) for line in lines), schedule, zone=zone, at=start - _LONG_AGO),
        "rows": [],
        "source": _source(zone, start, until),
    }


def _source(zone: str, start: datetime, until: datetime) -> str:
    """Which clock the times are read on, and whether it is changed in between."""
    said = _("Times in %(zone)s.") % {"zone": timewords.zone_words(zone, at=start)}
    change = next_clock_change(zone, start)
    if change and start < change.at <= until:
        when = timewords.moment_words(change.at, zone=zone, now=start - _LONG_AGO, style="list")
        sentence = _(
            "%(said)s The clock is changed %(when)s, from %(before)s to %(after)s; every hour counts as it passes."
        )
        before, after = timewords.offset_words(change.before), timewords.offset_words(change.after)
        return sentence % {"said": said, "when": when, "before": before, "after": after}
    return said


def clock_change(schedule: Schedule, *, at: datetime) -> str:
    """When the clock of the calendar's zone is changed next; "" where it never is."""
    change = None if schedule.always else next_clock_change(schedule.zone, at)
    if change is None:
        return ""
    when = timewords.moment_words(change.at, zone=schedule.zone, now=at - _LONG_AGO, style="list")
    return _("The clock is changed next %(when)s, from %(before)s to %(after)s.") % {
        "when": when,
        "before": timewords.offset_words(change.before),
        "after": timewords.offset_words(change.after),
    }


def week(schedule: Schedule, *, at: datetime) -> list[dict[str, Any]]:
    """The seven days of this week, Monday first: words, hours, and the windows as percent of the day for the drawing."""
    today = at.astimezone(timewords.as_zone(zone_of(schedule))).date()
    monday = today - timedelta(days=today.weekday())
    return [_day(schedule, monday + timedelta(days=number), today) for number in range(len(DAYS))]


def _day(schedule: Schedule, day: date, today: date) -> dict[str, Any]:
    windows = schedule.windows_on(day)
    pieces = [(each.first_minute, each.end_minute) for each in windows]
    if schedule.always:
        pieces = [(0, _DAY_MINUTES)]
    return {
        "day": timewords.date_words(day, "weekday"),
        "date": timewords.date_words(day, "short"),
        "today": day == today,
        "label": schedule.label_on(day),
        "hours": _("24 hours") if schedule.always else windows_text(windows) or pgettext("a day", "closed"),
        "pieces": [
            {"x": round(begin * 100 / _DAY_MINUTES, 3), "width": round((end - begin) * 100 / _DAY_MINUTES, 3)}
            for begin, end in pieces
        ],
    }
