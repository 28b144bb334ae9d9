"""Which ways in are open, when the others open, and what would be promised now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from channels.chat.selectors import is_staffed
from channels.services import call_slots
from channels.ways import way_of
from core import hours
from core.errors import InvalidInput, Sentence
from core.timewords import moment_words
from sla.opening import Opening, open_now, openings
from sla.services.policies import Matter, Quote, policy_for, quote
from tickets.categories import Category, ChannelKind, Priority

# Where a visitor goes for it; the others are reached from outside.
ADDRESSES: Final = {ChannelKind.CHAT: "portal:chat", ChannelKind.WEB: "portal:ask"}
SHOWN: Final = (ChannelKind.CHAT, ChannelKind.WEB, ChannelKind.MAIL, ChannelKind.TELEGRAM)


@dataclass(frozen=True)
class Way:
    """One row of portal/_ways.html. `takes`: what is written is taken in while it is closed, too."""

    label: Sentence
    url: str
    is_open: bool
    opens_at: datetime | None
    takes: bool


@dataclass(frozen=True)
class Promised:
    """What would be promised now, and when answers begin if nobody answers at this hour."""

    expected: Quote
    opens_at: datetime | None


def ways_now(at: datetime) -> list[Way]:
    """The ways in that this desk has, the open ones first."""
    known = openings(at)
    shown = [each for each in SHOWN if each != ChannelKind.TELEGRAM or way_of(each)]
    return sorted((_way(each, known[each], at) for each in shown), key=lambda way: not way.is_open)


def _way(kind: ChannelKind, opening: Opening, at: datetime) -> Way:
    chat = kind == ChannelKind.CHAT
    attended = opening.is_open and (not chat or is_staffed(at=at))
    url = reverse(ADDRESSES[kind]) if kind in ADDRESSES else ""
    return Way(kind.label, url, attended, opening.opens_at, takes=not chat)


def call_choices(at: datetime, *, typed: bool = False) -> list[tuple[str, str]]:
    """When we could call who finds nobody in chat: value and words, in the desk's zone. Empty while somebody is there.

    `typed`: what was offered up to an hour ago still counts.
    """
    if open_now(ChannelKind.CHAT, at).is_open and is_staffed(at=at):
        return []
    zone = settings.OPERATOR["zone"]
    slots = {*call_slots(at=at), *(call_slots(at=at - timedelta(hours=1)) if typed else ())}
    return [
        (each.isoformat(), _("Call me: %(time)s") % {"time": moment_words(each, zone=zone, now=at)})
        for each in sorted(slots)
        if each > at
    ]


def promised_now(
    channel: str, at: datetime, *, category: str = Category.GUIDANCE, priority: str = Priority.NORMAL
) -> Promised | None:
    """What the clock of such a ticket would say. A desk without a policy promises nothing."""
    matter = Matter(category, priority, channel, get_language() or "")
    try:
        ruling = policy_for(matter)
        first = quote(matter, at=at, ruling=ruling)[0]
    except InvalidInput:
        return None
    closed = not hours.is_open(ruling.schedule, at)
    return Promised(first, hours.next_opening(ruling.schedule, at) if closed else None)
