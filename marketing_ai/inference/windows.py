"""Cut long texts into windows, and windows into batches. Plain Python, no torch.

A window is a run of tokens that the encoder sees at once. Neighbouring windows overlap so
that a word at an edge is read with what stands around it; each token *belongs* to exactly
one window, the one in which it lies further from an edge.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_WINDOWS = 64  # of a text: more are not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Tokens [start, end) of a text; those of [own_start, own_end) belong to it."""

    start: int
    end: int
    own_start: int
    own_end: int


def windows(n_tokens: int, *, size: int, overlap: int) -> list[Window]:
    """Windows of at most `size` tokens that cover a text; one if it fits.

    Windows of one text are of nearly equal length, so that the last is no stump.
    """
    if n_tokens <= size:
        return [Window(start=0, end=n_tokens, own_start=0, own_end=n_tokens)]
    step_most = size - overlap
    count = -(-(n_tokens - overlap) // step_most)
    if count > MOST_WINDOWS:
        return windows(MOST_WINDOWS * step_most + overlap, size=size, overlap=overlap)
    length = -(-(n_tokens + (count - 1) * overlap) // count)
    starts = [round(i * (n_tokens - length) / (count - 1)) for i in range(count)]
    cuts = [0]
    for left, right in itertools.pairwise(starts):
        cuts.append((left + length + right) // 2)
    cuts.append(n_tokens)
    return [
        Window(start=start, end=start + length, own_start=cuts[i], own_end=cuts[i + 1])
        for i, start in enumerate(starts)
    ]


def batches(lengths: Sequence[int], *, most_tokens: int) -> Iterator[list[int]]:
    """Places of `lengths`, shortest first, in batches of at most `most_tokens` (or one text)."""
    batch: list[int] = []
    n_tokens = 0
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and n_tokens + lengths[place] > most_tokens:
            yield batch
            batch, n_tokens = [], 0
        batch.append(place)
        n_tokens += lengths[place]
    if batch:
        yield batch
