"""The promise: armed with the ticket, met by an answer, paused while we wait, and never forgotten."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from complaints.models import Complaint
from core.errors import InvalidInput
from outbox.models import Event
from sla.models import Breach, Calendar, Pause, RingerTick, Timer, TimerState
from sla.services import Matter, publish_calendar, publish_policy, quote, sweep
from sla.services.health import inspect, sla_health
from tests.people import NOON, House, a_ticket
from tickets.models import Ticket
from tickets.services import (
    add_customer_message,
    add_note,
    change_category,
    change_priority,
    escalate_held,
    pend_ticket,
    reopen_ticket,
    reply,
    resolve_ticket,
    resume_ticket,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def _timer(ticket: Ticket, kind: str = "first_reply") -> Timer:
    return Timer.objects.filter(ticket=ticket, kind=kind).latest("generation")


DEFAULTS = [
    ("account_security", "normal", 15 * MINUTE, HOUR, 24 * HOUR, 48 * HOUR),
    ("funds", "normal", 4 * HOUR, 24 * HOUR, 24 * HOUR, 48 * HOUR),
    ("guidance", "normal", 24 * HOUR, 48 * HOUR, 72 * HOUR, 120 * HOUR),
    ("complaint", "normal", 24 * HOUR, 48 * HOUR, 72 * HOUR, 120 * HOUR),
    ("account_security", "emergency", 5 * MINUTE, 15 * MINUTE, 24 * HOUR, 48 * HOUR),
    ("funds", "emergency", 5 * MINUTE, 15 * MINUTE, 24 * HOUR, 48 * HOUR),
]


@pytest.mark.parametrize(("category", "priority", "goal", "limit", "solve_goal", "solve_limit"), DEFAULTS)
def test_defaults_are_what_callers_are_told(
    house: House,
    category: str,
    priority: str,
    goal: timedelta,
    limit: timedelta,
    solve_goal: timedelta,
    solve_limit: timedelta,
) -> None:
    reply_quote, _next, solve_quote = quote(Matter(category, priority), at=NOON)
    assert (reply_quote.goal_at - NOON, reply_quote.limit_at - NOON) == (goal, limit)
    assert (solve_quote.goal_at - NOON, solve_quote.limit_at - NOON) == (solve_goal, solve_limit)


def test_timers_are_armed_with_the_ticket_and_shown_on_its_row(house: House) -> None:
    ticket = a_ticket(house)
    ticket.refresh_from_db()
    assert _timer(ticket).due_at == NOON + 24 * HOUR
    assert _timer(ticket, "resolution").due_at == NOON + 48 * HOUR
    assert (ticket.goal_at, ticket.limit_at, ticket.next_due_at) == (NOON + 4 * HOUR, NOON + 24 * HOUR, NOON + 4 * HOUR)
    assert inspect(at=NOON) == []


def test_a_public_reply_meets_the_first_reply_and_a_note_does_not(house: House) -> None:
    ticket = a_ticket(house)
    add_note(ticket=ticket, body="Checked the chain.", by=house.alice, at=NOON + HOUR)
    assert _timer(ticket).state == TimerState.RUNNING
    reply(ticket=ticket, body="It is confirmed.", by=house.alice, at=NOON + 2 * HOUR)
    assert _timer(ticket).state == TimerState.MET
    ticket.refresh_from_db()
    assert ticket.limit_at == NOON + 48 * HOUR


def test_past_the_goal_the_ticket_is_at_risk_and_nothing_is_broken(house: House) -> None:
    ticket = a_ticket(house)
    sweep(at=NOON + 4 * HOUR - MINUTE)
    assert not Event.objects.filter(name="sla.goal_passed").exists()
    sweep(at=NOON + 4 * HOUR)
    sweep(at=NOON + 4 * HOUR + MINUTE)
    assert Event.objects.filter(name="sla.goal_passed", subject_id=ticket.pk).count() == 1
    assert not Breach.objects.exists()
    assert list(Ticket.objects.past_goal(NOON + 5 * HOUR)) == [ticket]


def test_silence_becomes_a_breach_and_a_complaint_once(house: House) -> None:
    ticket = a_ticket(house)
    for minutes in (0, 1, 10, 600):
        sweep(at=NOON + 24 * HOUR + minutes * MINUTE)
    breach = Breach.objects.get(ticket=ticket)
    assert (breach.due_at, breach.recorded_at) == (NOON + 24 * HOUR, NOON + 24 * HOUR)
    complaint = Complaint.objects.get(ticket=ticket)
    assert complaint.handler == house.olive
    assert complaint.cause == "breach"
    sweep(at=NOON + 50 * HOUR)
    assert Breach.objects.filter(ticket=ticket).count() == 2, "the resolution was promised too"
    assert Complaint.objects.filter(ticket=ticket).count() == 1


def test_a_late_answer_is_a_breach_even_if_no_ringer_ever_ran(house: House) -> None:
    ticket = a_ticket(house)
    reply(ticket=ticket, body="Sorry, this took long.", by=house.alice, at=NOON + 25 * HOUR)
    assert Breach.objects.get(ticket=ticket).due_at == NOON + 24 * HOUR
    assert _timer(ticket).state == TimerState.MISSED
    assert Complaint.objects.filter(ticket=ticket).count() == 1


def test_timer_pauses_while_waiting_for_the_customer(house: House) -> None:
    ticket = a_ticket(house)
    pend_ticket(
        ticket=ticket,
        state="waiting_customer",
        reason="Screenshot of the withdrawal",
        until=NOON + 30 * HOUR,
        by=house.alice,
        at=NOON + HOUR,
    )
    sweep(at=NOON + 29 * HOUR)
    assert not Breach.objects.exists()
    add_customer_message(ticket=ticket, body="Here it is.", by=house.cleo, at=NOON + 11 * HOUR)
    ticket.refresh_from_db()
    assert ticket.state == "open"
    assert ticket.limit_at == NOON + 34 * HOUR, "ten hours of waiting do not count"
    pause = Pause.objects.filter(timer=_timer(ticket)).get()
    assert (pause.started_at, pause.ended_at) == (NOON + HOUR, NOON + 11 * HOUR)


def test_a_waiting_ticket_goes_on_by_itself_at_its_date(house: House) -> None:
    ticket = a_ticket(house)
    pend_ticket(
        ticket=ticket,
        state="waiting_third_party",
        reason="Node provider",
        until=NOON + 5 * HOUR,
        by=house.alice,
        at=NOON + HOUR,
    )
    sweep(at=NOON + 5 * HOUR)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.limit_at) == ("open", NOON + 28 * HOUR)


def test_a_broken_promise_is_not_mended_by_waiting_or_by_another_priority(house: House) -> None:
    ticket = a_ticket(house)
    sweep(at=NOON + 24 * HOUR)
    at = NOON + 25 * HOUR
    pend_ticket(ticket=ticket, state="waiting_customer", reason="Hash", until=at + HOUR, by=house.alice, at=at)
    resume_ticket(ticket=ticket, cause="agent", by=house.alice, at=at + 10 * MINUTE)
    change_priority(ticket=ticket, priority="low", by=house.alice, at=at + 11 * MINUTE)
    assert _timer(ticket).due_at == NOON + 24 * HOUR


def test_an_emergency_is_measured_anew_from_the_same_start(house: House) -> None:
    ticket = a_ticket(house)
    change_priority(ticket=ticket, priority="emergency", by=house.alice, at=NOON + 2 * MINUTE)
    ticket.refresh_from_db()
    assert ticket.limit_at == NOON + 15 * MINUTE
    assert ticket.emergency
    event = Event.objects.filter(name="sla.rebased", subject_id=ticket.pk).first()
    assert event is not None
    assert event.data["before"] == (NOON + 24 * HOUR).isoformat()


def test_another_category_brings_its_promise_and_its_team(house: House) -> None:
    ticket = a_ticket(house)
    change_category(ticket=ticket, category="guidance", by=house.alice, at=NOON + HOUR)
    ticket.refresh_from_db()
    assert (ticket.team, ticket.assignee) == (house.general, None)
    assert ticket.limit_at == NOON + 48 * HOUR


def test_reopening_starts_a_new_generation_and_keeps_the_old_result(house: House) -> None:
    ticket = a_ticket(house)
    resolve_ticket(ticket=ticket, solution="Credited.", by=house.alice, at=NOON + HOUR)
    assert {each.state for each in Timer.objects.filter(ticket=ticket)} == {TimerState.MET}
    reopen_ticket(ticket=ticket, cause="not credited", by=house.cleo, at=NOON + 2 * HOUR)
    again = _timer(ticket, "resolution")
    assert (again.generation, again.started_at, again.state) == (2, NOON + 2 * HOUR, TimerState.RUNNING)
    assert Timer.objects.get(ticket=ticket, kind="resolution", generation=1).state == TimerState.MET


def test_a_new_version_of_a_policy_leaves_running_promises_alone(house: House) -> None:
    ticket = a_ticket(house)
    timer = _timer(ticket)
    publish_policy(
        name="Funds",
        position=3,
        match={"category": "funds"},
        calendar=Calendar.objects.get(name="24×7"),
        minutes={"first_reply": (1, 2), "next_reply": (1, 2), "resolution": (3, 4)},
        at=NOON,
    )
    timer.refresh_from_db()
    assert timer.due_at == NOON + 24 * HOUR
    assert quote(Matter("funds", "normal"), at=NOON)[0].limit_at == NOON + 2 * MINUTE


def test_working_hours_count_and_nights_do_not(house: House) -> None:
    """Low guidance runs on the desk's calendar: Thursday 13:52 in Singapore, 6:08 that day, 11:30 on Friday, 6:00 on Saturday, 0:22 on Monday."""
    limit = quote(Matter("guidance", "low"), at=NOON)[0].limit_at
    assert limit.isoformat() == "2026-11-23T00:22:00+00:00"


