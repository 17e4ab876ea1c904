"""Which facts of one product say the same, and which cannot all be true.

Two facts are compared where their names share a key (`attribute_keys`) and their values
are of one kind: two masses, two answers, two materials, two counts. Values of different
kinds speak of different things, and a range or a text is not held against a single value.

Left to others: equality of two values (`compare`) and the sentences for people (`facts`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from .attribute_keys import free_of, keys, measured, settled
from .attributes import NAMING, SEVERAL, SYNONYMS, takes_several
from .compare import (
    fold,
    quantities,
    rest,
    same_concepts,
    same_value,
    values_conflict,
    yes_or_no,
)
from .lexicon import parents_of, scan
from .unit_table import IMPERIAL
from .units import same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .facts import Fact
    from .units import Quantity

MAX_COMPARED = 60  # facts that share one key; more is a list of values, not one attribute

_MONTH = 2_629_800.0
_YEAR = 12 * _MONTH
_FIBRES = frozenset({
    "cotton", "linen", "silk", "wool", "cashmere", "polyester", "viscose", "nylon", "acrylic",
    "leather", "faux_leather", "merino", "hemp", "bamboo_fibre",
})  # fmt: skip
_CLOTH_KEYS = frozenset({"material", "fabric", "composition"})
_ONE_COLOUR = frozenset({"colour", "color", "颜色"})
_SIDES = frozenset({"width", "height", "depth", "length"})
_IN_OTHER_UNIT = re.compile(r"\s*(?:[(（/=≈]|或|约)\s*(?:约|≈|approx\.?|about)?\s*$", re.IGNORECASE)
_ROUNDING = 0.06  # of the larger: "27 in (69 cm)" is one size


def is_duplicate(left: Fact, right: Fact) -> bool:
    """Whether the second fact adds nothing to the first."""
    if left.scope != right.scope:
        return False
    key, other = settled(left.name), settled(right.name)
    first, second = measured(left.name, left.text), measured(right.name, right.text)
    if key == other:
        if key == "model" and fold(left.name) != fold(right.name):
            return False  # a model's name and its number may be one word and are two attributes
        return same_value(first, second, attribute=key)
    shared = _shared_key(left, right)
    if shared:
        return same_value(first, second, attribute=shared)
    if {key, other} <= _CLOTH_KEYS:
        return min(first.count("%"), second.count("%")) > 1 and same_value(first, second)
    return _weighs_the_same(key, other, first, second)


def relatives(fact: Fact) -> tuple[str, ...]:
    """A wider key under which a duplicate may stand: all weights, all cloths."""
    key = settled(fact.name)
    if key in _CLOTH_KEYS:
        return ("any_cloth",)
    return ("any_weight",) if key in ("weight", "net_weight", "capacity") else ()


def _shared_key(left: Fact, right: Fact) -> str:
    if not left.name or not right.name:
        return ""
    theirs = keys(right.name, right.text)
    return next((k for k in keys(left.name, left.text) if k in theirs and k not in NAMING), "")


def _weighs_the_same(key: str, other: str, first: str, second: str) -> bool:
    """Weight and net weight may differ; one amount in two units is one statement all the same."""
    if {key, other} not in ({"weight", "net_weight"}, {"capacity", "net_weight"}):
        return False
    a, b = quantities(first), quantities(second)
    return len(a) == len(b) == 1 and a[0].unit != b[0].unit and same_value(first, second)


def buckets(rows: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Facts that may speak of one attribute, so that not all are compared with all."""
    found: defaultdict[str, list[Fact]] = defaultdict(list)
    for row in rows:
        for key in keys(row.name, row.text) if row.name else ():
            found[key].append(row)
    return (group for group in found.values() if 1 < len(group) <= MAX_COMPARED)


def contradictions(rows: Sequence[Fact]) -> list[list[Fact]]:
    """Groups of facts that cannot all be true, in order; no fact stands in two groups."""
    groups = [*_one_name(rows), *_within_one_value(rows)]
    for group in buckets(rows):
        groups.extend(
            [left, right]
            for left, right in combinations(group, 2)
            if left.scope == right.scope and _at_odds(left, right)
        )
    groups.extend(_denied_substances(rows))
    groups.extend(_cloths_at_odds(rows))
    groups.extend(_sides_at_odds(rows))
    return _joined(groups, rows)


