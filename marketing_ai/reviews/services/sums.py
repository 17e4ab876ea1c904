"""Sums of tallies by product: what insight is built from. One query for any number of products."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Min, Sum

from marketing_ai.conf import conf
from marketing_ai.reviews import summary
from marketing_ai.reviews.models import ReviewTally, ThemeTally, Voice
from marketing_ai.reviews.summary import Body, ThemeCount
from marketing_ai.reviews.tallies import TALLY_SUMS, THEME_SUMS

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date


def _empty() -> dict[str, int]:
    return dict.fromkeys(TALLY_SUMS, 0)


@dataclass(slots=True)
class Totals:
    """Sums over a product's reviews, all and in part; `asked` are questions and comments."""

    reviews: dict[str, int] = field(default_factory=_empty)
    verified: dict[str, int] = field(default_factory=_empty)
    incentivised: dict[str, int] = field(default_factory=_empty)
    asked: dict[str, int] = field(default_factory=_empty)
    first: date | None = None
    last: date | None = None


def totals(product_pks: Collection[Any]) -> dict[Any, Totals]:
    """Sums by product; a product without reviews has zeros."""
    found: dict[Any, Totals] = {pk: Totals() for pk in product_pks}
    rows: Any = (
        ReviewTally.objects.filter(product__in=list(product_pks))
        .order_by()
        .values("product_id", "voice", "verified", "incentivised")
        .annotate(
            **{f"sum_{name}": Sum(name) for name in TALLY_SUMS},
            first=Min("month"),
            last=Max("month"),
        )
    )
    for row in rows:
        total = found[row["product_id"]]
        is_review = row["voice"] == Voice.REVIEW
        parts = [total.reviews if is_review else total.asked]
        if is_review and row["verified"]:
            parts.append(total.verified)
        if is_review and row["incentivised"]:
            parts.append(total.incentivised)
        for part in parts:
            for name in TALLY_SUMS:
                part[name] += row[f"sum_{name}"]
        if is_review and row["sum_n"]:
            total.first = min(total.first or row["first"], row["first"])
            total.last = max(total.last or row["last"], row["last"])
    return found


def themes(product_pks: Collection[Any]) -> dict[Any, list[ThemeCount]]:
    """Reviews that speak of each theme, by product; merged themes count where they went."""
    found: dict[Any, dict[int, dict[str, int]]] = {
        pk: defaultdict(lambda: defaultdict(int)) for pk in product_pks
    }
    rows: Any = (
        ThemeTally.objects.filter(product__in=list(product_pks), voice=Voice.REVIEW)
        .order_by()
        .values("product_id", "theme_id", "verified", "incentivised")
        .annotate(**{f"sum_{name}": Sum(name) for name in THEME_SUMS})
    )
    for row in rows:
        one = found[row["product_id"]][row["theme_id"]]
        for name in THEME_SUMS:
            one[name] += row[f"sum_{name}"]
        one["verified"] += row["sum_n"] if row["verified"] else 0
        one["incentivised"] += row["sum_n"] if row["incentivised"] else 0
    return {
        pk: [ThemeCount(theme=theme, **values) for theme, values in by_theme.items()]
        for pk, by_theme in found.items()
    }


def body(total: Totals, counted: Collection[ThemeCount]) -> Body:
    """What a summary would be made of at this moment."""
    reviews, paid = total.reviews, total.incentivised
    named, _rest = summary.split(
        counted, n_text=reviews["n_text"], min_share=conf.SUMMARY_MIN_SHARE
    )
    return Body(
        n_text=reviews["n_text"],
        positive=reviews["positive"],
        neutral=reviews["neutral"],
        negative=reviews["negative"],
        unknown=reviews["unknown"],
        verified=total.verified["n_text"],
        incentivised=paid["n_text"],
        without_theme=reviews["without_theme"],
        first=total.first.isoformat() if total.first else "",
        last=total.last.isoformat() if total.last else "",
        min_share=conf.SUMMARY_MIN_SHARE,
        themes=named,
    )
