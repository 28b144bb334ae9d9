"""A list narrowed by its address, and kept under a name for oneself or one's team."""

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from console.forms.filters import FilterForm
from core import clock
from tests.people import House, a_ticket, sign_in
from tickets.models import SavedView
from tickets.services import reply, save_view, tag_ticket

TEAM = "/desk/queue/team/"


@pytest.fixture
def alice(client: Client, house: House) -> Client:
    """Alice's browser."""
    return sign_in(client, house.alice)


def listed(answer: Any) -> set[str]:
    """The subjects of the rows."""
    return set(re.findall(r'id="open-\d{12}"[^>]*>([^<]+)<', answer.content.decode()))


@pytest.fixture
def three(house: House) -> None:
    """Stuck (tagged, answered), Urgent (high, Chinese) and Plain."""
    stuck = a_ticket(house, at=clock.now(), subject="Stuck")
    tag_ticket(ticket=stuck, add=["stuck"], by=house.alice, at=clock.now())
    reply(ticket=stuck, body="We look.", by=house.alice, at=clock.now())
    a_ticket(house, at=clock.now(), subject="Urgent", priority="high", language="zh-hans", category="account_security")
    a_ticket(house, at=clock.now(), subject="Plain")


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tag=stuck", {"Stuck"}),
        ("priority=high", {"Urgent"}),
        ("priority=normal&language=en", {"Stuck", "Plain"}),
        ("category=account_security", {"Urgent"}),
        ("state=open", {"Stuck"}),
        ("waiting=us", {"Urgent", "Plain"}),
        ("waiting=customer", set()),
        ("channel=web", set()),
        ("priority=nonsense&tag=", {"Stuck", "Urgent", "Plain"}),
    ],
)
def test_the_address_narrows_the_list(house: House, query: str, found: set[str]) -> None:
    assert listed(sign_in(Client(), house.sam).get(f"{TEAM}?{query}")) == found


@pytest.mark.usefixtures("three")
def test_the_list_of_a_tag_is_one_press_from_a_ticket(alice: Client, house: House) -> None:
    ticket = house.cleo.tickets.get(subject="Stuck")
    page = alice.get(f"/desk/tickets/{ticket.number}/").content.decode()
    assert f'href="{TEAM}?tag=stuck"' in page


def test_a_view_is_kept_found_again_and_removed(alice: Client, house: House) -> None:
    answer = alice.post("/desk/queue/team/keep/?tag=stuck&priority=high", {"name": "Stuck ones"})
    assert answer["Location"] == f"{TEAM}?priority=high&tag=stuck"
    view = SavedView.objects.get()
    assert f'href="{TEAM}?priority=high&amp;tag=stuck"' in alice.get(TEAM).content.decode()
    assert "Stuck ones" in alice.post("/desk/palette/", {"q": "stuck"}).content.decode()
    alice.post("/desk/queue/team/forget/", {"view": view.pk})
    assert not SavedView.objects.exists()


def test_the_same_name_again_replaces_the_view(alice: Client) -> None:
    for tag in ("one", "two"):
        alice.post(f"/desk/queue/team/keep/?tag={tag}", {"name": "Mine"})
    assert SavedView.objects.get().query == "tag=two"


def test_a_view_without_a_name_comes_back_with_its_reason(alice: Client) -> None:
    answer = alice.post("/desk/queue/team/keep/?tag=stuck", {"name": ""})
    assert answer.status_code == 422
    assert "Give the view a name." in answer.content.decode()


def test_a_teams_view_is_seen_by_the_team_and_removed_by_who_made_it_or_leads(house: House) -> None:
    view = save_view(name="Ours", queue="team", query="tag=x", for_team=True, by=house.alice)
    save_view(name="Secret", queue="team", query="tag=y", for_team=False, by=house.alice)
    colleague = house.bob
    colleague.team = house.funds
    colleague.save()
    browser = sign_in(Client(), colleague)
    page = browser.get(TEAM).content.decode()
    assert "Ours" in page
    assert "Secret" not in page
    assert browser.post("/desk/queue/team/forget/", {"view": view.pk}).status_code == 403
    assert sign_in(Client(), house.olive).post("/desk/queue/team/forget/", {"view": view.pk}).status_code == 404


def test_who_has_no_team_keeps_views_for_themselves(client: Client, house: House) -> None:
    sam = sign_in(client, house.sam)
    answer = sam.post("/desk/queue/team/keep/?tag=x", {"name": "Ours", "for_team": "on"})
    assert "You belong to no team" in answer.content.decode()
    assert not SavedView.objects.exists()


def test_an_address_is_read_and_written_the_same_way() -> None:
    form = FilterForm(QueryDict("tag=a%26b&category=funds&colour=red"))
    assert FilterForm(QueryDict(form.query)).chosen == form.chosen == {"category": "funds", "tag": "a&b"}
