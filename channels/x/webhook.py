"""Where X asks whether we are who we say (CRC), and posts what happens to our account."""

import base64
import hashlib
import hmac
import re
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from channels.posted import take_posted, take_words
from channels.x.handlers import usable
from channels.x.parse import read_activity

# Signing whatever is asked would sign a stranger's messages too: what these signs make up is no JSON object.
_TOKEN = re.compile(r"[0-9A-Za-z+/=_-]{1,200}")


@csrf_exempt
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest) -> HttpResponse:
    """The challenge by GET; by POST what was signed with the application's secret. Without settings nobody gets in."""
    if not usable():
        return HttpResponse(status=403)
    if request.method == "GET":
        token = request.GET.get("crc_token", "")
        if not _TOKEN.fullmatch(token):
            return HttpResponse(status=400)
        return JsonResponse({"response_token": signature(token.encode())})
    given = request.headers.get("X-Twitter-Webhooks-Signature", "").encode("utf-8", "replace")
    return take_posted(request, proven=lambda body: hmac.compare_digest(given, signature(body).encode()), take=_take)


def signature(body: bytes) -> str:
    """As X writes it: sha256=, then the HMAC in base64."""
    made = hmac.digest(settings.X_CONSUMER_SECRET.encode(), body, hashlib.sha256)
    return f"sha256={base64.b64encode(made).decode()}"


def _take(data: object, at: datetime) -> None:
    take_words(read_activity(data, ours=settings.X_USER_ID), at=at)
