"""What every training of an adapter shares: steps, learning rate, mean of weights, checkpoints.

A run that was stopped goes on where its last checkpoint stands and ends with the same weights.
Everything written is safetensors.
"""

from __future__ import annotations

import json
import math
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

CHECKPOINT = "checkpoint.safetensors"
CLIP = 1.0


class Loop:
    """The optimiser of one training.

    average: decay of the running mean of the weights; 0 keeps none. identity: what must be
    equal for a checkpoint to be this run's.
    """

    def __init__(
        self,
        parameters: Sequence[nn.Parameter],
        *,
        out: Path,
        steps: int,
        lr: float,
        weight_decay: float,
        warmup: float,
        average: float,
        identity: str,
    ) -> None:
        self.parameters = list(parameters)
        self.steps, self.step = steps, 0
        self.history: list[dict[str, float]] = []
        self._out, self._lr, self._warmup, self._decay = out, lr, warmup, average
        self._identity = identity
        self._optimizer = torch.optim.AdamW(
            self.parameters, lr=lr, weight_decay=weight_decay, betas=(0.9, 0.98)
        )
        self._average = [p.detach().clone() for p in self.parameters]

    def learn(self, loss: Tensor) -> float:
        """One step down."""
        rate = self._lr * self._schedule()
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, CLIP)
        self._optimizer.step()
        self.step += 1
        # the mean begins young: its memory grows with the steps
        decay = min(self._decay, self.step / (self.step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(self._average, [p.detach() for p in self.parameters], 1 - decay)
        return loss.item()

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """With the running mean in the weights' place."""
        self._swap()
        try:
            yield
        finally:
            self._swap()

    def save(self) -> None:
        """Write the checkpoint; the one before stays until this one is whole."""
        state: dict[str, Tensor] = {"random": torch.get_rng_state()}
        state["step"] = torch.tensor(self.step)
        for i, parameter in enumerate(self.parameters):
            state[f"weight.{i}"] = parameter.detach()
            state[f"average.{i}"] = self._average[i]
            for name, value in self._optimizer.state[parameter].items():
                state[f"optimizer.{i}.{name}"] = value
        temporary = self._out / f".{CHECKPOINT}"
        save_file(
            {k: v.contiguous() for k, v in state.items()},
            temporary,
            metadata={"history": json.dumps(self.history), "run": self._identity},
        )
        temporary.replace(self._out / CHECKPOINT)

    def load(self) -> None:
        """Go on from the checkpoint, if there is one. Raises ValueError for another run's."""
        path = self._out / CHECKPOINT
        if not path.exists():
            return
        with safe_open(path, framework="pt") as file:
            about = file.metadata()
        if about.get("run") != self._identity:
            raise ValueError(f"{path} is of another run; delete it or train without resume.")
        state = load_file(path)
        self.history = json.loads(about["history"])
        self.step = int(state["step"])
        for i, parameter in enumerate(self.parameters):
            with torch.no_grad():
                parameter.copy_(state[f"weight.{i}"])
            self._average[i] = state[f"average.{i}"]
            prefix = f"optimizer.{i}."
            self._optimizer.state[parameter] = {
                k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)
            }
        torch.set_rng_state(state["random"])

    def forget(self) -> None:
        """Delete the checkpoint of a run that has ended."""
        (self._out / CHECKPOINT).unlink(missing_ok=True)

    def _schedule(self) -> float:
        """Share of the learning rate: a warm-up, then half a cosine."""
        warm = max(1, round(self._warmup * self.steps))
        if self.step < warm:
            return (self.step + 1) / warm
        return 0.02 + 0.98 * 0.5 * (
            1 + math.cos(math.pi * (self.step - warm) / max(1, self.steps - warm))
        )

    def _swap(self) -> None:
        """Exchange weights and their running mean."""
        if not self._decay:
            return
        with torch.no_grad():
            for parameter, mean in zip(self.parameters, self._average, strict=True):
                kept = parameter.detach().clone()
                parameter.copy_(mean)
                mean.copy_(kept)
