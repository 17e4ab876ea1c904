"""When a reading is believed, and why it is not."""

from __future__ import annotations

import pytest

from marketing_ai.inference.reader import RawReading
from marketing_ai.reviews import reasons
from marketing_ai.reviews.clean import clean
from marketing_ai.reviews.language import detect
from marketing_ai.reviews.sentiment import asks_only, decide

pytest.importorskip("py3langid")


def decision(text, probabilities=(0.05, 0.05, 0.9), *, opinion=0.99, unknown_tokens=0):
    raw = RawReading(
        probabilities=probabilities,
        polarity=max(range(3), key=probabilities.__getitem__),
        opinion=opinion,
        spans=(),
        n_tokens=10,
        n_windows=1,
        unknown_tokens=unknown_tokens,
    )
    cleaned = clean(text)
    return decide(raw, cleaned, detect(cleaned.text))


def test_a_clear_reading_is_taken():
    good = decision("Love this kettle.")
    assert (good.label, good.reason, good.confidence) == ("positive", "", 0.9)
    assert good.polarity == pytest.approx(0.85)
    assert decision("Awful.", (0.8, 0.1, 0.1)).label == "negative"
    assert decision("It is okay.", (0.1, 0.8, 0.1)).label == "neutral"


@pytest.mark.parametrize(
    ("text", "more", "reason"),
    [
        ("", {}, "short"),
        ("k", {}, "short"),
        ("👍", {}, "unreadable"),
        ("5/5 !!!", {}, "unreadable"),
        ("qwzx plmk vbtr", {}, "unreadable"),
        ("锟斤拷锟斤拷锟斤拷", {}, "unreadable"),
        ("sehr gut", {}, "language"),
        ("很好用", {"unknown_tokens": 8}, "unreadable"),
        ("Does it come with a cable?", {"opinion": 0.5}, "question"),
        ("I ordered it on Monday.", {"opinion": 0.1}, "no_opinion"),
        ("It came in a box.", {"probabilities": (0.34, 0.33, 0.33)}, "unsure"),
    ],
)
def test_what_carries_no_answer_is_unknown_and_says_why(text, more, reason):
    found = decision(text, **more)
    assert (found.label, found.polarity, found.reason) == ("unknown", None, reason)
    assert reason in reasons.UNKNOWN  # it has a sentence


@pytest.mark.parametrize(
    "text",
    [
        "Is it waterproof?",
        "Hi, do you ship to Norway? How long does it take?",
        "请问有大码吗",
        "什么时候发货？",
        "尺寸是多大的？",
    ],
)
def test_questions_are_told(text):
    assert asks_only(text)


@pytest.mark.parametrize(
    "text",
    [
        "Why would anyone buy this?",
        "Great, isn't it? I love it.",
        "The strap broke. Who sews that?",
        "为什么没有勺子？",
        "怎么还没到货？？？",
        "很好用，你们说呢",
        "怎么摔都没事",
        "",
    ],
)
def test_a_question_that_judges_is_no_question(text):
    assert not asks_only(text)


def test_a_question_that_the_model_hears_as_an_opinion_is_taken():
    assert decision("Is this a joke?", (0.95, 0.03, 0.02), opinion=0.97).label == "negative"
