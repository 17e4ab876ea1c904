"""What a fact says in other words: IPX4 is splash-proof, "Wax: soy" is soy wax, 颜色:白 is 白色.

`implied` gives the concepts, each affirmed or denied; `alike` and `composed` say which
concepts and parts stand for one another. Only what follows from the fact alone: a
property implies no certificate, and of certificates only an organic one a property.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import lexicon
from .lexicon import scan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .concepts import Concept, Hit

_WASH, _DEGREES = r"^wash(?:able|ing)?$|^care|洗涤|^水洗$|^机洗$", r"\d\s?(?:°|℃|度)"
_NOT_NO = r"^(?!no\b|none\b|not\b|without|unscented|un|free|[无没不])"
_SKIN = r"skin|肤|^适用$|^适合$"
#: name, value, concept, affirmed
_RULES = tuple(
    (re.compile(name, re.IGNORECASE), re.compile(value, re.IGNORECASE), key, affirmed)
    for name, value, key, affirmed in (
        (r"", r"\bIP[X\d][4-6](?!\d)", "water_resistant", True),
        (r"", r"\bIP[X\d][7-9](?!\d)", "waterproof", True),
        (r"", r"\bIP[56][X\d](?!\d)", "dustproof", True),
        (r"\bassembled\b", r"^(?:yes|fully|ready|completely)\b", "no_assembly", True),
        (r"\bassembly\b", r"^(?:no|none|not (?:needed|required|necessary))\b", "no_assembly", True),
        (r"\bassembled\b", r"^(?:no|not)\b", "no_assembly", False),
        (r"\bassembly\b", r"^(?:yes|required|self)", "no_assembly", False),
        (_WASH, _DEGREES, "machine_washable", True),
        (_WASH, _DEGREES, "washable", True),
        (r"^elastic", r"^(?!no\b|none\b|without)", "stretch", True),
        (r"calorie|energy|热量", r"^0(?![\d.,]*[1-9])", "zero_calories", True),
        (r"\blining\b|内衬|里料", _NOT_NO, "lined", True),
        (r"^(?:scent|fragrance)$", _NOT_NO, "fragrance", True),
        (r"^folds?\b|^folding$", _NOT_NO, "foldable", True),
        (r"", r"^folds\b", "foldable", True),
        (r"\bwalls?$", r"^double\b", "insulated", True),
        (r"\bage\b|年龄|适用", r"\bbirth\b|newborn|^(?:from )?0(?!\.)|新生|初生", "newborns", True),
        (r"^(?:轮子|滚轮|脚轮|wheels?|castors)$", _NOT_NO, "wheels", True),
        (r"^微波", r"^(?:可|是|能|适用)", "microwave_safe", True),
        (r"有机认证", r"^(?:有|是)", "organic", True),
        (r"认证|certif", r"有机|\borganic\b", "organic", True),
        (r"", r"\bGB(?:/T)?\s?\d", "national_standard", True),
        (_SKIN, r"\boily\b|\bcombination\b|油性|混合|混油", "oily_skin", True),
        (_SKIN, r"\bdry\b|干性", "dry_skin", True),
        (_SKIN, r"\bsensitive\b|敏感", "sensitive_skin", True),
    )
)  # fmt: skip
_AMOUNT = re.compile(r"\d[\d.,]*\s?[A-Za-zµ°²³]{0,3}\b")
_COLOUR_NAME = re.compile(r"colou?r|色", re.IGNORECASE)
_ITEMS = re.compile(r"\s*[,;、，；/|]\s*|\s+\band\b\s+|和")
_HAN = re.compile(r"[一-鿿]{1,3}")
_NO_MATERIAL = re.compile(
    r"colou?r|scent|flavou?r|pattern|print|色|香|味|图案|花型|元素", re.IGNORECASE
)
#: Chinese single characters: materials as a whole value, mostly other words in a text.
_SINGLE = {"竹": "bamboo", "麻": "linen", "木": "wood", "皮": "leather", "毛": "wool", "铁": "iron",
           "铜": "copper", "丝": "silk", "银": "silver_metal", "金": "gold", "钢": "steel",
           "呢": "tweed", "绒": "velvet", "瓷": "ceramic", "石": "marble",
           "藤": "rattan"}  # fmt: skip
_COMPOSED = {"cotton_linen": ("cotton", "linen"), "black_white": ("black", "white")}
#: Denials of one thing under two keys: "no plastic" and "plastic-free".
_SAME_SUBSTANCE = {"plastic": "plastic_substance", "plastic_substance": "plastic"}
_SAME_PART = (
    frozenset({"inner", "lining"}),
    frozenset({"outer", "cover"}),
    frozenset({"case", "body"}),
)


def implied(name: str, value: str) -> list[tuple[Concept, bool]]:
    """Concepts that "name: value" states beside those written in it."""
    found = [
        (lexicon.concept(key), affirmed)
        for in_name, in_value, key, affirmed in _RULES
        if in_name.search(name) and in_value.search(value)
    ]
    items = [item for item in _ITEMS.split(value) if 0 < len(item) <= 24]
    found.extend((hit.concept, hit.affirmed) for item in items for hit in _joined(item, name))
    if _COLOUR_NAME.search(name):
        found.extend(
            (hit.concept, True)
            for item in items
            if _HAN.fullmatch(item)
            for hit in scan(f"{item}色")
            if hit.concept.kind == "colour" and hit.end == len(item) + 1
        )
    elif not _NO_MATERIAL.search(name):
        found.extend((lexicon.concept(_SINGLE[i]), True) for i in _parts(value) if i in _SINGLE)
    return found


def _parts(value: str) -> Iterable[str]:
    return re.split(r"[,;、，；/\s]|\d+%", value)


def _joined(item: str, name: str) -> Iterable[Hit]:
    """Words that value and name make together: "Wax: soy", "Rise: high", "Glass: tempered"."""
    item = " ".join(re.findall(r"[A-Za-z-]+(?![\w²³])", _AMOUNT.sub("", item)))
    if not item or not name.isascii() or len(item.split()) > 2:
        return ()
    edge = len(item)
    return (h for h in scan(f"{item} {name}", strict_case=False) if h.start < edge < h.end - 1)


def composed(key: str) -> tuple[str, ...]:
    """Concepts that together are `key`: cotton and linen for cotton_linen."""
    return _COMPOSED.get(key, ())


def denied_by(key: str) -> frozenset[str]:
    """Keys under which a fact may deny what the text denies as `key`."""
    return frozenset({key, _SAME_SUBSTANCE.get(key, key), f"substance:{key}"})


def same_part(left: str, right: str) -> bool:
    """Whether two part names are one place of the product: the lining is inside."""
    return left == right or any(left in group and right in group for group in _SAME_PART)
