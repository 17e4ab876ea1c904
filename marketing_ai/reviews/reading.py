"""What is read in a text: cleaned, read by the model, decided. No table is touched.

Identical texts are read once. Offsets of aspects count in the text as given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectReading:
    """One aspect term. label: a `Polarity`; polarity −1…1, None where unknown."""

    start: int
    end: int
    term: str  # the words as they stand in the text
    label: str
    polarity: float | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReading:
    """What one text says. reason: a code of `reasons` where the label is unknown."""

    label: str
    polarity: float | None  # P(positive) − P(negative); None where unknown
    confidence: float  # probability of the label; of the model's first guess where unknown
    language: str  # "en", "zh", another code, or "" where it cannot be told
    reason: str = ""
    aspects: tuple[AspectReading, ...] = ()
    fit: str = ""  # "small", "true", "large"
    height_cm: int | None = None
    weight_kg: Decimal | None = None


class ReviewReader(Protocol):
    """What reads texts."""

    label: str  # stored beside each reading

    def read(self, texts: Sequence[str]) -> list[TextReading]:
        """One reading a text, in their order."""
        ...
