"""Events as they were written before they told team and category."""

import pgtrigger
from django.db import connection


def without_team() -> None:
    """Take both out of every event; nothing but a test may."""
    with pgtrigger.ignore("outbox.Event:append_only"), connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_event SET data = data - 'team_id' - 'category' WHERE name LIKE 'sla.%%'")
