"""Who came in lately, by which way: rows that live for a few hours, never a count over the tickets."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from reports.models import RecentContact

KEPT: Final = timedelta(hours=3)


def count_contacts(contacts: Sequence[tuple[str, datetime]]) -> None:
    """Add contacts: kind and moment. One statement, in the caller's transaction; nothing is locked."""
    RecentContact.objects.bulk_create([RecentContact(kind=kind, at=at) for kind, at in contacts])


def sweep_contacts(*, at: datetime) -> None:
    """Forget what is too old to be asked for. From the index; mostly nothing."""
    RecentContact.objects.filter(at__lt=at - KEPT).delete()
