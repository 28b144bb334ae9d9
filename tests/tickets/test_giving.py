"""What nobody holds finds somebody by itself: once, with its reasons, and never somebody who is out."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Giving, Team, User
from accounts.services.presence import set_presence
from accounts.services.teamwork import TeamWork, set_team_work
from core import clock
from outbox.models import Delivery, Event
from outbox.services import deliver_due, take_turn
from tests.people import NOON, House, a_ticket
from tests.tickets.giving import an_agent, by_rule, free_ticket, here
from tickets.categories import Language, Priority
from tickets.models import Ticket
from tickets.services import assign_ticket, give_by_rule, reply, resolve_ticket
from tickets.services.giving import give_waiting

MINUTE = timedelta(minutes=1)
HOUR = 60 * MINUTE
OFFICE = {"zone": "Asia/Singapore", "week": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}}
NIGHT = NOON + 12 * HOUR  # 01:52 in Singapore


def given(ticket: Ticket) -> User | None:
    ticket.refresh_from_db()
    return ticket.assignee


def rule_of(ticket: Ticket) -> dict[str, object]:
    """The newest decision on it."""
    named = Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk, data__rule__isnull=False)
    return dict(named.latest("id").data["rule"])


def test_a_team_that_takes_for_itself_is_given_nothing(house: House) -> None:
    here(house.alice)
    ticket = free_ticket(house)
    give_by_rule(ticket=ticket, at=NOON)
    assert given(ticket) is None
    assert house.funds.giving == Giving.MANUAL
    assert not Event.objects.filter(name="ticket.left_waiting").exists()


def test_what_comes_in_is_given_by_the_next_delivery_and_its_history_says_why(house: House) -> None:
    by_rule(house.funds)
    here(house.alice, at=clock.now())
    ticket = free_ticket(house, at=clock.now())
    assert given(ticket) is None
    deliver_due(at=clock.now())
    assert given(ticket) == house.alice
    rule = rule_of(ticket)
    assert (rule["kind"], rule["decided"], rule["chosen"]) == ("given", "only", house.alice.pk)
    house.alice.refresh_from_db()
    assert house.alice.given_at is not None
    again = Delivery.objects.get(handler="tickets.give", event__name="ticket.opened", event__subject_id=ticket.pk)
    Delivery.objects.filter(pk=again.pk).update(state="pending", not_before=clock.now())
    deliver_due(at=clock.now())
    assert Event.objects.filter(name="ticket.assigned", subject_id=ticket.pk).count() == 1


@pytest.mark.parametrize(
    ("why", "facts"),
    [
        ("on_break", {"presence": "on_break"}),
        ("not_written", {"takes": ["hotline"]}),
        ("away", {"seen_at": NOON - 4 * MINUTE}),
        ("away", {"seen_at": None}),
        ("skill", {"skills": ["guidance"]}),
        ("language", {"languages": ["zh-hans"]}),
        ("full", {"work_limit": 0}),
    ],
)
def test_who_is_out_is_given_nothing_and_told_why(house: House, why: str, facts: dict[str, object]) -> None:
    by_rule(house.funds)
    here(house.alice)
    User.objects.filter(pk=house.alice.pk).update(**facts)
    ticket = free_ticket(house)
    give_by_rule(ticket=ticket, at=NOON)
    assert given(ticket) is None
    rule = rule_of(ticket)
    assert rule["kind"] == "waits"
    assert [each["reasons"] for each in rule["people"]] == [[why]]  # type: ignore[attr-defined] # plain values
    assert ticket.ask_again_at == NOON + MINUTE


def test_off_shift_nobody_is_given_anything_and_it_is_looked_at_again_when_the_shift_begins(house: House) -> None:
    by_rule(house.funds, hours=OFFICE)
    here(house.alice, at=NIGHT)
    ticket = free_ticket(house, at=NIGHT)
    give_by_rule(ticket=ticket, at=NIGHT)
    assert given(ticket) is None
    assert ticket.ask_again_at is not None
    assert ticket.ask_again_at - NIGHT == 7 * HOUR + 8 * MINUTE, "09:00 in Singapore"
    here(house.alice, at=ticket.ask_again_at)
    assert give_waiting(at=ticket.ask_again_at - MINUTE) == 0
    assert give_waiting(at=ticket.ask_again_at) == 1
    assert given(ticket) == house.alice


def test_who_holds_least_is_first_and_then_who_has_waited_longest(house: House) -> None:
    by_rule(house.funds)
    here(house.alice)
    a_ticket(house)
    second, third = an_agent(house, 1), an_agent(house, 2)
    order = []
    for number in range(4):
        ticket = free_ticket(house)
        give_by_rule(ticket=ticket, at=NOON + number * timedelta(seconds=1))
        order.append(given(ticket))
    assert order == [second, third, house.alice, second], "Alice held one before; with one each she has waited longest"
    assert rule_of(ticket)["decided"] == "turn"


def test_an_emergency_counts_three_and_goes_to_whoever_is_there_the_best_fit_first(house: House) -> None:
    by_rule(house.funds)
    here(house.alice)
    a_ticket(house, priority=Priority.EMERGENCY)
    other = an_agent(house, 1, languages=[Language.ZH])
    User.objects.filter(pk=other.pk).update(skills=["guidance"])
    User.objects.filter(pk=house.alice.pk).update(work_limit=3, takes=["hotline"])
    plain = free_ticket(house)
    give_by_rule(ticket=plain, at=NOON)
    assert given(plain) is None, "three of three, and no written work"
    urgent = free_ticket(house, priority=Priority.EMERGENCY)
    give_by_rule(ticket=urgent, at=NOON)
    assert given(urgent) == house.alice, "she lacks room, the other both skill and language"
    assert rule_of(urgent)["decided"] == "fits"
    set_presence(presence="on_break", takes=["hotline"], by=house.alice, at=NOON)
    last = free_ticket(house, priority=Priority.EMERGENCY)
    give_by_rule(ticket=last, at=NOON)
    assert given(last) == other, "but never to who is on a break"


def test_what_somebody_put_back_is_never_given_to_them_again(house: House) -> None:
    by_rule(house.funds)
    other = an_agent(house, 1)
    here(house.alice, other)
    ticket = free_ticket(house)
    give_by_rule(ticket=ticket, at=NOON)
    first = given(ticket)
    assert first is not None
    assign_ticket(ticket=ticket, to=None, by=first, at=NOON)
    give_by_rule(ticket=ticket, at=NOON)
    second = given(ticket)
    assert {first, second} == {house.alice, other}
    assign_ticket(ticket=ticket, to=None, by=house.sam, at=NOON)
    give_by_rule(ticket=ticket, at=NOON)
    assert given(ticket) is None
    assign_ticket(ticket=ticket, to=first, by=first, at=NOON)
    assert given(ticket) == first, "by hand one takes what one likes"


def test_what_cannot_wait_goes_to_the_team_that_helps_out(house: House) -> None:
    by_rule(house.funds, hours=OFFICE, overflow=house.general)
    helper = an_agent(house, 1, team=house.general)
    here(helper, at=NIGHT)
    calm = free_ticket(house, at=NIGHT, priority=Priority.LOW)
    Ticket.objects.filter(pk=calm.pk).update(next_due_at=NIGHT + 20 * HOUR)
    give_by_rule(ticket=calm, at=NIGHT)
    assert given(calm) is None
    assert calm.ask_again_at == NIGHT + 7 * HOUR + 8 * MINUTE
    near = free_ticket(house, at=NIGHT)
    Ticket.objects.filter(pk=near.pk).update(next_due_at=NIGHT + 6 * HOUR)
    give_by_rule(ticket=near, at=NIGHT)
    assert given(near) == helper
    assert near.team == house.funds
    assert rule_of(near)["helped_by"] == "General"
    here(house.alice, at=NIGHT)
    Team.objects.filter(pk=house.funds.pk).update(hours={})
    own = free_ticket(house, at=NIGHT)
    give_by_rule(ticket=own, at=NIGHT)
    assert given(own) == house.alice, "whose team is there is helped by nobody"


def test_that_it_waits_is_said_once_for_each_reason(house: House) -> None:
    by_rule(house.funds)
    ticket = free_ticket(house)
    for minute in range(3):
        give_by_rule(ticket=ticket, at=NOON + minute * MINUTE)
    told = Event.objects.filter(name="ticket.left_waiting", subject_id=ticket.pk)
    assert told.count() == 1
    User.objects.filter(pk=house.alice.pk).update(work_limit=0)
    for minute in (3, 9, 10, 11):
        here(house.alice, at=NOON + minute * MINUTE)
        give_by_rule(ticket=ticket, at=NOON + minute * MINUTE)
    assert [each.data["rule"]["decided"] for each in told.order_by("id")] == ["absent", "full"]


def test_who_comes_back_from_a_break_is_given_what_waits_at_once(house: House) -> None:
    by_rule(house.funds)
    at = clock.now()
    here(house.alice, at=at)
    set_presence(presence="on_break", takes=["written"], by=house.alice, at=at)
    ticket = free_ticket(house, at=at)
    deliver_due(at=clock.now())
    ticket.refresh_from_db()
    assert ticket.ask_again_at is not None
    assert ticket.ask_again_at > clock.now()
    set_presence(presence="available", takes=["written"], by=house.alice, at=at)
    deliver_due(at=clock.now())
    take_turn(at=clock.now())
    assert given(ticket) == house.alice


def test_a_team_that_begins_to_give_by_rule_gives_what_lies_in_its_queue(house: House) -> None:
    at = clock.now()
    here(house.alice, at=at)
    ticket = free_ticket(house, at=at)
    deliver_due(at=clock.now())
    assert given(ticket) is None
    work = TeamWork(giving=Giving.AUTOMATIC, overflow=None, silence_minutes=None, handover_hours=None)
    set_team_work(team=house.funds, work=work, limits={}, by=house.sam, at=at)
    deliver_due(at=clock.now())
    take_turn(at=clock.now())
    assert given(ticket) == house.alice


def test_what_found_somebody_by_hand_or_was_resolved_meanwhile_is_left_alone(house: House) -> None:
    by_rule(house.funds)
    taken, done = free_ticket(house), free_ticket(house)
    for each in (taken, done):
        give_by_rule(ticket=each, at=NOON)
    here(house.alice, at=NOON + MINUTE)
    assign_ticket(ticket=taken, to=house.sam, by=house.sam, at=NOON)
    reply(ticket=done, body="Done.", by=house.sam, at=NOON)
    resolve_ticket(ticket=done, solution="Done.", by=house.sam, at=NOON)
    give_waiting(at=NOON + MINUTE)
    assert (given(taken), given(done)) == (house.sam, house.sam)
    assert not Ticket.objects.filter(ask_again_at__isnull=False).exists()


def test_opening_a_ticket_costs_no_statement_more_when_the_team_gives_by_rule(house: House) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            free_ticket(house)
        return len(queries)

    cost()
    by_hand = cost()
    by_rule(house.funds)
    assert cost() == by_hand


def test_giving_costs_the_same_for_two_agents_and_for_twenty(house: House) -> None:
    by_rule(house.funds)
    here(house.alice)

    def cost() -> int:
        ticket = free_ticket(house)
        with CaptureQueriesContext(connection) as queries:
            give_by_rule(ticket=ticket, at=NOON)
        assert given(ticket) is not None
        return len(queries)

    cost()
    few = cost()
    for number in range(20):
        an_agent(house, number)
    assert cost() == few
    assert few <= 20


def _in_thread(*tickets: Ticket) -> Thread:
    def deliver() -> None:
        for each in tickets:
            give_by_rule(ticket=each, at=NOON)
        connections.close_all()

    return Thread(target=deliver)


@pytest.mark.django_db(transaction=True)
def test_two_deliverers_at_once_give_no_ticket_twice(house: House) -> None:
    by_rule(house.funds)
    people = [house.alice, an_agent(house, 1)]
    here(*people)
    tickets = [free_ticket(house) for _ in range(12)]
    workers = [_in_thread(*tickets), _in_thread(*tickets[::-1])]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert Event.objects.filter(name="ticket.assigned").count() == len(tickets)
    assert [Ticket.objects.filter(assignee=each).count() for each in people] == [6, 6]


@pytest.mark.django_db(transaction=True)
def test_what_another_deliverer_is_just_giving_counts_already(house: House) -> None:
    """The second one waits for the first to commit: both would else choose the same person by the same load."""
    by_rule(house.funds)
    here(house.alice, an_agent(house, 1))
    first, second = free_ticket(house), free_ticket(house)
    worker = _in_thread(second)
    with transaction.atomic():
        give_by_rule(ticket=first, at=NOON)
        worker.start()
        worker.join(timeout=0.5)
        assert worker.is_alive()
    worker.join()
    assert given(first) != given(second)
    assert given(second) is not None
