"""What the checker is trained on, and how: plain values, importable without torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marketing_ai.inference.checker import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimExample:
    """A text with its claims marked: (start, end, whether a fact carries it), in code points.

    weight: how much its tokens count in the loss.
    """

    question: Question
    claims: tuple[tuple[int, int, bool], ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckerOptions:
    """How to train."""

    lr: float = 6e-4
    rank: int = 16
    batch: int = 24  # rows a step
    seed: int = 0
    threads: int | None = None
    resume: bool = True
    dropout: float = 0.1
    weight_decay: float = 0.01
    warmup: float = 0.06  # share of all steps
    average: float = 0.99
    checkpoint_every: int = 200  # steps
