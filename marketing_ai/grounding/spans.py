"""Finds the spans of a text that state something checkable, before any fact is looked at.

Pure extraction: `extract` gives raw spans with kind and what the matcher needs
(`support`); `claims` decides. Earlier extractors win a place, so "100 % cotton" is one
span and not a percentage beside a material.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .lexicon import Hit, scan
from .span_patterns import (
    AMBIGUOUS_COLOUR,
    ATTRIBUTED,
    BEFORE_MATERIAL,
    BEHIND_MATERIAL,
    CJK,
    CODE,
    COLOUR_HINT,
    CONTACT,
    CONTACT_HINT,
    DECADE,
    DEVICE,
    DISCOUNT,
    EFFECT,
    ENERGY_CLASS,
    EST,
    FITS,
    FITS_END,
    FITS_MORE,
    FITS_ZH,
    IN_ONE,
    MONEY,
    MONEY_HINT,
    NO_RANK,
    NOT_EST,
    NUMBER_IDIOMS,
    QUOTE,
    SIZE_LETTERS,
    TALK,
    ZH_COUNTED,
    ZH_IDIOMS,
)
from .units import Quantity, find_quantities

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One checkable statement: offsets in code points, and what it asserts."""

    start: int
    end: int
    kind: str
    hit: Hit | None = None  # a lexicon word
    quantity: Quantity | None = None  # a measured or counted value
    share_of: Hit | None = None  # the material of a percentage
    words: str = ""  # text to be looked up as it is: codes, quotes, contacts, compatibility


def extract(text: str, masked: Sequence[tuple[int, int]]) -> list[Span]:
    """All checkable spans of `text`, in order, none overlapping another or a `masked` place."""
    spans: list[Span] = []
    taken = bytearray(len(text))  # 1 where a span or a masked place already is
    for start, end in masked:
        taken[start:end] = b"\x01" * (end - start)

    def claim(span: Span) -> None:
        if taken.find(1, span.start, span.end) < 0:
            spans.append(span)
            taken[span.start : span.end] = b"\x01" * (span.end - span.start)

    chinese = bool(CJK.search(text))
    for match in CONTACT.finditer(text) if CONTACT_HINT.search(text) else ():
        claim(Span(start=match.start(), end=match.end(), kind="contact", words=match.group()))
    for match in QUOTE.finditer(text):
        words = next(g for g in match.groups() if g)
        if _is_scare_quote(words, text[match.end() : match.end() + 3]):
            continue
        claim(Span(start=match.start(), end=match.end(), kind="quote", words=words))
    for match in ATTRIBUTED.finditer(text):
        claim(Span(start=match.start(), end=match.end(), kind="testimonial", words=match.group()))
    for pattern in (DISCOUNT, MONEY) if MONEY_HINT.search(text) else ():
        for match in pattern.finditer(text):
            claim(Span(start=match.start(), end=match.end(), kind="price", words=match.group()))
    hits = scan(text)
    quantities = find_quantities(text)
    for span in _shares(text, quantities, hits):
        claim(span)
    for span in _compatibility(text):
        claim(span)
    idioms = _idioms(text)
    for match in IN_ONE.finditer(text):
        claim(Span(start=match.start(), end=match.end(), kind="number", words=match.group()))
    for match in ENERGY_CLASS.finditer(text):
        claim(Span(start=match.start(), end=match.end(), kind="eco", words=match.group()))
    for match in SIZE_LETTERS.finditer(text):
        claim(Span(start=match.start(), end=match.end(), kind="size", words=match.group()))
    denials = {h.start for h in hits if not h.affirmed}  # the 0 of 0糖 is no number
    quantities = [q for q in quantities if q.unit or q.values != (0.0,) or q.end not in denials]
    measured = [q for q in quantities if q.unit]
    for quantity in measured:
        if not _is_idle(quantity, text) and not _inside(quantity, idioms):
            kind = "percentage" if quantity.dimension == "percent" else "quantity"
            claim(Span(start=quantity.start, end=quantity.end, kind=kind, quantity=quantity))
    lexical = [h for h in hits if any(c.isdigit() for c in text[h.start : h.end])]
    for hit in lexical:  # "304 stainless steel" is a material, not a number
        claim(Span(start=hit.start, end=hit.end, kind=hit.concept.kind, hit=hit))
    for match in CODE.finditer(text):
        if not DECADE.match(match.group()):
            claim(Span(start=match.start(), end=match.end(), kind="number", words=match.group()))
    for quantity in quantities:
        if not quantity.unit and _counts(quantity, text) and not _inside(quantity, idioms):
            claim(Span(start=quantity.start, end=quantity.end, kind="number", quantity=quantity))
    for hit in _without_echoes(hits, text):
        if hit.concept.kind == "superlative" and NO_RANK.match(text, hit.start):
            continue
        claim(Span(start=hit.start, end=hit.end, kind=hit.concept.kind, hit=hit))
    for match in EST.finditer(text):
        word = match.group("word").lower()
        if word not in NOT_EST and not word.endswith(("guest", "chest", "quest", "forest")):
            claim(
                Span(
                    start=match.start(),
                    end=match.end(),
                    kind="superlative",
                    words=match.group("word"),
                )
            )
    for match in TALK.finditer(text):
        claim(Span(start=match.start(), end=match.end(), kind="testimonial", words=match.group()))
    for match in EFFECT.finditer(text):
        what = next(g for g in match.groups() if g)
        claim(Span(start=match.start(), end=match.end(), kind="health", words=what))
    hinted = chinese or COLOUR_HINT.search(text.casefold())
    for match in AMBIGUOUS_COLOUR.finditer(text) if hinted else ():
        group = match.lastgroup or "before"
        claim(
            Span(
                start=match.start(group),
                end=match.end(group),
                kind="colour",
                words=match.group(group),
            )
        )
    spans.sort(key=lambda span: span.start)
    return spans


