"""Which theme a term belongs to, by words alone. Pure functions over values.

A term is looked up as a whole, then by its head: the last noun in English ("good battery
life"), the longest known ending in Chinese (后排空间), then by any known word in it. Heads that
say little give way to what stands before them ("screen quality" is the screen's). What no word
decides is "": `services.themes` may find its theme by nearness of vectors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from marketing_ai.reviews import cues, theme_data
from marketing_ai.reviews.theme_list import CJK, LEADING, normalise, shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

THE_PRODUCT = "(product)"  # what is meant is the thing itself: no theme, and none is missing

_BETWEEN = frozenset(
    (
        *("of", "for", "in", "on", "with", "at", "to", "from", "by", "when", "after", "while"),
        *("during", "as", "that", "which", "and", "or", "is", "are", "was", "were", "per"),
        *("inside", "into", "over", "under", "between", "near"),
    )
)

# One word, two themes: the text decides. Term → (theme, cue in the text) and the rule above it.
_BY_CONTEXT = {
    "味道": (
        "smell",
        re.compile(r"闻|香味|香水|洗发|洗头|头发|泡沫|沐浴|护肤|皮肤|涂|刺鼻|塑料|胶"),
    ),
    "味": ("taste", re.compile(r"吃|喝|咸|甜|辣|饭|菜|汤|肉")),
}


def find(term: str, *, own: Mapping[str, str] | None = None, text: str = "") -> str:
    """Key of the theme of a term, "" where no word decides, or THE_PRODUCT.

    own: normalised term → key, a shop's own terms: they go before the shipped ones of the same
    length. text: where the term stands; it decides between themes that share a word.
    """
    known = _Known(own or {})
    wanted = normalise(term)
    if not wanted:
        return ""
    if wanted not in known.own and (found := cues.theme_of(term)):
        return found
    if CJK.search(wanted):
        if wanted in _BY_CONTEXT and wanted not in known.own:
            theme, cue = _BY_CONTEXT[wanted]
            if cue.search(text):
                return theme
        return _chinese(wanted, known)
    return _english(wanted.split(), known)


def matched(term: str, theme: str, *, own: Mapping[str, str] | None = None) -> bool:
    """Whether the words of a term lead to this theme."""
    return find(term, own=own) == theme


@cache
def shipped_terms() -> dict[str, str]:
    """Normalised term → key of its theme; a term that two themes list is the first one's."""
    found: dict[str, str] = {}
    for theme in shipped().values():
        for term in theme.terms:
            found.setdefault(term, theme.key)
    for words in (
        theme_data.ITSELF["en"].replace("\n", " ").split(","),
        theme_data.ITSELF["zh"].split(),
    ):
        for word in words:
            found.setdefault(normalise(word), THE_PRODUCT)
    return found


@cache
def _weak(language: str) -> frozenset[str]:
    words = theme_data.WEAK[language]
    parts = words.replace("\n", " ").split(",") if language == "en" else words.split()
    return frozenset(normalise(part) for part in parts if part.strip())


@dataclass(frozen=True, slots=True)
class _Known:
    own: Mapping[str, str]

    def get(self, term: str) -> str:
        return self.own.get(term) or shipped_terms().get(term, "")


def _english(words: list[str], known: _Known) -> str:
    if len(words) > 12:  # no term, a sentence
        return ""
    if found := known.get(" ".join(words)):
        return found
    cut = next((i for i, word in enumerate(words) if word in _BETWEEN and i), None)
    if cut is not None:
        return _of(words[:cut], words[cut], words[cut + 1 :], known)
    return _compound(words, known)


def _of(head: list[str], joint: str, rest: list[str], known: _Known) -> str:
    """`A of B`: "quality of the sound" is sound quality, "fit in the waist" is the fit."""
    rest = [word for word in rest if word not in LEADING]
    if joint == "of" and rest:
        if found := known.get(" ".join((*rest, *head))):
            return found
        if head[-1] in _weak("en"):
            found = _english(rest, known)
            if found and found != THE_PRODUCT:
                return found
    found = _compound(head, known)
    if found and found != THE_PRODUCT:
        return found
    return (_english(rest, known) if rest else "") or found


def _compound(words: list[str], known: _Known) -> str:
    """The longest known ending; a weak head gives way to what stands before it."""
    for start in range(len(words) - 1):
        if found := known.get(" ".join(words[start:])):
            return found
    last = known.get(words[-1])
    if len(words) == 1:
        return last
    if not last or words[-1] in _weak("en"):
        found = _inside(words[:-1], known)
        if found and found != THE_PRODUCT:
            return found
    return last


def _inside(words: list[str], known: _Known) -> str:
    """The longest known run of words, the last of those of one length."""
    for size in range(len(words), 0, -1):
        for start in range(len(words) - size, -1, -1):
            found = known.get(" ".join(words[start : start + size]))
            if found and found != THE_PRODUCT:
                return found
    return ""


def _chinese(text: str, known: _Known) -> str:
    if len(text) > 24:
        return ""
    if found := known.get(text):
        return found
    for head in _without_weak_ends(text):
        if found := known.get(head):
            return found
        for start in range(1, len(head) - 1):
            ending = head[start:]
            found = known.get(ending)
            if found and (head == text or ending not in _weak("zh")):
                if ending in _weak("zh") and (before := _inside_zh(head[:start], known)):
                    return before
                return found
    return _inside_zh(text, known)


def _without_weak_ends(text: str) -> Iterator[str]:
    """The text, then without the weak word that it ends in, and so on."""
    yield text
    while True:
        ends = [weak for weak in _weak("zh") if text.endswith(weak) and len(text) > len(weak)]
        if not ends:
            return
        text = text[: -len(max(ends, key=len))]
        yield text


def _inside_zh(text: str, known: _Known) -> str:
    for size in range(len(text), 1, -1):
        for start in range(len(text) - size, -1, -1):
            found = known.get(text[start : start + size])
            if found and found != THE_PRODUCT:
                return found
    return ""
