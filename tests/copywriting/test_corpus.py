"""The pairs of facts and copy, and the examples for the checker that are made of them."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from marketing_ai.copywriting import claim_examples
from marketing_ai.copywriting.corpus import AUDIENCE, TITLE, read_file, read_pairs
from marketing_ai.copywriting.kinds import Kind
from marketing_ai.exceptions import CorpusInvalid
from marketing_ai.grounding.corpus import read_marked

PAIR = """# a comment
description | plain | short | tea drinkers | Brambury Kettle | kitchen | Capacity=1.7 l; Lid=no
For {audience}: {title}, {Capacity}, {-Lid:without a lid}.
"""


@pytest.fixture(scope="module")
def pairs():
    return read_pairs()


def test_there_are_thousands_of_pairs_of_all_kinds_in_both_languages(pairs):
    for language in ("en", "zh"):
        own = [pair for pair in pairs if pair.language == language]
        assert len(own) >= 2000
        assert len({pair.category for pair in own}) >= 25
        kinds = Counter(pair.kind for pair in own)
        assert all(kinds[kind] > 50 for kind in Kind.values if kind != Kind.PROMOTION)
        assert len({pair.text for pair in own}) > 0.99 * len(own)


def test_a_text_is_realised_with_values_audience_and_words(tmp_path):
    path = tmp_path / "en_test.txt"
    path.write_text(PAIR, encoding="utf-8")
    (pair,) = read_file(path, language="en")
    assert pair.realised() == "For tea drinkers: Brambury Kettle, 1.7 l, without a lid."
    assert [(slot.fact, slot.sign) for slot in pair.slots] == [
        (AUDIENCE, ""),
        (TITLE, ""),
        ("Capacity", ""),
        ("Lid", "-"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{Capacity}", "{Colour}", "Colour"),
        ("{Capacity}", "2 l", "digit"),
        ("description", "review", "review"),
        ("Capacity=1.7 l", "Capacity", "Capacity"),
        (" | kitchen", "", "seven"),
        ("For {audience}", "For {audience", "brace"),
    ],
)
def test_what_is_wrong_with_a_pair_is_said_with_its_line(tmp_path, old, new, said):
    path = tmp_path / "en_test.txt"
    path.write_text(PAIR.replace(old, new), encoding="utf-8")
    with pytest.raises(CorpusInvalid) as error:
        read_file(path, language="en")
    assert said in str(error.value.sentence)
    assert "line 2" in str(error.value.sentence)


def test_marked_copy_marks_places_that_are_there():
    marked = read_marked()
    assert len(marked) > 1000
    assert {one.language for one in marked} == {"en", "zh"}
    for one in marked:
        last = 0
        for start, end, _supported in sorted(one.claims):
            assert last <= start < end <= len(one.text)
            last = end
    shares = [supported for one in marked for _start, _end, supported in one.claims]
    assert 0.3 < sum(shares) / len(shares) < 0.8


def test_what_a_variant_calls_carried_stands_in_its_facts(pairs):
    maker = claim_examples._Maker(pairs, random.Random(5))
    wrong = right = 0
    for pair, example in zip(pairs, maker.variants(), strict=True):
        facts = example.question.facts
        plain = {
            slot.fact: pair.facts[slot.fact]
            for slot in pair.slots
            if slot.fact in pair.facts and not slot.sign
        }
        for start, end, carried in example.claims:
            words = example.question.text[start:end]
            assert words.strip()
            if carried and words in plain.values():
                assert words in facts
            wrong += not carried
            right += carried
    assert 0.25 < wrong / (wrong + right) < 0.6


def test_the_same_seed_gives_the_same_examples_and_each_epoch_others():
    first, second = claim_examples.epochs(2, seed=3)
    assert claim_examples.epochs(1, seed=3)[0] == first
    assert first != second


def test_nothing_outside_the_slots_is_a_number(pairs):
    for pair in pairs:
        assert not re.search(r"\d", re.sub(r"\{[^{}]*\}", "", pair.text))
