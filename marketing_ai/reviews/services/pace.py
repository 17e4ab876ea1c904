"""How fast reviews are read here: measured by each drain, kept in the cache."""

from __future__ import annotations

from django.core.cache import cache

KEY = "marketing_ai.reviews.pace"
WEIGHT = 0.3  # of the last batch
MIN_BATCH = 16  # reviews; fewer say more of the start than of the pace
# reviews a second before anything was measured: two cores without bfloat16
NOMINAL_PER_S = 25.0


def record_batch(n: int, *, seconds: float) -> None:
    """A batch of `n` texts took so long to read and store."""
    if n < MIN_BATCH or seconds <= 0:
        return
    before = cache.get(KEY)
    now = n / seconds
    cache.set(KEY, now if before is None else (1 - WEIGHT) * before + WEIGHT * now, timeout=None)


def reviews_per_s() -> float | None:
    """The measured pace of one worker; None before the first batch."""
    found: float | None = cache.get(KEY)
    return found


def seconds_for(n: int) -> float:
    """Time of one worker for `n` reviews, by the measured pace or else a cautious one."""
    return n / (reviews_per_s() or NOMINAL_PER_S)
