"""What another version would mean, told before it is published; and what re-basing then really does."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Customer, CustomerClass
from core import clock
from core.errors import NotAllowed
from outbox.actors import Actor
from outbox.models import Delivery, Event
from outbox.services import deliver_due
from sla.models import Breach, Calendar, CalendarVersion, Policy, Timer
from sla.services import policy_for, quote, rebase_timers, sweep
from sla.services import preview as previews
from sla.services import rebase as rebasing
from sla.services.ladder_edit import RungTerms, add_step
from sla.services.policies import Matter
from sla.services.policy_order import create_policy, retire_policy
from sla.services.preview import Change, OpenEffect, effect_on_open, effect_on_past
from sla.services.publishing import Terms, revise_calendar, revise_policy
from sla.services.rebase import ORDERS, order_calendar_rebase, order_policy_rebase, rebase_step
from sla.services.setups import Setup
from tests.people import NOON, House, a_ticket
from tests.scale import examples
from tickets.categories import Category, Priority
from tickets.models import Ticket
from tickets.services import add_customer_message, change_priority, pend_ticket, reply, resolve_ticket, resume_ticket

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SHORT = {"first_reply": (30, 90), "next_reply": (30, 90), "resolution": (120, 24 * 60)}
OFFICE = {"zone": "Asia/Singapore", "week": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}}


def policy(name: str) -> Policy:
    return Policy.objects.get(name=name)


def calendar(name: str = "24×7") -> Calendar:
    return Calendar.objects.get(name=name)


def funds(minutes: dict[str, tuple[int, int]], **match: str) -> Terms:
    return Terms(calendar(), minutes, {"category": "funds"} | match)


def draft(name: str, terms: Terms, at: datetime) -> Change:
    """The setup with these terms in the place of the policy's newest version, nothing saved."""
    hours = terms.calendar.versions.latest("version")
    version = terms.version(policy(name), 99, at=at)
    return Change.of_policy(Setup.present().with_policy(version, hours), policy(name).pk)


def run(order: Event, *, at: datetime) -> Event:
    """All steps of an order, as the outbox would deliver them; the event that ends it."""
    steps = Event.objects.filter(subject_kind=order.subject_kind, subject_id=order.subject_id)
    while order.name in ORDERS:
        rebase_step(order, by=_Sam(), at=at)
        order = steps.filter(name__contains=".rebase_").latest("pk")
    return order


@dataclass(frozen=True)
class _Sam:
    """Whoever gave the order."""

    actor: Actor = field(default_factory=lambda: Actor(kind="staff", id="1", label="Sam, 1001"))


def due(ticket: Ticket, kind: str = "first_reply") -> datetime:
    return Timer.objects.filter(ticket=ticket, kind=kind).latest("generation").due_at


def test_a_preview_counts_what_would_move_and_changes_nothing(house: House) -> None:
    late = a_ticket(house, at=NOON - 2 * HOUR)
    a_ticket(house, at=NOON)
    a_ticket(house, at=NOON, category=Category.GUIDANCE)
    before = list(Timer.objects.order_by("pk").values_list("due_at", "policy_version"))
    told = effect_on_open(draft("Funds", funds(SHORT), NOON), at=NOON)
    assert told == OpenEffect(looked=2, more=False, moved=2, later=0, earlier=2, overdue=1)
    assert list(Timer.objects.order_by("pk").values_list("due_at", "policy_version")) == before
    assert due(late) == NOON + 22 * HOUR


def test_running_promises_keep_their_version_unless_they_are_rebased(house: House) -> None:
    ticket, other = a_ticket(house), a_ticket(house, category=Category.GUIDANCE)
    elsewhere = due(other)
    version = revise_policy(policy=policy("Funds"), terms=funds(SHORT), seen_version=1, by=house.sam, at=NOON)
    assert due(ticket) == NOON + 24 * HOUR
    order = order_policy_rebase(policy=policy("Funds"), by=house.sam, at=NOON)
    assert due(ticket) == NOON + 24 * HOUR, "it happens after the commit"
    done = run(order, at=NOON + MINUTE)
    assert due(ticket) == NOON + 90 * MINUTE
    ticket.refresh_from_db()
    assert ticket.limit_at == NOON + 90 * MINUTE
    assert due(other) == elsewhere
    assert done.name == "policy.rebase_finished"
    assert done.data == {"order": order.pk, "step": 1, "looked": 1, "moved": 1, "failed": 0}
    told = Event.objects.filter(name="sla.rebased", subject_id=ticket.pk)
    assert {each.actor_label for each in told} == {"Sam, 1001"}
    assert {each.data["kind"] for each in told} == {"first_reply", "resolution"}
    assert {each.policy_version for each in Timer.objects.filter(ticket=ticket)} == {version}


