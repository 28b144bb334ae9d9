"""Queues as tables, lists of calls, and the search box."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.services.search import PER_HOUR, search_customers
from channels.services import Push, WrapUp, apply_push, finish_call, start_call
from console.counts import Counting, shown
from core import clock, numbers
from outbox.models import Event
from sla.services import sweep
from tests.crowd import crowd
from tests.people import House, a_ticket, sign_in
from tickets.categories import Category, Priority
from tickets.models import Ticket
from tickets.services import close_ticket, escalate_ticket, resolve_ticket


@pytest.fixture
def alice(client: Client, house: House) -> Client:
    """Alice's browser, with a session that has settled."""
    browser = sign_in(client, house.alice)
    browser.get("/desk/calls/ringing/")
    return browser


def listed(answer: Any) -> list[str]:
    """The numbers of the rows, in order."""
    return re.findall(r'id="row-(\d{12})"', answer.content.decode())


def text(answer: Any) -> str:
    """The words of a page with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_each_queue_shows_its_own_tickets(alice: Client, house: House) -> None:
    now = clock.now()
    mine = a_ticket(house, at=now)
    free = a_ticket(house, at=now, assignee=None)
    risk = a_ticket(house, at=now - timedelta(hours=5), assignee=None)
    late = a_ticket(house, at=now - timedelta(hours=25), assignee=None)
    done = a_ticket(house, at=now)
    escalate_ticket(ticket=mine, cause="agent", by=house.alice, at=now)
    resolve_ticket(ticket=done, solution="It has arrived.", by=house.alice, at=now)
    close_ticket(ticket=done, by=house.alice, at=now)
    sweep(at=now)
    expected = {
        "mine": {mine},
        "unassigned": {free, risk, late},
        "team": {mine, free, risk, late},
        "at_risk": {risk},
        "breached": {late},
        "complaints": {mine, late},
        "closed": {done},
    }
    for slug, tickets in expected.items():
        assert set(listed(alice.get(f"/desk/queue/{slug}/"))) == {each.number for each in tickets}, slug
    assert alice.get("/desk/queue/anything/").status_code == 404


@pytest.mark.parametrize(
    ("ago", "word", "kind"),
    [
        (timedelta(hours=2), "On time", "new"),
        (timedelta(hours=3, minutes=30), "Due soon", "soon"),
        (timedelta(hours=4, minutes=1), "At risk", "risk"),
        (timedelta(hours=24, minutes=1), "Breached", "breach"),
    ],
)
def test_at_risk_means_one_thing_everywhere(alice: Client, house: House, ago: timedelta, word: str, kind: str) -> None:
    ticket = a_ticket(house, at=clock.now() - ago, assignee=None)
    row = alice.get("/desk/queue/unassigned/").content.decode()
    assert f'<span class="sr">{word}: </span>' in row
    in_queue = ticket.number in listed(alice.get("/desk/queue/at_risk/"))
    assert in_queue is (word == "At risk")
    assert alice.get("/desk/").context["rows"][0]["why_kind"] == kind


def test_what_is_done_says_so_and_when_and_shows_no_clock(alice: Client, house: House) -> None:
    now = clock.now()
    late = a_ticket(house, at=now - timedelta(hours=26))
    sweep(at=now)
    resolve_ticket(ticket=late, solution="Credited.", by=house.alice, at=now)
    page = alice.get("/desk/queue/closed/").content.decode()
    assert re.search(r'class="pill is-resolved">.*?Resolved \d\d:\d\d', page, re.DOTALL)
    close_ticket(ticket=late, by=house.alice, at=now)
    page = alice.get("/desk/queue/closed/").content.decode()
    assert re.search(r'class="pill is-closed">.*?Closed \d\d:\d\d', page, re.DOTALL)
    assert "Met" not in text(alice.get("/desk/queue/closed/"))
    side = alice.get(f"/desk/tickets/{late.number}/?from=closed").content.decode()
    assert re.search(rf'id="side-{late.number}".*?class="pill is-closed"', side, re.DOTALL)


def cells(page: str) -> list[str]:
    """The cells of the tables that become cards on a phone."""
    tables = re.findall(r'<table class="table cards".*?</table>', page, re.DOTALL)
    return [cell for table in tables for cell in re.findall(r"<td[^>]*>", table)]


def test_on_a_phone_each_cell_of_a_card_has_its_place_or_its_name(alice: Client, house: House) -> None:
    now = clock.now()
    a_ticket(house, at=now - timedelta(hours=26))
    sweep(at=now)
    push = Push(event="newCall", call_id="x", caller="6591234471", called="+65 6000 0000", user="")
    apply_push(push=push, by=house.pbx, at=now, region="SG")
    apply_push(push=replace(push, event="hangup"), by=house.pbx, at=now, region="SG")
    ada = sign_in(Client(), house.ada)
    lists = {"queue/mine": alice, "calls/list/missed": alice, "breaches": ada, "complaints": ada, "staff": ada}
    for path, browser in lists.items():
        found = cells(browser.get(f"/desk/{path}/").content.decode())
        assert found, path
        for cell in found:
            assert "data-label=" in cell or re.search(r"card-(title|wide|corner|full)", cell) or cell == "<td>", (
                path,
                cell,
            )


def keys_offered(answer: Any) -> set[str]:
    """What the bar at the foot offers."""
    bar = answer.content.decode().split('class="keybar"')[1].split("</main>")[0]
    return set(re.findall(r"</kbd> ([a-z ]+)</span>", bar))


def test_the_bar_offers_only_keys_that_do_something_here(alice: Client, house: House) -> None:
    sam = sign_in(Client(), house.sam)
    empty, anywhere = (
        {"log a call", "all keys", "go anywhere"},
        ["/desk/", "/desk/queue/mine/", "/desk/calls/list/missed/"],
    )
    for path in (*anywhere, "/desk/search/", "/desk/breaches/", "/desk/complaints/", "/desk/notices/"):
        assert keys_offered(sam.get(path)) == empty, path
    a_ticket(house, at=clock.now() - timedelta(hours=26), assignee=None)
    sweep(at=clock.now())
    assert keys_offered(alice.get("/desk/")) == empty | {"move", "open"}
    assert keys_offered(alice.get("/desk/queue/unassigned/")) == empty | {"move", "open", "select"}
    for path in ("/desk/breaches/", "/desk/complaints/"):
        assert keys_offered(sam.get(path)) == empty | {"move", "open"}, path
    assert "select" in keys_offered(alice.get("/desk/components/"))
    start_call(by=house.alice, at=clock.now())
    assert "log a call" not in keys_offered(alice.get("/desk/queue/unassigned/"))


def test_a_team_sees_nothing_of_another(alice: Client, house: House) -> None:
    other = a_ticket(house, at=clock.now(), category=Category.GUIDANCE)
    for slug in ("mine", "unassigned", "team", "closed"):
        assert other.number not in alice.get(f"/desk/queue/{slug}/").content.decode()
    assert other.number in sign_in(Client(), house.sam).get("/desk/queue/team/").content.decode()


def walk(browser: Client, path: str) -> list[str]:
    """All rows of a list, page by page."""
    found: list[str] = []
    address = path
    while True:
        page = browser.get(address)
        found += re.findall(r'id="(?:row|call-row)-(\d{12})"', page.content.decode())
        following = re.search(r'href="(\?after=[^"]+)"', page.content.decode())
        if not following:
            return found
        address = path + following.group(1)


def test_paging_shows_every_ticket_once_and_in_order(alice: Client, house: House) -> None:
    like = a_ticket(house, at=clock.now(), assignee=None)
    like.refresh_from_db()
    due = like.next_due_at
    assert due

    def vary(place: int) -> dict[str, object]:
        # Several share one moment: only the row id tells them apart.
        urgent = {"priority": Priority.EMERGENCY} if place % 40 == 0 else {}
        return {"next_due_at": due - timedelta(minutes=place // 4), **urgent}

    crowd(like, 109, vary)
    Ticket.objects.filter(pk__in=Ticket.objects.values("pk")[:7]).update(next_due_at=None)
    expected = list(Ticket.objects.by_urgency().values_list("number", flat=True))
    assert walk(alice, "/desk/queue/unassigned/") == expected


def test_paging_of_closed_tickets_is_newest_first(alice: Client, house: House) -> None:
    now = clock.now()
    like = resolve_ticket(ticket=a_ticket(house, at=now), solution="Done.", by=house.alice, at=now)
    crowd(like, 59, lambda place: {"resolved_at": now - timedelta(minutes=place // 3)})
    expected = list(Ticket.objects.order_by("-resolved_at", "-id").values_list("number", flat=True))
    assert walk(alice, "/desk/queue/closed/") == expected


@pytest.mark.parametrize("mark", ["", "x", "1_2", "1_9999999999999999999999_1", "0_n_0", "1_n_1; drop table"])
def test_a_mark_that_nobody_wrote_shows_a_page(alice: Client, house: House, mark: str) -> None:
    a_ticket(house, at=clock.now())
    for slug in ("mine", "closed"):
        assert alice.get(f"/desk/queue/{slug}/", {"after": mark}).status_code == 200


@pytest.mark.parametrize("path", ["/desk/queue/unassigned/", "/desk/queue/closed/"])
def test_a_queue_costs_the_same_with_three_tickets_and_with_forty(alice: Client, house: House, path: str) -> None:
    now = clock.now()
    free = a_ticket(house, at=now, assignee=None)
    done = resolve_ticket(ticket=a_ticket(house, at=now), solution="Done.", by=house.alice, at=now)

    def cost(upto: int) -> int:
        for like in (free, done):
            crowd(like, upto - Ticket.objects.filter(state=like.state).count())
        with CaptureQueriesContext(connection) as queries:
            alice.get(path)
        return len(queries)

    assert cost(3) == cost(40) <= 11


def test_the_rail_counts_all_lists_in_one_statement_and_stops_at_the_cap(alice: Client, house: House) -> None:
    now = clock.now()
    for _ in range(3):
        a_ticket(house, at=now, assignee=None)
    with CaptureQueriesContext(connection) as queries:
        page = alice.get("/desk/queue/mine/")
    counting = [each["sql"] for each in queries if "count(*)" in each["sql"]]
    assert len(counting) == 1
    assert counting[0].count("LIMIT 100") >= 8
    assert re.search(r'Unassigned</span><span class="count">3<', page.content.decode())
    assert Counting.of({"all": Ticket.objects.all(), "none": Ticket.objects.none()}, cap=2).at(now) == {"all": 2}
    assert (shown(0), shown(99), shown(100)) == ("", "99", "99+")


def test_the_rail_counts_next_up_as_the_page_does(alice: Client, house: House) -> None:
    now = clock.now()
    a_ticket(house, at=now)
    a_ticket(house, at=now, assignee=None)
    call = start_call(by=house.alice, at=now, caller_phone="+6591234471")
    told = WrapUp(
        disposition="callback_promised",
        note="Later.",
        category=Category.GUIDANCE,
        callback_at=now + timedelta(hours=1),
        callback_topic="whitelist",
    )
    finish_call(call=call, wrap_up=told, by=house.alice, at=now)
    length = len(alice.get("/desk/").context["rows"])
    assert length == 3
    page = alice.get("/desk/queue/mine/").content.decode()
    assert re.search(r'Next up</span><span class="count">3<', page)


def find(browser: Client, query: str) -> Any:
    return browser.post("/desk/search/", {"q": query})


@pytest.mark.parametrize("way", ["plain", "grouped", "spoken_en", "spoken_zh", "dashes"])
def test_a_number_in_any_way_of_saying_it_leads_to_the_ticket(alice: Client, house: House, way: str) -> None:
    number = a_ticket(house, at=clock.now()).number
    said = {
        "plain": number,
        "grouped": numbers.grouped(number),
        "spoken_en": numbers.spoken(number, "en"),
        "spoken_zh": numbers.spoken(number, "zh"),
        "dashes": "-".join(numbers.groups(number)),
    }[way]
    answer = find(alice, said)
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/tickets/{number}/")


def test_a_misheard_number_is_answered_with_those_that_exist_and_may_be_seen(alice: Client, house: House) -> None:
    ticket = a_ticket(house, at=clock.now())
    hidden = a_ticket(house, at=clock.now(), category=Category.GUIDANCE)
    for number, there in ((ticket.number, True), (hidden.number, False)):
        wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
        answer = find(alice, wrong)
        assert answer.status_code == 200
        assert "One or two digits are not right" in text(answer)
        assert (number in listed(answer)) is there


def test_an_unknown_number_and_anothers_ticket_get_the_same_answer(alice: Client, house: House) -> None:
    hidden = a_ticket(house, at=clock.now(), category=Category.GUIDANCE)
    sentence = "There is no ticket with this number that you may open."
    assert sentence in text(find(alice, hidden.number))
    assert sentence in text(find(alice, numbers.new_number()))


@pytest.mark.parametrize(
    "contact", ["cleo.tan@mail.test", " Cleo.Tan@Mail.test ", "+65 9123 4471", "9123 4471", "U-88120077"]
)
def test_an_exact_contact_finds_the_persons_visible_tickets_masked(alice: Client, house: House, contact: str) -> None:
    seen = a_ticket(house, at=clock.now())
    hidden = a_ticket(house, at=clock.now(), category=Category.GUIDANCE)
    answer = find(alice, contact)
    assert listed(answer) == [seen.number]
    page = answer.content.decode()
    assert hidden.number not in page
    assert "C··· T···" in page
    told = re.sub(r'value="[^"]*"', "", page)  # the box keeps what the agent typed
    for plain in ("cleo.tan@mail.test", "+6591234471", "U-88120077", "Cleo"):
        assert plain not in told


def test_each_search_for_a_person_is_recorded_without_what_was_typed(alice: Client, house: House) -> None:
    a_ticket(house, at=clock.now())
    find(alice, "cleo.tan@mail.test")
    event = Event.objects.get(name="customer.searched")
    assert (event.actor_id, event.data) == (str(house.alice.pk), {"kind": "email", "found": 1})


def test_a_person_without_visible_tickets_is_not_there(alice: Client, house: House) -> None:
    a_ticket(house, at=clock.now(), category=Category.GUIDANCE)
    known, unknown = text(find(alice, "cleo.tan@mail.test")), text(find(alice, "nobody@mail.test"))
    sentence = "Nobody with tickets that you may see has exactly this contact."
    assert sentence in known
    assert sentence in unknown


def test_part_of_a_contact_and_words_find_nobody_and_the_page_says_what_can_be_searched(
    alice: Client, house: House
) -> None:
    a_ticket(house, at=clock.now())
    for query in ("cleo", "deposit of last week", "", "@mail.test"):
        answer = find(alice, query)
        assert listed(answer) == []
        assert "What can be searched" in text(answer)
    assert not Event.objects.filter(name="customer.searched", data__found__gt=0).exists()


def test_searching_for_people_has_a_limit(alice: Client, house: House) -> None:
    for place in range(PER_HOUR - 1):
        search_customers(contact=f"nobody{place}@mail.test", by=house.alice, at=clock.now())
    assert "You have searched for many people" not in text(find(alice, "the.last@mail.test"))
    assert "You have searched for many people in this hour" in text(find(alice, "one.more@mail.test"))


def test_what_is_searched_stands_in_no_address(alice: Client) -> None:
    page = alice.get("/desk/").content.decode()
    assert re.search(r'<form class="desk-search"[^>]*method="post"', page)
    answered = alice.get("/desk/search/", {"q": "cleo.tan@mail.test"})
    assert 'value="cleo.tan' not in answered.content.decode()
    assert not Event.objects.filter(name="customer.searched").exists()


def test_own_calls_are_listed_newest_first_and_nobody_elses(alice: Client, house: House) -> None:
    now = clock.now()
    call = start_call(by=house.alice, at=now, caller_phone="+6591234471")
    finish_call(call=call, wrap_up=WrapUp(disposition="dropped"), by=house.alice, at=now)
    call.refresh_from_db()
    older = crowd(call, 54, lambda place: {"started_at": now - timedelta(minutes=1 + place)})
    other = start_call(by=house.bob, at=now)
    found = walk(alice, "/desk/calls/list/mine/")
    assert found == [each.number for each in (call, *older)]
    assert other.number not in found
    page = alice.get("/desk/calls/list/mine/").content.decode()
    assert "+65 •••• ••71" in page
    assert "91234471" not in page
    assert alice.get("/desk/calls/list/secret/").status_code == 404


def test_a_list_of_calls_costs_the_same_with_three_and_with_forty(alice: Client, house: House) -> None:
    now = clock.now()
    call = start_call(by=house.alice, at=now, caller_phone="+6591234471")
    finish_call(call=call, wrap_up=WrapUp(disposition="dropped"), by=house.alice, at=now)
    call.refresh_from_db()

    def cost(upto: int) -> int:
        crowd(call, upto)
        with CaptureQueriesContext(connection) as queries:
            alice.get("/desk/calls/list/mine/")
        return len(queries)

    assert cost(2) == cost(37) <= 7


def test_strangers_are_led_to_the_sign_in(client: Client, house: House) -> None:
    for path in (
        "/desk/queue/mine/",
        "/desk/calls/list/mine/",
        "/desk/search/",
        f"/desk/calls/{uuid4().int % 10**12}/",
    ):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/staff/login/")
