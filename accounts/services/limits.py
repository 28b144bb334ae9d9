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
_FORGIVE = 'UPDATE accounts_attemptwindow SET count = count - 1 WHERE key = %s AND "window" = %s AND count > 0'


def count_attempt(scope: str, who: str, *, at: datetime, per: timedelta) -> int:
    """Count one attempt and return how many there were in the present window. One statement, committed with the caller."""
    key, window = _place(scope, who, at, per)
    ends_at = datetime.fromtimestamp((window + 1) * int(per.total_seconds()), UTC)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, window, ends_at])
        return int(cursor.fetchone()[0])


def forgive_attempt(scope: str, who: str, *, at: datetime, per: timedelta) -> None:
    """Take back one attempt that turned out right. Counting first and forgiving after leaves no gap for parallel guesses."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGIVE, _place(scope, who, at, per))


def _place(scope: str, who: str, at: datetime, per: timedelta) -> tuple[str, int]:
    key = hashlib.sha256(f"{scope}:{who}".encode()).hexdigest()
    return key, int(at.timestamp()) // int(per.total_seconds())


def limit_attempts(
    scope: str, who: str, *, at: datetime, per: timedelta, most: int, sentence: Sentence | None = None
) -> None:
    """Count one attempt; raises TooMany once there were more than `most` in the window."""
    if count_attempt(scope, who, at=at, per=per) > most:
        raise TooMany(sentence)


def forget_old_windows(*, at: datetime) -> int:
    """Remove windows that ended; how many."""
    return AttemptWindow.objects.filter(ends_at__lt=at).delete()[0]