def test_the_order_is_carried_out_by_the_outbox(house: House, django_capture_on_commit_callbacks: Any) -> None:
    at = clock.now()
    ticket = a_ticket(house, at=at)
    revise_policy(policy=policy("Funds"), terms=funds(SHORT), seen_version=1, by=house.sam, at=at)
    order_policy_rebase(policy=policy("Funds"), by=house.sam, at=at)
    assert Delivery.objects.filter(handler="sla.rebase").count() == 1
    deliver_due(at=clock.now())
    assert due(ticket) == at + 90 * MINUTE
    assert Event.objects.get(name="policy.rebase_finished").actor_label == "Sam, 1001"


def test_a_broken_promise_is_never_repaired(house: House) -> None:
    """Neither one that the ringer has seen nor one that it has not."""
    seen, unseen = a_ticket(house, at=NOON - 30 * HOUR), a_ticket(house, at=NOON - 25 * HOUR)
    sweep(at=NOON - 5 * HOUR)
    assert set(Breach.objects.values_list("ticket", flat=True)) == {seen.pk}
    long = dict.fromkeys(SHORT, (60 * 60, 90 * 60))
    assert effect_on_open(draft("Funds", funds(long), NOON), at=NOON).moved == 2, "their resolutions move"
    revise_policy(policy=policy("Funds"), terms=funds(long), seen_version=1, by=house.sam, at=NOON)
    run(order_policy_rebase(policy=policy("Funds"), by=house.sam, at=NOON), at=NOON)
    assert (due(seen), due(unseen)) == (NOON - 6 * HOUR, NOON - HOUR)
    assert due(seen, "resolution") == NOON + 60 * HOUR


def test_a_promise_that_broke_after_the_order_stays_broken(house: House) -> None:
    ticket = a_ticket(house)
    long = dict.fromkeys(SHORT, (60 * 60, 90 * 60))
    revise_policy(policy=policy("Funds"), terms=funds(long), seen_version=1, by=house.sam, at=NOON)
    order = order_policy_rebase(policy=policy("Funds"), by=house.sam, at=NOON + 23 * HOUR)
    run(order, at=NOON + 25 * HOUR)
    assert due(ticket) == NOON + 24 * HOUR


def test_a_paused_promise_is_measured_anew_and_stays_paused(house: House) -> None:
    """Its limit lies behind us, but it stopped before: it is not broken."""
    ticket = a_ticket(house)
    until = NOON + 90 * HOUR
    pend_ticket(ticket=ticket, state="waiting_customer", reason="Hash", until=until, by=house.alice, at=NOON + HOUR)
    longer = dict.fromkeys(SHORT, (40 * 60, 50 * 60))
    at = NOON + 30 * HOUR
    assert effect_on_open(draft("Funds", funds(longer), at), at=at).later == 1
    revise_policy(policy=policy("Funds"), terms=funds(longer), seen_version=1, by=house.sam, at=at)
    run(order_policy_rebase(policy=policy("Funds"), by=house.sam, at=at), at=at)
    timer = Timer.objects.get(ticket=ticket, kind="first_reply")
    assert (timer.state, timer.wake_at, timer.due_at) == ("paused", None, NOON + 50 * HOUR)
    resume_ticket(ticket=ticket, cause="agent", by=house.alice, at=NOON + 41 * HOUR)
    assert due(ticket) == NOON + 90 * HOUR


