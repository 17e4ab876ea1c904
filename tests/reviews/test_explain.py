"""Explaining a reading: what is taken out, and what each word's influence is."""

from __future__ import annotations

import pytest

from marketing_ai.inference.dummy_reader import DummyReader
from marketing_ai.reviews import explain


def found(text):
    made = explain.plan(text)
    read = DummyReader().read(made.texts())
    words = explain.influences(made, [r.probabilities[2] - r.probabilities[0] for r in read])
    return {text[word.start : word.end]: round(word.effect, 2) for word in words}


def test_each_word_is_taken_out_once_and_the_text_stays_otherwise():
    made = explain.plan("Great sound, weak lid.")
    assert made.texts() == [
        "Great sound, weak lid.",
        " sound, weak lid.",
        "Great , weak lid.",
        "Great sound weak lid.",
        "Great sound,  lid.",
        "Great sound, weak .",
        "Great sound, weak lid",
    ]


def test_the_words_that_carry_the_reading_have_the_influence():
    words = found("The lid is great.")
    assert words["great"] == 0.88
    assert {word for word, effect in words.items() if effect} == {"great"}
    assert found("The lid is great but noisy.")["noisy"] == -0.88


def test_chinese_is_taken_out_in_windows_that_overlap():
    made = explain.plan("电池很好")
    assert made.windows == ((0, 2), (1, 3), (2, 4), (3, 4))
    words = found("电池很好")
    assert words["很"] > 0
    assert words["好"] > 0
    assert words["电"] == 0


@pytest.mark.parametrize("text", ["a " * 500, "好" * 1500, "word " * 100_000, "!?" * 3000])
def test_a_long_text_is_read_a_bounded_number_of_times(text):
    made = explain.plan(text)
    assert len(made.texts()) <= explain.MAX_READS + 1
    assert len(made.text) <= explain.MAX_LENGTH
    assert made.cut == (len(text) > explain.MAX_LENGTH)
    words = explain.influences(made, [0.5] * len(made.texts()))
    assert len(words) == len(made.units)
    assert all(word.effect == 0 for word in words)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_a_text_without_words_has_nothing_to_explain(text):
    made = explain.plan(text)
    assert explain.influences(made, [0.0]) == []


def test_another_number_of_polarities_is_refused():
    with pytest.raises(ValueError, match="2 polarities expected, 1 given"):
        explain.influences(explain.plan("Good"), [0.1])
