"""Judges one span against the index of facts: supported, or the nearest fact and why not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from .attributes import NAMING, canonical
from .compare import fold, quantities, yes_or_no
from .lexicon import parents_of
from .lookup import carried, context_fact
from .support import (
    _KIND_ATTRIBUTES,
    Evidence,
    FactIndex,
    Measure,
    Verdict,
    content_words,
    count_classes,
    local_role,
    noun_after,
    part_near,
)
from .units import Quantity, same, unit_factor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .facts import Fact
    from .spans import Span

_GENERIC_NOUNS = frozenset(
    {"motor", "function", "feature", "technology", "design", "system", "mode", "setting"}
)
_LONG_SIDES = ("width", "length")


def judge(span: Span, text: str, index: FactIndex, title: str, quotes: frozenset[str]) -> Verdict:
    """The verdict for one span of `text`."""
    if span.share_of is not None:
        return _judge_share(span, index)
    if span.hit is not None:
        return _judge_hit(span, text, index)
    if span.quantity is not None:
        return _judge_quantity(span, span.quantity, text, index, title)
    fact = carried(span, index, title, quotes)
    return Verdict(
        fact, None if fact else _nearest(span, span.words, index), "" if fact else "absent"
    )


# --- lexicon words ----------------------------------------------------------------------


def _judge_hit(span: Span, text: str, index: FactIndex) -> Verdict:
    hit = span.hit
    if hit is None:
        return Verdict(None, None, "absent")
    known = index.by_key.get(hit.concept.key, [])
    if hit.concept.key == "hand_wash" and hit.affirmed:  # advice that follows from a "no"
        denied = [
            e for k in ("dishwasher_safe", "machine_washable") for e in index.by_key.get(k, [])
        ]
        known = known + [replace(e, affirmed=not e.affirmed) for e in denied]
    if hit.affirmed:
        agreeing = [e for e in known if e.affirmed]
    else:  # "not steel" says nothing about stainless steel's opposite: only the same concept denies
        agreeing = [e for e in known if not e.affirmed and e.concept.key == hit.concept.key]
    if not agreeing:
        denying = [e for e in known if e.concept.key == hit.concept.key]
        if denying:
            return Verdict(None, denying[0].fact, "denied")
        if hit.concept.key.startswith("substance:"):
            free = _free_of(hit.concept.key.partition(":")[2], index)
            if free is not None:
                return Verdict(free, None, "")
        worded = _worded(span, text, index) if hit.affirmed else None
        if worded is not None:
            return Verdict(worded, None, "")
        return Verdict(None, _nearest(span, text, index), "absent")
    if hit.concept.kind in ("material", "colour"):
        part = part_near(text, span.start, span.end)
        return _judge_part(part, hit.concept.kind, agreeing, index)
    return Verdict(agreeing[0].fact, None, "")


def _free_of(substance: str, index: FactIndex) -> Fact | None:
    """A fact that denies a substance no list holds: "fluoride-free" of "Fluoride: no"."""
    for fact, held in index.words:
        if substance in held or substance.rstrip("s") in held:
            named = substance.rstrip("s") in content_words(fact.name)
            if named and yes_or_no(fact.value) is False:
                return fact
            if re.search(
                rf"\b(?:no|without|free (?:of|from)|zero)\s+(?:\w+\s)?{re.escape(substance)}",
                fold(fact.text),
            ):
                return fact
    return None


def _worded(span: Span, text: str, index: FactIndex) -> Fact | None:
    """A fact that holds every word of a longer feature: "quartz movement" of "Movement: quartz"."""
    written = content_words(text[span.start : span.end])
    words = written - _GENERIC_NOUNS
    if span.kind not in ("feature", "certification", "eco", "health") or not words:
        return None
    if len(words) == 1 and len(written) == 1 and span.hit and ":" not in span.hit.concept.key:
        return None  # a listed word of its own: only its concept carries it
    for fact, held in index.words:
        denied = any(not e.affirmed for e in index.evidence if e.fact is fact)
        if words <= held and not denied and canonical(fact.name) not in NAMING:
            return fact
    return None


def _judge_part(part: str, kind: str, agreeing: Sequence[Evidence], index: FactIndex) -> Verdict:
    general = [e for e in agreeing if not e.part]
    if not part:
        return Verdict((general or agreeing)[0].fact, None, "")
    exact = [e for e in agreeing if e.part == part]
    if exact:
        return Verdict(exact[0].fact, None, "")
    others = [e for e in index.evidence if e.part == part and e.concept.kind == kind]
    if others:
        return Verdict(None, others[0].fact, "differs")
    if general:
        return Verdict(general[0].fact, None, "")
    return Verdict(None, agreeing[0].fact, "swapped")


def _judge_share(span: Span, index: FactIndex) -> Verdict:
    hit, quantity = span.share_of, span.quantity
    if hit is None or quantity is None:
        return Verdict(None, None, "absent")
    share = quantity.values[0]
    known = [
        e
        for e in index.by_key.get(hit.concept.key, [])
        if e.affirmed and e.concept.key == hit.concept.key
    ]
    for evidence in known:
        if evidence.share is not None and abs(evidence.share - share) < 0.01:
            return Verdict(evidence.fact, None, "")
    if share == 100:
        pure = index.by_key.get(f"pure_{hit.concept.key}", [])
        if pure:
            return Verdict(pure[0].fact, None, "")
    if known:
        return Verdict(None, known[0].fact, "differs")
    related = index.by_key.get(hit.concept.key) or [
        e for e in index.evidence if e.concept.kind == "material"
    ]
    return Verdict(None, related[0].fact if related else None, "absent")


# --- quantities -------------------------------------------------------------------------


def _judge_quantity(
    span: Span, claimed: Quantity, text: str, index: FactIndex, title: str
) -> Verdict:
    if not claimed.unit:
        return _judge_count(span, claimed, text, index, title)
    stated = [m for m in index.measures if m.quantity.dimension == claimed.dimension]
    if claimed.dimension == "degree_angle" and not stated:  # "40°" of a wash is 40 °C
        stated = [m for m in index.measures if m.quantity.dimension == "temperature"]
        claimed = replace(
            claimed, dimension="temperature", values=tuple(v + 273.15 for v in claimed.values),
            readings=tuple(v + 273.15 for v in claimed.readings),
        )  # fmt: skip
    if claimed.unit == "ounce" and not any(_carries(claimed, m.quantity) for m in stated):
        fluid = [m for m in index.measures if m.quantity.dimension == "volume"]
        if fluid:  # "57 oz jug" of a 1.7 l kettle: shops drop the "fl"
            stated, claimed = fluid, _as_fluid(claimed)
    wanted = local_role(text, span.quantity or claimed)
    equal = [
        m for m in stated if _carries(claimed, m.quantity) or _end_of(claimed, m.quantity, text)
    ]
    if not equal:
        together = _carried_together(claimed, stated)
        if together is not None:
            return Verdict(together, None, "")
        same_role = [m for m in stated if m.role == wanted] or stated
        if same_role:
            return Verdict(None, same_role[0].fact, "differs")
        return Verdict(None, _nearest(span, text, index), "absent")
    if claimed.dimension == "percent":
        return _judge_percent(span, equal, text, index)
    if not wanted:
        return Verdict(equal[0].fact, None, "")
    exact = [m for m in equal if m.role == wanted]
    if exact:
        return Verdict(exact[0].fact, None, "")
    rivals = [m for m in stated if m.role == wanted]
    if rivals:
        return Verdict(None, rivals[0].fact, "differs")
    if wanted in _LONG_SIDES and any(m.role in _LONG_SIDES for m in equal):
        return Verdict(equal[0].fact, None, "")  # the long side of a table is its width or length
    unnamed = [m for m in equal if not m.role or m.quantity.shape == "product"]
    if unnamed:
        return Verdict(unnamed[0].fact, None, "")
    return Verdict(None, equal[0].fact, "swapped")


def _as_fluid(claimed: Quantity) -> Quantity:
    _, mass, _ = unit_factor("ounce")
    _, volume, _ = unit_factor("fluid_ounce")
    values = tuple(v / mass * volume for v in claimed.values)
    return replace(
        claimed,
        unit="fluid_ounce",
        dimension="volume",
        values=values,
        readings=values,
        step=claimed.step / mass * volume,
    )


def _carries(claimed: Quantity, stated: Quantity) -> bool:
    if same(claimed, stated):
        return True
    if stated.shape == "product" and claimed.shape == "single":
        return any(_as_single_equal(claimed, stated, value) for value in stated.values)
    return False


def _end_of(claimed: Quantity, stated: Quantity, text: str) -> bool:
    """One end of a stated range whose other end stands in the text too: "2700 K … to 6500 K"."""
    if stated.shape != "range" or claimed.shape != "single":
        return False
    written = re.findall(r"\d[\d.,]*", stated.text)
    ends = [v for v in stated.values if _as_single_equal(claimed, stated, v)]
    return bool(ends) and all(number.rstrip(".,") in text for number in written)


def _as_single_equal(claimed: Quantity, stated: Quantity, value: float) -> bool:
    return same(claimed, replace(stated, shape="single", values=(value,), readings=(value,)))


def _carried_together(claimed: Quantity, stated: Sequence[Measure]) -> Fact | None:
    """A product or range whose values stand in different facts: width 30 cm, height 20 cm."""
    if claimed.shape == "single":
        return None
    free = [m for m in stated if m.quantity.shape == "single"]
    first: Fact | None = None
    for value in claimed.values:
        part = replace(claimed, shape="single", values=(value,), readings=(value,))
        match = next((m for m in free if same(part, m.quantity)), None)
        if match is None:
            return None
        free.remove(match)
        first = first or match.fact
    return first


def _judge_percent(span: Span, equal: Sequence[Measure], text: str, index: FactIndex) -> Verdict:
    around = content_words(_clause(text, span.start, span.end))
    for measure in equal:
        words = content_words(f"{measure.fact.name} {measure.fact.value}")
        if (around & words) - content_words(span.quantity.text if span.quantity else ""):
            return Verdict(measure.fact, None, "")
    return Verdict(None, equal[0].fact, "swapped")


def _clause(text: str, start: int, end: int) -> str:
    left = max((text.rfind(c, 0, start) for c in ".!?;,。！？；，\n"), default=-1)
    ends = [p for p in (text.find(c, end) for c in ".!?;,。！？；，\n") if p >= 0]
    return text[left + 1 : min(ends, default=len(text))]


def _judge_count(span: Span, claimed: Quantity, text: str, index: FactIndex, title: str) -> Verdict:
    noun = noun_after(text, claimed.end)
    before = re.search(
        r"([A-Za-z]+|[一-鿿]{1,4})\s?$", text[max(0, claimed.start - 20) : claimed.start]
    )
    if before and claimed.written == "digits" and _names_number(before.group(1), claimed, title):
        named = next((f for f in index.facts if canonical(f.name) in NAMING), None)
        return Verdict(named or context_fact(title), None, "")
    classes = count_classes(noun) or (count_classes(before.group(1)) if before else frozenset())
    bare = [m for m in index.measures if not m.quantity.unit]
    equal = [m for m in bare if same(claimed, m.quantity)]
    own_words = content_words(noun)
    title_words = content_words(title)
    named_same = [m for m in bare if own_words & content_words(f"{m.fact.name} {m.fact.text}")]
    for measure in equal:
        if measure in named_same or (classes and classes & measure.classes):
            return Verdict(measure.fact, None, "")
    rivals = named_same or [m for m in bare if classes & measure_classes(m)]
    if rivals:
        return Verdict(None, rivals[0].fact, "differs")
    for measure in equal:
        packed = measure.classes & count_classes("pieces") and (own_words & title_words or not noun)
        if packed or not measure.classes or not classes:
            return Verdict(measure.fact, None, "")
    for (
        fact
    ) in index.facts:  # the number stands in a value that is no plain count: "2.4 GHz, 802.11"
        if re.search(rf"(?<![\d.]){re.escape(claimed.text)}(?![\d.])", fact.value) and fold(
            noun
        ) in fold(fact.text):
            return Verdict(fact, None, "")
    return Verdict(
        None,
        equal[0].fact if equal else _nearest(span, text, index),
        "swapped" if equal else "absent",
    )


def measure_classes(measure: Measure) -> frozenset[int]:
    """Classes of a fact's bare number."""
    return measure.classes


