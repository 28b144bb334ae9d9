"""Verbs on staff accounts."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from accounts.events import SecondFactorReset, StaffChanged, StaffCreated, StaffDisabled, StaffEnabled, StaffSignedOut
from accounts.models import Role, Takes, Team, User
from core.errors import InvalidInput, NotAllowed, Sentence
from core.text import clean_line
from core.zones import zone_names
from outbox.services import record

_AGENT_NEEDS_TEAM = _("Choose a team: an agent sees and takes the tickets of their team.")


@dataclass(frozen=True)
class StaffDraft:
    """What an administrator says about an account. `takes` are words of accounts.models.Takes; `zone` is an IANA name."""

    name: str
    role: str
    team: Team | None
    skills: Collection[str]
    languages: Collection[str]
    zone: str
    takes: Collection[str]


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
        faults["team"] = _AGENT_NEEDS_TEAM
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


def _people(by: User, user: User) -> tuple[User, set[int]]:
    """The account as it is now, and the ids of all active administrators: held until the transaction ends.

    Two administrators who close each other's accounts at the same moment must not both succeed.
    """
    _administrators_only(by)
    wanted = Q(role=Role.ADMINISTRATOR, is_active=True) | Q(pk=user.pk)
    rows = {each.pk: each for each in User.objects.select_for_update().filter(wanted).order_by("pk")}
    left = {pk for pk, each in rows.items() if each.role == Role.ADMINISTRATOR and each.is_active}
    if by.pk not in left:
        raise NotAllowed(_("Only an administrator may change accounts."))
    return rows[user.pk], left


@transaction.atomic
def change_staff(*, user: User, draft: StaffDraft, by: User, at: datetime) -> User:
    """Everything about an account but its mail and its number. What is the same as before changes nothing.

    Raises InvalidInput for an agent without a team, a program that would become a person or the other way round, a zone that nobody
    knows; NotAllowed when no administrator would be left.
    """
    locked, administrators = _people(by, user)
    facts = _checked(draft, locked)
    if facts["role"] != Role.ADMINISTRATOR and administrators == {locked.pk}:
        raise InvalidInput(fields={"role": _("This is the last administrator. Make somebody else one first.")})
    changed = [name for name, value in facts.items() if getattr(locked, name) != value]
    if not changed:
        return locked
    before = {name: _told(getattr(locked, name)) for name in changed}
    for name in changed:
        setattr(locked, name, facts[name])
    locked.save(update_fields=changed)
    after = {name: _told(facts[name]) for name in changed}
    record(StaffChanged(subject_id=locked.pk, before=before, after=after), by=by, at=at)
    return locked


def _checked(draft: StaffDraft, user: User) -> dict[str, Any]:
    """The facts as they are kept. Raises one InvalidInput that names every fault."""
    faults: dict[str, Sentence] = {}
    if draft.role not in Role.values:
        faults["role"] = _("Choose a role from the list.")
    elif (draft.role == Role.PROGRAM) != (user.role == Role.PROGRAM):
        faults["role"] = _("A program stays a program and a person a person: make a new account instead.")
    if draft.role == Role.AGENT and draft.team is None:
        faults["team"] = _AGENT_NEEDS_TEAM
    if draft.zone not in zone_names():
        faults["zone"] = _("Choose a time zone from the list, such as Asia/Singapore.")
    if faults:
        raise InvalidInput(fields=faults)
    return {
        "name": clean_line(draft.name, field="name", limit=60, required=True),
        "role": draft.role,
        "team": draft.team,
        "skills": list(draft.skills),
        "languages": list(draft.languages),
        "zone": draft.zone,
        "takes": [each for each in Takes.values if each in draft.takes],
    }


def _told(value: Any) -> Any:
    """As an event keeps it: a team by its name, nothing as an empty word."""
    if value is None:
        return ""
    return value.name if isinstance(value, Team) else value


@transaction.atomic
def disable_staff(*, user: User, by: User, at: datetime) -> User:
    """Close an account: its sessions and tokens end now, in this transaction."""
    _administrators_only(by)
    if user.pk == by.pk:
        raise NotAllowed(_("You cannot disable your own account."))
    locked, _administrators = _people(by, user)
    if not locked.is_active:
        return locked
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    end_sessions(locked)
    AuthToken.objects.filter(user=locked).delete()
    record(StaffDisabled(subject_id=locked.pk), by=by, at=at)
    return locked


@transaction.atomic
def enable_staff(*, user: User, by: User, at: datetime) -> User:
    """Open an account again; the person signs in anew."""
    locked, _administrators = _people(by, user)
    if locked.is_active:
        return locked
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    record(StaffEnabled(subject_id=locked.pk), by=by, at=at)
    return locked


@transaction.atomic
def sign_out_staff(*, user: User, by: User, at: datetime) -> None:
    """End all sessions of somebody now; they may sign in again."""
    _administrators_only(by)
    end_sessions(user)
    record(StaffSignedOut(subject_id=user.pk), by=by, at=at)


@transaction.atomic
def reset_second_factor(*, user: User, reason: str, by: User, at: datetime) -> None:
    """Take away what somebody has lost or others may have: TOTP secret, passkeys, recovery codes, sessions. At the next sign-in a
    new one is set up. Not for oneself: who can sign in exchanges it.
    """
    locked, _administrators = _people(by, user)
    if locked.pk == by.pk:
        raise NotAllowed(_("Exchange your own second factor in its settings; somebody else can reset it for you."))
    said = clean_line(reason, field="reason", limit=200, required=True)
    if not Authenticator.objects.filter(user=locked).delete()[0]:
        raise InvalidInput(_("There is no second factor: the next sign-in sets one up."))
    end_sessions(locked)
    record(SecondFactorReset(subject_id=locked.pk, reason=said), by=by, at=at)


def end_sessions(user: User) -> None:
    """Delete the sessions of one person. Staff sessions are few, so reading them all is cheap."""
    mine = [each.pk for each in Session.objects.all() if each.get_decoded().get("_auth_user_id") == str(user.pk)]
    Session.objects.filter(pk__in=mine).delete()


def has_second_factor(user: User) -> bool:
    """Whether a TOTP secret or a passkey stands for this account."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=user, type__in=kinds).exists())
