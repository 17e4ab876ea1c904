"""Whether two catalogue values are the same or at odds; `plausibility` reads a single one."""

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
_SHARE = re.compile(r"\d+(?:\.\d+)?\s?%")
_SHARE_FIRST = re.compile(
    r"(?P<n>\d+(?:\.\d+)?)\s?%\s?(?:of\s)?(?P<of>[^\W\d_]+(?:[ -][^\W\d_]+)*)"
)
_SHARE_LAST = re.compile(r"(?P<of>[^\W\d_]+(?:[ -][^\W\d_]+)*)\s?[:：]?\s?(?P<n>\d+(?:\.\d+)?)\s?%")
#: Words around an amount that do not tell it from another: rounding and classifiers.
_ADDS_NOTHING = frozenset({
    "about", "approx", "approximately", "ca", "约", "大约", "pcs", "pc", "piece", "pieces", "unit",
    "units", "件", "个", "只", "枚",
})  # fmt: skip
_BYTES = re.compile(r"(\d\s?)([GTM])\b", re.IGNORECASE)
_YES = frozenset({
    "yes", "y", "true", "included", "supported", "是", "有", "支持", "√", "✓", "✔", "可", "可以",
    "对", "是的", "能",
})  # fmt: skip
_NO = frozenset({
    "no", "n", "false", "not included", "not supported", "none", "nil", "zero", "否",
    "无", "不支持", "没有", "×", "✗", "✘", "不可", "不", "不含", "不可以", "不能", "不是",
})  # fmt: skip
_IN_CHINA = re.compile(
    "浙江|广东|江苏|福建|山东|河北|河南|湖北|湖南|安徽|江西|四川|云南|贵州|陕西|山西|甘肃|青海|辽宁|吉林|黑龙江|海南|"
    "新疆|西藏|内蒙古|宁夏|广西|北京|上海|天津|重庆|香港|澳门|台湾"
)
#: Colours that shops leave in the maker's language: German, French, Spanish, Italian.
_COLOURS_ABROAD = {
    word: english
    for english, words in (
        ("black", "schwarz noir negro nero"), ("white", "weiß weiss blanc blanco bianco"),
        ("red", "rot rouge rojo rosso"), ("blue", "blau bleu azul blu"),
        ("green", "grün gruen vert verde"), ("grey", "grau gris grigio gray"),
        ("yellow", "gelb jaune amarillo giallo"), ("brown", "braun marron marrón marrone"),
        ("silver", "silber argent plata argento"), ("beige", "beis"), ("pink", "rosa"),
    )
    for word in words.split()
}  # fmt: skip


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


def same_value(left: str, right: str, attribute: str = "") -> bool:
    """Equal as text, as a set of list items, as yes or no, or as quantities in any unit."""
    if attribute in ("memory", "storage"):
        left, right = (_BYTES.sub(r"\1\2B", v) for v in (left, right))
    a, b = fold(left), fold(right)
    if a == b or a.replace(" ", "").replace("-", "") == b.replace(" ", "").replace("-", ""):
        return True
    answers = yes_or_no(left), yes_or_no(right)
    if None not in answers:
        return answers[0] == answers[1]
    if set(_LIST.split(a)) == set(_LIST.split(b)) and not any(c.isdigit() for c in a):
        return True
    if attribute == "colour":
        a, b = _COLOURS_ABROAD.get(a, a), _COLOURS_ABROAD.get(b, b)
    if a.removesuffix("色") == b.removesuffix("色"):
        return True
    shares = _shares(a), _shares(b)
    if all(shares):
        return shares[0] == shares[1]
    mine, theirs = quantities(left), quantities(right)
    if mine and len(mine) == len(theirs):
        if rest(left, mine) != rest(right, theirs):
            return False
        return all(same(m, t) or same(t, m) for m, t in zip(mine, theirs, strict=True))
    if not mine and not theirs:
        return same_concepts(a, b)
    return False


def _shares(text: str) -> set[tuple[str, str]]:
    """Such as ("65", "polyester") of "65% polyester, 35% cotton"; none if the text says more."""
    pattern = _SHARE_FIRST if _SHARE.match(text) else _SHARE_LAST
    if any(c.isalnum() for c in pattern.sub("", text)):
        return set()
    found = set()
    for match in pattern.finditer(text):
        hits = scan(match.group("of"), strict_case=False)
        word = hits[0].concept.key if hits else fold(match.group("of"))
        found.add((f"{float(match.group('n')):g}", word))
    return found


def rest(text: str, found: Sequence[Quantity]) -> list[str]:
    """The words around the quantities; "about 1.7 l" and "1700 ml" have none that count."""
    for quantity in reversed(found):
        text = text[: quantity.start] + " " + text[quantity.end :]
    words = _WORD.findall(fold(text))
    return [w for w in words if w not in _ADDS_NOTHING]


def same_concepts(left: str, right: str) -> bool:
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
            if not same_value(left, right, attribute) and not _refines(left, right, attribute):
                return True
    return False


#: Chinese clothing catalogues give one 材质 row per cloth of a garment.
_CLOTHS = frozenset({
    "cotton", "linen", "cotton_linen", "silk", "lace", "denim", "chiffon", "tulle", "mesh",
    "knit", "velvet", "wool", "cashmere", "twill", "corduroy", "satin", "blend", "fibre",
    "washed_fabric", "lyocell", "tweed", "flannel", "canvas", "polyester", "viscose",
})  # fmt: skip


def _refines(left: str, right: str, attribute: str) -> bool:
    if attribute == "origin" and _only_one_country(left, right):
        return True
    mine, theirs = quantities(left), quantities(right)
    if any(q.unit for q in mine) != any(q.unit for q in theirs) and not (mine and theirs):
        return True  # "500 ml" and "refillable" speak of different things
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


def _only_one_country(left: str, right: str) -> bool:
    """A country and a name that is none: most likely a place in it ("中国", "浙江")."""
    if re.search(r"design|设计", f"{left} {right}", re.IGNORECASE):
        return True  # designed in one country, made in another
    if _IN_CHINA.search(f"{left} {right}") and (
        "中国" in (left, right) or "China" in (left, right)
    ):
        return True
    named = [
        any(h.concept.kind == "origin" for h in scan(value, strict_case=False))
        for value in (left, right)
    ]
    return named[0] != named[1]


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
