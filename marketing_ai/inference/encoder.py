"""The encoder: a post-norm BERT over packed tokens, with LoRA where it is trained.

Texts of a batch lie one after another in one (tokens, hidden) matrix, so no padding is
ever computed; attention runs once for each group of neighbours of equal length.

B texts, T tokens of all texts together, n tokens of one, d hidden, H heads, r rank.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F  # noqa: N812
from safetensors import safe_open
from torch import Tensor

from marketing_ai.inference.encoder_file import WORD_TABLE, EncoderShape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from marketing_ai.inference.lora import Lora

# Tokens are rounded up to a multiple: products prepare a kernel for each size they meet, at
# about a millisecond, so few sizes are faster than no row too many.
ROUND = 128


@dataclass(frozen=True, slots=True)
class Matrix:
    """A frozen linear layer. lora: added to it while training, merged before serving."""

    weight: Tensor  # (out, in)
    bias: Tensor  # (out,)
    lora: Lora | None = None

    def __call__(self, x: Tensor) -> Tensor:
        """x: (T, in) → (T, out)."""
        y = F.linear(x, self.weight, self.bias)
        return y if self.lora is None else y + self.lora(x)


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer norm with its weights."""

    weight: Tensor
    bias: Tensor
    eps: float

    def __call__(self, x: Tensor) -> Tensor:
        """x: (T, d) → (T, d)."""
        return F.layer_norm(x, self.weight.shape, self.weight, self.bias, self.eps)


@dataclass(frozen=True, slots=True)
class Layer:
    """One block: attention, feed-forward, a norm after each."""

    qkv: Matrix  # queries, keys and values in one product
    ao: Matrix
    fi: Matrix
    fo: Matrix
    aln: Norm
    oln: Norm

    def __call__(self, x: Tensor, groups: Sequence[tuple[int, int]], heads: int) -> Tensor:
        """x: (T, d) → (T, d). groups: as `group` gives them."""
        x = self.aln(x + self.ao(_attend(self.qkv(x), groups, heads)))
        return self.oln(x + self.fo(F.gelu(self.fi(x))))  # (T, d); erf GELU


