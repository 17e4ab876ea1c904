"""What is read off the encoder's states: three heads on one pass, and an opinion flag.

polarity: of the whole text, from pooled states of all its windows. tags: whether a token
begins (B), continues (I) or is outside (O) an aspect term. spans: polarity of a term from
its own states and its window's. opinion: whether the text states one at all.

W windows or texts, T tokens, S spans, d hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

CLASSES = 3  # negative, neutral, positive
SCORE_BOUND = 8.0  # of the attention pooling; bounded, so windows add up without a maximum


@dataclass(frozen=True, slots=True)
class Pool:
    """Sums over tokens that can be added: windows of one text make the text's pool."""

    total: Tensor  # (W, d) sum of states
    count: Tensor  # (W, 1)
    weighted: Tensor  # (W, d) sum of states by attention weight
    weight: Tensor  # (W, 1)

    def vectors(self) -> Tensor:
        """Mean and attention-weighted mean: (W, 2d)."""
        return torch.cat([self.total / self.count, self.weighted / self.weight], dim=1)

    def add_up(self, owner: Tensor, n: int) -> Pool:
        """Pools of `n` texts. owner: (W,) text of each window."""
        parts = (self.total, self.count, self.weighted, self.weight)
        return Pool(*(p.new_zeros(n, p.shape[1]).index_add_(0, owner, p) for p in parts))


class Heads(nn.Module):
    """Float32, small. Every method takes float32 states."""

    def __init__(self, hidden: int, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.attention = nn.Linear(hidden, 1)
        self.polarity = _perceptron(2 * hidden, hidden, CLASSES + 1, dropout)
        self.tags = nn.Linear(hidden, 3)
        self.spans = _perceptron(3 * hidden, hidden, CLASSES, dropout)
        nn.init.zeros_(self.attention.weight)
        nn.init.zeros_(self.attention.bias)

    def pool(self, states: Tensor, window: Tensor, own: Tensor, n: int) -> Pool:
        """states: (T, d). window: (T,) of each token. own: (T,) 1 where it belongs there."""
        bounded = SCORE_BOUND * torch.tanh(self.attention(states) / SCORE_BOUND)
        own = own[:, None]
        weight = torch.exp(bounded) * own  # (T, 1)

        def gather(values: Tensor) -> Tensor:
            empty = values.new_zeros(n, values.shape[1])
            return empty.index_add(0, window, values)

        return Pool(gather(states * own), gather(own), gather(states * weight), gather(weight))

    def read_text(self, pool: Pool) -> tuple[Tensor, Tensor]:
        """Logits of polarity (W, 3), and of "states an opinion" (W,)."""
        out = self.polarity(pool.vectors())
        return out[:, :CLASSES], out[:, CLASSES]

    def read_tags(self, states: Tensor) -> Tensor:
        """Logits of O, B, I: (T, 3)."""
        return self.tags(states)

    def read_spans(
        self, states: Tensor, tokens: Tensor, span: Tensor, window: Tensor, pool: Pool
    ) -> Tensor:
        """Logits (S, 3). tokens, span: (P,) which token is in which span. window: (S,)."""
        n = len(window)
        total = states.new_zeros(n, states.shape[1]).index_add(0, span, states[tokens])
        count = torch.bincount(span, minlength=n).clamp(min=1)[:, None]
        around = pool.vectors()[window]  # (S, 2d)
        return self.spans(torch.cat([total / count, around], dim=1))


def _perceptron(into: int, hidden: int, out: int, dropout: float) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(into, hidden), nn.GELU(), nn.Dropout(dropout), nn.Linear(hidden, out)
    )
