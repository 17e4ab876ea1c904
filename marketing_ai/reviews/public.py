"""What a product's page says from its reviews, with everything that must stand beside it.

Rows only, no model; four queries whatever there is to say, and one more for what is worn. Counts
are those of now; a summary is that of its last build and says of how many reviews. Without the
shop's own sentence on how reviews are verified (`REVIEW_VERIFICATION`) nothing is said but how
many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Sum, TextChoices
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from marketing_ai.catalog.base import get_catalog
from marketing_ai.conf import conf
from marketing_ai.reviews import reasons, summary
from marketing_ai.reviews.clean import clean
from marketing_ai.reviews.disclosure import disclosure, score_formula, verification
from marketing_ai.reviews.models import (
    InsightQuote,
    InsightState,
    Review,
    ReviewInsight,
    ReviewState,
    ThemeTally,
    Voice,
)
from marketing_ai.reviews.services import sums
from marketing_ai.reviews.services.fit import FitCounts, FitTable, cells_of, is_worn
from marketing_ai.reviews.services.names import Name
from marketing_ai.reviews.serving import PAID

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from marketing_ai.reviews.summary import Body, Score, Sentence

MAX_THEMES = 40  # more are no help to anyone
SIDES = ("positive", "neutral", "negative", "mixed")
COUNTS = ("n", "n_text", "positive", "neutral", "negative", "unknown")
APART = ("photo_only", "default_text", "suspect", "changed")


class Status(TextChoices):
    """Whether a summary is there, and why not."""

    SUMMARY = "summary", _("There is a summary.")
    TOO_FEW = "too_few", _("There are too few reviews with words for a summary.")
    PREPARING = "preparing", _("The summary is being put together.")
    UNVERIFIED = (
        "verification_missing",
        _("The shop does not say how it verifies reviews, so there is no summary."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicTheme:
    """Reviews that speak of a theme, each once; n is the sum of the four sides."""

    theme: int
    name: str
    n: int
    positive: int
    neutral: int
    negative: int
    mixed: int
    verified: int  # of n
    incentivised: int  # of n
    named: bool  # at least the minimum share of reviews speaks of it


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicQuote:
    """Words of one review as they stand there, nothing added and nothing left out between."""

    review: int
    source_pk: str
    text: str
    language: str
    theme: int
    label: str
    stars: int | None
    written: datetime
    verified: bool
    incentivised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSummary:
    """Sentences by code from counts. n_used: reviews that it was built from."""

    sentences: tuple[Sentence, ...]
    quotes: tuple[PublicQuote, ...]
    n_used: int
    built: datetime | None
    model: str  # that read the quoted reviews; "" where none is quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicInsight:
    """See the module. n_total: approved reviews, those left out included.

    counts: by what they say. apart: counted apart. stars: number of stars → reviews.
    verified, incentivised: the same counts over a part of the reviews.
    """

    product: str
    language: str
    status: Status
    n_total: int
    n_used: int
    min_reviews: int
    counts: Mapping[str, int]
    apart: Mapping[str, int]
    stars: Mapping[int, int]
    verified: Mapping[str, int]
    not_verified: Mapping[str, int]
    incentivised: Mapping[str, int]
    fit: FitTable | None  # None where too few speak of it
    first: date | None  # first day of the first month that is counted
    last: date | None  # first day of the last one
    score: Score | None
    themes: tuple[PublicTheme, ...]
    summary: PublicSummary | None
    verification: str
    verification_language: str
    disclosure: str
    score_formula: str

    @property
    def is_empty(self) -> bool:
        """Whether there is no approved review at all."""
        return self.n_total == 0

    @property
    def named_themes(self) -> tuple[PublicTheme, ...]:
        """Themes that a summary would name, most spoken of first."""
        return tuple(theme for theme in self.themes if theme.named)

    def quotes_on(self, theme: int) -> tuple[PublicQuote, ...]:
        """Quotes on one theme."""
        if self.summary is None:
            return ()
        return tuple(quote for quote in self.summary.quotes if quote.theme == theme)


def public_insight(product_pk: Any, *, language: str) -> PublicInsight | None:
    """What there is to say; None for a product that does not exist."""
    row = _row(product_pk)
    if row is None:
        return None
    total = sums.totals([row.product_id])[row.product_id]
    counted, names = _themes(row.product_id)
    said, said_in = verification(language)
    open_ = bool(said)
    live = sums.body(total, counted)
    status = _status(row, is_open=open_, n_text=live.n_text)
    reviews = total.reviews
    return PublicInsight(
        product=str(row.product_id),
        language=language,
        status=status,
        n_total=reviews["n"] + row.n_left_out,
        n_used=live.n_text,
        min_reviews=conf.SUMMARY_MIN_REVIEWS,
        counts=_only(reviews, COUNTS),
        apart={
            **_only(reviews, APART),
            "left_out": row.n_left_out,
            "without_words": reviews["n"] - reviews["n_text"],
            "without_theme": reviews["without_theme"],
            "questions_and_comments": total.asked["n"],
        },
        stars={n: reviews[f"stars_{n}"] for n in range(5, 0, -1)},
        verified=_only(total.verified, COUNTS),
        not_verified={name: reviews[name] - total.verified[name] for name in COUNTS},
        incentivised=_only(total.incentivised, COUNTS),
        fit=_fit(row.product_id, reviews),
        first=total.first,
        last=total.last,
        score=_score(row) if open_ else None,
        themes=_public_themes(counted, names, live, language) if open_ else (),
        summary=_summary(row, names, language) if status == Status.SUMMARY else None,
        verification=said,
        verification_language=said_in,
        disclosure=disclosure(language),
        score_formula=score_formula(language),
    )


def _row(product_pk: Any) -> Any:
    """The product's insight with the number of reviews left out. One query, two where it has none.

    A product of which nothing was read yet gets a row that is not stored.
    """
    left_out = (
        Review.objects.filter(
            product=OuterRef("product"),
            state=ReviewState.SKIPPED,
            reason__in=list(reasons.DROPPED),
            approved=True,
            removed=False,
            voice=Voice.REVIEW,
            follows__isnull=True,
        )
        .order_by()
        .values("product")
        .annotate(n=Count("pk"))
        .values("n")
    )
    try:
        row: Any = (
            ReviewInsight.objects.filter(product=product_pk)
            .annotate(n_left_out=Coalesce(Subquery(left_out, IntegerField()), 0))
            .first()
        )
        if row is not None:
            return row
        product = get_catalog().visible(None).filter(pk=product_pk).first()
    except (ValidationError, ValueError, OverflowError):  # a key that no product can have
        return None
    if product is None:
        return None
    row = ReviewInsight(product_id=product.pk)
    row.n_left_out = 0
    return row


def _themes(product_pk: Any) -> tuple[list[summary.ThemeCount], dict[int, Name]]:
    """Counts and names of what the product's reviews speak of. One query."""
    rows: Iterable[Any] = (
        ThemeTally.objects.filter(product=product_pk, voice=Voice.REVIEW)
        .order_by()
        .values("theme_id", name=F("theme__name"), name_zh=F("theme__name_zh"))
        .annotate(
            **{f"sum_{side}": Sum(side) for side in ("n", *SIDES)},
            of_verified=Coalesce(Sum("n", filter=Q(verified=True)), 0),
            of_incentivised=Coalesce(Sum("n", filter=Q(incentivised=True)), 0),
        )
    )
    counted, names = [], {}
    for row in rows:
        names[row["theme_id"]] = Name(row["name"], row["name_zh"])
        counted.append(
            summary.ThemeCount(
                theme=row["theme_id"],
                n=row["sum_n"],
                **{side: row[f"sum_{side}"] for side in SIDES},
                verified=row["of_verified"],
                incentivised=row["of_incentivised"],
            )
        )
    return counted, names


