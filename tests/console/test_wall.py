"""The wall: who sees it, what its figures say, and that it costs the same however much there is."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from channels.chat.services import start_chat, take_chat
from channels.inbound import InboundMessage, Sender
from channels.services import Push, apply_push, start_call
from console.wall import ahead
from console.wall.strip import GOAL, LIMIT, Band, place, strip
from core import clock
from outbox.models import Event
from reports.models import Targets
from reports.selectors import Clock
from sla.services import sweep
from sla.services.opening import set_channel_hours
from sla.services.publishing import create_calendar
from tests.people import NOON, House, a_ticket, sign_in
from tickets.services import pend_ticket, reply, resolve_ticket

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
WALL = "/desk/wall/"
NIGHTS = {"zone": "Asia/Singapore", "week": {"thu": [["20:00", "23:00"]]}}


def figures(page: str) -> dict[str, str]:
    """The figures of a page by their names: value and note, as text."""
    found = re.findall(r'id="figure-(\w+)".*?<b>(.*?)</b>.*?class="figure-note">(.*?)</span>\s*</a>', page, re.DOTALL)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", f"{value} · {note}").split()) for name, value, note in found}


def ways(page: str) -> dict[str, str]:
    """The ways in of a page, as text."""
    found = re.findall(r'<li id="way-(\w+)">(.*?)</li>', page, re.DOTALL)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", text).split()) for name, text in found}


def test_who_leads_sees_all_officers_their_part_agents_nothing(client: Client, house: House) -> None:
    assert client.get(WALL).status_code == 302
    assert sign_in(client, house.alice).get(WALL).status_code == 404
    for user in (house.sam, house.ada):
        page = sign_in(client, user).get(WALL).content.decode()
        assert set(figures(page)) == {"kept", "running", "breached", "risk", "waiting", "reviews", "calls"}
        assert 'id="wall-people"' in page
        assert 'id="wall-ahead"' in page
    page = sign_in(client, house.olive).get(WALL).content.decode()
    assert set(figures(page)) == {"kept", "running", "breached", "risk", "reviews"}
    assert 'id="wall-people"' not in page
    assert 'id="wall-complaints"' in page


def at_moment(moment: datetime) -> Any:
    """The desk's clock at a moment."""
    return clock.shifted(moment - clock.now())


@pytest.fixture
def signed(client: Client, house: House) -> Callable[[User], Client]:
    """Signs somebody in; sessions keep real time, so the clock is moved later."""
    return lambda user: sign_in(client, user)


def test_the_figures_are_those_of_the_story(house: House, signed: Callable[[User], Client]) -> None:
    """Counted by hand: of two first replies due on that day one was given; four clocks run, one of them over, one at risk."""
    desk = signed(house.sam)
    resolve_ticket(ticket=a_ticket(house, at=NOON - HOUR), solution="Credited.", by=house.alice, at=NOON)
    late = a_ticket(house, at=NOON)
    first = late.timers.get(kind="first_reply")
    moment = first.due_at + HOUR
    a_ticket(house, at=moment - (first.goal_at - NOON) - MINUTE)
    a_ticket(house, at=moment - MINUTE)
    still = a_ticket(house, at=moment - 2 * MINUTE)
    answered = a_ticket(house, at=moment - 3 * MINUTE)
    reply(ticket=answered, body="Here is what we know.", by=house.alice, at=moment - MINUTE)
    pend_ticket(
        ticket=still,
        state="waiting_customer",
        reason="Hash",
        until=moment + 9 * HOUR,
        by=house.alice,
        at=moment - MINUTE,
    )
    sweep(at=moment)
    for name, until in (("one", 20), ("two", None)):
        apply_push(push=Push(event="newCall", call_id=name), by=house.pbx, at=moment - 2 * MINUTE)
        if until:
            answer = moment - 2 * MINUTE + timedelta(seconds=until)
            apply_push(push=Push(event="answer", call_id=name, user="2047"), by=house.pbx, at=answer)
    with at_moment(moment):
        page = desk.get(WALL).content.decode()
    found = figures(page)
    assert found["breached"] == "1 · longest 1 h"
    assert found["risk"].startswith("1 ·")
    assert found["running"] == "4 · 1 paused beside"
    assert found["waiting"].startswith("1 · longest")
    assert found["waiting"].endswith("limit 02:00")
    assert found["reviews"] == "1 · oldest today"
    assert found["calls"] == "1 · 100 % answered, mean wait 20 s"
    assert found["kept"] == "50 · 1 of 2 due kept"


