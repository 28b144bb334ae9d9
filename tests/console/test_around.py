"""Tags, links, watchers and mentions on the page of a ticket and on next up."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from console.next_up import next_up
from core import clock
from tests.people import House, a_ticket, sign_in
from tickets.models import Mention, Ticket, TicketLink
from tickets.services import add_note, tag_ticket


@pytest.fixture
def ticket(house: House) -> Ticket:
    """Cleo's deposit, with Alice."""
    return a_ticket(house, at=clock.now())


@pytest.fixture
def desk(client: Client, house: House) -> Client:
    """Alice's browser."""
    return sign_in(client, house.alice)


def address(ticket: Ticket, verb: str = "ticket") -> str:
    return reverse(f"desk:{verb}", args=[ticket.number])


def test_tags_are_put_on_and_taken_off_on_the_page(desk: Client, ticket: Ticket) -> None:
    page = desk.post(address(ticket, "ticket_tag"), {"add": "USDC Stuck", "version": 1}, follow=True)
    assert 'value="usdc-stuck"' in page.content.decode()
    desk.post(address(ticket, "ticket_untag"), {"word": "usdc-stuck"})
    ticket.refresh_from_db()
    assert ticket.tags == []


def test_a_refused_tag_comes_back_with_its_reason(desk: Client, ticket: Ticket, house: House) -> None:
    tag_ticket(ticket=ticket, add=[f"t{each}" for each in range(10)], by=house.alice, at=clock.now())
    answer = desk.post(address(ticket, "ticket_tag"), {"add": "eleventh", "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "At most 10 tags on a ticket." in page
    assert re.search(r'id="verb-tag" open', page)


def test_a_link_is_shown_on_both_pages_each_in_its_own_words(desk: Client, ticket: Ticket, house: House) -> None:
    other = a_ticket(house, at=clock.now(), subject="The other deposit")
    spoken = " ".join(other.number)  # in any way of writing
    page = desk.post(address(ticket, "ticket_link"), {"kind": "duplicate", "number": spoken, "version": 1}, follow=True)
    assert "Duplicate of · " in page.content.decode()
    assert "Has a duplicate · " in desk.get(address(other)).content.decode()
    desk.post(address(other, "ticket_unlink"), {"other": ticket.number})
    assert not TicketLink.objects.exists()


@pytest.mark.parametrize("number", ["5093 1728 4633", "hello", ""])
def test_a_number_that_leads_nowhere_is_said_at_its_field(desk: Client, ticket: Ticket, number: str) -> None:
    answer = desk.post(address(ticket, "ticket_link"), {"kind": "duplicate", "number": number, "version": 1})
    assert answer.status_code == 422
    assert not TicketLink.objects.exists()
    assert 'id="link-number_error"' in answer.content.decode()


def test_a_ticket_of_another_team_cannot_be_linked_and_is_not_shown(desk: Client, ticket: Ticket, house: House) -> None:
    foreign = a_ticket(house, at=clock.now(), category="guidance", subject="Bob's matter")
    answer = desk.post(address(ticket, "ticket_link"), {"kind": "same_cause", "number": foreign.number, "version": 1})
    assert "There is no ticket with this number that you may open." in answer.content.decode()
    TicketLink.objects.create(ticket=ticket, other=foreign, kind="same_cause", at=clock.now())
    assert "Bob&#x27;s matter" not in desk.get(address(ticket)).content.decode()


def test_watching_is_one_button(desk: Client, ticket: Ticket, house: House) -> None:
    desk.post(address(ticket, "ticket_watch"))
    ticket.refresh_from_db()
    assert ticket.watchers == [house.alice.pk]
    assert "Stop watching" in desk.get(address(ticket)).content.decode()
    desk.post(address(ticket, "ticket_watch"), {"stop": "1"})
    ticket.refresh_from_db()
    assert ticket.watchers == []


def test_another_team_can_do_none_of_it(client: Client, ticket: Ticket, house: House) -> None:
    bob = sign_in(client, house.bob)
    for verb in ("tag", "untag", "link", "unlink", "watch"):
        assert bob.post(address(ticket, f"ticket_{verb}"), {"add": "x"}).status_code == 404
    assert bob.get(address(ticket, "ticket_names")).status_code == 404


def test_who_is_mentioned_finds_the_ticket_on_next_up_until_it_is_opened(
    client: Client, ticket: Ticket, house: House
) -> None:
    add_note(ticket=ticket, body="@Sam, may we credit this by hand?", by=house.alice, at=clock.now())
    work = next_up(house.sam, at=clock.now())
    assert [(each.reason.kind, each.ticket) for each in work] == [("mentioned", ticket)]
    sam = sign_in(client, house.sam)
    assert "You are mentioned" in sam.get("/desk/").content.decode()
    sam.get(address(ticket), headers={"X-Live": "1"})  # a page that reads itself anew is not somebody looking
    assert Mention.objects.open_for([house.sam.pk]).exists()
    sam.get(address(ticket))
    assert next_up(house.sam, at=clock.now()) == []


def test_who_may_no_longer_see_the_ticket_finds_nothing(ticket: Ticket, house: House) -> None:
    add_note(ticket=ticket, body="@Sam?", by=house.alice, at=clock.now())
    Mention.objects.update(user=house.bob)
    assert next_up(house.bob, at=clock.now()) == []


def test_colleagues_who_may_see_the_ticket_are_offered_while_one_types(desk: Client, ticket: Ticket) -> None:
    page = desk.get(address(ticket, "ticket_names"), {"q": "SA"}).content.decode()
    assert 'data-way="@Sam"' in page
    everybody = desk.get(address(ticket, "ticket_names")).content.decode()
    assert {each for each in ("Sam", "Olive", "Ada", "Bob", "Alice", "PBX") if f"@{each}" in everybody} == {
        *("Sam", "Olive", "Ada")
    }
