"""`marketing_evaluate sentiment | aspects | unknown`: how well the reader reads.

What each figure means, and on what it is measured, is in docs/evaluation.md. Texts go the way
of a shop's reviews: cleaned, language told, read, and believed or not.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext_lazy as _

from marketing_ai.conf import conf
from marketing_ai.governance.evaluation import Evaluation, EvaluationRequest, register
from marketing_ai.inference.reader import load_reader
from marketing_ai.reviews import evaluate_insight, metrics
from marketing_ai.reviews.clean import clean
from marketing_ai.reviews.corpus import read_unknown_set
from marketing_ai.reviews.datasets import ALL_TERMS, read_aspects, read_sentiment
from marketing_ai.reviews.labelled import group_by_sentence
from marketing_ai.reviews.language import detect
from marketing_ai.reviews.reading import DUMMY
from marketing_ai.reviews.sentiment import LABELS, UNKNOWN, Decision, decide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from marketing_ai.governance.evaluation import Metrics
    from marketing_ai.inference.reader import RawReading, Reader
    from marketing_ai.reviews.labelled import Labelled

T = TypeVar("T")

BATCH = 1024  # texts given to the reader at once, between two lines of progress
DECIMALS = 4


def connect() -> None:
    """Make the names known to `marketing_evaluate`."""
    for evaluation in (
        Evaluation(
            name="sentiment",
            help=_("Polarity of whole texts: macro-F1, accuracy, calibration, share unknown."),
            run=_sentiment,
        ),
        Evaluation(
            name="aspects",
            help=_("Aspect terms: polarity given the term, and whether terms are found."),
            run=_aspects,
        ),
        Evaluation(
            name="unknown",
            help=_("Whether unreadable texts are answered “unknown” and clear ones are not."),
            run=_unknown,
            needs_data=False,
        ),
    ):
        register(evaluation)
    evaluate_insight.connect()


def _sentiment(request: EvaluationRequest) -> dict[str, Any]:
    files = [read_sentiment(path) for path in request.data]
    reader = load_reader(request.model or in_use())
    return {
        "files": {
            file.stem: sentiment_metrics(
                reader,
                sample(file.rows, request.limit),
                is_binary=file.is_binary,
                tell=_named(request, file.stem),
            )
            for file in files
        }
    }


def _aspects(request: EvaluationRequest) -> dict[str, Any]:
    files = [read_aspects(path) for path in request.data]
    reader = load_reader(request.model or in_use())
    return {
        "files": {
            file.stem: aspect_metrics(
                reader, sample(file.rows, request.limit), tell=_named(request, file.stem)
            )
            for file in files
        }
    }


def _unknown(request: EvaluationRequest) -> dict[str, Any]:
    unreadable, clear = (rows[: request.limit] for rows in read_unknown_set())
    return unknown_metrics(load_reader(request.model or in_use()), unreadable, clear)


def in_use() -> Path | None:
    """The directory that `REVIEW_READER` names; None: the promoted or shipped adapter."""
    return Path(conf.REVIEW_READER) if conf.REVIEW_READER not in (None, "", DUMMY) else None


def sample(rows: Sequence[Labelled], n: int | None) -> list[Labelled]:
    """About n of the rows, always the same ones: sets are often sorted by label.

    Rows of one text go together, so there may be some more than n.
    """
    if n is None or n >= len(rows):
        return list(rows)
    ranks = [hashlib.sha256(row.text.encode("utf-8", "surrogatepass")).digest() for row in rows]
    last = sorted(ranks)[n - 1]
    return [row for row, rank in zip(rows, ranks, strict=True) if rank <= last]


# --- figures ----------------------------------------------------------------------------------


def read_and_decide(
    reader: Reader, texts: Sequence[str], *, tell: Callable[[str], None] = lambda _sentence: None
) -> list[tuple[RawReading, Decision]]:
    """Each text as the shop's reviews are read."""
    cleaned = [clean(text) for text in texts]
    found: list[tuple[RawReading, Decision]] = []
    for at, part in _batches(cleaned):
        raws = reader.read([one.text for one in part])
        found += [
            (raw, decide(raw, one, detect(one.text))) for raw, one in zip(raws, part, strict=True)
        ]
        tell(f"{at + len(part)}/{len(texts)}")
    return found


def sentiment_metrics(
    reader: Reader,
    rows: Sequence[Labelled],
    *,
    is_binary: bool,
    by_part: bool = True,
    tell: Callable[[str], None] = lambda _sentence: None,
) -> Metrics:
    """n, macro_f1, accuracy, ece, unknown_share, and macro-F1 of each part of a file."""
    readings = read_and_decide(reader, [row.text for row in rows], tell=tell)
    truth = [_known(row) for row in rows]
    guesses = [_guess(raw, is_binary=is_binary) for raw, _decision in readings]
    predicted = [
        None if decision.label == UNKNOWN else label if is_binary else LABELS.index(decision.label)
        for (label, _p), (_raw, decision) in zip(guesses, readings, strict=True)
    ]
    right = [label == t for (label, _p), t in zip(guesses, truth, strict=True)]
    result: Metrics = {
        "n": len(rows),
        "macro_f1": _round(metrics.macro_f1(truth, predicted)),
        "accuracy": _round(metrics.accuracy(truth, predicted)),
        "ece": _round(metrics.expected_calibration_error([p for _l, p in guesses], right)),
        "unknown_share": _round(predicted.count(None) / len(rows)),
    }
    parts = sorted({row.part for row in rows if row.part})
    for part in parts if by_part and len(parts) > 1 else ():
        chosen = [i for i, row in enumerate(rows) if row.part == part]
        result[f"macro_f1_{part}"] = _round(
            metrics.macro_f1([truth[i] for i in chosen], [predicted[i] for i in chosen])
        )
    return result


