"""Statements whose plan the server keeps.

Django binds values in the client, so that each statement is planned anew: right for short ones, whose best plan depends on the values.
A long one that every page asks costs ten times more to plan than to run.
"""

from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper


class _Prepared(psycopg.Cursor[Any]):
    def execute(self, query: Any, params: Any = None, **_more: Any) -> "_Prepared":
        return super().execute(query, params, prepare=True)


class _Logged(CursorDebugWrapper):
    def debug_sql(self, sql: Any = None, params: Any = None, *_more: Any, **_named: Any) -> Any:
        """With the values in their places, as the other cursors tell it."""
        filled_in = connection.ops.compose_sql(sql, params)  # type: ignore[attr-defined] # PostgreSQL has it
        return super().debug_sql(filled_in, params)


def prepared_cursor() -> CursorWrapper:
    """A cursor, to be closed like any, that prepares what it executes on the connection of this thread. A connection keeps the last
    hundred statements: vary the values, not the text. With DB_PREPARED off nothing is kept, and all goes on as before.
    """
    connection.ensure_connection()
    wrap = _Logged if connection.queries_logged else CursorWrapper
    return wrap(_Prepared(connection.connection), connection)
