"""What is done for themes and trends from time to time, without anybody asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache

from marketing_ai.exceptions import ModelUnavailable
from marketing_ai.jobs import dispatch
from marketing_ai.reviews import reading
from marketing_ai.reviews.models import ReviewAspect, ThemeTerm
from marketing_ai.reviews.services import themes, trends

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

DAY_S = 24 * 3600
SOON_S = 300


def sweep(now: datetime) -> int:
    """Look at trends on their days; have themes tended where something waits, else once a day.

    Registered with the app's own sweep. Returns how many alerts came.
    """
    waits = themes_wait()
    key = f"marketing_ai.reviews.themes.{'soon' if waits else now.date()}"
    if cache.add(key, 1, timeout=SOON_S if waits else 2 * DAY_S):
        from marketing_ai.reviews.tasks import tend_themes as task

        dispatch.send(task, queue="reviews")
    return trends.sweep(now)


def themes_wait() -> bool:
    """Whether stored aspects have yet to follow a merge or a set term."""
    return (
        ThemeTerm.objects.filter(settled=False).exists()
        or ReviewAspect.objects.filter(theme__merged_into__isnull=False).exists()
    )


def tend_themes(*, now: Callable[[], datetime]) -> int:
    """Let aspects follow what people set, then place new terms; how many aspects moved.

    Without a model, terms are placed by their number only.
    """
    moved = themes.settle(now=now)
    try:
        embed = reading.load().model.embed
    except ModelUnavailable:
        return moved + themes.learn(now=now)
    return moved + themes.learn(now=now, embed=embed)
