"""Train the checker's adapter and head: which words claim something, and what carries it.

The encoder's own weights stay as they are. Each epoch may see other examples, as `epochs` gives
them. A run that was stopped goes on where its last checkpoint stands.
"""

from __future__ import annotations

import json
import os
import random
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

# kernels of all sizes that a training meets; it ends with its process, unlike a worker
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "1024")

import torch
import torch.nn.functional as F  # noqa: N812
from safetensors.torch import save_file

from marketing_ai.inference import lora, packs, reader
from marketing_ai.inference.checker_data import label_rows, rows_of
from marketing_ai.inference.checker_examples import CheckerOptions, ClaimExample
from marketing_ai.inference.checker_model import CLAIM_THRESHOLD, CLASSES, TagHead, text_tokens
from marketing_ai.inference.encoder import Encoder, best_dtype
from marketing_ai.inference.tokens import EncoderTokenizer
from marketing_ai.inference.training_loop import Loop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from torch import Tensor

    from marketing_ai.inference.checker_data import PairRow

CLASS_WEIGHTS = (1.0, 1.2, 1.6)  # outside, supported, unsupported: most tokens are outside
BEGIN_WEIGHT = 0.3
SORTED_WITHIN = 16  # batches whose rows are sorted by length together


def train_checker(
    epochs: Sequence[Sequence[ClaimExample]],
    *,
    out: Path,
    options: CheckerOptions | None = None,
    progress: Callable[[dict[str, float]], None] = lambda _: None,
    base: Path | None = None,
) -> None:
    """Train on each of `epochs` in turn; write `adapter.safetensors` and `config.json`.

    progress: called with epoch, step, steps, loss, seconds. base: directory of a converted
    encoder; None takes the pack's. Raises ValueError without examples.
    """
    if not epochs or not all(epochs):
        raise ValueError("there is nothing to train on.")
    options = options or CheckerOptions()
    out.mkdir(parents=True, exist_ok=True)
    if options.threads:
        torch.set_num_threads(options.threads)
    _Run(epochs, out, options, progress, base).train()


class _Run:
    def __init__(
        self,
        epochs: Sequence[Sequence[ClaimExample]],
        out: Path,
        options: CheckerOptions,
        progress: Callable[[dict[str, float]], None],
        base: Path | None,
    ) -> None:
        torch.manual_seed(options.seed)
        self.epochs, self.out, self.options, self.progress = epochs, out, options, progress
        self.base_sha256 = "" if base else packs.get(reader.BASE).sha256
        base = base or reader.base_directory()
        shape = Encoder(base, dtype=torch.float32).shape
        self.modules = lora.make(shape, rank=options.rank, layers=range(shape.layers))
        self.head = TagHead(shape.hidden, dropout=options.dropout)
        self.encoder = Encoder(
            base, dtype=best_dtype(), lora=lora.by_matrix(self.modules), merge=False
        )
        self.tokenizer = EncoderTokenizer(base / "tokenizer.json", shape)
        self.eos = shape.eos
        # a text may be several rows: steps are counted on the rows that the epochs really have
        self.plans = [self._plan(number) for number in range(len(epochs))]
        steps = sum(len(batches) for _rows, _weights, batches in self.plans)
        self.loop = Loop(
            [*self.modules.parameters(), *self.head.parameters()],
            out=out,
            steps=steps,
            lr=options.lr,
            weight_decay=options.weight_decay,
            warmup=options.warmup,
            average=options.average,
            identity=json.dumps([asdict(options) | {"resume": 0, "threads": 0}, steps]),
        )

    def train(self) -> None:
        """All epochs, from the checkpoint if there is one."""
        if self.options.resume:
            self.loop.load()
        started, done, at = time.monotonic(), self.loop.step, 0
        losses: list[float] = []
        for epoch, (rows, weights, batches) in enumerate(self.plans):
            self.head.train()
            for chosen in batches[max(done - at, 0) :]:
                losses.append(self.loop.learn(self._loss(rows, weights, chosen)))
                if self.loop.step % self.options.checkpoint_every == 0:
                    self.loop.save()
                if self.loop.step % 20 == 0:
                    recent = losses[-20:]
                    self.progress(
                        {
                            "epoch": epoch,
                            "step": self.loop.step,
                            "steps": self.loop.steps,
                            "loss": sum(recent) / len(recent),
                            "seconds": time.monotonic() - started,
                        }
                    )
            at += len(batches)
        self._write()
        self.loop.forget()

    def _plan(self, number: int) -> tuple[list[PairRow], list[float], list[list[int]]]:
        """Rows of an epoch, the weight of each, and its batches of rows of like length."""
        examples = self.epochs[number]
        rows, texts = rows_of([e.question for e in examples], self.tokenizer, eos=self.eos)
        label_rows(rows, texts, [e.claims for e in examples])
        rng = random.Random(f"{self.options.seed} {number}")  # noqa: S311 (no secret)
        order = list(range(len(rows)))
        rng.shuffle(order)
        size = self.options.batch
        batches = []
        for start in range(0, len(order), size * SORTED_WITHIN):
            part = sorted(order[start : start + size * SORTED_WITHIN], key=lambda i: rows[i].n)
            some = [part[i : i + size] for i in range(0, len(part), size)]
            rng.shuffle(some)
            batches += some
        return rows, [examples[row.question].weight for row in rows], batches

    def _loss(
        self, rows: Sequence[PairRow], weights: Sequence[float], chosen: Sequence[int]
    ) -> Tensor:
        part = [rows[i] for i in chosen]
        states = self.encoder([row.ids for row in part]).float()
        found = self.head(states[text_tokens(part)])
        labels = torch.tensor([label for row in part for label in row.labels])
        begins = torch.tensor([begin for row in part for begin in row.begins]).float()
        each = torch.tensor([weights[i] for i in chosen]).repeat_interleave(
            torch.tensor([row.n for row in part])
        )
        classes = F.cross_entropy(
            found[:, :CLASSES], labels, weight=torch.tensor(CLASS_WEIGHTS), reduction="none"
        )
        loss = (classes * each).mean()
        return loss + BEGIN_WEIGHT * F.binary_cross_entropy_with_logits(found[:, CLASSES], begins)

    def _write(self) -> None:
        with self.loop.averaged():
            state = {f"lora.{k}": v for k, v in self.modules.state_dict().items()}
            state |= {f"head.{k}": v for k, v in self.head.state_dict().items()}
            save_file(
                {k: v.detach().half().contiguous() for k, v in state.items()},
                self.out / "adapter.safetensors",
            )
        config = {
            "rank": self.options.rank,
            "threshold": CLAIM_THRESHOLD,
            "base_sha256": self.base_sha256,
            "n_examples": sum(len(epoch) for epoch in self.epochs),
            "options": asdict(self.options),
        }
        (self.out / "config.json").write_text(json.dumps(config, indent=1) + "\n")
