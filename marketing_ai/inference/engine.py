"""A model directory as a text back end: decoder, tokenizer and batch put together.

Shared by `embedded.py` (packs) and `local.py` (directories and hub ids). Imports torch,
so it is imported only when a model is loaded.
"""

from __future__ import annotations

import ctypes
import json
import os
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

# Read at torch's first step. A kernel is kept for each number of rows that ever ran: without a
# bound a worker grows by some 150 MB a hundred texts, up to 1.6 GB for 24 products.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
os.environ.setdefault("LRU_CACHE_CAPACITY", "64")

import torch

from marketing_ai.conf import conf
from marketing_ai.exceptions import UnsupportedCapability
from marketing_ai.inference.architecture import from_config
from marketing_ai.inference.batching import Batch, Request
from marketing_ai.inference.decoder import Decoder, Weights
from marketing_ai.inference.pace import Pace
from marketing_ai.inference.rendering import Renderer
from marketing_ai.inference.stopping import cut_at_stop
from marketing_ai.inference.text import Completion, Generation, Prompt, Sampling

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Engine:
    """Loaded weights; `generate` may be called from several threads, one runs at a time."""

    def __init__(self, directory: Path, *, model: str) -> None:
        config = json.loads((directory / "config.json").read_text())
        self.model = model
        self.renderer = Renderer(directory, config)
        self.pace = set_threads()
        shape = from_config(config, model=model)
        self.decoder = Decoder(shape, Weights(directory, torch.bfloat16))
        self._lock = threading.Lock()

    def generate(self, prompts: Sequence[Prompt], sampling: Sampling) -> list[Generation]:
        """See TextBackend. Raises UnsupportedCapability for a prompt beyond the context."""
        if not prompts:
            return []
        stop = (*sampling.stop, *self.renderer.stop)
        sampling = replace(sampling, stop=stop)
        ids = [self.renderer.encode(prompt) for prompt in prompts]
        self._check_length(ids, sampling)
        requests = [
            Request(tokens=tuple(tokens), name=self.renderer.text(prompt))
            for tokens, prompt in zip(ids, prompts, strict=True)
        ]
        with self._lock:
            answers = Batch(
                self.decoder,
                requests,
                sampling,
                end_tokens=self.renderer.end_tokens,
                to_text=self.renderer.decode,
                pace=self.pace,
            ).run()
            give_memory_back()
        generations = []
        for prompt, tokens, row in zip(prompts, ids, answers, strict=True):
            completions = tuple(
                Completion(
                    text=prompt.prefill + cut_at_stop(self.renderer.decode(a.tokens), stop)[0],
                    n_tokens=a.n_tokens,
                    finish="length" if a.finish == "length" else "stop",
                )
                for a in row
            )
            generations.append(
                Generation(
                    key=prompt.key,
                    completions=completions,
                    prompt_tokens=len(tokens),
                    completion_tokens=sum(c.n_tokens for c in completions),
                    model=self.model,
                    latency_ms=round(1000 * max(a.ended_after_s for a in row)),
                )
            )
        return generations

    def count_tokens(self, text: str) -> int:
        """Tokens of the text, without control tokens."""
        return self.renderer.count(text)

    def _check_length(self, ids: Sequence[Sequence[int]], sampling: Sampling) -> None:
        longest = max(map(len, ids))
        limit = self.decoder.shape.max_positions
        if longest + sampling.max_new_tokens > limit:
            raise UnsupportedCapability(
                model=self.model,
                capability=f"{longest} prompt tokens and {sampling.max_new_tokens} new ones, "
                f"more than its {limit}",
            )


def give_memory_back() -> None:
    """Return what the call's buffers left free to the system (glibc keeps it otherwise)."""
    if _LIBC is not None:
        _LIBC.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "malloc_trim") else None


_LIBC = _glibc()


def set_threads() -> Pace:
    """Threads as conf.TORCH_THREADS says; unset, up to the cores this process may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    most = int(conf.TORCH_THREADS or cores or 1)
    torch.set_num_threads(most)
    return Pace(most, adaptive=not conf.TORCH_THREADS)
