"""A text cut into pieces at its claims and violations, for pages to colour and to sign.

Pure: values in, values out. The pieces joined give the text again, so a template that
escapes each piece shows exactly what is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A range of the text, what it is, and what to say about it."""

    start: int
    end: int
    kind: str  # "supported", "open" or "rule"
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of the text; `kind` is "" where nothing is marked."""

    text: str
    kind: str = ""
    note: str = ""


# where marks overlap, the one that needs a person's attention is shown
_ORDER = {"open": 0, "rule": 1, "supported": 2}


def cut(text: str, marks: Sequence[Mark]) -> list[Segment]:
    """The text as segments in order; marks outside the text are cut to it or left out.

    Of overlapping marks the more urgent one keeps its whole range; another is dropped
    where it would begin inside a mark that is shown already.
    """
    chosen: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (_ORDER.get(m.kind, 9), m.start, -m.end)):
        start, end = max(mark.start, 0), min(mark.end, len(text))
        if start < end and all(end <= other.start or start >= other.end for other in chosen):
            chosen.append(Mark(start=start, end=end, kind=mark.kind, note=mark.note))
    segments: list[Segment] = []
    at = 0
    for mark in sorted(chosen, key=lambda m: m.start):
        if at < mark.start:
            segments.append(Segment(text=text[at : mark.start]))
        segments.append(Segment(text=text[mark.start : mark.end], kind=mark.kind, note=mark.note))
        at = mark.end
    if at < len(text):
        segments.append(Segment(text=text[at:]))
    return segments
