"""Any order of what can happen to a ticket, on two connections, also at the same moment: the promises stay true."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.models import User
from complaints.models import Complaint, ComplaintState
from core.errors import DomainError
from sla.models import OF_THE_TICKET, UNANSWERED, Breach, Holding, Pause, Timer, TimerState
from sla.services import fire_due, rebase_timers
from sla.services.clocks import next_look
from sla.services.policies import promised
from tests.people import NOON, House, a_ticket
from tests.scale import examples
from tickets.models import Ticket
from tickets.services import (
    add_customer_message,
    add_note,
    assign_ticket,
    change_category,
    change_priority,
    close_ticket,
    pend_ticket,
    reopen_ticket,
    reply,
    resolve_ticket,
    resume_ticket,
    waive_reply,
)
from tickets.states import LIVE

MINUTE = timedelta(minutes=1)
STEPS = 20


@dataclass
class Desk:
    """The people, and two connections that can work at the same moment."""

    house: House
    hands: tuple[ThreadPoolExecutor, ThreadPoolExecutor]

    def do(self, hand: int, work: Callable[[], Any]) -> "Future[Any]":
        """On one of the two connections. A refusal is an answer like any other."""

        def safely() -> None:
            with suppress(DomainError):
                work()

        return self.hands[hand].submit(safely)


@pytest.fixture
def desk(transactional_db: None, house: House) -> Iterator[Desk]:
    hands = (ThreadPoolExecutor(1), ThreadPoolExecutor(1))
    yield Desk(house, hands)
    for hand in hands:
        hand.submit(_close).result()
        hand.shutdown()


def _close() -> None:
    """The connection of the thread that calls."""
    connection.close()


@transaction.atomic
def _rebase(ticket: Ticket, by: User, at: datetime) -> None:
    rebase_timers(Ticket.objects.select_for_update().get(pk=ticket.pk), by=by, at=at)


class Promises(RuleBasedStateMachine):
    """One ticket, and everything that can be done to it."""

    desk: Desk

    @initialize(category=st.sampled_from(["funds", "guidance", "account_security"]), low=st.booleans())
    def open(self, category: str, low: bool) -> None:
        self.at = NOON
        more = {"priority": "low"} if low else {}
        self.ticket = a_ticket(self.desk.house, at=self.at, category=category, **more)

    def verbs(self) -> list[Callable[[], object]]:
        """Everything, as it would be done now."""
        house, at, ticket = self.desk.house, self.at, self.ticket
        agent = house.sam
        until = at + timedelta(hours=7)
        return [
            lambda: reply(ticket=ticket, body="Here is what we know.", by=agent, at=at),
            lambda: add_note(ticket=ticket, body="Looked at it.", by=agent, at=at),
            lambda: add_customer_message(ticket=ticket, body="And now?", by=house.cleo, at=at),
            lambda: waive_reply(ticket=ticket, by=agent, at=at),
            lambda: pend_ticket(ticket=ticket, state="waiting_customer", reason="Hash", until=until, by=agent, at=at),
            lambda: pend_ticket(
                ticket=ticket, state="waiting_third_party", reason="Node", until=until, by=agent, at=at
            ),
            lambda: resume_ticket(ticket=ticket, cause="agent", by=agent, at=at),
            lambda: resolve_ticket(ticket=ticket, solution="Credited.", by=agent, at=at),
            lambda: reopen_ticket(ticket=ticket, cause="not credited", by=house.cleo, at=at),
            lambda: close_ticket(ticket=ticket, by=agent, at=at),
            lambda: change_priority(ticket=ticket, priority="high", by=agent, at=at),
            lambda: change_priority(ticket=ticket, priority="low", by=agent, at=at),
            lambda: change_category(ticket=ticket, category="guidance", by=agent, at=at),
            lambda: change_category(ticket=ticket, category="funds", by=agent, at=at),
            lambda: assign_ticket(ticket=ticket, to=house.alice, by=agent, at=at),
            lambda: assign_ticket(ticket=ticket, to=None, by=agent, at=at),
            lambda: _rebase(ticket, agent, at),
            lambda: fire_due(at=at),
            lambda: fire_due(at=at),
        ]

    @rule(minutes=st.sampled_from([0, 1, 4, 15, 60, 239, 240, 600, 1440, 2880]))
    def time_passes(self, minutes: int) -> None:
        self.at += minutes * MINUTE

    @rule(hand=st.integers(0, 1), verb=st.integers(0, 18))
    def one_after_the_other(self, hand: int, verb: int) -> None:
        self.desk.do(hand, self.verbs()[verb]).result()

    @rule(first=st.integers(0, 18), second=st.integers(0, 18))
    def at_the_same_moment(self, first: int, second: int) -> None:
        verbs = self.verbs()
        both = [self.desk.do(0, verbs[first]), self.desk.do(1, verbs[second])]
        for each in both:
            each.result()

    @rule()
    def ring(self) -> None:
        """After a ring nothing that is due is left."""
        self.desk.do(0, lambda: fire_due(at=self.at)).result()
        due = Timer.objects.filter(ticket=self.ticket, state=TimerState.RUNNING, wake_at__lte=self.at)
        assert not due.exists()
        for timer in Timer.objects.filter(ticket=self.ticket, state=TimerState.RUNNING):
            assert (timer.breached_at is not None) == (timer.due_at <= self.at), "missed or early"

    @invariant()
    def moments_follow_from_start_policy_and_pauses(self) -> None:
        for timer in Timer.objects.filter(ticket=self.ticket).select_related("policy_version", "calendar_version"):
            pauses = [(each.started_at, each.ended_at) for each in timer.pauses.all() if each.ended_at]
            goal, limit = timer.targets
            assert timer.goal_at == promised(timer.schedule, timer.started_at, goal, pauses)
            assert timer.due_at == promised(timer.schedule, timer.started_at, limit, pauses)
            assert timer.state != TimerState.RUNNING or timer.wake_at == next_look(timer)
            marks = {mark["name"]: mark["at"] for line in timer.explanation for mark in line["marks"]}
            if timer.state in UNANSWERED:
                assert marks == {"goal": timer.goal_at.isoformat(), "limit": timer.due_at.isoformat()}

    @invariant()
    def what_is_owed_has_one_clock(self) -> None:
        kinds = list(Timer.objects.filter(ticket=self.ticket, state__in=UNANSWERED).values_list("kind", flat=True))
        assert len(kinds) == len(set(kinds))
        ticket = Ticket.objects.get(pk=self.ticket.pk)
        assert ticket.state not in LIVE or "resolution" in kinds
        assert ticket.state in LIVE or not set(kinds) & set(OF_THE_TICKET), "done, and a clock runs on"

    @invariant()
    def misses_are_recorded_once_and_go_up(self) -> None:
        breaches = Breach.objects.filter(ticket=self.ticket)
        for each in breaches.select_related("timer"):
            assert each.recorded_at >= each.due_at, "early"
            assert each.timer.breached_at is not None
        stopped = Timer.objects.filter(ticket=self.ticket, stopped_at__isnull=False)
        for timer in stopped.exclude(state=TimerState.CANCELLED):
            late = timer.stopped_at is not None and timer.stopped_at > timer.due_at
            assert (timer.state == TimerState.MISSED) == (late or timer.breached_at is not None)
        ticket = Ticket.objects.get(pk=self.ticket.pk)
        assert (ticket.escalated_at is not None) == breaches.exists()
        assert Complaint.objects.filter(ticket=ticket).count() == (1 if breaches.exists() else 0)
        assert Complaint.objects.filter(ticket=ticket, state=ComplaintState.OPEN).count() <= 1

    @invariant()
    def pauses_and_holdings_are_intervals(self) -> None:
        for timer in Timer.objects.filter(ticket=self.ticket):
            spans = list(Pause.objects.filter(timer=timer).order_by("started_at", "id"))
            assert all(a.ended_at and a.ended_at <= b.started_at for a, b in pairwise(spans))
            assert (timer.state == TimerState.PAUSED) == any(each.ended_at is None for each in spans)
        held = list(Holding.objects.filter(ticket=self.ticket))
        assert all(a.ended_at and a.ended_at <= b.started_at for a, b in pairwise(held))
        ticket = Ticket.objects.get(pk=self.ticket.pk)
        if ticket.state in LIVE:
            assert (held[-1].team_id, held[-1].holder_id, held[-1].ended_at) == (
                ticket.team_id,
                ticket.assignee_id,
                None,
            )

    @invariant()
    def the_row_says_what_the_clocks_say(self) -> None:
        ticket = Ticket.objects.get(pk=self.ticket.pk)
        owed = list(Timer.objects.filter(ticket=ticket, state__in=UNANSWERED, kind__in=OF_THE_TICKET))
        running = [each for each in owed if each.state != TimerState.PAUSED]
        nearest = min(running or owed, key=lambda each: each.due_at, default=None)
        assert ticket.limit_at == (nearest.due_at if nearest else None)
        assert ticket.breached_at == min((each.due_at for each in owed if each.breached_at), default=None)

    def teardown(self) -> None:
        """The next example starts at the same noon: nothing of this one may fall due in it."""
        if hasattr(self, "ticket"):
            Timer.objects.filter(ticket=self.ticket, state=TimerState.RUNNING).update(wake_at=None)


def test_promises_stay_true_whatever_happens_in_whatever_order(desk: Desk) -> None:
    Promises.desk = desk
    run_state_machine_as_test(
        Promises,
        settings=settings(
            max_examples=examples(6, 2500),
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
