"""A promise to ourselves: proves ringer, transaction, outbox and worker together, before a customer's promise has to."""

from datetime import datetime, timedelta

from django.db import transaction

from outbox.actors import SYSTEM
from outbox.services import record
from sla.events import CanaryFired
from sla.models import Canary

EVERY = timedelta(minutes=5)
KEPT = timedelta(days=7)


def send_canary(*, at: datetime) -> None:
    """Fire the one that is due and set out the next. Two ringers at once cost nothing."""
    with transaction.atomic():
        due = Canary.objects.filter(heard_at__isnull=True, fired_at__isnull=True, due_at__lte=at).order_by("due_at")
        for canary in due.select_for_update(skip_locked=True)[:10]:
            canary.fired_at = at
            canary.save(update_fields=["fired_at"])
            record(CanaryFired(subject_id=canary.pk), by=SYSTEM, at=at)
    newest = Canary.objects.order_by("-id").first()
    if newest is None or newest.due_at <= at:
        Canary.objects.create(due_at=at + EVERY)


def hear_canary(canary_id: int, *, at: datetime) -> None:
    """It arrived. Old ones are forgotten."""
    Canary.objects.filter(pk=canary_id, heard_at__isnull=True).update(heard_at=at)
    Canary.objects.filter(heard_at__lt=at - KEPT).delete()
