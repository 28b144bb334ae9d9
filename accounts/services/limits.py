"""Counting attempts in PostgreSQL, so that a flushed cache forgives nobody."""

import hashlib
from datetime import UTC, datetime, timedelta

from django.db import connection

from accounts.models import AttemptWindow
from core.errors import Sentence, TooMany

_COUNT = """
INSERT INTO accounts_attemptwindow (key, "window", count, ends_at) VALUES (%s, %s, 1, %s)
ON CONFLICT (key, "window") DO UPDATE SET count = accounts_attemptwindow.count + 1 RETURNING count
"""


def count_attempt(scope: str, who: str, *, at: datetime, per: timedelta) -> int:
    """Count one attempt and return how many there were in the present window. One statement, committed with the caller."""
    seconds = int(per.total_seconds())
    window = int(at.timestamp()) // seconds
    key = hashlib.sha256(f"{scope}:{who}".encode()).hexdigest()
    ends_at = datetime.fromtimestamp((window + 1) * seconds, UTC)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, window, ends_at])
        return int(cursor.fetchone()[0])


def limit_attempts(
    scope: str, who: str, *, at: datetime, per: timedelta, most: int, sentence: Sentence | None = None
) -> None:
    """Count one attempt; raises TooMany once there were more than `most` in the window."""
    if count_attempt(scope, who, at=at, per=per) > most:
        raise TooMany(sentence)


def forget_old_windows(*, at: datetime) -> int:
    """Remove windows that ended; how many."""
    return AttemptWindow.objects.filter(ends_at__lt=at).delete()[0]
