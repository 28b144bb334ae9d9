"""Verbs on webhooks, and the turn in which they hear of what happened. Nothing here talks to the network."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.lookup import keyed_hash
from accounts.models import Role, User
from core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from notifications.events import WebhookAdded, WebhookDisabled, WebhookEnabled, WebhookRemoved
from notifications.feed import WINDOW, events_visible_to
from notifications.guarded import is_allowed
from notifications.models import Webhook
from outbox.actors import SYSTEM
from outbox.events import Happening
from outbox.feed import between, horizon
from outbox.models import Event
from outbox.registry import every_turn
from outbox.services import FIRST_WAIT, LONGEST_WAIT, deliver_to, record

HANDLER = "notifications.post_event"
MOST_PER_ACCOUNT = 10
MOST_A_TURN = 500
DISABLE_AFTER = timedelta(hours=24)


def webhooks_visible_to(user: User) -> QuerySet[Webhook]:
    """A program's own ones; all for administrators."""
    seen = Webhook.objects.select_related("owner")
    if user.role == Role.ADMINISTRATOR:
        return seen
    return seen.filter(owner=user) if user.role == Role.PROGRAM else seen.none()


def secret_of(webhook: Webhook) -> str:
    """Its key of signatures: 64 hex digits that stand in no table."""
    return keyed_hash("webhook", str(webhook.public_id))


@transaction.atomic
def add_webhook(*, url: str, events: Collection[str], owner: User, by: User, at: datetime) -> tuple[Webhook, Event]:
    """`url` hears of these events from now on, as far as `owner` may see them. By the program itself or an administrator.

    Returns it with what was recorded of it.
    """
    if by.role != Role.ADMINISTRATOR and (by.role != Role.PROGRAM or by.pk != owner.pk):
        raise NotAllowed(_("Webhooks are made by programs for themselves, and by administrators."))
    _require_address(url)
    _require_events(events)
    User.objects.select_for_update().get(pk=owner.pk)  # two at once must not pass the limit together
    if owner.webhooks.count() >= MOST_PER_ACCOUNT:
        raise Conflict(_("This account has ten webhooks. Remove one that is no longer used."), code="too_many_webhooks")
    names = sorted(set(events))
    webhook = Webhook.objects.create(url=url, events=names, owner=owner, created_at=at, followed_to=horizon())
    return webhook, record(WebhookAdded(**_facts(webhook), events=names), by=by, at=at)


@transaction.atomic
def remove_webhook(*, webhook: Webhook, by: User, at: datetime) -> None:
    """It hears no more; what waited for it is dropped."""
    held = _held(webhook, by)
    record(WebhookRemoved(**_facts(held)), by=by, at=at)
    held.delete()


@transaction.atomic
def enable_webhook(*, webhook: Webhook, by: User, at: datetime) -> Webhook:
    """Try again after it was given up. It hears of what happens from now on; what it missed stands in the events feed."""
    held = _held(webhook, by)
    if held.disabled_at is None:
        return held
    held.disabled_at = held.retry_at = held.failing_since = None
    held.failures, held.last_error, held.followed_to = 0, "", horizon()
    held.save()
    record(WebhookEnabled(**_facts(held)), by=by, at=at)
    return held


@transaction.atomic
def note_sent(*, webhook: Webhook, at: datetime) -> None:
    """It took a delivery: earlier failures are over."""
    Webhook.objects.filter(pk=webhook.pk).update(
        last_sent_at=at, last_tried_at=at, last_error="", failures=0, failing_since=None, retry_at=None
    )


@transaction.atomic
def note_failure(*, webhook: Webhook, error: str, passing: bool, at: datetime) -> None:
    """It did not. After a fault that may pass everything for it waits, twice as long each time; after a day it is given up."""
    held = Webhook.objects.select_for_update().filter(pk=webhook.pk, disabled_at__isnull=True).first()
    if held is None:
        return
    held.failures += 1
    held.failing_since = held.failing_since or at
    held.last_tried_at, held.last_error = at, error[:300]
    if passing:
        held.retry_at = at + min(FIRST_WAIT * 2 ** min(held.failures - 1, 10), LONGEST_WAIT)
    if at - held.failing_since >= DISABLE_AFTER:
        held.disabled_at = at
        facts = _facts(held)
        record(WebhookDisabled(**facts, failing_since=held.failing_since.isoformat()), by=SYSTEM, at=at)
    held.save()


@every_turn
def queue_events(at: datetime) -> int:
    """Queue a delivery for each event that each webhook asked for and has not been sent yet; how many webhooks had one.

    Safe in any number of processes. One statement when there are no webhooks.
    """
    if not Webhook.objects.filter(disabled_at__isnull=True).exists():
        return 0
    safe, served = horizon(), 0
    following = Webhook.objects.filter(disabled_at__isnull=True, owner__is_active=True, followed_to__lt=safe)
    for pk in list(following.values_list("pk", flat=True)):
        served += _follow(pk, safe, at)
    return served


@transaction.atomic
def _follow(pk: int, safe: int, at: datetime) -> bool:
    free = Webhook.objects.select_for_update(skip_locked=True, of=("self",)).select_related("owner__team")
    webhook = free.filter(pk=pk, followed_to__lt=safe).first()
    if webhook is None:
        return False
    until = min(safe, webhook.followed_to + WINDOW)
    named = between(webhook.followed_to, until).filter(name__in=webhook.events)
    found = list(events_visible_to(webhook.owner, named)[:MOST_A_TURN])
    deliver_to(handler_key=HANDLER, address=str(webhook.pk), events=found, at=at)
    webhook.followed_to = found[-1].pk if len(found) == MOST_A_TURN else until
    webhook.save(update_fields=["followed_to"])
    return bool(found)


def _held(webhook: Webhook, by: User) -> Webhook:
    held = webhooks_visible_to(by).select_for_update(of=("self",)).filter(pk=webhook.pk).first()
    if held is None:
        raise NotFound
    return held


def _facts(webhook: Webhook) -> dict[str, Any]:
    place = urlsplit(webhook.url).hostname or ""
    return {"subject_id": webhook.pk, "place": place, "owner": webhook.owner.actor.label}


def _require_events(events: Collection[str]) -> None:
    if not events:
        raise InvalidInput(fields={"events": _("Name at least one event.")})
    if unknown := sorted(set(events) - Happening.names()):
        sentence = _("There are no such events: %(names)s.") % {"names": ", ".join(unknown)}
        raise InvalidInput(fields={"events": sentence})


def _require_address(url: str) -> None:
    """A whole https address without a password. What its name leads to is looked at whenever something is sent."""
    try:
        parts = urlsplit(url)
        whole = bool(parts.hostname) and (parts.port or 1) > 0 and not parts.username and not parts.fragment
    except ValueError:
        whole = False
    schemes = {"https", "http"} if settings.WEBHOOK_NETWORKS else {"https"}
    if not whole or parts.scheme not in schemes or not url.isascii() or not url.isprintable() or " " in url:
        raise InvalidInput(fields={"url": _("Give a whole address that begins with https:// and holds no password.")})
    try:
        allowed = is_allowed(parts.hostname or "")
    except ValueError:  # a name
        allowed = parts.hostname != "localhost" or bool(settings.WEBHOOK_NETWORKS)
    if not allowed:
        raise InvalidInput(fields={"url": _("This address is in a private network, where webhooks are not sent.")})
