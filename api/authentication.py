"""Who asks: a token in the header, or a session of the desk with its CSRF token."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication as KnoxAuthentication
from knox.crypto import hash_token
from knox.models import AuthToken
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from accounts.models import User
from accounts.services.tokens import note_used
from core import clock
from core.errors import NotAllowed


class TokenAuthentication(KnoxAuthentication):  # type: ignore[misc] # knox has no type hints
    """`Authorization: Token …`. One statement, and now and then one that notes the use; tokens that ended open nothing."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, AuthToken]:
        """The token's digest is looked up with its account and its scopes. Unlike the library's own way this deletes no other
        tokens of the account. What cannot be a token never reaches the database, which would choke on it.
        """
        if not (token.isascii() and token.isalnum()):
            raise AuthenticationFailed
        named = AuthToken.objects.filter(pk=hash_token(token.decode("ascii")))
        found = named.select_related("user", "grant").first()
        if found is None or (found.expiry is not None and found.expiry <= clock.now()):
            raise AuthenticationFailed
        user, auth_token = self.validate_user(found)
        note_used(token=found, at=clock.now())
        return user, auth_token


class StaffSession(SessionAuthentication):
    """The desk's own session, for the pages and for trying things out in /api/docs/."""

    def enforce_csrf(self, request: Request | HttpRequest) -> None:
        """The same check as on pages, with a sentence of ours."""
        try:
            super().enforce_csrf(request)  # type: ignore[arg-type] # DRF hands its own request on
        except PermissionDenied as refusal:
            sentence = _("From a page, send its CSRF token in the header X-CSRFToken. Programs send a token instead.")
            raise NotAllowed(sentence, code="csrf_failed") from refusal
