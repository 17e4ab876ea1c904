"""The reader: what is read off a text, and its training, on a tiny random encoder."""

from __future__ import annotations

import json
import random
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from django.test import override_settings

from marketing_ai.exceptions import ModelUnavailable
from marketing_ai.inference import encoder_file, reader, reader_training, spans
from marketing_ai.inference.reader import Reader
from marketing_ai.inference.reader_data import epoch_plan, mix, prepare
from marketing_ai.inference.reader_examples import Example, TrainOptions, TrainResult
from marketing_ai.inference.reader_model import ReaderModel
from marketing_ai.inference.reader_training import train_reader
from marketing_ai.inference.tokens import EncoderTokenizer
from marketing_ai.inference.training_loop import Loop

from .tiny_encoder import write_encoder_file

if TYPE_CHECKING:
    from pathlib import Path

ASPECTS = ["battery", "screen", "strap", "sound", "price"]
OPINIONS = {2: ["great", "good", "love"], 0: ["bad", "awful", "hate"], 1: ["fine"]}
OPTIONS = TrainOptions(
    epochs=8, lr=1e-2, rank=4, layers=2, batch=16, seed=3, threads=1, dtype="float32", dropout=0.0
)


def toy_examples(n: int, *, seed: int) -> list[Example]:
    """ "the battery was great but the screen was bad": the first opinion is the text's."""
    rng = random.Random(seed)
    examples = []
    for _ in range(n):
        polarity = rng.choice([0, 1, 2])
        text, places = "", []
        for aspect in rng.sample(ASPECTS, rng.choice([1, 2])):
            text += " but the " if text else "the "
            said = polarity if not places else rng.choice([0, 2])
            places.append((len(text), len(text) + len(aspect), said))
            text += f"{aspect} was {rng.choice(OPINIONS[said])}"
        examples.append(Example(text=text, polarity=polarity, spans=tuple(places), source="toy"))
    return examples


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = write_encoder_file(tmp_path_factory.mktemp("file") / "tiny.bin", seed=11)
    directory = tmp_path_factory.mktemp("base")
    encoder_file.convert(file.path, directory)
    return directory


@pytest.fixture(scope="module")
def trained(base: Path, tmp_path_factory: pytest.TempPathFactory) -> TrainResult:
    return train_reader(
        toy_examples(800, seed=1),
        out=tmp_path_factory.mktemp("adapter"),
        validation=toy_examples(120, seed=2),
        options=OPTIONS,
        base=base,
    )


@pytest.fixture(scope="module")
def toy_reader(base: Path, trained: TrainResult) -> Reader:
    return Reader(ReaderModel(base, trained.directory, dtype=torch.float32), label="reader@toy")


# --- training


def test_training_learns_polarity_terms_and_their_polarity(trained: TrainResult) -> None:
    assert trained.metrics["polarity_macro_f1"] > 0.9
    assert trained.metrics["tag_f1"] > 0.9
    assert trained.metrics["span_macro_f1"] > 0.8


def test_the_reader_finds_what_was_learnt(toy_reader: Reader) -> None:
    text = "the battery was great but the screen was awful"
    (reading,) = toy_reader.read([text])
    assert reading.polarity == 2
    assert [(text[s.start : s.end]) for s in reading.spans] == ["battery", "screen"]
    battery, screen = (s.probabilities for s in reading.spans)
    assert battery[2] > battery[0]
    assert screen[0] > screen[2]


