"""Reviews as visitors see them: approved ones, cleaned, newest first. Rows only, no model.

What is filtered for is what the numbers hold of a voice (`Review.counted`), so that a count and
the list behind it agree. A review that is left out of the numbers is listed all the same, and
says so: nothing is hidden for what it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, F, Func, Prefetch, Q

from marketing_ai.catalog.base import get_catalog
from marketing_ai.reviews.clean import clean
from marketing_ai.reviews.models import Review, ReviewAspect, ReviewState, Theme, Voice
from marketing_ai.reviews.source import SHOP

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

SIDES = ("positive", "neutral", "negative", "unknown", "mixed")  # what can be filtered for
PAID = "paid"  # the text says that it was paid for: counts as incentivised


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAspect:
    """Words that speak of something; places count in the field as it is shown."""

    field: str  # "title" or "text"
    start: int
    end: int
    term: str
    label: str  # a Polarity
    theme: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReview:
    """One review as a visitor may read it, without its author.

    counted: whether the numbers hold it. reason: why not, or why its label is unknown; a code of
    `reviews.reasons`. follow_ups: later texts of the same voice, oldest first.
    """

    pk: int
    source_pk: str
    title: str
    text: str
    stars: int | None
    written: datetime
    language: str
    verified: bool
    incentivised: bool
    label: str
    counted: bool
    reason: str
    aspects: tuple[ShownAspect, ...]
    follow_ups: tuple[ShownReview, ...] = ()


class ThemeSide(Func):
    """What a voice says of a theme in the numbers; NULL where it does not speak of it.

    Django's own lookup takes a key of digits for a place in a list.
    """

    output_field = CharField()

    def __init__(self, theme: int) -> None:
        self.theme = int(theme)  # into the statement's text: a number and nothing else
        super().__init__(F("counted"))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """A path with the key in quotes."""
        template = f"JSON_EXTRACT(%(expressions)s, '$.themes.\"{self.theme}\"')"
        return super().as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """A path of texts."""
        template = f"(%(expressions)s #>> '{{themes,{self.theme}}}')"
        return super().as_sql(compiler, connection, template=template, **context)


def product_exists(product_pk: Any) -> bool:
    """Whether the shop has this product; a key that none can have is no product's."""
    try:
        return bool(get_catalog().visible(None).filter(pk=product_pk).exists())
    except (ValidationError, ValueError, OverflowError):
        return False


def voices(
    product_pk: Any,
    *,
    theme: int | None = None,
    polarity: str = "",
    verified: bool | None = None,
    incentivised: bool | None = None,
) -> QuerySet[Review]:
    """The product's reviews that visitors see, each with its follow-ups; three queries a page.

    polarity: of the voice; with a theme what the voice says of that theme, which may also be
    "mixed". A merged theme stands for the one that took its place.
    """
    rows = Review.objects.filter(
        product=product_pk,
        voice=Voice.REVIEW,
        follows__isnull=True,
        approved=True,
        removed=False,
    )
    if verified is not None:
        rows = rows.filter(verified=verified)
    if incentivised is not None:
        paid = Q(incentivised=True) | Q(suspect=PAID)
        rows = rows.filter(paid if incentivised else ~paid)
    if theme is not None:
        side = ThemeSide(_current(theme))
        rows = rows.alias(side=side)
        rows = rows.filter(side=polarity) if polarity else rows.filter(side__isnull=False)
    elif polarity:
        rows = rows.filter(counted__sums__has_key=polarity)
    follow_ups = Review.objects.filter(approved=True, removed=False).order_by("written", "pk")
    aspects = ReviewAspect.objects.filter(wrong=False).select_related("theme").order_by("start")
    return rows.order_by("-written", "-pk").prefetch_related(
        Prefetch("follow_ups", queryset=follow_ups.prefetch_related(_aspects(aspects))),
        _aspects(aspects),
    )


def is_waiting(source_pk: str, *, source: str = SHOP) -> bool:
    """Whether this review of the shop is taken in and not read yet. One query, by a key."""
    return Review.objects.filter(
        source=source, source_pk=source_pk[:128], state=ReviewState.PENDING, approved=True
    ).exists()


def as_shown(row: Review) -> ShownReview:
    """A row of `voices` as it is read by a visitor."""
    return ShownReview(
        pk=row.pk,
        source_pk=row.source_pk,
        title=clean(row.title).text,
        text=clean(row.text).text,
        stars=row.stars,
        written=row.written,
        language=row.language_read or row.language,
        verified=row.verified,
        incentivised=row.incentivised or row.suspect == PAID,
        label=row.effective_label,
        counted=bool(row.counted),
        reason=row.reason,
        aspects=_shown_aspects(row),
        follow_ups=tuple(as_shown(later) for later in row.follow_ups.all())
        if row.follows_id is None
        else (),
    )


def _aspects(rows: QuerySet[ReviewAspect]) -> Prefetch[Any]:
    return Prefetch("aspects", queryset=rows, to_attr="shown_aspects")


def _current(theme: int) -> int:
    merged = Theme.objects.filter(pk=theme).values_list("merged_into", flat=True).first()
    return merged or theme


def _shown_aspects(row: Review) -> tuple[ShownAspect, ...]:
    """Those whose words are left in what is shown. Empty while an edited text waits."""
    rows: Sequence[ReviewAspect] = getattr(row, "shown_aspects", ())
    if not rows or row.read_hash != row.text_hash:
        return ()
    head = len(row.title) + 1 if row.title else 0
    fields = {"title": clean(row.title), "text": clean(row.text)}
    found = []
    for aspect in rows:
        name, offset = ("title", 0) if aspect.end < head else ("text", head)
        if aspect.start < offset:
            continue  # it reaches over the end of the headline
        span = fields[name].cleaned_span(aspect.start - offset, aspect.end - offset)
        if span is None:
            continue
        theme = aspect.theme
        found.append(
            ShownAspect(
                field=name,
                start=span[0],
                end=span[1],
                term=fields[name].text[slice(*span)],
                label=aspect.corrected_label or aspect.label,
                theme=(theme.merged_into_id or theme.pk) if theme else None,
            )
        )
    return tuple(found)
