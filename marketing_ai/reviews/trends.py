"""Whether a month's share of negative reviews differs from the months before. Pure functions.

Each series (a product, or one theme of it) is looked at four times a month, and all series of a
store together at each look. At each look the p-values of Fisher's exact test go through the
procedure of Benjamini and Hochberg at a quarter of `MONTHLY_RATE`. So, where reviews come
independently of each other:

* in a month in which nothing changed anywhere, a store gets any alert at all with a probability
  of at most 5 %;
* where some series did change, at most 5 % of the alerts of a month are false, on average.

Both hold for any number of products and themes. A test by simulation shows it. Series below the
minimum sample are not tested, and not counted as tested.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

K = TypeVar("K")

MONTHLY_RATE = 0.05
LOOKS = 4
LOOK_DAYS = (8, 15, 22)  # of the month looked at; the fourth look is on the 1st of the next one
MONTHS_BEFORE = 6
MIN_NOW = 20  # voices of the month
MIN_BEFORE = 40
MIN_CHANGE = 0.05  # of the share: less is no news, however sure


@dataclass(frozen=True, slots=True, kw_only=True)
class Series(Generic[K]):
    """Voices of a month and of the months before; key: whose they are."""

    key: K
    n_now: int
    negative_now: int
    n_before: int
    negative_before: int

    @property
    def change(self) -> float:
        """Of the share of negative voices, −1…1."""
        return self.negative_now / self.n_now - self.negative_before / self.n_before

    @property
    def is_large(self) -> bool:
        """Whether there are enough voices to be looked at."""
        return self.n_now >= MIN_NOW and self.n_before >= MIN_BEFORE


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Generic[K]):
    """A series that changed. kind: "worse" or "better"."""

    series: Series[K]
    kind: str
    p_value: float  # of its own two-sided test


def month_to_look_at(today: date) -> date | None:
    """First day of the month that is looked at today; None: it is not a day for it."""
    if today.day in LOOK_DAYS:
        return today.replace(day=1)
    if today.day == 1:
        last = today.toordinal() - 1
        return type(today).fromordinal(last).replace(day=1)
    return None


def changes(series: Sequence[Series[K]], *, rate: float = MONTHLY_RATE / LOOKS) -> list[Change[K]]:
    """Series of one look that changed, the surest first. rate: false discoveries a look."""
    tested = [
        Change(series=one, kind="worse" if one.change > 0 else "better", p_value=p_value(one))
        for one in series
        if one.is_large
    ]
    tested.sort(key=lambda change: change.p_value)
    kept = 0
    for rank, change in enumerate(tested, 1):
        if change.p_value <= rate * rank / len(tested):
            kept = rank
    return [change for change in tested[:kept] if abs(change.series.change) >= MIN_CHANGE]


def p_value(series: Series[K]) -> float:
    """Two-sided: twice the smaller tail of Fisher's exact test, at most 1."""
    drawn, at = series.n_now, series.negative_now
    total = drawn + series.n_before
    bad = at + series.negative_before
    here = math.exp(
        _log_choose(bad, at) + _log_choose(total - bad, drawn - at) - _log_choose(total, drawn)
    )
    above = below = term = here
    for k in range(at, min(drawn, bad)):  # P(k + 1) from P(k)
        term *= (bad - k) * (drawn - k) / ((k + 1) * (total - bad - drawn + k + 1))
        above += term
        if term < here * 1e-12:
            break
    term = here
    for k in range(at, max(0, drawn + bad - total), -1):  # P(k − 1) from P(k)
        term *= k * (total - bad - drawn + k) / ((bad - k + 1) * (drawn - k + 1))
        below += term
        if term < here * 1e-12:
            break
    return min(1.0, 2 * min(below, above))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
