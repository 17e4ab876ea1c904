"""A decoder's forward pass in plain torch, written for many short answers on few cores.

Two ways through the layers, with the same numbers:

- `prefill` reads a piece of one prompt and leaves its keys and values in the cache;
- `step` takes one new token of every live answer. Linear layers see live rows only;
  attention is computed once over a prompt's keys for all its answers (one batched
  product instead of n), and over each answer's own keys, and both are put together
  by their common maximum.

Every row's result depends on nothing but that row: products are taken row by row of
the same kernels, masked positions add exact zeros. So an answer does not change with
the company it is in (held by tests on the machine they run on).

Legend: R live rows, T tokens of a prompt piece, G prompts in the cache (slots), W
answers a prompt (lanes), P and S positions in the prompt's and the answer's cache,
H query heads, K key-value heads, h = H / K, d head size, D hidden, F feed-forward, V words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 (the name in torch's own docs)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from marketing_ai.inference.architecture import Architecture
    from marketing_ai.inference.kvcache import KVCache, Placement

PIECE = 256  # prompt tokens a prefill pass: bounds the (H, T, P) scores of long prompts


class PackedLinear:
    """x @ wᵀ + b, with the weight laid out once for oneDNN where the processor profits.

    `F.linear` reorders a bfloat16 weight at every call; measured on two Zen 4 cores a
    laid-out weight takes 52 % of the time at 8 rows, 80 % at 64, 92 % at 256. The
    numbers are the same bit for bit.
    """

    def __init__(self, weight: Tensor, bias: Tensor | None = None) -> None:
        self.bias = bias
        self._packed = weight.dtype == torch.bfloat16 and _can_pack()
        # 64: the number of rows to choose the layout for; others are allowed
        self._weight = (
            torch.ops.mkldnn._reorder_linear_weight(weight, 64) if self._packed else weight.clone()
        )

    def __call__(self, x: Tensor) -> Tensor:
        """x: (R, in) → (R, out)."""
        if len(x) == 1:
            # A single row takes another kernel, whose sums differ in the last bit: an answer
            # would change when its neighbours end.
            return self._multiply(x.expand(2, -1))[:1]
        return self._multiply(x)

    def _multiply(self, x: Tensor) -> Tensor:
        if self._packed:
            out: Tensor = torch.ops.mkldnn._linear_pointwise(
                x, self._weight, self.bias, "none", [], ""
            )
            return out
        return F.linear(x, self._weight, self.bias)


def _can_pack() -> bool:
    """Whether torch has the operators and the processor bfloat16 products in hardware."""
    return (
        torch.backends.mkldnn.is_available()
        and hasattr(torch.ops.mkldnn, "_reorder_linear_weight")
        and bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    )


@dataclass(frozen=True, slots=True)
class Block:
    """One layer's weights. Norms are float32 vectors with the shift already added."""

    qkv: PackedLinear  # (D) → (H + 2K) · d
    out: PackedLinear  # (H · d) → (D)
    gate_up: PackedLinear  # (D) → 2F
    down: PackedLinear  # (F) → (D)
    norm_in: Tensor
    norm_mid: Tensor  # before the feed-forward part
    norm_q: Tensor | None
    norm_k: Tensor | None
    norm_after_attention: Tensor | None
    norm_after_mlp: Tensor | None
    rope: int  # which of the decoder's tables
    window: int | None


