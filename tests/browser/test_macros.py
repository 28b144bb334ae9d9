"""Macros at the composer, by the keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from core import clock
from knowledge.articles.services import ArticleDraft, save_article
from knowledge.services import Draft, save_macro
from tests.browser.conftest import Clock, OpenWindow
from tests.browser.windows import press
from tests.people import House, a_ticket
from tickets.models import Message, Ticket

pytestmark = pytest.mark.browser


@pytest.fixture
def ticket(house: House, moving: Clock) -> Ticket:
    """A ticket of Alice's, and two macros of Sam's."""
    for name, follow_up in (("Credited", "resolve"), ("We look at it", "stay")):
        draft = Draft(name, name, f"{name}: {{{{number}}}}.", f"{name}: {{{{number}}}}.", follow_up=follow_up)
        save_macro(draft=draft, by=house.sam, at=clock.now())
    return a_ticket(house, at=clock.now())


@pytest.fixture
def composer(house: House, ticket: Ticket, window: OpenWindow) -> Page:
    """Alice on its page."""
    page = window(house.alice)
    page.goto(f"/desk/tickets/{ticket.number}/")
    return page


def test_two_colons_open_the_list_and_enter_inserts_at_the_cursor(composer: Page, ticket: Ticket) -> None:
    field, chosen = composer.locator("#composer-body"), composer.locator('[role="option"][aria-selected="true"]')
    field.press_sequentially("Before ::")
    expect(composer.get_by_role("combobox", name="Filter macros")).to_be_focused()
    expect(chosen).to_contain_text("Credited")
    press(composer, "ArrowDown")
    expect(chosen).to_contain_text("We look at it")
    composer.keyboard.type("cred")
    expect(chosen).to_contain_text("Credited")
    press(composer, "Enter")
    expect(field).to_be_focused()
    first = ticket.number[:4]
    expect(field).to_have_value(f"Before Credited: {first} {ticket.number[4:8]} {ticket.number[8:]}.")
    expect(composer.locator("#macro-follow")).to_contain_text("resolve the ticket")
    press(composer, "Control+Enter")
    expect(composer.locator("#thread")).to_contain_text("Before Credited")
    ticket.refresh_from_db()
    assert ticket.state == "resolved"
    assert Message.objects.filter(kind="public").count() == 1


def test_escape_goes_back_to_what_was_typed(composer: Page) -> None:
    field = composer.locator("#composer-body")
    field.press_sequentially("A time like 10::")
    press(composer, "Escape")
    expect(composer.locator("#macro-list")).to_be_hidden()
    expect(field).to_be_focused()
    composer.keyboard.type("30")
    expect(field).to_have_value("A time like 10::30")


def test_two_question_marks_open_the_articles_alone(composer: Page, house: House) -> None:
    draft = ArticleDraft("My deposit is late", "充值没有到账", "Look.", "请查看。", "funds")
    article = save_article(draft=draft, by=house.sam, at=clock.now())
    composer.reload()
    field, options = composer.locator("#composer-body"), composer.locator('#macro-options [role="option"]')
    field.press_sequentially("Please read ")
    composer.get_by_role("button", name="Macro", exact=True).click()
    expect(options).to_have_count(3)
    press(composer, "Escape")
    composer.keyboard.type("??")
    expect(options).to_have_text(["My deposit is lateArticle"])
    press(composer, "Enter")
    expect(field).to_have_value(
        re.compile(rf"^Please read My deposit is late\nhttps?://.*/help/articles/{article.pk}/$")
    )
    expect(composer.locator("#macro-follow")).to_be_hidden()
