"""Form of a text, whatever it says: sentences, repeats, emoji, script, broken ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PHRASE_WORDS = 4  # English: this many words said twice are a repeat
PHRASE_CHARS = 6  # Chinese: this many characters said twice are a repeat

_SENTENCE = re.compile(
    r"[^.!?。！？\n]*(?:\.(?=\d)[^.!?。！？\n]*)*(?:[.!?。！？]+[”\"'’」』)）]*|\n|$)"
)
_WORD = re.compile(r"\{\w+\}|[A-Za-z0-9À-ɏ]+(?:['’.-][A-Za-z0-9À-ɏ]+)*")
_CJK = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
_CJK_RUN = re.compile(r"[㐀-䶿一-鿿]+")
_EMOJI = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|[\U0001f300-\U0001faff☀-➿⬀-⯿⌚⌛⏩-⏳]"
    "️?[\U0001f3fb-\U0001f3ff]?(?:‍[\U0001f300-\U0001faff☀-➿]️?)*)"
)
_NO_EMOJI = frozenset("✓✔✗✘★☆♥➔➜")
_FINISHED = re.compile(r"[.!?。！？…~～)）」』”\"'’%％]$|\{\w+\}$")
_ABBREVIATION = re.compile(
    r"\b(?:co|inc|ltd|st|no|mr|mrs|ms|dr|vs|approx|max|min|incl|excl|etc|e\.g|i\.e|fl|oz|dia|[a-z])\.$",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"(?:\b(?:and|or|with|the|a|an|of|for|to|in|on|is|are|that|this|your|our|its|by|from|as|but)|[,;:，、；：]|[和与的及在把将])$",
    re.IGNORECASE,
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, white space trimmed; "Spruce & Co. pan" is one."""
    found: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(text):
        raw = match.group()
        if not raw.strip():
            continue
        start = match.start() + len(raw) - len(raw.lstrip())
        end = match.start() + len(raw.rstrip())
        if found and _ABBREVIATION.search(text[: found[-1][1]]):
            start = found.pop()[0]
        found.append((start, end))
    return found


def repeated_phrases(text: str) -> Iterator[tuple[int, int, str]]:
    """Second places of what is said twice; the code is repeated_sentence or repeated_phrase."""
    seen_sentences: set[str] = set()
    covered: list[tuple[int, int]] = []
    for start, end in sentences(text):
        key = re.sub(r"\W+", "", text[start:end]).casefold()
        if len(key) > 5 and key in seen_sentences:
            covered.append((start, end))
            yield start, end, "repeated_sentence"
        seen_sentences.add(key)
    for start, end in (*_repeated_words(text), *_repeated_chars(text)):
        if not any(left <= start and end <= right for left, right in covered):
            yield start, end, "repeated_phrase"


def _repeated_words(text: str) -> list[tuple[int, int]]:
    words = list(_WORD.finditer(text))
    seen: set[tuple[str, ...]] = set()
    places: list[tuple[int, int]] = []
    for i in range(len(words) - PHRASE_WORDS + 1):
        run = words[i : i + PHRASE_WORDS]
        key = tuple(w.group().casefold() for w in run)
        if key in seen:
            _extend(places, run[0].start(), run[-1].end())
        seen.add(key)
    return places


def _repeated_chars(text: str) -> list[tuple[int, int]]:
    seen: set[str] = set()
    places: list[tuple[int, int]] = []
    for match in _CJK_RUN.finditer(text):
        run = match.group()
        for i in range(len(run) - PHRASE_CHARS + 1):
            key = run[i : i + PHRASE_CHARS]
            if key in seen:
                _extend(places, match.start() + i, match.start() + i + PHRASE_CHARS)
            seen.add(key)
    return places


def _extend(places: list[tuple[int, int]], start: int, end: int) -> None:
    if places and start < places[-1][1]:
        places[-1] = (places[-1][0], end)
    else:
        places.append((start, end))


def emoji(text: str) -> list[tuple[int, int]]:
    """Places of emoji; plain signs such as ✓ and ★ are none."""
    return [
        (m.start(), m.end()) for m in _EMOJI.finditer(text) if m.group().strip("️") not in _NO_EMOJI
    ]


def script_share(text: str) -> float | None:
    """Share of the letters that are CJK; None for a text without letters."""
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return None
    return sum(1 for c in letters if _CJK.match(c)) / len(letters)


def cut_off(text: str) -> bool:
    """Whether a text of several sentences, or one that ends on a linking word, breaks off."""
    stripped = text.rstrip()
    if not stripped or _FINISHED.search(stripped) or emoji(stripped[-3:]):
        return False
    if _DANGLING.search(stripped):
        return True
    return len(sentences(stripped)) > 1 and "\n" not in stripped.strip()
