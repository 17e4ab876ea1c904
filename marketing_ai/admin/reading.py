"""What the page of one review shows: its voice's texts cut at their aspects, and explanations.

Gathered here, decided nowhere here. Texts are shown cleaned (`reviews.clean`); whatever is cut
out of them is escaped by the template, piece by piece.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext, ngettext

from marketing_ai.admin import reviewwords
from marketing_ai.admin.segments import Mark, Segment, cut
from marketing_ai.reviews.clean import Cleaned, clean
from marketing_ai.reviews.models import Review, ReviewAspect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketing_ai.reviews.services.explain import Explanation

STRONG = 0.2  # of the largest influence: weaker words are left plain
MOST_SHOWN = 12  # words in the table beneath


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAspect:
    """One aspect with what the page says of it."""

    aspect: ReviewAspect
    term: str
    theme: str
    label: str  # what counts: the person's word, else the model's
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownText:
    """One text of a voice. later: how long after the first one, in words."""

    review: Review
    segments: list[Segment]
    aspects: list[ShownAspect]
    label: str
    later: str
    is_this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownExplanation:
    """What occlusion found: the text cut at the words that moved it, and the strongest words."""

    segments: list[Segment]
    words: list[tuple[str, str, str]]  # word, sign, effect
    polarity: str
    model: str
    cut: bool


def voice_of(review: Review) -> list[ShownText]:
    """The review's voice, oldest text first: the review and its follow-ups. Two queries."""
    root = review.follows_id or review.pk
    rows = list(Review.objects.filter(Q(pk=root) | Q(follows=root), removed=False))
    aspects: dict[int, list[ReviewAspect]] = {row.pk: [] for row in rows}
    found = ReviewAspect.objects.filter(review__in=[row.pk for row in rows])
    for aspect in found.select_related("theme").order_by("start"):
        aspects[aspect.review_id].append(aspect)
    rows.sort(key=lambda row: (row.follows_id is not None, row.written, row.pk))
    return [
        ShownText(
            review=row,
            segments=marked(clean(row.full_text), aspects[row.pk]),
            aspects=[shown_aspect(aspect) for aspect in aspects[row.pk]],
            label=row.effective_label,
            later=_later(rows[0], row) if row is not rows[0] else "",
            is_this=row.pk == review.pk,
        )
        for row in rows
    ]


def shown_aspect(aspect: ReviewAspect) -> ShownAspect:
    """An aspect in words; "wrong" where a person said that it is none."""
    label = "wrong" if aspect.wrong else aspect.corrected_label or aspect.label
    theme = aspect.theme
    return ShownAspect(
        aspect=aspect,
        term=clean(aspect.term).text,
        theme=reviewwords.theme_name(theme.name, theme.name_zh) if theme else "",
        label=label,
        sign=reviewwords.SIGNS.get(label, "✗"),
    )


def marked(cleaned: Cleaned, aspects: Sequence[ReviewAspect]) -> list[Segment]:
    """The cleaned text cut at its aspects, those marked wrong left out."""
    marks = []
    for aspect in aspects:
        span = cleaned.cleaned_span(aspect.start, aspect.end)
        if aspect.wrong or span is None:
            continue
        label = aspect.corrected_label or aspect.label
        theme = aspect.theme
        name = reviewwords.theme_name(theme.name, theme.name_zh) if theme else gettext("no theme")
        note = gettext("%(theme)s: %(polarity)s") % {
            "theme": name,
            "polarity": reviewwords.polarity_word(label),
        }
        marks.append(Mark(start=span[0], end=span[1], kind=label, note=note))
    return cut(cleaned.text, marks)


def explained(review: Review, explanation: Explanation) -> ShownExplanation | None:
    """The text with the words that moved its reading; None while nothing was found."""
    if explanation.words is None:
        return None
    text = clean(review.full_text).text
    largest = max((abs(effect) for _start, _end, effect in explanation.words), default=0.0)
    marks = [
        Mark(
            start=start,
            end=end,
            kind="positive" if effect > 0 else "negative",
            note=_signed(effect),
        )
        for start, end, effect in explanation.words
        if largest and abs(effect) >= STRONG * largest
    ]
    strongest = sorted(explanation.words, key=lambda word: -abs(word[2]))[:MOST_SHOWN]
    return ShownExplanation(
        segments=cut(text, marks),
        words=[
            (text[start:end], "+" if effect > 0 else "−", _signed(effect))
            for start, end, effect in strongest
            if round(effect, 2)
        ],
        polarity=_signed(explanation.polarity or 0.0),
        model=explanation.model,
        cut=explanation.cut,
    )


def _signed(number: float) -> str:
    return f"{number:+.2f}".replace("-", "−")


def _later(first: Review, row: Review) -> str:
    days = max(0, (row.written - first.written).days)
    if not days:
        return gettext("on the same day")
    return ngettext("%(n)s day later", "%(n)s days later", days) % {"n": days}
