"""The stream of the desk: who may listen, what they hear, and what a lost line costs."""

import http.client
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlencode, urlsplit

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.handlers.asgi import ASGIRequest
from django.test import Client
from django.utils.translation import gettext, override

from accounts.models import User
from accounts.services.presence import set_presence
from accounts.services.staff import disable_staff
from channels.services import Push, apply_push
from core import clock
from live.hub import Hub, Listener
from live.stream import _since
from outbox.models import Event
from portal.live import Seat
from tests.live.streaming import Stream, listen, sign_in_fully
from tests.people import House, a_ticket, sign_in
from tests.serving import served
from tickets.services import add_customer_message, add_note, assign_ticket, resolve_ticket

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Stream]


@pytest.fixture(scope="module")
def desk(django_db_setup: None) -> Iterator[str]:
    """The address of the desk."""
    with served() as address:
        yield address


@pytest.fixture
def opened(desk: str) -> Iterator[Open]:
    """Opens streams, and closes them after the test."""
    streams: list[Stream] = []

    def open_one(user: User | None, page: str, **more: object) -> Stream:
        streams.append(listen(desk, user, page, **more))  # type: ignore[arg-type] # handed through
        return streams[-1]

    yield open_one
    for stream in streams:
        stream.close()


def test_strangers_programs_and_half_signed_in_hear_nothing(house: House, opened: Open) -> None:
    """The stream has no middleware of the pages: it looks at everything itself."""
    assert opened(None, "next").status == 401
    assert opened(house.pbx, "next").status == 401
    key = sign_in_fully(house.alice)
    session = Session.objects.get(pk=key)
    half = {name: value for name, value in session.get_decoded().items() if name != "second_factor"}
    session.session_data = SessionStore().encode(half)
    session.save()
    assert opened(None, "next", cookie=key).status == 401


def test_a_new_ticket_appears_in_the_queues_of_those_who_may_see_it(house: House, opened: Open) -> None:
    """As a row, within a second; and not with the other team."""
    alice, bob, sam = (opened(each, "queue:team") for each in (house.alice, house.bob, house.sam))
    ticket = a_ticket(house)
    row = alice.next("row")
    assert row["number"] == ticket.number
    assert ticket.subject in row["html"]
    assert sam.next("row")["number"] == ticket.number
    assert bob.silent("row", "counts", "changed")


def test_the_wall_hears_of_tickets_calls_and_people(house: House, opened: Open) -> None:
    """A word, upon which it reads itself."""
    wall = opened(house.sam, "wall")
    ticket = a_ticket(house)
    wall.next("changed")
    assign_ticket(ticket=ticket, to=None, by=house.sam, at=clock.now())
    wall.next("changed")
    apply_push(push=Push(event="newCall", call_id="wall"), by=house.pbx, at=clock.now())
    wall.next("changed")
    set_presence(presence="on_break", takes=[], by=house.alice, at=clock.now())
    wall.next("changed")


def test_a_row_reads_in_the_language_of_its_page(house: House, opened: Open) -> None:
    """The same change, told in two languages."""
    english, chinese = opened(house.alice, "next"), opened(house.alice, "next", lang="zh-hans")
    a_ticket(house, at=clock.now())
    assert "With you" in english.next("row")["html"]
    with override("zh-hans"):
        assert gettext("With you") in chinese.next("row")["html"]
        assert gettext("With you") != "With you"


def test_what_left_a_queue_is_taken_off_it(house: House, opened: Open) -> None:
    """The page said which numbers it shows."""
    ticket, at = a_ticket(house), clock.now()
    alice = opened(house.alice, "queue:mine", rows=ticket.number)
    resolve_ticket(ticket=ticket, by=house.alice, at=at, solution="Credited.")
    assert alice.next("gone")["number"] == ticket.number


def test_nobody_learns_of_tickets_they_may_not_see_by_naming_them(house: House, opened: Open) -> None:
    """Naming a number does not make one hear of it, on a list or as a page of its own."""
    ticket, at = a_ticket(house), clock.now()
    listing = opened(house.bob, "queue:mine", rows=ticket.number)
    paging = opened(house.bob, f"ticket:{ticket.number}")
    add_note(ticket=ticket, body="Seen in the mempool.", by=house.alice, at=at)
    resolve_ticket(ticket=ticket, by=house.alice, at=at, solution="Credited.")
    assert listing.silent("gone", "row", "changed", "counts")
    assert paging.silent("changed", "counts", seconds=0.2)