def test_a_pause_that_has_ended_stays_in_the_measure(house: House) -> None:
    ticket = a_ticket(house)
    until = NOON + 90 * HOUR
    pend_ticket(ticket=ticket, state="waiting_customer", reason="Hash", until=until, by=house.alice, at=NOON + HOUR)
    resume_ticket(ticket=ticket, cause="agent", by=house.alice, at=NOON + 3 * HOUR)
    same = funds({"first_reply": (240, 1440), "next_reply": (480, 1440), "resolution": (1440, 2880)})
    assert effect_on_open(draft("Funds", same, NOON), at=NOON + 4 * HOUR).moved == 0
    order = order_policy_rebase(policy=policy("Funds"), by=house.sam, at=NOON + 4 * HOUR)
    run(order, at=NOON + 4 * HOUR)
    assert due(ticket) == NOON + 26 * HOUR


def test_rebasing_goes_in_steps_and_each_may_come_twice(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebasing, "STEP", 2)
    tickets = [a_ticket(house) for _ in range(5)]
    revise_policy(policy=policy("Funds"), terms=funds(SHORT), seen_version=1, by=house.sam, at=NOON)
    first = order_policy_rebase(policy=policy("Funds"), by=house.sam, at=NOON)
    for _ in range(2):
        rebase_step(first, by=_Sam(), at=NOON)
    second = Event.objects.filter(name="policy.rebase_ordered").latest("pk")
    assert second.data == {"order": first.pk, "step": 1, "after": tickets[1].pk, "looked": 2, "moved": 2, "failed": 0}
    assert Event.objects.filter(name="policy.rebase_ordered").count() == 2, "a step that came twice is followed once"
    done = run(second, at=NOON)
    assert (done.data["step"], done.data["looked"], done.data["moved"]) == (3, 5, 5)
    assert {due(each) for each in tickets} == {NOON + 90 * MINUTE}
    rebased = Event.objects.filter(name="sla.rebased")
    assert rebased.count() == 10, "two promises each, told once"


