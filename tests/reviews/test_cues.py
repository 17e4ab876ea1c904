"""Words that imply a theme: where they stand, which one goes first, what the lists hold."""

from __future__ import annotations

import pytest

from marketing_ai.inference.dummy_reader import DummyReader
from marketing_ai.reviews import cues, reading, theme_list, themes
from marketing_ai.reviews.corpus import ROOT


def found(text):
    return [(text[cue.start : cue.end], cue.theme) for cue in cues.find(text)]


@pytest.mark.parametrize(
    ("text", "cue", "theme"),
    [
        ("It squeaks all night.", "squeaks", "noise"),
        ("Well, it FELL APART in a week!", "FELL APART", "durability"),
        ("Worth every penny.", "Worth every penny", "price"),
        ("They run, but it runs big.", "runs big", "fit"),
        ("It doesn’t slip on tiles.", "doesn’t slip", "grip"),
        ("早上充满，半天就没电。", "半天就没电", "battery"),
    ],
)
def test_a_phrase_is_found_where_it_stands(text, cue, theme):
    assert (cue, theme) in found(text)


def test_a_phrase_does_not_go_over_the_end_of_a_sentence():
    assert "fell apart" not in [words.lower() for words, _theme in found("It fell. Apart from it")]


def test_letters_that_grow_when_they_are_folded_move_no_offset():
    text = "İİİ it squeaks"
    assert found(text) == [("squeaks", "noise")]


def test_a_flood_of_one_word_is_cut():
    assert len(cues.find("It squeaks. " * 8000)) == cues.MOST


def test_every_cue_leads_to_a_theme_that_is_there_and_stands_once():
    listed = [(language, *one) for language in ("en", "zh") for one in cues._listed(language)]
    assert len(listed) > 1200
    assert {theme for _language, theme, _cue in listed} <= set(theme_list.shipped())
    words = [cue for _language, _theme, cue in listed]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_cues_seldom_lead_astray_in_sentences_of_one_theme(language):
    rows = [
        line.split("\t")
        for path in sorted(ROOT.glob(f"implied_{language}_*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(rows) > 1500
    themes_of = [{cue.theme for cue in cues.find(row[2]) if not cue.is_term} for row in rows]
    astray = sum(
        bool(found) and row[0] not in found for row, found in zip(rows, themes_of, strict=True)
    )
    assert astray / len(rows) < 0.1


def test_a_cue_is_an_aspect_with_its_theme_and_the_side_of_its_clause():
    (read,) = reading.ReviewReader(DummyReader()).read(["Great sound. It squeaks and is terrible."])
    said = [(one.term, one.label, themes.find(one.term)) for one in read.aspects]
    assert said == [("sound", "positive", "sound"), ("squeaks", "negative", "noise")]


def test_a_term_that_words_place_goes_before_a_cue_that_overlaps_it():
    (read,) = reading.ReviewReader(DummyReader()).read(["The price is a rip-off, bad."])
    assert read.aspects[0].term == "price"
    assert len({themes.find(one.term) for one in read.aspects}) == 1


def test_a_shops_own_term_goes_before_a_cue():
    assert themes.find("squeaks", own={"squeak": "child"}) == "child"
    assert themes.find("squeaks") == "noise"
