"""The published numbers as a visitor reads them."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext, ngettext

from channels.selectors import ChannelStatus, hotlines
from core.contacts import spaced_phone
from core.hourwords import week_words
from core.timewords import city_words, moment_words
from tickets.categories import Language


def hotline_rows(at: datetime) -> list[dict[str, Any]]:
    """The rows of portal/_hotlines.html, in the published order."""
    return [_row(each, at) for each in hotlines(at)]


def _row(status: ChannelStatus, at: datetime) -> dict[str, Any]:
    line = status.channel
    return {
        "region": line.said("region"),
        "number": spaced_phone(line.value),
        "tel": line.value,
        "open": status.open_now,
        "hours": week_words(status.schedule) if status.schedule else "",
        "change": change_words(status, at),
        "changes_at": status.changes_at,
        "zone": status.schedule.zone if status.schedule else "",
        "wait": wait_words(line.wait_minutes) if status.open_now else "",
        "languages": [Language(code).label for code in line.languages if code in Language.values],
    }


def change_words(status: ChannelStatus, at: datetime) -> str:
    """When it closes or opens next, by the clock of its own region, with the zone."""
    if status.changes_at is None or status.schedule is None:
        return ""
    zone = status.schedule.zone
    facts = {"time": moment_words(status.changes_at, zone=zone, now=at), "city": city_words(zone)}
    if status.open_now:
        return gettext("Open until %(time)s, %(city)s time") % facts
    return gettext("Opens %(time)s, %(city)s time") % facts


def wait_words(minutes: int | None) -> str:
    """How long callers wait at present; nothing where nobody knows."""
    if minutes is None:
        return ""
    if minutes == 0:
        return gettext("No wait at present")
    return ngettext("About %(minutes)d min wait", "About %(minutes)d min wait", minutes) % {"minutes": minutes}
