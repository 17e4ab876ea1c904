"""What one voice adds to the numbers. Pure functions over values.

A voice is a review with its follow-ups (追评). The last of its texts that carries a polarity
carries the voice's; aspects of all of them count, each theme once. `Contribution` is what
`Review.counted` holds: the numbers move by the difference between two of them, so nothing is
ever counted twice, and everything can be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from marketing_ai.reviews.models import Polarity, Voice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

SIDES = ("positive", "neutral", "negative", "mixed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One text of a voice, as counting needs it.

    label: the effective one (a person's correction goes first). themes: theme id → labels of its
    aspects, those marked wrong left out. reason: why it is left out, "" where it is not.
    """

    written: datetime
    label: str
    has_words: bool  # words of the shopper's own
    counts: bool  # approved, not removed, not left out
    reason: str = ""
    themes: Mapping[int, Sequence[str]] = field(default_factory=dict)
    stars: int | None = None
    n_photos: int = 0
    suspect: str = ""
    fit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """Where a voice counts, and what it adds. Empty: it is in no number."""

    product: str = ""  # key as text
    month: str = ""  # ISO date of the first day
    voice: str = ""
    verified: bool = False
    incentivised: bool = False
    sums: dict[str, int] = field(default_factory=dict)  # column of ReviewTally → 1 (or days)
    themes: dict[int, str] = field(default_factory=dict)  # theme id → one of SIDES

    def as_json(self) -> dict[str, Any]:
        """What `Review.counted` holds."""
        if not self.product:
            return {}
        return {
            "product": self.product,
            "month": self.month,
            "voice": self.voice,
            "verified": self.verified,
            "incentivised": self.incentivised,
            "sums": self.sums,
            "themes": {str(theme): side for theme, side in sorted(self.themes.items())},
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Contribution:
        """The contribution that a row holds; {} is the empty one."""
        if not stored:
            return cls()
        return cls(**{**stored, "themes": {int(k): side for k, side in stored["themes"].items()}})


def contribution(
    *,
    product: str,
    voice: str,
    verified: bool,
    incentivised: bool,
    parts: Sequence[Part],
) -> Contribution:
    """What a voice adds; parts: the review first, then its follow-ups as they were written.

    Questions and comments count in themes only. Stars without words, photos without words and
    platforms' default texts count in the stars and apart, never in the N of "n of N".
    """
    if not product or not parts or not parts[0].counts:
        return Contribution()
    live = [part for part in parts if part.counts]
    worded = [part for part in live if part.has_words]
    first = parts[0]
    sums = {"n": 1}
    themes = _themes(worded)
    if worded:
        sums["n_text"] = 1
        if not themes:
            sums["without_theme"] = 1
    if voice == Voice.REVIEW:
        sums |= _review_sums(first, live, worded)
    return Contribution(
        product=product,
        month=_month(first.written).isoformat(),
        voice=voice,
        verified=verified,
        incentivised=incentivised,
        sums=sums,
        themes=themes,
    )


def side(labels: Sequence[str]) -> str:
    """What a voice says of a theme: positive, negative, mixed (both), else neutral."""
    good, bad = Polarity.POSITIVE in labels, Polarity.NEGATIVE in labels
    if good and bad:
        return "mixed"
    return "positive" if good else "negative" if bad else "neutral"


def _review_sums(first: Part, live: Sequence[Part], worded: Sequence[Part]) -> dict[str, int]:
    sums: dict[str, int] = {}
    if worded:
        known = [part for part in worded if part.label != Polarity.UNKNOWN]
        sums[str(known[-1].label if known else Polarity.UNKNOWN)] = 1
        if len(known) > 1 and known[0].label != known[-1].label:
            sums["changed"] = 1
            sums["changed_days"] = max(0, (known[-1].written - known[0].written).days)
    elif first.reason == "default_text":
        sums["default_text"] = 1
    elif any(part.n_photos for part in live):
        sums["photo_only"] = 1
    if first.stars:
        sums[f"stars_{first.stars}"] = 1
    if any(part.suspect for part in live):
        sums["suspect"] = 1
    fits = [part.fit for part in live if part.fit]
    if fits:
        sums[f"fit_{fits[-1]}"] = 1
    return sums


def _themes(worded: Sequence[Part]) -> dict[int, str]:
    labels: dict[int, list[str]] = {}
    for part in worded:
        for theme, found in part.themes.items():
            labels.setdefault(theme, []).extend(found)
    return {theme: side(found) for theme, found in labels.items()}


def _month(moment: datetime) -> date:
    return moment.date().replace(day=1)
