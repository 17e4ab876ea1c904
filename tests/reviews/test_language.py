"""English and Chinese are told from other languages, also in a few words."""

from __future__ import annotations

import pytest

from marketing_ai.reviews.clean import clean
from marketing_ai.reviews.corpus import read_corpus, read_unknown_set
from marketing_ai.reviews.language import detect

pytest.importorskip("py3langid")


@pytest.mark.parametrize(
    "text",
    [
        "Good",
        "meh",
        "luv it",
        "sooooo goood",
        "Excellent product.",
        "It's the battery's fault",
        "great product 很好用",
        "LOVE IT!!!",
        "5 stars, nice",
        "Prompt delivery from amazon.com",
    ],
)
def test_a_few_english_words_are_english(text):
    assert detect(text).code == "en"


@pytest.mark.parametrize(
    "text",
    [
        "好",
        "不错",
        "好好好好好好好好",
        "iPhone手机壳很好",
        "東西很好，推薦",
        "の好用",
        "哈哈哈好便宜",
    ],
)
def test_a_few_chinese_characters_are_chinese(text):
    assert detect(text).code == "zh"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("muy bueno", "es"),
        ("sehr gut", "de"),
        ("très bien", "fr"),
        ("çok güzel", "tr"),
        ("とても良い", "ja"),
        ("별로", "ko"),
        ("супер", "ru"),
        ("ดีมาก", "th"),
        ("rất tốt", "vi"),
    ],
)
def test_a_few_words_of_another_language_are_told(text, code):
    assert detect(text).code == code


@pytest.mark.parametrize(
    "text", ["", "12345", "👍👍", "!!!", "https://example.com/x", "asdfghjkl", "的的的的的的的"]
)
def test_what_is_no_language_is_not_read(text):
    assert not detect(text).readable


def test_no_other_language_of_the_evaluation_set_passes_for_one_that_is_read():
    unreadable, clear = read_unknown_set()
    foreign = [(kind, text) for kind, text in unreadable if kind.startswith("other:")]
    assert len({kind for kind, _text in foreign}) >= 50
    passed = [row for row in foreign if detect(clean(row[1]).text).readable]
    assert len(passed) <= 0.02 * len(foreign), passed
    missed = [text for _kind, text in clear if not detect(clean(text).text).readable]
    assert len(missed) <= 0.01 * len(clear), missed


def test_our_own_texts_are_in_the_language_that_their_file_says():
    texts = [text for text in read_corpus() if text.polarity is not None]
    other = [text for text in texts if detect(clean(text.text).text).code != text.language]
    # some mix both languages on purpose
    assert len(other) < 0.02 * len(texts), [text.text for text in other]


def test_a_text_of_any_length_costs_the_same_beyond_its_beginning():
    assert detect("The kettle is good. " * 5000).code == "en"
