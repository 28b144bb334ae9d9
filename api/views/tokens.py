"""Tokens for programs and for one's own scripts."""

from typing import Any

from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Scope, User
from accounts.selectors import staff_numbered
from accounts.services.tokens import create_token, revoke_token, tokens_visible_to
from api.pagination import NewestMade
from api.permissions import IsSignedIn, IsStaffOrProgram
from api.schema import IDEMPOTENCY_KEY
from api.serializers.others import NewToken, TokenMade, TokenRow
from api.views.base import ApiView
from core.errors import NotFound
from outbox.models import Event


class Tokens(ApiView):
    """The list, and new ones."""

    scopes = {"browse": Scope.TOKENS_WRITE, "create": Scope.TOKENS_WRITE}
    pagination_class = NewestMade

    def get_permissions(self) -> list[BasePermission]:
        """To make one, a person signs in."""
        return [IsSignedIn() if self.request.method == "POST" else IsStaffOrProgram()]

    @extend_schema(
        operation_id="tokens_list",
        responses=TokenRow(many=True),
        description="One's own; for administrators also those of programs.",
    )
    def browse(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """Those that still open something."""
        return self.listed(TokenRow, tokens_visible_to(self.by, at=self.at))

    @extend_schema(
        operation_id="tokens_create",
        parameters=[IDEMPOTENCY_KEY],
        request=NewToken,
        responses={201: TokenMade, 200: TokenMade},
        description="Needs a signed-in session: a token makes no tokens. The token is shown once; only a digest is kept.",
    )
    def create(self, request: Request) -> Response:  # noqa: ARG002 - DRF's signature
        """201 with the token; 200 without it when this was asked before."""
        typed = self.typed(NewToken)
        owner = staff_numbered(typed["account"]) if "account" in typed else self.by
        if owner is None:
            raise NotFound
        secrets: list[str] = []
        happened, status = self.once(Event, lambda: self._make(owner, typed, secrets))
        token = AuthToken.objects.select_related("user", "grant").filter(token_key=happened.data["token_key"]).first()
        if token is None:  # asked again after it was revoked
            raise NotFound
        shown = TokenMade(token, context={"secret": next(iter(secrets), None)})
        return Response(shown.data, status=status, headers={"Cache-Control": "no-store"})

    def _make(self, owner: User, typed: dict[str, Any], secrets: list[str]) -> Event:
        days, scopes = typed["days"], typed["scopes"]
        happened, secret = create_token(owner=owner, days=days, scopes=scopes, by=self.by, at=self.at)
        secrets.append(secret)
        return happened


class OneToken(ApiView):
    """One token."""

    scopes = {"revoke": Scope.TOKENS_WRITE}

    @extend_schema(operation_id="tokens_revoke", request=None, responses={204: None})
    def revoke(self, request: Request, token: str) -> Response:  # noqa: ARG002 - DRF's signature
        """End it now."""
        revoke_token(token_key=token, by=self.by, at=self.at)
        return Response(status=204)
