"""Words that say of which theme a text speaks without naming it: "squeaks", "半天就没电".

The tagger finds terms, mostly nouns; half of what shoppers say of a product names none. Cues are
found by the lists beside this module (`cues_en.txt`, `cues_zh.txt`), so that everybody can see
why a theme was counted; what is said of the theme there is read by the model. Terms of the themes
themselves are found too: the tagger may be less sure of them (`TERM_SCORE`) than of other words,
but not wholly against them, for "light" is mostly no lamp. Pure functions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from marketing_ai.reviews.theme_list import CJK, shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)*")
_STOP = re.compile(r"[.!?;:,\n]")  # a phrase does not go over it
ANY_ENDING = "*"
MOST = 200  # of one text: a flood of one word costs no more than a long review
TERM_SCORE = 0.1  # of the tagger, for a theme's own term; chosen on `evaluation/insight_*.jsonl`


@dataclass(frozen=True, slots=True, order=True)
class Cue:
    """Where a cue stands in a text, in code points, and the key of its theme."""

    start: int
    end: int
    theme: str
    is_term: bool = False  # one of the theme's own terms, which needs the tagger's word as well


def find(text: str) -> list[Cue]:
    """The first cues of a text; of those that overlap the longest, in the order of the text."""
    found = list(islice(_english(text), MOST))
    if CJK.search(text):
        found = sorted([*found, *islice(_chinese(text), MOST)])
    return found[:MOST]


def theme_of(term: str) -> str:
    """Key of the theme of a text that is one cue and nothing else, else ""."""
    for cue in find(term):
        if not cue.is_term and not (term[: cue.start] + term[cue.end :]).strip():
            return cue.theme
    return ""


# --- English --------------------------------------------------------------------------------

Phrase = tuple[tuple[str, ...], str, bool]  # words of a cue, its theme, whether it is a term


def _english(text: str) -> Iterator[Cue]:
    folded = text.lower().replace("’", "'")
    if len(folded) != len(text):  # a letter whose small form is longer: offsets would be wrong
        folded = "".join(low if len(low := char.lower()) == 1 else char for char in text)
        folded = folded.replace("’", "'")
    words = list(_WORD.finditer(folded))
    known, open_ended = _phrases()
    at = 0
    while at < len(words):
        word = words[at][0]
        candidates = [*known.get(word, ())]
        for size in range(3, len(word) + 1):
            candidates += open_ended.get(word[:size], ())
        best = max(
            (one for one in candidates if _fits(one[0], words, at, folded)),
            key=lambda one: len(one[0]),
            default=None,
        )
        if best is None:
            at += 1
            continue
        last = at + len(best[0]) - 1
        yield Cue(words[at].start(), words[last].end(), best[1], best[2])
        at = last + 1


def _fits(phrase: tuple[str, ...], words: Sequence[re.Match[str]], at: int, text: str) -> bool:
    if at + len(phrase) > len(words):
        return False
    for wanted, found in zip(phrase, words[at : at + len(phrase)], strict=True):
        stem = wanted.removesuffix(ANY_ENDING)
        if found[0] != wanted and not (stem != wanted and found[0].startswith(stem)):
            return False
    between = text[words[at].end() : words[at + len(phrase) - 1].start()]
    return len(phrase) == 1 or not _STOP.search(between)


@cache
def _phrases() -> tuple[dict[str, list[Phrase]], dict[str, list[Phrase]]]:
    """Cues by their first word, and those whose first word has any ending by its beginning."""
    whole: dict[str, list[Phrase]] = {}
    open_ended: dict[str, list[Phrase]] = {}
    for theme, cue, is_term in _all("en"):
        words = tuple(word for part in cue.split() for word in _split(part))
        first = words[0]
        if first.endswith(ANY_ENDING):
            open_ended.setdefault(first[:-1], []).append((words, theme, is_term))
        else:
            whole.setdefault(first, []).append((words, theme, is_term))
    return whole, open_ended


def _split(part: str) -> list[str]:
    """A word of a list as words of a text: "rock-hard" is two."""
    words = _WORD.findall(part.replace("’", "'").removesuffix(ANY_ENDING))
    if part.endswith(ANY_ENDING) and words:
        words[-1] += ANY_ENDING
    return words


# --- Chinese --------------------------------------------------------------------------------


def _chinese(text: str) -> Iterator[Cue]:
    known = _by_first_two()
    at = 0
    while at < len(text) - 1:
        best = next(
            (one for one in known.get(text[at : at + 2], ()) if text.startswith(one[0], at)), None
        )
        if best is None:
            at += 1
            continue
        yield Cue(at, at + len(best[0]), best[1], best[2])
        at += len(best[0])


@cache
def _by_first_two() -> dict[str, list[tuple[str, str, bool]]]:
    """Cues by their first two characters, longest first."""
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for theme, cue, is_term in sorted(_all("zh"), key=lambda one: -len(one[1])):
        found.setdefault(cue[:2], []).append((cue, theme, is_term))
    return found


# --- the lists --------------------------------------------------------------------------------


def _all(language: str) -> Iterator[tuple[str, str, bool]]:
    """(theme, cue, whether it is the theme's own term): the lists, then the themes."""
    listed = list(_listed(language))
    yield from ((theme, cue, False) for theme, cue in listed)
    taken = {cue for _theme, cue in listed}
    for theme in shipped().values():
        for term in theme.terms:
            if term in taken or (CJK.search(term) is None) == (language == "zh") or len(term) < 2:
                continue
            taken.add(term)
            yield theme.key, term, True
            if language == "en" and " " not in term and not term.endswith("s"):
                yield theme.key, f"{term}s", True


def _listed(language: str) -> Iterator[tuple[str, str]]:
    """(theme, cue) of a list."""
    path = Path(__file__).with_name(f"cues_{language}.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        theme, _bar, cues = line.partition(" | ")
        for cue in cues.split(",") if language == "en" else cues.split():
            if cue.strip():
                yield theme.strip(), cue.strip()
