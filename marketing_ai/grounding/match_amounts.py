"""Judges the amounts of a text: quantities, percentages and counts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from .attributes import NAMING, canonical, may_mean, role
from .compare import fold, quantities
from .lookup import context_fact, price_of
from .nearest import nearest_fact
from .support import (
    LISTED,
    FactIndex,
    Measure,
    Verdict,
    content_words,
    count_classes,
    local_role,
    noun_after,
)
from .units import Quantity, same, unit_factor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .facts import Fact
    from .spans import Span

_PIECES = count_classes("pieces")
#: Things a product does or has, which a number of pieces says nothing about.
_FUNCTIONS = frozenset().union(
    *(count_classes(w) for w in ("speeds", "ports", "seats", "layers", "colours", "sizes",
                                 "pockets", "buttons", "flavours", "zones"))
)  # fmt: skip
#: Units whose words count things as well: cups of a set, bars of chocolate.
_COUNTING = frozenset({"cup", "bar", "kilocalorie", "calorie", "second", "foot", "pint_us"})
_TO_YEARS = re.compile(r"[\s-]*(?:to|and|or)\s[a-z\d]+[\s-]years?\b", re.IGNORECASE)
_SPIRIT = re.compile(r"酒精|alcohol", re.IGNORECASE)
_AGE_NAME = re.compile(r"\bages?\b|\bplayers\b|suitable|年龄|适用|适读", re.IGNORECASE)
_AGE_WORDS = re.compile(
    r"\b(?:from|to|over|until|aged?|between|first|old|olds)\b|岁|宝宝|到|至", re.IGNORECASE
)
_WASHED_AT = re.compile(
    r"\b(?:wash\w*|machine|go(?:es)? in|keep|water|at home)\b[^.!?]{0,20}\bat\s$", re.I
)
_NO_NOUN = re.compile(r"\s?(?:[.,;:!?]|$|(?:hot|cold|when|if|after|before|on|with|in the)\b)")
_YUAN = re.compile(r"\s?(?:块钱?(?![\w])|元)")
_SIDE = re.compile(r"\s(?:wide|long|deep|high|tall|across|thick)\b|\s?[宽长高深厚]")


def judge_quantity(
    span: Span, claimed: Quantity, text: str, index: FactIndex, title: str
) -> Verdict:
    """The verdict for the amount that `span` states."""
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
        together = (
            _carried_together(claimed, stated)
            or _money(claimed, index)
            or _counted(claimed, index)
            or _age(claimed, text, index)
            or _degrees(claimed, index)
        )
        if together is not None:
            return Verdict(together, None, "")
        same_role = [m for m in stated if m.role == wanted] or stated
        if same_role:
            return Verdict(None, same_role[0].fact, "differs")
        return Verdict(None, nearest_fact(span, text, index), "absent")
    if claimed.dimension == "percent":
        return _judge_percent(span, equal, stated, text)
    if not wanted:
        return Verdict(equal[0].fact, None, "")
    exact = [m for m in equal if m.role == wanted]
    if exact:
        return Verdict(exact[0].fact, None, "")
    rivals = [m for m in stated if m.role == wanted]
    if rivals:
        return Verdict(None, rivals[0].fact, "differs")
    alike = [m for m in equal if m.quantity.shape == "product" or may_mean(wanted, m.role)]
    if alike:
        return Verdict(alike[0].fact, None, "")
    return Verdict(None, equal[0].fact, "swapped")


def _shown(claimed: Quantity) -> float:
    """The number as it is written, in the claim's own unit."""
    factor = unit_factor(claimed.unit)[1] if claimed.unit else 1.0
    return round(claimed.values[0] / factor, 6)


def _money(claimed: Quantity, index: FactIndex) -> Fact | None:
    """The price that a number of pounds is: "eighteen pounds", "under twenty pounds" of £18."""
    if claimed.unit != "pound":
        return None
    return price_of(_shown(claimed), "GBP", index, under=claimed.qualifier == "under")


def _counted(claimed: Quantity, index: FactIndex) -> Fact | None:
    """A unit whose word counts things: "eight cups" of "Cups: 8"."""
    if claimed.unit not in _COUNTING or claimed.shape != "single":
        return None
    words = content_words(claimed.text)
    for measure in index.measures:
        if measure.quantity.unit or measure.quantity.values[0] != _shown(claimed):
            continue
        named = words & content_words(f"{measure.fact.name} {measure.fact.text}")
        if any(w.isascii() and w.isalpha() for w in named):
            return measure.fact
    return None


def _degrees(claimed: Quantity, index: FactIndex) -> Fact | None:
    """Degrees that are no heat: 六度 of "酒精: 6%", 41度 of "波美度: 41"."""
    if claimed.unit != "celsius" or not claimed.text.endswith("度"):
        return None
    _, factor, offset = unit_factor("celsius")
    shown = round((claimed.values[0] - offset) / factor, 6)
    for measure in index.measures:
        spirit = measure.quantity.unit == "percent" and _SPIRIT.search(measure.fact.name)
        scale = not measure.quantity.unit and measure.fact.name.endswith("度")
        if (spirit or scale) and shown in measure.quantity.values:
            return measure.fact
    return None


