"""Copies of stories, made inside the database: the same rows with other ids, moments, people, numbers and words.

Ids are mapped by addition, so that no statement has to look anything up: copy n of a row with id i stands at
`start + (n - 1) * stride + i - first`, and whatever names that row names it there.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, models

from accounts.models import Customer, User
from bench.house import PER_TEAM, ROUND, House
from bench.texts import COUNT, Words
from complaints.models import Complaint, Letter, Point
from core.numbers import is_valid
from outbox.models import Event
from sla.models import Breach, BreachReview, Holding, Pause, Timer
from tickets.models import Message, Ticket

# In an order in which each names only what stands before it or was there.
COPIED: Final[Sequence[type[models.Model]]] = (
    *(Ticket, Message, Timer, Pause, Holding, Breach, BreachReview, Complaint, Point, Letter, Event),
)
_SUBJECTS: Final = {"ticket": Ticket, "complaint": Complaint, "review": BreachReview}
_NAMED_IN_EVENTS: Final = {
    "message_id": Message,
    "timer_id": Timer,
    "ticket_id": Ticket,
    "complaint_id": Complaint,
    "breach_id": Breach,
    "letter_id": Letter,
    "point_id": Point,
}
# Named in events too, and the same for all copies.
_SAME: Final = {"team_id", "step_id"}
_PEOPLE: Final = {"assignee_id"}
_LABELS: Final = {"before", "after"}
CHUNK: Final = 100
_MOMENT: Final = 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'
# A value with moments in it, as words with places for them: taking JSON apart in SQL costs ten times as much.
_FORMED: Final = """
    format(said.words, VARIADIC
        ARRAY(SELECT to_char((each + shift) AT TIME ZONE 'UTC', CASE WHEN place > said.moments THEN 'YYYY-MM-DD' ELSE '{moment}' END)
        FROM unnest(said.edges) WITH ORDINALITY AS edge(each, place) ORDER BY place))::jsonb
"""


@dataclass(frozen=True)
class Stretch:
    """Where the told rows of one model lie, and where their copies will: ids."""

    first: int
    last: int
    start: int

    @property
    def stride(self) -> int:
        return self.last - self.first + 1

    def copied(self, column: str) -> str:
        """SQL for the id of the copy of the row that `column` names."""
        return f"({self.start} + (n - 1)::bigint * {self.stride} + {column} - {self.first})"


@dataclass(frozen=True)
class Told:
    """Stories that are copied together; `shift` is SQL for how far copy n lies from them in time."""

    stretches: Mapping[type[models.Model], Stretch]
    shift: str


def number_sql(place: str) -> str:
    """SQL for the ticket number of a place (an integer from 0): ten digits that look drawn, two check digits (core.numbers.check)."""
    body = f"(1000000000 + mod(({place})::bigint * 6180339887 + 2718281828, 9000000000))"
    return f"({body}::text || lpad((98 - mod({body} * 100, 97))::text, 2, '0'))"


def numbers(count: int) -> list[str]:
    """The numbers of the first places. Raises ValueError where the statement and the project's own rule differ."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {number_sql('n')} FROM generate_series(0, %s) n", [count - 1])  # noqa: S608 - our own words
        found = [str(row[0]) for row in cursor.fetchall()]
    if not all(map(is_valid, found)):
        raise ValueError("core.numbers has another rule than number_sql")
    return found


def highest() -> dict[type[models.Model], int]:
    """The highest id of each copied model; 0 without any."""
    return {each: each._default_manager.aggregate(top=models.Max("pk"))["top"] or 0 for each in COPIED}  # noqa: SLF001 - Django's public name


