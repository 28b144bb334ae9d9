"""`python -m bench.filling 10000`: fills the empty desk of DATABASE_URL with so many tickets, and looks whether it holds together.

The stories are told by the verbs, the copies made by the server. Checks and triggers that fire on each row are the server's own again
when it is done: every constraint is made anew, which looks at every row.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

import django
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

if __name__ == "__main__":
    django.setup()

from bench import copying, stories, texts
from bench.copying import COPIED, Copier, Stretch, Told
from bench.house import build, keys_of
from core import clock
from reports.services import differing, rebuild
from sla.models import Timer, TimerState
from sla.services.health import inspect
from tickets.models import ReservedNumber, Ticket

# Copies of open stories lie up to so many seconds behind them, those of done ones up to so many.
NEAR: Final = 1800
FAR: Final = 730 * 86400
_TABLES: Final = [each._meta.db_table for each in COPIED] + ["tickets_reservednumber"]  # noqa: SLF001 - Django's public name


def fill(tickets: int) -> dict[str, object]:
    """Fill the database, which has nothing but its tables; its present and the keys to it. `tickets`: a multiple of stories.TOLD."""
    at, words = clock.now(), texts.drawn()
    house = build(tickets=tickets, at=at)
    copies = tickets // stories.TOLD - 1
    given = iter(copying.numbers(stories.TOLD))
    told = []
    for shapes, shift in (
        (stories.DONE, _long_ago(copies)),
        (stories.OPEN, f"mod(n * 37, {NEAR}) * interval '-1 second'"),
    ):
        before = copying.highest()
        with transaction.atomic():
            stories.tell(shapes, house, words, numbers=given, at=at)
        told.append((before, copying.highest(), shift))
    if copies:
        _copy(Copier(house, words), _placed(told, copies), copies)
    rebuild()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {"at": at.isoformat(), "tickets": tickets} | keys_of(house, at=at)


def _long_ago(copies: int) -> str:
    """The last copy is the newest, so that ids grow with time as they do on a desk."""
    return f"(({copies} - n)::bigint * {FAR} / {max(copies, 1)} + mod(n * 37, 3600)) * interval '-1 second'"


def _placed(told: list[tuple[dict[type, int], dict[type, int], str]], copies: int) -> list[Told]:
    """Where the copies of each group go: behind all that was told, one group after the other."""
    ends = dict(told[-1][1])
    placed = []
    for before, after, shift in told:
        stretches = {}
        for model in COPIED:
            if after[model] > before[model]:
                stretches[model] = Stretch(before[model] + 1, after[model], ends[model] + 1)
                ends[model] += copies * stretches[model].stride
        placed.append(Told(stretches, shift))
    return placed


def _copy(copier: Copier, told: list[Told], copies: int) -> None:
    began = time.monotonic()
    with transaction.atomic(), _bare_tables(), connection.cursor() as cursor:
        for since in range(1, copies + 1, copying.CHUNK):
            until = min(copies, since + copying.CHUNK - 1)
            for group in told:
                copier.copy(group, since, until)
            if since // copying.CHUNK % 20 == 0:
                _say(f"  {until * stories.TOLD:,} copied after {time.monotonic() - began:.0f} s")
        cursor.execute(
            "INSERT INTO tickets_reservednumber (number, reserved_at) SELECT number, opened_at FROM tickets_ticket"
            " ON CONFLICT DO NOTHING"
        )
        _say(f"  indexes and constraints after {time.monotonic() - began:.0f} s")
    with connection.cursor() as cursor:
        for model in COPIED:
            table = model._meta.db_table  # noqa: SLF001 - Django's public name
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608 - our own names


@contextmanager
def _bare_tables() -> Iterator[None]:
    """Without indexes, foreign keys and triggers while the block runs. All of them are made again, and so look at every row."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'; SET LOCAL work_mem = '256MB'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT format('DROP INDEX %%I', c.relname), pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = ANY(%s::regclass[])"
            " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)",
            [_TABLES],
        )
        indexes = cursor.fetchall()
        cursor.execute(
            "SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),"
            " format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))"
            " FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
            [_TABLES],
        )
        keys = cursor.fetchall()
        for drop, _make in [*indexes, *keys]:
            cursor.execute(drop)
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")
        for _drop, make in [*indexes, *keys]:
            cursor.execute(make)


