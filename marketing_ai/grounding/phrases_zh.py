"""Chinese phrases for facts: values word for word, grammar around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .attributes import canonical
from .compare import yes_or_no
from .lexicon import scan
from .lexicon_features import SUBSTANCES
from .phrases import DEFAULT_PLACE, FEATURES, PLACE, UNSAID, UNSAID_NAMES, Phrase

if TYPE_CHECKING:
    from .facts import Fact

_LIST = re.compile(r"\s*[;,，；、/]\s*")


def phrases(facts: tuple[Fact, ...]) -> list[Phrase]:
    """Everything the facts let us say, in their order; values of one attribute together."""
    grouped: dict[str, list[Fact]] = {}
    for fact in facts:
        grouped.setdefault(fact.name or fact.value, []).append(fact)
    return [p for p in (_phrase(group) for group in grouped.values()) if p is not None]


def _phrase(group: list[Fact]) -> Phrase | None:
    fact = group[0]
    key = canonical(fact.name)
    if key in UNSAID or UNSAID_NAMES.search(fact.name) or len(fact.text) > 120:
        return None
    topic, weight = PLACE.get(key, DEFAULT_PLACE)
    answer = yes_or_no(fact.value) if not fact.unit and len(group) == 1 else None
    if answer is not None and fact.name:
        return _yes_no(fact, answer)
    items = [i for f in group for i in _items(f.text)]
    words = _say(
        key, re.sub(r"[(（][^)）]*[)）]", "", fact.name).strip(), "、".join(dict.fromkeys(items))
    )
    if not words:
        return None
    return Phrase(topic=topic, weight=weight, verb="", object=words, addition=words, fact=fact)


def _items(value: str) -> list[str]:
    value = re.sub(r"(?<=[一-鿿]) (?=[\d一-鿿])|(?<=\d) (?=[一-鿿])", "", value.strip(" 。."))
    if re.search(r"\d,\d", value):
        return [value]
    return [i for i in _LIST.split(value) if i]


def _yes_no(fact: Fact, answer: bool) -> Phrase | None:
    if not answer:
        hits = scan(fact.name, strict_case=False)
        substance = len(hits) == 1 and hits[0].concept.key in SUBSTANCES
        covers = substance and hits[0].end - hits[0].start == len(fact.name)
        if not covers or re.match(r"[可防耐抗]", fact.name):
            return None
        return Phrase(topic=FEATURES, weight=70, verb="", object=f"不含{fact.name}",
                      addition=f"不含{fact.name}", fact=fact)  # fmt: skip
    stands_alone = re.match(r"[可防耐抗不免无自带]", fact.name)
    words = (
        fact.name
        if stands_alone
        else f"支持{fact.name}"
        if not fact.name.startswith("支持")
        else fact.name
    )
    return Phrase(topic=FEATURES, weight=76, verb="", object=words, addition=words, fact=fact)


def _say(key: str, name: str, value: str) -> str:
    said = {
        "material": value if re.search(r"(?:材质|材料)$", value) else f"采用{value}材质",
        "fabric": f"选用{value}" + ("" if value.endswith(("面料", "布")) else "面料"),
        "composition": f"成分为{value}",
        "colour": f"{value}配色" if len(value) <= 12 else f"颜色有{value}",
        "pattern": f"{value}图案",
        "flavour": f"{value}口味" if not value.endswith("味") else value,
        "capacity": f"容量{value}",
        "weight": f"重{value}",
        "net_weight": f"净含量{value}" if name != "净重" else f"净重{value}",
        "features": f"具备{value}",
        "": f"具备{value}",
        "in_box": f"包装内含{value}",
        "origin": f"产自{value}",
        "certification": f"通过{value}" if value.endswith("认证") else f"通过{value}认证",
        "compatibility": f"适配{value}",
        "ideal_for": f"适合{value}",
        "occasion": f"适合{value}",
        "warranty": value if re.search(r"质保|保修|联保", value) else f"质保{value}",
        "brand": f"来自{value}",
        "type": f"属于{value}",
        "runtime": f"续航{value}",
        "care": f"洗护方式为{value}",
    }.get(key)
    if said is not None:
        return said
    if name.endswith("风格") or name == "风格":
        return f"{value}风格"
    if name in ("版型", "款式"):
        return f"{value}{name}"
    if not name or re.search(r"[:：<>{}]", name) or re.search(r"[。！？]", value):
        return ""
    spaced = "" if re.match(r"[一-鿿\d]", value) else " " if name.isascii() else ""
    return f"{name}为{spaced}{value}"


def sentence(subject: str, chosen: list[Phrase]) -> str:
    """One sentence: the subject, then clauses with commas."""
    clauses = [p.object for p in chosen]
    return f"{subject}{clauses[0]}" + "".join(f"，{c}" for c in clauses[1:]) + "。"
