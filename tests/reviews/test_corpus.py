"""Our own texts: their marks, and that every shipped line follows the format."""

from __future__ import annotations

from collections import Counter

import pytest

from marketing_ai.exceptions import CorpusInvalid
from marketing_ai.reviews.corpus import (
    ROOT,
    read_corpus,
    read_marked,
    read_unknown_set,
    take_marks_out,
)


def read(*lines):
    return list(read_marked(lines, language="en", file="en_test.txt"))


def test_marks_become_spans_of_the_plain_text():
    [text] = read("-\t2\tGreat [sound|+], but the [strap|-] broke; the [box|0] is red.\n")
    assert text.text == "Great sound, but the strap broke; the box is red."
    assert [(text.text[s:e], p) for s, e, p in text.spans] == [
        ("sound", 2),
        ("strap", 0),
        ("box", 1),
    ]
    assert (text.polarity, text.stars, text.line) == (0, 2, 1)


def test_no_opinion_has_no_polarity_and_a_dot_no_stars():
    [text] = read("?\t.\tDoes it fit?\n")
    assert (text.polarity, text.stars, text.spans) == (None, None, ())


def test_comments_and_empty_lines_are_passed_over():
    assert [t.line for t in read("# a comment\n", "\n", "+\t5\tFine.\n")] == [3]


@pytest.mark.parametrize(
    "line",
    [
        "+\tonly two",
        "+\t6\tstars",
        "x\t5\tpolarity",
        "+\t5\t[open|+ mark",
        "+\t5\t[word|?]",
        "+\t5\t[nested [mark|+]|-]",
    ],
)
def test_a_wrong_line_is_named(line):
    with pytest.raises(CorpusInvalid) as refused:
        read("+\t5\tFine.", line)
    assert "en_test.txt, line 2" in refused.value.sentence


def test_marks_beside_each_other_and_at_both_ends():
    assert take_marks_out("[a|+][b|-]") == ("ab", ((0, 1, 2), (1, 2, 0)))


def test_every_shipped_text_is_readable_and_the_corpus_is_varied():
    texts = read_corpus()
    assert len(texts) >= 5000
    lines = sum(
        line[:1] in "+0-?" and "\t" in line
        for path in ROOT.glob("[ez][nh]_*.txt")
        for line in path.read_text(encoding="utf-8").split("\n")
    )
    assert len(texts) > 0.99 * lines  # hardly any repeats
    for language in ("en", "zh"):
        own = [text for text in texts if text.language == language]
        assert Counter(t.polarity for t in own).keys() == {0, 1, 2, None}
        terms = {t.text[s:e].casefold() for t in own for s, e, _polarity in t.spans}
        assert len(terms) > 500
    for text in texts:
        assert all(text.text[s:e].strip() == text.text[s:e] for s, e, _polarity in text.spans)


def test_the_evaluation_set_of_unknown_is_whole_and_no_training_text():
    unreadable, clear = read_unknown_set()
    assert (len(unreadable), len(clear)) == (300, 300)
    known = {text.text.casefold() for text in read_corpus()}
    shared = [text for _kind, text in (*unreadable, *clear) if text.casefold() in known]
    # a few of the shortest ones ("Love it!", "很好用") are what everybody writes
    assert len(shared) <= 6, shared
    assert any("\u202e" in text for _kind, text in unreadable)
