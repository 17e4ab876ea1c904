"""What is said of a product, from its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def refresh_dirty(*, now: datetime, limit: int = 200) -> int:
    """Build the insight of products whose numbers moved. Nothing is built yet."""
    return 0
