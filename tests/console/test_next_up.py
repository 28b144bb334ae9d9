"""Next up says why you, why now; one key takes the next; its cost does not grow with the work."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from channels.services import WrapUp, finish_call, start_call
from console import next_up as listing
from console.next_up import next_up
from core import clock
from sla.services import sweep
from tests.crowd import crowd
from tests.people import House, a_ticket, sign_in
from tickets.categories import Category, Priority
from tickets.services import add_customer_message, assign_ticket, pend_ticket, reply
from tickets.states import State

HOME = "/desk/"


def reasons(house: House, at: datetime) -> list[tuple[str, str]]:
    """Kind and subject of each row, in order."""
    return [(each.reason.kind, each.ticket.subject) for each in next_up(house.alice, at=at)]


def test_every_row_says_why_and_the_order_is_emergencies_then_the_next_mark(house: House) -> None:
    now = clock.now()
    long_ago = now - timedelta(hours=25)
    a_ticket(house, at=long_ago, subject="breached")
    a_ticket(house, at=now - timedelta(hours=5), subject="goal passed")
    a_ticket(house, at=now - timedelta(hours=3, minutes=30), subject="due in half an hour")
    a_ticket(house, at=now, subject="emergency", priority=Priority.EMERGENCY, category=Category.SECURITY)
    a_ticket(house, at=now - timedelta(minutes=1), subject="new", assignee=None)
    replied = a_ticket(house, at=now - timedelta(hours=1), subject="answered back")
    reply(ticket=replied, body="Please send the hash.", by=house.alice, at=now - timedelta(minutes=30))
    add_customer_message(ticket=replied, body="Here it is.", by=house.cleo, at=now - timedelta(minutes=8))
    given = a_ticket(house, at=now - timedelta(minutes=2), subject="given")
    assign_ticket(ticket=given, to=None, by=house.sam, at=now)
    assign_ticket(ticket=given, to=house.alice, by=house.sam, at=now)
    sweep(at=now)

    assert reasons(house, now) == [
        ("emergency", "emergency"),
        ("breach", "breached"),
        ("soon", "due in half an hour"),
        ("handed_over", "given"),
        ("new", "new"),
        ("customer_replied", "answered back"),
        ("risk", "goal passed"),
    ]


def test_what_waits_is_not_next_until_its_date_comes(house: House) -> None:
    now = clock.now()
    ticket = a_ticket(house, at=now - timedelta(hours=1))
    until = now + timedelta(hours=2)
    pend_ticket(ticket=ticket, state=State.WAITING_CUSTOMER, reason="the hash", until=until, by=house.alice, at=now)
    assert reasons(house, now) == []
    sweep(at=until)
    assert [kind for kind, _subject in reasons(house, until)] == ["date_came"]


def test_a_promised_call_back_is_on_the_list_of_who_promised_it(house: House) -> None:
    now = clock.now()
    call = start_call(by=house.alice, at=now, caller_phone="+6591234471")
    told = WrapUp(
        disposition="callback_promised",
        note="Wants to know how whitelisting works.",
        category=Category.GUIDANCE,
        callback_at=now + timedelta(minutes=90),
        callback_topic="whitelist",
    )
    finish_call(call=call, wrap_up=told, by=house.alice, at=now)
    work = next_up(house.alice, at=now)
    assert [(each.reason.kind, each.mark_word) for each in work] == [("callback", "Agreed")]
    # The ticket went to the other team: Alice is led to her call, not to a ticket that she may not open.
    row = listing.row_of(work[0], house.alice, at=now)
    assert row["url"] == reverse("desk:call_summary", args=[call.number])
    assert next_up(house.bob, at=now)[0].reason.kind == "new"


def test_another_team_sees_nothing_of_it(house: House, client: Client) -> None:
    ticket = a_ticket(house, at=clock.now(), assignee=None)
    page = sign_in(client, house.bob).get(HOME).content.decode()
    assert ticket.subject not in page
    assert ticket.number not in page.replace(" ", "")


def test_a_stranger_is_led_to_the_sign_in(client: Client, db: None) -> None:
    answer = client.get(HOME)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/staff/login/")


def count(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return [each["sql"] for each in queries]


def test_the_page_costs_at_most_ten_statements_whatever_lies_on_the_desk(house: House, client: Client) -> None:
    now = clock.now()
    for place in range(3):
        a_ticket(
            house, at=now - timedelta(hours=place), subject=f"few {place}", assignee=[house.alice, None][place % 2]
        )
    sign_in(client, house.alice).get(HOME)  # the session learns of the second factor
    few = count(client, HOME)
    for place in range(37):
        a_ticket(house, at=now - timedelta(hours=place), subject=f"m {place}", assignee=[house.alice, None][place % 2])
    many = count(client, HOME)
    assert len(many) == len(few) <= 10, "\n".join(many)


def test_take_next_gives_the_first_free_ticket_to_who_asks(house: House, client: Client) -> None:
    now = clock.now()
    calm = a_ticket(house, at=now, subject="own and calm")
    free = a_ticket(house, at=now - timedelta(minutes=5), assignee=None, subject="free")
    answer = sign_in(client, house.alice).post("/desk/next/")
    assert answer.status_code == 303
    assert free.number in answer["Location"]
    free.refresh_from_db()
    assert free.assignee == house.alice
    assert calm.assignee == house.alice


def test_take_next_opens_own_work_that_cannot_wait_first(house: House, client: Client) -> None:
    now = clock.now()
    late = a_ticket(house, at=now - timedelta(hours=25), subject="own and late")
    free = a_ticket(house, at=now, assignee=None)
    answer = sign_in(client, house.alice).post("/desk/next/")
    assert late.number in answer["Location"]
    free.refresh_from_db()
    assert free.assignee is None


def test_of_two_who_take_the_same_one_the_second_gets_the_next(
    house: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    first = a_ticket(house, at=now - timedelta(minutes=5), assignee=None)
    second = a_ticket(house, at=now, assignee=None)
    shown = listing.next_up(house.alice, at=now)
    assign_ticket(ticket=first, to=house.sam, by=house.sam, at=now)  # faster, after the list was read
    monkeypatch.setattr("console.views.home.work_for", lambda _user, **_at: shown)
    answer = sign_in(client, house.alice).post("/desk/next/")
    assert second.number in answer["Location"]
    first.refresh_from_db()
    assert first.assignee == house.sam


def test_take_next_says_when_there_is_nothing(house: House, client: Client) -> None:
    answer = sign_in(client, house.alice).post("/desk/next/", follow=True)
    assert "Nothing is waiting for you. New work arrives here by itself." in answer.content.decode()


def test_who_has_the_list_cut_is_told(house: House, client: Client) -> None:
    crowd(a_ticket(house, at=clock.now(), assignee=None), 51)
    page = sign_in(client, house.alice).get(HOME)
    assert len(page.context["rows"]) == 30
    assert "The first 30 are shown" in page.content.decode()


def test_the_row_holds_no_plain_name(house: House, client: Client) -> None:
    a_ticket(house, at=clock.now())
    page = sign_in(client, house.alice).get(HOME).content.decode()
    assert "Cleo" not in page
    assert "C··· T···" in page


def test_components_are_shown_to_staff(house: House, client: Client) -> None:
    assert sign_in(client, house.alice).get("/desk/components/").status_code == 200
