"""How allauth behaves here: accounts are made by administrators, and nobody is left without a second factor."""

import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
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

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Before changing what guards the account one types the password again.

        Not in a session that has not seen the desk yet, for five minutes: so a first sign-in goes straight on to the set-up.
        """
        user = self.request.user
        if isinstance(user, User) and not self.request.session.get("second_factor"):
            typed = get_authentication_records(self.request, user)
            return not typed or time.time() - typed[-1]["at"] > account_settings.REAUTHENTICATION_TIMEOUT
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class StaffMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no type hints
    """A second factor can be exchanged, never given up."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last TOTP secret or passkey stays."""
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        if authenticator.type not in kinds:
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=kinds).exclude(pk=authenticator.pk)
        return bool(others.exists())
