"""Our forward pass against transformers', and answers against the company they are in."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from marketing_ai.exceptions import UnsupportedCapability
from marketing_ai.inference.architecture import from_config
from marketing_ai.inference.batching import Batch, Request, common_start
from marketing_ai.inference.decoder import Decoder, Weights
from marketing_ai.inference.kvcache import KVCache, Placement
from marketing_ai.inference.text import Sampling

from .conftest import TINY, VOCABULARY, make_net


def our_decoder(net, dtype=torch.float32) -> Decoder:
    shape = from_config(net.config.to_dict(), model="tiny")
    return Decoder(shape, Weights(net.state_dict(), dtype))


def some_tokens(n: int, seed: int) -> tuple[int, ...]:
    generator = torch.Generator().manual_seed(seed)
    return tuple(torch.randint(4, VOCABULARY, (n,), generator=generator).tolist())


def run(decoder, requests, sampling, **options):
    batch = Batch(
        decoder,
        requests,
        sampling,
        end_tokens=options.pop("end_tokens", frozenset({1})),
        to_text=lambda ids: " ".join(map(str, ids)),
        **options,
    )
    return batch.run()


@pytest.mark.parametrize("name", TINY)
def test_prefill_and_steps_give_the_logits_of_transformers(name):
    # 20 tokens pass the window of 12 in the sliding layers; two prompts differ in length
    net, lanes = make_net(name), 2
    decoder = our_decoder(net)
    prompts = [some_tokens(20, 1), some_tokens(9, 2)]
    answers = [[some_tokens(6, 3), some_tokens(6, 4)], [some_tokens(6, 5), some_tokens(6, 6)]]
    cache = KVCache(
        decoder.shape, slots=2, lanes=lanes, prompt_room=20, answer_room=6, dtype=torch.float32
    )
    ours = [
        [[decoder.prefill(torch.tensor(p), cache, slot, 0)[0]] for _ in range(lanes)]
        for slot, p in enumerate(prompts)
    ]
    for step in range(6):
        at = Placement(
            torch.arange(4),
            torch.full((4,), step),
            torch.tensor([20, 9]),
            lanes_a_slot=lanes,
        )
        tokens = torch.tensor([row[step] for pair in answers for row in pair])
        logits = decoder.step(tokens, cache, at)
        for i in range(4):
            ours[i // 2][i % 2].append(logits[i])
    for i, prompt in enumerate(prompts):
        for j in range(lanes):
            with torch.inference_mode():
                whole = net(torch.tensor([[*prompt, *answers[i][j]]])).logits[0]
            theirs = whole[len(prompt) - 1 :]
            torch.testing.assert_close(torch.stack(ours[i][j]), theirs, atol=2e-4, rtol=2e-4)


@pytest.mark.parametrize("name", TINY)
def test_greedy_answers_are_those_of_transformers_generate(name):
    net = make_net(name)
    requests = [Request(tokens=some_tokens(n, n), name=str(n)) for n in (5, 17, 11)]
    greedy = Sampling(temperature=0, max_new_tokens=20)
    answers = run(our_decoder(net), requests, greedy)
    for request, (answer,) in zip(requests, answers, strict=True):
        ids = torch.tensor([request.tokens])
        made = net.generate(
            ids,
            attention_mask=torch.ones_like(ids),
            do_sample=False,
            max_new_tokens=20,
            eos_token_id=1,
            pad_token_id=1,
        )
        theirs = made[0, len(request.tokens) :].tolist()
        assert answer.tokens == theirs[: len(answer.tokens)]
        assert theirs[len(answer.tokens) :] in ([], [1])


def test_a_long_prompt_read_in_pieces_gives_the_logits_of_transformers(monkeypatch):
    monkeypatch.setattr("marketing_ai.inference.decoder.PIECE", 8)
    net = make_net("gemma3")
    decoder = our_decoder(net)
    prompt = some_tokens(37, 1)
    cache = KVCache(
        decoder.shape, slots=1, lanes=1, prompt_room=37, answer_room=1, dtype=torch.float32
    )
    ours = decoder.prefill(torch.tensor(prompt), cache, 0, 0)
    with torch.inference_mode():
        theirs = net(torch.tensor([prompt])).logits[:, -1]
    torch.testing.assert_close(ours, theirs, atol=2e-4, rtol=2e-4)


@pytest.mark.parametrize("name", ["llama", "gemma3"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_an_answer_does_not_depend_on_the_rest_of_the_call(name, dtype):
    decoder = our_decoder(make_net(name), dtype)
    shared = some_tokens(24, 9)
    requests = [
        Request(tokens=shared + some_tokens(3 + 5 * i, i), name=f"product {i}") for i in range(7)
    ]
    sampling = Sampling(n=3, max_new_tokens=24, temperature=1.0, top_k=20, seed=5)
    # 8 live rows at once: prompts wait, start late, and slots are moved
    ends = frozenset(range(12))
    together = run(decoder, requests, sampling, max_rows=8, end_tokens=ends)
    for i in (0, 3, 6):
        (alone,) = run(decoder, requests[i : i + 1], sampling, end_tokens=ends)
        assert [a.tokens for a in alone] == [a.tokens for a in together[i]]
    lengths = {a.n_tokens for row in together for a in row}
    assert len(lengths) > 3  # rows did end at different times


def test_the_same_seed_gives_the_same_answers_and_another_seed_others():
    decoder = our_decoder(make_net("llama"))
    requests = [Request(tokens=some_tokens(8, 1), name="a")]
    first, again, other = (
        run(decoder, requests, Sampling(n=4, max_new_tokens=12, temperature=1.0, seed=seed))
        for seed in (1, 1, 2)
    )
    assert [a.tokens for a in first[0]] == [a.tokens for a in again[0]]
    assert [a.tokens for a in first[0]] != [a.tokens for a in other[0]]
    assert len({tuple(a.tokens) for a in first[0]}) > 1  # samples differ


def test_a_small_memory_budget_changes_nothing_but_the_order_of_work():
    decoder = our_decoder(make_net("llama"))
    requests = [Request(tokens=some_tokens(8 + i, i), name=str(i)) for i in range(5)]
    sampling = Sampling(n=2, max_new_tokens=10, temperature=1.0)
    roomy = run(decoder, requests, sampling)
    tight = run(decoder, requests, sampling, kv_budget_mb=0)
    assert [[a.tokens for a in row] for row in roomy] == [[a.tokens for a in row] for row in tight]


def test_more_answers_than_rows_are_all_written():
    decoder = our_decoder(make_net("llama"))
    requests = [Request(tokens=some_tokens(8, 1), name="a")]
    sampling = Sampling(n=10, max_new_tokens=6, temperature=1.0)
    (few_rows,) = run(decoder, requests, sampling, max_rows=4)
    (all_rows,) = run(decoder, requests, sampling)
    assert [a.tokens for a in few_rows] == [a.tokens for a in all_rows]


def test_no_end_token_comes_before_the_minimum_and_exactly_the_limit_is_kept():
    decoder = our_decoder(make_net("llama"))
    requests = [Request(tokens=some_tokens(8, i), name=str(i)) for i in range(4)]
    ends = frozenset(range(128))  # half of all words would end the answer
    sampling = Sampling(n=4, min_new_tokens=9, max_new_tokens=9, temperature=1.5, top_k=0, top_p=1)
    for row in run(decoder, requests, sampling, end_tokens=ends):
        for answer in row:
            assert (answer.n_tokens, len(answer.tokens), answer.finish) == (9, 9, "length")


def test_an_answer_ends_where_a_stop_string_is_complete():
    decoder = our_decoder(make_net("llama"))
    requests = [Request(tokens=some_tokens(8, 1), name="a")]
    (free,) = run(decoder, requests, Sampling(temperature=0, max_new_tokens=12))
    stop = f"{free[0].tokens[3]} {free[0].tokens[4]}"
    (cut,) = run(decoder, requests, Sampling(temperature=0, max_new_tokens=12, stop=(stop,)))
    assert cut[0].finish == "stop"
    assert stop in " ".join(map(str, cut[0].tokens))
    assert len(cut[0].tokens) <= 5


def test_a_repetition_penalty_is_that_of_transformers():
    net = make_net("llama")
    requests = [Request(tokens=some_tokens(8, 1), name="a")]
    greedy = Sampling(temperature=0, max_new_tokens=16, repetition_penalty=1.7)
    ((answer,),) = run(our_decoder(net), requests, greedy, end_tokens=frozenset())
    ids = torch.tensor([requests[0].tokens])
    made = net.generate(
        ids,
        attention_mask=torch.ones_like(ids),
        do_sample=False,
        max_new_tokens=16,
        min_new_tokens=16,
        repetition_penalty=1.7,
        eos_token_id=None,
        pad_token_id=1,
    )
    assert answer.tokens == made[0, 8:].tolist()


def test_the_common_start_leaves_every_prompt_a_token_of_its_own():
    shared = tuple(range(40))
    assert common_start([(*shared, 1), (*shared, 2, 3)]) == shared
    assert common_start([shared, shared]) == shared[:-1]
    assert common_start([shared]) == ()
    assert common_start([(1, 2, 3), (1, 2, 4)]) == ()  # too short to be worth it


@pytest.mark.parametrize(
    "change",
    [
        {"model_type": "mixtral"},
        {"hidden_act": "relu"},
        {"rope_parameters": {"rope_type": "yarn", "rope_theta": 1e4, "factor": 4.0}},
        {"mlp_bias": True},
    ],
)
def test_a_model_that_would_be_computed_wrongly_is_refused(change):
    config = make_net("llama").config.to_dict() | change
    with pytest.raises(UnsupportedCapability) as caught:
        from_config(config, model="tiny")
    assert "tiny" in str(caught.value)


def test_positions_beyond_the_first_table_are_rotated_too():
    net = make_net("llama", max_position_embeddings=4096)
    decoder = our_decoder(net)
    prompt = some_tokens(1300, 1)
    cache = KVCache(
        decoder.shape, slots=1, lanes=1, prompt_room=1300, answer_room=1, dtype=torch.float32
    )
    ours = decoder.prefill(torch.tensor(prompt), cache, 0, 0)
    with torch.inference_mode():
        theirs = net(torch.tensor([prompt])).logits[:, -1]
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), atol=5e-4, rtol=5e-4)
