"""The brand linter."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketing_ai.grounding.brand import BrandRules, lint
from marketing_ai.grounding.readability import flesch_kincaid_grade, syllables


def codes(text: str, language: str = "en", **rules) -> list[str]:
    return [v.code for v in lint(text, BrandRules(**rules), language=language)]


def test_banned_word_is_found_as_a_word_and_not_inside_another() -> None:
    found = lint("A cheap jar, cheapish at best.", BrandRules(banned=("cheap",)), language="en")
    assert [(v.code, v.start, v.end) for v in found] == [("banned_word", 2, 7)]
    assert codes("价格很便宜。", "zh", banned=("便宜",)) == ["banned_word"]


def test_missing_disclaimer_is_named() -> None:
    rules = BrandRules(disclaimers=("Terms apply.",))
    assert [v.code for v in lint("Come in.", rules, language="en")] == ["disclaimer_missing"]
    assert lint("Come in. Terms apply.", rules, language="en") == ()


def test_length_is_counted_in_characters_of_either_script() -> None:
    assert codes("好茶", "zh", min_length=3) == ["too_short"]
    assert codes("一杯好茶", "zh", max_length=3) == ["too_long"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hot! New! Now!", "exclamation"),
        ("GREAT THINGS COME HERE TODAY", "capitals"),
        ("A cup 😀", "emoji"),
        ("A cup from {brand}", "placeholder"),
        ("A cup from [Brand name]", "placeholder"),
        ("Here is a description: a fine cup", "prompt_echo"),
        ("Product name: a fine cup", "prompt_echo"),
        ("Material: oak\nColour: red\nHeight: 3 cm", "fact_list"),
        ("A cup of fine tea. And then we", "cut_off"),
        ("A cup for you and", "cut_off"),
        ("Boil water for your tea, then boil water for your soup.", "repeated_phrase"),
        ("A fine cup. It is here. A fine cup.", "repeated_sentence"),
        ("这是一只杯子", "wrong_language"),
    ],
)
def test_form_that_no_shop_wants_is_found(text: str, code: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Fine tea for 1.7 litres of calm.",
        "Now {price}, until {offer_end}.",
        "A cup for you ✓ and a ★ for the cook.",
        "Three things: tea, time, and a friend.",
        "Tea for two",
    ],
)
def test_plain_text_passes(text: str) -> None:
    assert codes(text) == []


def test_chinese_text_may_hold_a_latin_name_but_not_be_latin() -> None:
    assert codes("这款Aero水壶很好看，适合你的厨房。", "zh") == []
    assert codes("Aero kettle for your kitchen 水壶", "zh") == ["wrong_language"]


def test_repeat_of_six_chinese_characters_is_found() -> None:
    assert "repeated_phrase" in codes("适合你的小厨房，也适合你的小厨房外。", "zh")


def test_grade_follows_the_published_formula() -> None:
    # 9 words, 1 sentence, 11 syllables: 0.39 * 9 + 11.8 * 11 / 9 - 15.59
    text = "The quick fox jumps over the very lazy dog."
    assert sum(syllables(w.strip(".")) for w in text.split()) == 12
    assert flesch_kincaid_grade(text) == pytest.approx(0.39 * 9 + 11.8 * 12 / 9 - 15.59)
    assert codes("Extraordinarily sophisticated craftsmanship.", max_grade=8) == ["reading_grade"]


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_every_violation_has_a_place_inside_the_text(text: str) -> None:
    for violation in lint(text, BrandRules(max_length=50, min_length=5), language="en"):
        assert 0 <= violation.start <= violation.end <= len(text)
        assert violation.message
