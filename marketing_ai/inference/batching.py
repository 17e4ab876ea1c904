"""Continuous batched decoding: many prompts, n answers each, no row of a step wasted.

`run` takes token ids and gives token ids. A prompt is read once and shared by its
answers; what all prompts of a call have in common at their start (instructions and
examples) is read once for all of them. Rows that end leave the batch at once, and the
next prompt starts as soon as its answers fit beside the rows that still run.

An answer depends on its prompt, the sampling and its number, not on the rest of the
call: random numbers are a counter (`sampling.py`) and rows do not touch each other
(`decoder.py`).
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch

from marketing_ai.inference import sampling as draw
from marketing_ai.inference.kvcache import KVCache, Placement, round_up
from marketing_ai.inference.stopping import tail_window

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from marketing_ai.inference.decoder import Decoder
    from marketing_ai.inference.pace import Pace
    from marketing_ai.inference.text import Sampling

MAX_ROWS = 128  # live rows a step; above, a token is hardly cheaper and memory grows
KV_BUDGET_MB = 192  # keys and values at the most, unless a single prompt needs more
MIN_SHARED = 16  # tokens; below, copying a common start is not worth its bookkeeping


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One prompt. name: what its random numbers hang on; the same name, the same draws."""

    tokens: tuple[int, ...]
    name: str


@dataclass(slots=True, kw_only=True)
class Answer:
    """One answer while it grows. finish is empty until it ended.

    tokens: what was drawn; an end token is counted in `n_tokens` but not kept.
    ended_after_s: since the start of the call.
    """

    request: int
    sample: int
    key: np.uint64
    lane: int = -1
    tokens: list[int] = field(default_factory=list)
    n_tokens: int = 0
    finish: Literal["", "stop", "length"] = ""
    ended_after_s: float = 0.0


@dataclass(slots=True)
class _Slot:
    """A prompt in the cache and how far its answers are."""

    request: int
    length: int
    alive: int


