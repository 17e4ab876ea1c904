"""The numbers of one product as its admin page shows them: months, themes, kinds of voice.

Everything comes from the tallies and from a few counts; what it costs does not grow with the
number of reviews, except for those that were left out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Sum

from marketing_ai.reviews import reasons, summary
from marketing_ai.reviews.models import Review, ReviewTally, ThemeTally, Voice
from marketing_ai.reviews.tallies import TALLY_SUMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from marketing_ai.reviews.summary import Score

Z = 1.959964  # two-sided 95 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """k of n, with the Wilson interval of the share at 95 %; None where n is 0."""

    k: int
    n: int

    @property
    def value(self) -> float | None:
        """The share, 0…1."""
        return self.k / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Lower and upper end. Source: Wilson, JASA 22 (1927) 209."""
        if not self.n:
            return None
        p, n = self.k / self.n, self.n
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Columns of `ReviewTally`, summed over some of its rows; only reviews, no other voices."""

    values: Mapping[str, int]

    def __getitem__(self, column: str) -> int:
        return self.values.get(column, 0)

    @property
    def known(self) -> int:
        """Voices that say something: positive, neutral or negative."""
        return self["positive"] + self["neutral"] + self["negative"]

    @property
    def score(self) -> Score | None:
        """Share positive minus share negative, with its interval; None where nothing is known."""
        return summary.score(
            positive=self["positive"], neutral=self["neutral"], negative=self["negative"]
        )

    @property
    def good(self) -> Share:
        """Positive voices among those that say something."""
        return Share(k=self["positive"], n=self.known)

    @property
    def bad(self) -> Share:
        """Negative voices among those that say something."""
        return Share(k=self["negative"], n=self.known)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeFigures:
    """Reviews that speak of a theme, by what they say of it; share: of all with words."""

    theme: int
    name: str
    name_zh: str
    positive: int
    neutral: int
    negative: int
    mixed: int
    share: Share
    elsewhere: int  # shoppers' questions and comments that speak of it


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFigures:
    """See the module. months: oldest first. left_out, suspected: code → rows."""

    total: Sums
    months: tuple[tuple[date, Sums], ...]
    verified: Sums
    unverified: Sums
    incentivised: Sums
    unpaid: Sums
    themes: tuple[ThemeFigures, ...]  # most spoken of first
    voices: Mapping[str, int] = field(default_factory=dict)  # other kinds of voice → number
    left_out: Mapping[str, int] = field(default_factory=dict)
    suspected: Mapping[str, int] = field(default_factory=dict)

    @property
    def without_theme(self) -> Share:
        """Reviews with words that speak of no theme."""
        return Share(k=self.total["without_theme"], n=self.total["n_text"])

    @property
    def mean_days_to_change(self) -> float | None:
        """Days between a first text and the follow-up that says otherwise, on average."""
        changed = self.total["changed"]
        return self.total["changed_days"] / changed if changed else None


def figures_of(product_pk: Any) -> ProductFigures:
    """The numbers of one product. Three queries."""
    rows: list[Any] = list(ReviewTally.objects.filter(product=product_pk).values())
    reviews = [row for row in rows if row["voice"] == Voice.REVIEW]
    months: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for row in reviews:
        months[row["month"]].append(row)
    voices: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["voice"] != Voice.REVIEW and row["n"]:
            voices[row["voice"]] += row["n"]
    total = _sum(reviews)
    left_out, suspected = _apart(product_pk)
    return ProductFigures(
        total=total,
        months=tuple(
            (month, sums) for month in sorted(months) if (sums := _sum(months[month]))["n"]
        ),
        verified=_sum(row for row in reviews if row["verified"]),
        unverified=_sum(row for row in reviews if not row["verified"]),
        incentivised=_sum(row for row in reviews if row["incentivised"]),
        unpaid=_sum(row for row in reviews if not row["incentivised"]),
        themes=_themes(product_pk, n_text=total["n_text"]),
        voices=dict(voices),
        left_out=left_out,
        suspected=suspected,
    )


def _sum(rows: Iterable[Mapping[str, Any]]) -> Sums:
    values = dict.fromkeys(TALLY_SUMS, 0)
    for row in rows:
        for column in TALLY_SUMS:
            values[column] += row[column]
    return Sums(values=values)


def _themes(product_pk: Any, *, n_text: int) -> tuple[ThemeFigures, ...]:
    rows: Any = (
        ThemeTally.objects.filter(product=product_pk)
        .values("voice", "theme_id", name=F("theme__name"), name_zh=F("theme__name_zh"))
        .annotate(**{f"sum_{side}": Sum(side) for side in ("n", *_SIDES)})
        .order_by("theme_id")
    )
    reviews: dict[int, dict[str, Any]] = {}
    elsewhere: dict[int, int] = defaultdict(int)
    for row in rows:
        if row["voice"] == Voice.REVIEW:
            reviews[row["theme_id"]] = row
        else:
            elsewhere[row["theme_id"]] += row["sum_n"]
    found = [
        ThemeFigures(
            theme=theme,
            name=row["name"],
            name_zh=row["name_zh"],
            positive=row["sum_positive"],
            neutral=row["sum_neutral"],
            negative=row["sum_negative"],
            mixed=row["sum_mixed"],
            share=Share(k=row["sum_n"], n=max(n_text, row["sum_n"])),
            elsewhere=elsewhere[theme],
        )
        for theme, row in reviews.items()
        if row["sum_n"] > 0
    ]
    return tuple(sorted(found, key=lambda one: (-one.share.k, one.theme)))


_SIDES = ("positive", "neutral", "negative", "mixed")


def _apart(product_pk: Any) -> tuple[dict[str, int], dict[str, int]]:
    """Rows that are in no number, and rows that are counted apart, by reason."""
    left_out: dict[str, int] = defaultdict(int)
    suspected: dict[str, int] = defaultdict(int)
    rows = (
        Review.objects.filter(product=product_pk, removed=False)
        .exclude(reason="", suspect="")
        .order_by()
        .values_list("reason", "suspect")
        .annotate(n=Count("pk"))
    )
    for reason, suspect, n in rows:
        if reason in reasons.DROPPED:
            left_out[reason] += n
        if suspect:
            suspected[suspect] += n
    return dict(left_out), dict(suspected)
