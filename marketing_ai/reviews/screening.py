"""Which reviews are left out of numbers, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from marketing_ai.reviews.models import Review
    from marketing_ai.reviews.reading import TextReading


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """reason: a code of `reasons.DROPPED` or `WORDLESS`; suspect: one of `SUSPECTED`."""

    reason: str = ""
    suspect: str = ""


def before_reading(row: Review) -> str:
    """Why the text need not be read, "" where it must."""
    return "" if row.full_text.strip() else "no_words"


def screen(
    rows: Sequence[Review], readings: Mapping[int, TextReading], *, now: datetime
) -> dict[int, Screening]:
    """One answer a row, by key."""
    return {row.pk: Screening(reason=before_reading(row)) for row in rows}
