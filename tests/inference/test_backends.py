"""The back ends as the slices call them: embedded, local, dummy, a class of one's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from marketing_ai.exceptions import (
    ConfigurationError,
    ModelUnavailable,
    PermanentProviderError,
    TermsNotAccepted,
    TransientProviderError,
    UnsupportedCapability,
)
from marketing_ai.inference import packs, text
from marketing_ai.inference.text import Generation, Message, ModelInfo, Prompt, Sampling

from .conftest import ask

ROOT = Path(__file__).resolve().parents[2]


def models(**by_language: Any) -> Any:
    return override_settings(
        MARKETING_AI={"TEXT_MODELS": by_language, "TORCH_THREADS": 1, "ACCEPTED_TERMS": ["gemma"]}
    )


def local(directory: Path, language: str = "en") -> Any:
    return models(**{language: {"backend": "local", "model": str(directory)}})


# --- choosing one


def test_a_language_takes_its_own_entry_then_its_first_part_then_the_star():
    with models(
        **{
            "zh": {"backend": "dummy", "answers": ["zh"]},
            "zh-hant": {"backend": "dummy", "answers": ["zh-hant"]},
            "*": {"backend": "dummy", "answers": ["other"]},
        }
    ):
        said = {
            language: text.load(language).generate(ask("x"), Sampling())[0].completions[0].text
            for language in ("zh", "zh-hans", "zh_Hant", "fr")
        }
    assert said == {"zh": "zh", "zh-hans": "zh", "zh_Hant": "zh-hant", "fr": "other"}


def test_a_language_without_a_model_is_refused_with_the_setting_to_write():
    with models(en={"backend": "dummy"}), pytest.raises(ModelUnavailable) as caught:
        text.load("fr")
    assert "TEXT_MODELS'" in caught.value.advice
    with models(en={"backend": "dummy"}):
        info = text.describe("fr")
    assert not info.ready
    assert "fr" in info.why_not


def test_a_back_end_is_loaded_once_a_process_and_anew_after_a_change():
    with models(en={"backend": "dummy"}):
        first = text.load("en")
        assert text.load("en") is first
    with models(en={"backend": "dummy", "answers": ["new"]}):
        assert text.load("en") is not first


@pytest.mark.parametrize("wrong", [{"backend": "embeded"}, {"backend": "no.such.Class"}, {}])
def test_a_wrong_entry_names_the_setting(wrong):
    with models(en=wrong), pytest.raises(ConfigurationError):
        text.load("en")


class Shouting:
    """A back end of somebody's own."""

    model, remote = "shouting@1", False

    def __init__(self, spec):
        self.mark = spec["mark"]

    def generate(self, prompts, sampling):
        done = text.Completion(text=f"Kettle{self.mark}", n_tokens=1, finish="stop")
        return [
            Generation(
                key=p.key,
                completions=(done,) * sampling.n,
                prompt_tokens=1,
                completion_tokens=1,
                model=self.model,
                latency_ms=0,
            )
            for p in prompts
        ]

    def count_tokens(self, text):
        return len(text)


def test_a_dotted_path_names_a_class_of_ones_own():
    with models(en={"backend": f"{__name__}.Shouting", "mark": "!"}):
        assert text.load("en").generate(ask("x"), Sampling())[0].completions[0].text == "Kettle!"
        assert text.describe("en").ready


# --- dummy


def test_the_dummy_is_deterministic_and_its_samples_differ():
    with models(en={"backend": "dummy"}):
        backend = text.load("en")
        first, again, other = (
            backend.generate(ask("Steel kettle, 1.7 l"), Sampling(n=3, seed=seed))
            for seed in (1, 1, 2)
        )
    assert first == again
    assert first != other
    texts = [c.text for c in first[0].completions]
    assert len(set(texts)) == 3
    assert all("Steel kettle, 1.7 l" in t for t in texts)


def test_the_dummy_fails_on_request():
    for fail, error in (
        ("transient", TransientProviderError),
        ("permanent", PermanentProviderError),
    ):
        with models(en={"backend": "dummy", "fail": fail}), pytest.raises(error):
            text.load("en").generate(ask("x"), Sampling())


# --- a local directory