def _age(claimed: Quantity, text: str, index: FactIndex) -> Fact | None:
    """An age whose fact has no unit, or the end of a span of ages: "six-year-olds" of "Age: 6+"."""
    if claimed.unit not in ("year", "month") or not _AGE_WORDS.search(
        text[max(0, claimed.start - 12) : claimed.end + 8]
    ):
        return None
    for measure in index.measures:
        if not _AGE_NAME.search(measure.fact.name):
            continue
        if measure.quantity.unit:
            ends = measure.quantity.values if measure.quantity.dimension == "time" else ()
        else:
            ends = tuple(v * unit_factor("year")[1] for v in measure.quantity.values)
        if any(abs(end - claimed.values[0]) <= 0.01 * end for end in ends):
            return measure.fact
    return None


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


def _judge_percent(
    span: Span, equal: Sequence[Measure], stated: Sequence[Measure], text: str
) -> Verdict:
    """A share is carried under any name unless its clause names another fact of a share."""
    around = content_words(_clause(text, span.start, span.end))
    around -= content_words(span.quantity.text if span.quantity else "")
    for measure in equal:
        if around & content_words(f"{measure.fact.name} {measure.fact.value}"):
            return Verdict(measure.fact, None, "")
    for rival in stated:
        if rival not in equal and around & content_words(rival.fact.name):
            return Verdict(None, rival.fact, "differs")
    return Verdict(equal[0].fact, None, "")


def _clause(text: str, start: int, end: int) -> str:
    left = max((text.rfind(c, 0, start) for c in ".!?;,。！？；，\n"), default=-1)
    ends = [p for p in (text.find(c, end) for c in ".!?;,。！？；，\n") if p >= 0]
    return text[left + 1 : min(ends, default=len(text))]


def _judge_count(span: Span, claimed: Quantity, text: str, index: FactIndex, title: str) -> Verdict:
    unitless = _measured_elsewhere(claimed, text, index)
    if unitless is None and _TO_YEARS.match(text, claimed.end):
        _, year, _ = unit_factor("year")
        unitless = _age(replace(claimed, unit="year", values=(claimed.values[0] * year,)),
                        text, index)  # fmt: skip
    if unitless is not None:
        return Verdict(unitless, None, "")
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
    named_same = [
        m for m in bare
        if own_words & content_words(f"{m.fact.name} {m.fact.text if m.role != LISTED else ''}")
    ]  # fmt: skip
    for measure in equal:
        if measure in named_same or (classes and classes & measure.classes):
            return Verdict(measure.fact, None, "")
    rivals = named_same or [m for m in bare if classes & m.classes]
    if rivals:
        return Verdict(None, rivals[0].fact, "differs")
    for measure in equal:
        if measure.role == LISTED:
            continue
        packed = measure.classes & _PIECES and (
            own_words & title_words or not noun or not classes & _FUNCTIONS
        )
        if packed or not measure.classes or not classes:
            return Verdict(measure.fact, None, "")
    paid = price_of(claimed.values[0], "CNY", index) if _YUAN.match(text, claimed.end) else None
    paid = paid or _without_unit(claimed, text, index)
    if paid is not None:
        return Verdict(paid, None, "")
    for (
        fact
    ) in index.facts:  # the number stands in a value that is no plain count: "2.4 GHz, 802.11"
        if re.search(rf"(?<![\d.]){re.escape(claimed.text)}(?![\d.])", fact.value) and fold(
            noun
        ) in fold(fact.text):
            return Verdict(fact, None, "")
    near = next((m for m in equal if m.role != LISTED), None)
    return Verdict(
        None,
        near.fact if near else nearest_fact(span, text, index),
        "swapped" if near else "absent",
    )


def _without_unit(claimed: Quantity, text: str, index: FactIndex) -> Fact | None:
    """A number that counts nothing: "washed at forty", "hot for six hours, cold for twelve"."""
    if claimed.shape != "single" or text[: claimed.start].endswith("minus "):
        return None
    heat = _WASHED_AT.search(text[max(0, claimed.start - 40) : claimed.start])
    if not heat and not _NO_NOUN.match(text, claimed.end):
        return None
    for measure in index.measures:
        unit, values = measure.quantity.unit, measure.quantity.values
        if (
            not unit
            or measure.quantity.shape == "product"
            or (heat and measure.quantity.dimension != "temperature")
        ):
            continue
        _, factor, offset = unit_factor(unit)
        shown = [round((v - offset) / factor, 6) for v in values]
        if claimed.values[0] in shown:
            return measure.fact
    return None


def _measured_elsewhere(claimed: Quantity, text: str, index: FactIndex) -> Fact | None:
    """The fact of an amount written without its unit: "120 by 80", "66 wide", 75×50.

    A single number needs a word for a side of the thing behind it, and a fact of that side.
    """
    side = _SIDE.match(text, claimed.end)
    if claimed.shape != "product" and side is None:
        return None
    for measure in index.measures:
        unit = measure.quantity.unit
        if measure.quantity.dimension != "length" or not unit:
            continue
        _, factor, _ = unit_factor(unit)
        values = tuple(v * factor for v in claimed.values)
        full = replace(
            claimed, values=values, readings=values, unit=unit, dimension="length",
            step=claimed.step * factor,
        )  # fmt: skip
        if not _carries(full, measure.quantity):
            continue
        named = role(side.group(), "length") if side else ""
        if measure.quantity.shape == "product" or may_mean(named, measure.role):
            return measure.fact
    return None


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
