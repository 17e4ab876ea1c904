"""Quantities in text and how they compare: numbers, ranges, products, units of both languages.

`find_quantities` reads "1.7 l", "12 x 3 cm", "½ inch", "5–7 kg", "half a litre",
"一千八百瓦", "3斤", "6.1寸"; `same` says whether a text's quantity is what a fact states,
allowing for the rounding that the text shows. pint holds the conversions; its factors
are read once into a plain table, because asking pint per comparison is 100 times slower.

Not guessed: 寸 and 吋 are read as inches (screens, cakes, wheels, as shops use it), 市寸
as the traditional 1/30 m; "in" is an inch only where no word follows that makes it a
preposition; a comma or point before exactly three digits may give two readings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .numbers import Number, find_numbers
from .qualifiers import qualifier_of, within
from .unit_table import CALENDAR, DEFINITIONS, IMPERIAL, UNITS
from .zh_amounts import half_before, tail_after

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPELLING: dict[str, str] = {}
for _canonical, _spellings in UNITS.items():
    for _spelling in _spellings:
        _SPELLING[_spelling] = _canonical

#: Spellings that mean something else in another case: 5 M is no metre, 5G no gram.
_CASED = {"m", "M", "g", "G", "K", "A", "V", "W", "N", "T", "C", "F", "s", "h", "l", "L", "MP", "B",
          "MB", "Mb", "mb", "D", "J", "Hz", "ct", "PA", "Pa", "lm", "nm", "Nm"}  # fmt: skip


def _unit_pattern() -> str:
    ordered = sorted(_SPELLING, key=len, reverse=True)
    parts = []
    for spelling in ordered:
        body = re.escape(spelling).replace(r"\ ", r"[\s-]?")
        if spelling not in _CASED and spelling.isascii():
            body = f"(?i:{body})"
        if spelling[-1].isascii() and spelling[-1].isalpha():
            body += r"(?![A-Za-z])"
        parts.append(body)
    return "|".join(parts)


_ATTRIBUTE_AFTER_IN = (
    r"(?:wide|tall|high|long|deep|thick|diameter|diagonal|across|screen|display|round|square|"
    r"width|height|length|depth|heel|waist|inseam|ring|frame|blade)"
)
# "3 in the box", "2 in 1": a preposition unless an attribute word or the end follows.
_INCH_IN = re.compile(
    rf"[\s-]?in(?=\s*(?:[.,;:)\]/×x*]|$)|\s+{_ATTRIBUTE_AFTER_IN}\b|[\s-]?\()", re.I
)
_UNIT = re.compile(rf"[\s   -]?(?:of[\s-])?(?:(?:an?|a)[\s-])?(?P<unit>{_unit_pattern()})")
_RANGE = re.compile(r"\s?(?:-|–|—|~|～|to|bis|and|至|到)\s?$", re.I)
_TIMES = re.compile(r"\s?(?:x|×|\*|by|乘)\s?$", re.I)
_BETWEEN = re.compile(r"\bbetween\s*$", re.I)
_DIMENSION_LETTER = re.compile(r"\s?\(?[LWHDlwhd]\)?(?![A-Za-z])")


_SIDES = frozenset({"length", "pixel"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with what it measures.

    values: one (single), two (range, low to high) or more (product) in the base unit
    of the dimension; readings: all readings of a single whose comma is unclear.
    """

    start: int
    end: int
    text: str
    shape: str  # "single" | "range" | "product"
    values: tuple[float, ...]
    readings: tuple[float, ...]
    unit: str  # canonical, "" for a bare number
    dimension: str  # "length", "mass", … ; "" for a bare number
    step: float  # one in the last digit or word shown, in the base unit
    qualifier: str  # "" or as in `qualifiers`
    written: str  # "digits" | "words" | "zh"


def find_quantities(text: str) -> list[Quantity]:
    """All quantities and bare numbers of `text`, in order, ranges and products joined."""
    joined: list[Quantity] = []
    end = 0
    for number in find_numbers(text):
        if number.start < end:  # the 二 of 一米二 is no number of its own
            continue
        quantity = _with_unit(number, text)
        end = quantity.end
        last = joined[-1] if joined else None
        merged = _join(last, quantity, text) if last is not None else None
        if merged is not None:
            joined[-1] = merged
        else:
            joined.append(quantity)
    return [_qualify(q, text) for q in joined]


