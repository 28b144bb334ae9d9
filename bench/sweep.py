"""The sweep among many running promises: with nothing due, and with up to ten thousand due at once, events and complaints included."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Model

from accounts.models import Customer, Role, Team, User
from accounts.services.customers import create_customer
from bench.figures import Figure
from core import clock
from outbox.actors import SYSTEM
from sla.defaults import install_promises
from sla.models import Timer, TimerState
from sla.services import sweep
from tickets.models import Ticket
from tickets.services import open_ticket

MOST_DUE = 10_000
FAR = timedelta(days=300)


def figures(tickets: int) -> Iterator[Figure]:
    """Fill up to `tickets` open tickets, then measure."""
    at = clock.now()
    _fill(tickets, at)
    due = min(MOST_DUE, tickets // len(_WORK))  # enough of them for each workload
    running = Timer.objects.filter(state=TimerState.RUNNING, wake_at__isnull=False).count()
    among = f"among {running:,} running"
    idle = [_timed(lambda: sweep(at=at)) for _each in range(50)]
    empty = [_timed(_select_one) for _each in range(50)]
    raw = f"SELECT 1: {statistics.median(empty) * 1000:.2f} ms"
    yield Figure(f"sweep, nothing due, {among}", statistics.median(idle) * 1000, "ms", most=5, raw=raw)
    for what, moved, ringers, least in _WORK:
        _make_due(moved, due, at)
        seconds, fired = _swept(at, ringers)
        raw = f"raw rows written one by one: {_raw_rows():,.0f}/s"
        yield Figure(f"{what}, {fired:,} due {among}", fired / seconds, "/s", least=least, raw=raw)


# A desk has two ringers; a missed limit writes a breach, its review, a complaint with its clocks, and all their events.
_WORK = [
    ("goal passed, one ringer", "goal_at", 1, 1000),
    ("limit missed, complaint opened, one ringer", "due_at", 1, None),
    ("limit missed, complaint opened, both ringers", "due_at", 2, 1000),
]


def _swept(at: datetime, ringers: int) -> tuple[float, int]:
    """Seconds from the start to the end of the slowest, and how many were fired; each ringer has loaded before."""
    pipe = subprocess.PIPE
    words = [sys.executable, "-m", "bench.ringer", at.isoformat()]
    running = [subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True) for _each in range(ringers)]  # noqa: S603 - our own module
    for each in running:
        each.stdout.readline()  # type: ignore[union-attr] # it is a pipe
    began = time.perf_counter()
    for each in running:
        print("go", file=each.stdin, flush=True)
    told = [each.communicate()[0] for each in running]
    return time.perf_counter() - began, sum(map(int, told))


def _fill(tickets: int, at: datetime) -> None:
    """One ticket by the verb, the others by copying its rows inside the database; what a last run fired is left behind."""
    install_promises(at=at)
    agent = _people(at)
    present = Timer.objects.filter(state=TimerState.RUNNING, kind="first_reply", wake_at__gt=at + FAR / 2).count()
    if present >= tickets:
        return
    print(f"filling with {tickets - present:,} tickets …", flush=True)
    customer = Customer.objects.order_by("id").first()
    first = open_ticket(
        customer=customer,  # type: ignore[arg-type] # _people made one
        subject="Deposit not credited",
        body="Sent, not arrived.",
        category="funds",
        channel="hotline",
        by=agent,
        at=at,
        assignee=agent,
    )
    Timer.objects.filter(ticket=first).update(goal_at=at + FAR, due_at=at + FAR, wake_at=at + FAR, plan=[])
    with connection.cursor() as cursor:
        ticket_columns, timer_columns = _columns(Ticket, "number"), _columns(Timer, "ticket_id")
        cursor.execute("SELECT coalesce(max(id), 0) FROM tickets_ticket")
        highest = cursor.fetchone()[0]
        cursor.execute(
            f"INSERT INTO tickets_ticket (number, {ticket_columns}) SELECT (500000000000 + %s + g)::text, {ticket_columns}"  # noqa: S608 - column names
            " FROM tickets_ticket, generate_series(1, %s) g WHERE id = %s",
            [highest, tickets - present, first.pk],
        )
        cursor.execute(
            f"INSERT INTO sla_timer (ticket_id, {timer_columns}) SELECT t.id, {timer_columns} FROM sla_timer s"  # noqa: S608 - as above
            " CROSS JOIN (SELECT id FROM tickets_ticket WHERE id > %s) t WHERE s.ticket_id = %s",
            [highest, first.pk],
        )
        cursor.execute("VACUUM ANALYZE")


def _columns(model: type[Model], left_out: str) -> str:
    """All columns that a copy takes over, for both sides of an INSERT … SELECT."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's public name
    kept = [each.column for each in fields if not (each.primary_key or each.generated or each.column == left_out)]
    return ", ".join(f'"{name}"' for name in kept)


def _people(at: datetime) -> User:
    if not User.objects.exists():
        team = Team.objects.create(name="Funds", name_zh="资金组", categories=["funds"])
        for number, role in (("4001", Role.OFFICER), ("4002", Role.OFFICER), ("1001", Role.SUPERVISOR)):
            User.objects.create_user(f"{number}@desk.test", name=number, role=role, agent_number=number)
        User.objects.create_user("alice@desk.test", name="Alice", agent_number="2047", team=team)
        create_customer(by=SYSTEM, at=at, name="Cleo", email="cleo@mail.test")
    return User.objects.get(email="alice@desk.test")


def _make_due(moved: str, due: int, at: datetime) -> None:
    """So many promises that have their mark just behind them, and their rungs with it."""
    chosen = Timer.objects.filter(kind="first_reply", state=TimerState.RUNNING, wake_at__gt=at + FAR / 2)
    ids = list(chosen.order_by("id").values_list("pk", flat=True)[:due])
    behind = at - timedelta(seconds=1)
    marks = {"goal_at": behind, "wake_at": behind, moved: behind}
    if moved == "due_at":
        marks |= {"goal_at": behind - timedelta(hours=1), "goal_passed_at": behind}  # told then, and not again
    Timer.objects.filter(pk__in=ids).update(**marks)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE sla_timer")


def _raw_rows() -> float:
    """Rows per second of one insert after the other in one transaction, by the driver alone."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS raw_rows (at timestamptz, words text)")
        began = time.perf_counter()
        for _each in range(2000):
            cursor.execute("INSERT INTO raw_rows VALUES (now(), 'as many words as an event has, more or less')")
    return 2000 / (time.perf_counter() - began)


def _select_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
