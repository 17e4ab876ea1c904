"""Shifts and thresholds are found again where they are known."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")

from marketing_ai.reviews.calibration import (  # noqa: E402
    best_neutral_weight,
    best_threshold,
    fit_scaling,
)
from marketing_ai.reviews.metrics import expected_calibration_error, macro_f1  # noqa: E402


def softmax(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def drawn(*, temperature, shift, n=6000, seed=1):
    """(probabilities as the model gives them, labels drawn from the scaled ones)."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(n, 3)) * 2
    true = softmax(logits / temperature + np.array(shift))
    return softmax(logits), [int(rng.choice(3, p=row)) for row in true]


def test_a_known_scaling_is_found_again():
    # by simulation: with 6,000 rows the standard error of each is near 0.03
    given, labels = drawn(temperature=1.5, shift=(0.7, -1.0, 0.3))
    found = fit_scaling(given, labels, binary=[False] * len(labels))
    assert found.temperature == pytest.approx(1.5, abs=0.12)
    assert found.shift == pytest.approx((0.7, -1.0, 0.3), abs=0.12)
    scaled = found.apply(given)
    right = [int(row.argmax()) == label for row, label in zip(scaled, labels, strict=True)]
    assert expected_calibration_error(scaled.max(axis=1).tolist(), right) < 0.02


def test_rows_without_neutral_say_nothing_of_neutral():
    given, labels = drawn(temperature=1.0, shift=(0.5, 0.0, -0.5))
    polar = [i for i, label in enumerate(labels) if label != 1]
    found = fit_scaling(given[polar], [labels[i] for i in polar], binary=[True] * len(polar))
    assert found.shift[0] - found.shift[2] == pytest.approx(1.0, abs=0.2)
    assert found.shift[1] == pytest.approx(0.0, abs=1e-6)


def test_a_few_rows_change_little():
    found = fit_scaling([(0.1, 0.1, 0.8)] * 2, [0, 0], binary=[False] * 2)
    assert max(map(abs, found.shift)) < 1.5
    assert 0.4 <= found.temperature <= 2.5


def test_the_shift_alone_can_be_fitted():
    given, labels = drawn(temperature=1.0, shift=(0.4, 0.0, -0.4))
    found = fit_scaling(given, labels, binary=[False] * len(labels), with_scale=False)
    assert found.temperature == 1.0
    assert found.shift == pytest.approx((0.4, 0.0, -0.4), abs=0.12)


def test_the_neutral_weight_is_the_best_of_those_tried():
    rng = np.random.default_rng(2)
    given, labels = drawn(temperature=1.0, shift=(0.0, -1.5, 0.0))
    labels = [label if rng.random() < 0.9 else int(rng.integers(3)) for label in labels]
    weight = best_neutral_weight(given, labels)

    def score(w):
        return macro_f1(labels, (given * np.array([1, w, 1])).argmax(axis=1).tolist())

    assert score(weight) >= max(score(0.5), score(1.0), score(3.0))


def test_of_equal_thresholds_the_middle_one_is_taken():
    assert best_threshold(lambda _threshold: 0.7) == 0.5
    assert best_threshold(lambda threshold: -abs(threshold - 0.35)) == 0.35
