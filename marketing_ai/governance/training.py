"""The record of trainings: started, ended, promoted. What is trained is the slices' business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marketing_ai.governance.models import TrainingRun, TrainingStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path


def start_run(
    kind: str,
    *,
    directory: Path,
    data: Sequence[Mapping[str, Any]],
    data_sha256: str,
    parameters: Mapping[str, Any],
    seed: int,
    now: datetime,
) -> TrainingRun:
    """The row of a training; the unfinished one of the same directory and data goes on."""
    same = TrainingRun.objects.filter(
        kind=kind,
        directory=str(directory),
        data_sha256=data_sha256,
        status__in=(TrainingStatus.RUNNING, TrainingStatus.FAILED),
    ).first()
    run = same or TrainingRun(kind=kind, directory=str(directory), created=now)
    run.data, run.data_sha256 = list(data), data_sha256
    run.parameters, run.seed = dict(parameters), seed
    run.status, run.finished, run.reason = TrainingStatus.RUNNING, None, ""
    run.save()
    return run


def finish_run(
    run: TrainingRun,
    *,
    metrics: Mapping[str, Any],
    model: str,
    model_sha256: str,
    promoted: bool,
    reason: str,
    now: datetime,
) -> None:
    """Store what came out."""
    run.status, run.finished = TrainingStatus.DONE, now
    run.metrics, run.model, run.model_sha256 = dict(metrics), model, model_sha256
    run.promoted, run.reason = promoted, reason
    run.duration_s = max(0, round((now - run.created).total_seconds()))
    run.save()


def fail_run(run: TrainingRun, *, reason: str, now: datetime) -> None:
    """Store that it ended without a model; the same command with --resume goes on."""
    run.status, run.finished, run.reason = TrainingStatus.FAILED, now, reason[:2000]
    run.save(update_fields=["status", "finished", "reason"])
