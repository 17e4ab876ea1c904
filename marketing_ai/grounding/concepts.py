"""What the claim lexicon is made of: concepts, and where a text names them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concept:
    """A checkable statement and what it implies."""

    key: str
    kind: str
    parents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """One lexicon word in a text."""

    start: int
    end: int
    concept: Concept
    affirmed: bool
