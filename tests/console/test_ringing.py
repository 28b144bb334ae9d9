"""Calls that the telephone system pushes: they ring on the desk, open by themselves, and are called back when missed."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from channels.models import Call
from channels.services import Push, apply_push
from core import clock
from tests.console.test_calls import HX, TYPED, begin, url, words
from tests.people import House, sign_in


def seen_in(page: str) -> str:
    """The mark with which the strip asks again."""
    found = re.search(r"seen=([\w.-]+)", page)
    assert found
    return found.group(1)


@pytest.fixture
def alice(client: Client, house: House) -> Client:
    """Alice's browser."""
    return sign_in(client, house.alice)


@pytest.fixture
def bob(house: House) -> Client:
    """Bob's browser."""
    return sign_in(Client(), house.bob)


def ring(house: House, event: str = "newCall", call_id: str = "pbx-1", user: str = "") -> Call:
    push = Push(event=event, call_id=call_id, caller="+6598765432", called="+6560000000", user=user)
    return apply_push(push=push, by=house.pbx, at=clock.now(), region="SG")


def strip(browser: Client, seen: str = "0") -> Any:
    return browser.get("/desk/calls/ringing/", {"seen": seen}, headers=HX)


def test_a_ringing_call_appears_and_the_strip_is_silent_while_nothing_changes(alice: Client, house: House) -> None:
    assert strip(alice).status_code == 204
    call = ring(house)
    answer = strip(alice)
    text = words(answer)
    assert "Rings" in text
    assert "+65 •••• ••32" in text
    assert "Singapore line" in text
    seen = seen_in(answer.content.decode())
    assert strip(alice, seen).status_code == 204
    taken = alice.post(url(call, "take/"), {"back": "/desk/queue/mine/"})
    assert taken["Location"] == "/desk/queue/mine/"
    assert 'id="call-form"' in alice.get("/desk/queue/mine/").content.decode()


def test_the_strip_costs_one_query_beside_session_and_person_and_one_for_the_lines_that_ring(
    alice: Client, house: House
) -> None:
    alice.get("/desk/")
    assert _statements(alice) == 3
    for place in range(5):
        ring(house, call_id=f"pbx-{place}")
        assert _statements(alice) == 4


def _statements(agent: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        strip(agent)
    return len(queries)


def test_of_two_who_take_it_the_second_is_told(alice: Client, bob: Client, house: House) -> None:
    call = ring(house)
    assert alice.post(url(call, "take/")).status_code == 303
    assert bob.post(url(call, "take/")).status_code in {404, 409}


def test_a_call_answered_on_the_telephone_opens_by_itself_and_its_end_shows(alice: Client, house: House) -> None:
    ring(house)
    ring(house, "answer", user="2047")
    opened = strip(alice)
    assert 'id="call-dock" hx-swap-oob="true"' in opened.content.decode()
    assert 'id="call-form"' in opened.content.decode()
    seen = seen_in(opened.content.decode())
    ring(house, "hangup")
    ended = strip(alice, seen).content.decode()
    # Only the head is exchanged: what is being typed below stays.
    assert 'id="call-who" hx-swap-oob="true"' in ended
    assert 'id="call-form"' not in ended


def test_a_missed_call_waits_until_somebody_has_called_back(alice: Client, bob: Client, house: House) -> None:
    ring(house)
    missed = ring(house, "hangup")
    page = alice.get("/desk/calls/list/missed/")
    assert missed.number in page.content.decode()
    called = alice.post("/desk/calls/", {"key": str(uuid4()), "call_back": missed.number, "back": "/desk/"})
    assert called.status_code == 303
    # Who calls back sees the number in order to dial it.
    assert "+6598765432" in alice.get("/desk/").content.decode()
    done = alice.post(url(missed, "handled/"), {"back": "/desk/calls/list/missed/"})
    assert done["Location"] == "/desk/calls/list/missed/"
    assert missed.number not in alice.get("/desk/calls/list/missed/").content.decode()


def test_hung_up_begins_the_wrap_up_and_the_summary_tells_the_times(alice: Client, house: House) -> None:
    call = begin(alice, caller_phone="+6591234471")
    Call.objects.filter(pk=call.pk).update(started_at=clock.now() - timedelta(seconds=200))
    Call.objects.filter(pk=call.pk).update(answered_at=clock.now() - timedelta(seconds=190))
    head = alice.post(url(call, "end/"), {}, headers=HX)
    assert "Wrap-up" in words(head)
    assert "Hung up" not in words(head)
    alice.post(url(call, "finish/"), TYPED)
    text = words(alice.get(url(call, "done/")))
    assert "wait 00:10" in text
    assert "talk 03:1" in text
    assert "wrap-up 00:0" in text
