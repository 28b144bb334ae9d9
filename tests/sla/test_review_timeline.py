"""How a promise ran, as facts: what counted, what was paused, what lay past the limit, who held it, what happened."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from accounts.models import User
from core.hours import Schedule
from outbox.models import Event
from sla.models import BreachReview, Holding, Timer
from sla.reviews.selectors import for_page, held_of
from sla.reviews.timeline import Run, open_spans, run_of
from sla.services import sweep
from tests.people import NOON, House, a_ticket
from tests.sla.reviewing import HOUR, MINUTE, MISSED, a_case
from tickets.categories import Category, Priority
from tickets.models import Ticket
from tickets.services import (
    add_customer_message,
    add_note,
    assign_ticket,
    hand_over_ticket,
    pend_ticket,
    reply,
    resume_ticket,
    return_to_team,
)

# A Friday, 16:20 in Singapore; the desk works Monday to Friday 08:00–12:30 and 13:00–20:00, Saturdays 09:00–15:00.
FRIDAY = datetime(2026, 11, 20, 8, 20, tzinfo=UTC)


def _run(ticket: Ticket, *, at: datetime, kind: str = "first_reply") -> Run:
    timer = Timer.objects.prefetch_related("pauses").get(ticket=ticket, kind=kind)
    events = Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk).order_by("pk")
    page = for_page(BreachReview.objects.filter(breach__timer=timer), at=at).first()
    return run_of(timer, events, held_of(page) if page else [], at=at)


def _kinds(run: Run) -> list[tuple[str, timedelta]]:
    return [(each.kind, each.ends - each.begins) for each in run.stretches]


def _names(run: Run) -> list[tuple[str, bool]]:
    return [(each.event.name, each.bare) for each in run.deeds]


def test_round_the_clock_it_counts_to_the_limit_and_runs_over_after_it(house: House) -> None:
    review = a_case(house)
    run = _run(review.breach.ticket, at=MISSED + 3 * HOUR)
    assert _kinds(run) == [("counted", 24 * HOUR), ("over", 3 * HOUR)]
    assert (run.begins, run.ends, run.answered_at) == (NOON, MISSED + 3 * HOUR, None)


def test_office_hours_pauses_and_the_limit_cut_the_line(house: House) -> None:
    ticket = a_ticket(house, at=FRIDAY, category=Category.GUIDANCE, priority=Priority.LOW)
    pause = FRIDAY + 18 * HOUR  # Saturday 10:20
    pend_ticket(
        ticket=ticket,
        state="waiting_customer",
        reason="address",
        until=pause + 9 * HOUR,
        by=house.bob,
        at=pause,
    )
    add_customer_message(ticket=ticket, body="Here.", by=house.cleo, at=pause + 3 * HOUR)
    timer = ticket.timers.get(kind="first_reply")
    reply(ticket=ticket, body="Sorry.", by=house.bob, at=timer.due_at + 25 * MINUTE)
    run = _run(ticket, at=timer.due_at + 9 * HOUR)
    assert _kinds(run)[:4] == [
        ("counted", 3 * HOUR + 40 * MINUTE),  # Friday 16:20 to 20:00
        ("counted", HOUR + 20 * MINUTE),  # Saturday 09:00 to 10:20
        ("paused", 3 * HOUR),
        ("counted", HOUR + 40 * MINUTE),
    ]
    assert _kinds(run)[-1] == ("over", 25 * MINUTE)
    counted = sum((span for kind, span in _kinds(run) if kind == "counted"), timedelta())
    assert counted == 24 * HOUR
    assert run.answered_at == timer.due_at + 25 * MINUTE


def test_who_held_it_in_working_time(house: House) -> None:
    ticket = a_ticket(house)
    assign_ticket(ticket=ticket, to=None, by=house.alice, at=NOON + 20 * HOUR)
    sweep(at=MISSED)
    run = _run(ticket, at=MISSED + 2 * HOUR)
    assert [(each.held.name, each.working) for each in run.holds] == [("Alice", 20 * HOUR), ("", 6 * HOUR)]
    assert run.holds[1].held.team == "Funds"
    assert Holding.objects.filter(ticket=ticket).count() == 2


def _handed_over(house: House, notes: Iterable[tuple[User, datetime]]) -> list[tuple[str, bool]]:
    ticket = a_ticket(house)
    for by, at in notes:
        add_note(ticket=ticket, body="Ask the bank.", by=by, at=at)
    assign_ticket(ticket=ticket, to=None, by=house.alice, at=NOON + 2 * HOUR)
    assign_ticket(ticket=ticket, to=house.alice, by=house.alice, at=NOON + 3 * HOUR)
    return [each for each in _names(_run(ticket, at=NOON + 4 * HOUR)) if each[0] == "ticket.assigned"]


def test_a_hand_over_without_a_note_is_seen(house: House) -> None:
    bare = _handed_over(house, [(house.alice, NOON + HOUR)])
    assert bare == [("ticket.assigned", True), ("ticket.assigned", False)], "taking what nobody held is no hand-over"
    assert _handed_over(house, [(house.alice, NOON + 2 * HOUR - 20 * MINUTE)])[0] == ("ticket.assigned", False)


def test_a_hand_over_at_the_end_of_a_shift_has_its_note_and_what_the_desk_took_back_needs_none(house: House) -> None:
    handed, silent = a_ticket(house), a_ticket(house)
    hand_over_ticket(ticket=handed, to=None, note="Waits for the bank.", by=house.alice, at=NOON + HOUR)
    return_to_team(ticket=silent, holder=house.alice, silence="away", minutes=45, at=NOON + HOUR)
    for ticket in (handed, silent):
        assert _names(_run(ticket, at=NOON + 2 * HOUR)) == [("ticket.assigned", False)]


def test_warnings_and_waits_are_told_and_other_clocks_are_not(house: House) -> None:
    ticket = a_ticket(house)
    sweep(at=NOON + 4 * HOUR)  # the goal
    sweep(at=NOON + 18 * HOUR)  # three quarters of the limit
    sweep(at=NOON + 25 * HOUR)
    names = _names(_run(ticket, at=NOON + 30 * HOUR))
    # At the goal, at three quarters, at the limit; what goes to addresses only tells nobody of the house.
    assert names.count(("sla.ladder_reached", False)) == 3
    of_other = Event.objects.filter(name="sla.ladder_reached", subject_id=ticket.pk)
    assert {each.data["kind"] for each in of_other} == {"first_reply", "resolution"}


def test_open_hours_are_cut_at_both_ends() -> None:
    desk = Schedule.from_json({"zone": "UTC", "week": {"thu": [["04:00", "06:00"], ["07:00", "08:00"]]}})
    spans = list(open_spans(desk, NOON, NOON + 2 * HOUR))
    assert [(a.hour * 60 + a.minute, b.hour * 60 + b.minute) for a, b in spans] == [(352, 360), (420, 472)]
    always = Schedule.from_json({"zone": "UTC", "always": True})
    assert list(open_spans(always, NOON, NOON + HOUR)) == [(NOON, NOON + HOUR)]
    assert list(open_spans(desk, NOON + 3 * HOUR, NOON + 5 * HOUR)) == []


def test_what_happened_with_the_answer_is_told_and_what_came_after_is_not(house: House) -> None:
    ticket = a_ticket(house)
    add_customer_message(ticket=ticket, body="Hello?", by=house.cleo, at=NOON)
    add_customer_message(ticket=ticket, body="Hello?", by=house.cleo, at=NOON + HOUR)
    reply(ticket=ticket, body="Sorry.", by=house.alice, at=NOON + 25 * HOUR)
    add_customer_message(ticket=ticket, body="Well.", by=house.cleo, at=NOON + 26 * HOUR)
    run = _run(ticket, at=NOON + 30 * HOUR)
    told = [(each.event.name, each.event.at) for each in run.deeds if not each.event.name.startswith("sla.")]
    assert told == [("ticket.customer_replied", NOON + HOUR), ("ticket.replied", NOON + 25 * HOUR)]


def test_who_held_it_while_it_waited_worked_no_time(house: House) -> None:
    """Two hours of waiting lie in Alice's time; who takes it with the answer held it for no time at all."""
    ticket = a_ticket(house)
    until = NOON + 40 * HOUR
    pend_ticket(ticket=ticket, state="waiting_customer", reason="Hash", until=until, by=house.alice, at=NOON + HOUR)
    resume_ticket(ticket=ticket, cause="agent", by=house.alice, at=NOON + 3 * HOUR)
    sweep(at=NOON + 26 * HOUR)
    assign_ticket(ticket=ticket, to=None, by=house.alice, at=NOON + 27 * HOUR)
    reply(ticket=ticket, body="Sorry.", by=house.alice, at=NOON + 27 * HOUR)
    run = _run(ticket, at=NOON + 30 * HOUR)
    assert [(each.held.name, each.begins, each.ends, each.working) for each in run.holds] == [
        ("Alice", NOON, NOON + 27 * HOUR, 25 * HOUR)
    ]
    assert _kinds(run) == [("counted", HOUR), ("paused", 2 * HOUR), ("counted", 23 * HOUR), ("over", HOUR)]


def test_a_note_up_to_half_an_hour_before_or_five_minutes_after_goes_with_the_hand_over(house: House) -> None:
    handed = NOON + 2 * HOUR
    for minutes, bare in ((-31, True), (-30, False), (5, False), (6, True)):
        ticket = a_ticket(house)
        add_note(ticket=ticket, body="Ask the bank.", by=house.alice, at=handed + minutes * MINUTE)
        assign_ticket(ticket=ticket, to=None, by=house.alice, at=handed)
        assert _names(_run(ticket, at=NOON + 4 * HOUR)) == [("ticket.assigned", bare)]
