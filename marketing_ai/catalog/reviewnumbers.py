"""Writes what reviews say onto products, a bounded number of statements for any number of them.

Fields that the shop's model has receive the numbers there; the others go to the `ProductInsight`
row. The shop's `save()`, its signals and its `auto_now` fields are left alone: numbers that move
with each review are no edit of the product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from marketing_ai.catalog.fields import own_field
from marketing_ai.catalog.models import ProductInsight

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from marketing_ai.catalog.base import ReviewNumbers
    from marketing_ai.catalog.model import ModelCatalog

STEP = 200  # products a statement


def write(catalog: ModelCatalog, rows: Sequence[ReviewNumbers], *, now: datetime) -> set[str]:
    """See `Catalog.write_review_numbers`."""
    done: set[str] = set()
    for start in range(0, len(rows), STEP):
        with transaction.atomic():
            done |= _write(catalog, rows[start : start + STEP], now)
    return done


def _write(catalog: ModelCatalog, rows: Sequence[ReviewNumbers], now: datetime) -> set[str]:
    model = catalog.product_model()
    on_product = [name for name in _values(None, now) if own_field(model, name) is not None]
    beside = [name for name in _values(None, now) if name not in on_product]
    wanted = {row.pk: row for row in rows}
    keys = [key for key in map(catalog.key, wanted) if key is not None]
    known = catalog.products().filter(pk__in=keys).values_list("pk", flat=True)
    there = {str(pk): pk for pk in known}
    free = there
    if on_product:
        products = catalog.products().filter(pk__in=list(there.values())).order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            # as UPDATE itself locks: an order's foreign key does not wait for it. Held only for
            # the few statements that follow, and waiting for nobody: no deadlock with the shop
            no_key = connection.features.has_select_for_no_key_update
            products = products.select_for_update(skip_locked=True, of=("self",), no_key=no_key)
        objects = list(products.only("pk"))
        free = {str(product.pk): product.pk for product in objects}
        for product in objects:
            _set(product, wanted[str(product.pk)], on_product, now)
        model._default_manager.bulk_update(objects, on_product)
    if beside:
        ProductInsight.objects.bulk_create(
            [
                _set(ProductInsight(product_id=pk), wanted[key], beside, now)
                for key, pk in sorted(free.items())
            ],
            update_conflicts=True,
            unique_fields=["product"],
            update_fields=beside,
        )
    return (set(wanted) - set(there)) | set(free)


def _set(target: Any, row: ReviewNumbers, names: Sequence[str], now: datetime) -> Any:
    for name, value in _values(row, now).items():
        if name in names:
            setattr(target, name, value)
    return target


def _values(row: ReviewNumbers | None, now: datetime) -> dict[str, Any]:
    return {
        "marketing_review_score": row and row.score,
        "marketing_review_count": row and row.count,
        "marketing_aspects": row and row.aspects,
        "marketing_review_summary": row and row.summary,
        "marketing_review_updated": now,
    }
