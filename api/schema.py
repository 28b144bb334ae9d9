"""How the OpenAPI schema tells of what all addresses share: tokens, sessions, problems, the Idempotency-Key."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, build_bearer_security_scheme_object
from drf_spectacular.utils import Direction, OpenApiParameter

from api.examples import printed
from api.problems import MEDIA_TYPE

IDEMPOTENCY_KEY = OpenApiParameter(
    name="Idempotency-Key",
    type={"type": "string", "pattern": "^[!-~]{1,200}$"},
    location=OpenApiParameter.HEADER,
    required=True,
    description=str(
        _(
            "1 to 200 characters of your choice, such as a UUID. The same key with the same body gives the same answer again."
        )
    ),
)
# What needs no token.
OPEN = "none"
_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri", "example": "urn:firstline:problem:not_found"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "code": {**_TEXT, "description": "Stable, for programs."},
        "detail": {**_TEXT, "description": "What to do, in the language of Accept-Language."},
        "fields": {
            "type": "object",
            "description": "Sentences for each field of the body; names of nested ones have dots.",
            "additionalProperties": {"type": "array", "items": _TEXT},
        },
    },
}


class ApiSchema(AutoSchema):
    """Every operation says which scope it needs, shows how it is asked, and may also answer with a problem."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """As the library makes it, with the scope and the examples behind the description."""
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        view: Any = self.view  # an ApiView, which imports this module
        scope = view.scopes[view.action].value if view.action in view.scopes else OPEN
        keyed = any(each["name"] == IDEMPOTENCY_KEY.name for each in operation.get("parameters", []))
        examples = printed(operation["operationId"], self.method, self.path, keyed=keyed)
        told = [operation.get("description", ""), f"Scope: `{scope}`", examples]
        operation |= {"description": "\n\n".join(filter(None, told)), "x-scope": scope}
        return operation

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        component = ResolvedComponent(  # type: ignore[no-untyped-call] # the library's
            "Problem", ResolvedComponent.SCHEMA, schema=_PROBLEM, object="Problem"
        )
        self.registry.register_on_missing(component)
        bodies["default"] = {
            "description": "A refusal: 4xx.",
            "content": {MEDIA_TYPE: {"schema": component.ref}},
        }
        return bodies


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # the library's
    """A token in the header."""

    target_class = "api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, Any]:  # noqa: ARG002 - the library's signature
        """Its prefix is part of the value."""
        scheme: dict[str, Any] = build_bearer_security_scheme_object("Authorization", token_prefix="Token")  # noqa: S106 - a word, no secret
        return scheme


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # the library's
    """A session of the desk."""

    target_class = "api.authentication.StaffSession"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, Any]:  # noqa: ARG002 - the library's signature
        """The cookie is Django's."""
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
