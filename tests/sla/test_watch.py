"""Whether the promises are watched, in numbers: what health says, when it turns red, what a guard and a held clock leave behind."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from core import clock
from outbox.actors import SYSTEM
from outbox.models import Event
from sla.models import Breach, Canary, Guard, GuardKind, Inspection, RingerTick, Timer, TimerState
from sla.services import ringing, sweep
from sla.services.canary import hear_canary, send_canary
from sla.services.health import Health, inspect, sla_health
from sla.services.ringing import engage, release_guards, release_timer, ring
from sla.services.sweep import fire_due
from tests.people import NOON, House, a_ticket
from tickets.models import Ticket

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
NONE = timedelta()
GREEN: dict[str, Any] = {"lag": NONE, "silence": NONE, "held": 0, "canary": NONE, "guards": 0, "bare": 0}


@pytest.fixture
def uptime(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    seconds = [1000.0]
    monkeypatch.setattr(ringing, "_machine", lambda: ("this boot", seconds[0]))
    return seconds


@pytest.mark.parametrize(
    ("differs", "red"),
    [
        ({}, False),
        ({"lag": 120 * SECOND, "canary": 120 * SECOND, "silence": 90 * SECOND}, False),
        ({"lag": 121 * SECOND}, True),
        ({"canary": 121 * SECOND}, True),
        ({"silence": 91 * SECOND}, True),
        ({"silence": None}, True),
        ({"held": 1}, True),
        ({"guards": 1}, True),
        ({"bare": 1}, True),
    ],
)
def test_any_one_thing_turns_health_red(differs: dict[str, Any], red: bool) -> None:
    assert Health(**(GREEN | differs)).red is red


def test_health_tells_each_number(house: House) -> None:
    first, _second = a_ticket(house), a_ticket(house, at=NOON + MINUTE)
    due = Timer.objects.filter(ticket=first).earliest("wake_at").wake_at
    assert due is not None
    assert sla_health(at=due).lag == sla_health(at=NOON).lag == NONE, "nothing that is still to come is late"
    RingerTick.objects.create(name="a", at=due)
    RingerTick.objects.create(name="b", at=due - HOUR)
    Canary.objects.create(due_at=due + MINUTE)
    Canary.objects.create(due_at=due - HOUR, fired_at=due - HOUR, heard_at=due - HOUR)
    Guard.objects.create(kind=GuardKind.CLOCK_JUMP, engaged_at=due)
    Guard.objects.create(kind=GuardKind.CLOCK_JUMP, engaged_at=due, released_at=due)
    Timer.objects.filter(ticket=first, kind="resolution").update(state=TimerState.HELD, wake_at=None)
    seen = sla_health(at=due + 3 * MINUTE)
    assert seen == Health(lag=3 * MINUTE, silence=3 * MINUTE, held=1, canary=2 * MINUTE, guards=1, bare=0)


def test_a_ticket_without_a_clock_is_found_and_named(house: House) -> None:
    whole, bare, done = a_ticket(house), a_ticket(house), a_ticket(house)
    Timer.objects.filter(ticket__in=[bare, done]).update(state=TimerState.MET, stopped_at=NOON, wake_at=None)
    Ticket.objects.filter(pk=done.pk).update(state="resolved", resolved_at=NOON)
    Timer.objects.filter(ticket=whole, kind="resolution").update(state=TimerState.MET, stopped_at=NOON, wake_at=None)
    assert inspect(at=NOON + HOUR) == [bare.number]
    kept = Inspection.objects.get()
    assert (kept.at, kept.numbers) == (NOON + HOUR, [bare.number])
    assert sla_health(at=NOON).bare == 1
    Timer.objects.filter(ticket=bare).update(state=TimerState.RUNNING, stopped_at=None)
    assert inspect(at=NOON + 2 * HOUR) == []
    assert sla_health(at=NOON).bare == 0


def test_a_canary_every_five_minutes_and_none_twice(db: None) -> None:
    send_canary(at=NOON)
    send_canary(at=NOON + MINUTE)
    waiting = Canary.objects.get()
    assert (waiting.due_at, waiting.fired_at) == (NOON + 5 * MINUTE, None)
    send_canary(at=NOON + 5 * MINUTE)
    send_canary(at=NOON + 6 * MINUTE)
    fired, following = Canary.objects.order_by("pk")
    assert (fired.fired_at, following.due_at, following.fired_at) == (NOON + 5 * MINUTE, NOON + 10 * MINUTE, None)
    told = Event.objects.get(name="sla.canary_fired")
    assert (told.subject_id, told.at, told.actor_kind) == (fired.pk, NOON + 5 * MINUTE, "system")


def test_a_canary_is_heard_once_and_forgotten_after_a_week(db: None) -> None:
    canary, other = (Canary.objects.create(due_at=NOON, fired_at=NOON) for _each in range(2))
    hear_canary(canary.pk, at=NOON + SECOND)
    hear_canary(canary.pk, at=NOON + HOUR)
    canary.refresh_from_db()
    assert canary.heard_at == NOON + SECOND
    hear_canary(other.pk, at=NOON + timedelta(days=7))
    assert Canary.objects.count() == 2
    hear_canary(other.pk, at=NOON + timedelta(days=7) + MINUTE)
    assert list(Canary.objects.all()) == [other]


@pytest.mark.parametrize(("off", "abstains"), [(25, False), (35, True), (-25, False), (-35, True)])
def test_a_ringer_abstains_when_its_clock_is_half_a_minute_off(house: House, off: int, abstains: bool) -> None:
    a_ticket(house, at=clock.now() - 30 * HOUR)
    with clock.shifted(off * SECOND):
        assert (ring("a") == 0) is abstains
    assert RingerTick.objects.get(name="a").skew_seconds == pytest.approx(off, abs=3)


@pytest.mark.parametrize(("jump", "holds"), [(25, False), (35, True), (-25, False), (-35, True)])
def test_a_jump_of_half_a_minute_holds_the_ringers(house: House, uptime: list[float], jump: int, holds: bool) -> None:
    RingerTick.objects.create(name="a", at=clock.now() - (5 + jump) * SECOND, boot="this boot", uptime=995.0)
    ring("a")
    assert Guard.objects.filter(kind=GuardKind.CLOCK_JUMP, released_at=None).exists() is holds


def test_a_tick_says_when_and_on_which_start_of_the_machine(db: None, uptime: list[float]) -> None:
    before = clock.now()
    ring("a")
    uptime[0] = 1000.5
    ring("a")
    tick = RingerTick.objects.get()
    assert (tick.name, tick.boot, tick.uptime) == ("a", "this boot", 1000.5)
    assert before <= tick.at <= clock.now()


def test_a_guard_is_told_once_and_its_release_with_the_name(house: House) -> None:
    facts: dict[str, object] = {"seconds": 40, "ringer": "a"}
    engage(GuardKind.CLOCK_JUMP, facts=facts, at=NOON)
    engage(GuardKind.CLOCK_JUMP, facts={"seconds": 50, "ringer": "b"}, at=NOON + MINUTE)
    guard = Guard.objects.get()
    assert (guard.facts, guard.engaged_at) == (facts, NOON)
    told = Event.objects.get(name="sla.guard_engaged")
    assert (told.subject_id, told.data["kind"], told.data["facts"]) == (guard.pk, "clock_jump", facts)
    assert (told.at, told.actor_kind) == (NOON, "system")
    engage(GuardKind.MASS_ESCALATION, facts={"due": 9, "running": 10}, at=NOON)
    assert release_guards(by=house.ada, at=NOON + HOUR) == 2
    assert release_guards(by=house.ada, at=NOON + 2 * HOUR) == 0
    guard.refresh_from_db()
    assert (guard.released_at, guard.released_by) == (NOON + HOUR, "Ada, 9001")
    released = Event.objects.get(name="sla.guard_released", subject_id=guard.pk)
    assert (released.data["kind"], released.at, released.actor_label) == ("clock_jump", NOON + HOUR, "Ada, 9001")


def _missed(house: House, count: int) -> None:
    for _each in range(count):
        a_ticket(house, at=clock.now() - 24 * HOUR - 5 * SECOND)


@pytest.mark.parametrize(("share", "least", "held"), [(20, 3, True), (20, 4, False), (50, 3, False), (100, 0, False)])
def test_the_brake_takes_hold_above_its_share_and_its_least(
    house: House, settings: Any, share: int, least: int, held: bool
) -> None:
    """Four of eight running promises are due: half."""
    settings.SWEEP_BRAKE_SHARE, settings.SWEEP_BRAKE_LEAST = share, least
    _missed(house, 4)
    ring("a")
    assert Guard.objects.exists() is held
    assert Breach.objects.exists() is not held


def test_what_a_person_released_is_believed_for_ten_minutes(house: House, settings: Any) -> None:
    settings.SWEEP_BRAKE_SHARE, settings.SWEEP_BRAKE_LEAST = 20, 3
    _missed(house, 4)
    kind, now = GuardKind.MASS_ESCALATION, clock.now()
    Guard.objects.create(kind=kind, engaged_at=now - HOUR, released_at=now - 11 * MINUTE)
    assert ring("a") == 0
    Guard.objects.filter(released_at=None).update(released_at=now - 9 * MINUTE)
    assert ring("a") > 0
    assert Breach.objects.count() == 4


def test_only_a_held_clock_is_given_new_tries(house: House) -> None:
    a_ticket(house)
    timer = Timer.objects.get(kind="first_reply")
    assert release_timer(timer_id=timer.pk, at=NOON) is False
    Timer.objects.filter(pk=timer.pk).update(state=TimerState.HELD, wake_at=None, tries=8)
    assert release_timer(timer_id=timer.pk, at=NOON + HOUR) is True
    timer.refresh_from_db()
    assert (timer.state, timer.tries, timer.wake_at) == (TimerState.RUNNING, 0, NOON + HOUR)


def test_a_clock_that_cannot_fire_is_tried_ever_later_and_held_the_eighth_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def poisoned(_held: Sequence[Ticket], **_more: object) -> None:
        raise RuntimeError("poison")

    ticket = a_ticket(house)
    monkeypatch.setattr("sla.services.breaches.escalate_held", poisoned)
    at = NOON + 24 * HOUR
    timer = Timer.objects.get(ticket=ticket, kind="first_reply")
    for tries in range(1, 8):
        sweep(at=at)
        timer.refresh_from_db()
        assert (timer.tries, timer.wake_at) == (tries, at + 30 * tries * SECOND)
        assert (timer.state, timer.breached_at) == (TimerState.RUNNING, None)
        at += 30 * tries * SECOND
    sweep(at=at)
    timer.refresh_from_db()
    assert (timer.state, timer.tries, timer.wake_at) == (TimerState.HELD, 8, None)
    assert timer.last_error == "RuntimeError('poison')"
    told = Event.objects.get(name="sla.held", data__timer_id=timer.pk)
    assert (told.subject_id, told.data["kind"]) == (ticket.pk, "first_reply")
    assert (told.at, told.actor_kind) == (at, "system")
    assert not Breach.objects.exists()


def test_a_look_fires_at_most_as_many_as_it_was_told_the_oldest_first(house: House) -> None:
    later, sooner = a_ticket(house, at=NOON + MINUTE), a_ticket(house, at=NOON)
    assert fire_due(at=NOON + 24 * HOUR + MINUTE, limit=1) == 1
    assert [each.ticket for each in Breach.objects.all()] == [sooner]
    assert sweep(at=NOON + 24 * HOUR + MINUTE) >= 1
    assert Breach.objects.filter(ticket=later).exists()
    assert sweep(at=NOON + 24 * HOUR + MINUTE) == 0, "what was looked at is not looked at again"


def test_a_clock_is_looked_at_when_its_moment_has_come_and_not_before(house: House) -> None:
    ticket = a_ticket(house)
    moments: list[datetime] = []
    while not Breach.objects.filter(ticket=ticket).exists():
        wake = Timer.objects.get(ticket=ticket, kind="first_reply").wake_at
        assert wake is not None
        Timer.objects.filter(ticket=ticket, kind="resolution").update(wake_at=None)
        assert sweep(at=wake - SECOND) == 0
        assert sweep(at=wake) == 1
        moments.append(wake)
    assert moments == [NOON + 4 * HOUR, NOON + 18 * HOUR, NOON + 22 * HOUR, NOON + 24 * HOUR]


def test_the_desk_itself_may_release(house: House) -> None:
    engage(GuardKind.CLOCK_JUMP, facts={"seconds": 40}, at=NOON)
    assert release_guards(by=SYSTEM, at=NOON) == 1
