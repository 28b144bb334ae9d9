"""Who is to look: watchers, and colleagues named in a note."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Conflict
from core.text import fold
from outbox.services import record
from tickets.events import MentionSeen, StaffMentioned, WatchBegun, WatchEnded
from tickets.models import Mention, Message, Ticket
from tickets.selectors import who_may_see
from tickets.services.locking import hold

MOST_WATCHERS: Final = 50


@transaction.atomic
def watch_ticket(*, ticket: Ticket, by: User, at: datetime) -> Ticket:
    """Hear of public replies, of the customer's words and of a missed promise. Watching already changes nothing."""
    locked = hold(ticket, "watch", by=by)
    if by.pk in locked.watchers:
        return locked
    if len(locked.watchers) >= MOST_WATCHERS:
        raise Conflict(_("Fifty people watch this ticket already."), code="too_many_watchers")
    return _watched(locked, [*locked.watchers, by.pk], WatchBegun(subject_id=locked.pk), by=by, at=at)


@transaction.atomic
def unwatch_ticket(*, ticket: Ticket, by: User, at: datetime) -> Ticket:
    """Hear no more of it."""
    locked = hold(ticket, "watch", by=by)
    if by.pk not in locked.watchers:
        return locked
    left = [each for each in locked.watchers if each != by.pk]
    return _watched(locked, left, WatchEnded(subject_id=locked.pk), by=by, at=at)


def _watched(locked: Ticket, people: list[int], told: WatchBegun | WatchEnded, *, by: User, at: datetime) -> Ticket:
    locked.watchers = people
    locked.save(update_fields=["watchers"])
    record(told, by=by, at=at)
    return locked


def named_in(text: str, people: Sequence[User]) -> list[User]:
    """Who is named in a text as @name or @number (the agent number), whatever the case. The longer name wins: "@Mei Ong" is not "@Mei"."""
    left, found = fold(text).casefold(), []
    ways = [(way, each) for each in people for way in (each.agent_number, fold(each.name).casefold())]
    for way, each in sorted(ways, key=lambda pair: -len(pair[0])):
        # Latin names end where the word ends; in Chinese the next sign may follow at once.
        end = r"(?![a-z0-9])" if way[-1].isascii() and way[-1].isalnum() else ""
        left, times = re.subn(rf"(?<![a-z0-9._+-])@{re.escape(way)}{end}", " ", left)
        if times and each not in found:
            found.append(each)
    return found


def mention_named(locked: Ticket, message: Message, *, by: User, at: datetime) -> None:
    """Colleagues named in a note, if they may see the ticket: it is on their list until they open it. The caller holds the row."""
    if "@" not in fold(message.body):
        return
    people = [each for each in named_in(message.body, who_may_see(locked)) if each.pk != by.pk]
    if not people:
        return
    Mention.objects.bulk_create(
        [Mention(ticket=locked, user=each, by=by, at=at) for each in sorted(people, key=lambda each: each.pk)],
        update_conflicts=True,
        unique_fields=["ticket", "user"],
        update_fields=["by", "at", "seen_at"],
    )
    ids, labels = [each.pk for each in people], [each.actor.label for each in people]
    record(StaffMentioned(subject_id=locked.pk, message_id=message.pk, people=ids, labels=labels), by=by, at=at)


def see_mention(*, ticket: Ticket, by: User, at: datetime) -> bool:
    """Who was named has opened the ticket; whether that is news. One statement where it is none."""
    mine = Mention.objects.filter(ticket=ticket, user=by, seen_at__isnull=True)
    if not mine.exists():
        return False
    with transaction.atomic():
        opened = mine.update(seen_at=at)
        if opened:
            record(MentionSeen(subject_id=ticket.pk), by=by, at=at)
    return bool(opened)
