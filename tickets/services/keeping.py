"""The storage follows the transaction: what a failed change wrote is removed, what a lost process left behind is swept."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction

from tickets.models import Attachment
from tickets.models.attachments import attachment_storage

_SWEPT_DAYS = 7
_written: ContextVar[list[str] | None] = ContextVar("files_written", default=None)


@contextmanager
def files_as_committed() -> Iterator[None]:
    """Around a transaction: when it fails, the files written in it are removed again; once it has committed, never.

    May be nested: what an inner change wrote goes with the outer one.
    """
    around = _written.get()
    written: list[str] = [] if around is None else around
    before, token = len(written), _written.set(written)
    try:
        yield
    except BaseException:
        for name in written[before:]:
            attachment_storage().delete(name)
        del written[before:]
        raise
    finally:
        _written.reset(token)


def write_file(name: str, content: bytes) -> str:
    """Into the storage; the name under which it lies there."""
    stored = attachment_storage().save(name, ContentFile(content))
    written = _written.get()
    if written is not None:
        written.append(stored)
        # Should anything fail after the commit, the row is there and needs its file.
        transaction.on_commit(written.clear, robust=True)
    return stored


def remove_lost_files(*, at: datetime) -> int:
    """Remove stored files of a day to a week ago that no row knows; how many. A process that dies between file and commit leaves them."""
    lost = 0
    for days in range(1, _SWEPT_DAYS + 1):
        # A day's folder is looked at when its last transaction ended long ago.
        lost += _sweep(f"{at - timedelta(days=days, hours=1):%Y/%m/%d}")
    return lost


def _sweep(folder: str) -> int:
    storage = attachment_storage()
    try:
        names = [f"{folder}/{each}" for each in storage.listdir(folder)[1]]
    except FileNotFoundError:
        return 0
    known = {
        name
        for field in ("file", "thumbnail")
        for name in Attachment.objects.filter(**{f"{field}__in": names}).values_list(field, flat=True)
    }
    lost = [name for name in names if name not in known]
    for name in lost:
        storage.delete(name)
    return len(lost)
