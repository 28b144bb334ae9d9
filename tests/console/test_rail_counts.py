"""The rail's counts: their statement is written once for a person, and true at every moment it is asked."""

import re
from datetime import timedelta

from django.test import Client

from console.counts import SOME_TIME, Counting
from core import clock
from tests.people import House, a_ticket, sign_in
from tickets.categories import Category
from tickets.models import Ticket


def test_a_count_is_of_the_moment_it_is_asked_at(house: House) -> None:
    """It is written once and asked again and again: no moment and no number of an earlier time stays in it."""
    opened = clock.now()
    later = opened + timedelta(hours=3)
    kept = Counting.of(
        {
            "opened": Ticket.objects.filter(opened_at__lte=SOME_TIME),
            "soon": Ticket.objects.filter(opened_at__lte=SOME_TIME + timedelta(hours=2)),
        }
    )
    a_ticket(house, at=later)
    assert kept.at(opened) == {"opened": 0, "soon": 0}
    assert kept.at(opened + timedelta(hours=1)) == {"opened": 0, "soon": 1}
    assert kept.at(later) == {"opened": 1, "soon": 1}


def test_the_rail_knows_at_once_that_somebody_has_another_team(client: Client, house: House) -> None:
    a_ticket(house, at=clock.now(), category=Category.GUIDANCE)
    alice = sign_in(client, house.alice)
    assert not re.search(r'Team</span><span class="count">', alice.get("/desk/queue/mine/").content.decode())
    house.alice.team = house.general
    house.alice.save()
    assert re.search(r'Team</span><span class="count">1<', alice.get("/desk/queue/mine/").content.decode())