def _with_unit(number: Number, text: str) -> Quantity:
    position = half_before(text, number.end)
    more = 0.5 if position > number.end else 0.0
    unit, end = _unit_at(text, position, number)
    if more and text[position : position + 1] == "月":
        unit, end = "month", position + 1
    if text[number.start : number.start + 2] == "百分":  # 百分之八十
        unit, end = "percent", number.end
    elif unit and number.written != "words":
        tail, end = tail_after(text, end, unit)
        more += tail
    scale = 1.0
    if not unit:
        more, end = 0.0, number.end
        if number.part:  # "two-fifths of it"
            unit, scale = "percent", 100.0
    dimension, factor, offset = unit_factor(unit) if unit else ("", 1.0, 0.0)
    readings = tuple((r + more) * scale * factor + offset for r in number.readings)
    return Quantity(
        start=number.start,
        end=end,
        text=text[number.start : end],
        shape="single",
        values=readings[:1],
        readings=readings,
        unit=unit,
        dimension=dimension,
        step=(0.1 if more else number.step) * abs(factor),
        qualifier="",
        written=number.written,
    )


def _unit_at(text: str, position: int, number: Number) -> tuple[str, int]:
    """Canonical unit that begins at `position` and where it ends; ("", position) if none."""
    if number.end < len(text) and text[number.end] in '"”″' and number.written == "digits":
        return "inch", number.end + 1
    inch = _INCH_IN.match(text, position)
    if inch:
        return "inch", inch.end()
    match = _UNIT.match(text, position)
    if not match:
        return "", position
    spelling = match.group("unit")
    unit = _SPELLING.get(spelling) or _SPELLING.get(_normal_spelling(spelling), "")
    return (unit, match.end()) if unit else ("", position)


@lru_cache(maxsize=512)
def _normal_spelling(spelling: str) -> str:
    folded = re.sub(r"[\s-]+", " ", spelling).casefold()
    for known in _SPELLING:
        if known.casefold() == folded or known.casefold().replace(" ", "") == folded:
            return known
    return ""


def _join(left: Quantity, right: Quantity, text: str) -> Quantity | None:
    """Left and right as one range, product or sum ("1 h 30 min"), or None."""
    between = text[left.end : right.start]
    if len(between) > 9 or left.written != right.written:
        return None
    if left.unit and right.unit and left.dimension != right.dimension:
        return None
    if not right.unit and left.unit and not _TIMES.fullmatch(between):
        return None
    letterless = _DIMENSION_LETTER.sub("", between, count=1)
    if _TIMES.fullmatch(between) or (letterless != between and _TIMES.fullmatch(letterless)):
        one_unit = bool(left.unit) != bool(right.unit)
        if one_unit and (left.dimension or right.dimension) not in _SIDES:
            return None  # "6 × 100 g" is a number of things: see `packs`
        left_value, right_value = _in_common_unit(left, right)
        return _merge(left, right, text, "product", (*left_value, *right_value))
    if left.shape == "product":
        return None
    wordy = between.strip().lower()
    if wordy in ("and",) and not _BETWEEN.search(text[: left.start]):
        wordy = ""
    elif left.shape == "single" and _RANGE.fullmatch(between):
        low, high = _in_common_unit(left, right)
        if low[0] < high[0]:
            return _merge(left, right, text, "range", (*low, *high))
        return None
    adds_up = left.dimension in ("time", "length", "mass") and left.unit != right.unit
    if (
        left.unit
        and right.unit
        and adds_up
        and between.strip().lower() in ("", "and", ",", "零", "又")
    ) and left.values[0] > right.values[0]:
        return _merge(left, right, text, "single", (left.values[0] + right.values[0],))
    return None


def _in_common_unit(left: Quantity, right: Quantity) -> tuple[tuple[float, ...], tuple[float, ...]]:
    if left.unit or not right.unit:
        return left.values, right.values
    _, factor, offset = unit_factor(right.unit)
    return tuple(v * factor + offset for v in left.values), right.values


