"""Open pages change by themselves, and nothing moves under the hand."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from channels.services.pbx import Push, apply_push
from core import clock
from tests.browser.conftest import Clock, OpenWindow
from tests.browser.windows import press
from tests.people import House, a_ticket
from tests.serving import served
from tickets.models import Ticket
from tickets.services import add_customer_message, assign_ticket, change_priority, reply

pytestmark = pytest.mark.browser


def _open(window: OpenWindow, user: User, path: str, **more: object) -> Page:
    page = window(user, **more)  # type: ignore[arg-type] # handed through
    page.goto(path)
    expect(page.locator("body[data-live-on]")).to_be_attached()
    return page


def _new(house: House, subject: str) -> Ticket:
    return a_ticket(house, at=clock.now(), subject=subject)


@pytest.mark.parametrize(("path", "row"), [("/desk/", "work"), ("/desk/queue/mine/", "row")])
def test_a_ticket_appears_at_its_place_and_counts_follow(
    path: str, row: str, house: House, moving: Clock, window: OpenWindow
) -> None:
    """Before what is less urgent, without a reload; on an empty list too."""
    page = _open(window, house.alice, path)
    calm = _new(house, "Calm")
    expect(page.locator(f"#{row}-{calm.number}")).to_be_visible()
    burning = _new(house, "Burning")
    change_priority(ticket=burning, priority="emergency", by=house.alice, at=clock.now())
    expect(page.locator("[data-row] [data-row-link]")).to_have_text(["Burning", "Calm"])
    expect(page.locator("#rail [aria-current=page] .count")).to_have_text("2")


def test_nothing_moves_under_the_pointer(house: House, moving: Clock, window: OpenWindow) -> None:
    """What comes in above waits below the row at hand until the pointer has left; what left fades and goes then."""
    first, second = _new(house, "First"), _new(house, "Second")
    page = _open(window, house.alice, "/desk/queue/mine/")
    at_hand = page.locator(f"#row-{second.number}")
    at_hand.hover()
    before = at_hand.bounding_box()
    burning = _new(house, "Burning")
    change_priority(ticket=burning, priority="emergency", by=house.alice, at=clock.now())
    expect(page.locator(f"#row-{burning.number}")).to_be_visible()
    assign_ticket(ticket=first, to=None, by=house.sam, at=clock.now())
    expect(page.locator(f"#row-{first.number}[data-left]")).to_be_visible()
    assert at_hand.bounding_box() == before
    page.mouse.move(5, 5)
    expect(page.locator("[data-row] [data-row-link]")).to_have_text(["Burning", "Second"])


def test_the_cursor_stays_on_its_row(house: House, moving: Clock, window: OpenWindow) -> None:
    """The row under the focus changes its words and keeps the focus."""
    ticket = _new(house, "Mine")
    reply(ticket=ticket, body="We are looking.", by=house.alice, at=clock.now())
    page = _open(window, house.alice, "/desk/")
    press(page, "j")
    add_customer_message(ticket=ticket, body="Any news?", by=house.cleo, at=clock.now())
    expect(page.locator(f"#work-{ticket.number}")).to_contain_text("Customer replied")
    expect(page.locator(f"#go-{ticket.number}")).to_be_focused()


def test_a_reply_appears_in_the_thread_while_one_writes(house: House, moving: Clock, window: OpenWindow) -> None:
    """What is typed stays, the new message stands above it, and the colleague is told who writes."""
    ticket = _new(house, "Mine")
    page = _open(window, house.alice, f"/desk/tickets/{ticket.number}/")
    other = _open(window, house.sam, f"/desk/tickets/{ticket.number}/", language="zh-hans")
    page.get_by_label("Your message").fill("We have found your")
    expect(other.locator("#here")).to_contain_text("Alice 正在写答复")
    add_customer_message(ticket=ticket, body="Any news of my deposit?", by=house.cleo, at=clock.now())
    expect(page.locator("#thread")).to_contain_text("Any news of my deposit?")
    expect(page.get_by_label("Your message")).to_have_value("We have found your")
    expect(page.get_by_label("Your message")).to_be_focused()
    reply(ticket=ticket, body="Found it.", by=house.sam, at=clock.now())
    expect(page.locator("#ticket-clocks")).to_contain_text("Met")
    expect(page.locator("#ticket-filed")).to_contain_text("Open")
    page.goto("/desk/")
    expect(other.locator("#here")).to_be_hidden()


def test_a_call_pops_up_where_one_is(house: House, moving: Clock, window: OpenWindow) -> None:
    """It rings on every page of those who may take it."""
    page = _open(window, house.alice, "/desk/queue/closed/")
    rings = Push(event="newCall", call_id="live-1", direction="in", caller=house.cleo.phone, called=house.hotline.value)
    apply_push(push=rings, by=house.pbx, at=clock.now())
    expect(page.locator("#ringing .ring")).to_be_visible()


def test_a_restart_costs_a_moment_and_no_event(
    house: House, moving: Clock, window: OpenWindow, faults: list[str]
) -> None:
    """The page says that it is not live, comes back by itself, and shows what happened meanwhile."""
    with served() as address:
        page = window(house.alice)
        page.context.add_cookies(
            [{"name": each["name"], "value": each["value"], "url": address} for each in page.context.cookies()]
        )
        page.goto(f"{address}/desk/queue/mine/")
        expect(page.locator("body[data-live-on]")).to_be_attached()
    expect(page.locator("[data-live-lost]")).to_be_visible()
    ticket = _new(house, "Meanwhile")
    with served(port=urlsplit(address).port or 0):
        expect(page.locator(f"#row-{ticket.number}")).to_be_visible()
        expect(page.locator("[data-live-lost]")).to_be_hidden()
        page.goto("about:blank")
    # While the server was away the stream could not be had: nothing else failed.
    faults[:] = [each for each in faults if "/live/desk/" not in each]
