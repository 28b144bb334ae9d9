"""Counting without counting all: how many rows there are, up to a cap, for many lists in one statement."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias, TypeGuard

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from console.prepared import prepared_cursor

CAP: Final = 100
# Stand in a statement for the moment at which it will be asked, the person who asks, and their team: no desk knows a moment so far
# ahead or has so many rows.
SOME_TIME: Final = datetime(9000, 1, 1, tzinfo=UTC)
SOMEBODY: Final = 9 * 10**18 + 1
SOME_TEAM: Final = 9 * 10**18 + 2
Lists: TypeAlias = QuerySet[Any, Any] | Sequence[QuerySet[Any, Any]]
_PLACE: Final = re.compile("%[%s]")


@dataclass(frozen=True)
class Counting:
    """A statement that counts many lists, as it was once written. Writing it takes several times longer than running it, and so does
    planning it: the server keeps its plan. For that, only what differs from one asking to the next is told beside the statement; the
    rest stands in it, where the planner sees whether an index has it.
    """

    names: tuple[str, ...]
    sql: str
    asked: tuple[Any, ...]
    cap: int

    @classmethod
    def of(cls, lists: Mapping[str, Lists], *, cap: int = CAP, beside: QuerySet[Any, Any] | None = None) -> "Counting":
        """Of these lists; of several under one name, which must have no row in common, the sum. Each part stops at the cap, or where it
        is cut already, so a full table costs no more; lists that were cut at SOME_TIME, for SOMEBODY or SOME_TEAM are counted for any.
        `beside` is a short list of values() that the same statement tells whole."""
        parts: list[str] = []
        values: list[Any] = []
        names: list[str] = []
        for name, found in lists.items():
            for rows in [found] if isinstance(found, QuerySet) else found:
                part = rows if rows.query.is_sliced else rows.order_by()[:cap]
                try:
                    sql, params = part.values("pk").query.sql_with_params()
                except EmptyResultSet:  # a list that can have no rows, such as none()
                    continue
                names.append(name)
                parts.append(f"(SELECT count(*) FROM ({sql}) AS part{len(parts)})")  # noqa: S608 - Django wrote it, values are bound
                values += params
        if beside is not None:
            sql, params = beside.query.sql_with_params()
            parts.append(f"(SELECT coalesce(json_agg(row_to_json(told))::text, '[]') FROM ({sql}) AS told)")  # noqa: S608 - idem
            values += params
        sql, asked = _filled_in(f"SELECT {', '.join(parts)}", values)
        return cls(tuple(names), sql, asked, cap)

    def at(self, moment: datetime, *, person: int = 0, team: int = 0) -> dict[str, int]:
        """The size of each list at this moment, for this person and team (ids), at most the cap; a list that can have no rows is left
        out. One statement."""
        return self.beside_at(moment, person=person, team=team)[0] if self.names else {}

    def beside_at(
        self, moment: datetime, *, person: int = 0, team: int = 0
    ) -> tuple[dict[str, int], list[dict[str, Any]]]:
        """As `at`, and the rows of what it tells beside. One statement."""
        known = {SOMEBODY: person, SOME_TEAM: team}
        values = [moment + (each - SOME_TIME) if _after_some_time(each) else known[each] for each in self.asked]
        with prepared_cursor() as cursor:
            cursor.execute(self.sql, values)
            counts = list(cursor.fetchone())
        rows = json.loads(counts.pop()) if len(counts) > len(self.names) else []
        told: Counter[str] = Counter()
        for name, count in zip(self.names, counts, strict=True):
            told[name] += count
        return {name: min(count, self.cap) for name, count in told.items()}, rows


def _filled_in(sql: str, values: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """The statement with its constants in place, and what it still asks for, in order."""
    ahead, asked = iter(values), []
    with connection.cursor() as cursor:

        def put(place: re.Match[str]) -> str:
            if place[0] == "%%":
                return place[0]
            value = next(ahead)
            if _after_some_time(value) or (isinstance(value, int) and value in {SOMEBODY, SOME_TEAM}):
                asked.append(value)
                return place[0]
            return str(cursor.mogrify("%s", [value])).replace("%", "%%")

        return _PLACE.sub(put, sql), tuple(asked)


def _after_some_time(value: object) -> TypeGuard[datetime]:
    return isinstance(value, datetime) and value >= SOME_TIME


def shown(count: int, *, cap: int = CAP) -> str:
    """The count as the rail shows it: nothing for none, "99+" from the cap on."""
    if count >= cap:
        return f"{cap - 1}+"
    return str(count) if count else ""
