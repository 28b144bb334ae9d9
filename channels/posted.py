"""What networks post to us, taken in the same way by all: proven first, read within bounds, stored before 200 is said."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from channels.bounded import UnreadableError, body_of, json_of
from channels.conversing import Word, take_word
from core import clock
from core.errors import DomainError

log = logging.getLogger(__name__)


def take_posted(
    request: HttpRequest, *, proven: Callable[[bytes], bool], take: Callable[[object, datetime], None]
) -> HttpResponse:
    """One post: 403 when it is not proven to be the network's, which some do by signing the body; 200 when it is stored."""
    try:
        body = body_of(request)
        if not proven(body):
            return HttpResponse(status=403)
        take(json_of(body), clock.now())
    except UnreadableError as refusal:
        return HttpResponse(status=refusal.status)
    return HttpResponse(status=200)


def take_words(words: Iterable[Word], *, at: datetime) -> None:
    """Each by itself. What the desk refuses is logged and done with: the network would only send it again."""
    for word in words:
        try:
            take_word(word, at=at)
        except DomainError as refusal:
            log.warning("a message was refused: %s", refusal.reason)
