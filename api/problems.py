"""One shape for every error: RFC 9457 problem details."""

from typing import Any

from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.errors import DomainError

MEDIA_TYPE = "application/problem+json"


def problem(code: str, detail: str, status_code: int, *, fields: dict[str, Any] | None = None) -> Response:
    """A problem body: `type` is a stable URN of the code, `detail` says what to do, `fields` names each wrong one."""
    body: dict[str, Any] = {
        "type": f"urn:firstline:problem:{code}",
        "title": code,
        "status": status_code,
        "detail": detail,
    }
    if fields:
        body["fields"] = fields
    return Response(body, status=status_code, content_type=MEDIA_TYPE)


def problem_handler(failure: Exception, context: dict[str, Any]) -> Response | None:  # noqa: ARG001 - DRF's signature
    """Refusals of the domain, of DRF and of Django as problem bodies; faults of ours stay faults."""
    set_rollback()
    if isinstance(failure, DomainError):
        fields = {name: [str(sentence)] for name, sentence in failure.fields.items()}
        return problem(failure.reason, str(failure.sentence), failure.status, fields=fields)
    if isinstance(failure, Http404):
        return problem("not_found", _("There is nothing here that you may open."), status.HTTP_404_NOT_FOUND)
    if isinstance(failure, exceptions.ValidationError):
        fields = failure.detail if isinstance(failure.detail, dict) else {"non_field_errors": failure.detail}
        sentence = _("Some fields need a correction. What you typed is kept.")
        return problem("invalid_input", sentence, status.HTTP_422_UNPROCESSABLE_ENTITY, fields=fields)
    if isinstance(failure, exceptions.APIException):
        response = problem(failure.default_code, str(failure.detail), failure.status_code)
        if isinstance(failure, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
            response["WWW-Authenticate"] = "Token"
        return response
    return None


def not_found(*_args: object) -> JsonResponse:
    """For addresses below /api/ that do not exist."""
    body = {"type": "urn:firstline:problem:not_found", "title": "not_found", "status": 404}
    return JsonResponse(body, status=404, content_type=MEDIA_TYPE)