def test_one_bad_row_does_not_stop_the_others(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = a_ticket(house), a_ticket(house)
    plain = rebase_timers

    def poisoned(ticket: Ticket, **more: Any) -> int:
        if ticket.pk == bad.pk:
            raise RuntimeError("poison")
        return plain(ticket, **more)

    monkeypatch.setattr(rebasing, "rebase_timers", poisoned)
    revise_policy(policy=policy("Funds"), terms=funds(SHORT), seen_version=1, by=house.sam, at=NOON)
    done = run(order_policy_rebase(policy=policy("Funds"), by=house.sam, at=NOON), at=NOON)
    assert (done.data["moved"], done.data["failed"]) == (1, 1)
    assert (due(good), due(bad)) == (NOON + 90 * MINUTE, NOON + 24 * HOUR)


def test_a_second_order_finds_nothing_left_to_do(house: House) -> None:
    a_ticket(house)
    revise_policy(policy=policy("Funds"), terms=funds(SHORT), seen_version=1, by=house.sam, at=NOON)
    for moved in (1, 0):
        done = run(order_policy_rebase(policy=policy("Funds"), by=house.sam, at=NOON), at=NOON)
        assert (done.data["looked"], done.data["moved"]) == (1, moved)
    assert Event.objects.filter(name="sla.rebased").count() == 2


def test_rebasing_lays_the_ladder_anew(house: House) -> None:
    ticket = a_ticket(house)
    rung = add_step(terms=RungTerms("limit", 90, None, ["lead"], ["desk"]), by=house.sam, at=NOON)
    run(order_policy_rebase(policy=policy("Funds"), by=house.sam, at=NOON), at=NOON)
    assert rung.pk in {pk for _moment, pk in Timer.objects.get(ticket=ticket, kind="first_reply").plan}
    assert not Event.objects.filter(name="sla.rebased").exists(), "no moment moved"


def test_promises_of_a_retired_policy_go_to_the_one_that_rules_now(house: House) -> None:
    ticket = a_ticket(house)
    retire_policy(policy=policy("Funds"), by=house.sam, at=NOON)
    assert due(ticket) == NOON + 24 * HOUR
    run(order_policy_rebase(policy=policy("Funds"), by=house.sam, at=NOON), at=NOON)
    assert due(ticket) == NOON + 48 * HOUR


def test_new_hours_move_the_promises_that_count_by_them(house: House) -> None:
    ticket = a_ticket(house, category=Category.GUIDANCE, priority=Priority.LOW)
    other = a_ticket(house)
    desk = calendar("Singapore desk")
    before = due(ticket)
    change = Change.of_calendar(Setup.present().with_hours(CalendarVersion(calendar=desk, schedule=OFFICE)), desk.pk)
    assert effect_on_open(change, at=NOON) == OpenEffect(looked=1, moved=1, later=1)
    revise_calendar(calendar=desk, schedule=OFFICE, seen_version=1, by=house.sam, at=NOON)
    assert due(ticket) == before
    done = run(order_calendar_rebase(calendar=desk, by=house.sam, at=NOON), at=NOON)
    assert done.name == "calendar.rebase_finished"
    low = Matter("guidance", "low", "hotline", "en", "retail")
    assert due(ticket) == quote(low, at=NOON)[0].limit_at > before
    assert due(other) == NOON + 24 * HOUR


@pytest.mark.parametrize("who", ["alice", "olive", "pbx"])
def test_only_supervisors_and_administrators_rebase(house: House, who: str) -> None:
    with pytest.raises(NotAllowed):
        order_policy_rebase(policy=policy("Funds"), by=getattr(house, who), at=NOON)
    with pytest.raises(NotAllowed):
        order_calendar_rebase(calendar=calendar(), by=getattr(house, who), at=NOON)


# The last month


def test_the_last_month_is_judged_by_the_answers_as_they_came(house: House) -> None:
    for hours in (1, 3, 5):
        ticket = a_ticket(house, at=NOON - 100 * HOUR)
        reply(ticket=ticket, body="Here.", by=house.alice, at=NOON - (100 - hours) * HOUR)
        resolve_ticket(ticket=ticket, solution="Done.", by=house.alice, at=NOON - (99 - hours) * HOUR)
    a_ticket(house, at=NOON - 40 * timedelta(days=1))
    a_ticket(house, at=NOON - HOUR)
    month = effect_on_past(draft("Funds", funds(SHORT), NOON), at=NOON).kinds
    assert (month["first_reply"].promises, month["first_reply"].were, month["first_reply"].would) == (4, 0, 2)
    assert (month["resolution"].promises, month["resolution"].were, month["resolution"].would) == (4, 0, 0)
    tight = {**SHORT, "first_reply": (10, 30)}
    total = effect_on_past(draft("Funds", funds(tight), NOON), at=NOON).total
    assert (total.promises, total.were, total.would) == (8, 0, 4)


def test_the_last_month_leaves_waiting_for_the_customer_out(house: House) -> None:
    ticket = a_ticket(house, at=NOON - 20 * HOUR)
    pend_ticket(
        ticket=ticket,
        state="waiting_customer",
        reason="Hash",
        until=NOON + HOUR,
        by=house.alice,
        at=NOON - 19 * HOUR,
    )
    change = draft("Funds", funds({**SHORT, "first_reply": (60, 90)}), NOON)
    assert effect_on_past(change, at=NOON).kinds["first_reply"].would == 0
    add_customer_message(ticket=ticket, body="Here.", by=house.cleo, at=NOON - HOUR)
    reply(ticket=ticket, body="Thanks.", by=house.alice, at=NOON - 31 * MINUTE)
    assert effect_on_past(change, at=NOON).kinds["first_reply"].would == 0
    tighter = draft("Funds", funds({**SHORT, "first_reply": (60, 80)}), NOON)
    assert effect_on_past(tighter, at=NOON).kinds["first_reply"].would == 1


def test_both_questions_are_bounded_and_say_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "MOST", 2)
    for _ in range(3):
        a_ticket(house)
    change = draft("Funds", funds(SHORT), NOON)
    now, month = effect_on_open(change, at=NOON), effect_on_past(change, at=NOON)
    assert (now.looked, now.moved, now.more) == (2, 2, True)
    assert (month.total.promises, month.more) == (2, True)


def test_a_preview_asks_as_much_of_ten_tickets_as_of_one(house: House, django_assert_num_queries: Any) -> None:
    for many in (1, 9):
        for _ in range(many):
            a_ticket(house)
        change = draft("Funds", funds(SHORT), NOON)
        with django_assert_num_queries(3):
            effect_on_open(change, at=NOON)
        with django_assert_num_queries(2):
            effect_on_past(change, at=NOON)


# The promise of the preview, on anything


