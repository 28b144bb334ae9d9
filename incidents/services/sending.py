"""Updates on their way: each share in a transaction of its own, so whatever dies between is gone on with and nothing goes twice."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F

from core.errors import DomainError
from incidents.models import Attachment, Outcome, Share
from outbox.services import FIRST_WAIT
from tickets.categories import Language
from tickets.services import answer_for_all

log = logging.getLogger(__name__)

# One turn of the deliverer must not keep other deliveries waiting.
BATCH = 100
MAX_TRIES = 5


def send_due(*, at: datetime, most: int = BATCH) -> int:
    """Up to `most` shares; how many were looked at. Safe in any number of processes."""
    tried = 0
    while tried < most and _send_next(at):
        tried += 1
    return tried


def _send_next(at: datetime) -> bool:
    share_id = 0
    try:
        with transaction.atomic():
            share = _next(at)
            if share is None:
                return False
            share_id = share.pk
            _send(share, at)
    except DomainError as refusal:  # a closed ticket, or who wrote it works here no more: no later try helps
        log.warning("share %s of an incident's update was refused: %s", share_id, refusal.reason)
        Share.objects.filter(pk=share_id).update(outcome=Outcome.LEFT_OUT)
    except Exception:  # one bad row must not stop the others; its tries are counted
        if not share_id:
            raise
        log.exception("share %s of an incident's update failed", share_id)
        _put_off(share_id, at)
    return True


def _next(at: datetime) -> Share | None:
    due = Share.objects.filter(outcome=Outcome.WAITING, not_before__lte=at).order_by("not_before", "id")
    return due.select_for_update(skip_locked=True, of=("self",)).select_related("update_of__by", "ticket").first()


def _send(share: Share, at: datetime) -> None:
    """The answer, unless the ticket was detached meanwhile. The lock on the attachment keeps a detaching apart."""
    update, ticket = share.update_of, share.ticket
    standing = Attachment.objects.select_for_update().standing()
    if not standing.filter(incident=update.incident_id, ticket=ticket).exists():
        share.outcome = Outcome.LEFT_OUT
    else:
        body = update.body_zh if ticket.language == Language.ZH else update.body
        share.message = answer_for_all(ticket=ticket, body=body, by=update.by, at=at)
        share.outcome = Outcome.SENT
    share.save(update_fields=["outcome", "message"])


def _put_off(share_id: int, at: datetime) -> None:
    Share.objects.filter(pk=share_id).update(tries=F("tries") + 1, not_before=at + FIRST_WAIT)
    Share.objects.filter(pk=share_id, tries__gte=MAX_TRIES).update(outcome=Outcome.FAILED)
