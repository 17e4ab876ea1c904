"""What is read and shown of a review's text, and the way back to the original."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketing_ai.reviews.clean import clean, repair_word, shown

HOSTILE = [
    "<a" * 50_000,
    "<!--" * 25_000,
    "<script>" * 12_000,
    "&amp;" * 20_000,
    "&#" * 50_000,
    "å¾ˆ" * 33_000,
    "\u0301" * 100_000,
    "<a " + " " * 100_000,
    "\u202e\x00" * 50_000,
    "好" * 100_000,
]


@pytest.mark.parametrize(
    ("original", "wanted"),
    [
        ("Great <b>sound</b>", "Great sound"),
        ("one<br/>two<p>three</p>", "one\ntwo\nthree"),
        ("<script>alert(1)</script>fine<!-- hidden -->", "fine"),
        ("a < b and 5 > 3, I <3 it", "a < b and 5 > 3, I <3 it"),
        (
            "salt &amp; pepper &#39;n&#x27; all &nbsp; &unknownentity;",
            "salt & pepper 'n' all &unknownentity;",
        ),
        ("hel\u200blo\u202e wor\u2066ld\x00", "hello world"),
        ("good\U000e0041\U000e0042", "good"),
        ("soft\u00ad\ufeffware \ud800end", "software end"),
        ("  a \t b \n\n c  ", "a b\nc"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f 🏴", "👨\u200d👩\u200d👧 ❤\ufe0f 🏴"),
        ("", ""),
        ("\u200b\u200d\u2060", ""),
    ],
)
def test_markup_and_what_nobody_sees_is_gone(original, wanted):
    assert clean(original).text == wanted
    assert shown(original) == wanted


@pytest.mark.parametrize(
    ("broken", "meant"),
    [
        ("itâ€™s", "it’s"),
        ("å¾ˆå¥½ç”¨ï¼Œå–œæ¬¢", "很好用，喜欢"),
        ("ÎÒºÜÏ²»¶Õâ¸ö", "我很喜欢这个"),
        ("寰堝ソ锛屾垜寰堝枩", "很好，我很喜"),
    ],
)
def test_bytes_read_in_the_wrong_encoding_are_read_again(broken, meant):
    assert clean(broken).text == meant


@pytest.mark.parametrize(
    "word", ["café", "Übergröße", "联通", "很好用，物流快", "naïve", "São", "«élégant»", "１０％"]
)
def test_words_that_only_look_odd_are_left_alone(word):
    assert repair_word(word) == word


def test_a_span_of_the_text_leads_back_to_the_words_of_the_original():
    original = "<p>The  bat\u200btery &amp; the<br>screen</p> are å¾ˆå¥½"
    cleaned = clean(original)
    assert cleaned.text == "The battery & the\nscreen\nare 很好"

    def back(term):
        start = cleaned.text.index(term)
        first, last = cleaned.original_span(start, start + len(term))
        return original[first:last]

    assert back("battery") == "bat\u200btery"
    assert back("&") == "&amp;"
    assert back("screen") == "screen"
    assert back("很好") == "å¾ˆå¥½"
    assert cleaned.cleaned_span(original.index("screen"), original.index("screen") + 6) == (
        cleaned.text.index("screen"),
        cleaned.text.index("screen") + 6,
    )
    assert cleaned.cleaned_span(0, 3) is None  # only a tag
    with pytest.raises(IndexError):
        cleaned.original_span(0, 10_000)


def test_lost_characters_are_counted():
    assert clean("����").lost == 4
    assert clean("锟斤拷锟斤拷").lost == 6
    assert clean("这口锅烫烫的").lost == 0


@given(st.text(max_size=200))
def test_any_text_leads_back_and_can_be_stored(original):
    cleaned = clean(original)
    assert len(cleaned.offsets) == len(cleaned.text) + 1 == len(cleaned.ends) + 1
    assert list(cleaned.offsets) == sorted(cleaned.offsets)
    assert all(
        0 <= s <= e <= len(original) for s, e in zip(cleaned.offsets, cleaned.ends, strict=False)
    )
    cleaned.text.encode("utf-8")  # no lone surrogate is left
    assert "\x00" not in cleaned.text


@given(st.text(alphabet="ab1, \n\t\x00\u200b\u202e\u0301\U000e0041👍很", max_size=60))
def test_cleaning_a_clean_text_changes_nothing(original):
    once = clean(original).text
    assert clean(once).text == once


@pytest.mark.parametrize("original", HOSTILE, ids=lambda text: ascii(text[:8]))
def test_a_hostile_text_costs_no_more_than_a_long_one(original):
    clean("warm up <b>&amp;</b> â€™")
    plain = "An ordinary sentence of an ordinary review, again and again. " * 1640
    start = time.perf_counter()
    clean(plain)
    ordinary = time.perf_counter() - start
    start = time.perf_counter()
    clean(original)
    assert time.perf_counter() - start < 20 * ordinary + 0.5
