"""The shipped theme that an unknown term lies nearest to, by vectors. Pure but for `embed`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketing_ai.reviews import themes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

# Measured; see docs/models.md and the module's test.
MIN_COSINE = 0.92
MARGIN = 0.01  # by which the next theme must be further away


def nearest(
    terms: Sequence[str], *, embed: Callable[[Sequence[str]], np.ndarray]
) -> dict[str, str]:
    """Term → key of its theme, for terms that lie near enough to a term of one theme only."""
    known = [(term, key) for term, key in themes.shipped_terms().items() if len(term) > 1]
    vectors = embed([term for term, _key in known])  # (K, D)
    similar = embed(list(terms)) @ vectors.T  # (N, K)
    found: dict[str, str] = {}
    for term, row in zip(terms, similar, strict=True):
        best: dict[str, float] = {}
        for at in row.argsort()[::-1][:20]:
            best.setdefault(known[at][1], float(row[at]))
        (key, top), *others = sorted(best.items(), key=lambda pair: -pair[1])
        second = others[0][1] if others else 0.0
        if top >= MIN_COSINE and top - second >= MARGIN and key != themes.THE_PRODUCT:
            found[term] = key
    return found
