"""Verbs on notices."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from notifications.models import Notice
from outbox.models import Event


def tell(people: Iterable[User | None], event: Event, *, stands_in: bool = False) -> None:
    """One notice for each different person. A repeated delivery adds none. `stands_in`: it was meant for others."""
    recipients = {each.pk: each for each in people if each is not None and each.is_active}
    rows = [Notice(recipient=each, event=event, at=event.at, stands_in=stands_in) for each in recipients.values()]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def mark_read(*, user: User, at: datetime) -> int:
    """All of one's notices are read; how many were new."""
    return Notice.objects.filter(recipient=user, read_at__isnull=True).update(read_at=at)
