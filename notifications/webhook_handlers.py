"""Reactions after commit: an event goes to a webhook; who must know hears that one was given up."""

import json

from accounts.models import Role
from accounts.selectors import active_staff
from core import clock
from notifications.events import WebhookDisabled
from notifications.feed import told
from notifications.models import Webhook
from notifications.posting import UnreachableError, post_json, signed_headers
from notifications.services import tell
from notifications.webhooks import note_failure, note_sent, secret_of
from outbox.models import Event
from outbox.registry import addressed, on
from outbox.services import NotYetError, PermanentFailureError, outward_key


@addressed
def post_event(event: Event, address: str) -> None:
    """One event to one webhook. After a failure everything for it waits, so that a slow address delays nobody else for long.

    What waits for a webhook that was removed, given up, or whose owner has left is dropped.
    """
    found = Webhook.objects.select_related("owner").filter(pk=int(address), disabled_at__isnull=True)
    webhook, at = found.filter(owner__is_active=True).first(), clock.now()
    if webhook is None:
        return
    if webhook.retry_at is not None and webhook.retry_at > at:
        raise NotYetError(webhook.retry_at)
    key = outward_key(event, f"webhook.{webhook.public_id}")
    body = json.dumps(told([event])[0], sort_keys=True).encode()
    headers = signed_headers(body, key=key, secret=secret_of(webhook), at=at)
    try:
        post_json(webhook.url, body, headers, guarded=True)
    except (PermanentFailureError, UnreachableError) as failure:
        note_failure(webhook=webhook, error=str(failure), passing=isinstance(failure, UnreachableError), at=at)
        raise
    note_sent(webhook=webhook, at=at)


@on(WebhookDisabled)
def tell_of_webhook(event: Event) -> None:
    """Administrators look, and switch it on again when it answers."""
    tell(active_staff(Role.ADMINISTRATOR), event)
