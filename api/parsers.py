"""Bodies: read at most what a request may carry, and let nothing through that no database can store."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import BaseParser

from api.problems import TooLarge, TooLargeWithFiles, Unreadable

_BROKEN_TEXT = _("A text in the body holds a NUL or half of a surrogate pair. Send whole Unicode characters.")
_BROKEN = re.compile("[\x00\ud800-\udfff]")


class JsonBody(BaseParser):
    """JSON in UTF-8 (RFC 8259)."""

    media_type = "application/json"
    most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    too_large = TooLarge

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002 - DRF's signature
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Raises TooLarge, and Unreadable for what is no JSON, no UTF-8, too deep, or holds NaN or broken text."""
        try:
            value = json.loads(self.read(stream, parser_context).decode("utf-8-sig"), parse_constant=_no_constant)
            texts_are_whole = all(map(_is_whole, _texts(value)))
        except (ValueError, RecursionError) as fault:
            raise Unreadable from fault
        if not texts_are_whole:
            raise Unreadable(_BROKEN_TEXT)
        return value

    def read(self, stream: IO[Any], context: Mapping[str, Any] | None) -> bytes:
        """All of it, if it is not too much."""
        return _read(stream, context, self.most, self.too_large)


class JsonWithFiles(JsonBody):
    """JSON that may hold files in Base64, which makes of three bytes four."""

    most = 15 * 2**20
    too_large = TooLargeWithFiles


class FormBody(BaseParser):
    """What simple telephone systems send."""

    media_type = "application/x-www-form-urlencoded"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002 - DRF's signature
        parser_context: Mapping[str, Any] | None = None,
    ) -> QueryDict:
        """Raises TooLarge, and Unreadable for broken text. Bytes that are no UTF-8 become replacement characters."""
        body = _read(stream, parser_context, settings.DATA_UPLOAD_MAX_MEMORY_SIZE, TooLarge)
        form = QueryDict(body, encoding="utf-8")
        if not all(_is_whole(text) for name, values in form.lists() for text in (name, *values)):
            raise Unreadable(_BROKEN_TEXT)
        return form


def _read(stream: IO[Any], context: Mapping[str, Any] | None, most: int, too_large: type[TooLarge]) -> bytes:
    request = (context or {}).get("request")
    told = request.META.get("CONTENT_LENGTH", "") if request else ""
    if str(told).isdecimal() and int(told) > most:
        raise too_large
    body: bytes = stream.read(most + 1)
    if len(body) > most:
        raise too_large
    return body


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _is_whole(text: str) -> bool:
    return _BROKEN.search(text) is None
