"""What happens to one ticket, clock or case leaves the other one beside it alone."""

from datetime import datetime

import pytest

from accounts.models import CustomerClass
from sla.models import Pause, Timer, TimerState
from sla.reviews.permissions import hands_on
from sla.services import sweep
from sla.services.ladder_edit import RungTerms, add_step
from sla.services.policies import Matter
from sla.services.preview import effect_on_open, effect_on_past
from sla.services.ringing import release_timer
from tests.people import NOON, House, a_ticket
from tests.sla.reviewing import DAY, HOUR, a_case
from tests.sla.test_policies_preview import SHORT, draft, due, funds
from tickets.models import Ticket
from tickets.services import add_customer_message, add_note, assign_ticket, pend_ticket, reply, resume_ticket

AS_NOW = {"first_reply": (240, 1440), "next_reply": (240, 1440), "resolution": (1440, 2880)}


def _both(house: House) -> tuple[Ticket, Ticket]:
    return a_ticket(house), a_ticket(house, customer=house.charlie)


def _next_replies(ticket: Ticket) -> int:
    return Timer.objects.filter(ticket=ticket, kind="next_reply").count()


def test_an_answer_owed_on_one_ticket_starts_none_and_stops_none_on_another(house: House) -> None:
    one, other = _both(house)
    reply(ticket=one, body="We look at it.", by=house.alice, at=NOON + HOUR)
    # The other ticket still waits for its first reply: that is no reason to owe nothing here.
    add_customer_message(ticket=one, body="And now?", by=house.cleo, at=NOON + 2 * HOUR)
    assert (_next_replies(one), _next_replies(other)) == (1, 0)
    assert Timer.objects.get(ticket=other, kind="first_reply").state == TimerState.RUNNING


def test_the_pause_of_one_ticket_is_not_that_of_another(house: House) -> None:
    one, other = _both(house)
    for ticket in (one, other):
        until = NOON + 5 * DAY
        pend_ticket(
            ticket=ticket, state="waiting_customer", reason="the hash", until=until, by=house.alice, at=NOON + HOUR
        )
    resume_ticket(ticket=one, cause="manual", by=house.alice, at=NOON + 3 * HOUR)
    assert not Pause.objects.filter(timer__ticket=one, ended_at__isnull=True).exists()
    assert not Pause.objects.filter(timer__ticket=other, ended_at__isnull=False).exists()
    resume_ticket(ticket=other, cause="manual", by=house.alice, at=NOON + 7 * HOUR)
    assert (due(one), due(other)) == (NOON + 26 * HOUR, NOON + 30 * HOUR)


def test_the_pauses_of_one_clock_are_not_told_by_another(house: House) -> None:
    one, other = _both(house)
    for hour in (1, 3):
        at = NOON + hour * HOUR
        pend_ticket(ticket=one, state="waiting_customer", reason="the hash", until=NOON + DAY, by=house.alice, at=at)
        resume_ticket(ticket=one, cause="manual", by=house.alice, at=at + HOUR)
    pend_ticket(
        ticket=other, state="waiting_customer", reason="x", until=NOON + DAY, by=house.alice, at=NOON + 9 * HOUR
    )
    resume_ticket(ticket=other, cause="manual", by=house.alice, at=NOON + 10 * HOUR)
    assert (due(one), due(other)) == (NOON + 26 * HOUR, NOON + 25 * HOUR)


def test_a_clock_that_is_held_stays_so_when_another_is_let_go(house: House) -> None:
    one, other = _both(house)
    Timer.objects.filter(kind="first_reply").update(state=TimerState.HELD, wake_at=None, tries=8)
    first = [Timer.objects.get(ticket=each, kind="first_reply") for each in (one, other)]
    assert release_timer(timer_id=first[0].pk, at=NOON)
    assert [Timer.objects.get(pk=each.pk).state for each in first] == [TimerState.RUNNING, TimerState.HELD]


def test_a_hand_in_one_case_is_none_in_another(house: House) -> None:
    case = a_case(house)
    other = a_case(house, at=NOON + DAY, customer=house.charlie)
    assign_ticket(ticket=other.breach.ticket, to=house.bob, by=house.sam, at=NOON + 3 * DAY)
    add_note(ticket=other.breach.ticket, body="I looked.", by=house.bob, at=NOON + 3 * DAY)
    assert house.bob.pk in hands_on(other).worked
    assert house.bob.pk not in hands_on(case).worked


@pytest.mark.parametrize(
    ("facts", "column", "value"),
    [
        ({"channel": "mail"}, "channel", "mail"),
        ({"language": "zh-hans"}, "language", "zh-hans"),
        ({"priority": "high"}, "priority", "high"),
        ({"category": "guidance"}, "category", "guidance"),
    ],
)
def test_a_ticket_is_matched_by_what_it_is(house: House, facts: dict[str, str], column: str, value: str) -> None:
    ticket = a_ticket(house, **facts)  # type: ignore[arg-type] # a table of keywords
    assert getattr(Matter.of(ticket), column) == value
    assert getattr(Matter.of(a_ticket(house, customer=house.charlie)), column) != value


def test_a_ticket_is_matched_by_its_customers_class(house: House) -> None:
    house.cleo.customer_class = CustomerClass.VIP
    house.cleo.save()
    assert Matter.of(a_ticket(house)).customer_class == "vip"


def test_a_preview_counts_each_promise_and_each_overdue_ticket(house: House) -> None:
    for hours in (3, 4, 5):
        a_ticket(house, at=NOON - hours * HOUR)
    change = draft("Funds", funds(SHORT), NOON)
    assert effect_on_open(change, at=NOON).overdue == 3
    first = effect_on_past(change, at=NOON).kinds["first_reply"]
    assert (first.promises, first.were, first.would) == (3, 0, 3)


def test_a_preview_of_the_past_counts_each_that_was_missed(house: House) -> None:
    for hours in (0, 1):
        a_case(house, at=NOON + hours * HOUR, customer=house.charlie)
    first = effect_on_past(draft("Funds", funds(AS_NOW), NOON), at=NOON + 3 * DAY).kinds["first_reply"]
    assert (first.were, first.would) == (2, 2)


def test_a_warning_before_the_goal_passes_no_goal(house: House) -> None:
    add_step(terms=RungTerms("goal", 50, None, ["lead"], ["desk"]), by=house.sam, at=NOON)
    timer = a_ticket(house).timers.get(kind="first_reply")
    sweep(at=NOON + 2 * HOUR)
    timer.refresh_from_db()
    assert datetime.fromisoformat(timer.plan[0][0]) == timer.goal_at, "it was climbed"
    assert timer.goal_passed_at is None
