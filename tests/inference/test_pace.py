"""The number of threads: it follows the machine, and answers do not follow it."""

from __future__ import annotations

import pytest
import torch

from marketing_ai.inference.batching import Batch, Request
from marketing_ai.inference.pace import MOST_STEPS, REVIEW_STEPS, Pace
from marketing_ai.inference.text import Sampling

from .test_decoder import make_net, our_decoder, some_tokens


def walk(pace: Pace, steps: int, seconds) -> list[int]:
    """Threads of each step on a machine where a step takes seconds(threads, step)."""
    used = []
    for step in range(steps):
        used.append(pace.threads)
        pace.record(rows=32, seconds=seconds(pace.threads, step))
    return used


def test_on_a_quiet_machine_nearly_all_steps_use_all_cores():
    used = walk(Pace(2, adaptive=True), 1000, lambda threads, step: 0.1 / threads)
    assert used.count(1) <= 1000 / REVIEW_STEPS + 1


def test_beside_a_busy_neighbour_one_thread_is_used_and_trials_get_rare():
    used = walk(Pace(2, adaptive=True), 8000, lambda threads, step: 0.1 if threads == 1 else 1.0)
    assert used.count(2) <= 8000 / MOST_STEPS + 8


def test_a_neighbour_that_comes_is_noticed_at_once_and_that_it_went_later():
    def seconds(threads, step):
        busy = 100 <= step < 300
        return 0.1 if threads == 1 else (1.0 if busy else 0.05)

    used = walk(Pace(2, adaptive=True), 2000, seconds)
    assert used[100:300].count(2) <= 6
    assert used[-500:].count(2) > 450


def test_a_number_of_threads_that_was_set_is_kept():
    assert set(walk(Pace(4, adaptive=False), 200, lambda threads, step: 1.0)) == {4}
    assert set(walk(Pace(1, adaptive=True), 200, lambda threads, step: 1.0)) == {1}


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_answers_do_not_depend_on_the_number_of_threads(dtype):
    decoder = our_decoder(make_net("gemma3"), dtype)
    requests = [Request(tokens=some_tokens(20 + i, i), name=str(i)) for i in range(6)]
    before = torch.get_num_threads()
    made = []
    try:
        for threads in (1, 2, 3):
            batch = Batch(
                decoder,
                requests,
                Sampling(n=8, max_new_tokens=12, temperature=1.0),
                end_tokens=frozenset({1}),
                to_text=str,
                pace=Pace(threads, adaptive=False),
            )
            made.append([[a.tokens for a in row] for row in batch.run()])
    finally:
        torch.set_num_threads(before)
    assert made[0] == made[1] == made[2]
