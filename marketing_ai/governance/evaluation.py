"""What `marketing_evaluate` can measure. A slice registers its own from its AppConfig hook.

    register(Evaluation(name="sentiment", help="…", run=measure_sentiment, needs_data=True))

An evaluation returns numbers by file, or numbers alone where it reads no file.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from marketing_ai.exceptions import DataUnusable

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


def read_json_lines(
    path: Path, *, limit: int | None, needs: Mapping[str, type]
) -> list[dict[str, Any]]:
    """The first `limit` objects of a file, plain or .gz, one a line.

    needs: keys that each must have, with the type of their value. Raises DataUnusable naming
    the line.
    """
    found: list[dict[str, Any]] = []
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if limit is not None and len(found) >= limit:
                    break
                if line.strip():
                    found.append(_row(path, number, line, needs))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise DataUnusable(
            path=path.name, reason=str(error), advice=_("Give a readable file in UTF-8.")
        ) from error
    return found


def _row(path: Path, number: int, line: str, needs: Mapping[str, type]) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict) or any(
        not isinstance(row.get(key), kind) for key, kind in needs.items()
    ):
        keys = ", ".join(f"“{key}”" for key in needs)
        raise DataUnusable(
            path=path.name,
            reason=_("line %(line)s is no object with %(keys)s.") % {"line": number, "keys": keys},
            advice=_("Give one JSON object a line; see docs/evaluation.md for its keys."),
        )
    return row
