"""What an alert says: which promise, which mark, when it is due, where it is. Never who asked, and never what they wrote."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from notifications.models import Bundle
from outbox.models import Event
from sla.models import Timer
from sla.rung_words import rung_sentence

MOST_LISTED = 20


@dataclass(frozen=True)
class Line:
    """One rung of one ticket. `due_at` is the limit; `answered`: the promise ended before this was read."""

    number: str
    words: str
    due_at: datetime
    answered: bool
    url: str


def ticket_url(number: str) -> str:
    """Where the ticket is, for somebody who may open it."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('desk:ticket', args=[number])}"


def lines_of(events: Sequence[Event]) -> list[Line]:
    """A line each, in the active language, in the order given. Two statements at most."""
    timers = Timer.objects.select_related("ticket").in_bulk([each.data["timer_id"] for each in events])
    return [_line(event, timers[event.data["timer_id"]]) for event in events]


def _line(event: Event, timer: Timer) -> Line:
    number = timer.ticket.number
    return Line(number, rung_sentence(event.data), timer.due_at, timer.stopped_at is not None, ticket_url(number))


def told(bundle: Bundle, *, most: int = MOST_LISTED) -> dict[str, Any]:
    """The context of a message, in the active language: at most so many `lines`, how many `more`, and `counts` of each sentence."""
    events = [each.event for each in bundle.alerts.select_related("event")]
    shown = events[:most]
    counts = Counter(rung_sentence(each.data) for each in events)
    return {
        "bundle": bundle,
        "total": len(events),
        "counts": [{"words": words, "count": count} for words, count in counts.most_common()],
        "lines": lines_of(shown),
        "more": len(events) - len(shown),
    }


def language_of(user: User) -> str:
    """The first language a person works in that the desk is written in."""
    known = [code for code, _name in settings.LANGUAGES]
    return next((each for each in user.languages if each in known), settings.LANGUAGE_CODE)
