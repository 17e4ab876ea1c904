from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marketing_ai.copywriting.diff import word_diff

TEXTS = st.text(alphabet="ab c.,0—é水壶容量\n'", max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_back_from_the_diff(old, new):
    ops = word_diff(old, new)
    assert "".join(op.text for op in ops if op.kind != "added") == old
    assert "".join(op.text for op in ops if op.kind != "removed") == new


def test_a_changed_word_is_shown_whole():
    ops = word_diff("The kettle holds 0.9 l.", "The kettle holds 1.2 l.")
    assert [(op.kind, op.text) for op in ops] == [
        ("same", "The kettle holds "),
        ("removed", "0.9"),
        ("added", "1.2"),
        ("same", " l."),
    ]


def test_chinese_is_compared_character_by_character():
    ops = word_diff("容量为三升", "容量为两升")
    assert [(op.kind, op.text) for op in ops] == [
        ("same", "容量为"),
        ("removed", "三"),
        ("added", "两"),
        ("same", "升"),
    ]


def test_equal_texts_have_no_change():
    assert [op.kind for op in word_diff("a b", "a b")] == ["same"]
