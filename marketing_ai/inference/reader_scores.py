"""Quick figures of a training's validation part.

Not the published metrics: those are measured by `marketing_evaluate` on whole texts.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from marketing_ai.inference.spans import BEGIN, INSIDE

if TYPE_CHECKING:
    from collections.abc import Sequence


class Scores:
    """Counts that add up over batches; a label below zero is not counted."""

    def __init__(self) -> None:
        self._polarity: Counter[tuple[int, int]] = Counter()
        self._terms: Counter[tuple[int, int]] = Counter()
        self._found = self._gold = self._both = 0

    def add_polarity(self, gold: Sequence[int], found: Sequence[int]) -> None:
        """Of whole texts."""
        self._polarity.update(p for p in zip(gold, found, strict=True) if p[0] >= 0)

    def add_terms(self, gold: Sequence[int], found: Sequence[int]) -> None:
        """Of given terms."""
        self._terms.update(zip(gold, found, strict=True))

    def add_tags(self, gold: Sequence[int], found: Sequence[int]) -> None:
        """Of tokens: exact terms are compared."""
        kept = [(g, f) for g, f in zip(gold, found, strict=True) if g >= 0]
        true, said = chunks([g for g, _ in kept]), chunks([f for _, f in kept])
        self._gold += len(true)
        self._found += len(said)
        self._both += len(true & said)

    def metrics(self) -> dict[str, float]:
        """polarity_macro_f1, span_macro_f1, tag_f1; only those with labels."""
        out: dict[str, float] = {}
        if self._polarity:
            out["polarity_macro_f1"] = macro_f1(self._polarity)
        if self._terms:
            out["span_macro_f1"] = macro_f1(self._terms)
        if self._gold:
            out["tag_f1"] = 2 * self._both / (self._gold + self._found)
        return out


def macro_f1(pairs: Counter[tuple[int, int]]) -> float:
    """Mean F1 over the true classes. pairs: (gold, found) → count."""
    scores = []
    for label in sorted({gold for gold, _ in pairs}):
        both = pairs[label, label]
        total = sum(n * ((g == label) + (f == label)) for (g, f), n in pairs.items())
        scores.append(2 * both / total)
    return sum(scores) / len(scores)


def chunks(tags: Sequence[int]) -> set[tuple[int, int]]:
    """(start, end) of each run of tags that begins with B, or with I after O."""
    found = set()
    start = -1
    for i, tag in enumerate([*tags, 0]):
        if start >= 0 and tag != INSIDE:
            found.add((start, i))
            start = -1
        if start < 0 and tag in (BEGIN, INSIDE):
            start = i
    return found
