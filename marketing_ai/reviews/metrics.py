"""What the reader is measured by. Pure functions over lists; definitions in docs/evaluation.md.

Classes are 0 negative, 1 neutral, 2 positive; None in a prediction is "unknown", which is a
wrong answer of its own: it is no class, and never right.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NEGATIVE, NEUTRAL, POSITIVE = 0, 1, 2
ECE_BINS = 15

Span = tuple[int, int]


def macro_f1(truth: Sequence[int], predicted: Sequence[int | None]) -> float:
    """Mean F1 over the classes that occur in `truth`; 0 to 1.

    A prediction outside these classes (unknown, or neutral where there is none) lowers the
    recall of the true class and no precision. Raises ValueError without rows.
    """
    _check(truth, predicted)
    right = Counter(t for t, p in zip(truth, predicted, strict=True) if t == p)
    given, wanted = Counter(predicted), Counter(truth)
    return sum(2 * right[c] / (given[c] + wanted[c]) for c in wanted) / len(wanted)


def accuracy(truth: Sequence[int], predicted: Sequence[int | None]) -> float:
    """Share of right predictions; unknown is wrong."""
    _check(truth, predicted)
    return sum(t == p for t, p in zip(truth, predicted, strict=True)) / len(truth)


def expected_calibration_error(
    confidence: Sequence[float], right: Sequence[bool], *, n_bins: int = ECE_BINS
) -> float:
    """Gap between the top class's probability and how often it is right, weighted by bin size.

    confidence: probability of the top class, 0 to 1, one entry a row.
    Bins of equal width, closed above. Returns 0 to 1, 0 is perfect; comparable only at equal
    n_bins. Source: Naeini, Cooper, Hauskrecht, AAAI 2015.
    """
    _check(confidence, right)
    total = [0.0] * n_bins
    hits = [0] * n_bins
    for p, r in zip(confidence, right, strict=True):
        b = min(n_bins - 1, max(0, math.ceil(p * n_bins) - 1))
        total[b] += p
        hits[b] += bool(r)
    return sum(abs(t - h) for t, h in zip(total, hits, strict=True)) / len(right)


def binary(probabilities: Sequence[float]) -> tuple[int, float]:
    """Class and its probability in a set without neutral: the higher of the two, renormalised."""
    negative, positive = probabilities[NEGATIVE], probabilities[POSITIVE]
    total = negative + positive
    if total <= 0:
        return POSITIVE, 0.5
    return (POSITIVE, positive / total) if positive >= negative else (NEGATIVE, negative / total)


class SpanCounts:
    """Counts of exact spans, added up over texts."""

    def __init__(self) -> None:
        self.right = self.given = self.wanted = 0

    def add(self, gold: Iterable[Span], found: Iterable[Span]) -> None:
        """One text's distinct spans."""
        gold, found = set(gold), set(found)
        self.right += len(gold & found)
        self.given += len(found)
        self.wanted += len(gold)

    @property
    def f1(self) -> float:
        """Micro-F1; 0 where nothing was wanted or found."""
        total = self.given + self.wanted
        return 2 * self.right / total if total else 0.0

    @property
    def recall(self) -> float:
        """Share of the wanted spans that were found."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def precision(self) -> float:
        """Share of the found spans that were wanted."""
        return self.right / self.given if self.given else 0.0


def without_space(text: str, spans: Iterable[Span] = ()) -> tuple[str, list[Span]]:
    """The text with all white space removed, and spans moved to it. Empty spans are left out."""
    before = [0]
    for char in text:
        before.append(before[-1] + (not char.isspace()))
    stripped = "".join(char for char in text if not char.isspace())
    moved = [(before[start], before[end]) for start, end in spans]
    return stripped, [span for span in moved if span[0] < span[1]]


def _check(first: Sequence[object], second: Sequence[object]) -> None:
    if len(first) != len(second):
        raise ValueError(f"{len(first)} rows against {len(second)}")
    if not first:
        raise ValueError("there are no rows")
