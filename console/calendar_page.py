"""The pages of calendars: the list with this week drawn, and one calendar with what its draft would mean."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from console import setup_story, setup_words, tryout
from console.forms.calendars import CalendarForm
from console.forms.promises import local_text, moment_in
from core import timewords
from core.durations import hours_words
from core.hours import Schedule
from core.hourwords import week_words
from core.zones import zone_names
from sla.models import Calendar, CalendarVersion
from sla.permissions import may_edit_promises
from sla.services.policies import current_versions
from sla.services.preview import Change
from sla.services.setups import Setup

NEXT_DAYS = 4
USUAL_SPAN = timedelta(hours=8)


def calendars_page(user: User, *, at: datetime) -> dict[str, Any]:
    """The context of desk/calendars.html. Two queries, however many calendars there are."""
    newest = CalendarVersion.objects.order_by("calendar__name", "calendar", "-version").distinct(
        "calendar__name", "calendar"
    )
    used: dict[int, list[str]] = {}
    for version in current_versions():
        used.setdefault(version.calendar_id, []).append(version.policy.name)
    rows = [_row(each, used.get(each.calendar_id, []), at=at) for each in newest.select_related("calendar")]
    return {"editable": may_edit_promises(user), "rows": rows}


def _row(version: CalendarVersion, policies: Sequence[str], *, at: datetime) -> dict[str, Any]:
    schedule = version.hours()
    return drawing(schedule, at=at) | {
        "calendar": version.calendar,
        "version": version,
        "url": reverse("desk:calendar", args=[version.calendar_id]),
        "policies": setup_words.listed(policies),
    }


def drawing(schedule: Schedule, *, at: datetime) -> dict[str, Any]:
    """This week, the week in words, the days that differ next, and the clock of the zone."""
    today = at.astimezone(timewords.as_zone(tryout.zone_of(schedule))).date()
    ahead = [each for each in schedule.exceptions if each.day >= today]
    return {
        "always": schedule.always,
        "zone_words": timewords.zone_words(schedule.zone, at=at),
        "clock_change": tryout.clock_change(schedule, at=at),
        "week_words": week_words(schedule),
        "week": tryout.week(schedule, at=at),
        "next_days": [setup_words.special_day(each, schedule) for each in ahead[:NEXT_DAYS]],
        "days_ahead": [setup_words.special_day(each, schedule) for each in ahead],
        "days_past": len(schedule.exceptions) - len(ahead),
    }


def calendar_page(user: User, version: CalendarVersion) -> dict[str, Any]:
    """What desk/calendar.html says of a calendar that there is, beside its form (`draft_page`)."""
    may_edit = may_edit_promises(user)
    return {
        "calendar": version.calendar,
        "version": version,
        "editable": may_edit,
        "policies": [each.policy for each in current_versions().filter(calendar=version.calendar_id)],
        "history": setup_story.calendar_history(version.calendar_id),
    }


def draft_page(form: CalendarForm, schedule: Schedule | None, *, at: datetime) -> dict[str, Any]:
    """The form, the drawing and the example: what `schedule` makes of so much working time from the typed moment on."""
    words: dict[str, Any] = {"form": form, "zones": zone_names(), "try_span": hours_words(USUAL_SPAN)}
    if schedule is None:
        return words | {"try_text": local_text(at, timezone.get_current_timezone_name())}
    zone = tryout.zone_of(schedule)
    typed: Mapping[str, Any] = form.cleaned_data if form.is_bound else {}
    start = moment_in(typed.get("try_at"), zone, otherwise=at)
    span = timedelta(minutes=typed["try_span"]) if typed.get("try_span") else USUAL_SPAN
    return (
        words
        | drawing(schedule, at=at)
        | {
            "try_zone": zone,
            "try_start": start,
            "try_text": local_text(start, zone),
            "try_span": hours_words(span),
            "tried": tryout.try_span(schedule, span, start=start),
        }
    )


def calendar_change(calendar: Calendar, schedule: Schedule) -> Change:
    """The setup with other hours of this calendar."""
    draft = CalendarVersion(calendar=calendar, schedule=schedule.to_json())
    return Change.of_calendar(Setup.present().with_hours(draft), calendar.pk)


def differences(before: Schedule, after: Schedule) -> list[str]:
    """What a draft says otherwise than the version it began from: zone, week, days added, removed, changed."""
    told = []
    if before.zone != after.zone:
        told.append(setup_words.change(setup_words.ZONE, before.zone, after.zone))
    if (before.always, before.week) != (after.always, after.week):
        told.append(setup_words.change(setup_words.WEEK, week_words(before), week_words(after)))
    old, new = ({each.day: each for each in schedule.exceptions} for schedule in (before, after))
    counts = (
        len(new.keys() - old.keys()),
        len(old.keys() - new.keys()),
        sum(old[day] != new[day] for day in old.keys() & new.keys()),
    )
    return [*told, *setup_words.days_changed(*counts)]
