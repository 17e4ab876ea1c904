"""How a product fits, as shoppers say: small, true or large, and by stated height and weight."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Sum
from django.db.models.functions import Cast, Coalesce, Floor

from marketing_ai.conf import conf
from marketing_ai.reviews import reasons
from marketing_ai.reviews.fit import LARGE, SMALL, TRUE
from marketing_ai.reviews.models import Review, ReviewState, ReviewTally, Voice

if TYPE_CHECKING:
    from collections.abc import Mapping

HEIGHT_STEP_CM = 5
WEIGHT_STEP_KG = 5
MIN_SHARE = 0.05  # of the reviews with words that speak of fit: below, the product is not worn


@dataclass(frozen=True, slots=True)
class FitCounts:
    """Voices by what they say of fit; n = small + true + large."""

    small: int = 0
    true: int = 0
    large: int = 0

    @property
    def n(self) -> int:
        """Voices that say how it fits."""
        return self.small + self.true + self.large


@dataclass(frozen=True, slots=True, kw_only=True)
class FitCell:
    """Voices of shoppers from `height_from` to below `height_to` cm, likewise in kg."""

    height_from: int
    height_to: int
    weight_from: int
    weight_to: int
    counts: FitCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class FitTable:
    """n_text: voices with words, of which `counts.n` say how it fits.

    Cells hold at least `FIT_MIN_REVIEWS` voices each, the shortest and lightest first; voices
    that state no height or weight are in no cell.
    """

    counts: FitCounts
    n_text: int
    cells: tuple[FitCell, ...]


def fit_of(product: Any) -> FitTable | None:
    """What a product's shoppers say of its fit; None where too few do. Two queries.

    product: its key.
    """
    sums = ReviewTally.objects.filter(product=product, voice=Voice.REVIEW).aggregate(
        small=Sum("fit_small"), true=Sum("fit_true"), large=Sum("fit_large"), n_text=Sum("n_text")
    )
    counts = FitCounts(sums[SMALL] or 0, sums[TRUE] or 0, sums[LARGE] or 0)
    n_text: int = sums["n_text"] or 0
    if not is_worn(counts, n_text):
        return None
    return FitTable(counts=counts, n_text=n_text, cells=cells_of(product))


def is_worn(counts: FitCounts, n_text: int) -> bool:
    """Whether enough shoppers speak of fit, for it to be said."""
    return counts.n >= max(1, conf.FIT_MIN_REVIEWS) and counts.n >= MIN_SHARE * n_text


def cells_of(product: Any) -> tuple[FitCell, ...]:
    """Fit by stated height and weight, whether or not the product is worn. One query."""
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for height, weight, fit, n in _by_body(product):
        found[height, weight][fit] = n
    return tuple(
        _cell(height, weight, counts)
        for (height, weight), counts in sorted(found.items())
        if sum(counts.values()) >= max(1, conf.FIT_MIN_REVIEWS)
    )


def _by_body(product: Any) -> list[tuple[int, int, str, int]]:
    """(height band, weight band, fit, voices); the last of a voice's texts that says it counts."""
    live = Review.objects.filter(
        approved=True, removed=False, state__in=[ReviewState.READ, ReviewState.SKIPPED]
    ).exclude(fit="")
    live = live.exclude(reason__in=reasons.DROPPED)
    later = live.filter(follows=Coalesce(OuterRef("follows"), OuterRef("pk"))).filter(
        written__gt=OuterRef("written")
    )
    rows = (
        live.filter(product=product, voice=Voice.REVIEW)
        .exclude(Exists(later))
        .exclude(follows__reason__in=reasons.DROPPED)
        .annotate(
            height=Coalesce("height_cm", "follows__height_cm"),
            weight=Coalesce("weight_kg", "follows__weight_kg"),
        )
        .filter(height__isnull=False, weight__isnull=False)
        .annotate(
            height_band=Cast(Floor(F("height") / float(HEIGHT_STEP_CM)), IntegerField()),
            weight_band=Cast(Floor(F("weight") / float(WEIGHT_STEP_KG)), IntegerField()),
        )
        .order_by()
        .values_list("height_band", "weight_band", "fit")
        .annotate(n=Count("pk"))
    )
    return list(rows)


def _cell(height: int, weight: int, counts: Mapping[str, int]) -> FitCell:
    return FitCell(
        height_from=height * HEIGHT_STEP_CM,
        height_to=(height + 1) * HEIGHT_STEP_CM,
        weight_from=weight * WEIGHT_STEP_KG,
        weight_to=(weight + 1) * WEIGHT_STEP_KG,
        counts=FitCounts(counts.get(SMALL, 0), counts.get(TRUE, 0), counts.get(LARGE, 0)),
    )
