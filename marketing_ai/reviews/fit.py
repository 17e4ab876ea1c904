"""What a text says of fit, height and weight. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FitReading:
    """ "" and None where the text does not say."""

    fit: str = ""  # "small", "true", "large"
    height_cm: int | None = None
    weight_kg: Decimal | None = None


def read_fit(text: str) -> FitReading:
    """Nothing is read yet."""
    return FitReading()
