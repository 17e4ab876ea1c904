"""Quotes for summaries: found among a product's newest reviews of each polarity, by an index."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from marketing_ai.reviews import quoting
from marketing_ai.reviews.models import Polarity, Review, ReviewAspect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NEWEST = 40  # reviews of each polarity that are looked at, whatever their number
PRODUCTS_AT_ONCE = 50  # SQLite takes 500 parts in one compound statement
LABELS = (Polarity.POSITIVE, Polarity.NEGATIVE, Polarity.NEUTRAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundQuote:
    """A quote of a product's review."""

    product: Any
    review: int
    theme: int
    label: str
    start: int
    end: int
    text_hash: str


def find(wanted: Mapping[Any, Sequence[int]]) -> list[FoundQuote]:
    """Quotes for both sides of each theme. wanted: product → its themes.

    Three statements for up to 50 products.
    """
    found: list[FoundQuote] = []
    products = [pk for pk, themes in wanted.items() if themes]
    for start in range(0, len(products), PRODUCTS_AT_ONCE):
        found += _find({pk: wanted[pk] for pk in products[start : start + PRODUCTS_AT_ONCE]})
    return found


def _find(wanted: Mapping[Any, Sequence[int]]) -> list[FoundQuote]:
    candidates = _candidates(wanted)
    short = {pk: quoting.shortlist(found) for pk, found in candidates.items()}
    texts = {
        review.pk: review
        for review in Review.objects.filter(
            pk__in={one.review for found in short.values() for one in found}
        ).only("title", "text", "text_hash")
    }
    full = {pk: review.full_text for pk, review in texts.items()}
    return [
        FoundQuote(
            product=pk,
            review=quote.review,
            theme=quote.theme,
            label=quote.label,
            start=quote.start,
            end=quote.end,
            text_hash=texts[quote.review].text_hash,
        )
        for pk, found in short.items()
        for quote in quoting.choose(found, full)
    ]


def _candidates(wanted: Mapping[Any, Sequence[int]]) -> dict[Any, list[quoting.Candidate]]:
    rows = ReviewAspect.objects.filter(
        review__in=_newest(list(wanted)),
        theme__in={theme for themes in wanted.values() for theme in themes},
        wrong=False,
    ).values_list(
        "review__product_id",
        "review_id",
        "theme_id",
        "label",
        "corrected_label",
        "start",
        "end",
        "review__written",
        "review__verified",
        "confidence",
    )
    found: dict[Any, list[quoting.Candidate]] = defaultdict(list)
    for product, review, theme, label, corrected, start, end, written, verified, sure in rows:
        if theme is not None and theme in wanted[product]:
            found[product].append(
                quoting.Candidate(
                    review=review,
                    theme=theme,
                    label=corrected or label,
                    start=start,
                    end=end,
                    written=written,
                    verified=verified,
                    confidence=1.0 if corrected else sure,
                )
            )
    return found


def _newest(products: Sequence[Any]) -> list[int]:
    """Keys of the newest reviews of each product and polarity that may be quoted."""
    meta = Review._meta
    quote = connection.ops.quote_name
    table, pk = quote(meta.db_table), quote(str(meta.pk and meta.pk.column))
    # each part is answered by the index (product, label, -written) and stops after NEWEST rows
    part = (
        f"SELECT * FROM (SELECT {pk} FROM {table} WHERE product_id = %s AND label = %s "  # noqa: S608
        "AND voice = %s AND state = %s AND suspect = %s AND reason = %s "
        "AND approved = %s AND removed = %s AND incentivised = %s "
        f"ORDER BY written DESC LIMIT {NEWEST}) AS newest"
    )
    product_key = meta.get_field("product").get_db_prep_save
    params: list[Any] = []
    for product in products:
        for label in LABELS:
            params += [product_key(product, connection), str(label), "review", "read", "", ""]
            params += [True, False, False]
    statement = " UNION ALL ".join([part] * (len(products) * len(LABELS)))
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [row[0] for row in cursor.fetchall()]