class Copier:
    """Writes copies of what was told. `house` says who may take another's place."""

    def __init__(self, house: House, words: Sequence[Words]) -> None:
        self.house = house
        self._keys = _event_keys()
        self._agents = ", ".join(str(people[0].pk) for people in house.agents.values())
        laid = list(_said())
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE words (language text, place int, subject text, body text)")
            with cursor.copy("COPY words FROM STDIN") as copy:
                for each in words:
                    copy.write_row((each.language, each.place, each.subject, each.body))
            cursor.execute("ANALYZE words")
            for model in COPIED:  # what was told is all there is yet
                cursor.execute(f'CREATE TEMPORARY TABLE "told_{_table(model)}" AS TABLE "{_table(model)}"')
            cursor.execute(
                "CREATE TEMPORARY TABLE said (id bigint, what text, words text, moments int, edges timestamptz[])"
            )
            with cursor.copy("COPY said FROM STDIN") as copy:
                for row in laid:
                    copy.write_row(row)

    def copy(self, told: Told, since: int, until: int) -> None:
        """Copies `since` to `until`, of every model."""
        with connection.cursor() as cursor:
            for model in COPIED:
                if model in told.stretches:
                    cursor.execute(self._statement(model, told), {"since": since, "until": until})

    def _statement(self, model: type[models.Model], told: Told) -> str:
        fields = [each for each in model._meta.concrete_fields if not each.generated]  # noqa: SLF001 - Django's public name
        names = ", ".join(f'"{each.column}"' for each in fields)
        values = ", ".join(self._value(model, each, told) for each in fields)
        lies, table = told.stretches[model], _table(model)
        return (
            f'INSERT INTO "{table}" ({names}) SELECT {values}'  # noqa: S608 - our own words
            f" FROM (SELECT n, {told.shift} AS shift FROM generate_series(%(since)s::int, %(until)s::int) n) copies"
            f' CROSS JOIN (SELECT * FROM "told_{table}" WHERE id BETWEEN {lies.first} AND {lies.last}) told {_worded(model)}'
            f" ORDER BY n, told.id"
        )

    def _value(self, model: type[models.Model], field: Any, told: Told) -> str:
        column, stretch = f'told."{field.column}"', told.stretches[model]
        if field.primary_key:
            return stretch.copied(column)
        if own := self._own(model, field.column, stretch):
            return own
        if field.related_model:
            return self._named(column, field.related_model, told)
        if isinstance(field, models.DateTimeField):
            return f"{column} + shift"
        return self._of_event(field.column, told) if model is Event else column

    def _named(self, column: str, target: type[models.Model], told: Told) -> str:
        """What a foreign key of a copy names: a copy too, another person, or the same as before."""
        if target in told.stretches:
            return told.stretches[target].copied(column)
        if target is User:
            return self._person(column)
        return self._customer(column) if target is Customer else column

    def _own(self, model: type[models.Model], column: str, stretch: Stretch) -> str:
        """What is peculiar to one column; empty for all others."""
        special: dict[tuple[type[models.Model], str], str] = {
            (Ticket, "number"): number_sql(stretch.copied("told.id")),
            (Ticket, "subject"): "words.subject",
            (Message, "body"): "words.body",
            (
                Complaint,
                "number",
            ): f"'C-' || extract(year FROM told.opened_at) || '-' || (100000 + {stretch.copied('told.id')})",
            (Timer, "plan"): _formed("plan"),
            (Timer, "explanation"): _formed("explanation"),
            (Breach, "holder_label"): self._label("told.holder_label"),
        }
        return special.get((model, column), "")

    def _of_event(self, column: str, told: Told) -> str:
        if column == "subject_id":
            kinds = [(kind, model) for kind, model in _SUBJECTS.items() if model in told.stretches]
            cases = " ".join(
                f"WHEN '{kind}' THEN {told.stretches[model].copied('subject_id')}" for kind, model in kinds
            )
            return f"CASE subject_kind {cases} ELSE subject_id END"
        if column == "actor_id":
            staff, customer = self._person("actor_id::bigint"), self._customer("actor_id::bigint")
            return f"CASE actor_kind WHEN 'staff' THEN ({staff})::text WHEN 'customer' THEN ({customer})::text ELSE actor_id END"
        if column == "actor_label":
            return self._label("told.actor_label")
        return self._data(told) if column == "data" else f'told."{column}"'

    def _data(self, told: Told) -> str:
        """An event's values, with those put in that name something that was copied, or a moment."""
        parts = ["told.data"]
        for key, sample in self._keys.items():
            text = f"told.data->>'{key}'"
            if key in _NAMED_IN_EVENTS:
                stretch = told.stretches.get(_NAMED_IN_EVENTS[key])
                new = stretch.copied(f"({text})::bigint") if stretch else ""
            elif key in _PEOPLE:
                new = self._person(f"({text})::bigint")
            elif _is_moment(sample):
                new = f"to_char((({text})::timestamptz + shift) AT TIME ZONE 'UTC', '{_MOMENT}')"
            else:
                new = self._label(f"({text})") if key in _LABELS else ""
            if new:
                parts.append(f"CASE WHEN {text} IS NULL THEN '{{}}' ELSE jsonb_build_object('{key}', {new}) END")
        return " || ".join(parts)

    def _person(self, column: str) -> str:
        return f"CASE WHEN {column} IN ({self._agents}) THEN {column} + mod(n, {PER_TEAM}) ELSE {column} END"

    def _customer(self, column: str) -> str:
        first = self.house.first_customer
        return f"{first} + mod({column} - {first} + n::bigint * {ROUND}, {self.house.customers})"

    def _label(self, column: str) -> str:
        """How an agent of ours is named in events: Agent 2047, 2047."""
        number = f"(right({column}, 4)::int + mod(n, {PER_TEAM}))"
        return f"CASE WHEN {column} LIKE 'Agent ____, ____' THEN 'Agent ' || {number} || ', ' || {number} ELSE {column} END"


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 - Django's public name


