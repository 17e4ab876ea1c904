"""Train the reader's adapter and heads on examples, on a processor, within minutes.

The encoder's own weights stay as they are. Layers below the trained ones are run once and
their states kept, so an epoch costs only the upper part. A run that was stopped goes on
where its last checkpoint stands and ends with the same weights. Everything written is
safetensors or JSON.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

# kernels of all sizes that a training meets; it ends with its process, unlike a worker
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "1024")

import torch
import torch.nn.functional as F  # noqa: N812
from safetensors.torch import save_file
from torch import Tensor, nn

from marketing_ai.inference import lora, packs, reader
from marketing_ai.inference.encoder import Encoder, best_dtype
from marketing_ai.inference.heads import Heads
from marketing_ai.inference.reader_data import (
    IGNORED,
    Batch,
    Mix,
    collate,
    epoch_plan,
    mix,
    prepare,
)
from marketing_ai.inference.reader_examples import Example, TrainOptions, TrainResult
from marketing_ai.inference.reader_model import PREFIX, Settings, load_adapter
from marketing_ai.inference.reader_scores import Scores
from marketing_ai.inference.tokens import EncoderTokenizer
from marketing_ai.inference.training_loop import Loop
from marketing_ai.inference.windows import batches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

TAG_WEIGHTS = (1.0, 1.5, 1.5)  # O, B, I: most tokens are outside
PASS_TOKENS = 4096

__all__ = ["Example", "TrainOptions", "TrainResult", "train_reader"]


def train_reader(
    examples: Sequence[Example],
    *,
    out: Path,
    validation: Sequence[Example] = (),
    options: TrainOptions | None = None,
    start_from: Path | None = None,
    progress: Callable[[dict[str, float]], None] = lambda _: None,
    base: Path | None = None,
) -> TrainResult:
    """Train and write `adapter.safetensors` and `config.json` into `out`.

    start_from: adapter to go on from (its rank and layers are kept). progress: called with
    epoch, step, steps, loss, seconds, and after each epoch with the validation's metrics.
    base: directory of a converted encoder; None takes the pack's.
    Raises ValueError without examples, ModelUnavailable without the encoder.
    """
    if not examples:
        raise ValueError("there is nothing to train on.")
    options = options or TrainOptions()
    out.mkdir(parents=True, exist_ok=True)
    if options.threads:
        torch.set_num_threads(options.threads)
    run = _Run(examples, validation, out, options, start_from, base, progress)
    return run.train()


class _Run:
    """One training from the first step to the written adapter."""

    def __init__(
        self,
        examples: Sequence[Example],
        validation: Sequence[Example],
        out: Path,
        options: TrainOptions,
        start_from: Path | None,
        base: Path | None,
        progress: Callable[[dict[str, float]], None],
    ) -> None:
        torch.manual_seed(options.seed)
        self.options, self.out, self.progress = options, out, progress
        self.sources = sorted({e.source for e in examples})
        self.base_sha256 = "" if base else packs.get(reader.BASE).sha256
        base = base or reader.base_directory()
        dtype = getattr(torch, options.dtype) if options.dtype else best_dtype()
        plain = Encoder(base, dtype=dtype)
        shape = plain.shape
        first = max(shape.layers - options.layers, 0)
        if start_from is not None:
            before = Settings.read(start_from / "config.json")
            self.rank, layers = before.rank, before.layers
            self.modules, self.heads = load_adapter(start_from, shape, before)
            self.settings = before
        else:
            self.rank, layers = options.rank, tuple(range(first, shape.layers))
            self.modules = lora.make(shape, rank=self.rank, layers=layers)
            self.heads = Heads(shape.hidden)
            self.settings = Settings(rank=self.rank, layers=layers)
        for module in self.heads.modules():
            if isinstance(module, nn.Dropout):
                module.p = options.dropout
        frozen = {k: v for k, v in lora.by_matrix(self.modules).items() if _layer(k) < first}
        moving = {k: v for k, v in lora.by_matrix(self.modules).items() if _layer(k) >= first}
        self.first = first
        # below: merged once; above: apart, so that they can change
        below = Encoder(base, dtype=dtype, lora=frozen) if frozen else plain
        self.encoder = Encoder(base, dtype=dtype, lora=moving, merge=False)
        self.parameters = [*nn.ModuleList(moving.values()).parameters(), *self.heads.parameters()]
        for module in frozen.values():
            module.requires_grad_(requires_grad=False)
        tokenizer = EncoderTokenizer(base / "tokenizer.json", shape)
        size = options.max_tokens
        self.items = prepare(examples, tokenizer, prefix=PREFIX, size=size, eos=shape.eos)
        self.held = prepare(validation, tokenizer, prefix=PREFIX, size=size, eos=shape.eos)
        self.validation = validation
        self.mix: Mix = mix(self.items, balance=options.balance)
        self.cache = self._states_below(below, [r for i in self.items + self.held for r in i.rows])
        plan = [self._plan(epoch) for epoch in range(options.epochs)]
        self.steps = sum(map(len, plan))
        self.loop = Loop(
            self.parameters,
            out=out,
            steps=self.steps,
            lr=options.lr,
            weight_decay=options.weight_decay,
            warmup=options.warmup,
            average=options.average,
            identity=self._identity(),
        )

    def train(self) -> TrainResult:
        """All epochs, from the checkpoint if there is one."""
        started = time.monotonic()
        if self.options.resume:
            self.loop.load()
        done = self.loop.step
        at = 0
        for epoch in range(self.options.epochs):
            plan = self._plan(epoch)
            if done >= at + len(plan):
                at += len(plan)
                continue
            losses: list[float] = []
            for chosen in plan[max(done - at, 0) :]:
                losses.append(self._step(chosen))
                if self.loop.step % self.options.checkpoint_every == 0:
                    self.loop.save()
                if self.loop.step % 20 == 0:
                    recent = losses[-20:]
                    self.progress(
                        {
                            "epoch": epoch,
                            "step": self.loop.step,
                            "steps": self.steps,
                            "loss": sum(recent) / len(recent),
                            "seconds": time.monotonic() - started,
                        }
                    )
            at += len(plan)
            self.loop.save()
            if self.held:
                with self.loop.averaged():
                    found = self._validate()
                self.loop.history.append({"epoch": float(epoch), **found})
                self.progress({**self.loop.history[-1], "seconds": time.monotonic() - started})
        self._write()
        self.loop.forget()
        history = self.loop.history
        metrics = history[-1] if history else {}
        return TrainResult(
            directory=self.out,
            steps=self.steps,
            seconds=time.monotonic() - started,
            metrics={k: v for k, v in metrics.items() if k != "epoch"},
            history=tuple(history),
        )

    # --- a step ---------------------------------------------------------------------------

    def _step(self, chosen: Sequence[tuple[int, int]]) -> float:
        batch = collate(self.items, chosen, self.mix)
        self.heads.train()
        return self.loop.learn(self._loss(batch))

    def _states(self, batch: Batch) -> Tensor:
        """Last hidden states (T, d), float32."""
        x = torch.cat([self.cache[r.at : r.at + len(r.ids)] for r in batch.rows])
        return self.encoder.run(x, batch.lengths, first=self.first).float()

    def _loss(self, batch: Batch) -> Tensor:
        states = self._states(batch)
        everything = torch.ones(len(states))
        pool = self.heads.pool(states, batch.window, everything, len(batch.rows))
        polarity, opinion = self.heads.read_text(pool)
        loss = self.options.opinion_weight * F.binary_cross_entropy_with_logits(
            opinion, batch.opinion
        )
        if bool((batch.polarity != IGNORED).any()):
            loss = loss + F.cross_entropy(
                polarity + batch.shift,
                batch.polarity,
                ignore_index=IGNORED,
                label_smoothing=self.options.smoothing,
            )
        leaning = batch.lean >= 0
        if bool(leaning.any()):
            # of a mixed text: which of the two others it is nearer to
            loss = loss + self.options.lean_weight * F.binary_cross_entropy_with_logits(
                (polarity[:, 2] - polarity[:, 0])[leaning], batch.lean[leaning]
            )
        if bool((batch.tags != IGNORED).any()):
            loss = loss + self.options.tag_weight * F.cross_entropy(
                self.heads.read_tags(states),
                batch.tags,
                weight=torch.tensor(TAG_WEIGHTS),
                ignore_index=IGNORED,
            )
        if len(batch.term_polarity):
            loss = loss + self.options.span_weight * F.cross_entropy(
                self.heads.read_spans(
                    states, batch.term_tokens, batch.term_of, batch.term_window, pool
                ),
                batch.term_polarity,
            )
        return loss

    def _plan(self, epoch: int) -> list[list[tuple[int, int]]]:
        o = self.options
        return epoch_plan(self.items, self.mix, seed=o.seed, epoch=epoch, batch=o.batch)

    @torch.no_grad()
    def _states_below(self, below: Encoder, rows: Sequence[Any]) -> Tensor:
        """States in front of the first trained layer, of all windows, one after another."""
        lengths = [len(row.ids) for row in rows]
        at = 0
        for row, length in zip(rows, lengths, strict=True):
            row.at = at
            at += length
        cache = torch.empty(at, below.shape.hidden, dtype=below.dtype)
        for chosen in batches(lengths, most_tokens=PASS_TOKENS):
            part = [rows[i] for i in chosen]
            states = below.embed([r.ids for r in part])
            states = below.run(states, [len(r.ids) for r in part], last=self.first)
            for row, own in zip(part, states.split([len(r.ids) for r in part]), strict=True):
                cache[row.at : row.at + len(row.ids)] = own
        return cache

    # --- validation, checkpoint, result -----------------------------------------------------

    @torch.no_grad()
    def _validate(self) -> dict[str, float]:
        """Metrics on the first window of each held example."""
        self.heads.eval()
        scores = Scores()
        lengths = [len(item.rows[0].ids) for item in self.held]
        for chosen in batches(lengths, most_tokens=PASS_TOKENS):
            batch = collate(self.held, [(i, 0) for i in chosen], None)
            states = self._states(batch)
            pool = self.heads.pool(states, batch.window, torch.ones(len(states)), len(batch.rows))
            polarity, _ = self.heads.read_text(pool)
            scores.add_polarity(batch.polarity.tolist(), polarity.argmax(1).tolist())
            scores.add_tags(batch.tags.tolist(), self.heads.read_tags(states).argmax(1).tolist())
            if len(batch.term_polarity):
                found = self.heads.read_spans(
                    states, batch.term_tokens, batch.term_of, batch.term_window, pool
                )
                scores.add_terms(batch.term_polarity.tolist(), found.argmax(1).tolist())
        return scores.metrics()

    def _identity(self) -> str:
        """What must be equal for a checkpoint to be this run's."""
        known = asdict(self.options)
        for name in ("resume", "threads", "checkpoint_every"):
            known.pop(name)
        return json.dumps([known, len(self.items), len(self.cache), self.steps])

    def _write(self) -> None:
        with self.loop.averaged():
            state = {f"lora.{k}": v for k, v in self.modules.state_dict().items()}
            state |= {f"heads.{k}": v for k, v in self.heads.state_dict().items()}
            save_file(
                {k: v.detach().half().contiguous() for k, v in state.items()},
                self.out / "adapter.safetensors",
            )
        config = asdict(self.settings) | {
            "rank": self.rank,
            "base_sha256": self.base_sha256,
            "prior": self.mix.prior,
            "sources": self.sources,
            "n_examples": len(self.items),
            "options": asdict(self.options),
            "validation": self.loop.history[-1] if self.loop.history else {},
        }
        (self.out / "config.json").write_text(json.dumps(config, indent=1) + "\n")


def _layer(name: str) -> int:
    """Number of the layer of a matrix: "l3.qkv" → 3."""
    return int(name.split(".")[0][1:])