def _is_scare_quote(words: str, after: str) -> bool:
    """A word or two in quotation marks that nobody is said to have spoken."""
    if re.search(r"[!?.,！？。，]", words) or re.match(r"\s?[—–-]", after):
        return False
    cjk = len(re.findall(r"[一-鿿]", words))
    return cjk <= 4 if cjk else len(words.split()) <= 2


def _shares(text: str, quantities: Sequence[Quantity], hits: Sequence[Hit]) -> list[Span]:
    """Percentages of a material or ingredient: "60 % cotton", 含棉80%, "100% recycled"."""
    found = []
    for quantity in quantities:
        if quantity.dimension != "percent":
            continue
        for hit in hits:
            if hit.concept.kind not in ("material", "eco", "feature"):
                continue
            gap = (
                text[quantity.end : hit.start]
                if hit.start >= quantity.end
                else text[hit.end : quantity.start]
            )
            after = hit.start >= quantity.end
            joined = (BEFORE_MATERIAL if after else BEHIND_MATERIAL).fullmatch(gap)
            chinese_before = not after and not text[hit.start : hit.end].isascii()
            if joined and (after or chinese_before) and hit.end > hit.start:
                start, end = min(quantity.start, hit.start), max(quantity.end, hit.end)
                found.append(
                    Span(start=start, end=end, kind="percentage", quantity=quantity, share_of=hit)
                )
                break
    return found


def _compatibility(text: str) -> list[Span]:
    found = []
    for match in FITS.finditer(text):
        first, second = _objects(match.group("what"))
        loose = match.group().lower().startswith(("fits", "pairs", "supports"))
        start = match.start("what")
        if not loose or DEVICE.search(first):
            found.append(Span(start=match.start(), end=start + len(first), kind="compatibility",
                              words=first))  # fmt: skip
        if second:
            at = start + match.group("what").index(second, len(first))
            found.append(Span(start=at, end=at + len(second), kind="compatibility", words=second))
    for match in FITS_ZH.finditer(text):
        found.append(
            Span(
                start=match.start(),
                end=match.end(),
                kind="compatibility",
                words=match.group("what"),
            )
        )
    return found


def _objects(what: str) -> tuple[str, str]:
    """What is fitted, without what goes on behind it, and a second "all …" that is joined to it."""
    head = FITS_END.split(what, maxsplit=1)[0]
    first, *more = FITS_MORE.split(head, maxsplit=1)
    return first.rstrip(), more[0].rstrip() if more else ""


def _idioms(text: str) -> list[tuple[int, int]]:
    """Places where a number word is a figure of speech."""
    places = [(m.start(), m.end()) for m in NUMBER_IDIOMS.finditer(text)]
    places.extend(
        (m.start(), m.end())
        for m in (ZH_IDIOMS.finditer(text) if CJK.search(text) else ())
        if not _followed_by_claim(text, m.end())
    )
    return places


def _inside(quantity: Quantity, places: Sequence[tuple[int, int]]) -> bool:
    return any(quantity.start < end and start < quantity.end for start, end in places)


def _followed_by_claim(text: str, position: int) -> bool:
    """一年质保 and 一年保修 are claims although 一年 is mostly an idiom."""
    return bool(
        re.match(r"\s?(?:质保|保修|联保|保固|只换|换新|包换)", text[position : position + 4])
    )


def _without_echoes(hits: Sequence[Hit], text: str) -> list[Hit]:
    """Hits without the "certified" beside a certificate and the 进口 beside a country."""
    kept: list[Hit] = []
    for i, hit in enumerate(hits):
        beside = [h for h in [*(hits[i - 1 : i] if i else ()), *hits[i + 1 : i + 2]]
                  if min(abs(hit.start - h.end), abs(h.start - hit.end)) <= 1]  # fmt: skip
        echo = {"certified": "certification", "imported": "origin"}.get(hit.concept.key)
        if echo and any(
            h.concept.kind == echo and h.concept.key != hit.concept.key for h in beside
        ):
            continue
        kept.append(hit)
    return kept


def _is_idle(quantity: Quantity, text: str) -> bool:
    """Figures of speech with a unit: "in a second", 一天."""
    if quantity.written == "zh" and quantity.values == (1.0,) and quantity.dimension == "":
        return True
    if quantity.written == "words" and text[quantity.start : quantity.start + 4].lower() == "one ":
        return quantity.dimension == "time"
    return bool(
        quantity.unit == "degree_angle" and quantity.written == "zh" and quantity.values[0] < 10
    )


def _counts(quantity: Quantity, text: str) -> bool:
    """Whether a bare number is a statement: digits always, words only where they count."""
    if quantity.written == "digits":
        return True
    if quantity.written == "zh":
        if quantity.values[0] < 2:
            return False
        return bool(ZH_COUNTED.match(text, quantity.end))
    return not (quantity.values[0] < 2 or quantity.values[0] >= 100)
