"""Turn a GGUF file into what the decoder loads: safetensors, config.json, tokenizer.json.

Runs as `python -m marketing_ai.inference.convert SOURCE DIRECTORY`, in a process of its
own, with nothing of Django. Knows the two architectures of our packs, llama and gemma3.

Weights are dequantised block by block and written as bfloat16 while reading, so memory
stays near the size of the largest block, not of the model. Names and layout are those
of transformers, so the same directory also loads into `AutoModelForCausalLM`.

The tokenizer comes from transformers' reader of the GGUF vocabulary.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from gguf import GGUFReader, ReaderTensor

ROWS = 4096  # rows of a matrix that are dequantised at once

# GGUF name → transformers name; `blk.N.` → `model.layers.N.`
TOP = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}
LAYER = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "attn_norm": "input_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
# What stands before the feed-forward part: llama names it after the attention it follows.
BY_ARCHITECTURE = {
    "llama": {"ffn_norm": "post_attention_layernorm"},
    "gemma3": {
        "ffn_norm": "pre_feedforward_layernorm",
        "post_attention_norm": "post_attention_layernorm",
        "post_ffw_norm": "post_feedforward_layernorm",
    },
}
SLIDING_PATTERN = 6  # Gemma 3: every sixth layer sees everything (its report, section 2)


def convert(source: Path, target: Path) -> None:
    """Write `model.safetensors`, `config.json`, `generation.json` and the tokenizer.

    Raises ValueError for another architecture or an unknown tensor, OSError of the disk.
    """
    from gguf import GGUFReader

    reader = GGUFReader(str(source))
    config = read_config(reader)
    write_json(target / "config.json", config)
    write_safetensors(target / "model.safetensors", reader, config)
    write_tokenizer(source, target, reader)


def field(reader: GGUFReader, name: str, default: Any = None) -> Any:
    """A metadata value of the file, or the default."""
    found = reader.get_field(name)
    return default if found is None else found.contents()


def read_config(reader: GGUFReader) -> dict[str, Any]:
    """The transformers config of the file's model."""
    architecture = field(reader, "general.architecture")
    if architecture not in BY_ARCHITECTURE:
        raise ValueError(f"architecture {architecture!r} is not one of {list(BY_ARCHITECTURE)}")

    def own(name: str, default: Any = None) -> Any:
        return field(reader, f"{architecture}.{name}", default)

    heads, hidden, layers = (
        own("attention.head_count"),
        own("embedding_length"),
        own("block_count"),
    )
    config: dict[str, Any] = {
        "vocab_size": len(reader.fields["tokenizer.ggml.tokens"].data),
        "hidden_size": hidden,
        "intermediate_size": own("feed_forward_length"),
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": own("attention.head_count_kv", heads),
        "head_dim": own("attention.key_length", hidden // heads),
        "max_position_embeddings": own("context_length"),
        "rms_norm_eps": own("attention.layer_norm_rms_epsilon"),
        "tie_word_embeddings": not any(t.name == "output.weight" for t in reader.tensors),
        "bos_token_id": field(reader, "tokenizer.ggml.bos_token_id"),
        "eos_token_id": field(reader, "tokenizer.ggml.eos_token_id"),
        "pad_token_id": field(reader, "tokenizer.ggml.padding_token_id"),
        "attention_bias": False,
        "dtype": "bfloat16",
    }
    theta = own("rope.freq_base", 10000.0)
    if architecture == "llama":
        return config | {
            "architectures": ["LlamaForCausalLM"],
            "model_type": "llama",
            "hidden_act": "silu",
            "rope_parameters": {"rope_type": "default", "rope_theta": theta},
        }
    kinds = [
        "full_attention" if (i + 1) % SLIDING_PATTERN == 0 else "sliding_attention"
        for i in range(layers)
    ]
    return config | {
        "architectures": ["Gemma3ForCausalLM"],
        "model_type": "gemma3_text",
        "hidden_activation": "gelu_pytorch_tanh",
        # the file does not name it; in Gemma 3 up to 12B it is the size of a head
        "query_pre_attn_scalar": config["head_dim"],
        "sliding_window": own("attention.sliding_window"),
        "layer_types": kinds,
        "rope_parameters": {
            "full_attention": {"rope_type": "default", "rope_theta": theta},
            "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0},
        },
    }


def transformers_name(name: str, architecture: str) -> str:
    """The tensor's name in transformers. Raises ValueError when it is unknown."""
    stem, _, suffix = name.rpartition(".")
    if stem in TOP:
        return f"{TOP[stem]}.{suffix}"
    block, _, inner = stem.removeprefix("blk.").partition(".")
    names = LAYER | BY_ARCHITECTURE[architecture]
    if not stem.startswith("blk.") or inner not in names:
        raise ValueError(f"unknown tensor {name!r}")
    return f"model.layers.{block}.{names[inner]}.{suffix}"


def write_safetensors(path: Path, reader: GGUFReader, config: dict[str, Any]) -> None:
    """Stream all tensors as bfloat16. Format: https://github.com/huggingface/safetensors."""
    architecture = "llama" if config["model_type"] == "llama" else "gemma3"
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    at = 0
    for tensor in reader.tensors:
        shape = [int(n) for n in reversed(tensor.shape)]  # GGUF counts the fastest axis first
        size = 2 * int(tensor.n_elements)
        header[transformers_name(tensor.name, architecture)] = {
            "dtype": "BF16",
            "shape": shape,
            "data_offsets": [at, at + size],
        }
        at += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as out:
        out.write(len(text).to_bytes(8, "little"))
        out.write(text)
        for tensor in reader.tensors:
            for block in blocks(tensor, config):
                out.write(to_bfloat16(block))
        sync(out)


def blocks(tensor: ReaderTensor, config: dict[str, Any]) -> Iterator[np.ndarray]:
    """The tensor's rows in float32, some thousands at a time, in transformers' layout."""
    from gguf.quants import dequantize

    is_llama = config["model_type"] == "llama"
    if is_llama and (".attn_q." in tensor.name or ".attn_k." in tensor.name):
        heads = "num_attention_heads" if ".attn_q." in tensor.name else "num_key_value_heads"
        yield unpermute(dequantize(tensor.data, tensor.tensor_type), config[heads])
        return
    # GGUF stores Gemma's norm weights with the 1 added that the model adds itself.
    shift = 1.0 if not is_llama and tensor.name.endswith("norm.weight") else 0.0
    for start in range(0, tensor.data.shape[0], ROWS):
        yield dequantize(tensor.data[start : start + ROWS], tensor.tensor_type) - shift


def unpermute(w: np.ndarray, n_heads: int) -> np.ndarray:
    """Undo llama.cpp's order of rows, which interleaves the two halves that RoPE rotates.

    w: (n_heads · d, D), rows of a head as 0, d/2, 1, d/2+1, …; returned as 0, 1, 2, …
    """
    d = w.shape[0] // n_heads
    return w.reshape(n_heads, d // 2, 2, -1).swapaxes(1, 2).reshape(w.shape)


def to_bfloat16(x: np.ndarray) -> bytes:
    """Round float32 to bfloat16, ties to even, as torch does. Finite values only."""
    import numpy as np

    bits = np.ascontiguousarray(x, dtype=np.float32).view(np.uint32)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16
    return rounded.astype("<u2").tobytes()


def write_tokenizer(source: Path, target: Path, reader: GGUFReader) -> None:
    """tokenizer.json (and chat_template.jinja where the file has one)."""
    from tokenizers import pre_tokenizers
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(source.parent), gguf_file=source.name)
    if field(reader, "tokenizer.ggml.pre") == "smollm":
        # Digits stand alone in this model; transformers' reader leaves that step out.
        tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Digits(individual_digits=True),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
            ]
        )
    tokenizer.save_pretrained(str(target))
    template = field(reader, "tokenizer.chat_template")
    if template:
        (target / "chat_template.jinja").write_text(template)
    adds_bos = bool(field(reader, "tokenizer.ggml.add_bos_token", False))
    write_json(target / "generation.json", {"add_bos": adds_bos})
    for path in target.iterdir():
        with path.open("rb") as stream:
            os.fsync(stream.fileno())


def write_json(path: Path, value: Any) -> None:
    """Write and sync."""
    with path.open("w") as out:
        json.dump(value, out, indent=1)
        sync(out)


def sync(stream: IO[Any]) -> None:
    """On the disk, not only in the cache of the system."""
    stream.flush()
    os.fsync(stream.fileno())


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
