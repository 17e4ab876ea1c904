"""A fact as something that can be said: what both languages' phrase makers share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A fact as a predicate ("is made of steel") and as an addition ("made of steel")."""

    topic: int  # order of topics in a longer text
    weight: int  # how much a short text wants it; higher first
    verb: str  # phrases of one verb are joined: "has A, B and C"
    object: str
    addition: str  # behind a noun: "in black", "with 3 speeds"; "" where there is none
    fact: Fact


# Topics, in the order in which a description speaks of them.
IDENTITY, MAKE, MEASURES, PERFORMANCE, FEATURES, USE, SUPPLY = range(7)

#: attribute → (topic, weight)
PLACE = {
    "type": (IDENTITY, 40), "brand": (IDENTITY, 20),
    "material": (MAKE, 100), "fabric": (MAKE, 98), "composition": (MAKE, 96), "colour": (MAKE, 80),
    "pattern": (MAKE, 60), "style": (MAKE, 58), "finish": (MAKE, 50), "shape": (MAKE, 45),
    "flavour": (MAKE, 90), "ingredients": (MAKE, 85),
    "capacity": (MEASURES, 95), "dimensions": (MEASURES, 75), "size": (MEASURES, 70),
    "screen": (MEASURES, 88), "height": (MEASURES, 62), "width": (MEASURES, 61),
    "length": (MEASURES, 60), "depth": (MEASURES, 59), "diameter": (MEASURES, 63),
    "thickness": (MEASURES, 40), "weight": (MEASURES, 65), "net_weight": (MEASURES, 66),
    "power": (PERFORMANCE, 92), "battery": (PERFORMANCE, 89), "runtime": (PERFORMANCE, 91),
    "charging_time": (PERFORMANCE, 60), "voltage": (PERFORMANCE, 30), "speeds": (PERFORMANCE, 68),
    "features": (FEATURES, 94), "certification": (FEATURES, 64), "compatibility": (USE, 72),
    "ideal_for": (USE, 55), "occasion": (USE, 50), "age": (USE, 54), "care": (USE, 48),
    "in_box": (SUPPLY, 52), "pieces": (SUPPLY, 56), "warranty": (SUPPLY, 57),
    "origin": (SUPPLY, 46),
    "shelf_life": (SUPPLY, 30),
}  # fmt: skip
DEFAULT_PLACE = (PERFORMANCE, 42)
#: Never said: a code, a price (a slot fills it), a shipping weight helps no shopper.
UNSAID = frozenset({"model", "price", "gross_weight"})
#: Names of rows that hold terms or leftovers of a catalogue rather than a property.
UNSAID_NAMES = re.compile(
    r"not covered|^other\b|novelty|service type|disclaimer|^note|^sku$|barcode|^ean$|^upc$|^asin$"
    r"|description|keywords?|^id$|执行标准|货号|条码|备注|说明$",
    re.IGNORECASE,
)
