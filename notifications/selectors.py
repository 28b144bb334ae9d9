"""Reads of notices."""

from accounts.models import User
from notifications.models import Notice

MOST_COUNTED = 99
SHOWN = 100


def unread(user: User) -> int:
    """How many notices are new, at most 99: counting stops there, by the partial index."""
    new = Notice.objects.filter(recipient=user, read_at__isnull=True)
    return new.values("pk")[:MOST_COUNTED].count()


def latest(user: User) -> list[Notice]:
    """The newest hundred, unread ones first, with their events."""
    mine = Notice.objects.filter(recipient=user).select_related("event").order_by("-id")[:SHOWN]
    return sorted(mine, key=lambda notice: notice.read_at is not None)
