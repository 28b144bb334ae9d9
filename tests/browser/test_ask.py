"""Writing to us from a telephone: a pasted picture, a refused form that keeps it, the number; and the desk sees it."""

import base64
import re
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect

from core import clock
from outbox.services import deliver_due
from tests.browser.conftest import PHONE, Clock, OpenWindow
from tests.browser.words import said
from tests.core.test_files import picture
from tests.people import House, a_ticket
from tickets.models import Ticket

pytestmark = pytest.mark.browser

WORDS = "I sent 2,400 USDC yesterday and it is not there."
_PASTE = """(coded) => {
  const bytes = Uint8Array.from(atob(coded), (char) => char.charCodeAt(0));
  const held = new DataTransfer();
  held.items.add(new File([bytes], "image.png", { type: "image/png" }));
  document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
}"""


def _to_the_form(page: Page, language: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=said(language, "Not urgent? Write to us")).click()
    page.locator('a[href="/ask/funds/"]').click()
    page.locator('a[href="/ask/funds/deposit_missing/"]').click()


def _paste(page: Page) -> None:
    page.evaluate(_PASTE, base64.b64encode(picture("PNG", (400, 300))).decode())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_a_pasted_picture_to_the_thread_of_the_desk(
    language: str, house: House, moving: Clock, window: OpenWindow, mailoutbox: list[EmailMessage], faults: list[str]
) -> None:
    page = window(language=language, size=PHONE)
    _to_the_form(page, language)
    page.locator("#id_body").fill(WORDS)
    page.locator("#id_f_coin").fill("USDC")
    _paste(page)
    expect(page.locator(".attach-row")).to_have_count(1)
    page.reload()
    expect(page.locator("#id_body")).to_have_value(WORDS)  # the draft; files are kept by no browser
    _paste(page)
    page.locator("#id_email").fill("new@mail.test")
    moving.on(timedelta(seconds=4))  # nobody types so fast
    page.get_by_role("button", name=said(language, "Send"), exact=True).click()
    expect(page.locator("#id_f_network_error")).to_be_visible()  # refused, and the picture is still there
    faults.clear()  # the browser writes the refusal into its console
    expect(page.locator(".attach-row")).to_have_count(1)
    expect(page.locator("#id_body")).to_have_value(WORDS)
    page.locator("#id_f_network").select_option("ethereum")
    page.get_by_role("button", name=said(language, "Send"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said(language, "Your ticket number"))
    ticket = Ticket.objects.get()
    assert "".join(page.locator(".num-digit b").all_inner_texts()) == ticket.number
    deliver_due(at=clock.now())
    assert [each.to for each in mailoutbox] == [["new@mail.test"]]
    expect(page).to_have_url(re.compile("/ask/sent/$"))
    desk = window(house.alice, language=language)
    desk.goto(f"/desk/tickets/{ticket.number}/")
    shown = desk.locator(".file-open img")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 320)
    with desk.expect_download() as taken:
        desk.locator(".file-open").click()
    assert taken.value.suggested_filename == "image.png"
    # Only now: the page that was left might have kept it again after the next one had let go of it.
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('ask:'))") == []


def test_a_reply_with_a_file_arrives_once_and_its_draft_is_gone(
    house: House, moving: Clock, window: OpenWindow, mailoutbox: list[EmailMessage]
) -> None:
    ticket = a_ticket(house, at=clock.now())
    page = window(size=PHONE)
    page.goto("/")
    page.get_by_label("12-digit number").fill(ticket.number)
    page.get_by_label("E-mail or phone you gave us").fill(house.cleo.email)
    page.get_by_role("button", name="Show progress").click()
    page.locator('form[action="/status/code/send/"] button').click()
    deliver_due(at=clock.now())
    page.locator("#id_code").fill(re.findall(r"\b\d{6}\b", str(mailoutbox[-1].body))[0])
    page.locator('form[action="/status/code/"] button').click()
    page.locator("#id_body").fill(WORDS)
    _paste(page)
    page.locator("#reply").get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Sent.")
    expect(page.locator(".portal-message .file-open img")).to_be_visible()
    expect(page.locator("#id_body")).to_have_value("")
    page.reload()
    expect(page.locator("#id_body")).to_have_value("")
    assert ticket.messages.get(by=None).attachments.get().name == "image.png"
