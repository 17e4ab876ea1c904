"""Plain text from facts by code: what a product gets when no model's draft passes.

`realise` writes every kind of text in English and Chinese from the facts alone. The
result is labelled `source=rules` by the caller and never counted as model-written.
Guarantee: the text passes `check_claims` on the same facts and title, says no phrase
twice, and keeps the length; what would break that is left out. The price of the
guarantee is plainness: no mood, no promise, no comparison.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from . import phrases_en, phrases_zh
from .attributes import canonical
from .claims import DEFAULT_SLOTS, check_claims
from .wording import repeated_phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from .facts import Fact
    from .phrases import Phrase

#: Longest text of each kind in characters, English and Chinese; the caller may pass its own.
DEFAULT_MAX = {
    "description": (1200, 500), "blurb": (240, 100), "promotion": (280, 120),
    "email_subject": (78, 36), "email_line": (200, 90), "ad_headline": (60, 30),
    "ad_text": (150, 80), "social_post": (280, 140),
}  # fmt: skip
_PER_SENTENCE = 4  # phrases; more reads like a list
_MAX_SENTENCES = 9


@dataclass(frozen=True)
class _Writer:
    """The state of one text: what may be said, and the test that every sentence passes."""

    facts: tuple[Fact, ...]
    title: str
    language: str
    limit: int
    maker: ModuleType
    name: str  # what the text calls the product
    pronoun: str  # "it"; "" in Chinese, where a further sentence needs no subject

    @property
    def chinese(self) -> bool:
        return self.maker is phrases_zh

    def fits(self, text: str) -> bool:
        if len(text) > self.limit or any(repeated_phrases(text)):
            return False
        return check_claims(text, self.facts, language=self.language, title=self.title).clean

    def sentence(self, subject: str, chosen: list[Phrase]) -> str:
        return str(self.maker.sentence(subject, chosen))


def realise(
    facts: Sequence[Fact],
    *,
    title: str,
    kind: str = "description",
    language: str = "en",
    max_length: int | None = None,
    slots: Sequence[str] = (),
) -> str:
    """A text of `kind` that says only what `facts` hold; "" where nothing can be said.

    language: "zh…" gives Chinese, anything else English. slots: those of the campaign's
    offer that the text may hold ("{offer}", "{offer_end}", "{price}"), used by promotions.
    Raises KeyError for a kind that is not in DEFAULT_MAX.
    """
    chinese = language.startswith("zh")
    limit = max_length if max_length is not None else DEFAULT_MAX[kind][1 if chinese else 0]
    maker = phrases_zh if chinese else phrases_en
    writer = _Writer(tuple(facts), title, language, limit, maker, "", "" if chinese else "it")
    writer = _named(writer, chinese)
    told = writer.name.casefold()
    sayable = [
        p
        for p in maker.phrases(tuple(f for f in writer.facts if not f.is_count_of_options))
        if not _in_name(p, told) and _can_say(writer, p)
    ]
    if not sayable:
        return writer.name if writer.name and _own_name(writer) and writer.fits(writer.name) else ""
    makers: dict[str, Callable[[_Writer, list[Phrase], Sequence[str]], str]] = {
        "description": _description, "promotion": _promotion,
        "email_subject": _line, "ad_headline": _line,
    }  # fmt: skip
    return makers.get(kind, _short)(writer, sayable, slots or DEFAULT_SLOTS[:0]).strip()


def _in_name(phrase: Phrase, name: str) -> bool:
    """Brand and type need no sentence where the name already says them."""
    known = canonical(phrase.fact.name) in ("brand", "type")
    return known and phrase.fact.value.casefold() in name


def _own_name(writer: _Writer) -> bool:
    return writer.name == writer.title.strip()


def _named(writer: _Writer, chinese: bool) -> _Writer:
    """The writer with a name for the product that states nothing the facts don't carry."""
    kind_of = next(
        (f.value for f in writer.facts if canonical(f.name) == "type" and len(f.value) < 30), ""
    )
    generic = (
        [f"这款{kind_of}", "这款商品"] if chinese else [f"this {kind_of.lower()}", "this product"]
    )
    if not kind_of:
        generic = generic[1:]
    for name in (" ".join(writer.title.split()).strip(" -–|,"), *generic):
        if (
            name
            and check_claims(name, writer.facts, language=writer.language, title=writer.title).clean
        ):
            return replace(writer, name=name)
    return writer


