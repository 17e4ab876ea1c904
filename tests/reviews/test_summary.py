"""The pure parts of a summary: what is named, the score's interval, which words are quoted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketing_ai.reviews import quoting, summary
from marketing_ai.reviews.summary import Body, ThemeCount

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def counts(*ns):
    return [ThemeCount(theme=i, n=n, positive=n) for i, n in enumerate(ns)]


@given(st.lists(st.integers(0, 300), max_size=20), st.integers(1, 300), st.floats(0.01, 0.9))
def test_a_theme_is_named_exactly_if_its_share_reaches_the_minimum(ns, n_text, share):
    named, rare = summary.split(counts(*ns), n_text=n_text, min_share=share)
    assert {t.theme for t in named} | {t.theme for t in rare} == {i for i, n in enumerate(ns) if n}
    assert all(t.n / n_text >= share - 1e-9 for t in named)
    assert all(t.n / n_text < share + 1e-9 for t in rare)


def test_a_tenth_of_thirty_is_three():
    named, rare = summary.split(counts(3, 2), n_text=30, min_share=0.1)
    assert [t.n for t in named] == [3]
    assert [t.n for t in rare] == [2]


def test_the_scores_interval_holds_the_truth_in_19_of_20_samples():
    """10,000 samples at each of nine mixes; at least 93.5 % everywhere, 95 % on average."""
    rng = np.random.default_rng(5)
    covered = []
    for n in (10, 30, 200):
        for mix in ([0.8, 0.1, 0.1], [0.95, 0.03, 0.02], [0.3, 0.3, 0.4]):
            samples, times = np.unique(
                rng.multinomial(n, mix, size=10_000), axis=0, return_counts=True
            )
            inside = 0
            for (positive, neutral, negative), count in zip(samples, times, strict=True):
                found = summary.score(
                    positive=int(positive), neutral=int(neutral), negative=int(negative)
                )
                inside += count * (found.low <= mix[0] - mix[2] <= found.high)
            covered.append(inside / 10_000)
    assert min(covered) > 0.935
    assert 0.945 < sum(covered) / len(covered) < 0.98


def test_the_score_is_none_where_nothing_is_known():
    assert summary.score(positive=0, neutral=0, negative=0) is None
    found = summary.score(positive=1, neutral=0, negative=0)
    assert found.value == 1
    assert -1 <= found.low < 0.5 < found.high <= 1


@given(
    st.tuples(*[st.integers(0, 50)] * 4),
    st.integers(1, 200),
    st.integers(0, 5),
    st.sampled_from(["en", "zh-hans"]),
    st.sampled_from(["Battery life", "4K 90 Hz", "100%", "%(n)s"]),
)
def test_no_sentence_holds_a_number_that_is_not_a_count(sides, n_text, unknown, language, name):
    positive, neutral, negative, mixed = sides
    theme = ThemeCount(
        theme=1, n=sum(sides), positive=positive, neutral=neutral, negative=negative, mixed=mixed
    )
    body = Body(n_text=n_text, positive=3, negative=2, unknown=unknown, themes=(theme,))
    whole, of_theme = summary.sentences(body, {1: name}, language=language)
    assert summary.untraceable(whole) == []
    assert summary.untraceable(of_theme, name=name) == []
    assert name in of_theme.text
    for needed in (theme.n, n_text, positive, negative):
        assert str(needed) in of_theme.text


def test_a_body_reads_back_the_same():
    body = Body(n_text=4, themes=tuple(counts(4, 2)), first="2026-01-01")
    assert Body.from_json(body.as_json()) == body
    assert Body.from_json({}) == Body()


def test_a_theme_that_is_gone_is_left_out():
    body = Body(n_text=4, themes=tuple(counts(4, 2)))
    assert len(summary.sentences(body, {0: "Sound"}, language="en")) == 2


# --- quotes ------------------------------------------------------------------------------------


def quoted(text, term):
    start = text.index(term)
    place = quoting.sentence_around(text, start, start + len(term))
    return place and text[place[0] : place[1]]


@pytest.mark.parametrize(
    ("text", "term", "quote"),
    [
        ("It came late. The battery lasts a week! Bye.", "battery", "The battery lasts a week!"),
        ("电池很耐用。物流慢了三天！", "物流", "物流慢了三天！"),
        ("Headline here\nThe lid leaks all over.", "lid", "The lid leaks all over."),
        ("Version 2.5 has a good battery", "battery", "Version 2.5 has a good battery"),
        ("Battery.", "Battery", None),
        ("x" * 300 + " battery", "battery", None),
        ("The seller Bob at bob@shop.example is great", "seller", None),
        ("Ring 0171 2345678 for a better battery", "battery", None),
        ("Better battery at www.other.example now", "battery", None),
    ],
)
def test_a_quote_is_the_sentence_of_the_term_or_nothing(text, term, quote):
    assert quoted(text, term) == quote


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_a_quote_is_always_a_piece_of_the_text_that_holds_the_term(text, start, end):
    place = quoting.sentence_around(text, start, end)
    if place is not None:
        assert 0 <= place[0] <= start < end <= place[1] <= len(text)


def candidate(review, label="positive", *, days=0, **fields):
    return quoting.Candidate(
        **{
            "review": review,
            "theme": 1,
            "label": label,
            "start": 4,
            "end": 11,
            "written": NOW - timedelta(days=days),
            **fields,
        }
    )


def test_both_sides_are_quoted_verified_reviews_first_and_no_words_twice():
    texts = {i: f"The battery is number {i} of all." for i in range(9)} | {
        8: "The battery is number 1 of all."
    }
    found = [
        candidate(1, days=5, verified=True),
        candidate(2, days=1),
        candidate(3, days=3, verified=True),
        candidate(8, days=0, verified=True),
        candidate(4, "negative", days=700),
        candidate(5, "neutral"),
    ]
    quotes = quoting.choose(quoting.shortlist(found), texts)
    assert [(q.review, q.label) for q in quotes] == [
        (8, "positive"),
        (3, "positive"),
        (4, "negative"),
    ]
