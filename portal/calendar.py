"""The promise as a calendar file (RFC 5545). It travels to phones and shared calendars, so it names nobody."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from sla.models import Timer, TimerKind

_OCTETS = 75  # RFC 5545 3.1, without the line break


def promise_calendar(timer: Timer, number: str, *, at: datetime) -> str:
    """Goal and limit of a running promise as two moments. Of the ticket's number only the last four digits are told."""
    name, last = settings.OPERATOR["name"], number[-4:]
    goal = (
        _("%(name)s: reply expected, ticket …%(last)s")
        if timer.kind == TimerKind.FIRST_REPLY
        else _("%(name)s: solution expected, ticket …%(last)s")
    )
    limit = _("%(name)s: promised at the latest, ticket …%(last)s")
    told = {"name": name, "last": last}
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Firstline//Promise//EN", "METHOD:PUBLISH"]
    for mark, moment, title in (("goal", timer.goal_at, goal), ("limit", timer.due_at, limit)):
        lines += _event(f"{timer.pk}-{mark}", moment, title % told, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(uid: str, moment: datetime, title: str, at: datetime) -> list[str]:
    domain = settings.OPERATOR["support_mail"].partition("@")[2]
    return [
        "BEGIN:VEVENT",
        f"UID:promise-{uid}@{domain}",
        f"DTSTAMP:{_stamp(at)}",
        f"DTSTART:{_stamp(moment)}",
        f"DTEND:{_stamp(moment + timedelta(minutes=15))}",
        f"SUMMARY:{_escaped(title)}",
        f"URL:{settings.PUBLIC_URL}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """RFC 5545 3.3.11."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Pieces of at most 75 octets, never cut inside a character; each but the first begins with a blank."""
    piece = ""
    for char in line:
        if len((piece + char).encode()) > _OCTETS:
            yield piece
            piece = " "
        piece += char
    yield piece
