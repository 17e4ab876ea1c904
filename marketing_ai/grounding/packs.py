"""What a value of several things comes to: "6 × 100 g" is six, 100 g each, 600 g in all.

`pack_amounts` reads packs ("80 pieces × 3 bags", 18毫升×12颗, "4 pairs") and lists with
counts ("USB-C, 2 × USB-A" is three); a product of lengths ("40 × 28 cm") is no pack.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from .units import find_quantities

if TYPE_CHECKING:
    from .units import Quantity

_TIMES = re.compile(
    r"(?P<left>\d[\d.,]*\s?[A-Za-zµ一-鿿]{0,12}?)\s?(?:×|x|\*|乘)\s?(?P<right>\d[\d.,]*\s?[A-Za-zµ一-鿿]{0,12})",
)
_PAIRS = re.compile(r"(?P<n>\d+|two|three|four|five|six|ten)\s?(?:pairs?\b|[双对])", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:[,;、，；/+]|\band\b|和)\s*")
_ITEM = re.compile(
    r"^(?:(?P<before>\d{1,2})\s?(?:[×x*]\s?|(?=[A-Za-z一-鿿]))(?![\d.])|.*?[×x*]\s?(?P<after>\d{1,2})\s?[个口孔只]?$)"
)
_TOGETHER = re.compile(r"\d[A-Z](?:\d[A-Z])+")
_LADDER = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL")
_SIZES = re.compile(r"(?P<from>X{0,2}[SML])\s?(?:–|—|-|~|to|至|到)\s?(?P<to>X{0,3}[SML])")
_FEW = 12  # "2 × 40 cm" is two of them, "120 × 40 cm" is one
_NO_PACK = frozenset({"length", "area", "pixel", "percent", "hertz"})


def pack_amounts(text: str) -> list[Quantity]:
    """Amounts that `text` implies beside those written in it."""
    found: list[Quantity] = []
    for match in _TIMES.finditer(text):
        sides = [find_quantities(match.group(side)) for side in ("left", "right")]
        if any(len(side) != 1 or side[0].shape != "single" for side in sides):
            continue
        left, right = sides[0][0], sides[1][0]
        if left.unit and right.unit:
            continue
        count, each = (left, right) if right.unit else (right, left)
        if each.dimension not in _NO_PACK or count.values[0] <= _FEW:
            found.append(count)
        if each.dimension in _NO_PACK:
            continue
        total = tuple(count.values[0] * v for v in each.values)
        found.extend([each, replace(each, values=total, readings=total, text=match.group())])
    for match in _PAIRS.finditer(text):
        number = find_quantities(match.group("n"))[0]
        twice = (number.values[0] * 2,)
        found.append(replace(number, values=twice, readings=twice))
    return found


def listed(values: list[str]) -> int:
    """How many things the items of `values` are: "USB-C, 2 × USB-A" are three, 2C1A too."""
    text = "、".join(values)
    sizes = _SIZES.fullmatch(text.strip())
    if sizes:
        return _LADDER.index(sizes.group("to")) - _LADDER.index(sizes.group("from")) + 1
    together = _TOGETHER.fullmatch(text.strip())
    if together:
        return sum(int(c) for c in text if c.isdigit())
    total = 0
    for item in (i.strip() for v in values for i in _LIST.split(v)):
        if item:
            match = _ITEM.match(item)
            total += int((match.group("before") or match.group("after")) if match else 1)
    return total
