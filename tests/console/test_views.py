"""A list narrowed by its address, and kept under a name for oneself or one's team."""

import re
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

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
        ("customer_class=retail", {"Stuck", "Urgent", "Plain"}),
        ("customer_class=vip", set()),
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


def rail_of(page: str) -> str:
    """The rail under its own heading: from the saved views to the calls."""
    return page[page.index("<h2>Saved views</h2>") : page.index("<h2>Calls</h2>")] if "Saved views</h2>" in page else ""


@pytest.mark.usefixtures("three")
def test_views_stand_in_the_rail_with_what_they_hold(alice: Client, house: House) -> None:
    save_view(name="Stuck ones", queue="team", query="tag=stuck", for_team=False, by=house.alice)
    save_view(name="Over", queue="closed", query="tag=stuck", for_team=False, by=house.alice)
    save_view(name="Nothing", queue="team", query="tag=nothing", for_team=False, by=house.alice)
    shown = rail_of(alice.get("/desk/queue/mine/").content.decode())
    assert re.findall(r'rail-word">([^<]+)</span>(?:<span class="count">([^<]+)<)?', shown) == [
        ("Nothing", ""),
        ("Over", ""),
        ("Stuck ones", "1"),
    ]
    page = alice.get(f"{TEAM}?tag=stuck").content.decode()
    assert re.search(r'tag=stuck" aria-current="page"', page)
    assert page.count('aria-current="page"') == 1
    a_ticket(house, at=clock.now(), subject="Another")
    tag_ticket(ticket=house.cleo.tickets.get(subject="Another"), add=["stuck"], by=house.alice, at=clock.now())
    assert 'count">2<' in rail_of(alice.get("/desk/queue/mine/").content.decode())


def test_the_rail_knows_at_once_what_is_kept_renamed_and_removed(alice: Client, house: House) -> None:
    assert not rail_of(alice.get(TEAM).content.decode())
    view = save_view(name="Mine", queue="team", query="tag=a", for_team=False, by=house.alice)
    assert "tag=a" in rail_of(alice.get(TEAM).content.decode())
    save_view(name="Mine", queue="team", query="tag=b", for_team=False, by=house.alice)
    assert "tag=b" in rail_of(alice.get(TEAM).content.decode())
    view.delete()
    assert not rail_of(alice.get(TEAM).content.decode())


def test_the_rail_shows_six_views_and_the_menu_all(alice: Client, house: House) -> None:
    for number in range(8):
        save_view(name=f"View {number}", queue="team", query=f"tag=t{number}", for_team=False, by=house.alice)
    assert rail_of(alice.get(TEAM).content.decode()).count("rail-word") == 6
    assert alice.get(f"{TEAM}menu/filters/").content.decode().count("<li") == 8
    assert "View 7" in alice.get(f"{TEAM}?menus=1").content.decode()


@pytest.mark.usefixtures("three")
def test_a_queue_takes_eight_statements_with_its_rail_and_its_views(alice: Client, house: House) -> None:
    for number in range(8):
        save_view(name=f"View {number}", queue="team", query=f"tag=t{number}", for_team=True, by=house.alice)
    alice.get(TEAM)
    with CaptureQueriesContext(connection) as captured:
        alice.get(TEAM)
    assert len(captured) <= 8


def test_menus_are_fetched_when_they_are_opened(alice: Client, house: House) -> None:
    a_ticket(house, at=clock.now())
    page = alice.get(TEAM).content.decode()
    assert f'hx-get="{TEAM}menu/people/"' in page
    assert str(house.alice.pk) in re.findall(r'value="(\d+)"', alice.get(f"{TEAM}menu/people/").content.decode())
    assert "General" in alice.get(f"{TEAM}menu/teams/").content.decode()
    assert alice.get(f"{TEAM}menu/secrets/").status_code == 404
    assert alice.get("/desk/queue/nowhere/menu/teams/").status_code == 404
    assert Client().get(f"{TEAM}menu/people/").status_code == 302
    assert "Bob" not in alice.get(f"{TEAM}menu/people/").content.decode()
