"""Cutting a text at its marks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marketing_ai.admin.segments import Mark, cut

MARKS = st.lists(
    st.builds(
        Mark,
        start=st.integers(0, 40),
        end=st.integers(0, 60),
        kind=st.sampled_from(["open", "rule", "supported"]),
        note=st.just("why"),
    ),
    max_size=12,
)


@given(text=st.text(max_size=40), marks=MARKS)
def test_the_pieces_are_the_text(text, marks):
    assert "".join(piece.text for piece in cut(text, marks)) == text


def test_the_open_claim_is_shown_where_marks_overlap():
    marks = [
        Mark(start=0, end=9, kind="supported", note=""),
        Mark(start=4, end=6, kind="open", note="No fact carries this."),
    ]
    pieces = cut("about 90 kg", marks)
    assert [(p.text, p.kind) for p in pieces] == [("abou", ""), ("t ", "open"), ("90 kg", "")]


def test_marks_beyond_the_end_are_cut_to_the_text():
    (piece,) = cut("oak", [Mark(start=0, end=99, kind="open", note="")])
    assert (piece.text, piece.kind) == ("oak", "open")
