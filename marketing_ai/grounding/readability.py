"""How hard an English text is to read.

Source: Kincaid, Fishburne, Rogers and Chissom, "Derivation of new readability formulas
… for Navy enlisted personnel", Research Branch Report 8-75, 1975.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)")


def flesch_kincaid_grade(text: str) -> float:
    """US school grade: 0.39 words a sentence + 11.8 syllables a word − 15.59; 0.0 for no words."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    n_sentences = max(1, len(_SENTENCE_END.findall(text.strip())))
    n_syllables = sum(syllables(word) for word in words)
    return 0.39 * len(words) / n_sentences + 11.8 * n_syllables / len(words) - 15.59


def syllables(word: str) -> int:
    """Syllables of an English word by vowel groups; right for most, off by one for some."""
    folded = re.sub(r"[^a-z]", "", word.lower())
    count = len(_VOWELS.findall(folded))
    if folded.endswith("e") and not folded.endswith(("le", "ee", "ye")) and count > 1:
        count -= 1
    if folded.endswith("ed") and not folded.endswith(("ted", "ded")) and count > 1:
        count -= 1
    return max(1, count)
