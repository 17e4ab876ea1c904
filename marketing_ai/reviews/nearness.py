"""The shipped theme that an unknown term lies nearest to, by vectors. Pure but for `embed`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from marketing_ai.reviews import themes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

# Measured by leaving each shipped term out: where the nearest other term is as near as this and
# the next theme further away, it is of the right theme for 94 of 100 terms, in either language.
# That holds for 9 % of English and 6 % of Chinese terms; at lower cosines (0.95) three in ten
# would be wrong, and a wrong theme does more harm than none.
MIN_COSINE = {"en": 0.970, "zh": 0.982}
MARGIN = 0.02

_CJK = re.compile(r"[\u3400-\u9fff]")


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
        needed = MIN_COSINE["zh" if _CJK.search(term) else "en"]
        if top >= needed and top - second >= MARGIN and key != themes.THE_PRODUCT:
            found[term] = key
    return found
