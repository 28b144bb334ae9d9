"""A forgotten password is replaced by the link in the mail, once."""

import re

from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from tests.people import House, sign_in

NEW = "a quiet harbour at four"


def _link(mail: EmailMessage) -> str:
    found = re.search(r"/staff/password/reset/key/\S+", str(mail.body))
    assert found, mail.body
    return found[0]


def test_the_link_in_the_mail_sets_a_new_password_once(
    client: Client, house: House, mailoutbox: list[EmailMessage]
) -> None:
    """Afterwards the second factor is asked for as ever, and the link is dead."""
    sign_in(Client(), house.alice)
    asked = client.post(reverse("account_reset_password"), {"email": house.alice.email})
    assert asked["Location"] == reverse("account_reset_password_done")
    link = _link(mailoutbox[0])
    form = client.get(link)["Location"]
    done = client.post(form, {"password1": NEW, "password2": NEW})
    assert done["Location"] == reverse("account_reset_password_from_key_done")
    answer = client.post(reverse("account_login"), {"login": house.alice.email, "password": NEW})
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert "This link does not work any more" in Client().get(link).content.decode()