def _can_say(writer: _Writer, phrase: Phrase) -> bool:
    """Whether the phrase alone passes the check; the text's length does not count yet."""
    text = writer.sentence(writer.pronoun, [phrase])
    return check_claims(
        text, writer.facts, language=writer.language, title=writer.title
    ).clean and not any(repeated_phrases(text))


def _description(writer: _Writer, sayable: list[Phrase], slots: Sequence[str]) -> str:
    del slots
    ordered = sorted(sayable, key=lambda p: (p.topic, -p.weight))
    text = ""
    n_sentences = 0
    for _topic, group in groupby(ordered, key=lambda p: p.topic):
        for rows in _chunks(list(group)):
            longer = _add(writer, text, writer.pronoun if text else writer.name, rows)
            n_sentences += longer != text
            text = longer
            if n_sentences >= _MAX_SENTENCES:
                return text
    return text


def _chunks(rows: list[Phrase]) -> list[list[Phrase]]:
    """Rows in groups of nearly equal size, so that no sentence is left with a lone scrap."""
    n = -(-len(rows) // _PER_SENTENCE)
    size = -(-len(rows) // n)
    return [rows[i : i + size] for i in range(0, len(rows), size)]


def _add(writer: _Writer, text: str, subject: str, rows: list[Phrase]) -> str:
    """`text` with a sentence more, of as many of `rows` as pass; unchanged if none does."""
    gap = " " if text and not writer.chinese else ""
    for chosen in (rows, *([row] for row in rows)):
        longer = text + gap + writer.sentence(subject, list(chosen))
        if writer.fits(longer):
            return longer
    return text


def _best(sayable: list[Phrase]) -> list[Phrase]:
    return sorted(sayable, key=lambda p: -p.weight)


def _short(writer: _Writer, sayable: list[Phrase], slots: Sequence[str]) -> str:
    del slots
    best = _best(sayable)
    text = ""
    for start, subject in ((0, writer.name), (2, writer.pronoun)):
        text = (
            _add(writer, text, subject if text else writer.name, best[start : start + 2])
            if best[start:]
            else text
        )
    return text or _line(writer, sayable, ())


def _line(writer: _Writer, sayable: list[Phrase], slots: Sequence[str]) -> str:
    """A headline or subject: the name with the weightiest additions that fit."""
    del slots
    comma = "，" if writer.chinese else " "
    additions = [p.addition for p in _best(sayable) if p.addition]
    for name in (writer.name, writer.name[:1].upper() + writer.name[1:]):
        text = name[:1].upper() + name[1:]
        if not writer.fits(text):
            break
        for addition in additions:
            joint = (
                comma if text == name[:1].upper() + name[1:] else ("，" if comma == "，" else ", ")
            )
            if text.count(",") + text.count("，") < 2 and writer.fits(text + joint + addition):
                text += joint + addition
        return text
    for addition in additions:  # the name is too long: the weightiest property alone
        alone = addition[:1].upper() + addition[1:]
        if writer.fits(alone):
            return alone
    return ""


def _promotion(writer: _Writer, sayable: list[Phrase], slots: Sequence[str]) -> str:
    chinese = writer.chinese
    held = set(slots)
    name = writer.name
    lead = ""
    if "{offer}" in held:
        lead = f"{name}：{{offer}}" if chinese else f"{{offer}} on {name}"
        if "{offer_end}" in held:
            lead += "，截至{offer_end}" if chinese else " until {offer_end}"
    elif "{price}" in held:
        lead = f"{name}，售价{{price}}" if chinese else f"{name[:1].upper()}{name[1:]} at {{price}}"
    if not lead:
        return _short(writer, sayable, ())
    text = lead + ("。" if chinese else ".")
    if not writer.fits(text):
        return _short(writer, sayable, ())
    return _add(writer, text, writer.pronoun, _best(sayable)[:2])
