"""Which words moved a reading: the text is read again without each of them (occlusion).

Pure. A word's influence is what the polarity loses when the word is taken out: above 0 the word
speaks for the text's being positive. Scripts without spaces are taken out in short windows that
overlap, so that no cut needs a dictionary. A long text is taken out in larger pieces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_LENGTH = 2000  # code points that are explained; a longer text is cut, and says so
MAX_READS = 64  # times that a text is read again at the most

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7af"
_UNIT = re.compile(rf"[{_CJK}]|[^\W_{_CJK}](?:[^\W{_CJK}]|['’\-](?=\w))*|[^\w\s]+")
_ONE_SIGN = re.compile(f"[{_CJK}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to read: the text, then the text without each window."""

    text: str
    units: tuple[tuple[int, int], ...]  # words, in order
    windows: tuple[tuple[int, int], ...]  # (first unit, behind the last unit)
    cut: bool  # the text was longer

    def texts(self) -> list[str]:
        """The whole text first, then one text a window."""
        return [self.text, *(self._without(first, last) for first, last in self.windows)]

    def _without(self, first: int, last: int) -> str:
        start, end = self.units[first][0], self.units[last - 1][1]
        return f"{self.text[:start]}{self.text[end:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """A word, and how far the polarity (−1…1) moves towards positive because of it."""

    start: int
    end: int
    effect: float


def plan(text: str) -> Plan:
    """Which windows of the text to take out, at most `MAX_READS`."""
    short = text[:MAX_LENGTH]
    units = tuple((match.start(), match.end()) for match in _UNIT.finditer(short))
    signs = sum(1 for start, _end in units if _ONE_SIGN.match(short[start]))
    overlap = 2 if signs * 2 > len(units) else 1
    step = max(1, -(-len(units) // MAX_READS))
    windows = [
        (first, min(first + step * overlap, len(units))) for first in range(0, len(units), step)
    ]
    return Plan(text=short, units=units, windows=tuple(windows), cut=len(text) > len(short))


def influences(made: Plan, polarities: Sequence[float]) -> list[Influence]:
    """The influence of each word.

    polarities: of `made.texts()`, in their order. Raises ValueError for any other number.
    """
    if len(polarities) != len(made.windows) + 1:
        raise ValueError(f"{len(made.windows) + 1} polarities expected, {len(polarities)} given")
    whole, *without = polarities
    total = [0.0] * len(made.units)
    times = [0] * len(made.units)
    for (first, last), polarity in zip(made.windows, without, strict=True):
        for unit in range(first, last):
            total[unit] += whole - polarity
            times[unit] += 1
    return [
        Influence(start=start, end=end, effect=effect / n)
        for (start, end), effect, n in zip(made.units, total, times, strict=True)
        if n
    ]
