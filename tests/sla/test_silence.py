"""What is with somebody who is not there, while a customer waits, does not stay with them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from accounts.services.presence import set_presence
from core import clock
from outbox.models import Event
from outbox.services import deliver_due
from sla.services import sweep
from sla.services.silence import take_back_silent
from tests.people import NOON, House, a_ticket
from tests.tickets.giving import an_agent, by_rule, here
from tickets.categories import Priority
from tickets.models import Ticket
from tickets.services import add_customer_message, assign_ticket, change_priority, pend_ticket, reply, snooze_ticket

MINUTE = timedelta(minutes=1)
HALF = 30 * MINUTE
OFFICE = {"zone": "Asia/Singapore", "week": {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}}


@pytest.fixture(autouse=True)
def _half_an_hour(house: House) -> None:
    Team.objects.filter(pk=house.funds.pk).update(silence_minutes=30)


def holder(ticket: Ticket) -> User | None:
    ticket.refresh_from_db()
    return ticket.assignee


def test_after_the_silence_of_the_team_a_ticket_goes_back_and_its_history_says_why(house: House) -> None:
    ticket = a_ticket(house)
    here(house.alice)
    sweep(at=NOON + HALF - MINUTE)
    assert holder(ticket) == house.alice
    sweep(at=NOON + HALF)
    assert holder(ticket) is None
    told = Event.objects.get(name="ticket.assigned", subject_id=ticket.pk)
    assert told.data["rule"] == {"kind": "taken_back", "silence": "away", "minutes": 30}
    assert (told.data["before"], told.actor_kind) == ("Alice, 2047", "system")
    ended = ticket.holdings.get(holder=house.alice)
    assert ended.ended_at == NOON + HALF, "the clock inside the house changes hands"


def test_a_break_counts_from_its_beginning_even_with_the_desk_open(house: House) -> None:
    ticket = a_ticket(house)
    set_presence(presence="on_break", takes=["written"], by=house.alice, at=NOON + 10 * MINUTE)
    here(house.alice, at=NOON + 39 * MINUTE)
    take_back_silent(at=NOON + 39 * MINUTE)
    assert holder(ticket) == house.alice
    here(house.alice, at=NOON + 40 * MINUTE)
    take_back_silent(at=NOON + 40 * MINUTE)
    assert holder(ticket) is None
    assert Event.objects.get(name="ticket.assigned").data["rule"]["silence"] == "on_break"


def test_who_went_off_shift_and_left_a_page_open_is_silent_too_but_not_who_works_on(house: House) -> None:
    """The page of somebody who has gone home says nothing; a deed of theirs does."""
    Team.objects.filter(pk=house.funds.pk).update(hours=OFFICE)
    evening = NOON.replace(hour=10, minute=0)  # 18:00 in Singapore
    ticket, late = a_ticket(house), evening + 29 * MINUTE
    here(house.alice, at=late)
    take_back_silent(at=late)
    assert holder(ticket) == house.alice, "off shift for less than half an hour"
    other = a_ticket(house)
    reply(ticket=other, body="We look.", by=house.alice, at=late)
    here(house.alice, at=late + 20 * MINUTE)
    take_back_silent(at=late + 20 * MINUTE)
    assert holder(ticket) == house.alice, "she has just answered somebody"
    here(house.alice, at=late + 31 * MINUTE)
    take_back_silent(at=late + 31 * MINUTE)
    assert holder(ticket) is None
    assert Event.objects.filter(name="ticket.assigned").latest("id").data["rule"]["silence"] == "off_shift"


def test_what_nobody_waits_for_and_what_was_just_given_stays(house: House) -> None:
    answered, waiting, fresh = a_ticket(house), a_ticket(house), a_ticket(house, by=house.sam, assignee=house.sam)
    reply(ticket=answered, body="Credited.", by=house.alice, at=NOON)
    until = NOON + timedelta(days=1)
    pend_ticket(ticket=waiting, state="waiting_customer", reason="The txid", until=until, by=house.alice, at=NOON)
    assign_ticket(ticket=fresh, to=house.alice, by=house.sam, at=NOON + HALF)
    take_back_silent(at=NOON + HALF + MINUTE)
    assert [holder(each) for each in (answered, waiting, fresh)] == [house.alice] * 3
    add_customer_message(ticket=waiting, body="Here it is.", by=house.cleo, at=NOON + HALF)
    take_back_silent(at=NOON + 2 * HALF)
    assert [holder(each) for each in (answered, waiting, fresh)] == [house.alice, None, None]


def test_what_was_put_aside_stays_until_its_moment_unless_its_limit_is_near(house: House) -> None:
    aside, urgent = a_ticket(house), a_ticket(house)
    for each in (aside, urgent):
        snooze_ticket(ticket=each, until=NOON + 3 * HALF, despite_limit=True, by=house.alice, at=NOON)
    change_priority(ticket=urgent, priority=Priority.EMERGENCY, by=house.sam, at=NOON)
    take_back_silent(at=NOON + 2 * HALF)
    assert (holder(aside), holder(urgent)) == (house.alice, None)
    take_back_silent(at=NOON + 3 * HALF)
    assert holder(aside) is None


def test_a_team_without_the_setting_takes_nothing_back(house: House) -> None:
    Team.objects.update(silence_minutes=None)
    ticket = a_ticket(house)
    take_back_silent(at=NOON + timedelta(days=3))
    assert holder(ticket) == house.alice


def test_where_the_desk_gives_by_rule_it_is_given_to_somebody_who_is_there(house: House) -> None:
    by_rule(house.funds)
    ticket = a_ticket(house)
    other = an_agent(house, 1)
    take_back_silent(at=NOON + HALF)
    here(other, at=clock.now())
    deliver_due(at=clock.now())
    assert holder(ticket) == other


def test_looking_costs_one_statement_while_nobody_is_silent_and_two_more_for_who_is(house: House) -> None:
    for _ in range(5):
        a_ticket(house)
    here(house.alice)
    with CaptureQueriesContext(connection) as quiet:
        take_back_silent(at=NOON + MINUTE)
    assert len(quiet) == 1
    Ticket.objects.update(customer_waiting_since=None)
    with CaptureQueriesContext(connection) as silent:
        take_back_silent(at=NOON + HALF)
    assert len(silent) == 3
