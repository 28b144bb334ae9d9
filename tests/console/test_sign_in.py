"""How staff come in: password, second factor, desk; and what keeps everybody else out."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Role
from accounts.services.staff import create_staff, disable_staff
from core import clock
from tests.people import PASSWORD, House, sign_in

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN = "/staff/login/"


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def with_password(client: Client, email: str, password: str = PASSWORD, *, to: str = "") -> str:
    """Where the first step leads."""
    answer = client.post(
        LOGIN, {"login": email, "password": password, "next": to} if to else {"login": email, "password": password}
    )
    return answer["Location"] if answer.status_code == 302 else f"{answer.status_code}"


@pytest.fixture
def alice_with_factor(house: House) -> House:
    """Alice has set up her app."""
    Authenticator.objects.create(user=house.alice, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    return house


def test_password_then_code_then_desk(client: Client, alice_with_factor: House) -> None:
    assert client.get("/desk/notices/")["Location"] == f"{LOGIN}?next=/desk/notices/"
    assert with_password(client, "Alice@Desk.test", to="/desk/notices/").startswith(reverse("mfa_authenticate"))
    assert client.get("/desk/notices/").status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    assert 'aria-invalid="true"' in wrong.content.decode()
    right = client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    assert right["Location"] == "/desk/notices/"
    assert client.get("/desk/notices/").status_code == 200


def signed_in_fully(client: Client) -> Client:
    """Password, code, and once more the password, as what guards the account asks for."""
    with_password(client, "alice@desk.test")
    client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    client.get("/desk/notices/")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_a_wrong_password_says_nothing_about_the_account(client: Client, alice_with_factor: House) -> None:
    known = client.post(LOGIN, {"login": "alice@desk.test", "password": "wrong"}).content.decode()
    unknown = client.post(LOGIN, {"login": "nobody@desk.test", "password": "wrong"}).content.decode()
    sentence = re.search(r'role="alert">.*?</div>', known, re.DOTALL)
    assert sentence
    assert sentence[0] in unknown
    assert 'value="alice@desk.test"' in known


def test_a_session_that_ended_is_told_of_on_the_way_back(client: Client, db: None) -> None:
    assert "Your session has ended" in client.get(f"{LOGIN}?next=/desk/").content.decode()
    assert "Your session has ended" not in client.get(LOGIN).content.decode()


def test_without_a_factor_nothing_but_its_set_up_opens(client: Client, house: House) -> None:
    person, password = create_staff(
        email="new@desk.test",
        name="New",
        role=Role.AGENT,
        team=house.funds,
        skills=[],
        languages=["en"],
        by=house.ada,
        at=clock.now(),
    )
    assert with_password(client, "new@desk.test", password) == "/desk/"
    set_up = reverse("mfa_activate_totp")
    for page in ("/desk/", "/desk/notices/", "/desk/queue/mine/", "/"):
        assert client.get(page)["Location"] == set_up, page
    form = client.get(set_up).content.decode()
    secret = re.search(r'class="door-secret" translate="no">([A-Z2-7]+)<', form)
    assert secret
    assert "data:image/svg+xml;base64," in form
    refused = client.post(set_up, {"code": "123"})
    assert refused.status_code == 200
    secret = re.search(r'class="door-secret" translate="no">([A-Z2-7]+)<', refused.content.decode())
    assert secret
    done = client.post(set_up, {"code": code_of(secret[1])})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(done["Location"]).content.decode()
    assert codes.count("<li><code>") == 10
    assert client.get("/desk/notices/").status_code == 200
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()


def test_a_recovery_code_opens_once(client: Client, alice_with_factor: House) -> None:
    code = RecoveryCodes.activate(alice_with_factor.alice).get_unused_codes()[0]
    with_password(client, "alice@desk.test")
    assert client.post(reverse("mfa_authenticate"), {"code": code})["Location"] == "/desk/"
    other = Client()
    with_password(other, "alice@desk.test")
    assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_the_last_factor_cannot_be_given_up(client: Client, alice_with_factor: House) -> None:
    answer = signed_in_fully(client).post(reverse("mfa_deactivate_totp"))
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert Authenticator.objects.filter(user=alice_with_factor.alice, type=Authenticator.Type.TOTP).exists()


def test_what_guards_the_account_asks_who_it_is_once_more(client: Client, alice_with_factor: House) -> None:
    with_password(client, "alice@desk.test")
    client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    client.get("/desk/notices/")
    answer = client.get(reverse("mfa_generate_recovery_codes"))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    wrong = client.post(reverse("account_reauthenticate"), {"password": "wrong"})
    assert 'aria-invalid="true"' in wrong.content.decode()


def test_a_disabled_account_is_dead_at_the_next_click(client: Client, alice_with_factor: House) -> None:
    sign_in(client, alice_with_factor.alice)
    assert client.get("/desk/notices/").status_code == 200
    disable_staff(user=alice_with_factor.alice, by=alice_with_factor.ada, at=clock.now())
    assert client.get("/desk/notices/")["Location"].startswith(LOGIN)
    assert "mfa" not in with_password(client, "alice@desk.test")
    assert client.get("/desk/notices/")["Location"].startswith(LOGIN)


def test_programs_cannot_sign_in(client: Client, house: House) -> None:
    Authenticator.objects.create(user=house.pbx, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    assert with_password(client, "pbx@desk.test") == "200"
    assert "_auth_user_id" not in client.session


def test_a_program_with_a_session_loses_it(client: Client, house: House) -> None:
    client.force_login(house.pbx)
    assert client.get("/desk/")["Location"] == LOGIN
    assert client.get(LOGIN).status_code == 200


def test_nobody_makes_an_account_for_themselves(client: Client, db: None) -> None:
    page = client.get(reverse("account_signup"))
    assert "Accounts are made by administrators" in page.content.decode()


def test_signing_out_is_posted_and_ends_the_session(client: Client, house: House) -> None:
    sign_in(client, house.alice)
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get("/desk/notices/").status_code == 200
    client.post(reverse("account_logout"))
    assert client.get("/desk/notices/")["Location"].startswith(LOGIN)


PAGES = [
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
]
PAGES += ["mfa_add_webauthn", "mfa_list_webauthn", "mfa_deactivate_totp", "mfa_reauthenticate", "account_logout"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_about_the_own_account_are_ours(client: Client, alice_with_factor: House, name: str) -> None:
    RecoveryCodes.activate(alice_with_factor.alice)
    answer = signed_in_fully(client).get(reverse(name), follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="door-pane"' in page
    found = re.findall(
        r"<script(?! (?:type=\"module\" )?(?:src|data-allauth-onload|id=\"js_data\"))[^>]*>.{0,80}", page, re.DOTALL
    )
    assert not found


@pytest.mark.parametrize("name", ["account_reset_password", "account_inactive", "account_reset_password_done"])
def test_pages_before_the_sign_in_are_ours(client: Client, db: None, name: str) -> None:
    assert 'class="door-pane"' in client.get(reverse(name)).content.decode()


def test_scripts_come_from_files_only(client: Client, db: None) -> None:
    answer = client.get(LOGIN)
    assert "script-src 'self';" in answer["Content-Security-Policy"] + ";"
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


def test_demo_accounts_are_shown_in_the_demo_and_nowhere_else(client: Client, house: House, settings: Settings) -> None:
    settings.DEMO = False
    house.alice.email = "alice@desk.example"
    house.alice.save()
    Authenticator.objects.create(user=house.alice, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    assert "alice@desk.example" not in client.get(LOGIN).content.decode()
    settings.DEMO = True
    page = client.get(LOGIN).content.decode()
    assert "alice@desk.example" in page
    assert code_of(SECRET) in page or code_of(SECRET) in client.get(LOGIN).content.decode()


def test_twelve_hours_end_a_session(client: Client, house: House, settings: Settings) -> None:
    sign_in(client, house.alice)
    assert client.session.get_expiry_age() == int(timedelta(hours=12).total_seconds())
