"""The rail's counts: their statement is written once for a person, and true at every moment it is asked."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from console.counts import SOME_TIME, SOMEBODY, Counting
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


def test_two_of_one_role_ask_one_statement_whose_plan_the_server_keeps(client: Client, house: House) -> None:
    a_ticket(house, at=clock.now(), assignee=house.bob)
    house.bob.team, house.bob.skills, house.bob.languages = house.alice.team, house.alice.skills, house.alice.languages
    house.bob.save()
    _forget_plans()
    for person, held in ((house.alice, ""), (house.bob, "1")) * 4:
        page = sign_in(client, person).get("/desk/queue/unassigned/").content.decode()
        assert (re.search(r'Mine</span><span class="count">(\d+)<', page) or ["", ""])[1] == held
    assert len(_plans()) == 1
    assert _plans()[0] > 0, "planned anew each time"


def test_what_differs_from_asking_to_asking_is_told_beside_the_statement(client: Client, house: House) -> None:
    for person in (house.alice, house.sam, house.olive, house.ada):
        _forget_plans()
        sign_in(client, person).get("/desk/queue/unassigned/")
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement FROM pg_prepared_statements")
            ((statement,),) = cursor.fetchall()
        assert str(SOMEBODY)[:-1] not in statement
        assert str(SOME_TIME.year) not in statement


@pytest.fixture
def _unprepared(house: House) -> Iterator[None]:
    connection.ensure_connection()
    raw = connection.connection
    before, raw.prepare_threshold = raw.prepare_threshold, None
    yield
    raw.prepare_threshold = before


@pytest.mark.usefixtures("_unprepared")
def test_with_a_pooler_that_knows_no_prepared_statements_the_rail_counts_as_well(client: Client, house: House) -> None:
    a_ticket(house, at=clock.now(), assignee=house.alice)
    _forget_plans()
    page = sign_in(client, house.alice).get("/desk/queue/unassigned/").content.decode()
    assert re.search(r'Mine</span><span class="count">1<', page)
    assert _plans() == []


def _forget_plans() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    connection.connection._prepared.clear()


def _plans() -> list[int]:
    """How often the kept plan of each prepared statement was used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans FROM pg_prepared_statements")
        return [used for (used,) in cursor.fetchall()]
