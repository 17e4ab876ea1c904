"""`marketing_train claims`: the shipped checker once more, from texts of this project alone.

It is measured on texts that were written for measuring (`evaluation/claims_*.jsonl`) and never
taken into use by itself: the maintainers copy it to `weights/checker` and say so in the changelog.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from marketing_ai.copywriting import claim_examples, evaluate
from marketing_ai.copywriting.corpus import ROOT as PAIRS
from marketing_ai.exceptions import TrainingRefused
from marketing_ai.governance import training as record
from marketing_ai.governance.evaluation import EvaluationRequest
from marketing_ai.grounding.corpus import ROOT as MARKED
from marketing_ai.inference import checker
from marketing_ai.inference.checker_examples import CheckerOptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from marketing_ai.governance.models import TrainingRun

MEASURED_ON = sorted((Path(__file__).resolve().parents[1] / "evaluation").glob("claims_*.jsonl"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTraining:
    """What a person asked for. limit: examples an epoch, for a try."""

    out: Path
    epochs: int = 2
    seed: int = 0
    threads: int | None = None
    resume: bool = False
    limit: int | None = None


def train_claims(
    request: ClaimTraining,
    *,
    clock: Callable[[], datetime],
    tell: Callable[[str], None] = lambda _sentence: None,
) -> TrainingRun:
    """Train, measure, write the card, record.

    Raises TrainingRefused for a directory that holds something else, ModelUnavailable without
    the encoder.
    """
    from marketing_ai.inference.checker_training import train_checker

    checker.base_directory()
    if request.out.exists() and any(request.out.iterdir()) and not request.resume:
        raise TrainingRefused(
            reason=_("%(path)s is not empty.") % {"path": request.out},
            advice=_("Pass --resume to go on with what is there, or name another directory."),
        )
    epochs = [
        epoch[: request.limit] for epoch in claim_examples.epochs(request.epochs, seed=request.seed)
    ]
    run = record.start_run(
        "claims",
        directory=request.out.resolve(),
        data=[{"file": path.name} for path in _files()],
        data_sha256=_digest(),
        parameters={"epochs": request.epochs, "limit": request.limit},
        seed=request.seed,
        now=clock(),
    )
    try:
        tell(_("Training on %(n)s texts …") % {"n": sum(map(len, epochs))})
        train_checker(
            epochs,
            out=request.out,
            options=CheckerOptions(
                seed=request.seed, threads=request.threads, resume=request.resume
            ),
            progress=lambda state: tell(_progress(state)),
        )
        tell(_("Measuring …"))
        metrics = measure(request.out)
    except BaseException as error:
        record.fail_run(run, reason=f"{type(error).__name__}: {error}", now=clock())
        raise
    label = checker.checker_label(request.out)
    _write_card(request, label=label, metrics=metrics, n=sum(map(len, epochs)))
    record.finish_run(
        run,
        metrics=metrics,
        model=label,
        model_sha256=hashlib.sha256((request.out / checker.FILES[0]).read_bytes()).hexdigest(),
        promoted=False,
        reason=_("Trained from texts of this project; not taken into use by itself."),
        now=clock(),
    )
    return run


def measure(directory: Path) -> dict[str, Any]:
    """Figures of `marketing_evaluate claims` with this checker, by file."""
    found = evaluate.measure_claims(EvaluationRequest(data=tuple(MEASURED_ON), model=directory))
    files: dict[str, Any] = found["files"]
    return files


def _files() -> list[Path]:
    return [*sorted(PAIRS.glob("*_*.txt")), *sorted(MARKED.glob("claims_*.jsonl"))]


def _digest() -> str:
    digest = hashlib.sha256()
    for path in _files():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _progress(state: dict[str, float]) -> str:
    return _("Epoch %(epoch)s, step %(step)s of %(steps)s, loss %(loss)s") % {
        "epoch": int(state["epoch"]) + 1,
        "step": int(state["step"]),
        "steps": int(state["steps"]),
        "loss": f"{state['loss']:.3f}",
    }


def _write_card(request: ClaimTraining, *, label: str, metrics: dict[str, Any], n: int) -> None:
    names = ("n", "recall", "false_alarms", "puffery_alarms", "passed_wrongly", "blocked_wrongly")
    rows = [
        f"| {stem} | " + " | ".join(str(found.get(name, "")) for name in names) + " |"
        for stem, found in sorted(metrics.items())
    ]
    lines = [
        f"# {label}",
        "",
        "Adapter and head of the claim check for multilingual-e5-small (MIT), English and Chinese:",
        "which words of a text claim something, and whether the facts beside it carry them.",
        "",
        "## Trained on",
        "",
        f"{n} texts over {request.epochs} epochs, all written in this project: pairs of facts and",
        "copy whose facts were changed at random, and copy whose claims were marked by hand.",
        f"Options: {asdict(CheckerOptions(seed=request.seed))}.",
        "",
        "## Measured",
        "",
        "On texts written for measuring, together with the rules of the claim check.",
        "",
        "| texts | " + " | ".join(names) + " |",
        "| --- |" + " ---: |" * len(names),
        *rows,
        "",
    ]
    (request.out / "card.md").write_text("\n".join(lines), encoding="utf-8")
