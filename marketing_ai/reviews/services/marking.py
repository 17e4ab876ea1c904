"""Marks products whose numbers moved, and summaries that say what is no longer so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from marketing_ai.reviews.models import InsightQuote, InsightState, ReviewInsight

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime


def mark(lost: Mapping[Any, int], stores: Mapping[Any, str], *, now: datetime) -> None:
    """Let the insight of these products follow; one additive statement for all.

    lost: product → counted voices that changed or went. stores: the same products → store.
    In the order of their keys, so that two workers never wait for each other.
    """
    meta = ReviewInsight._meta
    quote = connection.ops.quote_name
    table = quote(meta.db_table)
    names = ("product_id", "store", "state", "n_text", "body", "dirty", "lost", "problem_reports")
    columns_of: Any = {field.attname: field for field in meta.concrete_fields}
    prepare = [columns_of[name].get_db_prep_save for name in names]
    columns = ", ".join(quote(name) for name in names)
    params: list[Any] = []
    for key in sorted(lost, key=str):
        row: tuple[Any, ...] = (key, stores[key], str(InsightState.BELOW), 0, {}, now, lost[key], 0)
        params += [to_db(value, connection) for to_db, value in zip(prepare, row, strict=True)]
    if not params:
        return
    one = "(" + ", ".join(["%s"] * len(names)) + ")"
    # only names of our own columns are put into the statement; values are parameters
    statement = (
        f"INSERT INTO {table} ({columns}) VALUES {', '.join([one] * len(lost))} "  # noqa: S608
        f"ON CONFLICT (product_id) DO UPDATE SET dirty = excluded.dirty, "
        f"lost = {table}.lost + excluded.lost"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def expire(changed: Collection[int], touched: Collection[int], *, now: datetime) -> None:
    """Take back summaries that quote a voice that counts otherwise, or a text that changed.

    changed: all texts of voices whose part in the numbers moved. touched: all rows that were
    dealt with. One statement, and one more where something is taken back.
    """
    quotes = InsightQuote.objects.filter(review__in={*changed, *touched}).values_list(
        "insight_id",
        "review_id",
        "text_hash",
        "review__text_hash",
        "review__approved",
        "review__removed",
    )
    pks = {
        insight
        for insight, review, quoted, present, approved, removed in quotes
        if review in changed or quoted != present or not approved or removed
    }
    if pks:
        ReviewInsight.objects.filter(pk__in=pks, state=InsightState.FRESH).update(
            state=InsightState.STALE, dirty=now
        )
