"""Training examples of the reader as tensors: windows, tags, which rows an epoch sees.

A text longer than a window gives one window an epoch, another each time. Imports torch.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from marketing_ai.inference import spans
from marketing_ai.inference.windows import windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketing_ai.inference.reader_examples import Example
    from marketing_ai.inference.tokens import EncoderTokenizer

IGNORED = -100  # torch's "no label"
OVERLAP = 16


@dataclass(slots=True)
class Row:
    """One window of one example, as it enters the encoder."""

    ids: list[int]
    tags: list[int]  # a token; IGNORED where not labelled
    terms: list[tuple[list[int], int]]  # tokens of a term, its polarity
    at: int = 0  # where its states lie in the cache


@dataclass(slots=True)
class Item:
    """An example with its windows. group: source, whose class mix is its own."""

    rows: list[Row]
    polarity: int | None
    opinion: bool
    lean: float
    group: str
    weight: float


def prepare(
    examples: Sequence[Example], tokenizer: EncoderTokenizer, *, prefix: str, size: int, eos: int
) -> list[Item]:
    """Tokens and labels of all examples."""
    items = []
    encoded = tokenizer.encode([e.text for e in examples], prefix=prefix)
    for example, tokens in zip(examples, encoded, strict=True):
        labelled = example.spans is not None and example.complete
        tags = spans.tags_of(tokens.offsets, [(s, e) for s, e, _ in example.spans or ()])
        terms = [
            (spans.tokens_of(tokens.offsets, start, end), polarity)
            for start, end, polarity in example.spans or ()
            if polarity is not None
        ]
        rows = []
        before = len(tokens.front)
        for window in windows(len(tokens.ids), size=size, overlap=OVERLAP):
            part = range(window.start, window.end)
            own = tags[window.start : window.end] if labelled else [IGNORED] * len(part)
            rows.append(
                Row(
                    ids=[*tokens.front, *tokens.ids[window.start : window.end], eos],
                    tags=[*[IGNORED] * before, *own, IGNORED],
                    terms=[
                        ([i - window.start + before for i in inside], polarity)
                        for inside, polarity in terms
                        if inside and inside[0] in part and inside[-1] in part
                    ],
                )
            )
        items.append(
            Item(
                rows=rows,
                polarity=example.polarity,
                opinion=example.opinion,
                lean=-1.0 if example.lean is None else example.lean,
                group=example.source,
                weight=example.weight,
            )
        )
    return items


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """How often a class is drawn, and what that does to the logits.

    repeats: (group, polarity) → times an epoch. shift: (group) → added to the logits while
    training, log(drawn share / true share), so that the bare logits keep the true mix.
    """

    repeats: dict[tuple[str, int | None], float]
    shift: dict[str, tuple[float, float, float]]
    prior: tuple[float, float, float]


def mix(items: Sequence[Item], *, balance: float) -> Mix:
    """balance: 0 draws classes as they come, 1 equally often within each group."""
    repeats: dict[tuple[str, int | None], float] = {}
    shift: dict[str, tuple[float, float, float]] = {}
    overall: Counter[int] = Counter()
    counts: dict[str, Counter[int]] = {}
    for item in items:
        repeats[item.group, None] = 1.0
        if item.polarity is not None:
            counts.setdefault(item.group, Counter())[item.polarity] += 1
            overall[item.polarity] += 1
    for group, found in counts.items():
        total = sum(found.values())
        share = {c: n / total for c, n in found.items()}
        raw = {c: s ** (1 - balance) for c, s in share.items()}
        drawn = {c: r / sum(raw.values()) for c, r in raw.items()}
        for c in found:
            repeats[group, c] = drawn[c] / share[c]
        logs = [math.log(drawn[c] / share[c]) if c in found else 0.0 for c in range(3)]
        shift[group] = (logs[0], logs[1], logs[2])
    n = max(sum(overall.values()), 1)
    prior = (overall[0] / n, overall[1] / n, overall[2] / n)
    return Mix(repeats=repeats, shift=shift, prior=prior)


def epoch_plan(
    items: Sequence[Item], how: Mix, *, seed: int, epoch: int, batch: int
) -> list[list[tuple[int, int]]]:
    """Batches of (item, window) of one epoch; the same for the same seed and epoch."""
    rng = random.Random(f"{seed}-{epoch}")  # noqa: S311 (an order, not a secret)
    drawn: list[tuple[int, int]] = []
    for place, item in enumerate(items):
        times = how.repeats[item.group, item.polarity] * item.weight
        whole = int(times) + (rng.random() < times - int(times))
        drawn += [(place, rng.randrange(len(item.rows))) for _ in range(whole)]
    rng.shuffle(drawn)
    cut = [drawn[i : i + batch] for i in range(0, len(drawn), batch)]
    # neighbours of equal length share one attention call
    return [sorted(b, key=lambda d: len(items[d[0]].rows[d[1]].ids)) for b in cut]


@dataclass(slots=True)
class Batch:
    """Labels of one batch of windows. T tokens, W windows, S terms, P tokens of terms."""

    rows: list[Row]
    lengths: list[int]
    window: Tensor  # (T,)
    polarity: Tensor  # (W,) IGNORED where unknown
    opinion: Tensor  # (W,) 0 or 1
    lean: Tensor  # (W,) 0 to 1, -1 where unknown
    shift: Tensor  # (W, 3)
    tags: Tensor  # (T,)
    term_tokens: Tensor  # (P,)
    term_of: Tensor  # (P,)
    term_window: Tensor  # (S,)
    term_polarity: Tensor  # (S,)


def collate(items: Sequence[Item], chosen: Sequence[tuple[int, int]], how: Mix | None) -> Batch:
    """Put the labels of the chosen windows together."""
    rows = [items[i].rows[j] for i, j in chosen]
    lengths = [len(row.ids) for row in rows]
    tokens: list[int] = []
    of: list[int] = []
    where: list[int] = []
    polarity: list[int] = []
    at = 0
    for number, row in enumerate(rows):
        for inside, label in row.terms:
            tokens += [at + i for i in inside]
            of += [len(where)] * len(inside)
            where.append(number)
            polarity.append(label)
        at += len(row.ids)
    owners = [items[i] for i, _ in chosen]
    none = (0.0, 0.0, 0.0)
    shift = [how.shift.get(o.group, none) if how else none for o in owners]
    return Batch(
        rows=rows,
        lengths=lengths,
        window=torch.arange(len(rows)).repeat_interleave(torch.tensor(lengths)),
        polarity=torch.tensor([IGNORED if o.polarity is None else o.polarity for o in owners]),
        opinion=torch.tensor([float(o.opinion) for o in owners]),
        lean=torch.tensor([o.lean for o in owners]),
        shift=torch.tensor(shift),
        tags=torch.tensor([tag for row in rows for tag in row.tags]),
        term_tokens=torch.tensor(tokens, dtype=torch.long),
        term_of=torch.tensor(of, dtype=torch.long),
        term_window=torch.tensor(where, dtype=torch.long),
        term_polarity=torch.tensor(polarity, dtype=torch.long),
    )
