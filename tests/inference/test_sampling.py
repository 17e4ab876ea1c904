"""Drawing tokens: against a plain reading of the definition, and by their frequencies."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from marketing_ai.inference import sampling as draw
from marketing_ai.inference.text import Sampling


def plain_pick(logits, u, *, temperature, top_k, top_p) -> int:
    """The definition, one row, in float64: sort, cut, renormalise, walk to u."""
    order = sorted(range(len(logits)), key=lambda i: -logits[i])
    order = order[: top_k or len(order)]
    p = np.exp(np.array([logits[i] for i in order], dtype=np.float64) / temperature)
    p /= p.sum()
    kept = [i for i in range(len(p)) if p[:i].sum() < top_p or i == 0]
    p = p[kept] / p[kept].sum()
    return order[int(np.searchsorted(p.cumsum(), u, side="right").clip(max=len(p) - 1))]


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    temperature=st.sampled_from([0.3, 0.8, 1.5]),
    top_k=st.sampled_from([0, 1, 5, 50]),
    top_p=st.sampled_from([0.1, 0.95, 1.0]),
)
def test_a_token_is_drawn_as_the_definition_says(seed, temperature, top_k, top_p):
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(6, 320, generator=generator) * 3
    u = draw.uniforms(np.arange(6, dtype=np.uint64), np.full(6, seed, dtype=np.uint64))
    ours = draw.pick(logits, u, temperature=temperature, top_k=top_k, top_p=top_p)
    theirs = [
        plain_pick(row.tolist(), x, temperature=temperature, top_k=top_k, top_p=top_p)
        for row, x in zip(logits, u, strict=True)
    ]
    # a draw within float32's rounding of a boundary may fall to either side
    assert sum(a != b for a, b in zip(ours.tolist(), theirs, strict=True)) <= 1


def test_frequencies_are_the_probabilities():
    logits = torch.tensor([[2.0, 1.0, 0.0, -1.0]]).expand(40_000, -1)
    u = draw.uniforms(np.arange(40_000, dtype=np.uint64), np.zeros(40_000, dtype=np.uint64))
    drawn = draw.pick(logits, u, temperature=1.0, top_k=0, top_p=1.0)
    share = np.bincount(drawn.numpy(), minlength=4) / 40_000
    expected = torch.softmax(logits[0], -1).numpy()
    # five standard errors of a share
    np.testing.assert_allclose(share, expected, atol=5 * (0.25 / 40_000) ** 0.5)


def test_random_numbers_are_uniform_and_steps_do_not_repeat_each_other():
    keys = np.array([draw.row_key(1, "a", 0), draw.row_key(1, "a", 1)], dtype=np.uint64)
    streams = [
        draw.uniforms(np.full(20_000, key, dtype=np.uint64), np.arange(20_000, dtype=np.uint64))
        for key in keys
    ]
    for stream in streams:
        assert stream.min() >= 0 and stream.max() < 1
        # Kolmogorov–Smirnov at 20,000 numbers: 1.95 / √n is passed by chance once in 1,000
        ranks = np.arange(1, 20_001) / 20_000
        assert np.abs(np.sort(stream) - ranks).max() < 1.95 / 20_000**0.5
        assert abs(np.corrcoef(stream[:-1], stream[1:])[0, 1]) < 5 / 20_000**0.5
    assert abs(np.corrcoef(*streams)[0, 1]) < 5 / 20_000**0.5


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize(("words", "k"), [(49_152, 50), (262_144, 50), (49_152, 1), (300, 50)])
def test_the_two_stage_top_k_is_exact(words, k, dtype):
    logits = torch.randn(5, words, generator=torch.Generator().manual_seed(3)).to(dtype)
    values, ids = draw.top(logits, k)
    torch.testing.assert_close(values, logits.topk(k, dim=-1).values, rtol=0, atol=0)
    torch.testing.assert_close(logits.gather(1, ids), values, rtol=0, atol=0)
    assert all(len(set(row.tolist())) == k for row in ids)  # no word twice


def test_temperature_zero_takes_the_best_word():
    logits = torch.tensor([[0.0, 3.0, 1.0], [5.0, -1.0, 2.0]])
    drawn = draw.pick(logits, np.array([0.99, 0.99]), temperature=0, top_k=0, top_p=1.0)
    assert drawn.tolist() == [1, 0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"n": 0},
        {"max_new_tokens": 0},
        {"min_new_tokens": 200},
        {"temperature": -1.0},
        {"top_p": 0.0},
        {"repetition_penalty": 0.0},
        {"stop": ("",)},
    ],
)
def test_a_sampling_out_of_range_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Sampling(**wrong)
