"""Whether far more reviews of one kind came within hours than a product usually gets. Pure.

A kind is a side of the stars (low, middle, high) or "no stars". Which side it is plays no part.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WINDOW = timedelta(hours=6)
MIN_BURST = 12  # reviews of one kind in a window
MIN_SHARE = 0.8  # of the window's reviews that are of that kind
TIMES_USUAL = 8  # as many as a window of the past weeks holds
HISTORY = timedelta(days=90)  # before the window, without its last day
GAP = timedelta(days=1)
MIN_HISTORY = 3  # reviews; a product that is new has no usual


@dataclass(frozen=True, slots=True)
class Arrival:
    """A review as its coming is looked at."""

    pk: int
    written: datetime
    stars: int | None


@dataclass(frozen=True, slots=True)
class Burst:
    """Reviews of one kind that came together. Suspected once `usual` says what is usual."""

    start: datetime  # of the first window
    pks: tuple[int, ...]
    most: int  # reviews of the kind in the fullest window

    def is_unusual(self, n_history: int) -> bool:
        """n_history: reviews of the product in `HISTORY` before the burst, without `GAP`."""
        windows = (HISTORY - GAP) / WINDOW
        return n_history >= MIN_HISTORY and self.most >= TIMES_USUAL * n_history / windows

    @property
    def history_needed(self) -> int:
        """From so many reviews in the history on, the burst is usual: no need to count further."""
        return int(self.most * ((HISTORY - GAP) / WINDOW) / TIMES_USUAL) + 1


def kind(stars: int | None) -> str:
    """The side of the stars."""
    if not stars:
        return ""
    return "low" if stars <= 2 else "high" if stars >= 4 else "middle"


def find(arrivals: Iterable[Arrival]) -> list[Burst]:
    """Bursts among a product's reviews: windows of six hours that are full of one kind.

    Windows that overlap and are of one kind are one burst.
    """
    rows = sorted(arrivals, key=lambda row: (row.written, row.pk))
    members: dict[str, dict[int, datetime]] = defaultdict(dict)
    most: Counter[str] = Counter()
    bursts: list[Burst] = []
    start = 0
    inside: Counter[str] = Counter()
    for end, row in enumerate(rows):
        inside[kind(row.stars)] += 1
        while row.written - rows[start].written >= WINDOW:
            inside[kind(rows[start].stars)] -= 1
            start += 1
        which, n = inside.most_common(1)[0]
        if n < MIN_BURST or n < MIN_SHARE * (end - start + 1):
            continue
        held = members[which]
        if held and rows[start].written > max(held.values()):
            bursts.append(_burst(held, most.pop(which)))
            held.clear()
        most[which] = max(most[which], n)
        held.update(_of_kind(rows[start : end + 1], which))
    bursts += [_burst(held, most[which]) for which, held in members.items() if held]
    return bursts


def _of_kind(rows: Sequence[Arrival], which: str) -> dict[int, datetime]:
    return {row.pk: row.written for row in rows if kind(row.stars) == which}


def _burst(held: dict[int, datetime], most: int) -> Burst:
    return Burst(start=min(held.values()), pks=tuple(sorted(held)), most=most)
