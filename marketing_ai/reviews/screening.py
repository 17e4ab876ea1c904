"""Which reviews are left out of numbers, which are suspected, and why. Nothing is read here.

Leaving out and suspecting never depend on what a review says of the product: turn every
opinion into its opposite and every decision stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Min

from marketing_ai.reviews import wordless
from marketing_ai.reviews.clean import shown
from marketing_ai.reviews.models import Review

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from marketing_ai.reviews.reading import TextReading

MIN_WEIGHT = 40  # letters, a Han character as three: shorter texts are alike by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """reason: a code of `reasons.DROPPED` or `WORDLESS`; suspect: one of `SUSPECTED`."""

    reason: str = ""
    suspect: str = ""


def before_reading(row: Review) -> str:
    """Why the text need not be read, "" where it must: a code of `reasons.WORDLESS`."""
    return wordless.reason(shown(row.title), shown(row.text), n_photos=row.n_photos)


def screen(
    rows: Sequence[Review], readings: Mapping[int, TextReading], *, now: datetime
) -> dict[int, Screening]:
    """One answer a row, by key."""
    found = {row.pk: "" if row.removed else before_reading(row) for row in rows}
    firsts = _first_of_same_text([row for row in rows if not row.removed and not found[row.pk]])
    for pk, first in firsts.items():
        if first < pk:
            found[pk] = "duplicate"
    return {pk: Screening(reason=reason) for pk, reason in found.items()}


def _first_of_same_text(rows: Sequence[Review]) -> dict[int, int]:
    """Row → the first row of the same product with the same text."""
    long = [row for row in rows if len(wordless.folded(row.full_text)) >= MIN_WEIGHT]
    same = (
        Review.objects.filter(
            text_hash__in={row.text_hash for row in long},
            product__in={row.product_id for row in long},
            removed=False,
            approved=True,
            follows_ref="",
        )
        .values_list("text_hash", "product_id")
        .annotate(first=Min("pk"))
    )
    firsts = {(text, product): first for text, product, first in same}
    return {
        row.pk: firsts[row.text_hash, row.product_id]
        for row in long
        if not row.follows_ref and (row.text_hash, row.product_id) in firsts
    }
