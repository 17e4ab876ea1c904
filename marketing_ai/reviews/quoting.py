"""Which words of which review stand as a quote. Pure functions over values.

A quote is a verbatim piece of one review: the sentence around an aspect term, never mended and
never joined. What could name a person or leads away from the shop is not quoted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

SIDES = ("positive", "negative")  # both sides of each theme are quoted, where both exist
PER_SIDE = 2
LONGEST = 240
SHORTEST = {"en": 10, "zh": 5}

_ENDS = re.compile(r"(?<=[.!?])\s+|(?<=[。！？!?；;])|\n+")
_PRIVATE = re.compile(
    r"@|https?:|www\.|\d{6,}|(?:\d[ -]?){8,}|微信|加v|\bqq\b|whatsapp|<[a-z/]", re.IGNORECASE
)
_CJK = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One aspect of one review that could be quoted. label: a `Polarity`."""

    review: int
    theme: int
    label: str
    start: int
    end: int
    written: datetime
    verified: bool = False
    confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A verbatim piece `full_text[start:end]`."""

    review: int
    theme: int
    label: str
    start: int
    end: int


def shortlist(candidates: Iterable[Candidate], *, each: int = 6) -> list[Candidate]:
    """The best few of each theme and side: verified and sure first, then newest."""
    groups: dict[tuple[int, str], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.label in SIDES:
            groups[candidate.theme, candidate.label].append(candidate)
    chosen: list[Candidate] = []
    for group in groups.values():
        group.sort(key=lambda c: (c.verified, round(c.confidence, 1), c.written), reverse=True)
        chosen += group[:each]
    return chosen


def choose(candidates: Sequence[Candidate], texts: dict[int, str]) -> list[Quote]:
    """Up to two quotes a theme and side, a review at most once a theme. texts: full texts."""
    taken: dict[tuple[int, str], int] = defaultdict(int)
    said: set[tuple[int, int]] = set()
    words: set[str] = set()
    quotes: list[Quote] = []
    for one in candidates:
        if taken[one.theme, one.label] >= PER_SIDE or (one.theme, one.review) in said:
            continue
        text = texts.get(one.review, "")
        place = sentence_around(text, one.start, one.end)
        if place is None or text[place[0] : place[1]] in words:
            continue
        taken[one.theme, one.label] += 1
        said.add((one.theme, one.review))
        words.add(text[place[0] : place[1]])
        quotes.append(
            Quote(
                review=one.review,
                theme=one.theme,
                label=one.label,
                start=place[0],
                end=place[1],
            )
        )
    return quotes


def sentence_around(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The sentence that holds a place; None where it is no good quote."""
    if not 0 <= start < end <= len(text):
        return None
    begin, stop = 0, len(text)
    for match in _ENDS.finditer(text):
        if match.end() <= start:
            begin = match.end()
        elif match.start() >= end:
            stop = match.start()
            break
    while begin < stop and text[begin].isspace():
        begin += 1
    while stop > begin and text[stop - 1].isspace():
        stop -= 1
    piece = text[begin:stop]
    shortest = SHORTEST["zh" if _CJK.search(piece) else "en"]
    if not shortest <= len(piece) <= LONGEST or _PRIVATE.search(piece):
        return None
    return begin, stop