@pytest.mark.parametrize(
    ("minutes", "field"), [((0, 5), "first_reply"), ((10, 5), "first_reply")], ids=["no goal", "limit before goal"]
)
def test_an_impossible_policy_is_refused_with_its_field(house: House, minutes: tuple[int, int], field: str) -> None:
    calendar = publish_calendar(name="Any", schedule={"zone": "UTC", "always": True}, at=NOON).calendar
    with pytest.raises(InvalidInput) as refusal:
        publish_policy(
            name="Wrong",
            position=99,
            calendar=calendar,
            minutes={"first_reply": minutes, "next_reply": (1, 2), "resolution": (1, 2)},
            at=NOON,
        )
    assert field in refusal.value.fields


def test_a_poison_timer_does_not_stop_the_others(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """One ticket whose escalation always fails is put off, then held; the rest go up."""
    bad, good = a_ticket(house), a_ticket(house)

    def poisoned(held: Sequence[Ticket], **more: Any) -> None:
        if bad.pk in [each.pk for each in held]:
            raise RuntimeError("poison")
        escalate_held(held, **more)

    monkeypatch.setattr("sla.services.breaches.escalate_held", poisoned)
    at = NOON + 24 * HOUR
    for _ in range(9):
        sweep(at=at)
        at += 10 * MINUTE
    assert Complaint.objects.filter(ticket=good).exists()
    held = _timer(bad)
    assert (held.state, "poison" in held.last_error) == (TimerState.HELD, True)
    assert sla_health(at=at).red


def test_health_turns_red_when_nobody_rings(house: House) -> None:
    a_ticket(house)
    sweep(at=NOON)
    assert sla_health(at=NOON).red, "nobody ever rang"
    RingerTick.objects.create(name="test", at=NOON)
    assert not sla_health(at=NOON + MINUTE).red
    late = sla_health(at=NOON + 4 * HOUR + 3 * MINUTE)
    assert late.red
    assert late.lag == 3 * MINUTE
