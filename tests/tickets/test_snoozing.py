"""Not now: hidden from one's own next up, and from nothing else."""

from datetime import timedelta

import pytest

from console.next_up import next_up
from core.errors import Conflict, InvalidInput
from sla.models import Timer, TimerState
from tests.people import NOON, House, a_ticket
from tickets.categories import Priority
from tickets.models import Snooze, Ticket
from tickets.services import assign_ticket, change_priority, end_snooze, snooze_ticket

HOUR = timedelta(hours=1)


def snooze(house: House, ticket: Ticket, until: timedelta, *, despite_limit: bool = False) -> Snooze:
    return snooze_ticket(ticket=ticket, until=NOON + until, despite_limit=despite_limit, by=house.alice, at=NOON)


def test_a_snoozed_ticket_is_off_the_list_until_its_moment_and_the_clocks_run_on(house: House) -> None:
    ticket = a_ticket(house)
    snooze(house, ticket, HOUR)
    assert next_up(house.alice, at=NOON) == []
    assert set(Timer.objects.filter(ticket=ticket).values_list("state", flat=True)) == {TimerState.RUNNING}
    assert [each.ticket for each in next_up(house.alice, at=NOON + HOUR)] == [ticket]


def test_it_can_be_taken_up_again_before(house: House) -> None:
    ticket = a_ticket(house)
    snooze(house, ticket, HOUR)
    end_snooze(ticket=ticket, by=house.alice, at=NOON)
    assert len(next_up(house.alice, at=NOON)) == 1


def test_a_limit_within_the_snooze_is_said_before_and_brings_the_ticket_back_in_time(house: House) -> None:
    ticket = a_ticket(house)
    assert ticket.limit_at is None or ticket.limit_at < NOON + 200 * HOUR
    with pytest.raises(Conflict) as refusal:
        snooze(house, ticket, 200 * HOUR)
    assert refusal.value.reason == "limit_within"
    snooze(house, ticket, 200 * HOUR, despite_limit=True)
    ticket.refresh_from_db()
    assert ticket.limit_at is not None
    assert next_up(house.alice, at=ticket.limit_at - 2 * HOUR) == []
    assert len(next_up(house.alice, at=ticket.limit_at - HOUR)) == 1


def test_no_snooze_hides_an_emergency(house: House) -> None:
    ticket = a_ticket(house)
    snooze(house, ticket, HOUR)
    change_priority(ticket=ticket, priority=Priority.EMERGENCY, by=house.sam, at=NOON)
    assert len(next_up(house.alice, at=NOON)) == 1


def test_only_what_is_with_somebody_can_be_snoozed_and_it_hides_nothing_from_the_next_holder(house: House) -> None:
    ticket = a_ticket(house, assignee=house.sam)
    with pytest.raises(Conflict) as refusal:
        snooze(house, ticket, HOUR)
    assert refusal.value.reason == "not_yours"
    assign_ticket(ticket=ticket, to=house.alice, by=house.sam, at=NOON)
    snooze(house, ticket, HOUR)
    assign_ticket(ticket=ticket, to=house.sam, by=house.sam, at=NOON)
    assert len(next_up(house.sam, at=NOON)) == 1


@pytest.mark.parametrize("until", [timedelta(), timedelta(days=15)], ids=["past", "too far"])
def test_an_impossible_moment_is_refused_with_its_field(house: House, until: timedelta) -> None:
    with pytest.raises(InvalidInput) as refusal:
        snooze(house, a_ticket(house), until, despite_limit=True)
    assert "until" in refusal.value.fields
