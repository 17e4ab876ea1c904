"""The model card that a training writes beside its adapter: data, licence, figures, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marketing_ai.reviews.comparison import OWN_TEXTS
from marketing_ai.reviews.labelled import CORPUS_LICENCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from marketing_ai.reviews.datasets import LabelledFile
    from marketing_ai.reviews.training import TrainRequest

FILE = "card.md"
_COLUMNS = ("macro_f1", "polarity_macro_f1", "extraction_f1", "accuracy", "ece", "unknown_share")
_SAID = {
    "trained": "this adapter",
    "shipped": "shipped adapter",
    "in_use": "adapter in use before",
    "tfidf": "TF-IDF + logistic regression",
}


def write(
    directory: Path,
    *,
    request: TrainRequest,
    files: Sequence[LabelledFile],
    metrics: Mapping[str, Any],
    label: str,
) -> Path:
    """Write `card.md`. Holds no text of a shopper."""
    path = directory / FILE
    path.write_text(
        "\n".join(
            [
                f"# {label}",
                "",
                "Adapter and heads of the reader (polarity, aspect terms, their polarity) for "
                "multilingual-e5-small (MIT), English and Chinese, written by "
                f"`marketing_train {request.kind}`.",
                "",
                "## Trained on",
                "",
                "| file | rows | sha256 | licence |",
                "| --- | ---: | --- | --- |",
                *(
                    f"| {file.path.name} | {len(file.rows)} | {file.sha256[:16]}… | "
                    f"{file.licence} |"
                    for file in files
                ),
                f"| our corpus, drawn {request.rehearsal} times | | | {CORPUS_LICENCE} |",
                "",
                f"{request.hold_back:.0%} of the groups were held back. Seed {request.seed}, "
                f"{request.epochs} epochs, learning rate {request.lr}.",
                "",
                _licence(files),
                "",
                "## Figures",
                "",
                "On the rows held back, and on texts of our own that no training sees. "
                "Definitions: docs/evaluation.md.",
                "",
                *_table(metrics),
                "",
                "## Limits",
                "",
                "It reads English and Chinese; other languages are answered “unknown”. It was "
                "measured on reviews like those it was trained on; other products, and texts "
                "that are no reviews, may be read worse. Sarcasm is often misread.",
                "",
            ]
        ),
        encoding="utf-8",
    )
    return path


def _licence(files: Sequence[LabelledFile]) -> str:
    if all(file.shippable for file in files):
        return "All data may be redistributed, and so may these weights."
    return (
        "Not all of this data may be redistributed: keep these weights in the shop, do not "
        "ship them."
    )


def _table(metrics: Mapping[str, Any]) -> list[str]:
    used = [
        name
        for name in _COLUMNS
        if any(name in row for rows in metrics.values() for row in rows.values())
    ]
    lines = [
        f"| file | model | n | {' | '.join(used)} |",
        f"| --- | --- | ---: |{' ---: |' * len(used)}",
    ]
    stems = dict.fromkeys(stem for rows in metrics.values() for stem in rows)
    for stem in stems:
        for model in _SAID:
            row = metrics.get(model, {}).get(stem)
            if row is None:
                continue
            shown = "our own texts" if stem == OWN_TEXTS else stem
            cells = " | ".join(str(row.get(name, "")) for name in used)
            lines.append(f"| {shown} | {_SAID[model]} | {row['n']} | {cells} |")
    return lines
