"""From places in a text to tokens and back. Pure functions, no torch.

Tags come a token; aspect terms are whole words in scripts that write spaces, so the tokens
of one word decide together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

OUTSIDE, BEGIN, INSIDE = 0, 1, 2
_CJK = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF), (0x3040, 0x30FF))


def tokens_of(
    offsets: Sequence[tuple[int, int]], start: int, end: int, *, least: float = 0.5
) -> list[int]:
    """Tokens that lie in [start, end) with at least that share of their characters.

    If none does (a place inside a long token), the one that overlaps most.
    """
    shares = [(min(end, e) - max(start, s)) / (e - s) if e > s else 0.0 for s, e in offsets]
    found = [i for i, share in enumerate(shares) if share >= least]
    if not found and shares and max(shares) > 0:
        found = [max(range(len(shares)), key=shares.__getitem__)]
    return found


def tags_of(offsets: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> list[int]:
    """O, B or I of each token, for spans that do not overlap (of overlapping, the longer)."""
    tags = [OUTSIDE] * len(offsets)
    for start, end in sorted(spans, key=lambda s: s[0] - s[1]):
        inside = tokens_of(offsets, start, end)
        if any(tags[i] for i in inside):
            continue
        for i in inside:
            tags[i] = INSIDE
        if inside:
            tags[inside[0]] = BEGIN
    return tags


def words(text: str, offsets: Sequence[tuple[int, int]]) -> list[int]:
    """Number of the word that each token belongs to; CJK tokens are words of their own."""
    numbers: list[int] = []
    number = -1
    previous_end, joined = -1, False
    for start, end in offsets:
        first = text[start : start + 1]
        joins = joined and start == previous_end and _is_word(first)
        number += not joins
        numbers.append(number)
        previous_end = end
        joined = end > start and _is_word(text[end - 1])
    return numbers


def find_spans(
    text: str,
    offsets: Sequence[tuple[int, int]],
    probabilities: Sequence[Sequence[float]],
    *,
    threshold: float,
) -> list[tuple[int, int, float]]:
    """(start, end, score) of each term. probabilities: O, B, I of each token.

    A word is inside where its mean of B + I passes the threshold; it begins a new term
    where the word before is outside or its first token says B rather than I.
    """
    spans: list[tuple[int, int, float]] = []
    current: list[tuple[int, int, float]] = []  # words of the open term

    def close() -> None:
        if current:
            start, end = _trim(text, current[0][0], current[-1][1])
            if start < end:
                spans.append((start, end, sum(s for _, _, s in current) / len(current)))
            current.clear()

    numbers = words(text, offsets)
    at = 0
    while at < len(numbers):
        end = at
        while end < len(numbers) and numbers[end] == numbers[at]:
            end += 1
        score = sum(1.0 - probabilities[i][OUTSIDE] for i in range(at, end)) / (end - at)
        if score <= threshold or offsets[at][0] >= offsets[end - 1][1]:
            close()
        else:
            if probabilities[at][BEGIN] > probabilities[at][INSIDE]:
                close()
            current.append((offsets[at][0], offsets[end - 1][1], score))
        at = end
    close()
    return spans


def _is_word(character: str) -> bool:
    if not character or not (character.isalnum() or character in "_'’"):
        return False
    point = ord(character)
    return not any(low <= point <= high for low, high in _CJK)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Without white space and punctuation at the edges."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in ")%+"):
        end -= 1
    return start, end
