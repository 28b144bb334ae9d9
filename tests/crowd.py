"""Many tickets at once, where a test is about lists and not about how tickets come to be."""

from collections.abc import Callable
from copy import copy

from core.numbers import new_number
from outbox.rows import insert_rows
from tickets.models import Ticket


def crowd(like: Ticket, count: int, vary: Callable[[int], dict[str, object]] = lambda _place: {}) -> list[Ticket]:
    """So many tickets like this one, each with a number of its own and with what `vary` says of its place (from 0).

    Rows only: without clocks, messages and events.
    """
    rows = []
    for place in range(count):
        row = copy(like)
        row.pk, row.number = None, new_number()
        for name, value in vary(place).items():
            setattr(row, name, value)
        rows.append(row)
    return insert_rows(rows)
