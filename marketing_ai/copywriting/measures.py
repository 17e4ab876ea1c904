"""What a text tells of the facts, and how alike two texts are. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from marketing_ai.copywriting.slots import primary
from marketing_ai.grounding.wording import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketing_ai.grounding.facts import Fact

_NGRAM = {"zh": 2}  # characters
_NGRAM_WORDS = 2
_YES = {"yes", "true", "included", "available", "是", "有", "支持", "可以", "可"}


def mentioned(text: str, facts: Sequence[Fact]) -> frozenset[int]:
    """Indexes of the facts whose value stands in the text (their name, where the value is yes)."""
    folded = fold(text)
    return frozenset(
        i
        for i, fact in enumerate(facts)
        if contains(folded, fold(fact.name if fold(fact.value) in _YES else fact.value))
    )


def fold(text: str) -> str:
    """NFKC, case-folded, white space as one space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("-", " ").split())


def contains(folded: str, needle: str) -> bool:
    """Whether the needle stands in the text on word boundaries. Both folded."""
    if not needle:
        return False
    # only Latin letters and digits go on a word: in "304不锈钢" the number ends at the Han letter
    left = r"(?<![0-9a-z])" if needle[0].isascii() and needle[0].isalnum() else ""
    right = r"(?![0-9a-z])" if needle[-1].isascii() and needle[-1].isalnum() else ""
    return re.search(left + re.escape(needle) + right, folded) is not None


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared n-grams ÷ all n-grams, 0…1; two empty ones are equal."""
    return len(a & b) / len(a | b) if a | b else 1.0


def shape_of(text: str, language: str) -> frozenset[str]:
    """Bigrams of words (Chinese: of characters), whatever the order of the sentences."""
    if primary(language) == "zh":
        n = _NGRAM["zh"]
        letters = re.sub(r"\s+", "", text)
        return frozenset(letters[i : i + n] for i in range(max(1, len(letters) - n + 1)))
    # per sentence, so that the same sentences in another order count as the same
    grams: set[str] = set()
    for start, end in sentences(text):
        words = fold(text[start:end]).split()
        grams |= {
            " ".join(words[i : i + _NGRAM_WORDS])
            for i in range(max(1, len(words) - _NGRAM_WORDS + 1))
        }
    return frozenset(grams)