def _status(row: ReviewInsight, *, is_open: bool, n_text: int) -> Status:
    if not is_open:
        return Status.UNVERIFIED
    if n_text < conf.SUMMARY_MIN_REVIEWS:
        return Status.TOO_FEW
    # one that a source of went from under it is not shown until it is built again
    return Status.SUMMARY if row.state == InsightState.FRESH and row.body else Status.PREPARING


def _score(row: ReviewInsight) -> Score | None:
    if row.score is None or row.score_low is None or row.score_high is None:
        return None
    return summary.Score(value=row.score, low=row.score_low, high=row.score_high)


def _fit(product_pk: Any, reviews: Mapping[str, int]) -> FitTable | None:
    counts = FitCounts(reviews["fit_small"], reviews["fit_true"], reviews["fit_large"])
    if not is_worn(counts, reviews["n_text"]):
        return None
    return FitTable(counts=counts, n_text=reviews["n_text"], cells=cells_of(product_pk))


def _public_themes(
    counted: Iterable[summary.ThemeCount], names: Mapping[int, Name], live: Body, language: str
) -> tuple[PublicTheme, ...]:
    named = {theme.theme for theme in live.themes}
    ordered = sorted((one for one in counted if one.n > 0), key=lambda one: (-one.n, one.theme))
    return tuple(
        PublicTheme(
            theme=one.theme,
            name=names[one.theme].in_language(language),
            n=one.n,
            positive=one.positive,
            neutral=one.neutral,
            negative=one.negative,
            mixed=one.mixed,
            verified=one.verified,
            incentivised=one.incentivised,
            named=one.theme in named,
        )
        for one in ordered[:MAX_THEMES]
    )


def _summary(row: ReviewInsight, names: Mapping[int, Name], language: str) -> PublicSummary:
    body = summary.Body.from_json(row.body)
    shown = {theme: name.in_language(language) for theme, name in names.items()}
    # a follow-up goes with the review that it follows
    whole = Q(review__follows__isnull=True) | Q(
        review__follows__approved=True, review__follows__removed=False
    )
    found = InsightQuote.objects.filter(
        whole, insight=row.pk, review__approved=True, review__removed=False
    ).select_related("review")
    rows = [one for one in found if one.text_hash == one.review.text_hash]
    return PublicSummary(
        sentences=summary.sentences(body, shown, language=language),
        quotes=tuple(quote for one in rows if (quote := _quote(one))),
        n_used=body.n_text,
        built=row.built,
        model=", ".join(sorted({one.review.read_model for one in rows} - {""})),
    )


def _quote(row: InsightQuote) -> PublicQuote | None:
    review = row.review
    cleaned = clean(review.full_text)
    span = cleaned.cleaned_span(row.start, row.end)
    if span is None:
        return None
    return PublicQuote(
        review=review.pk,
        source_pk=review.source_pk,
        text=cleaned.text[slice(*span)],
        language=review.language_read or review.language,
        theme=row.theme_id,
        label=row.label,
        stars=review.stars,
        written=review.written,
        verified=review.verified,
        incentivised=review.incentivised or review.suspect == PAID,
    )


def _only(values: Mapping[str, int], names: Iterable[str]) -> dict[str, int]:
    return {name: values[name] for name in names}