def _worded(model: type[models.Model]) -> str:
    """The words of a copy: those of its language, another place for each."""
    place = f"words.place = mod(told.id * 31 + n * 17, {COUNT})"
    if model is Ticket:
        return f"JOIN words ON words.language = told.language AND {place}"
    if model is Message:
        spoken = "JOIN told_tickets_ticket spoken ON spoken.id = told.ticket_id"
        return f"{spoken} JOIN words ON words.language = spoken.language AND {place}"
    return ""


def _formed(what: str) -> str:
    """SQL for the plan or the explanation of a clock, moved with the clock; most plans are empty."""
    form = _FORMED.format(moment=_MOMENT)
    return f"coalesce((SELECT {form} FROM said WHERE said.id = told.id AND said.what = '{what}'), told.{what})"  # noqa: S608 - our own words


def _said() -> Iterator[tuple[int, str, str, int, list[datetime]]]:
    """Plans and explanations that hold moments: which clock's, the words, how many of the edges are moments (the others are days)."""
    for pk, plan, ledger in Timer.objects.values_list("pk", "plan", "explanation"):
        for what, lines in (("plan", plan), ("explanation", ledger)):
            moments: list[datetime] = []
            days: list[datetime] = []
            words = json.dumps(_placed(lines, moments, days)).replace("%", "%%")
            if not moments:
                continue
            for place in range(len(moments)):
                words = words.replace(f"<moment {place}>", f"%{place + 1}$s")
            for place in range(len(days)):
                words = words.replace(f"<day {place}>", f"%{len(moments) + place + 1}$s")
            yield pk, what, words, len(moments), moments + days


def _placed(value: Any, moments: list[datetime], days: list[datetime]) -> Any:
    """The value with a place for each moment, and for the days of a line, which lie where it begins and ends (core.hours.ledger)."""
    if isinstance(value, list):
        return [_placed(each, moments, days) for each in value]
    if isinstance(value, dict):
        named = {key: _placed(each, moments, days) for key, each in value.items()}
        for key, edge in (("day", "begins"), ("last_day", "ends")):
            if key in value:
                tick = timedelta(microseconds=1 if edge == "ends" else 0)
                days.append(datetime.fromisoformat(value[edge]) - tick)
                named[key] = f"<day {len(days) - 1}>"
        return named
    if _is_moment(value):
        moments.append(datetime.fromisoformat(value))
        return f"<moment {len(moments) - 1}>"
    return value


def _event_keys() -> dict[str, object]:
    """What the told events hold, with a sample of each. Raises ValueError for an id that nobody has decided about."""
    found: dict[str, object] = {}
    for data in Event.objects.values_list("data", flat=True):
        found |= {key: value for key, value in data.items() if value is not None}
    known = {*_NAMED_IN_EVENTS, *_PEOPLE, *_SAME}
    if unknown := {key for key in found if key.endswith("_id")} - known:
        raise ValueError(f"bench.copying does not know what these name: {', '.join(sorted(unknown))}")
    return found


def _is_moment(value: object) -> bool:
    try:
        return isinstance(value, str) and "T" in value and bool(datetime.fromisoformat(value))
    except ValueError:
        return False
