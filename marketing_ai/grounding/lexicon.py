"""Finds the words of the claim lexicon in a text, with negation.

Data lives in `lexicon_materials`, `lexicon_features` and `lexicon_words`; this module
compiles it once and scans. English is matched on words (hyphen and space are alike,
case does not count except for acronyms and countries), Chinese on substrings; at every
place the longest form wins and idioms listed under IGNORE swallow what they contain.

Each hit says whether the statement is affirmed or denied: "not waterproof", "BPA-free",
"without parabens", 不含酒精 and 非防水 are denials.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from . import lexicon_features, lexicon_materials, lexicon_parts, lexicon_words

if TYPE_CHECKING:
    from collections.abc import Iterator

from .affixes import ZH_NEGATION, ZH_NEGATION_BEHIND, scan_affixes
from .concepts import Concept, Hit

#: Acronyms that are words or names in lower case.
_ACRONYMS = frozenset({
    "ce", "ul", "abs", "eva", "bis", "iso", "mfi", "hd", "pu", "grs", "msc", "fsc", "gs", "tpu",
    "tpe", "pp", "pe", "pet", "nfc", "gps", "ccc", "fda", "sgs", "gmp", "peta", "hdr", "uhd", "rgb",
    "anc", "pvc", "sls", "fcc", "etl", "usda", "tuv", "ykk", "mdf", "rohs", "alexa", "siri", "ips",
    "ai", "aha", "bha", "msg", "aux", "dts", "spf", "ecg", "tsa",
})  # fmt: skip
_KINDS = (
    ("material", lexicon_materials.MATERIALS),
    ("colour", lexicon_materials.COLOURS),
    ("feature", lexicon_features.FEATURES),
    ("certification", lexicon_features.CERTIFICATIONS),
    ("health", lexicon_features.HEALTH),
    ("eco", lexicon_features.ECO),
    ("availability", lexicon_features.AVAILABILITY),
    ("warranty", lexicon_features.WARRANTY),
    ("superlative", lexicon_words.SUPERLATIVES),
    ("testimonial", lexicon_words.TESTIMONIAL),
    ("origin", lexicon_words.COUNTRIES),
)

_WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’][a-z]+)?|\d+(?:\.\d+)?")
_CLAUSE_BREAK = re.compile(r"[.!?;:,()，。！？；：、\n]")
_NEGATORS = frozenset({
    "not", "no", "non", "without", "never", "isn't", "aren't", "doesn't", "don't", "won't", "can't",
    "cannot", "neither", "nor", "zero", "hasn't", "lacks", "less", "nobody", "none", "nothing",
})  # fmt: skip
_DENYING_PAIRS = {("free", "from"), ("free", "of"), ("out", "of"), ("rather", "than"),
                  ("instead", "of")}  # fmt: skip
_ZH_NO_NEGATION = re.compile(
    r"(?:不仅|不但|不只|不光|不止|无论|非常|无不|不愧|不可多得)(?:是|有)?$"
)


class _Lexicon:
    """The compiled word lists: English by first word, Chinese by first character."""

    def __init__(self) -> None:
        self.words: dict[str, list[tuple[tuple[str, ...], Concept | None, bool, bool]]] = {}
        self.chars: dict[str, list[tuple[str, Concept | None, bool]]] = {}
        self.concepts: dict[str, Concept] = {}
        self.parents: dict[str, frozenset[str]] = {}
        for kind, table in _KINDS:
            for line in table.strip().splitlines():
                self._add_concept(kind, line)
        for line in lexicon_parts.PARTS_AND_TRIMS.strip().splitlines():
            self._add_parts(line)
        self._close_parents()
        for line in lexicon_words.IGNORE.strip().splitlines():
            language, _, forms = line.partition(" | ")
            for form in _forms(forms):
                self._add_form(form, None, chinese=language == "zh", cased=False)
        for word_forms in self.words.values():
            word_forms.sort(key=lambda entry: len(entry[0]), reverse=True)
        for char_forms in self.chars.values():
            char_forms.sort(key=lambda entry: len(entry[0]), reverse=True)

    def _add_parts(self, line: str) -> None:
        """A line groups words of one field; each is a concept of its own, none carries another."""
        _, english, chinese, *_ = [field.strip() for field in line.split("|")] + [""]
        for form in (*_forms(english), *_forms(chinese)):
            if form.endswith(" free"):  # a denial, not a part: `_affirmed_english`, `affixes`
                continue
            stem = form[:-1] if form.isascii() and len(form) > 4 and form.endswith("s") else form
            concept = Concept(f"part:{stem.casefold()}", "feature", frozenset())
            chinese_form = not form.isascii()
            if not self._known(form, chinese_form):
                self._add_form(form, concept, chinese=chinese_form, cased=False)

    def _known(self, form: str, chinese: bool) -> bool:
        if chinese:
            return any(entry[0] == form for entry in self.chars.get(form[0], ()))
        tokens = tuple(m.group().casefold() for m in _WORD.finditer(form))
        return any(entry[0] == tokens for entry in self.words.get(tokens[0], ()))

    def _close_parents(self) -> None:
        """Oak is wood, wood is …: parents of parents count."""
        for concept in self.concepts.values():
            closed, todo = set(concept.parents), list(concept.parents)
            while todo:
                above = self.concepts.get(todo.pop())
                fresh = above.parents - closed if above else frozenset()
                closed |= fresh
                todo.extend(fresh)
            self.parents[concept.key] = frozenset(closed)

    def _add_concept(self, kind: str, line: str) -> None:
        fields = [field.strip() for field in line.split("|")] + ["", "", ""]
        key, english, chinese, parents = fields[:4]
        concept = Concept(key, kind, frozenset(parents.split()))
        self.concepts[key] = concept
        for form in _forms(english):
            self._add_form(form, concept, chinese=False, cased=kind == "origin")
        for form in _forms(chinese):
            self._add_form(form, concept, chinese=not form.lstrip("!").isascii(), cased=False)

    def _add_form(self, form: str, concept: Concept | None, *, chinese: bool, cased: bool) -> None:
        denied = form.startswith("!")
        form = form.lstrip("!")
        if chinese:
            self.chars.setdefault(form[0], []).append((form, concept, denied))
            return
        tokens = tuple(m.group().replace("’", "'").casefold() for m in _WORD.finditer(form))
        needs_case = cased or (len(tokens) == 1 and tokens[0] in _ACRONYMS)
        entry = (tokens, concept, denied, needs_case)
        if entry not in self.words.setdefault(tokens[0], []):
            self.words[tokens[0]].append(entry)


def _forms(field: str) -> Iterator[str]:
    return (form.strip() for form in field.split(";") if form.strip())


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    return _Lexicon()


def parents_of(concept: Concept) -> frozenset[str]:
    """Keys of all more general concepts."""
    return _lexicon().parents.get(concept.key, concept.parents)


def concept(key: str) -> Concept:
    """The listed concept; KeyError for an unknown key."""
    return _lexicon().concepts[key]


def scan(text: str, *, strict_case: bool = True) -> list[Hit]:
    """All lexicon words of `text` in order, longest first, not overlapping within a language.

    strict_case: acronyms and countries count only as written; facts are read leniently.
    """
    hits = [*_scan_words(text, strict_case), *_scan_chars(text)]
    taken = [(hit.start, hit.end) for hit in hits]
    hits.extend(h for h in scan_affixes(text) if not _overlaps(h.start, h.end, taken))
    hits.sort(key=lambda hit: hit.start)
    return hits


def _overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < right and left < end for left, right in spans)


def _scan_words(text: str, strict_case: bool) -> list[Hit]:
    table = _lexicon().words
    matches = list(_WORD.finditer(text))
    tokens = [m.group().replace("’", "'").casefold() for m in matches]
    hits, i = [], 0
    while i < len(tokens):
        found = None
        for form, concept, denied, cased in table.get(tokens[i], ()):
            n = len(form)
            if tuple(tokens[i : i + n]) != form or not _adjacent(text, matches, i, n):
                continue
            if cased and strict_case and not matches[i].group()[0].isupper():
                continue
            if strict_case and n == 1 and form[0] in _ACRONYMS and matches[i].group().islower():
                continue
            found = (n, concept, denied)
            break
        if found is None:
            i += 1
            continue
        n, concept, denied = found
        if concept is not None:
            start, end = matches[i].start(), matches[i + n - 1].end()
            listed = concept.key in lexicon_features.SUBSTANCES or concept.kind == "material"
            affirmed, end = _affirmed_english(text, tokens, matches, i, n, end, listed=listed)
            before = text[max(0, start - 6) : start]
            if not before.isascii() and ZH_NEGATION.search(before):  # 不含BPA
                affirmed = bool(_ZH_NO_NEGATION.search(before))
            hits.append(Hit(start, end, concept, affirmed != denied))
        i += n
    return hits


def _adjacent(text: str, matches: list[re.Match[str]], i: int, n: int) -> bool:
    """Words of one form stand next to each other, joined by a space, hyphen or slash."""
    for left, right in zip(matches[i : i + n - 1], matches[i + 1 : i + n], strict=True):
        gap = text[left.end() : right.start()]
        if len(gap) > 2 or re.search(r"[^\s\-‑–/%]", gap) or (not gap and left.group().isalpha()):
            return False
    return True


def _affirmed_english(
    text: str,
    tokens: list[str],
    matches: list[re.Match[str]],
    i: int,
    n: int,
    end: int,
    *,
    listed: bool,
) -> tuple[bool, int]:
    """Whether the words i to i + n are affirmed, and where they end with a "-free".

    listed: a substance, which a "no" or "free of" before an "and" speaks of as well.
    """
    after = i + n
    if after < len(tokens) and tokens[after] == "free" and matches[after].start() - end <= 1:
        return False, matches[after].end()
    for j in range(i - 1, max(-1, i - 6), -1):
        if _CLAUSE_BREAK.search(text[matches[j].end() : matches[j + 1].start()]):
            # "no parabens, sulphates": a list goes on, but only right behind its comma
            comma = text[matches[j].end() : matches[j + 1].start()].strip() == ","
            if (
                not comma
                or j + 1 not in (i, i - 1)
                or (j + 1 == i - 1 and tokens[j + 1] not in ("or", "and", "nor"))
            ):
                break
            if not any(t in ("no", "without") for t in tokens[max(0, j - 3) : j + 1]):
                break
        if tokens[j] in _NEGATORS or tokens[j].endswith("n't"):
            return (tokens[j] == "not" and tokens[j + 1] in ("only", "just")), end
        if (tokens[j], tokens[j + 1]) in _DENYING_PAIRS and j + 1 < i:
            return False, end
        if tokens[j] == "but" or (
            tokens[j] in ("and", "yet", "with") and (j != i - 1 or not listed)
        ):
            break
    return True, end


def _scan_chars(text: str) -> list[Hit]:
    if text.isascii():
        return []
    table = _lexicon().chars
    hits, i = [], 0
    while i < len(text):
        step = 1
        for form, concept, denied in table.get(text[i], ()):
            if not text.startswith(form, i):
                continue
            step = len(form)
            if concept is not None:
                before = text[max(0, i - 6) : i]
                negated = bool(ZH_NEGATION.search(before)) and not _ZH_NO_NEGATION.search(before)
                negated = negated or bool(ZH_NEGATION_BEHIND.match(text, i + step))
                hits.append(Hit(i, i + step, concept, negated == denied))
            break
        i += step
    return hits
