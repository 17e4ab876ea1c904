"""Drawing the next token, for all rows at once.

Order as in transformers: repetition penalty, temperature, top-k, top-p. The cut to
top-k comes before any sort: it is exact and turns work on the vocabulary into work on
k values. Randomness is a counter: row and step name a number, whatever the batch.
"""

from __future__ import annotations

import hashlib

import numpy as np
import torch
from torch import Tensor

BLOCK = 64  # words a block in the two-stage top-k


def row_key(seed: int, prompt: str, sample: int) -> np.uint64:
    """The stream of random numbers of one answer: seed, what it is asked, which sample."""
    text = f"{seed}\x1f{sample}\x1f{prompt}".encode()
    return np.uint64(int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little"))


def uniforms(keys: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """One number in [0, 1) for each (key, step), float64 of 53 bits.

    keys, steps: (R,) uint64. SplitMix64 as a counter: Steele, Lea, Flood, OOPSLA 2014.
    """
    with np.errstate(over="ignore"):  # arithmetic modulo 2⁶⁴ is meant
        z = keys + (steps + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53


def penalise_repetition(logits: Tensor, seen: Tensor, penalty: float) -> Tensor:
    """Make words that were used less likely. Keskar et al., arXiv:1909.05858, equation 2.

    logits: (R, V). seen: (R, n) token ids, any filled up with repeats.
    """
    scores = logits.gather(1, seen)
    scores = torch.where(scores < 0, scores * penalty, scores / penalty)
    return logits.scatter(1, seen, scores)


def pick(
    logits: Tensor, draws: np.ndarray, *, temperature: float, top_k: int, top_p: float
) -> Tensor:
    """The next token of every row.

    logits: (R, V), any float dtype. draws: (R,) in [0, 1). Returns (R,) int64.
    """
    if temperature == 0:
        return logits.argmax(-1)
    if top_k == 1:
        return logits.argmax(-1)
    k = min(top_k, logits.shape[1]) if top_k else logits.shape[1]
    values, ids = top(logits, k)
    p = torch.softmax(values.float() / temperature, dim=-1)  # (R, k), falling
    before = p.cumsum(-1) - p
    # The word that passes top_p still belongs to the set; the first always does.
    p = p.masked_fill(before >= top_p, 0.0) if top_p < 1 else p
    ends = p.double().cumsum(-1)
    at = torch.from_numpy(draws)[:, None] * ends[:, -1:]
    chosen = torch.searchsorted(ends, at, right=True).clamp_(max=k - 1)
    # the draw may fall on the very end of the set by rounding; a cut word is never taken
    last = (p > 0).sum(-1, keepdim=True) - 1
    return ids.gather(1, torch.minimum(chosen, last)).squeeze(1)


def top(logits: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """The k largest values of each row, falling, and their places: (R, k) twice. Exact.

    The k largest lie in the k blocks with the largest maxima, so a row of 262,144 is read
    once for its blocks' maxima, and only k · 64 values are sorted. A tie at the edge is
    decided by torch.topk, the same way every time.
    """
    r, v = logits.shape
    n = v // BLOCK
    if k * 4 > n or v % BLOCK:
        return logits.topk(k, dim=-1)
    blocks = logits.view(r, n, BLOCK)
    best = blocks.amax(-1).topk(k, dim=-1, sorted=False).indices  # (R, k)
    best = best.sort(-1).values  # ties then fall as they would in the whole row
    candidates = blocks.gather(1, best[:, :, None].expand(r, k, BLOCK)).view(r, k * BLOCK)
    values, at = candidates.topk(k, dim=-1)
    ids = best.gather(1, at // BLOCK) * BLOCK + at % BLOCK
    return values, ids
