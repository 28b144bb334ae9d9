"""Where Weibo asks whether we are who we say, and pushes what is written to our account."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from channels.posted import take_posted, take_words
from channels.weibo.handlers import usable
from channels.weibo.parse import read_push
from core import clock

# The signature is over secret, moment and a random number, not over what is pushed: so it is not taken for long.
VALID_SECONDS = 600
LONGEST_ECHO = 200


@csrf_exempt
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest) -> HttpResponse:
    """The first connection by GET, pushes by POST, both signed in the address. Without settings nobody gets in."""
    known = usable() and _signed(request)
    if request.method == "GET":
        echo = request.GET.get("echostr", "")[:LONGEST_ECHO]
        return HttpResponse(echo if known else "", content_type="text/plain", status=200 if known else 403)
    return take_posted(request, proven=lambda _body: known, take=_take)


def signature(secret: str, timestamp: str, nonce: str) -> str:
    """As Weibo makes it: SHA-1 over the three in the order of the dictionary."""
    return hashlib.sha1("".join(sorted((secret, timestamp, nonce))).encode("utf-8", "replace")).hexdigest()  # noqa: S324 - Weibo's choice


def _signed(request: HttpRequest) -> bool:
    given, timestamp, nonce = (request.GET.get(each, "") for each in ("signature", "timestamp", "nonce"))
    made = signature(settings.WEIBO_APP_SECRET, timestamp, nonce)
    return hmac.compare_digest(given.encode("utf-8", "replace"), made.encode()) and _fresh(timestamp)


def _fresh(timestamp: str) -> bool:
    """Its clock counts milliseconds in some places and seconds in others."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) in {10, 13}):
        return False
    moment = int(timestamp[:10])
    return abs(clock.now().timestamp() - moment) <= VALID_SECONDS


def _take(data: object, at: datetime) -> None:
    word = read_push(data, ours=settings.WEIBO_USER_ID)
    take_words([word] if word else [], at=at)
