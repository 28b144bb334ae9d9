"""What programs of networks post to us: bounded before it is read, and JSON or nothing."""

import json
from typing import Any

from django.http import HttpRequest

LARGEST_BODY = 2**20


class UnreadableError(Exception):
    """Too large, or no JSON; `status` is what to answer."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(str(status))


def body_of(request: HttpRequest) -> bytes:
    """At most one megabyte. Raises UnreadableError (413)."""
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        raise UnreadableError(400) from None
    if length > LARGEST_BODY:
        raise UnreadableError(413)
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise UnreadableError(413)
    return body


def json_of(body: bytes) -> Any:
    """Raises UnreadableError (400) for what is none, or is nested without end."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableError(400) from None
