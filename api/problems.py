"""One shape for every error: RFC 9457 problem details, in the language that the program accepts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.errors import DomainError, InvalidInput, NotAllowed, NotFound, Sentence, TooMany

MEDIA_TYPE = "application/problem+json"


class Unreadable(DomainError):
    """The body is not what it says it is."""

    code = "unreadable_body"
    sentence = gettext_lazy(
        "The body is not one JSON value in UTF-8. Check it with a JSON validator and send it again."
    )


class TooLarge(DomainError):
    """More than a request may carry."""

    code: ClassVar[str] = "too_large"
    status: ClassVar[int] = 413
    sentence = gettext_lazy("This is too large: a request may carry 2.5 MB at most. Send less.")


class TooLargeWithFiles(TooLarge):
    """The same where files may come along."""

    sentence = gettext_lazy("This is too large: a request may carry 15 MB at most, its files in Base64. Send less.")


# What DRF and Django refuse by themselves, said in our words: class, code, status, sentence.
_REFUSALS: list[tuple[type[Exception], str, int, Sentence]] = [
    (Http404, "not_found", 404, NotFound.sentence),
    (PermissionDenied, "not_allowed", 403, NotAllowed.sentence),
    (RequestDataTooBig, TooLarge.code, TooLarge.status, TooLarge.sentence),
    (TooManyFieldsSent, TooLarge.code, TooLarge.status, TooLarge.sentence),
    (
        exceptions.NotAuthenticated,
        "not_authenticated",
        401,
        gettext_lazy("Say who asks: send the header Authorization: Token, a blank, and your token."),
    ),
    (
        exceptions.AuthenticationFailed,
        "token_invalid",
        401,
        gettext_lazy(
            "This token opens nothing: it is mistyped, ended or revoked. An administrator can make a new one."
        ),
    ),
    (exceptions.NotFound, "not_found", 404, NotFound.sentence),
    (
        exceptions.MethodNotAllowed,
        "method_not_allowed",
        405,
        gettext_lazy("This address does not take that method. The header Allow names those that it takes."),
    ),
    (
        exceptions.UnsupportedMediaType,
        "unsupported_media_type",
        415,
        gettext_lazy("Send the body as JSON, with the header Content-Type: application/json."),
    ),
    (exceptions.Throttled, TooMany.code, 429, TooMany.sentence),
    (exceptions.ParseError, Unreadable.code, 400, Unreadable.sentence),
]


def body_of(code: str, detail: str, status: int, fields: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A problem as plain values: `type` is a stable URN of the code, `detail` says what to do, `fields` names each wrong one."""
    body: dict[str, Any] = {
        "type": f"urn:firstline:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    return body | ({"fields": dict(fields)} if fields else {})


def problem(code: str, detail: str, status: int, *, fields: Mapping[str, Any] | None = None) -> Response:
    """The problem as an answer."""
    return Response(body_of(code, detail, status, fields), status=status, content_type=MEDIA_TYPE)


def problem_handler(failure: Exception, context: dict[str, Any]) -> Response | None:  # noqa: ARG001 - DRF's signature
    """Refusals of the domain, of DRF and of Django as problem bodies; faults of ours stay faults."""
    set_rollback()
    if isinstance(failure, DomainError):
        fields = {name: [str(sentence)] for name, sentence in failure.fields.items()}
        return problem(failure.reason, str(failure.sentence), failure.status, fields=fields)
    if isinstance(failure, exceptions.ValidationError):
        return problem("invalid_input", str(InvalidInput.sentence), 422, fields=dict(_flat(failure.detail, "")))
    for kind, code, status, sentence in _REFUSALS:
        if isinstance(failure, kind):
            return _with_headers(problem(code, str(sentence), status), failure)
    if isinstance(failure, exceptions.PermissionDenied):
        return problem("not_allowed", str(failure.detail), 403)
    return None


def _with_headers(response: Response, failure: Exception) -> Response:
    if response.status_code == 401:
        response["WWW-Authenticate"] = "Token"
    wait = getattr(failure, "wait", None)
    if wait is not None:
        response["Retry-After"] = str(int(wait))
    return response


def _flat(detail: Any, place: str) -> Iterator[tuple[str, list[str]]]:
    """Errors of nested bodies under names with dots: customer.email."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            inside = place if name == "non_field_errors" else f"{place}.{name}" if place else str(name)
            yield from _flat(inner, inside)
    elif isinstance(detail, list) and any(isinstance(each, dict | list) for each in detail):
        for index, inner in enumerate(detail):
            yield from _flat(inner, f"{place}.{index}" if place else str(index))
    else:
        sentences = detail if isinstance(detail, list) else [detail]
        yield place or "body", [str(each) for each in sentences]


@contextmanager
def about(field: str, *, nested: bool = False) -> Iterator[None]:
    """Refusals of what was typed, raised inside, are about this field of the body; with `nested` about fields inside it."""
    try:
        yield
    except InvalidInput as refusal:
        fields = {f"{field}.{name}" if nested else name: told for name, told in refusal.fields.items()}
        raise InvalidInput(fields=fields or {field: refusal.sentence}, code=refusal.reason) from refusal


def server_fault(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - the signature of Django's handlers
    """Our fault, for programs."""
    sentence = _(
        "Something went wrong on our side. Send the same again with the same Idempotency-Key: nothing happens twice."
    )
    return JsonResponse(body_of("server_fault", sentence, 500), status=500, content_type=MEDIA_TYPE)
