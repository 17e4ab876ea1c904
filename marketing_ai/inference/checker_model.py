"""Weights and arithmetic of the checker. Imports torch: only when a checker is loaded."""

from __future__ import annotations

import json
import os
import threading
from collections import defaultdict
from typing import TYPE_CHECKING

# as in engine.py: without a bound a kernel is kept for each number of tokens that ever ran
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
os.environ.setdefault("LRU_CACHE_CAPACITY", "64")

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from marketing_ai.inference import lora
from marketing_ai.inference.checker import ClaimSpan
from marketing_ai.inference.checker_data import join, rows_of
from marketing_ai.inference.encoder import Encoder, best_dtype
from marketing_ai.inference.encoder_file import EncoderShape
from marketing_ai.inference.engine import give_memory_back, set_threads
from marketing_ai.inference.tokens import EncoderTokenizer
from marketing_ai.inference.windows import batches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from marketing_ai.inference.checker import Question
    from marketing_ai.inference.checker_data import PairRow

CLASSES = 3  # outside, supported, unsupported
PASS_TOKENS = 4096
CLAIM_THRESHOLD = 0.5


class TagHead(nn.Module):
    """Logits of the three classes, and that a claim begins, of each token."""

    def __init__(self, hidden: int, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(hidden, hidden),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, CLASSES + 1),
        )

    def forward(self, states: Tensor) -> Tensor:
        """states: (T, d) → (T, 4)."""
        found: Tensor = self.layers(states)
        return found


class CheckerModel:
    """A loaded encoder with one adapter. Several threads may call it, one runs at a time."""

    def __init__(self, base: Path, adapter: Path, *, dtype: torch.dtype | None = None) -> None:
        shape = EncoderShape(**json.loads((base / "config.json").read_text()))
        config = json.loads((adapter / "config.json").read_text())
        self.base_sha256: str = config.get("base_sha256", "")
        self.threshold: float = config.get("threshold", CLAIM_THRESHOLD)
        self._eos = shape.eos
        self._tokenizer = EncoderTokenizer(base / "tokenizer.json", shape)
        self._pace = set_threads()
        self._lock = threading.Lock()
        modules, self._head = load_adapter(adapter, shape, rank=config["rank"])
        self._head.eval()
        self._encoder = Encoder(base, dtype=dtype or best_dtype(), lora=lora.by_matrix(modules))

    def read(self, questions: Sequence[Question]) -> list[list[ClaimSpan]]:
        """The claims of each text. Of several parts of the facts the kindest one counts."""
        rows, texts = rows_of(questions, self._tokenizer, eos=self._eos)
        classes = [torch.tensor([[1.0, 0.0, 0.0]]).repeat(len(t.ids), 1) for t in texts]
        begins = [torch.zeros(len(t.ids)) for t in texts]
        seen: dict[int, set[int]] = defaultdict(set)
        with self._lock, torch.inference_mode():
            for chosen in batches([len(row.ids) for row in rows], most_tokens=PASS_TOKENS):
                part = [rows[i] for i in chosen]
                for row, logits in zip(part, self._logits(part), strict=True):
                    own = slice(row.own.start - row.start, row.own.stop - row.start)
                    place = slice(row.own.start, row.own.stop)
                    found = torch.softmax(logits[own, :CLASSES], dim=1)
                    if row.own.start in seen[row.question]:
                        before = classes[row.question][place]
                        kinder = (found[:, 2] < before[:, 2])[:, None]
                        found = torch.where(kinder, found, before)
                    seen[row.question].add(row.own.start)
                    classes[row.question][place] = found
                    begins[row.question][place] = torch.sigmoid(logits[own, CLASSES])
            give_memory_back()
        return [
            [
                ClaimSpan(start=start, end=end, claim=claim, unsupported=wrong)
                for start, end, claim, wrong in join(
                    question.text,
                    text.offsets,
                    classes[i].tolist(),
                    begins[i].tolist(),
                    threshold=self.threshold,
                )
            ]
            for i, (question, text) in enumerate(zip(questions, texts, strict=True))
        ]

    def _logits(self, rows: Sequence[PairRow]) -> list[Tensor]:
        torch.set_num_threads(self._pace.threads)
        states = self._encoder([row.ids for row in rows]).float()
        logits = self._head(states[text_tokens(rows)])
        return list(logits.split([row.n for row in rows]))


def text_tokens(rows: Sequence[PairRow]) -> Tensor:
    """Places of the texts' own tokens among all tokens of these rows."""
    places: list[int] = []
    at = 0
    for row in rows:
        places += range(at + row.first, at + row.first + row.n)
        at += len(row.ids)
    return torch.tensor(places, dtype=torch.long)


def load_adapter(
    directory: Path, shape: EncoderShape, *, rank: int
) -> tuple[nn.ModuleDict, TagHead]:
    """Adapter and head of a directory, in float32. Raises ValueError if they do not fit."""
    modules = lora.make(shape, rank=rank, layers=range(shape.layers))
    head = TagHead(shape.hidden)
    state = {k: v.float() for k, v in load_file(directory / "adapter.safetensors").items()}
    try:
        for module, prefix in ((modules, "lora."), (head, "head.")):
            module.load_state_dict(
                {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}
            )
    except RuntimeError as error:
        raise ValueError(f"{directory}: the adapter does not fit: {error}") from error
    return modules, head
