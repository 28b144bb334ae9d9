"""The one clock. Surfaces read it once and hand the moment down as `at`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_shift = timedelta()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _shift


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Move the clock of this process, for stories that cross a promise. Sessions, sockets and browsers keep real time."""
    global _shift  # noqa: PLW0603 - one process, one clock
    before, _shift = _shift, _shift + by
    try:
        yield
    finally:
        _shift = before