class Batch:
    """One call. See the module; `run` is the entry."""

    def __init__(
        self,
        decoder: Decoder,
        requests: Sequence[Request],
        sampling: Sampling,
        *,
        end_tokens: frozenset[int],
        to_text: Callable[[list[int]], str],
        pace: Pace | None = None,
        max_rows: int = MAX_ROWS,
        kv_budget_mb: int = KV_BUDGET_MB,
    ) -> None:
        self.decoder, self.sampling = decoder, sampling
        self.requests = requests
        self.max_rows = max_rows
        self.kv_budget = kv_budget_mb << 20
        self.to_text = to_text
        self._pace = pace
        self.end_tokens = end_tokens
        self._ends = torch.tensor(sorted(end_tokens), dtype=torch.long)
        self._window = tail_window(sampling.stop)
        self._shared = common_start([r.tokens for r in requests])
        self._started = time.perf_counter()
        # requests with many answers take several slots, so that they too can be spread
        self._lanes = min(sampling.n, max_rows)
        self._waiting = deque(
            (i, first) for i in range(len(requests)) for first in range(0, sampling.n, self._lanes)
        )
        self.answers = [
            [
                Answer(request=i, sample=j, key=draw.row_key(sampling.seed, request.name, j))
                for j in range(sampling.n)
            ]
            for i, request in enumerate(requests)
        ]
        self._slots: list[_Slot] = []
        self._live: list[Answer] = []
        self._shared_in_cache = False
        self._cache = self._allocate()

    def run(self) -> list[list[Answer]]:
        """Decode until every answer ended; answers by request, then by sample."""
        with torch.inference_mode():
            while self._waiting or self._live:
                self._admit()
                if self._live:
                    self._step()
        return self.answers

    # --- admission

    def _allocate(self) -> KVCache:
        """As many slots as rows, memory and requests allow; one at least.

        Half as many again as full rows need: ended lanes keep their place until the whole
        prompt is done, while linear layers are to stay full.
        """
        n = self._lanes
        longest = max(len(r.tokens) for r in self.requests)
        per_token = self.decoder.shape.kv_bytes
        size = round_up(longest) + n * round_up(self.sampling.max_new_tokens)
        wanted = -(-3 * self.max_rows // (2 * n))
        # one more holds the common start once its own prompt has left
        allowed = max(1, self.kv_budget // (size * per_token) - 1)
        slots = min(len(self._waiting), wanted, allowed)
        return KVCache(
            self.decoder.shape,
            slots=slots + (1 if self._shared else 0),
            lanes=n,
            prompt_room=longest,
            answer_room=self.sampling.max_new_tokens,
            dtype=self.decoder.dtype,
        )

    def _admit(self) -> None:
        """Start waiting prompts while their answers fit among the live rows."""
        room = self._cache.slots - (1 if self._shared else 0)
        while self._waiting and len(self._slots) < room:
            i, first = self._waiting[0]
            count = min(self._lanes, self.sampling.n - first)
            if self._live and len(self._live) + count > self.max_rows:
                return
            self._waiting.popleft()
            self._start(i, first, count)

    def _start(self, i: int, first: int, count: int) -> None:
        """Read prompt i into the next slot and draw the first token of its answers."""
        tokens = torch.tensor(self.requests[i].tokens)
        slot = len(self._slots)
        start = self._read_shared(slot)
        logits = self.decoder.prefill(tokens[start:], self._cache, slot, start)
        self._slots.append(_Slot(request=i, length=len(tokens), alive=count))
        rows = self.answers[i][first : first + count]
        for lane, answer in enumerate(rows):
            answer.lane = slot * self._lanes + lane
        self._live += rows
        self._draw(rows, logits.expand(count, -1))
        self._drop_ended()

    def _read_shared(self, slot: int) -> int:
        """Put the common start into the slot; returns its length."""
        if not self._shared:
            return 0
        spare = self._cache.slots - 1
        if not self._shared_in_cache:
            self.decoder.prefill(torch.tensor(self._shared), self._cache, spare, 0)
            self._shared_in_cache = True
        self._cache.copy_prompt(spare, slot, len(self._shared))
        return len(self._shared)

    # --- decoding

    def _step(self) -> None:
        if self._pace is None:
            self._decode()
            return
        n_rows, started = len(self._live), time.perf_counter()
        if torch.get_num_threads() != self._pace.threads:
            torch.set_num_threads(self._pace.threads)
        self._decode()
        self._pace.record(rows=n_rows, seconds=time.perf_counter() - started)

    def _decode(self) -> None:
        rows = self._live
        # every kept token but the newest is in the cache already
        at = Placement(
            torch.tensor([a.lane for a in rows]),
            torch.tensor([len(a.tokens) - 1 for a in rows]),
            torch.tensor([s.length for s in self._slots]),
            lanes_a_slot=self._lanes,
        )
        newest = torch.tensor([a.tokens[-1] for a in rows])
        self._draw(rows, self.decoder.step(newest, self._cache, at))
        self._drop_ended()

    def _draw(self, rows: list[Answer], logits: torch.Tensor) -> None:
        """Draw and keep one token a row; marks rows that ended. logits: (R, V)."""
        s = self.sampling
        if s.repetition_penalty != 1.0:
            seen = self._seen(rows)
            logits = draw.penalise_repetition(logits.float(), seen, s.repetition_penalty)
        early = [i for i, a in enumerate(rows) if a.n_tokens < s.min_new_tokens]
        if early and len(self._ends):
            logits = logits.clone()  # rows of a prompt share one at first
            logits[torch.tensor(early)[:, None], self._ends] = float("-inf")
        keys = np.array([a.key for a in rows], dtype=np.uint64)
        steps = np.array([a.n_tokens for a in rows], dtype=np.uint64)
        tokens = draw.pick(
            logits,
            draw.uniforms(keys, steps),
            temperature=s.temperature,
            top_k=s.top_k,
            top_p=s.top_p,
        )
        now = time.perf_counter() - self._started
        for answer, token in zip(rows, tokens.tolist(), strict=True):
            self._keep(answer, token, now)

    def _keep(self, answer: Answer, token: int, now: float) -> None:
        answer.n_tokens += 1
        if token in self.end_tokens:
            answer.finish = "stop"
        else:
            answer.tokens.append(token)
            if self.sampling.stop and answer.n_tokens >= self.sampling.min_new_tokens:
                tail = self.to_text(answer.tokens[-self._window :])
                if any(s in tail for s in self.sampling.stop):
                    answer.finish = "stop"
        if not answer.finish and answer.n_tokens >= self.sampling.max_new_tokens:
            answer.finish = "length"
        if answer.finish:
            answer.ended_after_s = now

    def _seen(self, rows: list[Answer]) -> torch.Tensor:
        """Token ids of prompt and answer, each row filled up by repeating its last."""
        seen = [[*self.requests[a.request].tokens, *a.tokens] for a in rows]
        width = max(map(len, seen))
        return torch.tensor([ids + [ids[-1]] * (width - len(ids)) for ids in seen])

    def _drop_ended(self) -> None:
        """Take ended rows out; close slots without live rows by moving the last one there."""
        for answer in self._live:
            if answer.finish:
                self._slots[answer.lane // self._lanes].alive -= 1
        self._live = [a for a in self._live if not a.finish]
        for slot in reversed(range(len(self._slots))):
            if self._slots[slot].alive == 0:
                self._close(slot)
        self._live.sort(key=lambda a: a.lane)

    def _close(self, slot: int) -> None:
        last = len(self._slots) - 1
        if slot != last:
            moved = self._slots[last]
            rows = [a for a in self._live if a.lane // self._lanes == last]
            self._cache.move(last, slot, moved.length, max(len(a.tokens) for a in rows))
            for answer in rows:
                answer.lane += (slot - last) * self._lanes
            self._slots[slot] = moved
        self._slots.pop()


def common_start(prompts: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """What all prompts begin with, short enough that each has a token of its own left.

    Empty for one prompt, or where it is shorter than MIN_SHARED.
    """
    if len(prompts) < 2:
        return ()
    low, high = min(prompts), max(prompts)  # the two that differ earliest
    limit = min(map(len, prompts)) - 1
    n = 0
    while n < limit and low[n] == high[n]:
        n += 1
    return low[:n] if n >= MIN_SHARED else ()
