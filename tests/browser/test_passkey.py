"""A passkey is a second factor of its own: it can be the first one, it is asked for, and it is enough alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import CDPSession, Page, expect

from accounts.models import Role, User
from accounts.services.staff import create_staff
from core import clock
from tests.browser.conftest import OpenWindow
from tests.people import House

pytestmark = pytest.mark.browser

DESK = re.compile(r"/desk/$")
_CHIP = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass(frozen=True)
class Newcomer:
    """An account as an administrator makes it: a password, nothing else."""

    user: User
    password: str

    def kinds(self) -> set[str]:
        """What guards the account besides the password."""
        return set(Authenticator.objects.filter(user=self.user).values_list("type", flat=True))

    def types_password(self, page: Page) -> None:
        """The first step of the sign-in."""
        page.goto("/desk/")
        page.get_by_label("Email").or_(page.get_by_label("E-mail")).fill(self.user.email)
        page.get_by_label("Password").fill(self.password)
        page.get_by_role("button", name="Go on").click()


@pytest.fixture
def nora(house: House) -> Newcomer:
    """Nora's first day."""
    user, password = create_staff(
        email="nora@desk.test",
        name="Nora",
        role=Role.AGENT,
        team=house.funds,
        skills=[],
        languages=["en"],
        by=house.ada,
        at=clock.now(),
    )
    return Newcomer(user, password)


@dataclass(frozen=True)
class Device:
    """A laptop that keeps passkeys and knows its owner's finger."""

    page: Page
    _commands: CDPSession
    _chip: str

    def forgets(self) -> None:
        """Its passkeys are gone, as on a new laptop."""
        self._commands.send("WebAuthn.clearCredentials", {"authenticatorId": self._chip})


@pytest.fixture
def laptop(window: OpenWindow) -> Iterator[Device]:
    """Nora's, with one window open."""
    page = window()
    commands = page.context.new_cdp_session(page)
    commands.send("WebAuthn.enable")
    chip = commands.send("WebAuthn.addVirtualAuthenticator", {"options": _CHIP})
    yield Device(page, commands, chip["authenticatorId"])
    commands.detach()


@pytest.fixture
def page(laptop: Device) -> Page:
    """The window on it."""
    return laptop.page


def _adds_a_passkey(page: Page, *, passwordless: bool) -> str:
    """From the page that demands a second factor to the desk. Returns one of the recovery codes."""
    _expect_heading(page, "Set up the second factor")
    page.get_by_role("link", name="Use a passkey or security key").click()
    page.get_by_label("without the password").set_checked(passwordless)
    page.get_by_role("button", name="Add").click()
    _expect_heading(page, "Recovery codes")
    code = page.locator(".door-codes code").first.inner_text()
    page.get_by_role("link", name="to the desk").click()
    expect(page).to_have_url(DESK)
    return code


def _signs_out(page: Page) -> None:
    page.locator("#me > summary").click()
    page.locator("#me").get_by_role("button", name="Sign out").click()
    _expect_heading(page, "Sign in to the desk")


def _expect_heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_a_passkey_alone_is_a_second_factor(nora: Newcomer, page: Page) -> None:
    """Set up at the first sign-in in place of an app, asked for at the next one; no app is ever asked for."""
    nora.types_password(page)
    _adds_a_passkey(page, passwordless=False)
    _signs_out(page)
    nora.types_password(page)
    _expect_heading(page, "The second factor")
    page.goto("/desk/notices/")
    _expect_heading(page, "The second factor")
    page.get_by_role("button", name="Use a passkey or security key").click()
    expect(page).to_have_url(DESK)
    assert nora.kinds() == {Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES}


def test_a_passwordless_key_opens_the_desk_alone(nora: Newcomer, page: Page) -> None:
    """One press on the sign-in page; the device asks for the finger."""
    nora.types_password(page)
    _adds_a_passkey(page, passwordless=True)
    _signs_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(DESK)


def test_a_passkey_that_does_not_come_is_told(nora: Newcomer, laptop: Device, page: Page) -> None:
    """On another laptop: the sign-in page and the second step both say so, and the recovery code still opens."""
    nora.types_password(page)
    code = _adds_a_passkey(page, passwordless=True)
    _signs_out(page)
    laptop.forgets()
    told = page.get_by_role("alert").filter(has_text="Your device gave no passkey.")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(told).to_be_visible()
    nora.types_password(page)
    page.get_by_role("button", name="Use a passkey or security key").click()
    expect(told).to_be_visible()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(DESK)
