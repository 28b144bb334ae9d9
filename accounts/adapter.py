"""How allauth behaves here: accounts are made by administrators, and nobody is left without a second factor."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from accounts.models import Role, User


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no type hints
    """No self-registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Accounts are made by administrators."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Programs have tokens and no pages: their password opens nothing, and the answer is that of a wrong one."""
        user: User | None = super().authenticate(request, **credentials)
        return None if user is not None and user.role == Role.PROGRAM else user


class StaffMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no type hints
    """A second factor can be exchanged, never given up."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last TOTP secret or passkey stays."""
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        if authenticator.type not in kinds:
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=kinds).exclude(pk=authenticator.pk)
        return bool(others.exists())
