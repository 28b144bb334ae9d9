"""Where Telegram posts updates. 200 is said when an update is stored, so what was not is sent again."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from channels.posted import take_posted
from channels.telegram.intake import take_or_leave


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """One update. The secret is in a header and never in the address; without one in the settings nobody gets in."""
    secret = settings.TELEGRAM_WEBHOOK_SECRET
    given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
    known = bool(secret) and secrets.compare_digest(given.encode("utf-8", "replace"), secret.encode())
    return take_posted(request, proven=lambda _body: known, take=lambda update, at: take_or_leave(update, at=at))
