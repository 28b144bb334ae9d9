"""Counting without counting all: how many rows there are, up to a cap, for many lists in one statement."""

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

CAP: Final = 100


def capped_counts(lists: Mapping[str, QuerySet[Any]], *, cap: int = CAP) -> dict[str, int]:
    """The size of each list, at most `cap`. One statement; each part stops at the cap, so a full table costs no more."""
    parts: list[str] = []
    values: list[Any] = []
    names: list[str] = []
    for name, rows in lists.items():
        try:
            sql, params = rows.order_by().values("pk")[:cap].query.sql_with_params()
        except EmptyResultSet:  # a list that can have no rows, such as none()
            continue
        names.append(name)
        part = f"(SELECT count(*) FROM ({sql}) AS part{len(parts)})"  # noqa: S608 - Django wrote it, values are bound
        parts.append(part)
        values += params
    found = dict.fromkeys(lists, 0)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", values)
            found |= dict(zip(names, cursor.fetchone(), strict=True))
    return found


def shown(count: int, *, cap: int = CAP) -> str:
    """The count as the rail shows it: nothing for none, "99+" from the cap on."""
    if count >= cap:
        return f"{cap - 1}+"
    return str(count) if count else ""
