"""A training's figures to Weights & Biases: only on request, and no text of a shopper.

Needs the extra `wandb`. Where it sends to, and with which key, is that package's own
configuration (`WANDB_API_KEY`, `WANDB_MODE=offline` …).
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from marketing_ai.exceptions import TrainingRefused

if TYPE_CHECKING:
    from marketing_ai.governance.models import TrainingRun


def require() -> None:
    """Raises TrainingRefused where the package is not installed. Imports nothing."""
    if find_spec("wandb") is None:
        raise TrainingRefused(
            reason=_("the package wandb is not installed."),
            advice=_("Install it (pip install 'marketing-ai[wandb]'), or leave --wandb out."),
        )


def export(run: TrainingRun, *, project: str) -> None:
    """Send one finished run: parameters, hashes and figures."""
    require()
    import wandb

    there = wandb.init(
        project=project,
        name=f"{run.kind} {run.model}",
        config={
            **run.parameters,
            "kind": run.kind,
            "seed": run.seed,
            "data": [{k: v for k, v in file.items() if k != "file"} for file in run.data],
            "data_sha256": run.data_sha256,
            "model": run.model,
            "model_sha256": run.model_sha256,
        },
    )
    there.log(
        {
            **_flat(run.metrics),
            "duration_s": run.duration_s,
            "promoted": run.promoted,
        }
    )
    there.finish()


def _flat(metrics: dict[str, Any], prefix: str = "") -> dict[str, float]:
    found: dict[str, float] = {}
    for name, value in metrics.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{prefix}{name}/")
        elif isinstance(value, int | float):
            found[f"{prefix}{name}"] = value
    return found
