"""The desk by keyboard alone, with the focus in sight."""

import re

import pytest
from playwright.sync_api import Page, expect

from channels.models import Call
from core import clock
from tests.browser.conftest import Clock, OpenWindow
from tests.browser.windows import press
from tests.people import House, a_ticket

pytestmark = pytest.mark.browser

_RING = """() => {
  const seen = getComputedStyle(document.activeElement);
  const row = getComputedStyle(document.activeElement.closest("[data-row]") || document.activeElement);
  return [seen, row].some((each) => (each.outlineStyle !== "none" && parseFloat(each.outlineWidth) >= 1) || each.boxShadow !== "none");
}"""


@pytest.fixture
def desk(house: House, moving: Clock, window: OpenWindow) -> Page:
    """Alice's queue with three tickets, the most urgent first."""
    for subject in ("First", "Second", "Third"):
        a_ticket(house, at=clock.now(), subject=subject)
    page = window(house.alice)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/desk/queue/mine/")
    return page


def _subject(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def _has_ring(page: Page) -> bool:
    return bool(page.evaluate(_RING))


def test_rows_are_walked_and_opened_and_the_number_is_copied(desk: Page, house: House) -> None:
    """j and k move the focus and stop at the ends, Enter opens, "." copies the twelve digits."""
    seen = []
    for key in ("j", "j", "j", "j", "k"):
        press(desk, key)
        seen.append(_subject(desk))
        assert _has_ring(desk), key
    assert seen == ["First", "Second", "Third", "Third", "Second"]
    press(desk, "Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Second")
    number = house.cleo.tickets.get(subject="Second").number
    press(desk, ".")
    expect(desk.locator(".tone-ok", has_text="Copied")).to_be_visible()
    assert desk.evaluate("navigator.clipboard.readText()") == number


def test_search_and_the_list_of_keys_open_and_close(desk: Page) -> None:
    """ "/" goes to the search, where letters are letters; Esc leaves it; "?" lists the keys of this page, Esc closes them."""
    search = desk.get_by_role("searchbox", name="Search").first
    press(desk, "/")
    expect(search).to_be_focused()
    assert _has_ring(desk)
    desk.keyboard.type("c?j")
    expect(search).to_have_value("c?j")
    press(desk, "Escape")
    expect(search).not_to_be_focused()
    keys = desk.locator("#keys-dialog")
    press(desk, "?")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("Log a call")
    press(desk, "c")
    assert not Call.objects.exists(), "keys rest while the list is open"
    press(desk, "Escape")
    expect(keys).to_be_hidden()


def test_one_key_takes_the_next_ticket(desk: Page) -> None:
    """n on next up opens the most urgent one."""
    desk.goto("/desk/")
    press(desk, "n")
    expect(desk.get_by_role("heading", level=1)).to_have_text("First")


def test_one_key_logs_a_call_and_the_panel_is_worked_by_keyboard(desk: Page) -> None:
    """c opens the panel where one is, with its number; Tab reaches everything in the order of a call; Ctrl+Enter ends it."""
    press(desk, "c")
    panel = desk.locator("#call-form")
    expect(panel).to_be_visible()
    expect(desk).to_have_url(re.compile(r"/desk/queue/mine/$"))
    call = Call.objects.get()
    expect(panel.locator(".num-large").locator("visible=true")).to_have_attribute(
        "aria-label", f"Ticket number {call.number}"
    )
    desk.locator("#id_disposition").focus()
    press(desk, "d")
    expect(desk.locator("#id_disposition")).to_have_value("dropped")
    press(desk, "Control+Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Dropped")


def test_the_first_tab_skips_to_the_content(desk: Page) -> None:
    """And the way there is seen."""
    press(desk, "Tab")
    skip = desk.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    assert _has_ring(desk)
    press(desk, "Enter")
    expect(desk.locator("#main")).to_be_focused()