def _names_number(word: str, claimed: Quantity, title: str) -> bool:
    """Whether word and number stand together in the title as part of a name: "Aero 3"."""
    if not word or not (word[0].isupper() or not word.isascii()):
        return False
    name = re.escape(word if word.isascii() else word[-4:])
    pattern = rf"{name}\s?{re.escape(claimed.text)}(?![\d.]|\s?[A-Za-z]{{1,3}}\b\d?)"
    match = re.search(pattern, title)
    if match is None:
        return False
    return not any(
        q.unit for q in quantities(title) if q.start < match.end() and match.start() < q.end
    )


# --- the nearest fact -------------------------------------------------------------------


def _nearest(span: Span, text: str, index: FactIndex) -> Fact | None:
    """A fact of the same attribute, else of the same kind, else with words in common."""
    attributes = _KIND_ATTRIBUTES.get(span.kind, ())
    for fact in index.facts:
        if canonical(fact.name) in attributes:
            return fact
    if span.hit is not None:
        for evidence in index.evidence:
            if evidence.concept.key in parents_of(span.hit.concept):
                return evidence.fact
        if span.kind in ("material", "colour", "certification", "origin", "warranty"):
            kind_evidence = (e for e in index.evidence if e.concept.kind == span.kind)
            found = next(kind_evidence, None)
            if found is not None:
                return found.fact
    words = content_words(
        text[span.start : span.end] if len(text) > span.end else span.words or text
    )
    return _by_overlap(words, index.words)


def _by_overlap(words: frozenset[str], rows: Iterable[tuple[Fact, frozenset[str]]]) -> Fact | None:
    best, score = None, 0
    for fact, held in rows:
        common = len(words & held)
        if common > score:
            best, score = fact, common
    return best
