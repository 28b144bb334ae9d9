"""What every address of the API shares."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import viewsets
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.models import Scope, User
from api.authentication import StaffSession, TokenAuthentication
from api.pagination import NewestFirst
from api.parsers import JsonBody
from api.permissions import IsStaffOrProgram, require_scope
from api.schema import ApiSchema
from api.serializers.base import Body
from core.errors import DomainError, NotFound
from outbox.services import fingerprint, once

M = TypeVar("M", bound=Model)
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


class AlwaysJson(BaseContentNegotiation):
    """Whatever the client says it accepts: a refusal in JSON helps more than an empty 406."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """The first parser for the media type, as DRF does it."""
        told = (request.content_type or "").partition(";")[0].strip().lower()
        return next((each for each in parsers if each.media_type == told), None)

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002 - idem
        renderers: Any,
        format_suffix: str | None = None,  # noqa: ARG002 - DRF's signature
    ) -> tuple[BaseRenderer, str]:
        """JSON."""
        return renderers[0], renderers[0].media_type


class ApiView(viewsets.GenericViewSet[Any]):
    """The base of all: token or session, JSON in and out, problems, cursors. Views say in their methods what they take and give,
    and in `scopes` what a token needs for each of them.
    """

    scopes: ClassVar[Mapping[str, Scope]] = {}

    authentication_classes = [TokenAuthentication, StaffSession]
    permission_classes = [IsStaffOrProgram]
    parser_classes = [JsonBody]
    content_negotiation_class = AlwaysJson
    pagination_class: type[CursorPagination] = NewestFirst
    metadata_class = None
    schema = ApiSchema()

    @property
    def at(self) -> datetime:
        """The moment of this request, UTC (config.middleware.MomentMiddleware)."""
        moment: datetime = self.request.at  # type: ignore[attr-defined] # our own addition to every request
        return moment

    @property
    def by(self) -> User:
        """Who asks. The permissions have let them in."""
        user = self.request.user
        if not isinstance(user, User):
            raise NotFound
        return user

    def check_permissions(self, request: Request) -> None:
        """Who may first, then what the token was made for. A method that is not taken has no scope."""
        super().check_permissions(request)
        if self.action in self.scopes:
            require_scope(request, self.scopes[self.action])

    def typed(self, serializer: type[Body], data: Any = None) -> dict[str, Any]:
        """The body (or `data`) as plain checked values. Raises ValidationError."""
        checked = serializer(data=self.request.data if data is None else data, context={"request": self.request})
        checked.is_valid(raise_exception=True)
        values: dict[str, Any] = checked.validated_data
        return values

    def shown(self, serializer: type[BaseSerializer[Any]], what: Any, *, status: int = 200) -> Response:
        """One thing as an answer."""
        return Response(serializer(what, context=self.told()).data, status=status)

    def listed(self, serializer: type[BaseSerializer[Any]], rows: QuerySet[Any]) -> Response:
        """One page of rows with the addresses of the next and the previous one."""
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(serializer(page, many=True, context=self.told()).data)

    def told(self) -> Mapping[str, Any]:
        """What serializers may ask: who looks, and when."""
        return {"by": self.by, "at": self.at}

    def once(self, model: type[M], make: Callable[[], M]) -> tuple[M, int]:
        """Run `make` at most once for this actor, address and Idempotency-Key; the row and the status, 201 or 200 when repeated."""
        actor = self.by.actor
        scope = f"{self.request.path}:{actor.kind}:{actor.id}"
        body = self.request.data
        digest = fingerprint(body if isinstance(body, dict) else {"body": body})
        made, new = once(scope=scope, key=self._key(), model=model, make=make, at=self.at, digest=digest)
        return made, 201 if new else 200

    def _key(self) -> str:
        key = self.request.headers.get("Idempotency-Key", "").strip()
        if not key:
            sentence = _(
                "Send the header Idempotency-Key with a value of your own, such as a UUID, and the same one when you try again: "
                "so nothing is made twice."
            )
            raise DomainError(sentence, code="idempotency_key_missing")
        if not _KEY.fullmatch(key):
            sentence = _("The Idempotency-Key must have 1 to 200 printable ASCII characters without blanks.")
            raise DomainError(sentence, code="idempotency_key")
        return key
