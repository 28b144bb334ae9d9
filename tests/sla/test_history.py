"""What is written down about a promise: who answered, how late, by which clock. Pages, figures and mails read nothing else."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from outbox.models import Event
from sla.models import Breach, Holding, LadderStep, Timer, TimerState
from sla.services import sweep
from sla.services.ladder_edit import RungTerms, add_step
from tests.people import NOON, House, a_ticket
from tickets.models import Ticket
from tickets.services import (
    add_customer_message,
    assign_ticket,
    change_priority,
    keep_callback,
    pend_ticket,
    promise_callback,
    reply,
    resolve_ticket,
    resume_ticket,
    waive_reply,
)

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def timer_of(ticket: Ticket, kind: str = "first_reply") -> Timer:
    return Timer.objects.filter(ticket=ticket, kind=kind).latest("generation")


def told(name: str, ticket: Ticket, kind: str = "first_reply") -> Event:
    """The one event of this name about the newest clock of this kind."""
    return Event.objects.get(name=name, subject_id=ticket.pk, data__kind=kind, data__timer_id=timer_of(ticket, kind).pk)


def by_whom(event: Event) -> tuple[str, str]:
    return event.actor_kind, event.actor_id


def staff(user: User) -> tuple[str, str]:
    return "staff", str(user.pk)


def test_an_answer_in_time_is_told_with_who_gave_it(house: House) -> None:
    ticket = a_ticket(house)
    reply(ticket=ticket, body="It is confirmed.", by=house.alice, at=NOON + HOUR)
    met = told("sla.met", ticket)
    assert (met.data["late_seconds"], met.at, by_whom(met)) == (0, NOON + HOUR, staff(house.alice))
    timer = timer_of(ticket)
    assert (timer.stopped_at, timer.wake_at, timer.plan) == (NOON + HOUR, None, [])
    assert timer.explanation, "the ledger up to the answer stays"


def test_a_late_answer_is_told_with_how_late_it_was(house: House) -> None:
    ticket = a_ticket(house)
    reply(ticket=ticket, body="Sorry.", by=house.alice, at=NOON + 25 * HOUR)
    met, missed = told("sla.met", ticket), told("sla.breached", ticket)
    assert (met.data["late_seconds"], missed.data["due_at"]) == (3600, (NOON + 24 * HOUR).isoformat())
    assert (missed.at, missed.actor_kind) == (NOON + 25 * HOUR, "system")
    assert timer_of(ticket).breached_at == NOON + 25 * HOUR


def test_an_answer_at_the_very_limit_is_in_time(house: House) -> None:
    ticket = a_ticket(house)
    reply(ticket=ticket, body="Just so.", by=house.alice, at=NOON + 24 * HOUR)
    assert told("sla.met", ticket).data["late_seconds"] == 0
    assert timer_of(ticket).state == TimerState.MET
    late = a_ticket(house)
    reply(ticket=late, body="A second more.", by=house.alice, at=NOON + 24 * HOUR + timedelta(seconds=1))
    assert told("sla.met", late).data["late_seconds"] == 1


def test_what_was_missed_already_is_told_once_and_keeps_its_moment(house: House) -> None:
    ticket = a_ticket(house)
    sweep(at=NOON + 24 * HOUR)
    reply(ticket=ticket, body="Sorry.", by=house.alice, at=NOON + 25 * HOUR)
    assert told("sla.breached", ticket).at == NOON + 24 * HOUR
    assert timer_of(ticket).breached_at == NOON + 24 * HOUR
    assert timer_of(ticket).state == TimerState.MISSED


def test_a_missed_promise_keeps_whose_it_was(house: House) -> None:
    ticket = a_ticket(house)
    sweep(at=NOON + 24 * HOUR)
    assign_ticket(ticket=ticket, to=house.sam, by=house.sam, at=NOON + 25 * HOUR)
    missed = Breach.objects.get(ticket=ticket)
    assert (missed.kind, missed.holder_label, missed.team_name) == ("first_reply", "Alice, 2047", "Funds")
    nobodys = a_ticket(house, at=NOON + HOUR, assignee=None)
    sweep(at=NOON + 25 * HOUR)
    assert Breach.objects.get(ticket=nobodys, kind="first_reply").holder_label == ""


def test_the_goal_that_passed_is_told_with_its_moment(house: House) -> None:
    ticket = a_ticket(house)
    sweep(at=NOON + 5 * HOUR)
    passed = told("sla.goal_passed", ticket)
    assert (passed.data["goal_at"], passed.at) == ((NOON + 4 * HOUR).isoformat(), NOON + 5 * HOUR)
    assert passed.actor_kind == "system"
    assert timer_of(ticket).goal_passed_at == NOON + 5 * HOUR
    ticket.refresh_from_db()
    assert ticket.next_due_at == NOON + 24 * HOUR, "past the goal the limit is what comes next"


def test_a_rung_is_told_as_it_is(house: House) -> None:
    ticket = a_ticket(house)
    rung = LadderStep.objects.get(percent=75)
    sweep(at=NOON + 18 * HOUR - MINUTE)
    assert not Event.objects.filter(name="sla.ladder_reached", data__step_id=rung.pk).exists()
    sweep(at=NOON + 18 * HOUR)
    reached = Event.objects.get(name="sla.ladder_reached", subject_id=ticket.pk, data__step_id=rung.pk)
    said: dict[str, Any] = {
        "mark": "limit",
        "percent": 75,
        "minutes": None,
        "audiences": ["holder"],
        "ways": ["desk"],
        "kind": "first_reply",
        "timer_id": timer_of(ticket).pk,
    }
    assert said.items() <= reached.data.items()
    assert (reached.at, reached.actor_kind) == (NOON + 18 * HOUR, "system")


def test_a_thank_you_that_needs_no_answer_ends_its_clock_without_a_result(house: House) -> None:
    ticket = a_ticket(house)
    reply(ticket=ticket, body="It is confirmed.", by=house.alice, at=NOON + HOUR)
    add_customer_message(ticket=ticket, body="Thank you!", by=house.cleo, at=NOON + 2 * HOUR)
    assert timer_of(ticket, "next_reply").due_at == NOON + 26 * HOUR
    waive_reply(ticket=ticket, by=house.alice, at=NOON + 3 * HOUR)
    waived, timer = told("sla.waived", ticket, "next_reply"), timer_of(ticket, "next_reply")
    assert (waived.at, by_whom(waived)) == (NOON + 3 * HOUR, staff(house.alice))
    assert (timer.state, timer.stopped_at, timer.wake_at) == (TimerState.CANCELLED, NOON + 3 * HOUR, None)
    ticket.refresh_from_db()
    assert ticket.limit_at == NOON + 48 * HOUR, "the resolution is what is owed now"


def test_what_is_missed_cannot_be_waived_any_more(house: House) -> None:
    ticket = a_ticket(house)
    reply(ticket=ticket, body="It is confirmed.", by=house.alice, at=NOON + HOUR)
    add_customer_message(ticket=ticket, body="Thank you!", by=house.cleo, at=NOON + 2 * HOUR)
    waive_reply(ticket=ticket, by=house.alice, at=NOON + 26 * HOUR)
    timer = timer_of(ticket, "next_reply")
    assert (timer.state, timer.breached_at, timer.stopped_at) == (TimerState.MISSED, *[NOON + 26 * HOUR] * 2)
    assert Breach.objects.filter(timer=timer).count() == 1
    assert not Event.objects.filter(name="sla.waived").exists()


def test_a_promised_call_has_its_moment_a_little_grace_and_its_keeper(house: House) -> None:
    ticket, due = a_ticket(house), NOON + 3 * HOUR
    promise_callback(ticket=ticket, due=NOON + 2 * HOUR, by=house.alice, at=NOON + MINUTE)
    promise_callback(ticket=ticket, due=due, by=house.alice, at=NOON + 2 * MINUTE)
    replaced, clock = Timer.objects.filter(ticket=ticket, kind="callback").order_by("generation")
    assert replaced.state == TimerState.CANCELLED
    assert (clock.started_at, clock.goal_at, clock.due_at) == (NOON + 2 * MINUTE, due, due + 30 * MINUTE)
    assert (clock.basis, clock.generation) == ("callback", replaced.generation + 1)
    assert clock.wake_at == clock.due_at - 2 * HOUR, "the first rung of the ladder"
    assert clock.explanation
    ticket.refresh_from_db()
    assert (ticket.goal_at, ticket.limit_at) == (due, due + 30 * MINUTE), "the nearest promise is the call"
    keep_callback(ticket=ticket, by=house.alice, at=due + 10 * MINUTE)
    kept = told("sla.met", ticket, "callback")
    assert (kept.data["late_seconds"], by_whom(kept)) == (0, staff(house.alice))
    assert timer_of(ticket).state == TimerState.RUNNING, "a call is no written reply"


def test_a_promised_call_does_not_wait_with_the_ticket(house: House) -> None:
    ticket = a_ticket(house)
    promise_callback(ticket=ticket, due=NOON + 3 * HOUR, by=house.alice, at=NOON)
    until = NOON + 40 * HOUR
    pend_ticket(ticket=ticket, state="waiting_customer", reason="Hash", until=until, by=house.alice, at=NOON + HOUR)
    assert timer_of(ticket, "callback").state == TimerState.RUNNING
    sweep(at=NOON + 4 * HOUR)
    assert [each.kind for each in Breach.objects.all()] == ["callback"]
    resolve_ticket(ticket=ticket, solution="Credited.", by=house.alice, at=NOON + 5 * HOUR)
    assert timer_of(ticket, "callback").stopped_at is None, "who was promised a call still waits for it"


def test_a_wait_is_written_down_with_its_reason_and_moves_goal_and_limit(house: House) -> None:
    ticket = a_ticket(house)
    until = NOON + 40 * HOUR
    pend_ticket(ticket=ticket, state="waiting_customer", reason="Hash", until=until, by=house.alice, at=NOON + HOUR)
    timer = timer_of(ticket)
    assert (timer.state, timer.paused_at, timer.wake_at) == (TimerState.PAUSED, NOON + HOUR, None)
    ticket.refresh_from_db()
    assert (ticket.limit_at, ticket.next_due_at) == (NOON + 24 * HOUR, None), "nothing falls due while we wait"
    resume_ticket(ticket=ticket, cause="agent", by=house.alice, at=NOON + 3 * HOUR)
    timer = timer_of(ticket)
    pause = timer.pauses.get()
    assert (pause.reason, pause.started_at, pause.ended_at) == ("waiting_customer", NOON + HOUR, NOON + 3 * HOUR)
    assert (timer.goal_at, timer.due_at, timer.wake_at) == (NOON + 6 * HOUR, NOON + 26 * HOUR, NOON + 6 * HOUR)
    assert (timer.state, timer.paused_at) == (TimerState.RUNNING, None)
    ticket.refresh_from_db()
    assert (ticket.goal_at, ticket.next_due_at) == (NOON + 6 * HOUR, NOON + 6 * HOUR)


def test_an_answer_while_we_wait_ends_the_wait_too(house: House) -> None:
    ticket = a_ticket(house)
    until = NOON + 40 * HOUR
    pend_ticket(ticket=ticket, state="waiting_customer", reason="Hash", until=until, by=house.alice, at=NOON + HOUR)
    reply(ticket=ticket, body="We found it ourselves.", by=house.alice, at=NOON + 30 * HOUR)
    timer = timer_of(ticket)
    assert (timer.state, timer.due_at, timer.paused_at) == (TimerState.MET, NOON + 53 * HOUR, None)
    assert timer.pauses.get().ended_at == NOON + 30 * HOUR


def test_a_promise_that_is_measured_anew_says_from_what_to_what_and_by_whom(house: House) -> None:
    ticket = a_ticket(house)
    sweep(at=NOON + 5 * HOUR)
    passed = timer_of(ticket).goal_passed_at
    change_priority(ticket=ticket, priority="low", by=house.alice, at=NOON + 6 * HOUR)
    assert passed
    assert timer_of(ticket).goal_passed_at == passed, "a goal that has passed does not pass again"
    assert not Event.objects.filter(name="sla.rebased").exists(), "the same policy, the same moments: nothing is told"
    late = a_ticket(house, at=NOON + 6 * HOUR)
    change_priority(ticket=late, priority="emergency", by=house.alice, at=NOON + 6 * HOUR + MINUTE)
    anew = told("sla.rebased", late)
    limit = NOON + 6 * HOUR + 15 * MINUTE
    assert (anew.data["after"], anew.at, by_whom(anew)) == (
        limit.isoformat(),
        NOON + 6 * HOUR + MINUTE,
        staff(house.alice),
    )
    timer = timer_of(late)
    assert (timer.policy_version and timer.policy_version.policy.name, timer.due_at) == ("Emergencies", limit)
    late.refresh_from_db()
    assert late.limit_at == limit


def test_who_has_it_is_written_from_hand_to_hand(house: House) -> None:
    ticket = a_ticket(house)
    assign_ticket(ticket=ticket, to=house.sam, by=house.sam, at=NOON + HOUR)
    reply(ticket=ticket, body="I see to it.", by=house.sam, at=NOON + 2 * HOUR)
    resolve_ticket(ticket=ticket, solution="Credited.", by=house.sam, at=NOON + 3 * HOUR)
    held = Holding.objects.filter(ticket=ticket).values_list("holder", "team", "started_at", "ended_at")
    assert list(held) == [
        (house.alice.pk, house.funds.pk, NOON, NOON + HOUR),
        (house.sam.pk, house.funds.pk, NOON + HOUR, NOON + 3 * HOUR),
    ]


def test_who_hands_one_ticket_on_keeps_the_others(house: House) -> None:
    kept, given = a_ticket(house), a_ticket(house)
    assign_ticket(ticket=given, to=house.sam, by=house.sam, at=NOON + HOUR)
    assert Holding.objects.get(ticket=kept).ended_at is None
    assert set(Holding.objects.filter(ended_at=None).values_list("holder", flat=True)) == {house.alice.pk, house.sam.pk}


def test_every_word_of_the_customer_after_an_answer_starts_a_clock_of_its_own(house: House) -> None:
    ticket = a_ticket(house)
    for round_, start in enumerate((NOON, NOON + 10 * HOUR), start=2):
        reply(ticket=ticket, body="It is confirmed.", by=house.alice, at=start + HOUR)
        add_customer_message(ticket=ticket, body="And now?", by=house.cleo, at=start + 2 * HOUR)
        add_customer_message(ticket=ticket, body="Hello?", by=house.cleo, at=start + 3 * HOUR)
        clock = timer_of(ticket, "next_reply")
        assert (clock.generation, clock.started_at, clock.due_at) == (round_, start + 2 * HOUR, start + 26 * HOUR)
        ticket.refresh_from_db()
        assert ticket.limit_at == clock.due_at
    assert Timer.objects.filter(ticket=ticket, kind="next_reply").count() == 2, "one is owed at a time"


def test_the_ladder_of_a_promised_call_is_that_of_its_ticket(house: House) -> None:
    terms = RungTerms("limit", None, 0, ["supervisors"], ["mail"], kind="callback", priority="emergency")
    rung = add_step(terms=terms, by=house.sam, at=NOON)
    for priority in ("normal", "emergency"):
        ticket = a_ticket(house, priority=priority)
        promise_callback(ticket=ticket, due=NOON + 3 * HOUR, by=house.alice, at=NOON)
        planned = [step for _moment, step in timer_of(ticket, "callback").plan]
        assert (rung.pk in planned) is (priority == "emergency")
