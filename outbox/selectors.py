"""Reads of the outbox."""

from datetime import datetime

from django.db.models import Min, QuerySet

from outbox.models import Delivery, DeliveryState, Event


def outbox_health(*, at: datetime) -> dict[str, float]:
    """Seconds that the oldest due delivery waits, and how many were given up. From partial indexes."""
    oldest = Delivery.objects.filter(state=DeliveryState.PENDING).aggregate(oldest=Min("not_before"))["oldest"]
    late = max(0.0, (at - oldest).total_seconds()) if oldest else 0.0
    return {"late_seconds": late, "dead": Delivery.objects.filter(state=DeliveryState.DEAD).count()}


def events_of(subject_kind: str, subject_id: int) -> QuerySet[Event]:
    """What happened to one thing, oldest first."""
    return Event.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("id")
