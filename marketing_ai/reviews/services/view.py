"""What shoppers say of one product, ready to be shown: rows only, in the reader's language.

Nine queries at the most, whatever the number of reviews. Counts are those of this moment; the
summary is of the moment it was built, and is left out while it waits to be built again. A quote
whose review changed, or may not be shown any more, is left out at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from marketing_ai.conf import conf
from marketing_ai.reviews import summary
from marketing_ai.reviews.clean import shown
from marketing_ai.reviews.disclosure import verification
from marketing_ai.reviews.models import InsightQuote, InsightState, ReviewInsight
from marketing_ai.reviews.services import sums
from marketing_ai.reviews.services.insight import score_of
from marketing_ai.reviews.services.names import theme_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from marketing_ai.reviews.services.names import Name
    from marketing_ai.reviews.summary import Score, Sentence, ThemeCount


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteView:
    """Words of one review, as they stand there. label: a `Polarity`."""

    review: int
    theme: int
    label: str
    text: str
    written: datetime
    verified: bool
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeView:
    """A theme with its counts now. asked: questions and comments that speak of it."""

    theme: int
    name: str
    counts: ThemeCount
    asked: int
    quotes: tuple[QuoteView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightView:
    """Everything that is said of a product from its reviews.

    state: an `InsightState`. sentences: empty unless it is "fresh". themes: named ones, most
    spoken of first; rare: below the minimum share, for staff and filters, never to be named as
    what shoppers say. reviews, verified, incentivised: columns of `ReviewTally` → sums.
    """

    product: str
    state: str
    built: datetime | None
    n_summary: int  # reviews with words when the summary was built: the N of its sentences
    sentences: tuple[Sentence, ...]
    verification: str  # "": the shop states none, and the summary is not for the public
    score: Score | None
    reviews: Mapping[str, int]
    verified: Mapping[str, int]
    incentivised: Mapping[str, int]
    asked: Mapping[str, int]
    themes: tuple[ThemeView, ...]
    rare: tuple[ThemeView, ...]
    first_month: date | None
    last_month: date | None
    min_share: float
    min_reviews: int


def insight_of(product_pk: Any, language: str) -> InsightView:
    """What is said of a product in this language; zeros where nothing is known."""
    row = ReviewInsight.objects.filter(product=product_pk).first()
    key = row.product_id if row else product_pk
    total = sums.totals([key])[key]
    counted = sums.themes([key])[key]
    named, rare = summary.split(
        counted, n_text=total.reviews["n_text"], min_share=conf.SUMMARY_MIN_SHARE
    )
    body = summary.Body.from_json(row.body if row else {})
    names = theme_names({t.theme for t in (*counted, *body.themes)})
    asked = sums.asked_themes(key) if total.asked["n"] else {}
    fresh = row is not None and row.state == InsightState.FRESH
    quotes = _quotes(row) if row is not None and fresh else {}
    words = {pk: name.in_language(language) for pk, name in names.items()}
    return InsightView(
        product=str(product_pk),
        state=row.state if row else str(InsightState.BELOW),
        built=row.built if row and fresh else None,
        n_summary=body.n_text if fresh else 0,
        sentences=summary.sentences(body, words, language=language) if fresh else (),
        verification=verification(language)[0],
        score=score_of(total),
        reviews=total.reviews,
        verified=total.verified,
        incentivised=total.incentivised,
        asked=total.asked,
        themes=_themes(named, names, asked, quotes, language),
        rare=_themes(rare, names, asked, {}, language),
        first_month=total.first,
        last_month=total.last,
        min_share=conf.SUMMARY_MIN_SHARE,
        min_reviews=conf.SUMMARY_MIN_REVIEWS,
    )


def _themes(
    counted: Sequence[ThemeCount],
    names: Mapping[int, Name],
    asked: Mapping[int, int],
    quotes: Mapping[int, Sequence[QuoteView]],
    language: str,
) -> tuple[ThemeView, ...]:
    return tuple(
        ThemeView(
            theme=theme.theme,
            name=names[theme.theme].in_language(language),
            counts=theme,
            asked=asked.get(theme.theme, 0),
            quotes=tuple(quotes.get(theme.theme, ())),
        )
        for theme in counted
        if theme.theme in names
    )


def _quotes(row: ReviewInsight) -> dict[int, list[QuoteView]]:
    """Quotes by theme whose review still says the same and may be shown."""
    found: dict[int, list[QuoteView]] = {}
    rows = (
        InsightQuote.objects.filter(
            insight=row,
            text_hash=F("review__text_hash"),
            review__approved=True,
            review__removed=False,
        )
        # a follow-up goes with the review that it follows
        .filter(
            Q(review__follows__isnull=True)
            | Q(review__follows__approved=True, review__follows__removed=False)
        )
        .select_related("review")
        .order_by("theme_id", "-label", "pk")
    )
    for quote in rows:
        review = quote.review
        found.setdefault(quote.theme_id, []).append(
            QuoteView(
                review=review.pk,
                theme=quote.theme_id,
                label=quote.label,
                text=shown(review.full_text[quote.start : quote.end]),
                written=review.written,
                verified=review.verified,
                language=review.language_read,
            )
        )
    return found
