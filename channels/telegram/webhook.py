"""Where Telegram posts updates. 200 is said when an update is stored, so what was not is sent again."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from channels.bounded import UnreadableError, body_of, json_of
from channels.telegram.intake import take_or_leave
from core import clock


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """One update. The secret is in a header and never in the address; without one in the settings nobody gets in."""
    secret = settings.TELEGRAM_WEBHOOK_SECRET
    given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
    if not secret or not secrets.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
        return HttpResponse(status=403)
    try:
        update = json_of(body_of(request))
    except UnreadableError as refusal:
        return HttpResponse(status=refusal.status)
    take_or_leave(update, at=clock.now())
    return HttpResponse(status=200)
