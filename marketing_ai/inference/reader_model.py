"""Weights and arithmetic of the reader: encoder, adapter and heads on batches of windows.

Imports torch, so it is imported only when a reader is loaded. What a reading is, and where
adapters come from, is in `reader.py`.
"""

from __future__ import annotations

import json
import os
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

# as in engine.py: without a bound a kernel is kept for each number of tokens that ever ran
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
os.environ.setdefault("LRU_CACHE_CAPACITY", "64")

import torch
from safetensors.torch import load_file
from torch import Tensor

from marketing_ai.inference import lora, spans
from marketing_ai.inference.encoder import Encoder, best_dtype
from marketing_ai.inference.encoder_file import EncoderShape
from marketing_ai.inference.engine import give_memory_back, set_threads
from marketing_ai.inference.heads import Heads, Pool
from marketing_ai.inference.tokens import EncoderTokenizer, Tokens
from marketing_ai.inference.windows import Window, batches, windows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

PREFIX = "query: "
BATCH_TOKENS = 4096  # of one pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How an adapter is to be used: written beside it by the training.

    shift: added to the logits of the three classes (correction for the class mix of the
    training). temperature: they are divided by it. neutral_weight: the neutral probability
    times this competes when the label is decided. threshold: of the tagging.
    """

    rank: int
    layers: tuple[int, ...]
    window: int = 254
    overlap: int = 32
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)
    temperature: float = 1.0
    neutral_weight: float = 1.0
    threshold: float = 0.5
    span_shift: tuple[float, float, float] = (0.0, 0.0, 0.0)
    base_sha256: str = ""
    prior: tuple[float, float, float] = (1 / 3, 1 / 3, 1 / 3)

    @classmethod
    def read(cls, path: Path) -> Settings:
        """From config.json. Raises ValueError for a file that is none."""
        known: dict[str, Any] = {
            name: v for name, v in json.loads(path.read_text()).items() if name in cls.names()
        }
        if "rank" not in known or "layers" not in known:
            raise ValueError(f"{path} names no rank and layers.")
        values: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in known.items()
        }
        return cls(**values)

    @classmethod
    def names(cls) -> frozenset[str]:
        """Names of the settings."""
        return frozenset(cls.__dataclass_fields__)


@dataclass(slots=True)
class Piece:
    """A window on its way through the encoder."""

    text: int  # place among the texts
    window: Window
    ids: list[int]  # with `<s>`, prefix and `</s>`
    before: int  # tokens in front of the text's own


@dataclass(slots=True, kw_only=True)
class SpanResult:
    """What was read off one place of a text. given: the caller named the place."""

    start: int
    end: int
    score: float
    given: bool
    logits: Sequence[float] = ()


@dataclass(slots=True)
class TextResult:
    """What was read off one text."""

    logits: tuple[float, ...] = ()
    opinion: float = 0.0
    spans: list[SpanResult] = field(default_factory=list)
    n_windows: int = 1
    vector: Any = None


class ReaderModel:
    """A loaded encoder with one adapter. Several threads may call it, one runs at a time."""

    def __init__(
        self, base: Path, adapter: Path | None, *, dtype: torch.dtype | None = None
    ) -> None:
        self.dtype = dtype or best_dtype()
        self.shape = EncoderShape(**json.loads((base / "config.json").read_text()))
        self.tokenizer = EncoderTokenizer(base / "tokenizer.json", self.shape)
        self._base = base
        self._pace = set_threads()
        self._lock = threading.Lock()
        self.heads: Heads | None = None
        if adapter is None:
            self.settings = Settings(rank=0, layers=())
            self.encoder = Encoder(base, dtype=self.dtype)
            return
        self.settings = Settings.read(adapter / "config.json")
        modules, self.heads = load_adapter(adapter, self.shape, self.settings)
        self.heads.eval()
        self.encoder = Encoder(base, dtype=self.dtype, lora=lora.by_matrix(modules))

    def without_adapter(self) -> ReaderModel:
        """The plain encoder, for vectors."""
        return ReaderModel(self._base, None, dtype=self.dtype)

    def tokenize(self, texts: Sequence[str], *, prefix: str = PREFIX) -> list[Tokens]:
        """Tokens of the texts, as `read` takes them."""
        return self.tokenizer.encode(texts, prefix=prefix)

    def read(
        self,
        texts: Sequence[str],
        tokens: Sequence[Tokens],
        *,
        given: Sequence[Sequence[tuple[int, int]]] | None = None,
        also: Sequence[Sequence[tuple[int, int]]] | None = None,
        vectors: bool = False,
    ) -> list[TextResult]:
        """Read all texts. given: use these spans instead of finding some; also: besides."""
        results = [TextResult() for _ in texts]
        with self._lock, torch.inference_mode():
            pools, owners = self._passes(texts, tokens, results, given, also)
            if not owners:
                return results
            pool = pools.add_up(torch.tensor(owners), len(texts))
            assert self.heads is not None  # noqa: S101 (for the type checker)
            logits, opinion = self.heads.read_text(pool)
            shift = torch.tensor(self.settings.shift)
            logits = logits / self.settings.temperature + shift
            means = torch.nn.functional.normalize(pool.total / pool.count, dim=1).numpy()
            give_memory_back()
        for i, result in enumerate(results):
            result.logits = tuple(logits[i].tolist())
            result.opinion = torch.sigmoid(opinion[i]).item()
            if vectors:
                result.vector = means[i]
        return results

    def embed(self, texts: Sequence[str], *, prefix: str) -> Any:
        """Mean of all states, L2: (n, d) float32 numpy. Windows of a long text are averaged."""
        tokens = self.tokenize(texts, prefix=prefix)
        pieces = list(self._pieces(tokens))
        out = torch.zeros(len(texts), self.shape.hidden)
        with self._lock, torch.inference_mode():
            for batch in _batched(pieces):
                states = self._states(batch)
                counts = torch.tensor([len(p.ids) for p in batch])
                owner = torch.tensor([p.text for p in batch]).repeat_interleave(counts)
                out.index_add_(0, owner, states)
        return torch.nn.functional.normalize(out, dim=1).numpy()

    # --- one pass -----------------------------------------------------------------------

    def _pieces(self, tokens: Sequence[Tokens]) -> Iterator[Piece]:
        size, overlap = self.settings.window, self.settings.overlap
        for i, one in enumerate(tokens):
            for window in windows(len(one.ids), size=size, overlap=overlap):
                ids = [*one.front, *one.ids[window.start : window.end], self.shape.eos]
                yield Piece(text=i, window=window, ids=ids, before=len(one.front))

    def _passes(
        self,
        texts: Sequence[str],
        tokens: Sequence[Tokens],
        results: list[TextResult],
        given: Sequence[Sequence[tuple[int, int]]] | None,
        also: Sequence[Sequence[tuple[int, int]]] | None,
    ) -> tuple[Pool, list[int]]:
        """All windows through the encoder; fills in spans, returns what pools the texts."""
        pieces = list(self._pieces(tokens))
        for result in results:
            result.n_windows = 0
        pools: list[Pool] = []
        owners: list[int] = []
        for batch in _batched(pieces):
            states = self._states(batch)
            pool = self._pool(states, batch)
            self._read_spans(states, pool, batch, texts, tokens, results, given, also)
            pools.append(pool)
            owners += [p.text for p in batch]
            for piece in batch:
                results[piece.text].n_windows += 1
        if not pools:
            empty = torch.zeros(0, self.shape.hidden)
            return Pool(empty, empty[:, :1], empty, empty[:, :1]), []
        parts = zip(*((p.total, p.count, p.weighted, p.weight) for p in pools), strict=True)
        for result in results:
            result.spans.sort(key=lambda span: (span.start, span.end))
        return Pool(*(torch.cat(part) for part in parts)), owners

    def _states(self, batch: Sequence[Piece]) -> Tensor:
        """Last hidden states (T, d), float32, on as many threads as pay just now."""
        torch.set_num_threads(self._pace.threads)
        started = time.perf_counter()
        states = self.encoder([p.ids for p in batch]).float()
        self._pace.record(rows=len(states), seconds=time.perf_counter() - started)
        return states

    def _pool(self, states: Tensor, batch: Sequence[Piece]) -> Pool:
        assert self.heads is not None  # noqa: S101 (for the type checker)
        counts = torch.tensor([len(p.ids) for p in batch])
        window = torch.arange(len(batch)).repeat_interleave(counts)
        own = torch.cat([_own_mask(p) for p in batch])
        return self.heads.pool(states, window, own, len(batch))

    def _read_spans(
        self,
        states: Tensor,
        pool: Pool,
        batch: Sequence[Piece],
        texts: Sequence[str],
        tokens: Sequence[Tokens],
        results: list[TextResult],
        given: Sequence[Sequence[tuple[int, int]]] | None,
        also: Sequence[Sequence[tuple[int, int]]] | None,
    ) -> None:
        assert self.heads is not None  # noqa: S101 (for the type checker)
        tags = torch.softmax(self.heads.read_tags(states), dim=1).tolist() if given is None else []
        places: list[int] = []
        owner: list[int] = []
        where: list[int] = []
        found: list[tuple[int, SpanResult]] = []  # with the place of its text
        at = 0
        for number, piece in enumerate(batch):
            window, first = piece.window, at + piece.before
            offsets = tokens[piece.text].offsets[window.start : window.end]
            own = range(window.own_start - window.start, window.own_end - window.start)
            if given is None:
                rows = tags[first : first + len(offsets)]
                terms = [
                    SpanResult(start=start, end=end, score=score, given=False)
                    for start, end, score in spans.find_spans(
                        texts[piece.text], offsets, rows, threshold=self.settings.threshold
                    )
                ]
            else:
                terms = []
            named = given if given is not None else also
            if named is not None:
                terms += [
                    SpanResult(start=start, end=end, score=1.0, given=True)
                    for start, end in named[piece.text]
                ]
            for term in terms:
                inside = spans.tokens_of(offsets, term.start, term.end)
                # of overlapping windows, the one in which the term's first token is at home
                if not inside or inside[0] not in own:
                    continue
                if term.given and tags:
                    outside = [tags[first + i][spans.OUTSIDE] for i in inside]
                    term.score = 1.0 - sum(outside) / len(outside)
                places += [first + i for i in inside]
                owner += [len(found)] * len(inside)
                where.append(number)
                found.append((piece.text, term))
            at += len(piece.ids)
        if not found:
            return
        logits = self.heads.read_spans(
            states, torch.tensor(places), torch.tensor(owner), torch.tensor(where), pool
        )
        logits = logits + torch.tensor(self.settings.span_shift)
        for (text, term), row in zip(found, logits.tolist(), strict=True):
            term.logits = row
            results[text].spans.append(term)


def load_adapter(
    directory: Path, shape: EncoderShape, settings: Settings
) -> tuple[torch.nn.ModuleDict, Heads]:
    """Adapter and heads of a directory, in float32. Raises ValueError if they do not fit."""
    modules = lora.make(shape, rank=settings.rank, layers=settings.layers)
    heads = Heads(shape.hidden)
    state = {k: v.float() for k, v in load_file(directory / "adapter.safetensors").items()}
    try:
        modules.load_state_dict(part_of(state, "lora."))
        heads.load_state_dict(part_of(state, "heads."))
    except RuntimeError as error:
        raise ValueError(f"{directory}: the adapter does not fit: {error}") from error
    return modules, heads


def part_of(state: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """Tensors whose name begins with the prefix, without it."""
    return {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}


def _batched(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    for batch in batches([len(p.ids) for p in pieces], most_tokens=BATCH_TOKENS):
        yield [pieces[i] for i in batch]


def _own_mask(piece: Piece) -> Tensor:
    """1 for tokens that belong to this window; control tokens and prefix belong to each."""
    window = piece.window
    own = torch.zeros(len(piece.ids))
    own[: piece.before] = 1
    own[-1] = 1
    first = piece.before + window.own_start - window.start
    own[first : first + window.own_end - window.own_start] = 1
    return own
