"""What a person has typed is never lost, and never sent twice."""

from time import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Route, expect

from core import clock
from tests.browser.conftest import Clock, OpenWindow
from tests.browser.windows import press
from tests.people import PASSWORD, House, a_ticket
from tickets.models import Message, MessageKind, Ticket

pytestmark = pytest.mark.browser

WORDS = "We look at it now and write again before six."


@pytest.fixture
def ticket(house: House, moving: Clock) -> Ticket:
    """A ticket of Alice's."""
    return a_ticket(house, at=clock.now())


@pytest.fixture
def composer(house: House, ticket: Ticket, window: OpenWindow) -> Page:
    """Alice on its page, with half an answer typed and kept."""
    page = window(house.alice)
    page.goto(f"/desk/tickets/{ticket.number}/")
    page.locator("#composer-body").fill(WORDS)
    expect(page.locator("#composer [data-draft-note]")).to_be_visible()
    return page


def _answers() -> list[str]:
    return list(Message.objects.filter(kind=MessageKind.PUBLIC).values_list("body", flat=True))


def _leave_and_return(page: Page) -> None:
    here = page.url
    page.goto("/healthz")
    page.goto(here)


def _send(page: Page) -> None:
    page.locator("#composer").get_by_role("button", name="Send", exact=True).click()


def test_an_answer_survives_a_reload_and_goes_when_it_is_sent(composer: Page) -> None:
    """Also when the page is left and opened anew, where the browser itself keeps nothing. After sending it starts empty."""
    composer.reload()
    expect(composer.locator("#composer-body")).to_have_value(WORDS)
    _leave_and_return(composer)
    expect(composer.locator("#composer-body")).to_have_value(WORDS)
    _send(composer)
    expect(composer.locator("#thread")).to_contain_text(WORDS)
    expect(composer.locator("#composer-body")).to_have_value("")
    composer.reload()
    expect(composer.locator("#composer-body")).to_have_value("")
    assert _answers() == [WORDS]


def test_a_double_click_sends_once(composer: Page) -> None:
    """One row, whatever the mouse does."""
    composer.locator("#composer").get_by_role("button", name="Send", exact=True).dblclick(delay=60)
    expect(composer.locator("#thread")).to_contain_text(WORDS)
    expect(composer.locator("#composer-error")).to_have_count(0)
    expect(composer.locator("#composer-body")).to_have_value("")
    assert _answers() == [WORDS]


def test_an_answer_survives_the_end_of_the_session(composer: Page, house: House) -> None:
    """Sent after the session has ended: password, second factor, and the text is back where it was. Then it is sent, once."""
    Session.objects.all().delete()
    _send(composer)
    expect(composer.get_by_role("heading", level=1)).to_have_text("Sign in to the desk")
    _sign_in(composer, house)
    expect(composer.locator("#composer-body")).to_have_value(WORDS)
    assert _answers() == []
    _send(composer)
    expect(composer.locator("#thread")).to_contain_text(WORDS)
    assert _answers() == [WORDS]


def _sign_in(page: Page, house: House) -> None:
    page.get_by_label("Email").or_(page.get_by_label("E-mail")).fill(house.alice.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("textbox").fill(format_hotp_value(hotp_value("A" * 32, int(time()) // 30)))
    page.get_by_role("button", name="Sign in").click()


def test_an_answer_survives_a_lost_connection(composer: Page, faults: list[str]) -> None:
    """The page says that it is offline and goes on taking words; a press of Send leaves nothing; online again it is sent once."""
    offline = composer.locator("[data-offline]")
    expect(offline).to_be_hidden()
    composer.context.set_offline(True)
    expect(offline).to_be_visible()
    composer.locator("#composer-body").fill(f"{WORDS} Promised.")
    _send(composer)
    expect(composer.locator("#composer-body")).to_have_value(f"{WORDS} Promised.")
    assert _answers() == []
    composer.context.set_offline(False)
    expect(offline).to_be_hidden()
    _send(composer)
    expect(composer.locator("#thread")).to_contain_text("Promised.")
    assert _answers() == [f"{WORDS} Promised."]
    # While it was offline the page went on asking for ringing calls, as it should.
    faults[:] = [each for each in faults if "/desk/calls/ringing/" not in each and "htmx:sendError" not in each]


def test_what_is_typed_during_a_call_survives_a_reload(house: House, moving: Clock, window: OpenWindow) -> None:
    """Category, field, note: all as it was; what was said to prove an identity is never kept."""
    page = window(house.alice)
    page.goto("/desk/")
    press(page, "c")
    page.locator("#call-playbook").get_by_text("Funds", exact=True).click()
    expect(page.locator("#call-promise .promise-aloud")).to_be_visible()
    page.locator("#id_topic").select_option("deposit_missing")
    page.locator("#id_f_coin").fill("USDC")
    page.locator("#id_check_email").fill(house.cleo.email)
    page.locator("#id_note").fill(WORDS)
    expect(page.locator("#call-note [data-draft-note]")).to_be_visible()
    _leave_and_return(page)
    expect(page.locator("#id_note")).to_have_value(WORDS)
    expect(page.locator("#id_f_coin")).to_have_value("USDC")
    expect(page.locator("#id_topic")).to_have_value("deposit_missing")
    expect(page.locator("#id_check_email")).to_have_value("")


def test_a_slow_check_does_not_undo_what_was_chosen_meanwhile(house: House, moving: Clock, window: OpenWindow) -> None:
    """The category is chosen while the answer of the identity check is still on its way: the promise stays."""
    page, held = window(house.alice), list[Route]()
    page.goto("/desk/")
    press(page, "c")
    page.route("**/check/", lambda route: held.append(route))  # noqa: PLW0108 - Playwright looks into the function
    page.locator("#id_check_email").fill(house.cleo.email)
    page.locator("#id_check_last4").fill("4471")
    page.wait_for_load_state()  # before the scripts run, the button sends the whole form
    with page.expect_request("**/check/"):
        page.locator("#call-check").click()
    page.locator("#call-playbook").get_by_text("Funds", exact=True).click()
    page.wait_for_timeout(400)  # as long as the answer to the choice would take if it did not wait
    held[0].continue_()
    expect(page.locator("#call-identity .check-form")).to_have_count(0)
    expect(page.locator("#call-promise .promise-aloud")).to_be_visible()