def test_who_waits_in_chat_waits_beside_the_callers(house: House, signed: Callable[[User], Client]) -> None:
    """The longest first, whichever the way; taken, they wait no more."""
    desk, moment = signed(house.sam), NOON + 2 * HOUR
    User.objects.filter(pk=house.alice.pk).update(seen_at=moment)
    ring = Push(event="newCall", call_id="ring", caller="+6591112222", called=house.hotline.value)
    apply_push(push=ring, by=house.pbx, at=moment - MINUTE)
    opening = InboundMessage("chat", "one", Sender(email="lin@mail.test"), "Is anybody there?", category="funds")
    chat = start_chat(opening=opening, at=moment - 90 * SECOND)
    with at_moment(moment):
        page = desk.get(WALL).content.decode()
    assert figures(page)["waiting"].startswith("2 · longest")
    lines = re.findall(r'wall-row is-call.*?class="truncate">(\S+)', page, re.DOTALL)
    assert lines == ["Chat", "Singapore"]
    take_chat(chat=chat, by=house.alice, at=moment)
    with at_moment(moment):
        assert figures(desk.get(WALL).content.decode())["waiting"].startswith("1 · longest")


def test_a_figure_is_one_click_from_its_list(house: House, signed: Callable[[User], Client]) -> None:
    desk = signed(house.sam)
    page = desk.get(WALL).content.decode()
    links = dict(re.findall(r'id="figure-(\w+)" href="([^"]+)"', page))
    assert len(links) == 7
    for name, url in links.items():
        if url.startswith("#"):
            assert f'id="{url[1:]}"' in page, name
        else:
            assert desk.get(url).status_code == 200, name


def test_every_way_in_stands_on_one_line(house: House, signed: Callable[[User], Client]) -> None:
    """Open or not, who came in the last hour and no earlier, who waits; what runs and how late the ringers are beside it."""
    desk, moment = signed(house.sam), NOON + 2 * HOUR
    office = create_calendar(name="Nights", schedule=NIGHTS, by=house.sam, at=NOON).calendar
    set_channel_hours(chosen={"mail": office}, by=house.sam, at=NOON)
    a_ticket(house, at=moment - 90 * MINUTE, channel="web")
    a_ticket(house, at=moment - MINUTE, channel="web")
    apply_push(push=Push(event="newCall", call_id="ring", caller="+6591112222"), by=house.pbx, at=moment - MINUTE)
    with at_moment(moment):
        found = ways(desk.get(WALL).content.decode())
    assert found["web"] == "Web form open 1 in the last hour"
    assert re.search(r"1 in the last hour · 1 waiting 01:\d\d$", found["hotline"])
    assert found["mail"].startswith("E-mail closed opens")
    assert found["chat"] == "Chat nobody there 0 in the last hour · 0 waiting"
    assert found["incidents"] == "No incident runs Declare an incident"
    assert found["lag"].startswith("Ringers")
    with at_moment(moment):
        assert 'id="wall-ways"' in desk.get(WALL, {"tv": "1"}).content.decode()


