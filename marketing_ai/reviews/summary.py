"""What a summary says: which themes it names, in which words. Pure; written from counts alone.

The rule: a theme that at least the minimum share of reviews speaks of is named, whatever they
say; one below it is not. Each sentence carries n of N and the counts of both sides, and no other
number. Counts are stored, and put into words when shown, in the reader's language.
"""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Z_95 = 1.959964
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeCount:
    """Reviews of a product that speak of a theme, each once; n is the sum of the four sides."""

    theme: int
    n: int
    positive: int = 0
    neutral: int = 0
    negative: int = 0
    mixed: int = 0  # good and bad of it in one review
    verified: int = 0  # of n
    incentivised: int = 0  # of n


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a summary is made of. n_text: reviews with words, the N of "n of N"."""

    n_text: int = 0
    positive: int = 0
    neutral: int = 0
    negative: int = 0
    unknown: int = 0
    verified: int = 0
    incentivised: int = 0
    without_theme: int = 0
    first: str = ""  # ISO date of the first month that is counted
    last: str = ""
    min_share: float = 0.1
    themes: tuple[ThemeCount, ...] = ()  # named, most spoken of first

    def as_json(self) -> dict[str, Any]:
        """What `ReviewInsight.body` holds."""
        return asdict(self) | {"themes": [asdict(theme) for theme in self.themes]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Body:
        """The body that a row holds; {} is the empty one."""
        themes = tuple(ThemeCount(**theme) for theme in stored.get("themes", ()))
        return cls(**{**stored, "themes": themes})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence. counts: every number in it, by what it counts. theme: None for the whole."""

    text: str
    theme: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Share positive minus share negative, −1…1, with its 95 % interval."""

    value: float
    low: float
    high: float


def split(
    themes: Iterable[ThemeCount], *, n_text: int, min_share: float
) -> tuple[tuple[ThemeCount, ...], tuple[ThemeCount, ...]]:
    """Themes that are named, and those that are not: by their share of n_text and nothing else."""
    ordered = sorted((theme for theme in themes if theme.n > 0), key=lambda t: (-t.n, t.theme))
    # in whole numbers of reviews, so that 10 % of 30 is 3 and not 3.0000000000000004
    needed = max(1, math.ceil(round(min_share * n_text, 9)))
    named = tuple(theme for theme in ordered if theme.n >= needed)
    return named, tuple(theme for theme in ordered if theme.n < needed)


def score(*, positive: int, neutral: int, negative: int) -> Score | None:
    """None where no review has a known polarity.

    Interval: Wald's for a difference of two shares of one sample, after adding half a review to
    each side and one to the middle (Agresti and Min, Statistics in Medicine 24, 2005).
    """
    n = positive + neutral + negative
    if not n:
        return None
    good, bad, total = positive + 0.5, negative + 0.5, n + 2.0
    middle = (good - bad) / total
    spread = Z_95 * math.sqrt((good + bad) / total - middle * middle) / math.sqrt(total)
    return Score(
        value=(positive - negative) / n,
        low=max(-1.0, middle - spread),
        high=min(1.0, middle + spread),
    )


def sentences(body: Body, names: Mapping[int, str], *, language: str) -> tuple[Sentence, ...]:
    """The summary in words: what reviews say on the whole, then each named theme.

    names: theme → its name in that language. A theme without one (deleted) is left out.
    """
    with translation.override(language):
        told = [_theme(theme, names[theme.theme], body.n_text) for theme in _known(body, names)]
        return (_whole(body), *told)


def as_text(said: Sequence[Sentence], *, language: str) -> str:
    """Sentences as one paragraph."""
    return ("" if language.startswith("zh") else " ").join(one.text for one in said)


def untraceable(sentence: Sentence, *, name: str = "") -> list[str]:
    """Numbers in a sentence that are none of its counts; a theme's name may hold digits."""
    text = sentence.text.replace(name, " ") if name else sentence.text
    counted = {str(value) for value in sentence.counts.values()}
    return [number for number in _NUMBER.findall(text) if number not in counted]


def _known(body: Body, names: Mapping[int, str]) -> list[ThemeCount]:
    return [theme for theme in body.themes if theme.theme in names]


def _whole(body: Body) -> Sentence:
    counts = {
        "of": body.n_text,
        "positive": body.positive,
        "negative": body.negative,
        "neutral": body.neutral,
        "unknown": body.unknown,
    }
    text = ngettext(
        "Of %(of)s review with words, %(positive)s is positive on the whole, %(negative)s "
        "negative and %(neutral)s neutral or mixed.",
        "Of %(of)s reviews with words, %(positive)s are positive on the whole, %(negative)s "
        "negative and %(neutral)s neutral or mixed.",
        body.n_text,
    )
    if body.unknown:
        text = ngettext(
            "Of %(of)s review with words, %(positive)s is positive on the whole, %(negative)s "
            "negative and %(neutral)s neutral or mixed; %(unknown)s cannot be told.",
            "Of %(of)s reviews with words, %(positive)s are positive on the whole, %(negative)s "
            "negative and %(neutral)s neutral or mixed; %(unknown)s cannot be told.",
            body.n_text,
        )
    return Sentence(text=text % counts, counts=counts)


def _theme(theme: ThemeCount, name: str, n_text: int) -> Sentence:
    counts = {
        "n": theme.n,
        "of": n_text,
        "positive": theme.positive,
        "negative": theme.negative,
        "mixed": theme.mixed,
        "neutral": theme.neutral,
    }
    # worded so that it is right for one review as for many
    if theme.mixed and theme.neutral:
        form = _(
            "“%(theme)s” is spoken of in %(n)s of %(of)s reviews: %(positive)s positive, "
            "%(negative)s negative, %(mixed)s both and %(neutral)s neither."
        )
    elif theme.mixed:
        form = _(
            "“%(theme)s” is spoken of in %(n)s of %(of)s reviews: %(positive)s positive, "
            "%(negative)s negative and %(mixed)s both."
        )
    elif theme.neutral:
        form = _(
            "“%(theme)s” is spoken of in %(n)s of %(of)s reviews: %(positive)s positive, "
            "%(negative)s negative and %(neutral)s neither."
        )
    else:
        form = _(
            "“%(theme)s” is spoken of in %(n)s of %(of)s reviews: %(positive)s positive and "
            "%(negative)s negative."
        )
    return Sentence(text=form % {**counts, "theme": name}, theme=theme.theme, counts=counts)
