"""Accounts as administrators see them: one row each, and the page of one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from accounts.models import Role, Takes, User
from accounts.presence import is_here
from accounts.selectors import second_factors
from accounts.services.tokens import MOST_PER_ACCOUNT
from console import story
from console.staff_story import listed
from core.errors import Sentence
from outbox.models import Event
from tickets.categories import Category, Language
from tickets.models import Ticket

MOST_EVENTS = 40
FACTORS: Mapping[str, Sentence] = {
    Authenticator.Type.TOTP.value: _("Authenticator app"),
    Authenticator.Type.WEBAUTHN.value: _("Passkey"),
}
# What somebody does all day long; an account's history is about what was done to it.
EVERYDAY = ("staff.presence_changed", "customer.searched", "complaint.register_exported")


def people() -> QuerySet[User]:
    """All accounts, the open ones first."""
    return User.objects.select_related("team").order_by("-is_active", "role", "agent_number")


def rows(found: Iterable[User], *, me: User, at: datetime) -> list[dict[str, Any]]:
    """One for each account; two statements with that which finds them."""
    everybody = list(found)
    factors = second_factors(everybody)
    return [row(each, factors.get(each.pk, []), me=me, at=at) for each in everybody]


def row(user: User, factors: list[str], *, me: User, at: datetime) -> dict[str, Any]:
    """One account: what they can do, whether they are here, what guards them."""
    person = user.role != Role.PROGRAM
    return {
        "user": user,
        "skills": _labels(Category, user.skills),
        "languages": _labels(Language, user.languages),
        "takes": _labels(Takes, user.takes) if person else "",
        "doing": (user.presence if is_here(user, at) else "signed_out") if person else "",
        "factors": listed([str(FACTORS[each]) for each in factors]) if factors else "",
        "person": person,
        "me": user.pk == me.pk,
    }


def _labels(choices: Any, chosen: Iterable[str]) -> str:
    words = [str(choices(each).label) for each in chosen if each in choices.values]
    return listed(words) if words else ""


def context(user: User, *, me: User, at: datetime) -> dict[str, Any]:
    """The page of one account: its row, its history, its tokens, the work it holds."""
    told = Event.objects.filter(subject_kind="staff", subject_id=user.pk).exclude(name__in=EVERYDAY)
    return {
        "row": row(user, second_factors([user]).get(user.pk, []), me=me, at=at),
        "person": user,
        "held": Ticket.objects.assigned_to(user).count(),
        "tokens": AuthToken.objects.filter(user=user, expiry__gt=at)[: MOST_PER_ACCOUNT + 1].count(),
        "history": [{"at": each.at, "words": story.sentence(each)} for each in told.order_by("-id")[:MOST_EVENTS]],
    }
