"""The fact to show beside a claim that nothing carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .attributes import canonical
from .lexicon import parents_of
from .support import _KIND_ATTRIBUTES, FactIndex, content_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .facts import Fact
    from .spans import Span


def nearest_fact(span: Span, text: str, index: FactIndex) -> Fact | None:
    """A fact of the same attribute, else of the same kind, else with words in common."""
    attributes = _KIND_ATTRIBUTES.get(span.kind, ())
    for fact in index.facts:
        if canonical(fact.name) in attributes:
            return fact
    if span.hit is not None:
        for evidence in index.evidence:
            if evidence.concept.key in parents_of(span.hit.concept):
                return evidence.fact
        if span.kind in ("material", "colour", "certification", "origin", "warranty"):
            kind_evidence = (e for e in index.evidence if e.concept.kind == span.kind)
            found = next(kind_evidence, None)
            if found is not None:
                return found.fact
    words = content_words(
        text[span.start : span.end] if len(text) > span.end else span.words or text
    )
    return _by_overlap(words, index.words)


def _by_overlap(words: frozenset[str], rows: Iterable[tuple[Fact, frozenset[str]]]) -> Fact | None:
    best, score = None, 0
    for fact, held in rows:
        common = len(words & held)
        if common > score:
            best, score = fact, common
    return best
