"""Writes shifts and thresholds into a trained adapter's config.json.

They are fitted on rows kept apart from the training, in the class mix in which they come, so
that probabilities mean what they say (`calibration`). Safe to run twice.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from marketing_ai.inference.reader import load_reader
from marketing_ai.reviews.calibration import (
    best_neutral_weight,
    best_threshold,
    fit_scaling,
)
from marketing_ai.reviews.clean import clean
from marketing_ai.reviews.labelled import group_by_sentence
from marketing_ai.reviews.metrics import SpanCounts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from marketing_ai.reviews.labelled import Labelled

MIN_ROWS = 50  # below, the fit would follow single rows: the adapter keeps what it has
MAX_SENTENCES = 800  # read once for each threshold
UNSCALED = {"shift": [0.0, 0.0, 0.0], "temperature": 1.0, "neutral_weight": 1.0}


def calibrate(
    kind: str, directory: Path, rows: Sequence[Labelled], *, binary: Mapping[str, bool]
) -> None:
    """Fit what the kind of training changed. binary: by file, whether it has no neutral.

    The other heads keep the calibration that they started from.
    """
    if len(rows) < MIN_ROWS:
        return
    if kind == "sentiment":
        _polarity(directory, rows, binary)
    else:
        _terms(directory, rows)
        _threshold(directory, [row for row in group_by_sentence(rows) if row.complete])


def _polarity(directory: Path, rows: Sequence[Labelled], binary: Mapping[str, bool]) -> None:
    kept = {"neutral_weight": _read(directory).get("neutral_weight", 1.0)}
    _change(directory, UNSCALED)
    raws = load_reader(directory).read([clean(row.text).text for row in rows])
    probabilities = [raw.probabilities for raw in raws]
    truth = [row.polarity or 0 for row in rows]
    without_neutral = [binary.get(row.source, all(binary.values())) for row in rows]
    scaling = fit_scaling(probabilities, truth, binary=without_neutral)
    three = [i for i, closed in enumerate(without_neutral) if not closed]
    if len(three) >= MIN_ROWS:
        scaled = scaling.apply([probabilities[i] for i in three])
        kept["neutral_weight"] = best_neutral_weight(scaled.tolist(), [truth[i] for i in three])
    _change(
        directory,
        {"shift": list(scaling.shift), "temperature": scaling.temperature, **kept},
    )


def _terms(directory: Path, rows: Sequence[Labelled]) -> None:
    _change(directory, {"span_shift": [0.0, 0.0, 0.0]})
    sentences = group_by_sentence(rows)
    answers = load_reader(directory).spans_given(
        [row.text for row in sentences],
        [[(start, end) for start, end, _p in row.spans or ()] for row in sentences],
    )
    probabilities = [p for row in answers for p in row]
    truth = [polarity for row in sentences for _start, _end, polarity in row.spans or ()]
    scaling = fit_scaling(probabilities, truth, binary=[False] * len(truth), with_scale=False)
    negative, neutral, positive = scaling.shift
    if len(set(truth)) == len(scaling.shift):  # neutral is rare: it must also win where it is
        weight = best_neutral_weight(scaling.apply(probabilities).tolist(), truth)
        neutral += math.log(weight)
    _change(directory, {"span_shift": [negative, neutral, positive]})


def _threshold(directory: Path, sentences: Sequence[Labelled]) -> None:
    sentences = sentences[:MAX_SENTENCES]
    if len(sentences) < MIN_ROWS:
        return

    def score(threshold: float) -> float:
        _change(directory, {"threshold": threshold})
        counts = SpanCounts()
        raws = load_reader(directory).read([row.text for row in sentences])
        for row, raw in zip(sentences, raws, strict=True):
            gold = [(start, end) for start, end, _p in row.spans or ()]
            counts.add(gold, [(span.start, span.end) for span in raw.spans])
        return counts.f1

    _change(directory, {"threshold": best_threshold(score)})


def _read(directory: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((directory / "config.json").read_text(encoding="utf-8"))
    return config


def _change(directory: Path, values: Mapping[str, Any]) -> None:
    config = _read(directory) | dict(values)
    half = directory / ".config.json"
    half.write_text(json.dumps(config, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    half.replace(directory / "config.json")
