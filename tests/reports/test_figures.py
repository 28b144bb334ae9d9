"""The roll-up of days: what it counts, and that it is what the events say, whatever happened."""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import User
from channels.services import Push, WrapUp, apply_push, finish_call, start_call
from core.errors import DomainError
from outbox.services import take_turn
from reports.models import DailyFigure
from reports.selectors import Sums, sums
from reports.services import differing, fold, rebuild
from sla.models import OF_THE_COMPLAINT, Breach, BreachReview, Timer, TimerState
from sla.services import fire_due, sweep
from sla.services.reviews import dispute_clock, grant_dispute
from tests.people import NOON, House, a_ticket
from tests.reports.old_events import without_team
from tests.scale import examples
from tests.sla.reviewing import a_case, a_supervisor
from tickets.services import (
    add_customer_message,
    assign_ticket,
    change_category,
    pend_ticket,
    reopen_ticket,
    reply,
    resolve_ticket,
    resume_ticket,
    waive_reply,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = date(2026, 11, 19)
LATER = NOON + 30 * DAY


def of_all(team: int | None = None) -> Sums:
    """Everything that was ever counted."""
    return sums(since=TODAY - 90 * DAY, until=TODAY + 90 * DAY, team=team)


def test_a_promise_counts_on_the_day_of_its_limit_for_the_team_that_had_it(house: House) -> None:
    ticket = a_ticket(house)
    first = ticket.timers.get(kind="first_reply")
    reply(ticket=ticket, body="Here is what we know.", by=house.alice, at=NOON + HOUR)
    day = _day(first.due_at)
    assert sums(since=day, until=day) == sums(since=day, until=day, team=house.funds.pk) == Sums(kept=1)
    assert sums(since=day, until=day, team=house.general.pk) == Sums()
    assert sums(since=day + DAY, until=day + 9 * DAY) == Sums()
    change_category(ticket=ticket, category="guidance", by=house.sam, at=NOON + 2 * HOUR)
    assert of_all(team=house.funds.pk) == Sums(kept=1), "what is decided stays with who had it"


def test_a_missed_promise_is_missed_once_and_never_kept(house: House) -> None:
    ticket = a_ticket(house)
    first = ticket.timers.get(kind="first_reply")
    sweep(at=first.due_at)
    assert of_all(team=house.funds.pk) == Sums(missed=1)
    reply(ticket=ticket, body="Sorry.", by=house.alice, at=first.due_at)
    assert of_all(team=house.funds.pk) == Sums(missed=1)
    assert of_all(team=house.funds.pk).share == 0


def test_a_clock_that_was_wrong_counts_against_nobody(house: House) -> None:
    case, sue = a_case(house), a_supervisor()
    assert of_all(team=house.funds.pk).missed == 1
    dispute_clock(review=case, reason="It was a holiday.", by=house.sam, at=LATER)
    grant_dispute(review=BreachReview.objects.get(pk=case.pk), decision="So it was.", by=sue, at=LATER + HOUR)
    assert of_all(team=house.funds.pk).missed == 0
    assert differing() == 0


def test_calls_count_on_their_day_however_late_and_in_whatever_order_their_news_comes(house: House) -> None:
    def push(event: str, name: str, at: object, **more: str) -> None:
        apply_push(push=Push(event=event, call_id=name, **more), by=house.pbx, at=at)  # type: ignore[arg-type] # a moment

    push("newCall", "answered", NOON)
    assert of_all() == Sums(), "it still rings"
    push("answer", "answered", NOON + timedelta(seconds=40), user="2047")
    push("hangup", "answered", NOON + timedelta(seconds=90))
    assert of_all() == Sums(calls=1, answered=1, wait_seconds=40)
    push("newCall", "given up", NOON)
    push("hangup", "given up", NOON + timedelta(seconds=20))
    assert of_all() == Sums(calls=2, answered=1, wait_seconds=40)
    # The answer comes after the hang-up: the call was taken after all.
    push("answer", "given up", NOON + timedelta(seconds=21), user="2047")
    assert of_all() == Sums(calls=2, answered=2, wait_seconds=60)
    # Only its end says that this one was ours.
    push("answer", "ours", NOON, user="2047")
    push("hangup", "ours", NOON + HOUR, direction="out")
    assert of_all() == Sums(calls=2, answered=2, wait_seconds=60)
    start_call(by=house.alice, at=NOON, direction="out")
    own = start_call(by=house.alice, at=NOON)
    finish_call(call=own, wrap_up=WrapUp(disposition="dropped"), by=house.alice, at=NOON + HOUR)
    assert of_all() == Sums(calls=3, answered=3, wait_seconds=60)
    assert sums(since=TODAY, until=TODAY) == of_all()
    assert differing() == 0


def test_folding_makes_one_row_of_many_and_changes_no_sum(house: House) -> None:
    for _each in range(3):
        reply(ticket=a_ticket(house), body="Here is what we know.", by=house.alice, at=NOON)
        before = of_all()
        take_turn(at=NOON)
        assert of_all() == before
    assert DailyFigure.objects.filter(folded=False).count() == 0
    assert DailyFigure.objects.filter(kind="first_reply").count() == 1
    fold()
    assert of_all() == before


class Story:
    """Anything that can happen to some tickets and calls, in any order."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.dice, self.at = house, random.Random(seed), NOON
        self.tickets = [a_ticket(house, at=NOON, category=each) for each in ("funds", "guidance", "account_security")]
        self.calls = 0

    def step(self) -> None:
        """One thing, and some time passes."""
        self.at += timedelta(minutes=self.dice.choice([0, 3, 40, 300, 1500]))
        with suppress(DomainError):
            self.dice.choice([self.work, self.work, self.work, self.call, self.time])()

    def work(self) -> None:
        """Somebody does something with a ticket."""
        house, at, ticket, by = self.house, self.at, self.dice.choice(self.tickets), self.house.sam
        waits = "waiting_customer"
        deeds: list[Callable[[], object]] = [
            lambda: self.tickets.append(a_ticket(house, at=at, category=self.dice.choice(["funds", "complaint"]))),
            lambda: reply(ticket=ticket, body="Here is what we know.", by=by, at=at),
            lambda: add_customer_message(ticket=ticket, body="And now?", by=house.cleo, at=at),
            lambda: waive_reply(ticket=ticket, by=by, at=at),
            lambda: pend_ticket(ticket=ticket, state=waits, reason="Hash", until=at + DAY, by=by, at=at),
            lambda: resume_ticket(ticket=ticket, cause="agent", by=by, at=at),
            lambda: resolve_ticket(ticket=ticket, solution="Credited.", by=by, at=at),
            lambda: reopen_ticket(ticket=ticket, cause="not credited", by=house.cleo, at=at),
            lambda: change_category(ticket=ticket, category=self.dice.choice(["funds", "guidance"]), by=by, at=at),
            lambda: assign_ticket(ticket=ticket, to=self.dice.choice([house.alice, house.bob]), by=by, at=at),
        ]
        self.dice.choice(deeds)()

    def call(self) -> None:
        """The telephone system says something of a call."""
        self.calls += self.dice.random() < 0.4
        event = self.dice.choice(["newCall", "answer", "hangup"])
        direction = "in" if self.calls % 3 else "out"
        push = Push(event=event, call_id=f"call-{self.calls}", direction=direction, user="2047")
        apply_push(push=push, by=self.house.pbx, at=self.at)

    def time(self) -> None:
        """The ringers look, or the deliverer has a turn, or a dispute is granted."""
        self.dice.choice([lambda: fire_due(at=self.at), lambda: take_turn(at=self.at), self._grant])()

    def _grant(self) -> None:
        case = BreachReview.objects.filter(state="open").first()
        if case:
            dispute_clock(review=case, reason="It was a holiday.", by=self.house.sam, at=self.at)
            sue = User.objects.filter(name="Sue").first() or a_supervisor()
            grant_dispute(review=BreachReview.objects.get(pk=case.pk), decision="So it was.", by=sue, at=self.at)


def _day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(settings.OPERATOR["zone"])).date()


def _facts() -> Counter[tuple[object, ...]]:
    """The same figures from the clocks themselves: what is kept by their state, what is missed by its breach."""
    found: Counter[tuple[object, ...]] = Counter()
    for timer in Timer.objects.filter(state=TimerState.MET):
        found[_day(timer.due_at), timer.kind, "kept"] += 1
    for each in Breach.objects.exclude(review__state="granted"):
        found[_day(each.due_at), each.kind, "missed"] += 1
    return found


@pytest.mark.parametrize("seed", range(examples(2, 200)))
def test_the_figures_are_what_happened_whatever_happened(house: House, seed: int) -> None:
    """After any story: the same as counted from the clocks, the same as counted anew from the events, and no team of the channel's."""
    story = Story(house, seed)
    for _step in range(60):
        story.step()
    counted: Counter[tuple[object, ...]] = Counter()
    for row in DailyFigure.objects.exclude(kind="call"):
        assert row.team_id is None or row.kind not in OF_THE_COMPLAINT
        counted[row.day, row.kind, "kept"] += row.kept
        counted[row.day, row.kind, "missed"] += row.missed
    assert +counted == _facts()
    assert counted.total()
    assert differing() == 0
    before = of_all()
    assert rebuild() == 0
    assert of_all() == before
    assert differing() == 0


def test_the_command_finds_and_repairs_what_is_wrong(house: House) -> None:
    reply(ticket=a_ticket(house), body="Here is what we know.", by=house.alice, at=NOON)
    call_command("rebuildfigures", "--check")
    DailyFigure.objects.update(kept=7)
    with pytest.raises(CommandError, match="2 figures differ"):
        call_command("rebuildfigures", "--check")
    call_command("rebuildfigures")
    assert of_all() == Sums(kept=1)


def test_an_event_from_before_teams_were_told_counts_for_the_team_of_the_ticket(house: House) -> None:
    """Desks that are older than the figures get theirs by the command."""
    ticket = a_ticket(house)
    reply(ticket=ticket, body="Here is what we know.", by=house.alice, at=NOON)
    without_team()
    assert rebuild() == 0
    assert of_all(team=house.funds.pk) == Sums(kept=1)
