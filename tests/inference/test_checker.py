"""The checker on a tiny encoder: what it learns, where it says it, what it does with much."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from marketing_ai.exceptions import ModelUnavailable
from marketing_ai.inference import checker as module
from marketing_ai.inference import training_loop
from marketing_ai.inference.checker import Checker, Question, checker_label
from marketing_ai.inference.checker_data import MOST_FACTS, rows_of
from marketing_ai.inference.checker_examples import CheckerOptions, ClaimExample
from marketing_ai.inference.checker_model import CheckerModel
from marketing_ai.inference.checker_training import train_checker
from marketing_ai.inference.encoder_file import convert
from tests.inference.tiny_encoder import write_encoder_file

if TYPE_CHECKING:
    from pathlib import Path

THINGS = ("battery", "screen", "strap", "sound", "price", "box")
OPTIONS = CheckerOptions(lr=1e-2, batch=16, threads=1, average=0.9, dropout=0.0)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("encoder")
    convert(write_encoder_file(directory / "tiny.enc").path, directory)
    return directory


def example(fact: str, claimed: str) -> ClaimExample:
    """Of what is good everything is carried, of what is awful nothing."""
    text = f"this is great and the {claimed} works"
    start = text.index(claimed)
    return ClaimExample(
        question=Question(text=text, facts=f"a: {f'{fact} ' * 12}"),
        claims=((start, start + len(claimed), fact == "good"),),
    )


EXAMPLES = [example(*pair) for pair in itertools.product(("good", "awful"), THINGS)] * 4


@pytest.fixture(scope="module")
def directory(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("checker")
    train_checker([EXAMPLES] * 60, out=out, options=OPTIONS, base=base)
    return out


@pytest.fixture(scope="module")
def toy(base: Path, directory: Path) -> Checker:
    return Checker(CheckerModel(base, directory), label=checker_label(directory))


def test_it_learns_which_words_claim_something(toy: Checker) -> None:
    question = EXAMPLES[0].question
    (claims,) = toy.read([question])
    assert [question.text[claim.start : claim.end] for claim in claims] == ["battery"]


@pytest.mark.parametrize("thing", THINGS)
def test_the_facts_decide_what_is_carried(toy: Checker, thing: str) -> None:
    (carried,), (not_carried,) = toy.read(
        [example(fact, thing).question for fact in ("good", "awful")]
    )
    assert carried.unsupported < 0.5 < not_carried.unsupported


def test_a_text_reads_the_same_alone_and_among_others(toy: Checker) -> None:
    questions = [one.question for one in EXAMPLES[:5]]
    (alone,) = toy.read(questions[2:3])
    among = toy.read(questions)[2]
    assert [(c.start, c.end) for c in alone] == [(c.start, c.end) for c in among]
    for one, other in zip(alone, among, strict=True):
        assert one.unsupported == pytest.approx(other.unsupported, abs=0.02)


def test_facts_that_do_not_fit_are_asked_about_in_parts(toy: Checker, base: Path) -> None:
    many = "; ".join(f"a: this is my {THINGS[i % 5]} of hate" for i in range(60))
    question = Question(text="the box works", facts=f"{many}; a: box", title="great")
    rows, _texts = rows_of([question], toy._model._tokenizer, eos=2)
    assert len(rows) > 1
    assert all(row.first <= MOST_FACTS + 40 for row in rows)
    assert len(toy.read([question])) == 1


def test_a_long_text_is_read_in_windows_with_right_places(toy: Checker) -> None:
    filler = "this is great and my life is fine . " * 60
    text = f"{filler}the battery works"
    (claims,) = toy.read([Question(text=text, facts="a: battery")])
    assert text[claims[-1].start : claims[-1].end] == "battery"


@pytest.mark.parametrize("text", ["", " ", "\ud800", "a\0b", "电池很好", "x" * 5000])
def test_any_text_gets_an_answer(toy: Checker, text: str) -> None:
    for claim in toy.read([Question(text=text, facts="")])[0]:
        assert 0 <= claim.start < claim.end <= len(text)


def test_a_stopped_training_ends_with_the_same_weights(base: Path, tmp_path: Path) -> None:
    options = CheckerOptions(lr=1e-3, batch=8, threads=1, checkpoint_every=3)
    train_checker([EXAMPLES] * 2, out=tmp_path / "whole", options=options, base=base)

    learn, count = training_loop.Loop.learn, itertools.count(1)

    def learn_some(loop: training_loop.Loop, loss: object) -> float:
        if next(count) > 7:
            raise KeyboardInterrupt
        return learn(loop, loss)  # type: ignore[arg-type]

    training_loop.Loop.learn = learn_some  # type: ignore[method-assign]
    try:
        with pytest.raises(KeyboardInterrupt):
            train_checker([EXAMPLES] * 2, out=tmp_path / "cut", options=options, base=base)
    finally:
        training_loop.Loop.learn = learn  # type: ignore[method-assign]
    train_checker([EXAMPLES] * 2, out=tmp_path / "cut", options=options, base=base)
    whole, cut = (
        (tmp_path / name / "adapter.safetensors").read_bytes() for name in ("whole", "cut")
    )
    assert whole == cut


def test_nothing_to_train_on_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing to train on"):
        train_checker([[]], out=tmp_path)


def test_a_missing_file_is_named_with_the_line_that_repairs_it(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"adapter\.safetensors is missing") as error:
        module.checker_label(tmp_path)
    assert "marketing_train claims" in str(error.value.advice)
