"""Rows of open lists, told as they change: rendered once for all pages that show the same."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from channels.models import Call
from channels.selectors import promised_to
from console.live.pages import OpenPage
from console.next_up import CALLBACKS_AHEAD, free_work, own_work, row_of, work_of
from console.queues import QUEUES
from console.tables import ticket_row
from console.templatetags.rows import ticket_row as drawn_row
from core.matching import holds
from live.audiences import Message
from tickets.cuts import alarming, seen_by
from tickets.models import Mention, Snooze, Ticket

LISTS: Final = frozenset({"queue", "next"})
WORK_ROW: Final = "desk/_next_up_row.html"


@dataclass
class Rows:
    """What changed, at one moment, for any number of pages. Everything is read when it is made; telling asks the database nothing."""

    tickets: Sequence[Ticket]
    callbacks: Mapping[tuple[int, int], Call]
    mentions: Mapping[tuple[int, int], Mention]
    asleep: frozenset[tuple[int, int]]
    at: datetime
    _told: dict[object, Message | None] = field(default_factory=dict)
    _seen: dict[object, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, ids: Sequence[int], pages: Sequence[OpenPage], *, at: datetime) -> "Rows":
        """Four queries: the tickets; these people's call-backs for them, the notes that name them there, what they have snoozed."""
        tickets = list(Ticket.objects.filter(pk__in=ids).for_rows().with_last_deed())
        people = {page.user.pk for page in pages if page.kind == "next"}
        calls = promised_to(people, ids, until=at + CALLBACKS_AHEAD) if people else []
        promised = {(call.agent_id, call.ticket_id): call for call in calls if call.agent_id and call.ticket_id}
        named = Mention.objects.open_for(people).filter(ticket__in=ids) if people else []
        snoozed = Snooze.objects.holding(people, at=at).filter(ticket__in=ids) if people else []
        asleep = frozenset((each.user_id, each.ticket_id) for each in snoozed)
        return cls(tickets, promised, {(each.user_id, each.ticket_id): each for each in named}, asleep, at)

    def told(self, page: OpenPage) -> Iterator[Message]:
        """The rows that came, changed or left on this page, if it is a list of tickets."""
        if page.kind not in LISTS:
            return
        for ticket in self.tickets:
            row = self._row(ticket, page)
            if row is not None:
                page.shown.add(ticket.pk)
                yield row
            elif ticket.pk in page.shown:
                page.shown.discard(ticket.pk)
                yield Message("gone", {"number": ticket.number})

    def seen(self, ticket: Ticket, user: User) -> bool:
        """Whether somebody may see it."""
        key = (ticket.pk, viewpoint(user, ticket))
        if key not in self._seen:
            self._seen[key] = holds(seen_by(user), ticket)
        return self._seen[key]

    def _row(self, ticket: Ticket, page: OpenPage) -> Message | None:
        """The row as this page shows it; None where it does not belong. Pages that look alike get one and the same."""
        user, callback = page.user, self.callbacks.get((page.user.pk, ticket.pk))
        deed = getattr(ticket, "last_deed", None) or {}
        place = (page.kind, page.name, page.language, user.zone, repr(page.narrowed))
        mention = self._mention(ticket, user)
        key = (
            ticket.pk,
            callback and callback.pk,
            mention and mention.pk,
            (user.pk, ticket.pk) in self.asleep,
            deed.get("actor_id") == str(user.pk),
            place,
            viewpoint(user, ticket),
        )
        if key not in self._told:
            row = self._queue_row if page.kind == "queue" else self._work_row
            with _as_read_by(user, page.language):
                html = row(ticket, page, callback)
            self._told[key] = Message("row", {"number": ticket.number, "html": html}) if html else None
        return self._told[key]

    def _queue_row(self, ticket: Ticket, page: OpenPage, _callback: Call | None) -> str:
        queue = QUEUES.get(page.name)
        if queue is None or not holds(seen_by(page.user) & queue.cut(page.user, self.at) & page.narrowed, ticket):
            return ""
        row = ticket_row(ticket, queue=queue.slug, at=self.at, plain=False)
        return drawn_row({"now": self.at, "zone": page.user.zone}, row)

    def _mention(self, ticket: Ticket, user: User) -> Mention | None:
        """Where somebody is named, if they may still see it."""
        mention = self.mentions.get((user.pk, ticket.pk))
        return mention if mention and self.seen(ticket, user) else None

    def _work_row(self, ticket: Ticket, page: OpenPage, callback: Call | None) -> str:
        user = page.user
        mention = self._mention(ticket, user)
        own = own_work(user, at=self.at)
        if (user.pk, ticket.pk) in self.asleep:
            own &= alarming(self.at)
        belongs = own | free_work(user, at=self.at)
        if callback is None and mention is None and not holds(belongs, ticket):
            return ""
        row = row_of(work_of(ticket, callback, user, at=self.at, mention=mention), user, at=self.at)
        return render_to_string(WORK_ROW, {"row": row, "now": self.at, "zone": page.user.zone}).strip()


def viewpoint(user: User, ticket: Ticket) -> tuple[Any, ...]:
    """All that the conditions of lists, and the words of their rows, ask of a person (tickets.cuts, console.queues, console.next_up)."""
    return user.role, user.team_id, tuple(user.skills), tuple(user.languages), ticket.assignee_id == user.pk


def _as_read_by(user: User, language: str) -> ExitStack:
    """The language of a page and the zone of its reader, as the middlewares set them for a request."""
    stack = ExitStack()
    stack.enter_context(translation.override(language))
    stack.enter_context(timezone.override(ZoneInfo(user.zone)))
    return stack
