"""Who changed what the desk promises, and when; and the edges of what may be promised."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Role, User
from core.errors import InvalidInput, NotAllowed
from outbox.actors import SYSTEM
from outbox.models import Event
from sla.defaults import desk_schedule, install_promises
from sla.models import Calendar, LadderStep, Policy, PolicyVersion, ReviewCause, Timer, TimerState
from sla.permissions import may_edit_promises, may_read_promises
from sla.selectors import breaches_visible_to, explanation, nearest_promise, newest_of_each_kind, timer_state, timers_of
from sla.services import Matter, quote, sweep
from sla.services.ladder_edit import FARTHEST, RungTerms, add_step, retire_step
from sla.services.policy_order import create_policy, move_policy, reinstate_policy, retire_policy, usual_place
from sla.services.publishing import (
    LONGEST_GRACE,
    LONGEST_MINUTES,
    Terms,
    create_calendar,
    publish_calendar,
    publish_policy,
    revise_calendar,
    revise_policy,
)
from tests.people import NOON, House, a_ticket
from tickets.models import Ticket
from tickets.services import add_customer_message, pend_ticket, promise_callback, reopen_ticket, reply, resolve_ticket

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MINUTES = {"first_reply": (60, 120), "next_reply": (60, 120), "resolution": (600, 1200)}
OFFICE = {"zone": "Asia/Shanghai", "week": {key: [["09:00", "18:00"]] for key in ("mon", "tue", "wed", "thu", "fri")}}


def terms(minutes: Any = MINUTES, grace: int = 30, **match: str) -> Terms:
    return Terms(Calendar.objects.get(name="24×7"), minutes, match, grace)


def policy(name: str) -> Policy:
    return Policy.objects.get(name=name)


def told(name: str, subject: int) -> list[tuple[Any, ...]]:
    """Moment, author and facts of each event of this name about this subject."""
    events = Event.objects.filter(name=name, subject_id=subject).order_by("pk")
    return [(each.at, each.actor_label, each.data) for each in events]


def test_what_is_published_says_when_and_by_whom(house: House) -> None:
    wanted = terms(MINUTES, 45, category="funds", language="en")
    made = create_policy(name="  English   funds ", terms=wanted, place=1, by=house.sam, at=NOON + HOUR)
    row = PolicyVersion.objects.get(pk=made.pk)
    assert (row.policy.name, row.version, row.created_at, row.published_by) == (
        "English funds",
        1,
        NOON + HOUR,
        "Sam, 1001",
    )
    assert (row.category, row.language, row.channel, row.callback_grace) == ("funds", "en", "", 45)
    assert [row.targets(kind) for kind in MINUTES] == [
        (goal * MINUTE, limit * MINUTE) for goal, limit in MINUTES.values()
    ]
    revise_policy(policy=row.policy, terms=terms(), seen_version=1, by=house.ada, at=NOON + 2 * HOUR)
    assert told("policy.published", row.policy.pk) == [
        (NOON + HOUR, "Sam, 1001", {"version": 1}),
        (NOON + 2 * HOUR, "Ada, 9001", {"version": 2}),
    ]


def test_places_are_counted_from_one_and_retired_policies_stand_last(house: House) -> None:
    names = list(Policy.objects.order_by("position").values_list("name", flat=True))
    for place, expected in ((0, 0), (1, 0), (99, 9)):
        create_policy(name=f"At {place}", terms=terms(category="funds"), place=place, by=house.sam, at=NOON)
        names.insert(expected, f"At {place}")
        rows = Policy.objects.order_by("position")
        assert [(each.name, each.position) for each in rows] == [(name, 1 + at) for at, name in enumerate(names)]
    retire_policy(policy=policy("At 0"), by=house.sam, at=NOON + HOUR)
    assert list(Policy.objects.order_by("position").values_list("name", flat=True))[-1] == "At 0"
    assert policy("At 0").retired_at == NOON + HOUR
    assert told("policy.retired", policy("At 0").pk) == [(NOON + HOUR, "Sam, 1001", {})]
    reinstate_policy(policy=policy("At 0"), by=house.ada, at=NOON + 2 * HOUR)
    assert policy("At 0").retired_at is None
    [(at, label, facts)] = told("policy.reinstated", policy("At 0").pk)
    assert (at, label, facts["place"]) == (NOON + 2 * HOUR, "Ada, 9001", policy("At 0").position)


def test_the_usual_place_is_before_those_that_match_everything(house: House) -> None:
    assert usual_place() == 7
    create_policy(name="All the rest", terms=terms(), place=99, by=house.sam, at=NOON)
    assert usual_place() == 7
    create_policy(name="Last", terms=terms(category="funds"), place=99, by=house.sam, at=NOON)
    assert usual_place() == 10


def test_a_move_is_told_with_who_moved_it(house: House) -> None:
    moved = move_policy(policy=policy("Funds"), places=-1, seen_place=3, by=house.sam, at=NOON + HOUR)
    assert (moved.name, moved.position) == ("Funds", 2)
    [(at, label, _facts)] = told("policy.moved", moved.pk)
    assert (at, label) == (NOON + HOUR, "Sam, 1001")
    last = policy("Everything else")
    with pytest.raises(Exception, match="conflict"):
        move_policy(policy=last, places=1, seen_place=7, by=house.sam, at=NOON)
    assert move_policy(policy=last, places=-1, seen_place=7, by=house.sam, at=NOON).position == 6


def test_the_edges_of_a_promise(house: House) -> None:
    widest = {"first_reply": (1, 1), "next_reply": (1, LONGEST_MINUTES), "resolution": (LONGEST_MINUTES,) * 2}
    create_policy(name="Widest", terms=terms(widest, LONGEST_GRACE), place=1, by=house.sam, at=NOON)
    create_policy(name="No grace", terms=terms(MINUTES, 0), place=1, by=house.sam, at=NOON)
    over: tuple[tuple[dict[str, Any], int, set[str]], ...] = (
        ({"resolution": (1, LONGEST_MINUTES + 1)}, 30, {"resolution"}),
        ({}, -1, {"callback_grace"}),
        ({}, LONGEST_GRACE + 1, {"callback_grace"}),
        ({"first_reply": (2, 1), "next_reply": (0, 0)}, -1, {"first_reply", "next_reply", "callback_grace"}),
    )
    for differs, grace, fields in over:
        with pytest.raises(InvalidInput) as refusal:
            create_policy(name="Over", terms=terms(MINUTES | differs, grace), place=1, by=house.sam, at=NOON)
        assert set(refusal.value.fields) == fields
    for name in ("", "x" * 61):
        with pytest.raises(InvalidInput) as refusal:
            create_policy(name=name, terms=terms(), place=1, by=house.sam, at=NOON)
        assert set(refusal.value.fields) == {"name"}
    assert create_policy(name="x" * 60, terms=terms(), place=1, by=house.sam, at=NOON).pk


def test_a_program_publishes_by_name_the_next_version_of_what_is_there(house: House) -> None:
    at, calendar = NOON + HOUR, Calendar.objects.get(name="24×7")
    again = publish_policy(name="Funds", position=99, calendar=calendar, minutes=MINUTES, at=at, by=house.ada)
    assert (again.policy, again.version, again.published_by) == (policy("Funds"), 2, "Ada, 9001")
    assert (again.policy.position, again.callback_grace, again.category) == (3, 30, "")
    new = publish_policy(
        name="New", position=50, calendar=calendar, minutes=MINUTES, at=at, match={"category": "funds"}
    )
    assert (new.policy.position, new.version, new.published_by, new.category) == (50, 1, "", "funds")
    assert told("policy.published", new.policy.pk) == [(at, Event.objects.latest("pk").actor_label, {"version": 1})]
    with pytest.raises(NotAllowed):
        publish_policy(name="New", position=50, calendar=calendar, minutes=MINUTES, at=at, by=house.alice)


def test_hours_are_published_with_when_and_by_whom(house: House) -> None:
    first = create_calendar(name="Shanghai", schedule=OFFICE, by=house.sam, at=NOON)
    second = revise_calendar(calendar=first.calendar, schedule=OFFICE, seen_version=1, by=house.ada, at=NOON + HOUR)
    third = publish_calendar(name="Shanghai", schedule=OFFICE, at=NOON + 2 * HOUR)
    rows = first.calendar.versions.order_by("version").values_list("pk", "version", "created_at", "published_by")
    assert list(rows) == [
        (first.pk, 1, NOON, "Sam, 1001"),
        (second.pk, 2, NOON + HOUR, "Ada, 9001"),
        (third.pk, 3, NOON + 2 * HOUR, ""),
    ]
    events = told("calendar.published", first.calendar.pk)
    assert [(at, facts) for at, _label, facts in events] == [
        (NOON, {"version": 1}),
        (NOON + HOUR, {"version": 2}),
        (NOON + 2 * HOUR, {"version": 3}),
    ]
    with pytest.raises(NotAllowed):
        publish_calendar(name="Shanghai", schedule=OFFICE, at=NOON, by=house.alice)
    for name in (" ", "x" * 61):
        with pytest.raises(InvalidInput) as refusal:
            create_calendar(name=name, schedule=OFFICE, by=house.sam, at=NOON)
        assert set(refusal.value.fields) == {"name"}


def test_names_of_special_days_are_cleaned_and_kept(house: House) -> None:
    days = [{"date": "2026-12-24", "label": "  Eve \u202e ", "windows": []}]
    made = create_calendar(name="Clean", schedule=OFFICE | {"exceptions": days}, by=house.sam, at=NOON)
    assert [(each.day, each.label) for each in made.hours().exceptions] == [(date(2026, 12, 24), "Eve")]
    many = [{"date": str(date(2000, 1, 1) + timedelta(each)), "label": "", "windows": []} for each in range(1000)]
    assert (
        len(create_calendar(name="M", schedule=OFFICE | {"exceptions": many}, by=house.sam, at=NOON).hours().exceptions)
        == 1000
    )


def test_a_desk_starts_with_its_promises_once(db: None) -> None:
    assert install_promises(at=NOON) is True
    counts = [each.objects.count() for each in (Calendar, Policy, PolicyVersion, LadderStep, ReviewCause)]
    assert counts == [2, 7, 7, 7, 16]
    assert install_promises(at=NOON + HOUR) is False
    assert [each.objects.count() for each in (Calendar, Policy, PolicyVersion, LadderStep, ReviewCause)] == counts
    assert set(LadderStep.objects.values_list("created_at", flat=True)) == {NOON}
    assert set(ReviewCause.objects.values_list("created_at", flat=True)) == {NOON}
    days = Calendar.objects.get(name="Singapore desk").versions.get().hours().exceptions
    assert {each.day.year for each in days} == {2026, 2027, 2028}
    names = list(Policy.objects.order_by("position").values_list("name", flat=True))
    assert (names[0], names[-1], Policy.objects.earliest("position").position) == ("Emergencies", "Everything else", 1)


def test_the_desk_is_closed_on_its_holidays_and_open_on_saturday_mornings() -> None:
    schedule: dict[str, Any] = desk_schedule(range(2026, 2027))
    assert (schedule["zone"], schedule["always"], list(schedule["week"])) == (
        "Asia/Singapore",
        False,
        ["mon", "tue", "wed", "thu", "fri", "sat"],
    )
    assert schedule["week"]["wed"] == [["08:00", "12:30"], ["13:00", "20:00"]]
    assert schedule["week"]["sat"] == [["09:00", "15:00"]]
    closed = {each["date"]: each for each in schedule["exceptions"]}
    assert closed["2026-08-09"]["windows"] == []
    assert "National Day" in closed["2026-08-09"]["label"]
    assert list(closed) == sorted(closed)


def test_rungs_are_added_and_retired_by_name(house: House) -> None:
    at = NOON + HOUR
    wanted = RungTerms(
        "limit", None, -FARTHEST, ["lead"], ["desk"], kind="first_reply", priority="low", action="escalate"
    )
    made = LadderStep.objects.get(pk=add_step(terms=wanted, by=house.ada, at=at).pk)
    assert (made.mark, made.percent, made.minutes, made.kind) == ("limit", None, -FARTHEST, "first_reply")
    assert (made.priority, made.action, made.audiences, made.ways) == ("low", "escalate", ["lead"], ["desk"])
    assert (made.created_at, made.created_by, made.retired_at) == (at, "Ada, 9001", None)
    retire_step(step=made, by=house.sam, at=at + HOUR)
    made.refresh_from_db()
    assert made.retired_at == at + HOUR
    assert told("ladder.step_added", made.pk) == [(at, "Ada, 9001", {})]
    assert told("ladder.step_retired", made.pk) == [(at + HOUR, "Sam, 1001", {})]
    for percent in (1, 99):
        add_step(terms=RungTerms("goal", percent, None, ["lead"], ["desk"]), by=house.sam, at=at)


def test_who_reads_and_who_changes_promises(house: House) -> None:
    staff = (house.alice, house.bob, house.sam, house.olive, house.ada, house.pbx)
    assert [may_read_promises(each) for each in staff] == [True] * 5 + [False]
    assert [may_edit_promises(each) for each in staff] == [False, False, True, False, True, False]
    assert may_edit_promises(SYSTEM)
    gone = User(role=Role.SUPERVISOR, is_active=False)
    assert not may_read_promises(gone)
    assert not may_edit_promises(gone)


def state(ticket: Ticket, kind: str, at: Any) -> str:
    return timer_state(Timer.objects.filter(ticket=ticket, kind=kind).latest("generation"), at=at)


def test_a_promise_stands_as_its_moments_say(house: House) -> None:
    ticket = a_ticket(house)
    moments = (NOON + 4 * HOUR - MINUTE, NOON + 4 * HOUR, NOON + 24 * HOUR - MINUTE, NOON + 24 * HOUR)
    assert [state(ticket, "first_reply", at) for at in moments] == ["ok", "risk", "risk", "breach"]
    reply(ticket=ticket, body="Done.", by=house.alice, at=NOON + 25 * HOUR)
    assert state(ticket, "first_reply", NOON + 26 * HOUR) == "met_late"
    until = NOON + 99 * HOUR
    pend_ticket(
        ticket=ticket, state="waiting_customer", reason="Hash", until=until, by=house.alice, at=NOON + 26 * HOUR
    )
    assert state(ticket, "resolution", NOON + 90 * HOUR) == "paused"
    other = a_ticket(house)
    reply(ticket=other, body="Done.", by=house.alice, at=NOON + HOUR)
    assert state(other, "first_reply", NOON + 90 * HOUR) == "met"


def test_the_promise_shown_first_is_the_nearest_that_runs_then_waits_then_was_answered(house: House) -> None:
    def shown() -> tuple[str, int] | None:
        found = nearest_promise(timers_of(ticket))
        return (found.kind, found.generation) if found else None

    assert nearest_promise([]) is None
    ticket = a_ticket(house)
    assert shown() == ("first_reply", 1)
    promise_callback(ticket=ticket, due=NOON + 3 * HOUR, by=house.alice, at=NOON)
    assert shown() == ("callback", 2)
    promise_callback(ticket=ticket, due=NOON + 90 * HOUR, by=house.alice, at=NOON)
    assert shown() == ("first_reply", 1), "what was replaced is no promise"
    until = NOON + 99 * HOUR
    pend_ticket(ticket=ticket, state="waiting_customer", reason="Hash", until=until, by=house.alice, at=NOON + HOUR)
    assert shown() == ("callback", 3), "the only one that runs"
    Timer.objects.filter(ticket=ticket, kind="callback", generation=3).update(
        state=TimerState.MET, stopped_at=NOON + HOUR, wake_at=None
    )
    assert shown() == ("first_reply", 1), "the nearest of those that wait"
    add_customer_message(ticket=ticket, body="Here.", by=house.cleo, at=NOON + 2 * HOUR)
    reply(ticket=ticket, body="Thanks.", by=house.alice, at=NOON + 3 * HOUR)
    resolve_ticket(ticket=ticket, solution="Done.", by=house.alice, at=NOON + 4 * HOUR)
    assert shown() == ("resolution", 1), "the last that was answered"
    reopen_ticket(ticket=ticket, cause="not credited", by=house.cleo, at=NOON + 5 * HOUR)
    assert next((each.kind, each.generation) for each in timers_of(ticket)) == ("resolution", 4)
    newest = {each.kind: each.generation for each in newest_of_each_kind(timers_of(ticket))}
    assert newest == {"resolution": 4, "callback": 3, "first_reply": 1}


def test_the_ledger_ends_with_the_answer_or_with_now(house: House) -> None:
    ticket = a_ticket(house)
    timer = next(each for each in timers_of(ticket) if each.kind == "first_reply")
    assert explanation(timer, at=NOON + HOUR)[-1].ends == NOON + 24 * HOUR
    assert explanation(timer, at=NOON + 30 * HOUR)[-1].ends == NOON + 30 * HOUR
    reply(ticket=ticket, body="Done.", by=house.alice, at=NOON + 2 * HOUR)
    timer = next(each for each in timers_of(ticket) if each.kind == "first_reply")
    assert explanation(timer, at=NOON + 30 * HOUR)[-1].ends == NOON + 2 * HOUR


def test_the_ledger_tells_of_the_waiting(house: House) -> None:
    ticket = a_ticket(house)
    until = NOON + 40 * HOUR
    pend_ticket(ticket=ticket, state="waiting_customer", reason="Hash", until=until, by=house.alice, at=NOON + HOUR)
    add_customer_message(ticket=ticket, body="Here.", by=house.cleo, at=NOON + 3 * HOUR)
    timer = next(each for each in timers_of(ticket) if each.kind == "first_reply")
    lines = explanation(timer, at=NOON + 5 * HOUR)
    assert sum((each.paused for each in lines), timedelta()) == 2 * HOUR
    assert sum((each.counted for each in lines), timedelta()) == 24 * HOUR


def test_missed_promises_are_listed_newest_first_and_agents_see_their_own(house: House) -> None:
    old, new = a_ticket(house), a_ticket(house, at=NOON + HOUR, category="guidance")
    sweep(at=NOON + 49 * HOUR + MINUTE)
    due = [each.due_at for each in breaches_visible_to(house.sam)]
    assert due == sorted(due, reverse=True)
    assert {each.ticket for each in breaches_visible_to(house.sam)} == {old, new}
    for agent in (house.alice, house.bob):
        seen = set(Ticket.objects.visible_to(agent))
        assert {each.ticket for each in breaches_visible_to(agent)} == {old, new} & seen


def test_a_quote_names_each_kind_with_goal_and_limit(house: House) -> None:
    quotes = [
        (each.kind, each.goal_at - NOON, each.limit_at - NOON) for each in quote(Matter("funds", "normal"), at=NOON)
    ]
    assert quotes == [
        ("first_reply", 4 * HOUR, 24 * HOUR),
        ("next_reply", 8 * HOUR, 24 * HOUR),
        ("resolution", 24 * HOUR, 48 * HOUR),
    ]


def test_where_no_policy_matches_nothing_is_promised(house: House) -> None:
    Policy.objects.update(retired_at=NOON)
    with pytest.raises(InvalidInput) as refusal:
        quote(Matter("funds", "normal"), at=NOON)
    assert refusal.value.reason == "no_policy"
