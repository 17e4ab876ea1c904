"""Which reviews are meant: by what they say, and by the number in which they are counted.

A figure's rows are selected by what `Review.counted` holds, so there are as many of them as the
figure says. Querysets in, querysets out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q

from marketing_ai.reviews.serving import ThemeSide
from marketing_ai.reviews.tallies import TALLY_SUMS

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from marketing_ai.reviews.models import Review

NOWHERE = "nowhere"  # in no number
SIDES = ("positive", "neutral", "negative", "mixed")


def saying(rows: QuerySet[Review], label: str) -> QuerySet[Review]:
    """Rows whose text says this: a person's correction of this very text goes first."""
    corrected = Q(corrected_hash=F("text_hash")) & ~Q(corrected_label="")
    return rows.filter(Q(corrected, corrected_label=label) | Q(~corrected, label=label))


def counted_as(rows: QuerySet[Review], what: str) -> QuerySet[Review]:
    """Voices that a column of `ReviewTally` counts; "nowhere": those in no number."""
    if what == NOWHERE:
        return rows.filter(counted={})
    if what not in TALLY_SUMS:
        return rows.none()
    return rows.filter(counted__sums__has_key=what)


def counted_in_theme(rows: QuerySet[Review], theme: int, side: str = "") -> QuerySet[Review]:
    """Voices that count in a theme, on one of `SIDES` or on any ("")."""
    rows = rows.alias(_side=ThemeSide(theme))
    if not side:
        return rows.filter(_side__isnull=False)
    return rows.filter(_side=side) if side in SIDES else rows.none()


def counted_in_month(rows: QuerySet[Review], month: date) -> QuerySet[Review]:
    """Voices that count in the month."""
    return rows.filter(counted__month=month.replace(day=1).isoformat())


def counted_kind(
    rows: QuerySet[Review], *, verified: bool | None = None, incentivised: bool | None = None
) -> QuerySet[Review]:
    """Voices that count as verified or as incentivised, or as neither."""
    if verified is not None:
        rows = rows.filter(counted__verified=verified)
    if incentivised is not None:
        rows = rows.filter(counted__incentivised=incentivised)
    return rows
