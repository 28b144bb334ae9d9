"""Writing many rows in one statement.

The rows travel as one JSON value, which the server takes apart. Django's `bulk_create` sends a parameter and `bulk_update` a CASE for each
row and field; with hundreds of rows both take several times longer to build than to run.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import connections, models, router
from psycopg import sql

M = TypeVar("M", bound=models.Model)


def insert_rows(rows: Sequence[M]) -> list[M]:
    """Insert rows of one model whose ids the database gives, and tell each its id; in the order given."""
    if not rows:
        return []
    model = type(rows[0])
    columns = _columns(model)
    statement = _insert(model, columns) + sql.SQL(" RETURNING {}").format(_name(model._meta.pk))  # noqa: SLF001 - Django's public name
    with connections[router.db_for_write(model)].cursor() as cursor:
        cursor.execute(statement, [_packed(rows, columns)])
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
            row._state.adding = False  # noqa: SLF001 - as bulk_create does
    return list(rows)


def add_rows(model: type[models.Model], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that nobody needs as objects: each maps names of columns to values. What it leaves out takes the field's default."""
    if not rows:
        return
    columns = _columns(model)
    usual = {each.column: each.get_default() for each in columns}
    with connections[router.db_for_write(model)].cursor() as cursor:
        cursor.execute(_insert(model, columns), [json.dumps([{**usual, **row} for row in rows], default=_plain)])


def write_rows(model: type[models.Model], rows: Sequence[object], fields: Sequence[str]) -> None:
    """Save these fields of rows that the caller has locked. Any object will do that has them, and the key, as attributes."""
    if not rows:
        return
    key = model._meta.pk  # noqa: SLF001 - Django's public name
    columns = [model._meta.get_field(name) for name in fields]  # noqa: SLF001 - as above
    statement = sql.SQL("UPDATE {table} SET {sets} FROM {new} WHERE {table}.{key} = new.{key}").format(
        table=sql.Identifier(model._meta.db_table),  # noqa: SLF001 - as above
        sets=sql.SQL(", ").join(sql.SQL("{0} = new.{0}").format(_name(field)) for field in columns),
        new=_recordset(model, [key, *columns]),
        key=_name(key),
    )
    with connections[router.db_for_write(model)].cursor() as cursor:
        cursor.execute(statement, [_packed(rows, [key, *columns])])


def _columns(model: type[models.Model]) -> list[Any]:
    """All that a new row brings itself."""
    return [field for field in model._meta.concrete_fields if not (field.primary_key or field.generated)]  # noqa: SLF001 - as above


def _insert(model: type[models.Model], columns: Sequence[Any]) -> sql.Composed:
    return sql.SQL("INSERT INTO {table} ({names}) SELECT {names} FROM {new}").format(
        table=sql.Identifier(model._meta.db_table),  # noqa: SLF001 - as above
        names=sql.SQL(", ").join(map(_name, columns)),
        new=_recordset(model, columns),
    )


def _recordset(model: type[models.Model], columns: Sequence[Any]) -> sql.Composed:
    """`json_to_recordset(…) AS new(column type, …)`."""
    connection = connections[router.db_for_write(model)]
    # The bare type: what stands behind an identity or a foreign key.
    types = [str(each.rel_db_type(connection) if each.primary_key else each.db_type(connection)) for each in columns]
    named = [sql.SQL("{} {}").format(_name(each), sql.SQL(kind)) for each, kind in zip(columns, types, strict=True)]
    return sql.SQL("json_to_recordset(%s::json) AS new({})").format(sql.SQL(", ").join(named))


def _packed(rows: Sequence[object], columns: Sequence[Any]) -> str:
    names = [(each.column, each.attname) for each in columns]
    return json.dumps([{column: getattr(row, name) for column, name in names} for row in rows], default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _name(field: Any) -> sql.Identifier:
    return sql.Identifier(field.column)
