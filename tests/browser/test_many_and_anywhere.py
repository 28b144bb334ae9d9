"""Many tickets at once, and anywhere by the palette: with the keyboard, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from core import clock, numbers
from tests.browser.conftest import Clock, OpenWindow
from tests.browser.windows import press
from tests.people import House, a_ticket
from tickets.models import Mention, Ticket
from tickets.services import resolve_ticket

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(house: House, moving: Clock, window: OpenWindow) -> Page:
    """Alice's queue with three tickets."""
    for subject in ("First", "Second", "Third"):
        a_ticket(house, at=clock.now(), subject=subject)
    page = window(house.alice)
    page.goto("/desk/queue/mine/")
    return page


def test_ticked_rows_are_tagged_together_and_what_is_refused_is_told(desk: Page, house: House) -> None:
    """x ticks the row at hand, the box on top ticks all; l opens the tag; what cannot be resolved any more is told by number."""
    verbs = desk.locator("#bulk")
    expect(verbs).to_be_hidden()
    for key in ("j", "x", "j", "x"):
        press(desk, key)
    expect(verbs).to_be_visible()
    expect(verbs).to_contain_text("2 selected")
    press(desk, "l")
    desk.locator("#bulk-tag").fill("Outage")
    verbs.get_by_role("button", name="Tag", exact=True).click()
    expect(desk.get_by_text("Done: 2. Not done: 0.")).to_be_visible()
    assert sorted(each.subject for each in Ticket.objects.filter(tags=["outage"])) == ["First", "Second"]
    desk.get_by_label("Select all on this page").check()
    expect(verbs).to_contain_text("3 selected")
    press(desk, "s")
    desk.locator("#bulk-solution").fill("It was the network.")
    third = Ticket.objects.get(subject="Third")
    desk.evaluate(
        "document.querySelectorAll('[data-live-list]').forEach((list) => list.removeAttribute('data-live-list'))"
    )
    resolve_ticket(ticket=third, solution="By hand.", by=house.sam, at=clock.now())
    verbs.get_by_role("button", name="Resolve", exact=True).click()
    outcome = desk.locator(".bulk-outcome")
    expect(outcome).to_contain_text("Done: 2. Not done: 1.")
    expect(outcome).to_contain_text(numbers.grouped(third.number))


def test_the_palette_goes_to_pages_tickets_and_keys(desk: Page, house: House) -> None:
    """Ctrl+K from anywhere, arrows choose, Enter goes, Esc closes; a number is read however it is written."""
    palette, field = desk.locator("#palette"), desk.locator("#palette").get_by_role("combobox")
    press(desk, "Control+k")
    expect(palette).to_be_visible()
    expect(field).to_be_focused()
    field.press_sequentially("unassi")
    expect(palette.get_by_role("option", selected=True)).to_contain_text("Unassigned")
    press(desk, "Enter")
    expect(desk).to_have_url(re.compile(r"/desk/queue/unassigned/$"))
    ticket = Ticket.objects.get(subject="Second")
    press(desk, "Control+k")
    field.fill(numbers.grouped(ticket.number))
    expect(palette.get_by_role("option", selected=True)).to_contain_text("Second")
    press(desk, "Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Second")
    press(desk, "Control+k")
    field.fill("resolve")
    chosen = palette.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("Resolve")
    press(desk, "Enter")
    expect(desk.locator("#verb-resolve textarea")).to_be_visible()
    press(desk, "Control+k")
    expect(palette).to_be_visible()
    press(desk, "Escape")
    expect(palette).to_be_hidden()


def test_a_colleague_is_chosen_by_keyboard_in_an_internal_note(desk: Page, house: House) -> None:
    """After @ a list opens; Enter takes the name; in a public reply there is none."""
    ticket = Ticket.objects.get(subject="First")
    desk.goto(f"/desk/tickets/{ticket.number}/")
    names, body = desk.locator("#composer-names"), desk.locator("#composer-body")
    body.press_sequentially("@sa")
    expect(names).to_be_hidden()
    body.fill("")
    desk.locator("#composer").get_by_text("Internal note").click()
    body.press_sequentially("May we credit this, @sa")
    expect(names.get_by_role("option", selected=True)).to_contain_text("Sam")
    body.press("Enter")
    expect(body).to_have_value("May we credit this, @Sam ")
    expect(names).to_be_hidden()
    desk.locator("#composer").get_by_role("button", name="Send", exact=True).click()
    expect(desk.locator("#thread")).to_contain_text("@Sam")
    assert Mention.objects.get().user == house.sam
