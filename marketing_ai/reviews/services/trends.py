"""Looks for products and themes whose reviews got worse or better, and keeps an alert of each.

Looked at on four days a month, once a day; see `trends` for the rate of false alarms. Suspected
reviews are in the numbers, as everywhere.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q, Sum

from marketing_ai import signals
from marketing_ai.reviews import trends
from marketing_ai.reviews.models import (
    ReviewInsight,
    ReviewTally,
    ThemeTally,
    TrendAlert,
    Voice,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

log = logging.getLogger("marketing_ai.reviews")

Key = tuple[Any, int | None]  # product, theme; None: the product on the whole
ONCE_S = 2 * 24 * 3600


def sweep(now: datetime) -> int:
    """Look, where today is a day for it and nobody has looked yet; how many alerts came."""
    month = trends.month_to_look_at(now.date())
    if month is None:
        return 0
    if not cache.add(f"marketing_ai.reviews.trends.{now.date()}", 1, timeout=ONCE_S):
        return 0
    return len(look(month=month))


def look(*, month: date) -> list[TrendAlert]:
    """Compare a month with the six before it, in all stores; the alerts that are new.

    Three statements, and two more for each store that has alerts.
    """
    by_store: dict[str, list[trends.Series[Key]]] = defaultdict(list)
    stores = dict(ReviewInsight.objects.values_list("product_id", "store"))
    for series in (*_products(month), *_themes(month)):
        by_store[stores.get(series.key[0], "default")].append(series)
    alerts: list[TrendAlert] = []
    for store, found in sorted(by_store.items()):
        alerts += _keep(trends.changes(found), store=store, month=month)
    return alerts


def _keep(changed: Sequence[trends.Change[Key]], *, store: str, month: date) -> list[TrendAlert]:
    if not changed:
        return []
    with transaction.atomic():
        there = set(
            TrendAlert.objects.filter(
                month=month, product__in={change.series.key[0] for change in changed}
            ).values_list("product_id", "theme_id", "kind")
        )
        alerts = [
            TrendAlert(
                product_id=change.series.key[0],
                theme_id=change.series.key[1],
                store=store,
                month=month,
                kind=change.kind,
                n_now=change.series.n_now,
                negative_now=change.series.negative_now,
                n_before=change.series.n_before,
                negative_before=change.series.negative_before,
                p_value=change.p_value,
            )
            for change in changed
            if (*change.series.key, change.kind) not in there
        ]
        alerts = TrendAlert.objects.bulk_create(alerts)
        for alert in alerts:
            transaction.on_commit(
                partial(signals.trend_alert.send_robust, sender=TrendAlert, alert=alert),
                robust=True,
            )
    log.info("trends looked at", extra={"action": "trend_alerts", "alerts": len(alerts)})
    return alerts


def _products(month: date) -> list[trends.Series[Key]]:
    """Reviews with a known polarity, by product."""
    rows: Any = (
        ReviewTally.objects.filter(voice=Voice.REVIEW, **_window(month))
        .order_by()
        .values("product_id")
        .annotate(
            now=_sum("positive", month) + _sum("neutral", month) + _sum("negative", month),
            bad_now=_sum("negative", month),
            all=Sum(F("positive") + F("neutral") + F("negative")),
            bad=Sum("negative"),
        )
        .filter(now__gte=trends.MIN_NOW)
    )
    return [_series((row["product_id"], None), row) for row in rows]


def _themes(month: date) -> list[trends.Series[Key]]:
    """Reviews that speak of a theme, by product and theme; both good and bad counts as bad."""
    rows: Any = (
        ThemeTally.objects.filter(
            voice=Voice.REVIEW, theme__merged_into__isnull=True, **_window(month)
        )
        .order_by()
        .values("product_id", "theme_id")
        .annotate(
            now=_sum("n", month),
            bad_now=_sum("negative", month) + _sum("mixed", month),
            all=Sum("n"),
            bad=Sum(F("negative") + F("mixed")),
        )
        .filter(now__gte=trends.MIN_NOW)
    )
    return [_series((row["product_id"], row["theme_id"]), row) for row in rows]


def _window(month: date) -> dict[str, date]:
    months = month.year * 12 + month.month - 1 - trends.MONTHS_BEFORE
    first = month.replace(year=months // 12, month=months % 12 + 1)
    return {"month__gte": first, "month__lte": month}


def _sum(column: str, month: date) -> Any:
    return Sum(column, filter=Q(month=month), default=0)


def _series(key: Key, row: dict[str, int]) -> trends.Series[Key]:
    return trends.Series(
        key=key,
        n_now=row["now"],
        negative_now=row["bad_now"],
        n_before=row["all"] - row["now"],
        negative_before=row["bad"] - row["bad_now"],
    )
