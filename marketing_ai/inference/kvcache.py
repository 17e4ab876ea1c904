"""Keys and values of running answers, allocated once a call.

A prompt's keys lie once in its slot, however many answers share it; each answer has a
lane of its own for what it adds. The memory is zeroed, so masked positions are finite
and add exact zeros. The system hands out zero pages when they are touched: room that
no prompt needs costs nothing.

Letters as in `decoder.py`: G slots, W lanes a slot, K heads, P and S positions, d size.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from marketing_ai.inference.architecture import Architecture

ROUND = 16  # lengths are rounded up to this: fewer shapes for the kernels to prepare for


class KVCache:
    """Room for `slots` prompts of up to `prompt_room` tokens with `lanes` answers each."""

    def __init__(
        self,
        shape: Architecture,
        *,
        slots: int,
        lanes: int,
        prompt_room: int,
        answer_room: int,
        dtype: torch.dtype,
    ) -> None:
        layers, kv, d = len(shape.layers), shape.kv_heads, shape.head_dim
        self.slots, self.lanes = slots, lanes
        prompt = (layers, slots, kv, round_up(prompt_room), d)
        answer = (layers, slots * lanes, kv, round_up(answer_room), d)
        self._prompt_k = torch.zeros(prompt, dtype=dtype)
        self._prompt_v = torch.zeros(prompt, dtype=dtype)
        self._answer_k = torch.zeros(answer, dtype=dtype)
        self._answer_v = torch.zeros(answer, dtype=dtype)

    def write_prompt(
        self, layer: int, slot: int, start: int, k: Tensor, v: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Store k, v (T, K, d) from `start` on; returns all of the slot so far, (K, P, d)."""
        end = start + len(k)
        k_all, v_all = self._prompt_k[layer, slot], self._prompt_v[layer, slot]
        k_all[:, start:end] = k.transpose(0, 1)
        v_all[:, start:end] = v.transpose(0, 1)
        return k_all[:, :end], v_all[:, :end]

    def copy_prompt(self, source: int, target: int, length: int) -> None:
        """Give `target` the first `length` prompt positions of `source`, in all layers."""
        for store in (self._prompt_k, self._prompt_v):
            store[:, target, :, :length] = store[:, source, :, :length]

    def move(self, source: int, target: int, prompt_length: int, answer_length: int) -> None:
        """Move a slot with its lanes, so that the slots in use stay at the front."""
        self.copy_prompt(source, target, prompt_length)
        w = self.lanes
        for store in (self._answer_k, self._answer_v):
            lanes = store[:, source * w : (source + 1) * w, :, :answer_length]
            store[:, target * w : (target + 1) * w, :, :answer_length] = lanes

    def append(self, layer: int, at: Placement, k: Tensor, v: Tensor) -> None:
        """Store k, v (R, K, d) of the live rows at their next position."""
        self._answer_k[layer][at.lanes, :, at.offsets] = k
        self._answer_v[layer][at.lanes, :, at.offsets] = v

    def prompt_kv(self, layer: int, at: Placement) -> tuple[Tensor, Tensor]:
        """Keys and values of the prompts in use, (G, K, P, d)."""
        g, p = at.n_slots, at.prompt_extent
        return self._prompt_k[layer, :g, :, :p], self._prompt_v[layer, :g, :, :p]

    def answer_kv(self, layer: int, at: Placement) -> tuple[Tensor, Tensor]:
        """Keys and values of the answers' lanes in use, (G·W, K, S, d)."""
        n, s = at.n_slots * self.lanes, at.answer_extent
        return self._answer_k[layer, :n, :, :s], self._answer_v[layer, :n, :, :s]


class Placement:
    """Where the live rows of one step stand.

    lanes: (R,) each row's lane. offsets: (R,) its position in the lane.
    prompt_lengths: (G,) tokens of each slot in use.
    """

    def __init__(
        self, lanes: Tensor, offsets: Tensor, prompt_lengths: Tensor, *, lanes_a_slot: int
    ) -> None:
        self.lanes, self.offsets = lanes, offsets
        self.prompt_lengths = prompt_lengths
        self.n_slots = len(prompt_lengths)
        self._lanes_a_slot = lanes_a_slot
        self._n_lanes = self.n_slots * lanes_a_slot
        self.positions = prompt_lengths[lanes // lanes_a_slot] + offsets  # (R,)
        self.prompt_extent = round_up(int(prompt_lengths.max()))
        self.answer_extent = round_up(int(offsets.max()) + 1)
        self._is_full = len(lanes) == self._n_lanes and bool(
            (lanes == torch.arange(len(lanes))).all()
        )
        self._masks: dict[int | None, tuple[Tensor, Tensor]] = {}

    def to_lanes(self, rows: Tensor) -> Tensor:
        """Rows (R, …) at their lanes (G·W, …); the others are zero."""
        if self._is_full:
            return rows
        out = rows.new_zeros((self._n_lanes, *rows.shape[1:]))
        out[self.lanes] = rows
        return out

    def to_rows(self, lanes: Tensor) -> Tensor:
        """The live rows out of all lanes."""
        return lanes if self._is_full else lanes[self.lanes]

    def masks(self, window: int | None) -> tuple[Tensor, Tensor]:
        """0 where a position is seen, −inf elsewhere: (G, 1, 1, P) and (G·W, 1, 1, S).

        A window counts back from the row's own position. All live rows of a slot stand
        at the same offset, because they start together; so one mask a slot is enough.
        """
        if window is not None and int(self.positions.max()) < window:
            window = None
        if window not in self._masks:
            self._masks[window] = self._make_masks(window)
        return self._masks[window]

    def _make_masks(self, window: int | None) -> tuple[Tensor, Tensor]:
        prompt_at = torch.arange(self.prompt_extent)
        answer_at = torch.arange(self.answer_extent)
        seen = prompt_at < self.prompt_lengths[:, None]  # (G, P)
        own_seen = answer_at <= self._lane_offsets[:, None]  # (G·W, S)
        if window is not None:
            at_slot = self.prompt_lengths + self._slot_offsets  # (G,)
            seen &= at_slot[:, None] - prompt_at < window
            own_seen &= self._lane_offsets[:, None] - answer_at < window
        return _as_mask(seen)[:, None, None], _as_mask(own_seen)[:, None, None]

    @cached_property
    def _lane_offsets(self) -> Tensor:
        """(G·W,) offsets, 0 for lanes without a live row: their first position is finite."""
        out = torch.zeros(self._n_lanes, dtype=self.offsets.dtype)
        out[self.lanes] = self.offsets
        return out

    @cached_property
    def _slot_offsets(self) -> Tensor:
        return self._lane_offsets.view(self.n_slots, self._lanes_a_slot).amax(1)


def round_up(n: int, step: int = ROUND) -> int:
    """The next multiple of `step`."""
    return -(-n // step) * step


def _as_mask(seen: Tensor) -> Tensor:
    return torch.zeros(seen.shape).masked_fill_(~seen, float("-inf"))
