"""Files of the composer in a real browser: chosen, dropped, pasted, kept over a reload, sent and taken back."""

from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from core import clock
from tests.browser.conftest import Clock, OpenWindow
from tests.core.test_files import picture, zipped
from tests.people import House, a_ticket
from tickets.models import Draft, Ticket

pytestmark = pytest.mark.browser

# A file that arrives without a hand on the file field, as the browser's own events bring it.
_BRING = """([how, name, type]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array([119, 111, 114, 100, 115])], name, { type }));
  const init = { bubbles: true, cancelable: true };
  const event = how === "drop" ? new DragEvent("drop", { ...init, dataTransfer: data }) : new ClipboardEvent("paste", { ...init, clipboardData: data });
  document.getElementById("composer-body").dispatchEvent(event);
}"""


@pytest.fixture
def ticket(house: House, moving: Clock) -> Ticket:
    """A ticket of Alice's."""
    return a_ticket(house, at=clock.now())


@pytest.fixture
def composer(house: House, ticket: Ticket, window: OpenWindow) -> Page:
    """Alice on its page."""
    page = window(house.alice)
    page.goto(f"/desk/tickets/{ticket.number}/")
    return page


def _choose(page: Page, *files: FilePayload) -> None:
    page.locator("[data-composer-files]").set_input_files(files)


def _a_picture(name: str = "screen.png") -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": picture("PNG")}


def test_files_travel_at_once_stay_over_a_reload_and_go_with_the_reply(composer: Page, ticket: Ticket) -> None:
    files = composer.locator("#composer-files .file")
    _choose(composer, _a_picture())
    for how, name in (("drop", "log.txt"), ("paste", "copied.txt")):
        composer.evaluate(_BRING, [how, name, "text/plain"])
    expect(files).to_have_count(3)
    expect(composer.locator("#composer-files progress")).to_have_count(0)
    composer.reload()
    expect(files).to_have_count(3)
    composer.get_by_role("button", name="Take copied.txt off").click()
    expect(files).to_have_count(2)
    composer.locator("#composer-body").fill("Here is the proof.")
    composer.locator("#composer").get_by_role("button", name="Send", exact=True).click()
    expect(composer.locator("#thread")).to_contain_text("Here is the proof.")
    expect(composer.locator("#thread .file")).to_have_count(2)
    expect(files).to_have_count(0)
    assert sorted(ticket.attachments.values_list("name", flat=True)) == ["log.txt", "screen.png"]


def test_taken_back_within_the_moment_words_and_files_are_there_again(composer: Page, settings: Any) -> None:
    settings.UNDO_SECONDS = 60
    _choose(composer, _a_picture())
    expect(composer.locator("#composer-files .file img")).to_be_visible()
    composer.locator("#composer-body").fill("Here is the proof.")
    composer.locator("#composer").get_by_role("button", name="Send", exact=True).click()
    composer.get_by_role("button", name="Undo").click()
    expect(composer.locator("#composer-body")).to_have_value("Here is the proof.")
    expect(composer.locator("#composer-files .file")).to_have_count(1)


def test_what_is_refused_says_why_and_what_is_kept_apart_is_for_notes(composer: Page) -> None:
    program: FilePayload = {"name": "helper.exe", "mimeType": "image/png", "buffer": b"MZ" + bytes(80)}
    archive: FilePayload = {"name": "papers.zip", "mimeType": "application/zip", "buffer": zipped("a")}
    _choose(composer, program, archive)
    expect(composer.locator("#composer-files-said")).to_contain_text("A program: nothing of it was kept")
    expect(composer.locator("#composer-files")).to_contain_text("papers.zip")
    composer.locator("#composer-body").fill("See the archive.")
    composer.locator("#composer").get_by_role("button", name="Send", exact=True).click()
    expect(composer.locator("#composer-error")).to_contain_text("can stand in an internal note only")
    composer.locator("#composer label", has_text="Internal note").click()
    composer.locator("#composer").get_by_role("button", name="Send", exact=True).click()
    expect(composer.locator("#thread .is-internal .file")).to_contain_text("papers.zip")
    assert not Draft.objects.exists()
