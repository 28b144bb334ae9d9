"""The ringers trust neither the clock nor a mass of misses blindly, and prove the whole way every few minutes."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from prometheus_client import generate_latest

from core import clock
from notifications.models import Notice
from outbox.models import Event
from outbox.services import deliver_due
from sla.models import Breach, Canary, Guard, RingerTick, Timer, TimerState
from sla.services import ringing
from sla.services.health import sla_health
from sla.services.ringing import ring
from tests.people import House, a_ticket, sign_in

HOUR = timedelta(hours=1)


@pytest.fixture
def uptime(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock that nobody can set, in a list of one."""
    seconds = [1000.0]
    monkeypatch.setattr(ringing, "_machine", lambda: ("this boot", seconds[0]))
    return seconds


def _due(house: House, count: int, *, ago: timedelta = timedelta(seconds=5)) -> None:
    for _each in range(count):
        a_ticket(house, at=clock.now() - 24 * HOUR - ago)


def test_a_ringer_whose_own_clock_is_wrong_abstains_and_says_so(house: House) -> None:
    a_ticket(house, at=clock.now() - 23 * HOUR)
    with clock.shifted(2 * HOUR):
        assert ring("wrong") == 0
    assert not Breach.objects.exists(), "fired an hour early"
    assert RingerTick.objects.get(name="wrong").skew_seconds == pytest.approx(7200, abs=5)
    assert not Guard.objects.exists(), "the others go on"
    assert ring("right") > 0


@pytest.mark.parametrize("jump", [3600, -3600])
def test_a_jump_of_the_clock_holds_all_ringers_until_they_are_released(
    house: House, uptime: list[float], jump: int
) -> None:
    _due(house, 1)
    RingerTick.objects.create(name="a", at=clock.now() - timedelta(seconds=5 + jump), boot="this boot", uptime=995.0)
    assert ring("a") == 0
    assert ring("b") == 0
    assert Guard.objects.get().facts == {"seconds": jump, "ringer": "a"}
    assert sla_health(at=clock.now()).red
    deliver_due(at=clock.now())
    assert Notice.objects.filter(recipient=house.ada, event__name="sla.guard_engaged").exists()
    out = StringIO()
    call_command("releasetimers", stdout=out)
    assert "released: 1" in out.getvalue()
    uptime[0] += 0.1
    assert ring("a") > 0
    assert Breach.objects.count() == 1


def test_a_machine_that_slept_or_started_anew_is_no_jump(house: House, uptime: list[float]) -> None:
    RingerTick.objects.create(name="slept", at=clock.now() - 9 * HOUR, boot="this boot", uptime=1000.0 - 9 * 3600)
    RingerTick.objects.create(name="anew", at=clock.now() - 9 * HOUR, boot="another boot", uptime=5.0)
    ring("slept")
    ring("anew")
    assert not Guard.objects.exists()


def test_a_database_that_answers_late_is_no_jump_and_no_wrong_clock(
    house: House, uptime: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stood still for a minute between our looking at the clock and its answer."""
    start = clock.now()
    RingerTick.objects.create(name="a", at=start - timedelta(seconds=5), boot="this boot", uptime=995.0)
    _due(house, 1)

    def a_minute_later() -> datetime:
        moved.__enter__()
        uptime[0] += 60
        return start + timedelta(seconds=60)

    moved = clock.shifted(timedelta(seconds=60))
    monkeypatch.setattr(ringing, "_database_now", a_minute_later)
    try:
        assert ring("a") > 0
    finally:
        moved.__exit__(None, None, None)
    assert not Guard.objects.exists()


def test_a_mass_of_misses_is_held_and_fired_once_released(house: House, settings: Any, client: Client) -> None:
    settings.SWEEP_BRAKE_SHARE, settings.SWEEP_BRAKE_LEAST = 20, 3
    _due(house, 4)
    assert ring("a") == ring("b") == 0
    guard = Guard.objects.get()
    assert guard.facts == {"due": 4, "running": 8}
    assert not Breach.objects.exists()
    page = sign_in(client, house.ada).get("/desk/operation/").content.decode()
    assert "4 of 8 running promises" in page
    assert sign_in(Client(), house.alice).post("/desk/operation/release/").status_code == 403
    client.post("/desk/operation/release/")
    assert ring("a") > 0
    assert Breach.objects.count() == 4
    guard.refresh_from_db()
    assert guard.released_by == "Ada, 9001"


def test_a_few_misses_among_many_promises_are_believed(house: House, settings: Any) -> None:
    settings.SWEEP_BRAKE_SHARE, settings.SWEEP_BRAKE_LEAST = 20, 3
    for _each in range(20):
        a_ticket(house, at=clock.now())
    _due(house, 4)
    ring("a")
    assert Breach.objects.count() == 4


def test_the_canary_goes_the_whole_way_and_its_silence_turns_health_red(house: House) -> None:
    ring("a")
    assert Canary.objects.count() == 1
    Canary.objects.update(due_at=clock.now() - timedelta(seconds=1))
    ring("a")
    ring("b")
    assert Event.objects.filter(name="sla.canary_fired").count() == 1
    assert sla_health(at=clock.now() + 2 * HOUR).canary > HOUR, "fired, but nobody heard it"
    deliver_due(at=clock.now())
    assert Canary.objects.filter(heard_at__isnull=False).count() == 1
    assert sla_health(at=clock.now()).canary == timedelta()


def test_a_held_timer_is_given_new_tries_by_an_administrator(house: House, client: Client) -> None:
    _due(house, 1)
    timer = Timer.objects.filter(kind="first_reply").get()
    Timer.objects.filter(pk=timer.pk).update(state=TimerState.HELD, wake_at=None, tries=8, last_error="poison")
    assert sign_in(Client(), house.sam).post(f"/desk/operation/timers/{timer.pk}/release/").status_code == 403
    sign_in(client, house.ada).post(f"/desk/operation/timers/{timer.pk}/release/")
    ring("a")
    assert Breach.objects.filter(timer=timer).exists()


def test_metrics_tell_lag_ticks_and_guards(house: House) -> None:
    ring("a")
    told = generate_latest().decode()
    for name in ("lag_seconds", "canary_late_seconds", "held_timers", "guards_engaged", "tickets_without_timer"):
        assert f"firstline_sla_{name} 0.0" in told
    assert 'firstline_sla_tick_age_seconds{ringer="a"}' in told
