"""Many tickets or calls at once, where a test is about lists and not about how they come to be."""

from collections.abc import Callable
from copy import copy
from typing import TypeVar

from channels.models import Call
from core.numbers import new_number
from outbox.rows import insert_rows
from tickets.models import Ticket

Row = TypeVar("Row", Ticket, Call)


def crowd(like: Row, count: int, vary: Callable[[int], dict[str, object]] = lambda _place: {}) -> list[Row]:
    """So many rows like this one, each with a number of its own and with what `vary` says of its place (from 0).

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
