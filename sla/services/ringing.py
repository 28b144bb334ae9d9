"""One ring: look whether the clock can be trusted and the number of misses believed, then sweep.

Firing too early or a thousand times by mistake cannot be taken back; firing late can be explained. So a ringer whose own clock is off
abstains and leaves it to the others, and a jump of the clock or a mass of misses holds all of them until a person has looked.
"""

import logging
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from core import clock
from outbox.actors import SYSTEM, Acting
from outbox.services import record
from sla.events import GuardEngaged, GuardReleased
from sla.models import Guard, GuardKind, RingerTick, Timer, TimerState
from sla.services.canary import send_canary
from sla.services.sweep import sweep

log = logging.getLogger(__name__)

MOST_SKEW = 30.0
MOST_JUMP = 30.0
RELEASED_FOR = timedelta(minutes=10)
_ONE_MOMENT = timedelta(seconds=1)
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def ring(ringer: str) -> int:
    """Sweep once if nothing speaks against it; how many timers were handled."""
    at, boot, uptime = _clocks()
    database = _database_now()
    # A database that was slow to answer is not one whose clock is wrong: only what lies outside the asking counts.
    skew = (max(at - database, timedelta()) - max(database - clock.now(), timedelta())).total_seconds()
    jump = _note(RingerTick(name=ringer, at=at, boot=boot, uptime=uptime, skew_seconds=skew))
    if abs(skew) > MOST_SKEW:
        log.error("ringer %s abstains: its clock is %.0f s off the database's", ringer, skew)
        return 0
    if abs(jump) > MOST_JUMP:
        engage(GuardKind.CLOCK_JUMP, facts={"seconds": round(jump), "ringer": ringer}, at=at)
    if Guard.objects.filter(released_at__isnull=True).exists() or _too_many(at):
        return 0
    send_canary(at=at)
    return sweep(at=at)


def _database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


def _clocks() -> tuple[datetime, str, float]:
    """The wall clock and the one that nobody can set, read at one moment: a process that was stopped between them reads again."""
    while True:
        at = clock.now()
        boot, uptime = _machine()
        if abs(clock.now() - at) < _ONE_MOMENT:
            return at, boot, uptime


def _note(tick: RingerTick) -> float:
    """Write the tick; by how many seconds the wall clock ran more than the clock that nobody can set, since the last one."""
    before = RingerTick.objects.filter(name=tick.name).first()
    fields = ["at", "boot", "uptime", "skew_seconds"]
    RingerTick.objects.bulk_create([tick], update_conflicts=True, unique_fields=["name"], update_fields=fields)
    if before is None or not tick.boot or before.boot != tick.boot:
        return 0.0
    return (tick.at - before.at).total_seconds() - (tick.uptime - before.uptime)


def _machine() -> tuple[str, float]:
    """The id of this start of the machine, and seconds since then, sleep included. ("", 0) where the system does not tell."""
    try:
        return _BOOT_ID.read_text().strip(), time.clock_gettime(time.CLOCK_BOOTTIME)
    except (OSError, AttributeError):
        return "", 0.0


def _too_many(at: datetime) -> bool:
    """Whether one look would miss more than a desk can have missed. Bounded: counts at most five times what is due."""
    share, least = settings.SWEEP_BRAKE_SHARE, settings.SWEEP_BRAKE_LEAST
    if share >= 100:
        return False
    running = Timer.objects.filter(state=TimerState.RUNNING, wake_at__isnull=False)
    due = running.filter(wake_at__lte=at, due_at__lte=at, breached_at__isnull=True)[:10_000].count()
    if due <= least:
        return False
    enough = due * 100 // max(share, 1) + 1
    known = running[:enough].count()
    if due <= known * share / 100 or _just_released(at):
        return False
    engage(GuardKind.MASS_ESCALATION, facts={"due": due, "running": known}, at=at)
    return True


def _just_released(at: datetime) -> bool:
    released = Guard.objects.filter(kind=GuardKind.MASS_ESCALATION, released_at__gt=at - RELEASED_FOR)
    return released.exists()


@transaction.atomic
def engage(kind: GuardKind, *, facts: dict[str, object], at: datetime) -> None:
    """Hold all ringers and alarm, once."""
    known = Guard.objects.filter(kind=kind, released_at__isnull=True)
    if known.exists():
        return
    Guard.objects.bulk_create([Guard(kind=kind, engaged_at=at, facts=facts)], ignore_conflicts=True)
    guard = known.first()
    if guard is None or guard.facts != facts:
        return  # another ringer was first
    log.error("ringers held: %s %s", kind, facts)
    record(GuardEngaged(subject_id=guard.pk, kind=kind, facts=facts), by=SYSTEM, at=at)


@transaction.atomic
def release_guards(*, by: Acting, at: datetime) -> int:
    """A person has looked: the ringers go on. How many guards were open."""
    open_ones = list(Guard.objects.select_for_update().filter(released_at__isnull=True))
    for guard in open_ones:
        guard.released_at, guard.released_by = at, by.actor.label
        guard.save(update_fields=["released_at", "released_by"])
        record(GuardReleased(subject_id=guard.pk, kind=guard.kind), by=by, at=at)
    return len(open_ones)


@transaction.atomic
def release_timer(*, timer_id: int, at: datetime) -> bool:
    """Give a held timer new tries, after its cause was mended. Whether it was held."""
    held = Timer.objects.select_for_update().filter(pk=timer_id, state=TimerState.HELD)
    return bool(held.update(state=TimerState.RUNNING, tries=0, wake_at=at))