def _joined(groups: Sequence[Sequence[Fact]], rows: Sequence[Fact]) -> list[list[Fact]]:
    """Groups with a fact in common become one, its facts in the order of the product."""
    order = {id(row): i for i, row in enumerate(rows)}
    sets: list[set[int]] = []
    for group in groups:
        fresh = {order[id(f)] for f in group}
        for old in [s for s in sets if s & fresh]:
            fresh |= old
            sets.remove(old)
        sets.append(fresh)
    return [[rows[i] for i in sorted(s)] for s in sorted(sets, key=min)]


def _one_name(rows: Sequence[Fact]) -> Iterator[list[Fact]]:
    """One attribute under one name or its synonyms, of which a product has one value."""
    groups: defaultdict[tuple[str, str], list[Fact]] = defaultdict(list)
    for row in rows:
        key = settled(row.name)
        if row.name and (key in SYNONYMS or not takes_several(row.name)) and key not in SEVERAL:
            groups[key, row.scope].append(row)
    for (key, _scope), group in groups.items():
        if len(group) > 1 and values_conflict(
            [measured(f.name, f.text) for f in group[:MAX_COMPARED]], key
        ):
            yield group


def _at_odds(left: Fact, right: Fact) -> bool:
    """Whether two facts of one key have values of one kind that differ."""
    key = _shared_key(left, right)
    if not key or key == "model":
        return False
    first, second = measured(left.name, left.text), measured(right.name, right.text)
    if key == "colour":
        names = {fold(left.name), fold(right.name)}
        return len(names) == 2 and names <= _ONE_COLOUR and _other_things(first, second, "colour")
    if key == "age":
        return _other_age(left, right)
    if same_value(first, second, attribute=key):
        return False
    answers = yes_or_no(first), yes_or_no(second)
    if None not in answers:
        return answers[0] != answers[1]
    if _denies(first, second) or _denies(second, first):
        return True
    if key in SEVERAL or (key not in SYNONYMS and _lists(left, right)):
        return key in ("size", "dimensions") and _other_unit_disagrees(first, second)
    if _kind_of(left.name) == _kind_of(right.name) and not (
        quantities(first) or quantities(second)
    ):
        return values_conflict([first, second], key)
    # One garment may have a row for each of its cloths, but then under one name.
    cloths = key in ("material", "composition") or (
        key == "fabric" and fold(left.name) == fold(right.name)
    )
    return _other_amount(first, second) or (not cloths and _other_things(first, second, "material"))


def _denies(first: str, second: str) -> bool:
    """Such as 不可折叠 for 可折叠, "not foldable" for "foldable"."""
    return fold(first) in {f"{no}{fold(second)}" for no in ("不", "非", "not ", "non-")}


def _kind_of(name: str) -> str:
    """One word for "Milk" and "Milk type"; a name of which several are normal is its own."""
    return re.sub(r" type$", "", fold(name)) if not takes_several(name) else name


def _lists(left: Fact, right: Fact) -> bool:
    """The shop repeats one name to give several values: normal where several are possible."""
    return fold(left.name) == fold(right.name) and takes_several(left.name)


def _other_amount(first: str, second: str) -> bool:
    mine, theirs = quantities(first), quantities(second)
    if len(mine) != 1 or len(theirs) != 1 or rest(first, mine) != rest(second, theirs):
        return False
    a, b = mine[0], theirs[0]
    return a.dimension == b.dimension and a.shape == b.shape


def _other_unit_disagrees(first: str, second: str) -> bool:
    """A size in centimetres and one in inches: sizes may be several, but hardly by unit."""
    units = [{q.unit for q in quantities(v)} for v in (first, second)]
    return units[0] != units[1] and all(units) and _other_amount(first, second)


def _other_things(first: str, second: str, kind: str) -> bool:
    """Both are nothing but lexicon words of `kind`, and none carries one of the other."""
    sets = []
    for value in (first, second):
        hits = [h for h in scan(value, strict_case=False) if h.concept.kind == kind]
        if not same_concepts(value, value) or not hits:
            return False
        sets.append(hits)
    mine, theirs = ({h.concept.key for h in hits} for hits in sets)
    above = [{p for h in hits for p in parents_of(h.concept)} for hits in sets]
    return not (mine & theirs or mine & above[1] or theirs & above[0])


