"""The pairs of facts and copy written in this project, and how their files are read.

A pair is two lines, pairs are parted by empty lines; lines that begin with `#` are comments:

    kind | tone | length | audience | product's name | category | fact=value; fact=value
    The {title} holds {Capacity} and comes {-Handle:without a handle}.

`-` stands for no audience. Values stand in slots, so nothing outside them needs a fact:
`{Fact}` is the value, `{title}` the product's name, `{audience}` whom the text is for,
`{+Fact:words}` says in words what a fact affirms and `{-Fact:words}` what it denies.
The language is the file name's beginning, `en_` or `zh_`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from marketing_ai.copywriting.kinds import Kind, Length, Tone
from marketing_ai.exceptions import CorpusInvalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parent
LANGUAGES = ("en", "zh")
TITLE, AUDIENCE = "title", "audience"
NOBODY = "-"
_FIELDS = 7
_SLOT = re.compile(r"\{([^{}]*)\}")
_WORDS = re.compile(r"([+-])([^:]+):(.+)", re.DOTALL)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One place of a text. sign: "+" or "-" with words of its own, "" for the value itself."""

    start: int
    end: int
    fact: str
    sign: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPair:
    """Facts, what is asked for, and a text with slots that answers it."""

    kind: str
    tone: str
    length: str
    audience: str
    title: str
    category: str
    facts: Mapping[str, str]
    text: str
    slots: tuple[Slot, ...]
    language: str
    file: str
    line: int

    def realised(self) -> str:
        """The text as a shopper reads it."""
        parts, last = [], 0
        for slot in self.slots:
            parts += [self.text[last : slot.start], self.filled(slot)]
            last = slot.end
        return "".join([*parts, self.text[last:]])

    def filled(self, slot: Slot) -> str:
        """What stands in a slot."""
        if slot.sign:
            return slot.words
        special = {TITLE: self.title, AUDIENCE: self.audience}
        return special.get(slot.fact) or self.facts[slot.fact]


def read_pairs(root: Path = ROOT) -> list[CopyPair]:
    """All pairs, in the order of file names and lines.

    Raises CorpusInvalid naming file and line: a wrong slot would teach a wrong thing.
    """
    return [
        pair
        for language in LANGUAGES
        for path in sorted(root.glob(f"{language}_*.txt"))
        for pair in read_file(path, language=language)
    ]


def read_file(path: Path, *, language: str) -> list[CopyPair]:
    """The pairs of one file. Raises CorpusInvalid."""
    pairs = []
    for number, block in _blocks(path.read_text(encoding="utf-8").splitlines()):
        if len(block) != 2:
            raise _invalid(path, number, _("a pair is two lines, the request and the text."))
        pairs.append(_pair(path, number, block[0], block[1], language=language))
    return pairs


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.startswith("#"):
            continue
        if line.strip():
            block.append(line.strip())
        elif block:
            yield number - len(block), block
            block = []


def _pair(path: Path, number: int, request: str, text: str, *, language: str) -> CopyPair:
    fields = [part.strip() for part in request.split(" | ")]
    if len(fields) != _FIELDS:
        raise _invalid(path, number, _("the request needs seven fields, parted by “ | ”."))
    kind, tone, length, audience, title, category, said = fields
    for value, choices in ((kind, Kind), (tone, Tone), (length, Length)):
        if value not in choices.values:
            raise _invalid(path, number, _("“%(value)s” is not known.") % {"value": value})
    facts: dict[str, str] = {}
    for one in said.split(";"):
        name, equals, value = one.partition("=")
        if not equals or not name.strip() or not value.strip() or name.strip() in facts:
            raise _invalid(path, number, _("“%(fact)s” is no fact.") % {"fact": one.strip()})
        facts[name.strip()] = value.strip()
    audience = "" if audience == NOBODY else audience
    known = {TITLE, *facts, *([AUDIENCE] if audience else [])}
    slots = tuple(_slots(path, number, text, known))
    outside = _SLOT.sub("", text)
    if "{" in outside or "}" in outside or _DIGIT.search(outside):
        raise _invalid(path, number, _("a brace or a digit stands outside the slots."))
    return CopyPair(
        kind=kind,
        tone=tone,
        length=length,
        audience=audience,
        title=title,
        category=category,
        facts=facts,
        text=text,
        slots=slots,
        language=language,
        file=path.name,
        line=number,
    )


def _slots(path: Path, number: int, text: str, known: set[str]) -> Iterator[Slot]:
    for match in _SLOT.finditer(text):
        inside = match[1]
        sign, words = "", ""
        if inside not in known and (signed := _WORDS.fullmatch(inside)):
            sign, inside, words = signed[1], signed[2], signed[3]
        if inside not in known:
            raise _invalid(path, number, _("“%(fact)s” is no fact.") % {"fact": inside})
        yield Slot(start=match.start(), end=match.end(), fact=inside, sign=sign, words=words)


def _invalid(path: Path, number: int, reason: str) -> CorpusInvalid:
    return CorpusInvalid(file=path.name, line=number, reason=reason)
