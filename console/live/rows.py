"""Rows of open lists, told as they change: rendered once for all pages that show the same."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import User
from channels.models import Call
from channels.selectors import promised_to
from console.live.pages import OpenPage
from console.next_up import CALLBACKS_AHEAD, alarming, free_work, own_work, row_of, work_of
from console.queues import QUEUES
from console.tables import ticket_row
from core.matching import holds
from live.audiences import Message
from tickets.cuts import seen_by
from tickets.models import Mention, Snooze, Ticket

QUEUE_ROW: Final = "desk/_table_row.html"
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
    _rendered: dict[object, str] = field(default_factory=dict)

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
                yield Message("row", row)
            elif ticket.pk in page.shown:
                page.shown.discard(ticket.pk)
                yield Message("gone", {"number": ticket.number})

    def _row(self, ticket: Ticket, page: OpenPage) -> dict[str, str] | None:
        """The row as this page shows it; None where it does not belong."""
        return self._queue_row(ticket, page) if page.kind == "queue" else self._work_row(ticket, page)

    def _queue_row(self, ticket: Ticket, page: OpenPage) -> dict[str, str] | None:
        queue, user = QUEUES.get(page.name), page.user
        if queue is None or not holds(seen_by(user) & queue.cut(user, self.at) & page.narrowed, ticket):
            return None
        key = (queue.slug, ticket.pk, page.language, user.zone)
        if key not in self._rendered:
            with _as_read_by(user, page.language):
                row = ticket_row(ticket, queue=queue.slug, at=self.at, plain=False)
            self._rendered[key] = self._render(QUEUE_ROW, row, page)
        return {"number": ticket.number, "html": self._rendered[key]}

    def _work_row(self, ticket: Ticket, page: OpenPage) -> dict[str, str] | None:
        user = page.user
        callback = self.callbacks.get((user.pk, ticket.pk))
        mention = self.mentions.get((user.pk, ticket.pk)) if holds(seen_by(user), ticket) else None
        own = own_work(user, at=self.at)
        if (user.pk, ticket.pk) in self.asleep:
            own &= alarming(self.at)
        belongs: Q = own | free_work(user, at=self.at)
        if not holds(belongs, ticket) and callback is None and mention is None:
            return None
        with _as_read_by(user, page.language):
            row = row_of(work_of(ticket, callback, user, at=self.at, mention=mention), user, at=self.at)
            # Most rows read alike for everybody who may take the ticket.
            key = (repr(sorted(row.items())), page.language, user.zone)
        if key not in self._rendered:
            self._rendered[key] = self._render(WORK_ROW, row, page)
        return {"number": ticket.number, "html": self._rendered[key]}

    def _render(self, template: str, row: dict[str, Any], page: OpenPage) -> str:
        with _as_read_by(page.user, page.language):
            return render_to_string(template, {"row": row, "now": self.at, "zone": page.user.zone}).strip()


def _as_read_by(user: User, language: str) -> ExitStack:
    """The language of a page and the zone of its reader, as the middlewares set them for a request."""
    stack = ExitStack()
    stack.enter_context(translation.override(language))
    stack.enter_context(timezone.override(ZoneInfo(user.zone)))
    return stack