def test_the_wall_costs_the_same_with_more_of_everything(
    house: House, signed: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    """At most nineteen statements, and not one more for thirty tickets than for three."""
    desk = signed(house.sam)
    desk.get(WALL)
    _more(house, 3)
    with django_assert_max_num_queries(19) as before:
        assert desk.get(WALL).status_code == 200
    _more(house, 30)
    with django_assert_max_num_queries(len(before.captured_queries)):
        desk.get(WALL)
    with django_assert_max_num_queries(19):
        desk.get(WALL, {"tv": "1"})
    with django_assert_max_num_queries(19):
        desk.get(WALL, {"team": str(house.funds.pk), "period": "week"})


def _more(house: House, count: int) -> None:
    at = clock.now()
    for number in range(count):
        category = ("funds", "guidance", "account_security")[number % 3]
        a_ticket(house, at=at - number * HOUR, category=category)
        start_call(by=house.alice, at=at)
        apply_push(push=Push(event="newCall", call_id=f"{at}-{number}"), by=house.pbx, at=at)
    sweep(at=at)


def test_a_team_and_a_period_stand_in_the_address(house: House, signed: Callable[[User], Client]) -> None:
    desk = signed(house.sam)
    at = clock.now()
    a_ticket(house, at=at)
    a_ticket(house, at=at, category="guidance")
    assert figures(desk.get(WALL).content.decode())["running"].startswith("2 ")
    page = desk.get(WALL, {"team": str(house.funds.pk), "period": "yesterday"}).content.decode()
    assert figures(page)["running"].startswith("1 ")
    assert "Promises kept yesterday" in page
    assert "Operation guidance" not in page
    assert figures(desk.get(WALL, {"team": "²", "period": "x"}).content.decode())["running"].startswith("2 ")


def test_a_television_has_no_rail_and_is_dark_unless_asked(house: House, signed: Callable[[User], Client]) -> None:
    desk = signed(house.sam)
    page = desk.get(WALL, {"tv": "1"}).content.decode()
    assert 'class="is-tv"' in page
    assert 'data-theme="dark"' in page
    assert 'id="rail"' not in page
    assert 'data-theme="light"' in desk.get(WALL, {"tv": "1", "theme": "light"}).content.decode()
    assert 'id="rail"' in desk.get(WALL).content.decode()


def test_targets_are_data_that_supervisors_set(house: House, signed: Callable[[User], Client]) -> None:
    desk, url = signed(house.sam), reverse("desk:wall_targets")
    assert desk.get(url).status_code == 200
    refused = desk.post(url, {"share": "140", "per_quarter": "0.5", "wait_limit": "60"})
    assert refused.status_code == 422
    assert "1 to 100" in refused.content.decode()
    assert not Targets.objects.exists()
    values = {"share": "95.5", "per_quarter": "0.75", "wait_limit": "90"}
    for _twice in range(2):
        assert desk.post(url, values).status_code == 303
    assert Targets.objects.get().share == Decimal("95.5")
    assert Event.objects.filter(name="targets.set").count() == 1
    assert "limit 01:30" in desk.get(WALL).content.decode()
    for user in (house.alice, house.olive):
        assert signed(user).get(url).status_code == 404


def test_a_mark_stands_at_its_share_of_goal_and_limit() -> None:
    one = Clock("1", "", NOON, NOON + 4 * HOUR, NOON + 8 * HOUR)
    assert place(one, NOON + 2 * HOUR) == GOAL / 2
    assert place(one, NOON + 6 * HOUR) == (GOAL + LIMIT) / 2
    assert LIMIT < place(one, NOON + 8 * HOUR) < place(one, NOON + 99 * HOUR) < 100


def test_many_clocks_are_drawn_as_density_and_counted_all_the_same() -> None:
    """Never more nodes than columns, however many clocks."""
    clocks = [Clock(str(n), "", NOON, NOON + HOUR, NOON + 2 * HOUR) for n in range(61)]
    (row,) = strip([Band("Funds", "Funds", "wallet", clocks)], at=NOON + 90 * MINUTE)
    assert (row["ticks"], len(row["density"]), row["counts"]["risk"]) == ([], 1, "61")
    assert row["says"] == "Funds, Funds: 0 on time, 61 at risk, 0 breached"
    (row,) = strip([Band("Funds", "Funds", "wallet", clocks[:60])], at=NOON)
    assert (len(row["ticks"]), row["density"]) == (60, [])
    (row,) = strip([Band("Funds", "Funds", "wallet", clocks * 2, more=True)], at=NOON)
    assert row["counts"]["ok"] == "99+"


def test_a_count_of_the_strip_leads_to_its_tickets(house: House, signed: Callable[[User], Client]) -> None:
    """Of its category, and of no other."""
    client = signed(house.sam)
    funds, guidance = (a_ticket(house, at=NOON, category=each, subject=each) for each in ("funds", "guidance"))
    funds.refresh_from_db()
    assert funds.goal_at
    with at_moment(funds.goal_at + MINUTE):
        page = client.get(WALL).content.decode()
        (there,) = set(re.findall(r'href="(/desk/queue/at_risk/\?category=funds)"', page))
        rows = client.get(there).content.decode()
    assert f"open-{funds.number}" in rows
    assert f"open-{guidance.number}" not in rows


def test_what_falls_due_is_held_against_the_people_who_are_here(house: House) -> None:
    """Two people at half a ticket each bring on one in a quarter; nobody counts after the hours of their team."""
    house.funds.hours = {"zone": "UTC", "week": {"thu": [["00:00", "06:15"]]}}
    for person in (house.alice, house.bob):
        person.team, person.seen_at = house.funds, NOON
    clocks = [Clock(str(n), "", NOON - HOUR, NOON + 10 * MINUTE, NOON + HOUR) for n in range(3)]
    columns = ahead.quarters(clocks, [house.alice, house.bob], per_quarter=Decimal("0.5"), at=NOON)
    assert [(each.goals, each.limits, each.over) for each in columns[:2]] == [(0, 0, 0), (3, 0, 2)]
    assert [each.capacity for each in columns[:3]] == [1, 1, 0]
    assert columns[4].limits == 3
    told = ahead.drawing(columns, zone="UTC", more=False)
    assert told["worst"] == "06:45: 3 too many"
    assert told["changes"] == ["from 06:15 on 0 in a quarter of an hour"]
