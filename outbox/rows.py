"""Writing many rows in one statement.

The rows travel as one JSON value, which the server takes apart. Django's `bulk_create` sends a parameter and `bulk_update` a CASE for each
row and field; with hundreds of rows both take several times longer to build than to run.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db import connections, models, router

M = TypeVar("M", bound=models.Model)


def insert_rows(rows: Sequence[M]) -> list[M]:
    """Insert rows of one model whose ids the database gives, and tell each its id; in the order given."""
    if not rows:
        return []
    model = type(rows[0])
    with connections[router.db_for_write(model)].cursor() as cursor:
        cursor.execute(_insert(model) + _returning(model), [_packed(rows, _columns(model))])
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
            row._state.adding = False  # noqa: SLF001 - as bulk_create does
    return list(rows)


def add_rows(model: type[models.Model], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that nobody needs as objects: each maps names of columns to values. What it leaves out takes the field's default."""
    if not rows:
        return
    usual = {each.column: each.get_default() for each in _columns(model)}
    with connections[router.db_for_write(model)].cursor() as cursor:
        cursor.execute(_insert(model), [json.dumps([{**usual, **row} for row in rows], default=_plain)])


def write_rows(model: type[models.Model], rows: Sequence[object], fields: Sequence[str]) -> None:
    """Save these fields of rows that the caller has locked. Any object will do that has them, and the key, as attributes."""
    if not rows:
        return
    columns = [model._meta.pk, *map(model._meta.get_field, fields)]  # noqa: SLF001 - Django's public name
    with connections[router.db_for_write(model)].cursor() as cursor:
        cursor.execute(_update(model, tuple(fields)), [_packed(rows, columns)])


@cache
def _columns(model: type[models.Model]) -> list[Any]:
    """All that a new row brings itself."""
    return [field for field in model._meta.concrete_fields if not (field.primary_key or field.generated)]  # noqa: SLF001 - as above


# Statements are written once for each model: every change of the desk records an event by them.
@cache
def _insert(model: type[models.Model]) -> str:
    columns = _columns(model)
    names = ", ".join(map(_name, columns))
    return f"INSERT INTO {_table(model)} ({names}) SELECT {names} FROM {_recordset(model, columns)}"  # noqa: S608 - our own names


@cache
def _returning(model: type[models.Model]) -> str:
    return f" RETURNING {_name(model._meta.pk)}"  # noqa: SLF001 - Django's public name


@cache
def _update(model: type[models.Model], fields: tuple[str, ...]) -> str:
    key, table = model._meta.pk, _table(model)  # noqa: SLF001 - Django's public name
    columns = [model._meta.get_field(name) for name in fields]  # noqa: SLF001 - as above
    sets = ", ".join(f"{_name(each)} = new.{_name(each)}" for each in columns)
    return f"UPDATE {table} SET {sets} FROM {_recordset(model, [key, *columns])} WHERE {table}.{_name(key)} = new.{_name(key)}"  # noqa: S608 - our own names


def _recordset(model: type[models.Model], columns: Sequence[Any]) -> str:
    """`json_to_recordset(…) AS new(column type, …)`."""
    connection = connections[router.db_for_write(model)]
    # The bare type: what stands behind an identity or a foreign key.
    types = [each.rel_db_type(connection) if each.primary_key else each.db_type(connection) for each in columns]
    named = ", ".join(f"{_name(each)} {kind}" for each, kind in zip(columns, types, strict=True))
    return f"json_to_recordset(%s::json) AS new({named})"


def _packed(rows: Sequence[object], columns: Sequence[Any]) -> str:
    names = [(each.column, each.attname) for each in columns]
    return json.dumps([{column: getattr(row, name) for column, name in names} for row in rows], default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _table(model: type[models.Model]) -> str:
    return f'"{model._meta.db_table}"'  # noqa: SLF001 - Django's public name


def _name(field: Any) -> str:
    return f'"{field.column}"'
