"""What a decoder-only model looks like, read from its transformers config. No torch.

One shape covers the models that are worth running on a shop's own processor: Llama
(SmolLM2), Mistral without a window, Qwen 2 and 3, Gemma 3 text. Anything else raises
UnsupportedCapability, and `local.py` then runs it through transformers' `generate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marketing_ai.exceptions import UnsupportedCapability

if TYPE_CHECKING:
    from collections.abc import Mapping

# Keys of a config that would change the computation in a way that is not built here.
UNKNOWN_IF_SET = ("attn_logit_softcapping", "final_logit_softcapping", "mlp_bias")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What differs between layers. window: how many last tokens it sees, None for all."""

    rope_theta: float
    rope_factor: float  # positions are divided by it (linear scaling); 1 is none
    window: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """Sizes and switches of a decoder.

    norm_shift: added to every norm weight (Gemma stores weight − 1).
    sandwich: norms after attention and feed-forward as well as before (Gemma 3).
    """

    vocab: int
    hidden: int
    intermediate: int
    heads: int
    kv_heads: int
    head_dim: int
    layers: tuple[Layer, ...]
    eps: float
    max_positions: int
    attention_scale: float
    activation: str  # "silu" or "gelu_tanh"
    tied: bool
    qkv_bias: bool
    output_bias: bool
    qk_norm: bool
    norm_shift: float
    sandwich: bool
    embed_scale: float

    @property
    def kv_bytes(self) -> int:
        """Bytes of keys and values a token, in bfloat16."""
        return len(self.layers) * self.kv_heads * self.head_dim * 2 * 2


def from_config(config: Mapping[str, Any], *, model: str) -> Architecture:
    """Read a transformers config.json.

    Raises UnsupportedCapability naming what is not covered; `model` is for its sentence.
    """
    kind = config.get("model_type")
    if kind not in ("llama", "mistral", "qwen2", "qwen3", "gemma3_text"):
        raise UnsupportedCapability(model=model, capability=f"model_type {kind!r}")
    for key in UNKNOWN_IF_SET:
        if config.get(key):
            raise UnsupportedCapability(model=model, capability=f"{key} {config[key]!r}")
    if kind == "mistral" and config.get("sliding_window"):
        raise UnsupportedCapability(model=model, capability="a sliding window in Mistral")
    if kind.startswith("qwen") and config.get("use_sliding_window"):
        raise UnsupportedCapability(model=model, capability="a sliding window in Qwen")
    gemma = kind == "gemma3_text"
    if gemma and config.get("use_bidirectional_attention"):
        raise UnsupportedCapability(model=model, capability="attention in both directions")
    activation = config.get("hidden_activation" if gemma else "hidden_act")
    known = {"silu": "silu", "gelu_pytorch_tanh": "gelu_tanh"}
    if activation not in known:
        raise UnsupportedCapability(model=model, capability=f"activation {activation!r}")
    heads = int(config["num_attention_heads"])
    hidden = int(config["hidden_size"])
    head_dim = int(config.get("head_dim") or hidden // heads)
    scalar = config.get("query_pre_attn_scalar") if gemma else None
    return Architecture(
        vocab=int(config["vocab_size"]),
        hidden=hidden,
        intermediate=int(config["intermediate_size"]),
        heads=heads,
        kv_heads=int(config.get("num_key_value_heads") or heads),
        head_dim=head_dim,
        layers=tuple(_layers(config, model=model)),
        eps=float(config["rms_norm_eps"]),
        max_positions=int(config["max_position_embeddings"]),
        attention_scale=float(scalar or head_dim) ** -0.5,
        activation=known[activation],
        # transformers ties by default for Gemma and leaves Llama untied
        tied=bool(config.get("tie_word_embeddings", gemma)),
        qkv_bias=kind == "qwen2" or bool(config.get("attention_bias")),
        output_bias=kind != "qwen2" and bool(config.get("attention_bias")),
        qk_norm=kind in ("qwen3", "gemma3_text"),
        norm_shift=1.0 if gemma else 0.0,
        sandwich=gemma,
        embed_scale=float(hidden) ** 0.5 if gemma else 1.0,
    )


def _layers(config: Mapping[str, Any], *, model: str) -> list[Layer]:
    n = int(config["num_hidden_layers"])
    kinds = config.get("layer_types") or ["full_attention"] * n
    if config["model_type"] == "gemma3_text" and not config.get("layer_types"):
        # what transformers fills in for configs from before layer_types
        pattern = int(config.get("sliding_window_pattern") or 6)
        kinds = [
            "full_attention" if (i + 1) % pattern == 0 else "sliding_attention" for i in range(n)
        ]
    layers = []
    for kind in kinds:
        if kind not in ("full_attention", "sliding_attention"):
            raise UnsupportedCapability(model=model, capability=f"layer type {kind!r}")
        theta, factor = _rope(config, kind, model=model)
        window = int(config["sliding_window"]) if kind == "sliding_attention" else None
        layers.append(Layer(rope_theta=theta, rope_factor=factor, window=window))
    return layers


def _rope(config: Mapping[str, Any], kind: str, *, model: str) -> tuple[float, float]:
    """Base and linear factor; reads the present and the older (transformers 4) spelling."""
    found = config.get("rope_parameters")
    if found is None:
        sliding = kind == "sliding_attention"
        theta = config.get("rope_local_base_freq", 10000.0) if sliding else config.get("rope_theta")
        scaling = {} if sliding else (config.get("rope_scaling") or {})
        found = {"rope_theta": theta or 10000.0, **scaling}
    parameters = found.get(kind, found)
    rope_type = parameters.get("rope_type", parameters.get("type", "default"))
    if rope_type not in ("default", "linear"):
        raise UnsupportedCapability(model=model, capability=f"rope type {rope_type!r}")
    factor = float(parameters.get("factor", 1.0)) if rope_type == "linear" else 1.0
    return float(parameters["rope_theta"]), factor
