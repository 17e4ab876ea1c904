"""The measures, against hand-computed cases and a reference library."""

from __future__ import annotations

import random

import pytest

from marketing_ai.reviews.metrics import (
    SpanCounts,
    accuracy,
    binary,
    expected_calibration_error,
    macro_f1,
    without_space,
)


def test_macro_f1_by_hand_with_unknown_as_wrong():
    # class 0: 1 right of 2 wanted, 1 given; class 2: 2 right of 2 wanted, 2 given
    assert macro_f1([0, 0, 2, 2], [0, None, 2, 2]) == pytest.approx((2 / 3 + 1) / 2)
    # neutral where there is none costs recall only
    assert macro_f1([0, 2], [1, 2]) == pytest.approx((0 + 1) / 2)
    assert accuracy([0, 2, 2], [None, 2, 2]) == pytest.approx(2 / 3)


def test_macro_f1_is_that_of_scikit_learn():
    f1_score = pytest.importorskip("sklearn.metrics").f1_score
    rng = random.Random(3)
    for _round in range(20):
        truth = [rng.randrange(3) for _row in range(50)]
        found = [rng.choice([0, 1, 2, None]) for _row in truth]
        wanted = f1_score(
            truth,
            [-1 if label is None else label for label in found],
            labels=sorted(set(truth)),
            average="macro",
            zero_division=0,
        )
        assert macro_f1(truth, found) == pytest.approx(wanted)


def test_calibration_error_by_hand():
    # bins of width 1/15: 0.9 falls into (13/15, 14/15], 0.55 into (8/15, 9/15]
    assert expected_calibration_error([0.9, 0.9, 0.55, 0.55], [True, True, True, False]) == (
        pytest.approx((2 * 0.1 + 2 * 0.05) / 4)
    )
    assert expected_calibration_error([1.0, 0.0], [True, False]) == 0
    assert expected_calibration_error([1.0, 1.0], [False, False]) == 1


def test_well_calibrated_guesses_have_a_small_error_and_bold_ones_a_large_one():
    rng = random.Random(5)
    shares = [rng.random() for _row in range(20_000)]
    right = [rng.random() < share for share in shares]
    assert expected_calibration_error(shares, right) < 0.02
    assert expected_calibration_error([min(1, s + 0.2) for s in shares], right) > 0.15


def test_of_two_classes_the_higher_wins_and_is_renormalised():
    assert binary((0.3, 0.6, 0.1)) == (0, pytest.approx(0.75))
    assert binary((0.2, 0.2, 0.6)) == (2, pytest.approx(0.75))
    assert binary((0.0, 1.0, 0.0)) == (2, 0.5)


def test_spans_count_once_and_exactly():
    counts = SpanCounts()
    counts.add([(0, 4), (5, 9)], [(0, 4), (0, 4), (5, 8)])
    counts.add([(1, 2)], [])
    assert (counts.right, counts.given, counts.wanted) == (1, 2, 3)
    assert counts.f1 == pytest.approx(2 / 5)
    assert counts.recall == pytest.approx(1 / 3)
    assert counts.precision == pytest.approx(1 / 2)
    assert SpanCounts().f1 == 0


def test_spans_move_with_the_white_space():
    text, spans = without_space("电 池\u3000很 好", [(0, 3), (4, 7), (3, 4)])
    assert text == "电池很好"
    assert [text[start:end] for start, end in spans] == ["电池", "很好"]


@pytest.mark.parametrize("measure", [macro_f1, accuracy, expected_calibration_error])
def test_no_rows_and_unequal_rows_are_refused(measure):
    with pytest.raises(ValueError, match="no rows"):
        measure([], [])
    with pytest.raises(ValueError, match="against"):
        measure([1], [1, 1])
