"""Reads of the outbox."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min, QuerySet

from outbox.models import Delivery, DeliveryState, Event


def outbox_health(*, at: datetime) -> dict[str, float]:
    """Seconds that the oldest due delivery waits, and how many were given up. From partial indexes."""
    oldest = Delivery.objects.filter(state=DeliveryState.PENDING).aggregate(oldest=Min("not_before"))["oldest"]
    late = max(0.0, (at - oldest).total_seconds()) if oldest else 0.0
    return {"late_seconds": late, "dead": Delivery.objects.filter(state=DeliveryState.DEAD).count()}


def newest_id() -> int:
    """The id of the newest event; 0 before there is any."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def events_of(subject_kind: str, subject_id: int) -> QuerySet[Event]:
    """What happened to one thing, oldest first."""
    return Event.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("id")


def newest_events(subjects: Iterable[tuple[str, int]], *, most: int) -> list[Event]:
    """What happened to several things (kind, id) together, oldest first: the newest `most` of each. One statement, by the index."""
    parts = [
        Event.objects.filter(subject_kind=kind, subject_id=pk).order_by("-id")[:most]
        for kind, pk in dict.fromkeys(subjects)
    ]
    if not parts:
        return []
    found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return sorted(found, key=lambda event: event.pk)
