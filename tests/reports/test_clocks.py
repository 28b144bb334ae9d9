"""The clocks that run now: read lane by lane, within bounds, from the indexes of open work."""

from copy import copy
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.selectors import MOST, lanes
from tests.people import NOON, House, a_ticket
from tickets.models import Ticket
from tickets.services import pend_ticket, resolve_ticket

HOUR = timedelta(hours=1)


def test_a_lane_tells_what_is_broken_ahead_and_paused(house: House) -> None:
    """As the queues do: by the nearest promise of each ticket. What is done is in none."""
    late, ahead, still, done = (a_ticket(house, at=NOON - n * HOUR) for n in range(4))
    Ticket.objects.filter(pk=late.pk).update(limit_at=NOON - HOUR)
    pend_ticket(
        ticket=still, state="waiting_customer", reason="Hash", until=NOON + 99 * HOUR, by=house.alice, at=NOON - HOUR
    )
    resolve_ticket(ticket=done, solution="Credited.", by=house.alice, at=NOON)
    lane = next(each for each in lanes(house.sam, at=NOON) if each.category == "funds")
    assert [each.number for each in lane.broken] == [late.number]
    assert [each.number for each in lane.ahead] == [ahead.number]
    assert (lane.paused, lane.full, lane.team) == (1, False, house.funds)
    assert lane.ahead[0].started_at == NOON - HOUR


def test_what_has_no_team_has_a_lane_too(house: House) -> None:
    Ticket.objects.filter(pk=a_ticket(house).pk).update(team=None)
    last = lanes(house.sam, at=NOON)[-1]
    assert (last.team, last.category, len(last.ahead)) == (None, "funds", 1)
    assert all(each.team == house.general for each in lanes(house.sam, at=NOON, team=house.general.pk))


def test_a_lane_reads_no_more_than_it_says(house: House) -> None:
    """A hundred and twenty open tickets: a hundred are read, and the lane says that there are more."""
    ticket = Ticket.objects.get(pk=a_ticket(house).pk)
    copies = []
    for number in range(MOST + 20):
        copies.append(copy(ticket))
        copies[-1].pk, copies[-1].number = None, str(100_000_000_000 + number)
    Ticket.objects.bulk_create(copies)
    lane = next(each for each in lanes(house.sam, at=NOON) if each.category == "funds")
    assert (len(lane.ahead), lane.full) == (MOST, True)


def test_lanes_are_read_from_the_indexes_of_open_work(house: House) -> None:
    """Two statements, and the partial indexes hold what they ask: a table of a million is never looked through."""
    with CaptureQueriesContext(connection) as asked:
        lanes(house.sam, at=NOON)
    assert len(asked) == 2
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        for each in asked.captured_queries:
            cursor.execute("EXPLAIN (COSTS OFF) " + each["sql"])
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "using ticket_running" in plan
            assert "ticket_paused" in plan
            assert "Seq Scan" not in plan
