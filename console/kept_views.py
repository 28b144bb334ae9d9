"""Saved views in the rail: the first few of a person and of their team, counted with everything else that the rail counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from console import queues
from console.counts import SOME_TIME
from console.forms.filters import FilterForm
from console.queues import QUEUES
from tickets.cuts import filtered
from tickets.models import SavedView
from tickets.selectors import TicketQuerySet

MOST: Final = 6


@dataclass(frozen=True)
class KeptView:
    """One saved view, as the statement of the counts tells it."""

    pk: int
    name: str
    queue: str
    query: str

    @property
    def word(self) -> str:
        """What its count is called."""
        return f"view:{self.pk}"

    @property
    def url(self) -> str:
        """The list it opens."""
        return reverse("desk:queue", args=[self.queue]) + f"?{self.query}"


def told(user: User) -> QuerySet[SavedView, Any]:
    """The views that the rail has room for, by name, with what a KeptView knows."""
    seen = SavedView.objects.visible_to(user).filter(queue__in=list(QUEUES))
    return seen.values("pk", "name", "queue", "query")[:MOST]


def lists_of(views: tuple[KeptView, ...], user: User) -> dict[str, list[TicketQuerySet]]:
    """What each view shows. What is over is not counted, here as little as in the queues above."""
    shown = [each for each in views if not QUEUES[each.queue].of_done]
    narrowed = {each.word: filtered(FilterForm(QueryDict(each.query)).chosen) for each in shown}
    return {
        each.word: queues.lists_of(QUEUES[each.queue], user, at=SOME_TIME, narrowed=narrowed[each.word])
        for each in shown
    }


def read(rows: Sequence[Mapping[str, Any]]) -> tuple[KeptView, ...]:
    """The views out of the answer of the statement."""
    return tuple(KeptView(**row) for row in rows)
