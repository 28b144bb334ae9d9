"""A desk that was filled for the bench is one that could have come about: the same rules hold, and its lists are read by indexes."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from bench import copying, stories
from bench.filling import faults, fill, soonest
from core import clock
from core.numbers import is_valid
from incidents.selectors import matching
from incidents.services import Notice, Rule, declare_incident
from sla.models import Breach, Timer, TimerState
from tests.people import sign_in
from tickets.models import Message, Ticket
from tickets.states import LIVE

FILLED = 3000


@pytest.fixture
def filled(transactional_db: None) -> None:
    """Small, and large enough that the server prefers an index where there is one."""
    fill(FILLED)


def test_numbers_of_a_filled_desk_follow_the_rule_of_all_numbers(db: None) -> None:
    numbers = copying.numbers(20_000)
    assert len(set(numbers)) == 20_000
    assert all(map(is_valid, numbers))


@pytest.mark.usefixtures("filled")
def test_a_filled_desk_holds_together() -> None:
    assert faults() == []
    states = Counter(Ticket.objects.values_list("state", flat=True))
    assert sum(states.values()) == FILLED
    assert sum(states[each] for each in LIVE) == FILLED * 3 // 10
    assert Ticket.objects.filter(language="zh-hans").count() == pytest.approx(FILLED * 0.35, rel=0.05)
    assert Message.objects.count() > 5 * FILLED - FILLED // 2
    assert Breach.objects.count() == FILLED // stories.TOLD
    assert Timer.objects.filter(state=TimerState.PAUSED).exists()
    ahead = soonest()
    assert ahead is not None
    assert ahead.total_seconds() > 3600, "nothing may fall due while the bench measures"
    _lists_are_read_by_indexes()
    _incidents_look_through_live_tickets_of_their_category()
    # And it notices what is wrong.
    Timer.objects.filter(ticket=Ticket.objects.filter(state="new")[0]).delete()
    assert len(faults()) == 2


def _lists_are_read_by_indexes() -> None:
    agent, leader = User.objects.get(agent_number="2001"), User.objects.get(agent_number="1001")
    pages = [
        (agent, f"/desk/queue/{each}/") for each in ("mine", "team", "unassigned", "at_risk", "breached", "closed")
    ]
    pages += [
        (agent, reverse("desk:home")),
        (leader, "/desk/queue/unassigned/?language=zh-hans"),
        (leader, reverse("desk:wall")),
    ]
    pages += [(leader, f"/desk/queue/{each}/") for each in ("team", "unassigned", "breached", "closed")]
    for person, address in pages:
        client = sign_in(Client(), person)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        asked = [each["sql"] for each in captured if each["sql"].startswith(("SELECT", "WITH"))]
        for sql in asked:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN " + sql)
                plan = "\n".join(row[0] for row in cursor.fetchall())
            for table in ("tickets_ticket", "tickets_message", "sla_timer", "outbox_event"):
                assert f"Seq Scan on {table}" not in plan, f"{address}\n{sql}\n{plan}"


def _incidents_look_through_live_tickets_of_their_category() -> None:
    at = clock.now()
    notice = Notice("Deposits are late.", "充值延迟。", "Deposits are late", "充值延迟")
    rule = Rule("funds", at - timedelta(days=2), "deposit_missing", ["ethereum"])
    incident = declare_incident(notice=notice, rule=rule, by=User.objects.get(agent_number="1001"), at=at)
    assert "ticket_live_category" in matching(incident, after=0).values_list("pk")[:500].explain()
