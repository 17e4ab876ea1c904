"""Tiny random models, prompts, and the real packs where they were pulled."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from django.test import override_settings

from marketing_ai.exceptions import ModelUnavailable
from marketing_ai.inference import packs, text
from marketing_ai.inference.text import Message, Prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WORDS = ["the", "a", "kettle", "lamp", "shirt", "steel", "red", "holds", "is", "made", "of", "with"]

CONTROL = ["<s>", "</s>", "<|im_start|>", "<|im_end|>"]
CHATML = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
VOCABULARY = 288

LLAMA: dict[str, Any] = {
    "model_type": "llama",
    "hidden_act": "silu",
    "num_key_value_heads": 2,
    "tie_word_embeddings": True,
}
TINY: dict[str, dict[str, Any]] = {
    "llama": LLAMA,
    "llama-untied": LLAMA | {"tie_word_embeddings": False, "attention_bias": True},
    "qwen2": LLAMA | {"model_type": "qwen2", "tie_word_embeddings": False},
    "qwen3": LLAMA | {"model_type": "qwen3", "head_dim": 16},
    "gemma3": {
        "model_type": "gemma3_text",
        "hidden_activation": "gelu_pytorch_tanh",
        "num_key_value_heads": 1,
        "head_dim": 16,
        "query_pre_attn_scalar": 16,
        "sliding_window": 12,
        "layer_types": ["sliding_attention", "full_attention", "sliding_attention"],
        "rope_parameters": {
            "full_attention": {"rope_type": "default", "rope_theta": 1e6},
            "sliding_attention": {"rope_type": "default", "rope_theta": 1e4},
        },
    },
}
COMMON = {
    "vocab_size": VOCABULARY,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "max_position_embeddings": 512,
    "rms_norm_eps": 1e-5,
    "bos_token_id": 0,
    "eos_token_id": 1,
    "pad_token_id": 1,
}


def make_net(name: str, **changes: Any) -> Any:
    """A random transformers model in float32, its norms and biases random too."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    settings = COMMON | TINY[name] | changes
    config = AutoConfig.for_model(**settings)
    torch.manual_seed(7)
    net = AutoModelForCausalLM.from_config(config, dtype=torch.float32).eval()
    with torch.no_grad():
        for key, parameter in net.named_parameters():
            if "norm" in key or key.endswith("bias"):
                parameter.add_(torch.randn_like(parameter) * 0.2)
            else:
                parameter.mul_(4.0)  # the usual 0.02 would leave attention flat
    return net


def write_tokenizer(directory: Path, *, template: str = CHATML) -> None:
    """A byte-level tokenizer with control tokens and a chat template."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=CONTROL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(WORDS, trainer)
    tokenizer.add_special_tokens([AddedToken(word, special=True) for word in CONTROL])
    tokenizer.save(str(directory / "tokenizer.json"))
    names = {"bos_token": "<s>", "eos_token": "</s>"}
    (directory / "tokenizer_config.json").write_text(json.dumps(names))
    if template:
        (directory / "chat_template.jinja").write_text(template)


@pytest.fixture
def tiny_directory(tmp_path: Path) -> Callable[..., Path]:
    """Writes a tiny model the way transformers saves one."""

    def make(name: str = "llama", *, template: str = CHATML, **changes: Any) -> Path:
        directory = tmp_path / f"tiny-{name}"
        directory.mkdir(exist_ok=True)
        make_net(name, **changes).to(dtype=_bfloat16()).save_pretrained(directory)
        write_tokenizer(directory, template=template)
        return directory

    return make


def _bfloat16() -> Any:
    import torch

    return torch.bfloat16


def ask(*contents: str, prefill: str = "") -> list[Prompt]:
    """One-turn prompts with keys p0, p1, …"""
    return [
        Prompt(key=f"p{i}", messages=(Message(role="user", content=c),), prefill=prefill)
        for i, c in enumerate(contents)
    ]


@pytest.fixture(autouse=True)
def _no_models_stay_loaded() -> Iterator[None]:
    yield
    text.forget()


@pytest.fixture(scope="session")
def real_pack() -> Callable[[str], packs.Pack]:
    """A pulled pack by name; skips, or fails under MARKETING_AI_REQUIRE_SERVICES=1."""

    def get(name: str) -> packs.Pack:
        pack = packs.get(name)
        with override_settings(MARKETING_AI={"ACCEPTED_TERMS": ["gemma"]}):
            try:
                packs.check_ready(pack)
            except ModelUnavailable as error:
                # Gemma's terms are the reader's to accept: `make test` cannot pull it for them.
                if os.environ.get("MARKETING_AI_REQUIRE_SERVICES") == "1" and not pack.terms:
                    pytest.fail(f"{name} is required: {error} {error.advice}")
                pytest.skip(f"{error} {error.advice}")
        return pack

    return get
