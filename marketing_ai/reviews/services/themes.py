"""Gathering aspects into themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketing_ai.reviews.models import ReviewAspect


def assign(aspects: Sequence[ReviewAspect]) -> None:
    """Set the theme of unsaved aspects. No theme is known yet."""