def test_the_page_of_a_ticket_hears_of_every_word(house: House, opened: Open) -> None:
    """A reply of the customer, a note of a colleague."""
    ticket = a_ticket(house)
    page, other = opened(house.alice, f"ticket:{ticket.number}"), opened(house.sam, f"ticket:{a_ticket(house).number}")
    add_customer_message(ticket=ticket, body="Any news?", by=house.cleo, at=clock.now())
    page.next("changed")
    add_note(ticket=ticket, body="Asked the chain team.", by=house.sam, at=clock.now())
    page.next("changed")
    assert other.silent("changed", seconds=0.3)


def test_rights_that_end_are_felt_at_once(house: House, opened: Open) -> None:
    """Who changes teams hears no more of the old one's tickets; whose account is closed hears nothing, and is sent away."""
    alice = opened(house.alice, "queue:team")
    disable_staff(user=house.alice, by=house.ada, at=clock.now())
    a_ticket(house, by=house.sam, assignee=None)
    assert alice.silent("row", "counts", seconds=1)
    alice.next("ended", seconds=15)


def test_who_comes_back_hears_what_they_missed(house: House, opened: Open) -> None:
    """By the id of the last event; nothing is asked twice of a page that knows it all."""
    first = opened(house.alice, "queue:team")
    known = first.position - 1
    first.close()
    ticket = a_ticket(house)
    assert opened(house.alice, "queue:team", last=known).next("row")["number"] == ticket.number


def test_what_happened_while_the_page_was_on_its_way_is_told(house: House, opened: Open) -> None:
    """Between reading the page and opening its stream."""
    read_at = clock.now()
    ticket = a_ticket(house, at=clock.now())
    assert opened(house.alice, "queue:team", at=read_at.isoformat()).next("row")["number"] == ticket.number


def test_who_missed_too_much_reads_the_page_anew(house: House, opened: Open) -> None:
    """Hundreds of events are not told one by one."""
    opened(house.alice, "queue:team")
    facts = {
        "name": "ticket.viewed",
        "at": clock.now(),
        "actor_kind": "staff",
        "actor_id": "1",
        "subject_kind": "ticket",
    }
    Event.objects.bulk_create(Event(**facts, subject_id=1) for _ in range(700))
    back = opened(house.alice, "queue:team", last=1)
    back.next("stale")


def test_taking_a_ticket_is_seen_by_the_others(house: House, opened: Open) -> None:
    """It leaves "unassigned" on every page."""
    ticket = a_ticket(house, by=house.sam, assignee=None, at=clock.now() - timedelta(minutes=1))
    alice = opened(house.alice, "queue:unassigned", rows=ticket.number)
    assign_ticket(ticket=ticket, to=house.alice, by=house.alice, at=clock.now())
    assert alice.next("gone")["number"] == ticket.number


def test_who_is_at_a_ticket_is_said_to_the_others_there(house: House, opened: Open) -> None:
    """To those who have it open or in a list; not to oneself, not to strangers."""
    ticket = a_ticket(house)
    alice = opened(house.alice, f"ticket:{ticket.number}")
    listing = opened(house.sam, "queue:team", rows=ticket.number)
    bob = opened(house.bob, f"ticket:{ticket.number}")
    sam = opened(house.sam, f"ticket:{ticket.number}")
    sign_in(Client(), house.sam).post(f"/desk/tickets/{ticket.number}/here/", {"doing": "noting", "hello": "1"})
    said = alice.next("here")
    assert (said["name"], said["doing"], said["number"]) == ("Sam", "noting", ticket.number)
    assert sam.silent("here", seconds=0.5)
    assert listing.silent("here", seconds=0.1)
    assert bob.silent("here", seconds=0.1)


@pytest.mark.parametrize("path", ["/live/", "/live/nobody/"])
def test_there_is_nothing_else_under_live(desk: str, path: str) -> None:
    """404, and not a page."""
    place = urlsplit(desk)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=5)
    connection.request("GET", path)
    assert connection.getresponse().status == 404
    connection.close()


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "yesterday", ""])
def test_a_moment_that_nobody_means_is_no_fault(moment: str, house: House, db: None) -> None:
    a_ticket(house)
    asked = ASGIRequest(
        {"type": "http", "method": "GET", "path": "/", "query_string": urlencode({"at": moment}).encode()}, BytesIO()
    )
    assert _since(asked) is None or moment.startswith("9999")


def test_one_chat_is_open_on_a_few_pages_only() -> None:
    hub = Hub()
    for chat in (1, 1, 2):
        hub._listeners.add(Listener("chat", Seat(chat, 7, waits=False), None))
    assert (hub.seats(Seat(1, 7, waits=True)), hub.seats(Seat(3, 7, waits=True)), hub.seats(object())) == (2, 0, 0)