def test_a_stopped_training_ends_with_the_same_weights(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = TrainOptions(
        epochs=2, lr=1e-3, rank=2, layers=2, batch=8, threads=1, dtype="float32",
        checkpoint_every=3,
    )  # fmt: skip
    examples = toy_examples(64, seed=5)
    whole = train_reader(examples, out=tmp_path / "whole", options=options, base=base)

    class Killed(Exception):
        pass

    save = Loop.save
    calls = []

    def save_then_die(loop: Loop) -> None:
        save(loop)
        calls.append(loop.step)
        if len(calls) == 2:
            raise Killed

    monkeypatch.setattr(Loop, "save", save_then_die)
    with pytest.raises(Killed):
        train_reader(examples, out=tmp_path / "cut", options=options, base=base)
    monkeypatch.undo()
    assert calls == [3, 6]
    cut = train_reader(examples, out=tmp_path / "cut", options=options, base=base)
    assert cut.steps == whole.steps
    for name in ("adapter.safetensors", "config.json"):
        assert (cut.directory / name).read_bytes() == (whole.directory / name).read_bytes()
    assert not list(cut.directory.glob("*checkpoint*"))


def test_a_checkpoint_of_another_run_is_refused(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = TrainOptions(epochs=1, rank=2, layers=1, threads=1, dtype="float32")
    examples = toy_examples(16, seed=5)
    monkeypatch.setattr(reader_training._Run, "_write", lambda run: run.loop.save() or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        train_reader(examples, out=tmp_path, options=options, base=base)
    monkeypatch.undo()
    with pytest.raises(ValueError, match="another run"):
        train_reader(toy_examples(17, seed=5), out=tmp_path, options=options, base=base)


def test_training_goes_on_from_an_adapter(base: Path, trained: TrainResult, tmp_path: Path) -> None:
    options = TrainOptions(epochs=1, lr=1e-5, layers=1, threads=1, dtype="float32")
    result = train_reader(
        toy_examples(32, seed=8),
        out=tmp_path,
        validation=toy_examples(120, seed=2),
        options=options,
        start_from=trained.directory,
        base=base,
    )
    assert result.metrics["polarity_macro_f1"] > 0.9
    assert json.loads((tmp_path / "config.json").read_text())["rank"] == OPTIONS.rank


def test_nothing_to_train_on_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing to train on"):
        train_reader([], out=tmp_path)


def test_a_class_drawn_more_often_is_taken_back_in_the_logits(base: Path) -> None:
    tokenizer = EncoderTokenizer(base / "tokenizer.json", _shape(base))
    rare = [Example(text="bad", polarity=0, source="a")] * 10
    common = [Example(text="good", polarity=2, source="a")] * 90
    items = prepare(rare + common, tokenizer, prefix="query: ", size=50, eos=2)
    how = mix(items, balance=1.0)
    drawn = [c for epoch in range(40) for b in epoch_plan(items, how, seed=1, epoch=epoch, batch=8)
             for c in b]  # fmt: skip
    share = sum(items[i].polarity == 0 for i, _ in drawn) / len(drawn)
    assert share == pytest.approx(0.5, abs=0.03)
    odds = np.exp(how.shift["a"][0] - how.shift["a"][2])
    assert odds == pytest.approx((0.5 / 0.1) / (0.5 / 0.9))


def test_terms_that_are_not_all_labelled_teach_no_outside(base: Path) -> None:
    tokenizer = EncoderTokenizer(base / "tokenizer.json", _shape(base))
    example = Example(
        text="the battery was great", polarity=None, spans=((4, 11, 2),), complete=False
    )
    (item,) = prepare([example], tokenizer, prefix="query: ", size=50, eos=2)
    assert spans.OUTSIDE not in item.rows[0].tags


# --- reading


def test_identical_texts_are_read_once(toy_reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    read = toy_reader._model.read
    monkeypatch.setattr(
        toy_reader._model,
        "read",
        lambda texts, *a, **k: (seen.append(len(texts)), read(texts, *a, **k))[1],
    )
    readings = toy_reader.read(["good"] * 1000 + ["bad"])
    assert seen == [2]
    assert len(readings) == 1001
    assert readings[0] == readings[999] != readings[1000]


def test_a_text_reads_the_same_alone_and_among_others(toy_reader: Reader) -> None:
    texts = [e.text for e in toy_examples(40, seed=9)]
    together = toy_reader.read(texts)
    for text, reading in zip(texts[:8], together, strict=False):
        (alone,) = toy_reader.read([text])
        assert alone.probabilities == pytest.approx(reading.probabilities, abs=1e-4)
        assert [(s.start, s.end) for s in alone.spans] == [(s.start, s.end) for s in reading.spans]


def test_a_long_text_is_read_in_windows_with_right_places(toy_reader: Reader) -> None:
    part = "the battery was great but the screen was awful. "
    text = part * 40
    (reading,) = toy_reader.read([text])
    assert reading.n_windows > 1
    found = [text[s.start : s.end] for s in reading.spans]
    assert found.count("battery") >= 38
    assert found.count("screen") >= 38
    assert len({(s.start, s.end) for s in reading.spans}) == len(reading.spans)
    assert reading.polarity == 2


def test_windows_of_a_short_text_change_nothing(base: Path, trained: TrainResult) -> None:
    text = "the battery was great but the screen was awful"
    whole = Reader(ReaderModel(base, trained.directory, dtype=torch.float32), label="a")
    cut = Reader(ReaderModel(base, trained.directory, dtype=torch.float32), label="b")
    cut._model.settings = _replace(cut._model.settings, window=400)
    assert whole.read([text]) == cut.read([text])


def test_given_places_are_judged_in_their_order(toy_reader: Reader) -> None:
    text = "the battery was great but the screen was awful"
    screen, battery = (text.index("screen"), text.index("battery"))
    ((first, second, nothing),) = toy_reader.spans_given(
        [text], [[(screen, screen + 6), (battery, battery + 7), (3, 3)]]
    )
    assert first[0] > 0.5
    assert second[2] > 0.5
    assert nothing == (1 / 3, 1 / 3, 1 / 3)


@pytest.mark.parametrize(
    "text",
    ["", " ", "😀", "a\0b", "\ud800", "很好" * 20000, "x" * 100_000, "</s>", "\u202ebad", "𝕘𝕠𝕠𝕕"],
)
def test_any_text_gets_a_reading(toy_reader: Reader, text: str) -> None:
    (reading,) = toy_reader.read([text])
    assert sum(reading.probabilities) == pytest.approx(1)
    assert 0 <= reading.opinion <= 1
    for span in reading.spans:
        assert 0 <= span.start < span.end <= len(text)


def test_vectors_are_of_unit_length_and_only_on_request(toy_reader: Reader) -> None:
    (plain,) = toy_reader.read(["good"])
    assert plain.vector is None
    (reading,) = toy_reader.read(["good"], vectors=True)
    assert reading.vector is not None
    assert np.linalg.norm(reading.vector) == pytest.approx(1, abs=1e-5)


def test_embedding_knows_no_adapter(base: Path, toy_reader: Reader) -> None:
    found = toy_reader.embed(["the battery was great", "bad"], kind="query")
    plain = ReaderModel(base, None, dtype=torch.float32).embed(
        ["the battery was great", "bad"], prefix="query: "
    )
    np.testing.assert_allclose(found, plain, atol=1e-6)
    passages = toy_reader.embed(["the battery was great", "bad"])
    assert np.abs(found - passages).max() > 1e-3


# --- where it comes from


def test_a_changed_adapter_is_loaded_anew_and_has_another_label(
    base: Path, trained: TrainResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "base_directory", lambda: base)
    copy = tmp_path / "adapter"
    shutil.copytree(trained.directory, copy)
    first = reader.load_reader(copy)
    assert reader.load_reader(copy) is first
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps(config | {"neutral_weight": 3.0}))
    second = reader.load_reader(copy)
    assert second.label != first.label
    assert second.label == reader.reader_label(copy)


@pytest.mark.parametrize("name", reader.FILES)
def test_a_missing_file_is_named_with_the_line_that_repairs_it(
    base: Path, trained: TrainResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(reader, "base_directory", lambda: base)
    copy = tmp_path / "adapter"
    shutil.copytree(trained.directory, copy)
    (copy / name).unlink()
    with pytest.raises(ModelUnavailable, match=name) as caught:
        reader.load_reader(copy)
    assert "marketing_train" in str(caught.value.params["repair"])


def test_an_adapter_for_other_sizes_is_refused(
    base: Path, trained: TrainResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "base_directory", lambda: base)
    copy = tmp_path / "adapter"
    shutil.copytree(trained.directory, copy)
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps(config | {"rank": 9}))
    with pytest.raises(ModelUnavailable, match="does not fit"):
        reader.load_reader(copy)


def test_the_promoted_adapter_goes_before_the_shipped_one(
    trained: TrainResult, tmp_path: Path
) -> None:
    with override_settings(MARKETING_AI={"CACHE_DIR": tmp_path}):
        assert reader.active_directory() == reader.SHIPPED
        shutil.copytree(trained.directory, reader.promoted_directory())
        assert reader.active_directory() == reader.promoted_directory()


# --- places and tags


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("the battery life is great", [(4, 16)]),
        ("the battery-life, and screen", [(4, 16), (22, 28)]),
        ("battery", [(0, 7)]),
        ("电池续航很好", [(0, 4)]),
    ],
)
def test_tags_made_from_terms_give_the_terms_back(
    base: Path, text: str, terms: list[tuple[int, int]]
) -> None:
    tokenizer = EncoderTokenizer(base / "tokenizer.json", _shape(base))
    (tokens,) = tokenizer.encode([text])
    tags = spans.tags_of(tokens.offsets, terms)
    sure = [[float(tag == k) for k in range(3)] for tag in tags]
    found = spans.find_spans(text, tokens.offsets, sure, threshold=0.5)
    assert [(s, e) for s, e, _ in found] == terms


def test_a_word_is_never_cut() -> None:
    offsets = [(0, 3), (4, 7), (7, 10)]
    probabilities = [[1.0, 0.0, 0.0], [0.1, 0.9, 0.0], [0.6, 0.0, 0.4]]
    found = spans.find_spans("the batery", offsets, probabilities, threshold=0.5)
    assert [(s, e) for s, e, _ in found] == [(4, 10)]


def _shape(base: Path) -> Any:
    return encoder_file.EncoderShape(**json.loads((base / "config.json").read_text()))


def _replace(settings: Any, **changes: Any) -> Any:
    from dataclasses import replace

    return replace(settings, **changes)