def _attend(qkv: Tensor, groups: Sequence[tuple[int, int]], heads: int) -> Tensor:
    """qkv: (T, 3d). groups: (number of texts, tokens of each), in order. Returns (T, d)."""
    d = qkv.shape[1] // 3
    out = []
    sizes = [rows * n for rows, n in groups]
    rest = len(qkv) - sum(sizes)
    parts = qkv.split([*sizes, rest]) if rest else qkv.split(sizes)
    for (rows, n), part in zip(groups, parts, strict=False):
        q, k, v = part.view(rows, n, 3, heads, d // heads).permute(2, 0, 3, 1, 4)
        mixed = _attention(q, k, v)  # (rows, H, n, d/H)
        out.append(mixed.transpose(1, 2).reshape(rows * n, d))
    if rest:
        out.append(qkv.new_zeros(rest, d))
    return out[0] if len(out) == 1 else torch.cat(out)


def _attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """softmax(q kᵀ / √d) v over the last two dimensions."""
    if not q.requires_grad:
        return F.scaled_dot_product_attention(q, k, v)
    # The fused kernel's way back is 3 to 13 times slower in bfloat16 (torch 2.13, two cores),
    # and a bfloat16 product pays for every new length.
    dtype = q.dtype
    q, k, v = q.float(), k.float(), v.float()
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
    return (torch.softmax(scores, dim=-1) @ v).to(dtype)


def group(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbours of equal length: (how many, tokens of each)."""
    return [(sum(1 for _ in same), n) for n, same in groupby(lengths)]


class Encoder:
    """Frozen weights of one directory in one number format.

    lora: name of a matrix ("l3.qkv") → adapter. merge: add it into the weights (serving);
    otherwise it stays apart (training).
    """

    def __init__(
        self,
        directory: Path,
        *,
        dtype: torch.dtype,
        lora: Mapping[str, Lora] | None = None,
        merge: bool = True,
    ) -> None:
        self.shape = EncoderShape(**json.loads((directory / "config.json").read_text()))
        self.dtype = dtype
        self._lora = dict(lora or {})
        self._merge = merge
        with safe_open(directory / "model.safetensors", framework="pt") as file:
            # stays mapped: processes of one machine share the table
            self.words = file.get_tensor(WORD_TABLE)  # (V, d) bfloat16
            state = {k: file.get_tensor(k) for k in file.keys() if k != WORD_TABLE}  # noqa: SIM118
        self._positions = state["emb.pos"] + state["emb.type"][0]  # (512, d)
        self._norm = self._make_norm(state, "emb.ln", torch.float32)
        self.layers = [self._layer(state, n) for n in range(self.shape.layers)]

    def embed(self, ids: Sequence[Sequence[int]]) -> Tensor:
        """Input of the first layer: (T, d). ids: with `<s>` and `</s>`."""
        flat = torch.tensor([i for row in ids for i in row])
        places = torch.cat([torch.arange(len(row)) for row in ids])
        x = F.embedding(flat, self.words).float() + self._positions[places]
        return self._norm(x).to(self.dtype)

    def run(
        self, x: Tensor, lengths: Sequence[int], *, first: int = 0, last: int | None = None
    ) -> Tensor:
        """Through layers [first, last): (T, d) → (T, d)."""
        groups = group(lengths)
        n_tokens = len(x)
        x = F.pad(x, (0, 0, 0, -n_tokens % ROUND))
        for layer in self.layers[first:last]:
            x = layer(x, groups, self.shape.heads)
        return x[:n_tokens]

    def __call__(self, ids: Sequence[Sequence[int]]) -> Tensor:
        """Last hidden states of all tokens: (T, d)."""
        return self.run(self.embed(ids), [len(row) for row in ids])

    def _layer(self, state: Mapping[str, Tensor], n: int) -> Layer:
        joined = {
            f"l{n}.qkv.{part}": torch.cat([state[f"l{n}.{name}.{part}"] for name in "qkv"])
            for part in "wb"
        }
        known = {**state, **joined}
        return Layer(
            qkv=self._matrix(known, f"l{n}.qkv"),
            ao=self._matrix(known, f"l{n}.ao"),
            fi=self._matrix(known, f"l{n}.fi"),
            fo=self._matrix(known, f"l{n}.fo"),
            aln=self._make_norm(known, f"l{n}.aln", self.dtype),
            oln=self._make_norm(known, f"l{n}.oln", self.dtype),
        )

    def _matrix(self, state: Mapping[str, Tensor], name: str) -> Matrix:
        weight, lora = state[f"{name}.w"], self._lora.get(name)
        if lora is not None and self._merge:
            weight = weight + lora.delta()  # in float32, before any rounding
            lora = None
        return Matrix(weight.to(self.dtype), state[f"{name}.b"].to(self.dtype), lora)

    def _make_norm(self, state: Mapping[str, Tensor], name: str, dtype: torch.dtype) -> Norm:
        weight, bias = state[f"{name}.w"].to(dtype), state[f"{name}.b"].to(dtype)
        return Norm(weight, bias, self.shape.eps)


def best_dtype() -> torch.dtype:
    """bfloat16 where the processor multiplies it in hardware, else float32."""
    return torch.bfloat16 if has_bfloat16() else torch.float32


def has_bfloat16() -> bool:
    """Whether this processor has AVX-512 bf16 or AMX (measured: elsewhere it is slower)."""
    if torch.backends.mkldnn.is_available():
        return bool(getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)())
    return False


def matrix_shapes(shape: EncoderShape) -> dict[str, tuple[int, int]]:
    """Names of the matrices that an adapter may change, with (out, in)."""
    h, f = shape.hidden, shape.intermediate
    kinds = {"qkv": (3 * h, h), "ao": (h, h), "fi": (f, h), "fo": (h, f)}
    return {f"l{n}.{kind}": size for n in range(shape.layers) for kind, size in kinds.items()}
