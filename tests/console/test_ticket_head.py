"""The top of a ticket's page: the customer's bar, the state in words, the clocks in their order."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from tests.people import House, a_ticket, sign_in
from tickets import services
from tickets.models import Ticket


@pytest.fixture
def ticket(house: House) -> Ticket:
    """Cleo's deposit, opened two hours ago, with Alice."""
    return a_ticket(house, at=clock.now() - timedelta(hours=2))


@pytest.fixture
def desk(client: Client, house: House) -> Client:
    """Alice's browser."""
    return sign_in(client, house.alice)


def address(ticket: Ticket) -> str:
    return reverse("desk:ticket", args=[ticket.number])


def order_of_clocks(page: str) -> list[str]:
    return re.findall(r'class="promise is-\w+" id="promise-\d+">.*?<span>([^<]+)</span>', page, re.DOTALL)


def test_the_clocks_keep_their_places_when_one_is_met(desk: Client, ticket: Ticket, house: House) -> None:
    assert order_of_clocks(desk.get(address(ticket)).content.decode()) == ["First reply", "Resolution"]
    services.reply(ticket=ticket, body="We look into it.", by=house.alice, at=clock.now())
    page = desk.get(address(ticket)).content.decode()
    assert 'class="promise is-met"' in page
    assert order_of_clocks(page) == ["First reply", "Resolution"]


def bar_of(page: str) -> list[str]:
    """The steps of the customer's bar with how far each is: "done Received"."""
    steps = re.findall(
        r'<li class="is-(\w+)"[^>]*>\s*<span class="stage-name">(.*?)</span>\s*(?:<span class="meta|</li>)',
        page,
        re.DOTALL,
    )
    return [
        f"{state} {re.sub(r'<svg.*?</svg>|<span.*?</span>', '', words, flags=re.DOTALL).strip()}"
        for state, words in steps
    ]


def chips_of(page: str) -> str:
    return " ".join(re.findall(r'class="chip">(?:<svg.*?</svg>)?([^<]*)<', page, re.DOTALL))


def test_what_somebody_holds_is_with_us_and_not_new(desk: Client, ticket: Ticket, house: House) -> None:
    page = desk.get(address(ticket)).content.decode()
    assert bar_of(page) == ["done Received", "now With us", "next Answered", "next Closed"]
    assert "Open" in chips_of(page)
    assert "New" not in chips_of(page)
    assert 'is-unread" id="open-' not in desk.get("/desk/queue/mine/").content.decode()
    free = a_ticket(house, at=clock.now(), assignee=None)
    page = desk.get(address(free)).content.decode()
    assert bar_of(page)[0] == "now Received"
    assert "New" in chips_of(page)
    assert 'is-unread" id="open-' in desk.get("/desk/queue/unassigned/").content.decode()


def test_the_desk_shows_the_bar_that_the_customer_sees(desk: Client, ticket: Ticket, house: House) -> None:
    visitor = Client()

    def both() -> list[str]:
        visitor.post("/status/", {"number": ticket.number, "contact": house.cleo.email})
        ours, theirs = (each.content.decode() for each in (desk.get(address(ticket)), visitor.get("/status/")))
        assert bar_of(ours) == bar_of(theirs)
        return bar_of(ours)

    assert both()[1] == "now With us"
    services.reply(ticket=ticket, body="We look into it.", by=house.alice, at=clock.now())
    assert both()[2] == "now Answered"
    services.add_customer_message(ticket=ticket, body="And now?", by=house.cleo, at=clock.now())
    assert both()[1] == "now With us"
    services.resolve_ticket(ticket=ticket, solution="Credited.", by=house.alice, at=clock.now())
    assert both()[3] == "now Resolved"
    services.close_ticket(ticket=ticket, by=house.alice, at=clock.now())
    assert both() == ["done Received", "done With us", "done Answered", "done Closed"]
