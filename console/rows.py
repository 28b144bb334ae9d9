"""How a ticket's clock is told in a row, from the row alone: lists never join."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from accounts.selectors import masked
from core.promise_bar import BarState
from sla import selectors
from sla.models import Timer
from tickets.models import Ticket
from tickets.states import DONE, WAITING, State

# A goal that is this near asks for attention, but nothing is at risk yet.
SOON = timedelta(hours=1)
_FAR = 9_999_999_999
_HIGH = 2**63 - 1


@dataclass(frozen=True)
class RowClock:
    """What the tag clock_pill takes."""

    state: BarState
    goal_at: datetime | None = None
    limit_at: datetime | None = None
    met_at: datetime | None = None


def running_state(goal_at: datetime, limit_at: datetime, *, at: datetime) -> BarState:
    """The state of a clock that runs: at risk from the goal on, due soon in the hour before it (docs/promises.md)."""
    if limit_at <= at:
        return "breach"
    if goal_at <= at:
        return "risk"
    return "soon" if goal_at <= at + SOON else "ok"


def ticket_clock(ticket: Ticket, *, at: datetime) -> RowClock:
    """The nearest promise of a ticket; of one that is done, only that it is: its promises are told on its page."""
    if ticket.state in DONE:
        closed = ticket.state == State.CLOSED
        return RowClock("closed" if closed else "resolved", met_at=ticket.closed_at if closed else ticket.resolved_at)
    if ticket.goal_at is None or ticket.limit_at is None:
        return RowClock("ok")
    if ticket.breached_at is None and ticket.state in WAITING:
        return RowClock("paused")
    state = running_state(ticket.goal_at, ticket.limit_at, at=at)
    return RowClock(state, goal_at=ticket.goal_at, limit_at=ticket.limit_at)


def timer_state(timer: Timer, *, at: datetime) -> BarState:
    """The state of one promise as the desk shows it: due soon already a while before the goal."""
    state = selectors.timer_state(timer, at=at)
    return running_state(timer.goal_at, timer.due_at, at=at) if state in {"ok", "risk"} else state


def side_row(ticket: Ticket, *, at: datetime, queue: str, current: str) -> dict[str, Any]:
    """The context of desk/_side_row.html."""
    clock = ticket_clock(ticket, at=at)
    address = reverse("desk:ticket", args=[ticket.number])
    return {
        "number": ticket.number,
        "url": f"{address}?from={queue}",
        "subject": ticket.subject,
        "customer": masked(ticket.customer)["name"],
        "state": clock.state,
        "goal_at": clock.goal_at,
        "limit_at": clock.limit_at,
        "met_at": clock.met_at,
        "current": ticket.number == current,
    }


def order_words(*, urgent: bool, moment: datetime | None, pk: int) -> str:
    """A row's place in its list, as a text that sorts by itself: a row that arrives finds its place among those that are there."""
    when = f"{moment.timestamp():017.6f}" if moment else "~"
    return f"{int(not urgent)} {when} {pk:019d}"


def newest_first(moment: datetime, pk: int) -> str:
    """The same for a list that begins with the newest."""
    return f"{_FAR - moment.timestamp():017.6f} {_HIGH - pk:019d}"