@pytest.mark.parametrize("name", ["llama", "gemma3"])
def test_a_directory_writes_and_keeps_order_keys_and_prefill(tiny_directory, name):
    with local(tiny_directory(name)):
        backend = text.load("en")
        prompts = ask("the red kettle", "a lamp", "the steel shirt", prefill="The ")
        made = backend.generate(prompts, Sampling(n=2, max_new_tokens=8, seed=3))
        assert [g.key for g in made] == ["p0", "p1", "p2"]
        for g in made:
            assert len(g.completions) == 2
            assert all(c.text.startswith("The ") for c in g.completions)
            assert all(1 <= c.n_tokens <= 8 for c in g.completions)
            assert g.completion_tokens == sum(c.n_tokens for c in g.completions)
            assert g.model == backend.model
            assert g.latency_ms > 0
        (alone,) = backend.generate(prompts[1:2], Sampling(n=2, max_new_tokens=8, seed=3))
        assert alone.completions == made[1].completions


def test_an_architecture_that_we_do_not_build_runs_through_transformers(tiny_directory):
    directory = tiny_directory("llama", hidden_act="relu")
    with local(directory):
        backend = text.load("en")
        assert type(backend.engine).__name__ == "PlainEngine"
        sampling = Sampling(n=2, max_new_tokens=8, seed=3)
        first = backend.generate(ask("the red kettle", "a lamp"), sampling)
        again = backend.generate(ask("the red kettle"), sampling)
        assert [g.key for g in first] == ["p0", "p1"]
        assert first[0].completions == again[0].completions


def test_a_stop_string_is_not_in_the_text(tiny_directory):
    with local(tiny_directory()):
        backend = text.load("en")
        greedy = Sampling(temperature=0, max_new_tokens=24)
        (free,) = backend.generate(ask("the"), greedy)
        whole = free.completions[0].text
        stop = whole[5:7]
        (cut,) = backend.generate(
            ask("the"), Sampling(temperature=0, max_new_tokens=24, stop=(stop,))
        )
    assert cut.completions[0].text == whole[: whole.index(stop)]
    assert cut.completions[0].finish == "stop"


def test_a_prompt_beyond_the_context_is_refused_before_any_work(tiny_directory):
    with local(tiny_directory()), pytest.raises(UnsupportedCapability) as caught:
        text.load("en").generate(ask("kettle " * 600), Sampling())
    assert "512" in str(caught.value)


def test_the_label_of_a_directory_changes_with_its_weights_and_not_with_its_place(
    tiny_directory, tmp_path
):
    import shutil

    directory = tiny_directory()
    with local(directory):
        before = text.describe("en").label
    moved = tmp_path / "elsewhere" / directory.name
    shutil.copytree(directory, moved)
    with local(moved):
        assert text.describe("en").label == before
    weights = moved / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-len(data) // 2 :] = bytes(len(data) // 2 + len(data) % 2)
    weights.write_bytes(data)
    with local(moved):
        assert text.describe("en").label != before


def test_a_directory_with_pickled_weights_only_is_refused(tiny_directory):
    directory = tiny_directory()
    (directory / "model.safetensors").rename(directory / "pytorch_model.bin")
    with local(directory), pytest.raises(ModelUnavailable, match="safetensors"):
        text.load("en")


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ({"model": "Qwen/Qwen3-0.6B"}, "revision"),
        ({"model": "Qwen/Qwen3-0.6B", "revision": "main"}, "40"),
        ({"model": "/x", "trust_remote_code": True}, "trust_remote_code"),
        ({}, "model"),
    ],
)
def test_a_local_entry_must_be_a_directory_or_a_pinned_commit(spec, says):
    with models(en={"backend": "local", **spec}), pytest.raises(ConfigurationError, match=says):
        text.describe("en")


def test_a_pinned_hub_id_that_is_not_downloaded_names_the_command():
    spec = {"backend": "local", "model": "nobody/nothing", "revision": "0" * 40}
    with models(en=spec):
        info = text.describe("en")
        assert not info.ready
        assert "marketing_models pull" in info.repair
        with pytest.raises(ModelUnavailable):
            text.load("en")


# --- the embedded models


