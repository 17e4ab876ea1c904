"""Whether two catalogue values are the same, at odds, or impossible."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from .lexicon import Hit, parents_of, scan
from .units import Quantity, find_quantities, same

if TYPE_CHECKING:
    from collections.abc import Sequence

_LIST = re.compile(r"\s*(?:[,;、，；/|+&]|\band\b|和|与)\s*")
_WORD = re.compile(r"[^\W_]+")
_YES = frozenset(
    {"yes", "y", "true", "included", "是", "有", "支持", "√", "✓", "✔", "可", "可以", "对"}
)
_NO = frozenset({
    "no", "n", "false", "not included", "none", "nil", "zero", "否", "无", "不支持", "没有", "×",
    "✗", "✘", "不可", "不", "不含",
})  # fmt: skip

#: Dimensions of which a product cannot have none or less.
_POSITIVE = frozenset({"length", "mass", "volume", "time", "watt", "area", "ampere_hour", "byte",
                       "gsm", "lumen", "hertz", "pixel", "volt"})  # fmt: skip
_NEGATIVE = re.compile(r"^\s*[-−–]\s*\d")
_DATE = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_SHARE_NAMES = re.compile(
    r"composition|humidity|discount|share|cocoa|material|fabric|purity|battery level"
    r"|成分|湿度|含量|纯度",
    re.IGNORECASE,
)


def fold(text: str) -> str:
    """NFKC, case-folded, white space and outer punctuation settled: for comparing only."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\s+", " ", folded).strip(" .,;:。，；：!！")


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Quantities of a value, cached: facts are compared with many others."""
    return tuple(find_quantities(text))


def yes_or_no(value: str) -> bool | None:
    """True for yes, False for no, None where the value is something else."""
    folded = fold(value)
    if folded in _YES:
        return True
    return False if folded in _NO else None


def same_value(left: str, right: str) -> bool:
    """Equal as text, as a set of list items, as yes or no, or as quantities in any unit."""
    a, b = fold(left), fold(right)
    if a == b or a.replace(" ", "").replace("-", "") == b.replace(" ", "").replace("-", ""):
        return True
    answers = yes_or_no(left), yes_or_no(right)
    if None not in answers:
        return answers[0] == answers[1]
    if set(_LIST.split(a)) == set(_LIST.split(b)) and not any(c.isdigit() for c in a):
        return True
    mine, theirs = quantities(left), quantities(right)
    if mine and len(mine) == len(theirs):
        if _rest(left, mine) != _rest(right, theirs):
            return False
        return all(same(m, t) or same(t, m) for m, t in zip(mine, theirs, strict=True))
    if not mine and not theirs:
        return _same_concepts(a, b)
    return False


def _rest(text: str, found: Sequence[Quantity]) -> list[str]:
    """The words around the quantities; "about 1.7 l" and "1700 ml" have none that count."""
    for quantity in reversed(found):
        text = text[: quantity.start] + " " + text[quantity.end :]
    words = _WORD.findall(fold(text))
    return [w for w in words if w not in ("about", "approx", "approximately", "ca", "约", "大约")]


def _same_concepts(left: str, right: str) -> bool:
    """Both are nothing but the same lexicon words: "stainless steel" and 不锈钢."""
    mine, theirs = scan(left, strict_case=False), scan(right, strict_case=False)
    if not mine or {(h.concept.key, h.affirmed) for h in mine} != {
        (h.concept.key, h.affirmed) for h in theirs
    }:
        return False
    return _covered(left, mine) and _covered(right, theirs)


def _covered(text: str, hits: Sequence[Hit]) -> bool:
    letters = sum(1 for c in text if c.isalnum())
    in_hits = sum(1 for h in hits for c in text[h.start : h.end] if c.isalnum())
    return in_hits >= letters


def values_conflict(values: Sequence[str], attribute: str) -> bool:
    """Whether the values of one single-valued attribute cannot all be true.

    A value that only says more than another ("steel", "stainless steel 304") is no conflict.
    """
    for i, left in enumerate(values):
        for right in values[i + 1 :]:
            if not same_value(left, right) and not _refines(left, right, attribute):
                return True
    return False


#: Chinese clothing catalogues give one 材质 row per cloth of a garment.
_CLOTHS = frozenset({
    "cotton", "linen", "cotton_linen", "silk", "lace", "denim", "chiffon", "tulle", "mesh",
    "knit", "velvet", "wool", "cashmere", "twill", "corduroy", "satin", "blend", "fibre",
    "washed_fabric", "lyocell", "tweed", "flannel", "canvas", "polyester", "viscose",
})  # fmt: skip


def _refines(left: str, right: str, attribute: str) -> bool:
    mine, theirs = quantities(left), quantities(right)
    if mine and theirs:
        # Values in different dimensions ("1.7 l", "2 cups marked") speak of different things.
        return not {q.dimension for q in mine} & {q.dimension for q in theirs}
    a, b = set(_WORD.findall(fold(left))), set(_WORD.findall(fold(right)))
    if a and b and (a < b or b < a) and not mine and not theirs:
        return not _purity_differs(left, right)
    if attribute == "material" and not (left + right).isascii():
        concepts = {h.concept.key for h in scan(left)}, {h.concept.key for h in scan(right)}
        return all(c and c <= _CLOTHS for c in concepts)
    shorter, longer = sorted((fold(left), fold(right)), key=len)
    return not shorter.isascii() and len(shorter) > 1 and shorter in longer


def _purity_differs(left: str, right: str) -> bool:
    """Whether words in common hide a contrast: "leather" and "faux leather"."""
    keys = [{h.concept.key for h in scan(v, strict_case=False)} for v in (left, right)]
    parents = [
        {p for h in scan(v, strict_case=False) for p in parents_of(h.concept)}
        for v in (left, right)
    ]
    if not keys[0] or not keys[1] or keys[0] & keys[1]:
        return False
    return not (keys[0] & parents[1] or keys[1] & parents[0])


def impossible(name: str, value: str) -> bool:
    """Whether no product can have this value: a negative weight, 140 % cotton, 31 February."""
    found = quantities(value)
    single = len(found) == 1 and found[0].shape == "single"
    # "Age from: 0 months" is fine, a table 0 cm wide is not.
    nothing = single and found[0].values[0] == 0 and found[0].dimension != "time"
    below_zero = single and (nothing or _NEGATIVE.match(value))
    if below_zero and found[0].dimension in _POSITIVE:
        return True
    if single and found[0].dimension == "temperature" and found[0].values[0] < 0:
        return True
    shares = [q.values[0] for q in found if q.dimension == "percent"]
    if shares and _SHARE_NAMES.search(name) and (max(shares) > 100 or sum(shares) > 101):
        return True
    for year, month, day in _DATE.findall(value):
        days = (31, 29 if int(year) % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
        if not 1 <= int(month) <= 12 or not 1 <= int(day) <= days[int(month) - 1]:
            return True
    return False