def faults() -> list[str]:
    """What a desk must not have, and this one has: sentences, none when all is well. Reads everything."""
    at, found = clock.now(), []
    if bare := inspect(at=at):
        found.append(f"open tickets without a clock: {', '.join(bare)}")
    if wrong := differing():
        found.append(f"{wrong} figures of days are not what the events say")
    # Not `number__in`: a list of a million that may hold NULL is gone through for every ticket.
    reserved = ReservedNumber.objects.filter(number=OuterRef("number"))
    if lost := Ticket.objects.filter(~Exists(reserved)).count():
        found.append(f"{lost} numbers were never reserved")
    found += [f"{count} {what}" for what, sql in _BROKEN.items() if (count := _count(sql))]
    return found


# As many rows as break a rule that no constraint can keep.
_BROKEN: Final = {
    "tickets show another promise than their clocks": """
        SELECT count(*) FROM tickets_ticket ticket LEFT JOIN LATERAL (
            SELECT min(due_at) FILTER (WHERE breached_at IS NOT NULL) AS breached,
                   min(CASE WHEN goal_passed_at IS NULL THEN goal_at ELSE due_at END) FILTER (WHERE state <> 'paused') AS next
            FROM sla_timer WHERE ticket_id = ticket.id AND state IN ('running', 'paused', 'held') AND kind NOT LIKE 'complaint%%'
        ) clock ON true WHERE (ticket.breached_at, ticket.next_due_at) IS DISTINCT FROM (clock.breached, clock.next)""",
    "broken clocks have no breach": """
        SELECT count(*) FROM sla_timer WHERE breached_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM sla_breach WHERE timer_id = sla_timer.id)""",
    "breaches have no review": """
        SELECT count(*) FROM sla_breach WHERE NOT EXISTS (SELECT FROM sla_breachreview WHERE breach_id = sla_breach.id)""",
    "escalated tickets have no complaint": """
        SELECT count(*) FROM tickets_ticket ticket WHERE escalated_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM complaints_complaint WHERE ticket_id = ticket.id)""",
    "open tickets are in nobody's hands by their holdings": """
        SELECT count(*) FROM tickets_ticket ticket WHERE state NOT IN ('resolved', 'closed') AND NOT EXISTS (
            SELECT FROM sla_holding held WHERE held.ticket_id = ticket.id AND ended_at IS NULL
            AND held.holder_id IS NOT DISTINCT FROM ticket.assignee_id AND held.team_id = ticket.team_id)""",
    "tickets have no event of their opening": """
        SELECT count(*) FROM tickets_ticket ticket WHERE NOT EXISTS (SELECT FROM outbox_event WHERE subject_kind = 'ticket'
            AND subject_id = ticket.id AND name = 'ticket.opened' AND at = ticket.opened_at)""",
    "events name a message of another ticket": """
        SELECT count(*) FROM outbox_event told JOIN tickets_message said ON said.id = (told.data->>'message_id')::bigint
        WHERE told.subject_kind = 'ticket' AND (said.ticket_id, said.at) <> (told.subject_id, told.at)""",
    "people are called by another name in events": """
        SELECT count(*) FROM outbox_event JOIN accounts_user person ON person.id = actor_id::bigint
        WHERE actor_kind = 'staff' AND actor_label <> person.name || ', ' || person.agent_number""",
    "tickets are with somebody of another team": """
        SELECT count(*) FROM tickets_ticket ticket JOIN accounts_user holder ON holder.id = ticket.assignee_id
        WHERE holder.team_id <> ticket.team_id""",
    "plans of clocks say another moment than the clock": """
        SELECT count(*) FROM sla_timer WHERE wake_at > least((plan->0->>0)::timestamptz, due_at) AND breached_at IS NULL""",
}


def _count(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [])
        return int(cursor.fetchone()[0])


def soonest() -> timedelta | None:
    """How long until the next clock falls due; None without any."""
    running = Timer.objects.filter(state=TimerState.RUNNING, wake_at__isnull=False)
    first = running.order_by("wake_at").values_list("wake_at", flat=True).first()
    return first - clock.now() if first else None


def _say(line: str) -> None:
    if __name__ == "__main__":
        print(line, flush=True)


def main() -> int:
    """The number of tickets comes as the first argument, the place of the stamp as the second."""
    os.nice(10)
    tickets, began = int(sys.argv[1]), time.monotonic()
    _say(f"Filling a desk with {tickets:,} tickets …")
    facts = fill(tickets)
    filled = time.monotonic() - began
    if found := faults():
        print("\n".join(found))
        return 1
    _say(f"  {filled:.0f} s, looked through in {time.monotonic() - began - filled:.0f} s; next mark in {soonest()}")
    stamp = Path(sys.argv[2])
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(json.dumps(facts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
