"""Reads about people."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings

from accounts.models import Customer, Role, Team, User
from core.contacts import mask_email, mask_name, mask_phone, mask_uid

# Demo accounts use a domain that can never exist (RFC 2606) and a password that everybody knows; config.checks refuses both elsewhere.
DEMO_DOMAIN = ".example"
DEMO_PASSWORD = "firstline-demo"  # noqa: S105


def masked(customer: Customer) -> dict[str, str]:
    """What may be shown of a person without a reason: name, e-mail, phone and uid, each masked; empty where nothing is known."""
    return {
        "name": mask_name(customer.name) if customer.name else "",
        "email": mask_email(customer.email) if customer.email else "",
        "phone": mask_phone(customer.phone) if customer.phone else "",
        "exchange_uid": mask_uid(customer.exchange_uid) if customer.exchange_uid else "",
    }


def colleagues(user: User) -> list[User]:
    """To whom this person can give a ticket: their team, or everybody for who leads."""
    people = User.objects.filter(is_active=True).exclude(role="program").select_related("team")
    return list(people if user.leads_people else people.filter(team=user.team))


def active_staff(role: Role) -> list[User]:
    """All active accounts of a role, each with its team."""
    return list(User.objects.filter(role=role, is_active=True).select_related("team"))


def staff_numbered(number: str) -> User | None:
    """The active account with this agent number, programs included."""
    return User.objects.select_related("team").filter(agent_number=number, is_active=True).first()


def agents_of(team: Team) -> list[User]:
    """The active agents of a team, by their number."""
    return list(User.objects.filter(team=team, role=Role.AGENT, is_active=True))


def second_factors(people: Iterable[User]) -> dict[int, list[str]]:
    """What guards each account, by its id: kinds of allauth.mfa, the app first; without an entry where there is nothing. One statement."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    found: dict[int, list[str]] = {}
    rows = Authenticator.objects.filter(user__in=[each.pk for each in people], type__in=kinds).order_by("type")
    for owner, kind in rows.values_list("user_id", "type").distinct():
        found.setdefault(owner, []).append(str(kind))
    return found


def teams() -> list[Team]:
    """All teams, in the order in which they were made."""
    return list(Team.objects.all())


@dataclass(frozen=True)
class DemoSignIn:
    """How one demo account signs in. `code` is the TOTP code of this half minute."""

    role: str
    name: str
    email: str
    password: str
    secret: str
    code: str


def demo_signins() -> list[DemoSignIn]:
    """One account for each role, only in the demo."""
    if not settings.DEMO:
        return []
    factors = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__email__endswith=DEMO_DOMAIN)
    shown: dict[str, DemoSignIn] = {}
    for factor in factors.select_related("user").order_by("pk"):
        user = factor.user
        if user.role in shown or not user.is_active:
            continue
        secret = decrypt(factor.data["secret"])
        counter = int(time.time()) // mfa_settings.TOTP_PERIOD
        code = format_hotp_value(hotp_value(secret, counter))
        shown[user.role] = DemoSignIn(str(user.get_role_display()), user.name, user.email, DEMO_PASSWORD, secret, code)
    return list(shown.values())
