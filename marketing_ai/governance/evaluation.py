"""What `marketing_evaluate` can measure. A slice registers its own from its AppConfig hook.

    register(Evaluation(name="sentiment", help="…", run=measure_sentiment, needs_data=True))

An evaluation returns numbers by file, or numbers alone where it reads no file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from django.utils.functional import Promise

Metrics = dict[str, Any]  # metric → number (or a list of rows, where the contract says so)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRequest:
    """What a person asked for.

    data: files to measure on. train: files to fit on, where something is fitted.
    model: directory of a trained model; None takes the one in use. limit: rows a file.
    tell: called with a sentence about the progress.
    """

    data: tuple[Path, ...] = ()
    train: tuple[Path, ...] = ()
    model: Path | None = None
    limit: int | None = None
    tell: Callable[[str], None] = field(default=lambda _sentence: None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """One name of `marketing_evaluate`.

    run: returns {"files": {stem: metrics}}, or metrics at the top where there is no file.
    """

    name: str
    help: str | Promise
    run: Callable[[EvaluationRequest], Mapping[str, Any]]
    needs_data: bool = True
    needs_train: bool = False


_EVALUATIONS: dict[str, Evaluation] = {}


def register(evaluation: Evaluation) -> None:
    """Make it known under its name; the last one to register wins."""
    _EVALUATIONS[evaluation.name] = evaluation


def evaluations() -> dict[str, Evaluation]:
    """All evaluations by name."""
    return dict(_EVALUATIONS)
