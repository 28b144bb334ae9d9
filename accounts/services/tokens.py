"""Verbs on tokens of the API. Only a digest is kept; the token itself is shown once, to who made it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from accounts.events import TokenCreated, TokenRevoked
from accounts.models import Role, Scope, TokenGrant, User
from core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from outbox.models import Event
from outbox.services import record

LONGEST_DAYS = 366
# A row is written no oftener than this for a token in use.
USED_EVERY = timedelta(minutes=5)
MOST_PER_ACCOUNT = 10


def owners_within(user: User) -> QuerySet[User]:
    """Whose tokens this person looks after: one's own, and for administrators those of all programs."""
    if user.role == Role.PROGRAM:
        return User.objects.none()
    mine = Q(pk=user.pk)
    return User.objects.filter(mine | Q(role=Role.PROGRAM) if user.role == Role.ADMINISTRATOR else mine)


def tokens_visible_to(user: User, *, at: datetime) -> QuerySet[AuthToken]:
    """Tokens that this person looks after and that still open something, newest first."""
    alive = AuthToken.objects.filter(Q(expiry__isnull=True) | Q(expiry__gt=at))
    found: QuerySet[AuthToken] = alive.filter(user__in=owners_within(user)).select_related("user", "grant")
    return found.order_by("-created")


@transaction.atomic
def create_token(*, owner: User, days: int, scopes: Collection[str], by: User, at: datetime) -> tuple[Event, str]:
    """A token for these scopes that ends after 1 to 366 days. Returns what was recorded of it, and the token, which
    nobody can read again.
    """
    _require_care(owner, by)
    if not owner.is_active:
        raise NotAllowed(_("This account is disabled. Enable it first."))
    if not 1 <= days <= LONGEST_DAYS:
        raise InvalidInput(fields={"days": _("A token lasts 1 to 366 days.")})
    chosen = [each for each in Scope.values if each in scopes]
    if not chosen or len(chosen) != len(set(scopes)):
        raise InvalidInput(fields={"scopes": _("Choose at least one scope, and only from the list in /api/docs/.")})
    User.objects.select_for_update().get(pk=owner.pk)  # two at once must not pass the limit together
    if AuthToken.objects.filter(user=owner, expiry__gt=at).count() >= MOST_PER_ACCOUNT:
        raise Conflict(_("This account has ten tokens. Revoke one that is no longer used."), code="too_many_tokens")
    token, secret = AuthToken.objects.create(user=owner, expiry=timedelta(days=days))
    TokenGrant.objects.create(token=token, scopes=chosen)
    ends = token.expiry.isoformat()
    happened = TokenCreated(subject_id=owner.pk, token_key=token.token_key, expires_at=ends, scopes=chosen)
    return record(happened, by=by, at=at), secret


def scopes_of(token: AuthToken) -> frozenset[str]:
    """What this token may be used for; nothing without a grant."""
    grant: TokenGrant | None = getattr(token, "grant", None)
    return frozenset(grant.scopes) if grant else frozenset()


def note_used(*, token: AuthToken, at: datetime) -> None:
    """This token opened something now. At most one write in five minutes, and none for a token without a grant."""
    grant: TokenGrant | None = getattr(token, "grant", None)
    if grant is None or (grant.used_at is not None and at - grant.used_at < USED_EVERY):
        return
    stale = Q(used_at__isnull=True) | Q(used_at__lt=at - USED_EVERY)
    TokenGrant.objects.filter(stale, pk=grant.pk).update(used_at=at)


@transaction.atomic
def revoke_token(*, token_key: str, by: User, at: datetime) -> None:
    """End a token now. NotFound when there is none of this name that the person looks after."""
    token = AuthToken.objects.select_for_update(of=("self",)).filter(token_key=token_key, user__in=owners_within(by))
    found = token.first()
    if found is None:
        raise NotFound
    owner_id = found.user_id
    found.delete()
    record(TokenRevoked(subject_id=owner_id, token_key=token_key), by=by, at=at)


def _require_care(owner: User, by: User) -> None:
    if not owners_within(by).filter(pk=owner.pk).exists():
        raise NotAllowed(_("You can make tokens for yourself. An administrator can make them for programs."))
