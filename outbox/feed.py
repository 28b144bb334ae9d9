"""Events in the order of their ids, without ever passing one that is still being written.

An id is given when a row is written and the row is seen when its transaction ends, so a later id may be seen before an earlier one.
Who follows the ids would then miss the earlier one for good. The age of transactions does not help: one may have begun first and
draw its id last. So every transaction that records holds a shared lock that names the last id given before its first
(models.Event, trigger `announce`); PostgreSQL lets go of it after the rows can be seen.
"""

from django.db import connection
from django.db.models import QuerySet

from outbox.models import HELD_BACK, Event

_GIVEN = "SELECT last_value FROM outbox_event_id_seq"
# What this connection writes itself it also sees.
_HELD = """
    SELECT min((classid::bigint << 32 | objid::bigint) & ((1::bigint << 48) - 1)) FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = %s AND granted AND pid <> pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def horizon() -> int:
    """The id up to which every event there will ever be can be seen by the next statement.

    The order matters: an id given before the first statement is held at the second one, or its transaction has ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN)
        given: int = cursor.fetchone()[0]
        cursor.execute(_HELD, [HELD_BACK >> 48])
        held: int | None = cursor.fetchone()[0]
    return given if held is None else min(given, held)


def between(after: int, until: int) -> QuerySet[Event]:
    """Events with ids above `after` up to `until`, in that order."""
    return Event.objects.filter(pk__gt=after, pk__lte=until).order_by("pk")
