"""Low-rank changes to the encoder's matrices (LoRA, Hu et al. 2021).

W + scale x B A, with A (r, in) and B (out, r). B begins at zero, so an untrained adapter
changes nothing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from marketing_ai.inference.encoder import matrix_shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from marketing_ai.inference.encoder_file import EncoderShape

SCALE = 2.0  # alpha / r, the usual choice


class Lora(nn.Module):
    """One matrix' change. Its weights are float32; it computes in the format of its input."""

    def __init__(self, out: int, into: int, rank: int) -> None:
        super().__init__()
        self.a = nn.Parameter(torch.empty(rank, into))
        self.b = nn.Parameter(torch.zeros(out, rank))
        nn.init.kaiming_uniform_(self.a, a=math.sqrt(5))

    def forward(self, x: Tensor) -> Tensor:
        """x: (T, in) → (T, out)."""
        return (x @ self.a.to(x.dtype).T) @ (self.b * SCALE).to(x.dtype).T

    def delta(self) -> Tensor:
        """What is added to the matrix: (out, in), float32, without gradient."""
        return (self.b.detach().float() @ self.a.detach().float()) * SCALE


def make(shape: EncoderShape, *, rank: int, layers: Iterable[int]) -> nn.ModuleDict:
    """Adapters for all matrices of these layers. Keys: names with "." as "_" ("l3_qkv")."""
    wanted = {f"l{n}" for n in layers}
    return nn.ModuleDict(
        {
            key(name): Lora(out, into, rank)
            for name, (out, into) in matrix_shapes(shape).items()
            if name.split(".")[0] in wanted
        }
    )


def key(name: str) -> str:
    """A matrix' name as torch allows it for a module."""
    return name.replace(".", "_")


def by_matrix(modules: nn.ModuleDict) -> Mapping[str, Lora]:
    """Back to the names of the matrices, as Encoder takes them."""
    found: dict[str, Lora] = {}
    for name, module in modules.items():
        assert isinstance(module, Lora)  # noqa: S101 (for the type checker)
        found[name.replace("_", ".")] = module
    return found