def test_describe_and_the_settings_import_no_torch():
    code = (
        "import sys, django; from django.conf import settings;"
        "settings.configure(MARKETING_AI={'TEXT_MODELS': {'en': {'backend': 'embedded',"
        " 'model': 'smollm2-135m-instruct'}, 'fr': {'backend': 'openai', 'model': 'm',"
        " 'base_url': 'http://127.0.0.1:1/v1'}, 'de': {'backend': 'local', 'model': '/x'}}});"
        "django.setup();"
        "from marketing_ai.inference import text;"
        "[text.describe(x) for x in ('en', 'fr', 'de')];"
        "print([m for m in ('torch', 'transformers', 'tokenizers', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == "[]"


def test_an_unknown_pack_names_those_that_exist():
    typo = {"backend": "embedded", "model": "smollm"}
    with models(en=typo), pytest.raises(ModelUnavailable, match="smollm2-135m-instruct"):
        text.load("en")
    encoder = {"backend": "embedded", "model": "multilingual-e5-small"}
    with models(en=encoder), pytest.raises(UnsupportedCapability):
        text.load("en")


def test_gemma_is_refused_until_its_terms_are_accepted():
    spec = {"backend": "embedded", "model": "gemma3-270m"}
    with override_settings(MARKETING_AI={"TEXT_MODELS": {"zh": spec}}):
        with pytest.raises(TermsNotAccepted) as caught:
            text.load("zh")
        info = text.describe("zh")
    assert "ACCEPTED_TERMS" in caught.value.advice
    assert not info.ready
    assert "gemma" in info.why_not
    assert info.label == packs.get("gemma3-270m").label


def test_smollm2_writes_english_and_the_same_again(real_pack):
    pack = real_pack("smollm2-135m-instruct")
    prompt = Prompt(
        key="kettle",
        messages=(
            Message(role="system", content="Write one sentence about the product."),
            Message(role="user", content="Tarn jug\n- material: glass"),
            Message(role="assistant", content="The Tarn jug is made of glass."),
            Message(role="user", content="Brennick kettle\n- material: steel"),
        ),
        prefill="The Brennick kettle",
    )
    with models(en={"backend": "embedded", "model": pack.name}):
        assert text.describe("en") == ModelInfo(
            label=pack.label, backend="embedded", remote=False, ready=True
        )
        backend = text.load("en")
        sampling = Sampling(n=4, max_new_tokens=24, seed=11)
        (made,) = backend.generate([prompt], sampling)
        company = backend.generate([*ask("Write a poem.", "Say hello."), prompt], sampling)
    assert made.model == "smollm2-135m-instruct@b179c952"
    assert any("steel" in c.text for c in made.completions)
    assert all(c.text.startswith("The Brennick kettle") for c in made.completions)
    assert not any("<|im_end|>" in c.text for c in made.completions)
    assert company[2].completions == made.completions


def test_smollm2s_logits_are_those_of_transformers(real_pack):
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from marketing_ai.inference.engine import Engine
    from marketing_ai.inference.kvcache import KVCache

    directory = packs.directory(real_pack("smollm2-135m-instruct"))
    with models():
        engine = Engine(directory, model="x")
    prompt = ask("Write one sentence about a steel kettle that holds 1.7 l.")[0]
    ids = engine.renderer.encode(prompt)
    turns = [{"role": "user", "content": prompt.messages[0].content}]
    tokenizer = AutoTokenizer.from_pretrained(directory)
    assert ids == tokenizer.apply_chat_template(
        turns, add_generation_prompt=True, return_dict=False
    )
    cache = KVCache(
        engine.decoder.shape,
        slots=1,
        lanes=1,
        prompt_room=len(ids),
        answer_room=1,
        dtype=torch.bfloat16,
    )
    ours = engine.decoder.prefill(torch.tensor(ids), cache, 0, 0).float()
    net = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.bfloat16).eval()
    with torch.inference_mode():
        theirs = net(torch.tensor([ids])).logits[:, -1].float()
        exact = net.float()(torch.tensor([ids])).logits[:, -1]
    # bfloat16 rounds: ours may be off the float32 result as much as theirs is, and a bit
    ours_off, theirs_off = (ours - exact).abs().mean(), (theirs - exact).abs().mean()
    assert ours_off < 1.5 * theirs_off + 1e-3
    assert exact.max() - exact[0, ours.argmax()] < 0.25  # two steps of bfloat16 near 20


def test_gemma_continues_chinese_examples(real_pack):
    pack = real_pack("gemma3-270m")
    messages = (
        Message(role="user", content="商品：保温杯\n事实：材质：不锈钢；容量：500毫升\n文案："),
        Message(role="assistant", content="保温杯采用不锈钢材质，容量500毫升。"),
        Message(role="user", content="商品：茶壶\n事实：材质：玻璃；容量：800毫升\n文案："),
    )
    with models(zh={"backend": "embedded", "model": pack.name}):
        backend = text.load("zh-hans")
        (made,) = backend.generate(
            [Prompt(key="a", messages=messages, prefill="茶壶")],
            Sampling(n=8, max_new_tokens=24, seed=1),
        )
    assert backend.model == "gemma3-270m@a5fd3b62"
    assert any("玻璃" in c.text for c in made.completions)
    assert all("\n\n" not in c.text for c in made.completions)