class Decoder:
    """Weights and forward pass of one model; holds no state of a request."""

    def __init__(self, shape: Architecture, weights: Weights) -> None:
        self.shape = shape
        self.dtype = weights.dtype
        self.embed = weights.table("model.embed_tokens.weight")  # (V, D)
        pairs = [(layer.rope_theta, layer.rope_factor) for layer in shape.layers]
        self._ropes = list(dict.fromkeys(pairs))
        self.blocks = [self._block(weights, i, pairs[i]) for i in range(len(pairs))]
        self.norm = self._norm(weights, "model.norm.weight")
        self.head = PackedLinear(
            weights.get("model.embed_tokens.weight" if shape.tied else "lm_head.weight")
        )
        self._tables: list[tuple[Tensor, Tensor]] = []
        self._table_length = 0

    # --- the two passes

    @torch.inference_mode()
    def prefill(self, tokens: Tensor, cache: KVCache, slot: int, start: int) -> Tensor:
        """Read `tokens` (T,) of the prompt in `slot`, whose first `start` are in the cache.

        Returns the last token's logits, (1, V).
        """
        x = torch.empty(0)
        for at in range(0, len(tokens), PIECE):
            x = self._prefill_piece(tokens[at : at + PIECE], cache, slot, start + at)
        return self.head(rms_norm(x[-1:], self.norm, self.shape.eps))

    @torch.inference_mode()
    def step(self, tokens: Tensor, cache: KVCache, at: Placement) -> Tensor:
        """Take one token of every live answer, `tokens` (R,), to logits (R, V)."""
        cos, sin = self._rope(at.positions)
        x = self._embed(tokens)  # (R, D)
        for i, block in enumerate(self.blocks):
            q, k, v = self._qkv(block, x, cos[block.rope], sin[block.rope])
            cache.append(i, at, k, v)
            a = self._attend_step(i, block, q, cache, at)
            x = self._finish(block, x, a)
        return self.head(rms_norm(x, self.norm, self.shape.eps))

    # --- layers

    def _prefill_piece(self, tokens: Tensor, cache: KVCache, slot: int, start: int) -> Tensor:
        t = len(tokens)
        positions = torch.arange(start, start + t)
        cos, sin = self._rope(positions)
        x = self._embed(tokens)  # (T, D)
        keys = torch.arange(start + t)
        ahead = keys[None, :] > positions[:, None]  # (T, P)
        for i, block in enumerate(self.blocks):
            q, k, v = self._qkv(block, x, cos[block.rope], sin[block.rope])
            k_all, v_all = cache.write_prompt(i, slot, start, k, v)  # (K, P, d)
            hidden = ahead
            if block.window is not None and start + t > block.window:
                hidden = ahead | (positions[:, None] - keys[None, :] >= block.window)
            x = self._finish(block, x, self._attend_prompt(q, k_all, v_all, hidden))
        return x

    def _attend_prompt(self, q: Tensor, k: Tensor, v: Tensor, hidden: Tensor) -> Tensor:
        s, t = self.shape, q.shape[0]
        group = s.heads // s.kv_heads
        q = q.view(t, s.kv_heads, group, s.head_dim).permute(1, 2, 0, 3)  # (K, h, T, d)
        q = q.reshape(s.kv_heads, group * t, s.head_dim)
        scores = torch.matmul(q, k.transpose(1, 2)).float().mul_(s.attention_scale)  # (K, h·T, P)
        scores = scores.view(s.kv_heads, group, t, -1).masked_fill_(hidden, float("-inf"))
        weights, total = _weights(scores, scores.amax(-1, keepdim=True), self.dtype)
        a = torch.matmul(weights.view(s.kv_heads, group * t, -1), v)  # (K, h·T, d)
        a = a.float().view(s.kv_heads, group, t, s.head_dim) / total
        return a.permute(2, 0, 1, 3).reshape(t, -1).to(self.dtype)  # (T, H·d)

    def _attend_step(
        self, i: int, block: Block, q: Tensor, cache: KVCache, at: Placement
    ) -> Tensor:
        s = self.shape
        group = s.heads // s.kv_heads
        g, w = at.n_slots, cache.lanes
        rows = q.view(-1, s.kv_heads, group, s.head_dim)  # (R, K, h, d)
        q = at.to_lanes(rows)  # (G·W, K, h, d); lanes without a live answer are zero
        own_k, own_v = cache.answer_kv(i, at)  # (G·W, K, S, d)
        prompt_k, prompt_v = cache.prompt_kv(i, at)  # (G, K, P, d)
        by_prompt = q.view(g, w, s.kv_heads, group, s.head_dim).transpose(1, 2)
        by_prompt = by_prompt.reshape(g, s.kv_heads, w * group, s.head_dim)  # (G, K, W·h, d)
        prompt_mask, own_mask = at.masks(block.window)  # (G, 1, 1, P), (G·W, 1, 1, S)
        near = torch.matmul(q, own_k.transpose(2, 3)).float().mul_(s.attention_scale)
        near = near.add_(own_mask)  # (G·W, K, h, S)
        far = torch.matmul(by_prompt, prompt_k.transpose(2, 3)).float().mul_(s.attention_scale)
        far = far.add_(prompt_mask)  # (G, K, W·h, P)
        # One maximum over both parts, so that their sums and products can simply be added.
        far_max = self._to_rows(far.amax(-1, keepdim=True), g, w)  # (G·W, K, h, 1)
        top = torch.maximum(far_max, near.amax(-1, keepdim=True))
        near_w, near_sum = _weights(near, top, self.dtype)
        far_w, far_sum = _weights(far, self._to_prompts(top, g, w), self.dtype)
        a = torch.matmul(near_w, own_v).float()  # (G·W, K, h, d)
        a += self._to_rows(torch.matmul(far_w, prompt_v), g, w)
        a /= near_sum + self._to_rows(far_sum, g, w)
        return at.to_rows(a.to(self.dtype)).reshape(len(at.positions), -1)  # (R, H·d)

    def _to_rows(self, x: Tensor, g: int, w: int) -> Tensor:
        """(G, K, W·h, n) → (G·W, K, h, n)."""
        k = self.shape.kv_heads
        x = x.view(g, k, w, self.shape.heads // k, -1).transpose(1, 2)
        return x.reshape(g * w, k, self.shape.heads // k, -1)

    def _to_prompts(self, x: Tensor, g: int, w: int) -> Tensor:
        """(G·W, K, h, n) → (G, K, W·h, n)."""
        k = self.shape.kv_heads
        x = x.view(g, w, k, self.shape.heads // k, -1).transpose(1, 2)
        return x.reshape(g, k, w * (self.shape.heads // k), -1)

    def _qkv(
        self, block: Block, x: Tensor, cos: Tensor, sin: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """x (R, D) → q (R, H, d), k and v (R, K, d), rotated by position."""
        s = self.shape
        y = block.qkv(rms_norm(x, block.norm_in, s.eps)).view(len(x), -1, s.head_dim)
        n = s.heads + s.kv_heads
        qk, v = y[:, :n], y[:, n:]
        if block.norm_q is not None and block.norm_k is not None:
            q = rms_norm(qk[:, : s.heads], block.norm_q, s.eps)
            qk = torch.cat((q, rms_norm(qk[:, s.heads :], block.norm_k, s.eps)), dim=1)
        half = s.head_dim // 2
        turned = torch.cat((-qk[..., half:], qk[..., :half]), dim=-1)
        qk = qk * cos + turned * sin
        return qk[:, : s.heads], qk[:, s.heads :], v

    def _finish(self, block: Block, x: Tensor, a: Tensor) -> Tensor:
        """Output projection and feed-forward part, both added to x (R, D)."""
        s = self.shape
        y = block.out(a)
        if block.norm_after_attention is not None:
            y = rms_norm(y, block.norm_after_attention, s.eps)
        x = x + y
        y = block.gate_up(rms_norm(x, block.norm_mid, s.eps))  # (R, 2F)
        gate, up = y[:, : s.intermediate], y[:, s.intermediate :]
        gate = F.silu(gate) if s.activation == "silu" else F.gelu(gate, approximate="tanh")
        y = block.down(gate * up)
        if block.norm_after_mlp is not None:
            y = rms_norm(y, block.norm_after_mlp, s.eps)
        return x + y

    def _embed(self, tokens: Tensor) -> Tensor:
        x = F.embedding(tokens, self.embed).to(self.dtype)
        if self.shape.embed_scale != 1.0:
            # the factor itself is rounded to the model's precision, as in its training
            x = x * torch.tensor(self.shape.embed_scale, dtype=self.dtype)
        return x

    def _rope(self, positions: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """cos and sin for each kind of layer, (R, 1, d)."""
        needed = int(positions.max()) + 1
        if needed > self._table_length:
            self._table_length = max(needed, 2 * self._table_length, 1024)
            self._tables = [self._rope_table(*pair) for pair in self._ropes]
        cos = [table[0][positions] for table in self._tables]
        sin = [table[1][positions] for table in self._tables]
        return cos, sin

    def _rope_table(self, theta: float, factor: float) -> tuple[Tensor, Tensor]:
        d = self.shape.head_dim
        frequencies = theta ** -(torch.arange(0, d, 2).float() / d) / factor
        angles = torch.arange(self._table_length).float()[:, None] * frequencies
        angles = torch.cat((angles, angles), dim=-1)[:, None]  # (positions, 1, d)
        return angles.cos().to(self.dtype), angles.sin().to(self.dtype)

    # --- reading weights

    def _norm(self, weights: Weights, name: str) -> Tensor:
        return weights.get(name).float() + self.shape.norm_shift

    def _block(self, weights: Weights, i: int, rope: tuple[float, float]) -> Block:
        s, at = self.shape, f"model.layers.{i}."

        def linear(names: Iterable[str], has_bias: bool) -> PackedLinear:
            parts = [weights.get(f"{at}{name}.weight") for name in names]
            biases = [weights.get(f"{at}{name}.bias") for name in names] if has_bias else []
            return PackedLinear(torch.cat(parts), torch.cat(biases) if biases else None)

        def norm(name: str) -> Tensor:
            return self._norm(weights, f"{at}{name}.weight")

        qkv = ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj")
        mid = "pre_feedforward_layernorm" if s.sandwich else "post_attention_layernorm"
        return Block(
            qkv=linear(qkv, s.qkv_bias),
            out=linear(("self_attn.o_proj",), s.output_bias),
            gate_up=linear(("mlp.gate_proj", "mlp.up_proj"), False),
            down=linear(("mlp.down_proj",), False),
            norm_in=norm("input_layernorm"),
            norm_mid=norm(mid),
            norm_q=norm("self_attn.q_norm") if s.qk_norm else None,
            norm_k=norm("self_attn.k_norm") if s.qk_norm else None,
            norm_after_attention=norm("post_attention_layernorm") if s.sandwich else None,
            norm_after_mlp=norm("post_feedforward_layernorm") if s.sandwich else None,
            rope=self._ropes.index(rope),
            window=s.layers[i].window,
        )


class Weights:
    """Named tensors from a directory's safetensors, or from memory (tests)."""

    def __init__(self, source: Path | Mapping[str, Tensor], dtype: torch.dtype) -> None:
        self.dtype = dtype
        self._tensors: Mapping[str, Tensor] = {}
        self._files: dict[str, Path] = {}
        if isinstance(source, Path):
            self._files = _files_by_name(source)
        else:
            self._tensors = source

    def get(self, name: str) -> Tensor:
        """A copy in the model's dtype. Raises KeyError when the file lacks it."""
        if name in self._tensors:
            return self._tensors[name].detach().to(self.dtype, copy=True)
        return self.table(name).to(self.dtype, copy=True)

    def table(self, name: str) -> Tensor:
        """As stored: mapped from the file, so only rows that are read take memory."""
        if name in self._tensors:
            return self._tensors[name].detach().to(self.dtype)
        from safetensors import safe_open

        with safe_open(self._files[name], framework="pt") as stored:
            tensor: Tensor = stored.get_tensor(name)
        return tensor


def _files_by_name(directory: Path) -> dict[str, Path]:
    """Which file of the directory holds which tensor; one file or an index of shards."""
    from safetensors import safe_open

    index = directory / "model.safetensors.index.json"
    if index.exists():
        listed: dict[str, Any] = json.loads(index.read_text())["weight_map"]
        return {name: directory / Path(file).name for name, file in listed.items()}
    path = directory / "model.safetensors"
    with safe_open(path, framework="pt") as stored:
        return dict.fromkeys(stored.keys(), path)


def rms_norm(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    """x / rms(x) · weight over the last axis; computed in float32, returned in x's dtype.

    Source: Zhang and Sennrich, NeurIPS 2019, equation 4.
    """
    y = x.float()
    y = y * torch.rsqrt(y.square().mean(-1, keepdim=True) + eps)
    return (y * weight).to(x.dtype)


def _weights(scores: Tensor, top: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """exp(scores − top) in `dtype`, and its sum over the last axis in float32.

    Summed in float64: a float32 sum is grouped by the axis' length, so its last bit would
    depend on how far the masked room of a longer neighbour reaches.
    """
    e = scores.sub_(top).exp_()
    return e.to(dtype), e.sum(-1, keepdim=True, dtype=torch.float64).float()
