"""The command palette: where this person can go, and nothing that they may not see."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock, numbers
from tests.people import House, a_ticket, sign_in
from tickets.services import merge_ticket

PALETTE = "/desk/palette/"


@pytest.fixture
def alice(client: Client, house: House) -> Client:
    """Alice's browser."""
    return sign_in(client, house.alice)


def found(browser: Client, typed: str, **more: Any) -> list[str]:
    """The addresses that are offered, in order."""
    page = browser.post(PALETTE, {"q": typed}, **more).content.decode()
    return re.findall(r'data-url="([^"]+)"', page)


def test_pages_are_found_by_their_words_in_both_languages(alice: Client) -> None:
    assert found(alice, "unass") == ["/desk/queue/unassigned/"]
    assert "/desk/" in found(alice, "接着做", headers={"Accept-Language": "zh-hans"})


def test_each_role_finds_its_own_pages(client: Client, house: House) -> None:
    assert "/desk/staff/" not in found(sign_in(client, house.alice), "staff")
    assert "/desk/staff/" in found(sign_in(Client(), house.ada), "staff")


@pytest.mark.parametrize("way", [str, numbers.grouped, "-".join, lambda number: numbers.spoken(number, "en")])
def test_a_ticket_is_found_by_its_number_in_any_way_of_writing(alice: Client, house: House, way: Any) -> None:
    ticket = a_ticket(house, at=clock.now())
    typed = way(ticket.number)
    assert found(alice, str(typed))[0] == f"/desk/tickets/{ticket.number}/"


def test_a_merged_number_leads_on_and_a_foreign_one_nowhere(alice: Client, house: House) -> None:
    gone, kept = a_ticket(house, at=clock.now()), a_ticket(house, at=clock.now())
    merge_ticket(ticket=gone, into=kept, reason="One matter.", by=house.sam, at=clock.now())
    assert found(alice, gone.number) == [f"/desk/tickets/{kept.number}/"]
    foreign = a_ticket(house, at=clock.now(), category="guidance")
    assert found(alice, foreign.number) == []


def test_tickets_read_lately_are_offered_first_the_last_one(alice: Client, house: House) -> None:
    first, second = (a_ticket(house, at=clock.now(), subject=each) for each in ("Deposit", "Withdrawal"))
    for each in (first, second):
        alice.get(f"/desk/tickets/{each.number}/")
    offered = [each for each in found(alice, "") if "/tickets/" in each]
    assert offered == [f"/desk/tickets/{each.number}/" for each in (second, first)]
    assert [each for each in found(alice, "depos") if "/tickets/" in each] == [f"/desk/tickets/{first.number}/"]


def test_a_book_is_refused_and_a_stranger_led_to_the_sign_in(alice: Client) -> None:
    assert alice.post(PALETTE, {"q": "x" * 1_000_000}).status_code == 422
    assert Client().post(PALETTE, {"q": "x"}).status_code == 302


def test_its_cost_does_not_grow_with_what_was_read(alice: Client, house: House) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            found(alice, "a")
        return len(queries)

    alice.get(f"/desk/tickets/{a_ticket(house, at=clock.now()).number}/")
    count()
    few = count()
    for _each in range(4):
        alice.get(f"/desk/tickets/{a_ticket(house, at=clock.now()).number}/")
    assert count() == few <= 7