TARGETS = st.tuples(st.integers(1, 3000), st.integers(0, 3000)).map(lambda each: (each[0], each[0] + each[1]))
MINUTES = st.fixed_dictionaries(dict.fromkeys(("first_reply", "next_reply", "resolution"), TARGETS))
MATCH = st.fixed_dictionaries(
    {
        "category": st.sampled_from(["", "funds", "guidance"]),
        "priority": st.sampled_from(["", "normal", "low"]),
        "customer_class": st.sampled_from(["", "vip"]),
    }
)
LIFE = st.tuples(
    st.sampled_from(["funds", "guidance"]),
    st.sampled_from(["normal", "low"]),
    st.booleans(),
    st.integers(0, 60),
    st.sampled_from(["waits", "waited", "replied", "asked again", "quiet", "quiet"]),
)


def live(house: House, lives: Sequence[tuple[str, str, bool, int, str]]) -> None:
    """Tickets of the last sixty hours: some wait, some have waited, some are answered, some asked again."""
    vip = house.charlie
    Customer.objects.filter(pk=vip.pk).update(customer_class=CustomerClass.VIP)
    for category, priority, important, age, story in lives:
        at = NOON - age * HOUR
        customer = vip if important else house.cleo
        ticket = a_ticket(house, at=at, category=category, customer=customer)
        change_priority(ticket=ticket, priority=priority, by=house.sam, at=at)
        if story.startswith("wait"):
            until = NOON + 90 * HOUR
            pend_ticket(
                ticket=ticket, state="waiting_customer", reason="x", until=until, by=house.sam, at=at + 10 * MINUTE
            )
        if story == "waited":
            resume_ticket(ticket=ticket, cause="agent", by=house.sam, at=at + 40 * MINUTE)
        if story in {"replied", "asked again"}:
            reply(ticket=ticket, body="We look.", by=house.sam, at=at + 5 * MINUTE)
        if story == "asked again":
            add_customer_message(ticket=ticket, body="And?", by=customer, at=at + 20 * MINUTE)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=examples(10, 2000))
@given(
    lives=st.lists(LIFE, max_size=4),
    name=st.sampled_from(["Funds", "Guidance", "Everything else", "New"]),
    minutes=MINUTES,
    match=MATCH,
    place=st.integers(1, 8),
    office=st.booleans(),
)
def test_what_would_move_is_what_moves(
    house: House,
    lives: list[tuple[str, str, bool, int, str]],
    name: str,
    minutes: dict[str, tuple[int, int]],
    match: dict[str, str],
    place: int,
    office: bool,
) -> None:
    with transaction.atomic():
        live(house, lives)
        if office:
            revise_calendar(calendar=calendar("24×7"), schedule=OFFICE, seen_version=1, by=house.sam, at=NOON)
        terms = Terms(calendar("24×7"), minutes, {} if name == "Everything else" else match)
        if name == "New":
            hours = terms.calendar.versions.latest("version")
            version = terms.version(Policy(name=name), 1, at=NOON)
            told = effect_on_open(
                Change.of_policy(Setup.present().with_policy(version, hours, place=place), None), at=NOON
            )
            published = create_policy(name=name, terms=terms, place=place, by=house.sam, at=NOON).policy
        else:
            told = effect_on_open(draft(name, terms, NOON), at=NOON)
            published = revise_policy(policy=policy(name), terms=terms, seen_version=1, by=house.sam, at=NOON).policy
        before = dict(Timer.objects.values_list("pk", "due_at"))
        done = run(order_policy_rebase(policy=published, by=house.sam, at=NOON), at=NOON)
        moved = [each for each in Timer.objects.all() if each.due_at != before[each.pk]]
        assert done.data["failed"] == 0
        assert (told.looked, told.moved) == (done.data["looked"], done.data["moved"])
        assert told.later + told.earlier == told.moved
        assert told.overdue == len({each.ticket_id for each in moved if each.due_at <= (each.paused_at or NOON)})
        for timer in Timer.objects.filter(pk__in=[each.pk for each in moved]).select_related("ticket__customer"):
            ruling = policy_for(Matter.of(timer.ticket))
            assert (timer.policy_version, timer.calendar_version) == (ruling.policy, ruling.calendar)
        transaction.set_rollback(True)