def _merge(
    left: Quantity, right: Quantity, text: str, shape: str, values: tuple[float, ...]
) -> Quantity:
    return replace(
        right,
        start=left.start,
        text=text[left.start : right.end],
        shape=shape,
        values=values,
        readings=values if shape == "single" else (),
        unit=right.unit or left.unit,
        dimension=right.dimension or left.dimension,
    )


def _qualify(quantity: Quantity, text: str) -> Quantity:
    name = qualifier_of(text, quantity.start, quantity.end)
    return replace(quantity, qualifier=name) if name else quantity


@lru_cache(maxsize=256)
def unit_factor(unit: str) -> tuple[str, float, float]:
    """(dimension, factor, offset) such that base = value × factor + offset.

    Raises KeyError for a unit that `unit_table` does not list.
    """
    registry = _registry()
    zero = registry.Quantity(0.0, unit).to_base_units()
    one = registry.Quantity(1.0, unit).to_base_units()
    dimension = _dimension_name(str(one.units))
    return dimension, float(one.magnitude - zero.magnitude), float(zero.magnitude)


@lru_cache(maxsize=1)
def _registry() -> Any:
    # A registry of our own units: pint's full one takes a second to build.
    import pint

    registry: Any = pint.UnitRegistry(None, cache_folder=None)
    registry.load_definitions(DEFINITIONS.strip().splitlines())
    return registry


def _dimension_name(base_units: str) -> str:
    return {
        "metre": "length", "gram": "mass", "litre": "volume", "second": "time",
        "square_metre": "area", "cubic_metre": "volume",
        "kelvin": "temperature", "joule": "energy",
    }.get(base_units, base_units)  # fmt: skip


def same(claimed: Quantity, stated: Quantity) -> bool:
    """Whether the text's quantity is carried by the fact's.

    A product is carried by the same values or by a product that holds them all; a range
    by the same range; "over 5" and "under 5" by a fact on the right side within half of
    it; "about 5" within a tenth (`qualifiers`). Otherwise equal, or equal after rounding
    to the digits shown where the text writes another unit than the fact (never more than
    2 % off, 3 % between metric and imperial units). A single value inside a stated range
    is not carried, its ends are carried with "up to" and "from".
    """
    if claimed.dimension != stated.dimension:
        return False
    slack = _slack(claimed.unit, stated.unit)
    if claimed.shape == "product":
        return stated.shape == "product" and _holds(claimed, stated, slack)
    if claimed.shape == "range":
        return stated.shape == "range" and all(
            _equal(a, b, claimed.step, slack)
            for a, b in zip(claimed.values, stated.values, strict=True)
        )
    targets: Sequence[float] = stated.readings or stated.values
    if stated.shape == "range":
        if not claimed.qualifier:
            return False
        ends = {"up_to": stated.values[-1:], "over": stated.values[:1], "from": stated.values[:1]}
        targets = ends.get(claimed.qualifier, stated.values)
    return any(
        _equal(value, target, claimed.step, slack)
        or within(claimed.qualifier, value, target, step=claimed.step, dimension=claimed.dimension)
        for value in claimed.readings
        for target in targets
    )


def _holds(claimed: Quantity, stated: Quantity, slack: float) -> bool:
    """Whether each value of a product is one of the fact's, none used twice."""
    free = list(stated.values)
    for value in claimed.values:
        match = next((t for t in free if _equal(value, t, claimed.step, slack)), None)
        if match is None:
            return False
        free.remove(match)
    return True


def _equal(value: float, target: float, step: float, slack: float) -> bool:
    gap = abs(value - target)
    if gap <= 1e-4 * max(abs(target), 1e-9):
        return True
    return gap <= max(step, 1e-9) / 2 * 1.001 and gap <= slack * abs(target)


def _slack(claimed: str, stated: str) -> float:
    """How far rounding may go between two units: nothing within one unit."""
    if (claimed in IMPERIAL) != (stated in IMPERIAL):
        return 0.03
    if (claimed in CALENDAR) != (stated in CALENDAR):
        return 0.02
    return 0.02 if claimed != stated and claimed and stated else 0.0
