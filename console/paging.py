"""Older and newer by key, never by offset: page 1,000 costs what page 1 costs, and rows that arrive shift nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from tickets.models import Ticket
from tickets.selectors import TicketQuerySet

PAGE: Final = 50
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows of one page and the mark after which the next begins ("" on the last). `later` means: not the first page."""

    rows: list[M]
    after: str
    later: bool


@dataclass(frozen=True)
class _Mark:
    """Where a page ended: written into the address, so it holds nothing about anybody."""

    emergency: bool
    moment: datetime | None
    pk: int

    def __str__(self) -> str:
        moment = (self.moment - _EPOCH) // _MICROSECOND if self.moment else "n"
        return f"{int(self.emergency)}_{moment}_{self.pk}"


def _read(text: str) -> _Mark | None:
    """The mark of an address; None for none, and for one that nobody here wrote."""
    try:
        flag, moment, pk = text.split("_")
        at = None if moment == "n" else _EPOCH + int(moment) * _MICROSECOND
        return _Mark(flag == "1", at, int(pk))
    except (ValueError, OverflowError):
        return None


def by_moment(rows: QuerySet[M], field: str, text: str, *, newest_first: bool = False) -> Page[M]:
    """Rows in the order of a moment that all of them have. `text` is what the last page gave, or empty."""
    sign, beyond, shown = ("-", "lte", "gte") if newest_first else ("", "gte", "lte")
    mark = _read(text)
    if mark and mark.moment:
        # The first condition is for the index, the second leaves out what was shown.
        rows = rows.filter(**{f"{field}__{beyond}": mark.moment})
        rows = rows.exclude(**{field: mark.moment, f"pk__{shown}": mark.pk})
    ordered = list(rows.order_by(f"{sign}{field}", f"{sign}pk")[: PAGE + 1])
    return _page(
        ordered, lambda row: _Mark(emergency=False, moment=getattr(row, field), pk=row.pk), later=mark is not None
    )


def by_urgency(rows: Callable[[Q, int], TicketQuerySet], text: str) -> Page[Ticket]:
    """Tickets with emergencies first, then by the next mark of the promise; those without one, such as waiting ones, last. `rows` gives
    the first so many of those that fit a condition."""
    mark, beyond = _read(text), Q()
    if mark:
        beyond = Q(next_due_at__isnull=True, pk__gt=mark.pk)
        if mark.moment:
            beyond = (
                Q(next_due_at__gt=mark.moment)
                | Q(next_due_at=mark.moment, pk__gt=mark.pk)
                | Q(next_due_at__isnull=True)
            )
        beyond &= Q(emergency=mark.emergency)
        beyond = beyond | Q(emergency=False) if mark.emergency else beyond
    ordered = list(rows(beyond, PAGE + 1))
    return _page(ordered, lambda row: _Mark(row.emergency, row.next_due_at, row.pk), later=mark is not None)


def _page(rows: list[M], mark_of: Any, *, later: bool) -> Page[M]:
    """One row more than a page was read: it says whether there is a next one."""
    more = len(rows) > PAGE
    kept = rows[:PAGE]
    return Page(rows=kept, after=str(mark_of(kept[-1])) if more else "", later=later)
