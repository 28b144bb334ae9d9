"""One verb for many tickets: each by itself, and what was refused is told."""

from typing import Any

import pytest
from django.test import Client

from core import clock
from outbox.models import Event
from tests.people import House, a_ticket, sign_in
from tickets.models import Ticket
from tickets.services import resolve_ticket

BULK = "/desk/queue/team/bulk/"


@pytest.fixture
def alice(client: Client, house: House) -> Client:
    """Alice's browser."""
    return sign_in(client, house.alice)


def posted(browser: Client, tickets: list[Ticket], do: str, **more: object) -> Any:
    return browser.post(BULK, {"ticket": [each.pk for each in tickets], "do": do, **more})


def test_each_row_of_a_queue_can_be_ticked_and_the_verbs_stand_by(alice: Client, house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    page = alice.get("/desk/queue/mine/").content.decode()
    assert f'form="bulk" name="ticket" value="{ticket.pk}"' in page
    assert 'id="bulk"' in page


def test_the_same_verb_is_done_to_each(alice: Client, house: House) -> None:
    tickets = [a_ticket(house, at=clock.now(), assignee=None) for _each in range(3)]
    assert posted(alice, tickets, "assign", to=house.alice.pk).status_code == 303
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {house.alice.pk}
    posted(alice, tickets, "tag", tag="Outage")
    posted(alice, tickets, "priority", priority="high")
    for each in Ticket.objects.all():
        assert (each.tags, each.priority) == (["outage"], "high")
    posted(alice, tickets, "team", team=house.general.pk)
    assert set(Ticket.objects.values_list("team", flat=True)) == {house.general.pk}
    assert Event.objects.filter(name="ticket.team_changed").count() == 3


def test_what_is_refused_is_told_ticket_by_ticket_and_holds_no_other_back(alice: Client, house: House) -> None:
    solved, live = a_ticket(house, at=clock.now()), a_ticket(house, at=clock.now())
    resolve_ticket(ticket=solved, solution="Credited.", by=house.alice, at=clock.now())
    page = posted(alice, [solved, live], "resolve", solution="It was the network.").content.decode()
    live.refresh_from_db()
    assert live.solution == "It was the network."
    assert "Done: 1. Not done: 1." in page
    assert "This ticket is already in another state." in page
    solved.refresh_from_db()
    assert solved.solution == "Credited."


def test_who_may_not_see_a_ticket_changes_nothing_and_learns_only_the_count(alice: Client, house: House) -> None:
    foreign = a_ticket(house, at=clock.now(), category="guidance", subject="Bob's matter")
    answer = posted(alice, [foreign], "tag", tag="x")
    foreign.refresh_from_db()
    assert foreign.tags == []
    page = alice.get(answer["Location"]).content.decode()
    assert "Of these, 1 left your sight." in page
    assert "Bob" not in page


@pytest.mark.parametrize("count", [0, 201, 10_000])
def test_nothing_and_too_much_are_refused_in_a_sentence(alice: Client, house: House, count: int) -> None:
    a_ticket(house, at=clock.now())
    answer = alice.post(BULK, {"ticket": range(1, count + 1), "do": "tag", "tag": "x"})
    words = f"{count:,} tickets are too many: at most 200 at once." if count else "Tick at least one ticket."
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Event.objects.filter(name="ticket.tagged").exists()


@pytest.mark.parametrize("do", ["team", "tag", "resolve"])
def test_a_verb_without_what_it_needs_says_so(alice: Client, house: House, do: str) -> None:
    answer = posted(alice, [a_ticket(house, at=clock.now())], do)
    assert answer.status_code == 422
    assert "Please fill this in." in answer.content.decode()


def test_an_unknown_verb_or_person_does_nothing(alice: Client, house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    assert posted(alice, [ticket], "delete").status_code == 422
    assert posted(alice, [ticket], "assign", to=house.bob.pk).status_code == 422
    ticket.refresh_from_db()
    assert ticket.assignee == house.alice
