"""The thread of a ticket: what was said, and what happened between, folded to one line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.selectors import masked
from channels.models import Call
from console import story
from console.looks import CHANNEL_ICONS
from console.mail_story import about_mail
from core import timewords
from core.numbers import grouped
from outbox.models import Event
from tickets.categories import ChannelKind
from tickets.models import Message, MessageKind, Ticket

PAGE = 100
# What the messages themselves say, and what belongs to the read log.
NOT_IN_THREAD = {
    *(
        "ticket.replied",
        "ticket.customer_replied",
        "ticket.noted",
        "ticket.handed_over",
        "ticket.viewed",
        "customer.revealed",
        "ticket.file_attached",
        "ticket.file_drafted",
        "ticket.file_opened",
    ),
    *("ticket.watch_begun", "ticket.watch_ended", "ticket.mention_seen"),
}
READS = {"ticket.viewed", "ticket.file_opened", "customer.revealed"}


@dataclass(frozen=True)
class Page:
    """One page of messages, oldest first; `earlier` is the id before which the next page begins, or None."""

    messages: list[Message]
    earlier: int | None


def messages_before(ticket: Ticket, before: int | None) -> Page:
    """The newest 100 messages, or the 100 before the one with id `before`. One statement."""
    found: QuerySet[Message] = (
        ticket.messages.select_related("by", "origin", "mail").prefetch_related("attachments").order_by("-at", "-id")
    )
    if before is not None:
        found = found.filter(pk__lt=before)
    newest = list(found[: PAGE + 1])
    shown = newest[:PAGE][::-1]
    return Page(shown, shown[0].pk if len(newest) > PAGE else None)


def entries(
    ticket: Ticket,
    page: Page,
    events: Iterable[Event],
    calls: Iterable[Call],
    *,
    newest: bool,
    merged: Mapping[int, str],
) -> list[dict[str, Any]]:
    """Messages and, between them, the events in one fold each: {"message": ...} or {"events": [...], "summary": ...}.

    `merged`: tickets that go on in this one, number by id; what happened there is told with its number.
    """
    first = page.messages[0].at if page.messages and page.earlier else None
    last = None if newest or not page.messages else page.messages[-1].at
    told = [each for each in events if each.name not in NOT_IN_THREAD and _within(each.at, first, last)]
    # At one moment the message comes first: what it caused follows from it.
    unsorted: list[Message | Event] = [*page.messages, *told]
    items = sorted(unsorted, key=lambda each: (each.at, isinstance(each, Event), each.pk))
    talks = {call.finished_at: call for call in calls}
    shown: list[dict[str, Any]] = []
    for folded, group in groupby(items, key=lambda each: isinstance(each, Event)):
        if folded:
            shown.append(_fold([each for each in group if isinstance(each, Event)], merged))
        else:
            shown += [{"message": message_words(each, ticket, talks)} for each in group if isinstance(each, Message)]
    return shown


def _within(moment: datetime, first: datetime | None, last: datetime | None) -> bool:
    return (first is None or moment >= first) and (last is None or moment <= last)


def _fold(events: list[Event], merged: Mapping[int, str]) -> dict[str, Any]:
    lines = [{"id": each.pk, "at": each.at, "words": _told(each, merged)} for each in events]
    return {"events": lines, "summary": lines[-1]["words"]}


def _told(event: Event, merged: Mapping[int, str]) -> str:
    number = merged.get(event.subject_id) if event.subject_kind == "ticket" else None
    words = story.sentence(event)
    return _("On %(number)s: %(words)s") % {"number": grouped(number), "words": words} if number else words


def message_words(message: Message, ticket: Ticket, talks: dict[datetime | None, Call]) -> dict[str, Any]:
    """The context of desk/_message.html."""
    words: dict[str, Any] = {"id": message.pk, "at": message.at, "body": message.body}
    words["files"] = message.attachments.all()
    if message.origin:
        words["origin"] = message.origin.number
    if message.by is None:
        name = masked(ticket.customer)["name"] or _("The customer")
        channel = ChannelKind(message.channel)
        return words | {
            "kind": "customer",
            "author": name,
            "channel": channel.label,
            "channel_icon": CHANNEL_ICONS[channel],
            **about_mail(message),
        }
    words |= {"author": message.by.name, "agent_number": message.by.agent_number}
    if message.kind == MessageKind.PUBLIC:
        return words | {"kind": "public", "channel": pgettext("message", "Public"), "channel_icon": "send"}
    if message.kind == MessageKind.INTERNAL:
        return words | {"kind": "internal"}
    call = talks.get(message.at)
    detail = _("%(time)s on the line") % {"time": spoken(call.talk_seconds)} if call and call.talk_seconds else ""
    return words | {"kind": "call", "detail": detail}


def spoken(seconds: int | None) -> str:
    """Seconds of a call in words: "4 min 12 s"; a dash where there was nothing."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(seconds, 60)
    if minutes >= 60:
        return timewords.timer_words(timedelta(seconds=seconds))
    return (
        _("%(minutes)d min %(seconds)02d s") % {"minutes": minutes, "seconds": rest}
        if minutes
        else _("%(seconds)d s") % {"seconds": rest}
    )


def read_log(events: Iterable[Event], *, most: int = 8) -> list[dict[str, Any]]:
    """Who opened the ticket and who uncovered what, the newest first."""
    reads = [each for each in events if each.name in READS]
    return [{"at": each.at, "words": story.sentence(each)} for each in reads[::-1][:most]]


def news_since(events: Iterable[Event], *, seen_at: datetime, me: str) -> list[dict[str, Any]]:
    """What others did after `seen_at`: shown at the composer when two people work on one ticket. `me` is an actor id."""
    told = [
        {"at": each.at, "words": story.sentence(each)}
        for each in events
        if each.at > seen_at and each.name not in READS and (each.actor_kind, each.actor_id) != ("staff", me)
    ]
    return told[-5:]
