"""Moves the sums by differences: one additive upsert for all rows of a batch.

`INSERT … ON CONFLICT DO UPDATE SET n = tally.n + excluded.n` is one atomic statement on both
PostgreSQL and SQLite; Django's `bulk_create` can only put the new value in place of the old.
Rows go in the order of their keys, so that two workers cannot wait for each other.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from marketing_ai.reviews.models import ReviewTally, ThemeTally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import Model

    from marketing_ai.reviews.counting import Contribution

BATCH = 400  # rows a statement; SQLite takes 32,766 parameters

TALLY_KEYS = ("product_id", "month", "voice", "verified", "incentivised")
THEME_KEYS = ("product_id", "theme_id", "month", "voice", "verified", "incentivised")
TALLY_SUMS = tuple(
    field.attname
    for field in ReviewTally._meta.concrete_fields
    if field.attname not in TALLY_KEYS and not field.primary_key
)
THEME_SUMS = ("n", "positive", "neutral", "negative", "mixed")


def apply_difference(pairs: Iterable[tuple[Contribution, Contribution]]) -> set[str]:
    """Take the first of each pair out of the sums and put the second in.

    Two statements for up to 400 touched rows each, in the caller's transaction. Returns the keys
    of the products whose numbers moved.
    """
    tally: dict[tuple[Any, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    theme: dict[tuple[Any, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for before, after in pairs:
        if before == after:
            continue
        _add(tally, theme, before, -1)
        _add(tally, theme, after, +1)
    _upsert(ReviewTally, TALLY_KEYS, TALLY_SUMS, tally)
    _upsert(ThemeTally, THEME_KEYS, THEME_SUMS, theme)
    return {str(key[0]) for key in (*tally, *theme)}


def _add(
    tally: dict[tuple[Any, ...], dict[str, int]],
    theme: dict[tuple[Any, ...], dict[str, int]],
    what: Contribution,
    sign: int,
) -> None:
    if not what.product:
        return
    month = date.fromisoformat(what.month)
    kind = (what.voice, what.verified, what.incentivised)
    for column, value in what.sums.items():
        tally[(what.product, month, *kind)][column] += sign * value
    for theme_id, side in what.themes.items():
        row = theme[(what.product, theme_id, month, *kind)]
        row["n"] += sign
        row[side] += sign


def _upsert(
    model: type[Model],
    keys: tuple[str, ...],
    sums: tuple[str, ...],
    rows: Mapping[tuple[Any, ...], Mapping[str, int]],
) -> None:
    moved = sorted(key for key, row in rows.items() if any(row.values()))
    meta = model._meta
    columns_of = {field.attname: field for field in meta.concrete_fields}
    prepare = [columns_of[name].get_db_prep_save for name in keys]
    quote = connection.ops.quote_name
    table = quote(meta.db_table)
    columns = [quote(name) for name in (*keys, *sums)]
    one = "(" + ", ".join(["%s"] * len(columns)) + ")"
    setters = ", ".join(
        f"{quote(name)} = {table}.{quote(name)} + excluded.{quote(name)}" for name in sums
    )
    for start in range(0, len(moved), BATCH):
        part = moved[start : start + BATCH]
        params: list[Any] = []
        for key in part:
            params += [to_db(value, connection) for to_db, value in zip(prepare, key, strict=True)]
            params += [rows[key].get(name, 0) for name in sums]
        # only names of our own columns are put into the statement; values are parameters
        statement = (
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([one] * len(part))} "  # noqa: S608
            f"ON CONFLICT ({', '.join(columns[: len(keys)])}) DO UPDATE SET {setters}"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
