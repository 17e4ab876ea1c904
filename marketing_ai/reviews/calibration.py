"""Fits what an adapter's config adds to its logits, on rows that it was not trained on.

A training draws classes more evenly than they come, so the bare probabilities are off; here
a scale and one shift a class are fitted by maximum likelihood, and the thresholds that decide
labels are chosen by macro-F1. Pure numbers; which rows, and writing them down, is in
`tuning`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from marketing_ai.reviews.metrics import macro_f1

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

RIDGE = 1.0  # pulls scale to 1 and shifts to 0: decides only where few rows speak
SCALE_RANGE = (0.4, 2.5)
STEPS = 50
NEUTRAL_WEIGHTS = tuple(round(0.5 + 0.1 * i, 1) for i in range(31))
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaling:
    """Logits / temperature + shift (negative, neutral, positive)."""

    temperature: float = 1.0
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def apply(self, probabilities: Sequence[Sequence[float]]) -> np.ndarray:
        """Probabilities (n, 3) of unscaled ones."""
        logits = _logits(probabilities) / self.temperature + np.asarray(self.shift)
        return _softmax(logits)


def fit_scaling(
    probabilities: Sequence[Sequence[float]],
    truth: Sequence[int],
    *,
    binary: Sequence[bool],
    with_scale: bool = True,
) -> Scaling:
    """The scaling with the highest likelihood of `truth`, lightly held at "no change".

    probabilities: (n, 3) of the unscaled model. binary: rows whose set has no neutral; of
    them only negative against positive counts. with_scale: False fits the shift alone.
    Newton's method: the likelihood is concave in (1 / temperature, shift).
    """
    logits = _logits(probabilities)  # (n, 3)
    closed = np.zeros_like(logits)
    closed[np.asarray(binary, dtype=bool), 1] = -np.inf
    right = np.eye(3)[np.asarray(truth)]
    features = np.zeros((*logits.shape, 4))  # (n, 3, 4): what 1/temperature and shifts multiply
    features[:, :, 0] = logits if with_scale else 0.0
    features[:, :, 1:] = np.eye(3)
    start = np.array([1.0, 0.0, 0.0, 0.0])
    point = start.copy()
    fixed = logits * (0.0 if with_scale else 1.0) + closed

    def loss(at: np.ndarray) -> float:
        z = features @ at + fixed
        top = z.max(axis=1, keepdims=True)
        total = np.log(np.exp(z - top).sum(axis=1)) + top[:, 0]
        chosen = (np.where(right > 0, z, 0.0)).sum(axis=1)
        return float((total - chosen).sum() + RIDGE * ((at - start) ** 2).sum() / 2)

    for _step in range(STEPS):
        p = _softmax(features @ point + fixed)  # (n, 3)
        gradient = np.einsum("ncf,nc->f", features, p - right) + RIDGE * (point - start)
        mean = np.einsum("ncf,nc->nf", features, p)
        curve = np.einsum("ncf,nc,ncg->fg", features, p, features) - mean.T @ mean
        move = np.linalg.solve(curve + RIDGE * np.eye(4), gradient)
        size = 1.0
        while size > 1e-4 and loss(point - size * move) > loss(point):
            size /= 2
        point = point - size * move
        if np.abs(size * move).max() < 1e-7:
            break
    scale = float(np.clip(point[0], *SCALE_RANGE)) if with_scale else 1.0
    shift = point[1:] - point[1:].mean()
    return Scaling(temperature=1 / scale, shift=(float(shift[0]), float(shift[1]), float(shift[2])))


def best_neutral_weight(probabilities: Sequence[Sequence[float]], truth: Sequence[int]) -> float:
    """The weight of neutral's probability that gives the highest macro-F1 of the labels."""
    p = np.asarray(probabilities)

    def score(weight: float) -> float:
        labels = (p * np.array([1.0, weight, 1.0])).argmax(axis=1)
        return macro_f1(truth, labels.tolist())

    return _best(NEUTRAL_WEIGHTS, score, near=1.0)


def best_threshold(score: Callable[[float], float]) -> float:
    """The threshold of the tagging with the highest score; of equal ones that nearest to 0.5."""
    return _best(THRESHOLDS, score, near=0.5)


def _best(values: Iterable[float], score: Callable[[float], float], *, near: float) -> float:
    return max(values, key=lambda value: (round(score(value), 4), -abs(value - near)))


def _logits(probabilities: Sequence[Sequence[float]]) -> np.ndarray:
    return np.log(np.clip(np.asarray(probabilities, dtype=np.float64), 1e-9, None))


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