def _other_age(left: Fact, right: Fact) -> bool:
    """Such as "5 years" and "3 years and up": they differ in the age from which it is meant."""
    lowest = []
    for fact in (left, right):
        found = quantities(measured(fact.name, fact.text))
        if not found or "max" in fact.name.casefold() or "最大" in fact.name:
            return False
        unit = found[0].dimension
        if unit not in ("", "time"):
            return False
        lowest.append(found[0].values[0] * (1.0 if unit else _YEAR))
    return abs(lowest[0] - lowest[1]) > _MONTH


def _within_one_value(rows: Sequence[Fact]) -> Iterator[list[Fact]]:
    """One value in two units that disagree: "27 in (50 cm)"."""
    for row in rows:
        text = row.text
        found = quantities(text)
        if len(found) != 2 or rest(text, found):
            continue
        a, b = found
        if not a.dimension or a.dimension != b.dimension or a.unit == b.unit or a.shape != b.shape:
            continue
        between = text[a.end : b.start]
        # "3 mm / 10 m" is a rate; "7 cm / 3 in" is one length twice.
        systems = {q.unit in IMPERIAL for q in (a, b)}
        if "/" in between and len(systems) < 2:
            continue
        if _IN_OTHER_UNIT.fullmatch(between) and not _close(a, b):
            yield [row]


def _close(a: Quantity, b: Quantity) -> bool:
    if same(a, b) or same(b, a):
        return True
    pairs = zip(sorted(a.values), sorted(b.values), strict=False)
    return all(abs(x - y) <= _ROUNDING * max(abs(x), abs(y)) for x, y in pairs)


def _denied_substances(rows: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Such as "Caffeine-free: yes" beside "Caffeine: 180 mg"."""
    denials = [(free_of(r.name), r) for r in rows if r.name and yes_or_no(r.text)]
    for substance, denial in denials:
        if not substance:
            continue
        names = {substance, f"{substance} content", f"contains {substance}", f"{substance}含量",
                 f"含{substance}", f"是否含{substance}"}  # fmt: skip
        for row in rows:
            amount = quantities(row.text)
            holds = yes_or_no(row.text) or (amount and amount[0].values[0] > 0)
            if fold(row.name) in names and holds and row.scope == denial.scope:
                yield [row, denial]


def _cloths_at_odds(rows: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Material, fabric and composition of the whole product that name other fibres."""
    cloths = [r for r in rows if r.name and settled(r.name) in _CLOTH_KEYS]
    if len(cloths) > MAX_COMPARED:
        return
    for left, right in combinations(cloths, 2):
        pair = {settled(left.name), settled(right.name)}
        whole = all(re.search(r"\b100\s*%|(?<!\d)100\s*％", r.text) for r in (left, right))
        if len(pair) < 2 or left.scope != right.scope or not ("composition" in pair or whole):
            continue
        fibres = []
        for fact in (left, right):
            hits = scan(fact.text, strict_case=False)
            fibres.append({h.concept.key for h in hits if h.concept.kind == "material"})
        if all(f and f <= _FIBRES for f in fibres) and not fibres[0] & fibres[1]:
            yield [left, right]


def _sides_at_odds(rows: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Such as "Dimensions: 30 × 20 × 10 cm" beside "Width: 50 cm"."""
    boxes = [r for r in rows if r.name and settled(r.name) == "dimensions"]
    sides = [r for r in rows if r.name and settled(r.name) in _SIDES]
    if len(boxes) != 1 or len(sides) > MAX_COMPARED:
        return
    box = quantities(measured(boxes[0].name, boxes[0].text))
    if len(box) != 1 or len(box[0].values) != 3 or rest(boxes[0].text, box):
        return
    for row in sides:
        side = quantities(measured(row.name, row.text))
        if len(side) != 1 or side[0].shape != "single" or row.scope != boxes[0].scope:
            continue
        value = side[0].values[0]
        if side[0].dimension == box[0].dimension and all(
            abs(value - v) > _ROUNDING * max(value, v) for v in box[0].values
        ):
            yield [boxes[0], row]
