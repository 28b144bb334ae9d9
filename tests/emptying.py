"""After a test that commits, the database is what migrating made: the truth for every test that follows."""

from collections.abc import Iterable

import pgtrigger
from django.db import connection


def tables_with_rows() -> set[str]:
    """Asked in one statement: there are many tables, and nearly all are empty."""
    tables = connection.introspection.django_table_names(only_existing=True)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables))
        return {name for (name,) in cursor.fetchall()}


def empty_all_but(kept: Iterable[str]) -> None:
    """Empty every other table that holds rows. The events' trigger refuses TRUNCATE everywhere else."""
    if used := sorted(tables_with_rows() - set(kept)):
        with pgtrigger.ignore("outbox.Event:no_truncate"), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(map(connection.ops.quote_name, used))} CASCADE")
