"""Verbs on staff accounts."""

import secrets
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from accounts.events import StaffCreated, StaffDisabled, StaffEnabled
from accounts.models import Role, Team, User
from core.errors import InvalidInput, NotAllowed, Sentence
from core.text import clean_line
from outbox.services import record


def _administrators_only(by: User) -> None:
    if by.role != Role.ADMINISTRATOR:
        raise NotAllowed(_("Only an administrator may change accounts."))


@transaction.atomic
def create_staff(
    *,
    email: str,
    name: str,
    role: str,
    team: Team | None,
    skills: list[str],
    languages: list[str],
    by: User,
    at: datetime,
) -> tuple[User, str]:
    """A new account with the next free agent number. Returns it with its first password, shown once.

    An agent needs a team: whose tickets they see and take follows from it.
    """
    _administrators_only(by)
    faults: dict[str, Sentence] = {}
    if User.objects.filter(email=email.lower()).exists():
        faults["email"] = _("There is already an account with this address.")
    if role == Role.AGENT and team is None:
        faults["team"] = _("Choose a team: an agent sees and takes the tickets of their team.")
    if faults:
        raise InvalidInput(fields=faults)
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(
        email,
        password,
        name=clean_line(name, field="name", limit=60, required=True),
        role=role,
        team=team,
        skills=skills,
        languages=languages,
        agent_number=free_agent_number(),
    )
    record(StaffCreated(subject_id=user.pk, role=role), by=by, at=at)
    return user, password


def free_agent_number() -> str:
    """Four random digits that nobody has, so that numbers say nothing about seniority."""
    taken = set(User.objects.values_list("agent_number", flat=True))
    free = [number for number in map(str, range(1000, 10_000)) if number not in taken]
    if not free:
        raise InvalidInput(_("All agent numbers are taken."))
    return secrets.choice(free)


@transaction.atomic
def disable_staff(*, user: User, by: User, at: datetime) -> User:
    """Close an account: its sessions and tokens end now, in this transaction."""
    _administrators_only(by)
    if user.pk == by.pk:
        raise NotAllowed(_("You cannot disable your own account."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    AuthToken.objects.filter(user=user).delete()
    record(StaffDisabled(subject_id=user.pk), by=by, at=at)
    return user


@transaction.atomic
def enable_staff(*, user: User, by: User, at: datetime) -> User:
    """Open an account again; the person signs in anew."""
    _administrators_only(by)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(StaffEnabled(subject_id=user.pk), by=by, at=at)
    return user


def end_sessions(user: User) -> None:
    """Delete the sessions of one person. Staff sessions are few, so reading them all is cheap."""
    mine = [each.pk for each in Session.objects.all() if each.get_decoded().get("_auth_user_id") == str(user.pk)]
    Session.objects.filter(pk__in=mine).delete()


def has_second_factor(user: User) -> bool:
    """Whether a TOTP secret or a passkey stands for this account."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=user, type__in=kinds).exists())
