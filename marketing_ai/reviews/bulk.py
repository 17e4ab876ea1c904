"""One statement for many rows, each with values of its own.

`UPDATE … FROM (VALUES …)` is understood by PostgreSQL and by SQLite since 3.33. Django's
`bulk_update` writes a CASE a column and row instead: ten times as slow to build, and on SQLite
split into statements of a few dozen rows. `upsert_rows` is `bulk_create(update_conflicts=True)`
with its text remembered: it runs inside each save of the shop.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model

MAX_PARAMETERS = 30_000  # SQLite takes 32,766, PostgreSQL 65,535 where it binds itself


def update_rows(rows: Sequence[Model], fields: Sequence[str]) -> None:
    """Write these fields of rows that exist; one statement for up to 30,000 values."""
    if not rows:
        return
    meta = rows[0]._meta
    assert meta.pk is not None  # noqa: S101 - no model that is stored is without one
    columns: list[Any] = [meta.pk, *(meta.get_field(name) for name in fields)]
    quote = connection.ops.quote_name
    table = quote(meta.db_table)
    setters = ", ".join(
        f"{quote(field.column)} = given.column{n}" for n, field in enumerate(columns[1:], start=2)
    )
    plain = "(" + ", ".join(["%s"] * len(columns)) + ")"
    # the first row tells PostgreSQL the types: a column of NULLs has none
    typed = "(" + ", ".join(f"CAST(%s AS {_type(field)})" for field in columns) + ")"
    first = typed if connection.vendor == "postgresql" else plain
    step = max(1, MAX_PARAMETERS // len(columns))
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        params = [
            field.get_db_prep_save(getattr(row, field.attname), connection)
            for row in part
            for field in columns
        ]
        values = ", ".join([first, *([plain] * (len(part) - 1))])
        # only names of our own columns are put into the statement; values are parameters
        statement = (
            f"UPDATE {table} SET {setters} FROM (VALUES {values}) AS given "  # noqa: S608
            f"WHERE {table}.{quote(columns[0].column)} = given.column1"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, params)


def upsert_rows(rows: Sequence[Model], *, unique: tuple[str, ...], update: tuple[str, ...]) -> None:
    """Insert rows; of those that are there by `unique`, write the fields `update`, if any."""
    if not rows:
        return
    fields, head, one, tail = _upsert(type(rows[0]), unique, update)
    step = max(1, MAX_PARAMETERS // len(fields))
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        params = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection)
            for row in part
            for field in fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"{head}{', '.join([one] * len(part))}{tail}", params)


@functools.cache
def _upsert(
    model: type[Model], unique: tuple[str, ...], update: tuple[str, ...]
) -> tuple[list[Any], str, str, str]:
    """Fields, and the parts of the statement around the rows; both databases quote alike."""
    meta = model._meta
    fields: list[Any] = [field for field in meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    keys = ", ".join(quote(_column(meta, name)) for name in unique)
    setters = ", ".join(
        f"{quote(_column(meta, name))} = excluded.{quote(_column(meta, name))}" for name in update
    )
    # only names of our own columns are put into the statement; values are parameters
    head = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES "  # noqa: S608
    one = "(" + ", ".join(["%s"] * len(fields)) + ")"
    action = f"UPDATE SET {setters}" if setters else "NOTHING"
    return fields, head, one, f" ON CONFLICT ({keys}) DO {action}"


def _column(meta: Any, name: str) -> str:
    column: str = meta.get_field(name).column
    return column


def _type(field: Any) -> str:
    """The column's type; for a key that counts by itself, that of a column that refers to it."""
    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))