def _guess(raw: RawReading, *, is_binary: bool) -> tuple[int, float]:
    """The top class and its probability; where there is no neutral, of the other two."""
    if is_binary:
        return metrics.binary(raw.probabilities)
    return _top(raw.probabilities)


def _top(probabilities: Sequence[float]) -> tuple[int, float]:
    label = max(range(len(probabilities)), key=probabilities.__getitem__)
    return label, probabilities[label]


def aspect_metrics(
    reader: Reader,
    rows: Sequence[Labelled],
    *,
    tell: Callable[[str], None] = lambda _sentence: None,
) -> Metrics:
    """n, polarity_macro_f1, ece; extraction_f1 and extraction_recall where they can be told."""
    texts, places, truth = [], [], []
    for row in rows:
        text, spans = _as_seen(row)
        texts.append(text)
        places.append([(start, end) for start, end, _polarity in spans])
        truth += [polarity for _start, _end, polarity in spans]
    guesses: list[tuple[int, float]] = []
    sets = [row.part for row in rows for _span in row.spans or ()]
    for at, part in _batches(texts):
        for answers in reader.spans_given(part, places[at : at + len(part)]):
            guesses += [_top(answer) for answer in answers]
        tell(f"{at + len(part)}/{len(texts)}")
    predicted = [label for label, _p in guesses]
    right = [label == t for label, t in zip(predicted, truth, strict=True)]
    result: Metrics = {
        "n": len(rows),
        "polarity_macro_f1": _round(metrics.macro_f1(truth, predicted)),
        "polarity_accuracy": _round(metrics.accuracy(truth, predicted)),
        "polarity_ece": _round(metrics.expected_calibration_error([p for _l, p in guesses], right)),
    }
    for name in sorted(set(sets)) if len(set(sets)) > 1 else ():
        chosen = [i for i, one in enumerate(sets) if one == name]
        result[f"polarity_macro_f1_{name}"] = _round(
            metrics.macro_f1([truth[i] for i in chosen], [predicted[i] for i in chosen])
        )
    return result | _extraction(reader, rows)


def _as_seen(row: Labelled) -> tuple[str, list[tuple[int, int, int]]]:
    """The text as the model sees it: Chinese without white space."""
    spans = list(row.spans or ())
    if row.language != "zh":
        return row.text, spans
    text, moved = metrics.without_space(row.text, [(start, end) for start, end, _p in spans])
    return text, [(*place, p) for place, (_s, _e, p) in zip(moved, spans, strict=True)]


def _extraction(reader: Reader, rows: Sequence[Labelled]) -> Metrics:
    sentences = group_by_sentence(rows)
    all_terms = metrics.SpanCounts()
    one_term = metrics.SpanCounts()
    by_part: dict[str, metrics.SpanCounts] = {}
    for _at, part in _batches(sentences):
        readings = reader.read([sentence.text for sentence in part])
        for sentence, raw in zip(part, readings, strict=True):
            _t, gold = metrics.without_space(
                sentence.text, [(start, end) for start, end, _p in sentence.spans or ()]
            )
            _t, found = metrics.without_space(
                sentence.text, [(span.start, span.end) for span in raw.spans]
            )
            counts = by_part.setdefault(sentence.part, metrics.SpanCounts())
            counts.add(gold, found)
            (all_terms if sentence.complete else one_term).add(gold, found)
    result: Metrics = {}
    if all_terms.wanted:
        result["extraction_f1"] = _round(all_terms.f1)
        result["extraction_precision"] = _round(all_terms.precision)
    total = one_term.wanted or all_terms.wanted
    if total:
        shown = one_term if one_term.wanted else all_terms
        result["extraction_recall"] = _round(shown.recall)
    for name, counts in sorted(by_part.items()):
        if len(by_part) > 1:
            kind = "f1" if name in ALL_TERMS else "recall"
            result[f"extraction_{kind}_{name}"] = _round(getattr(counts, kind))
    return result


def unknown_metrics(
    reader: Reader, unreadable: Sequence[tuple[str, str]], clear: Sequence[tuple[str, str]]
) -> Metrics:
    """Share answered "unknown" of the unreadable texts (right) and of the clear ones (wrong)."""
    right, wrong = Counter[str](), Counter[str]()
    for kind, label in _labels(reader, unreadable):
        right[kind] += label == UNKNOWN
    for kind, label in _labels(reader, clear):
        wrong[kind] += label == UNKNOWN
    kinds = Counter(kind.split(":")[0] for kind, _text in unreadable)
    return {
        "unknown_right": _round(right.total() / max(1, len(unreadable))),
        "unknown_wrong": _round(wrong.total() / max(1, len(clear))),
        "n_unreadable": len(unreadable),
        "n_clear": len(clear),
        **{f"unknown_right_{kind}": _round(right[kind] / n) for kind, n in sorted(kinds.items())},
    }


def _labels(reader: Reader, rows: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for (kind, _text), (_raw, decision) in zip(
        rows, read_and_decide(reader, [text for _kind, text in rows]), strict=True
    ):
        yield kind.split(":")[0], decision.label


def _batches(rows: Sequence[T]) -> Iterator[tuple[int, Sequence[T]]]:
    for at in range(0, len(rows), BATCH):
        yield at, rows[at : at + BATCH]


def _known(row: Labelled) -> int:
    if row.polarity is None:
        raise ValueError(f"a row of {row.source} has no label")
    return row.polarity


def _named(request: EvaluationRequest, stem: str) -> Callable[[str], None]:
    return lambda sentence: request.tell(f"{stem}: {sentence}")


def _round(value: float) -> float:
    return round(value, DECIMALS)
