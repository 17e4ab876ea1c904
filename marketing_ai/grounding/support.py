"""Decides which fact carries a span: the deterministic matcher.

`FactIndex` reads a product's facts once (cached by `index_of`); `judge` answers for one
span. Stated here once for all: a fact carries a special claim and its general form, not
the reverse; a denied fact carries only a denial; a value carries no other attribute's
sentence where both say which attribute they mean; a brand or model name carries itself.

What this matcher cannot see: plain feature nouns outside the lexicon ("with a hidden
compartment"), uses, audiences, moods, paraphrase beyond the word lists. A trained
scorer may add to it; it never takes away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from . import lexicon_materials
from .attributes import NAMING, canonical, role
from .compare import fold, quantities, yes_or_no
from .implied import implied
from .lexicon import Concept, Hit, parents_of, scan
from .packs import listed, pack_amounts
from .spans import AMBIGUOUS_COLOUR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .facts import Fact
    from .units import Quantity

_PARTS = {
    form: line.split(";")[0]
    for line in lexicon_materials.PARTS.strip().splitlines()
    for form in line.split(";")
}
_PART_WORD = re.compile(
    "|".join(
        rf"\b{re.escape(f)}\b" if f.isascii() else re.escape(f)
        for f in sorted(_PARTS, key=len, reverse=True)
    ),
    re.IGNORECASE,
)
_BREAK = re.compile(r"[.!?;:,()，。！？；：、\n]|\band\b|\bwith\b|\bbut\b|和|与|及|搭配")
_LINK = re.compile(
    r"\s*(?:(?:is|are|of|in|made|from|crafted|comes|has|features|a|an|the|的|采用|为|是|用|由|选用|以|材质|颜色|material|colou?r)\s*)*$",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[a-z]+|[一-鿿]|\d+(?:\.\d+)?")
_PLURAL = re.compile(r"(ss|x|ch|sh)es$|(?<=[^s])s$")
_STOP = frozenset({
    "a", "an", "the", "of", "and", "or", "with", "for", "in", "on", "to", "by", "from", "at",
    "is", "are", "it", "its", "this", "that", "your", "you", "our", "per", "up", "as", "be",
    "has", "have", "can", "all", "any", "more", "most", "very", "的", "了", "是", "和", "在",
    "与", "有", "为", "你", "您", "这", "款", "一",
})  # fmt: skip
#: Words for what a bare number counts; one class a line, so "3 speeds" meets "Settings: 3".
_COUNT_CLASSES = (
    "speed speeds setting settings mode modes level levels programme programmes program programs "
    "gear gears stage stages 档 挡 模式 档位 挡位 级 程序",
    "piece pieces pcs pc pack packs set sets item items count unit units package contents box "
    "boxes bag bags bottle bottles quantity 件 只 个 支 套 包 盒 袋 瓶 枚 片装 件数 数量",
    "pocket pockets compartment compartments 口袋 袋 层 格",
    "layer layers ply plies wall walls tier tiers shelf shelves 层",
    "port ports socket sockets outlet outlets usb 接口 U口 A口 C口 插孔 孔",
    "seat seats person persons people adult adults serving servings cups 人 座 位",
    "blade blades 刀 刃 刀头",
    "page pages sheet sheets 页 张 抽",
    "colour colours color colors shade shades 色 颜色 款",
    "size sizes 码 尺码",
    "wheel wheels castor castors 轮",
    "button buttons key keys 键",
    "strand strands thread threads 股",
    "drawer drawers 抽屉",
    "slice slices slot slots 片 槽",
    "core cores 核",
    "driver drivers microphone microphones mics mic speaker speakers 单元 麦克风",
    "led leds bulb bulbs light lights lamp lamps 灯 头",
    "door doors 门 扇",
    "leg legs 腿 脚",
    "season seasons 季",
    "flavour flavours flavor flavors 味 口味",
    "stitch stitches",
    "zone zones 区",
    "ingredient ingredients 原料 配料",
    "plant plants herb herbs grain grains 种 谷",
)
_CLASS_OF: dict[str, set[int]] = {}
for _index, _line in enumerate(_COUNT_CLASSES):
    for _word in _line.split():
        _CLASS_OF.setdefault(_word, set()).add(_index)

#: Names that are units at the same time: "Thread count: 300", "GSM: 500".
_UNIT_NAMES = frozenset(
    {"thread count", "gsm", "dpi", "lumens", "denier", "支数", "克重", "psi", "rpm"}
)

_NOUN = re.compile(
    r"[\s-]*(?:(?P<en>(?:[A-Za-z]+[\s-]?){1,2})"
    r"|(?P<classifier>[个只条把件支款种台])?(?P<zh>[A-Za-z]{0,5}[一-鿿]{0,2}))"
)
#: A value that says no: "not needed", 不添加, 未检出, 0克; 不锈钢 and 无线 are no denials.
_DENIAL = re.compile(
    r"\s*(?:(?:no|not|none|without|never|free of|free from)\b|sold separately|optional\b|extra\s*$"
    r"|free\s*$|removed\b|hand[ -]?wash"
    r"|(?:synthetic|faux|artificial)\b|.*\bnot (?:included|supplied)\b"
    r"|.*[(（]不含[)）]|不(?![锈粘沾织规对透褪同])|无(?![线纺框缝骨纸])|非(?![遗洲])|没|未|勿|禁"
    r"|需?(?:另购|另售|另配|选配|自备)|[0零](?![\d.,]*[1-9]))",
    re.IGNORECASE,
)
_DUAL = re.compile(r"\b(?:dual|twin)\b|双(?=[^十重肩人])", re.IGNORECASE)
_SCENT = re.compile(
    r"\b(?:scent|fragrance|smell|notes?|flavou?r)|香味|香型|味道|口味", re.IGNORECASE
)

_KIND_ATTRIBUTES = {
    "material": ("material", "fabric", "composition"),
    "colour": ("colour",),
    "origin": ("origin",),
    "warranty": ("warranty",),
    "certification": ("certification",),
    "price": ("price",),
    "compatibility": ("compatibility",),
    "size": ("size",),
}


#: Role of the number of items in a list whose name is no class of its own: it carries only
#: what that name says ("three lengths" of "Lengths: 30, 32, 34").
LISTED = "listed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One lexicon word that a fact states or denies."""

    fact: Fact
    concept: Concept
    affirmed: bool
    part: str  # "handle", or "" for the whole product
    share: float | None  # percent of the material, where given
    narrow: bool = False  # carries this very word only, nothing more general: a scent


@dataclass(frozen=True, slots=True)
class Measure:
    """One quantity of a fact with the attribute it measures."""

    fact: Fact
    quantity: Quantity
    role: str
    classes: frozenset[int]  # what a bare number counts


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one span."""

    fact: Fact | None  # carries the span
    nearest: Fact | None  # for an unsupported span
    why: str  # "" | "absent" | "differs" | "denied" | "swapped"


class FactIndex:
    """A product's facts, read once for many texts."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = tuple(facts)
        self.evidence: list[Evidence] = []
        self.measures: list[Measure] = []
        self.folded: list[tuple[Fact, str, str]] = []  # fact, folded text, the same without spaces
        self.names: list[str] = []  # brand and model values, folded
        self.words: list[tuple[Fact, frozenset[str]]] = []
        for fact in self.facts:
            self._read(fact)
        self.by_key: dict[str, list[Evidence]] = {}
        for evidence in self.evidence:
            general = frozenset() if evidence.narrow else parents_of(evidence.concept)
            for key in {evidence.concept.key, *general}:
                self.by_key.setdefault(key, []).append(evidence)
        self._count_lists()

    def _read(self, fact: Fact) -> None:
        key = canonical(fact.name)
        text = f"{fact.name} {fact.text}"
        folded = fold(text)
        self.folded.append((fact, folded, re.sub(r"[\s-]", "", folded)))
        self.words.append((fact, content_words(text)))
        if key in NAMING:
            self.names.append(fact.value)
            self._measure(fact)
            return
        part = part_of_name(fact.name)
        answer = yes_or_no(fact.value)
        value_hits = scan(fact.value, strict_case=False)
        stated = {h.concept.key for h in value_hits}
        for hit in scan(fact.name, strict_case=False):
            # "Waterproof: water-repellent" says less than its name.
            weaker = hit.concept.key not in stated and stated & parents_of(hit.concept)
            self.evidence.append(
                Evidence(fact, hit.concept,
                         not weaker and _answered(hit, answer, fact.value), part,
                         _share_value(fact, hit))
            )  # fmt: skip
        smells = bool(_SCENT.search(fact.name))
        for hit in value_hits:
            near = part_near(fact.value, hit.start, hit.end) or part
            self.evidence.append(
                Evidence(
                    fact,
                    hit.concept,
                    hit.affirmed,
                    near,
                    share_near(fact.value, hit),
                    # A candle that smells of cedar is not made of wood.
                    narrow=smells and hit.concept.kind in ("material", "colour"),
                )
            )
        self.evidence.extend(
            Evidence(fact, concept, affirmed, part, None)
            for concept, affirmed in implied(fact.name, fact.value)
        )
        if key == "colour" or "colo" in fact.name.casefold() or "色" in fact.name:
            for match in AMBIGUOUS_COLOUR.finditer("in " + fact.value.replace(",", " in ")):
                word = match.group(match.lastgroup or "before").casefold()
                concept = Concept(f"shade:{word}", "colour", frozenset())
                self.evidence.append(Evidence(fact, concept, True, part, None))
        self._measure(fact)

    def _measure(self, fact: Fact) -> None:
        text = fact.text
        found = list(quantities(text))
        unit = _unit_in_name(fact.name)
        if unit and len(found) == 1 and not found[0].unit:
            found = list(quantities(f"{fact.value} {unit}")) or found
        for quantity in found:
            local = local_role(text, quantity) if len(found) > 1 else ""
            self.measures.append(
                Measure(
                    fact,
                    quantity,
                    local
                    or role(
                        f"{fact.name} {text}" if len(found) == 1 else fact.name, quantity.dimension
                    ),
                    count_classes(fact.name) | count_classes(noun_after(text, quantity.end)),
                )
            )
        if _DUAL.search(fact.value):
            self.measures.append(
                Measure(fact, quantities("2")[0], "", count_classes(fact.text + fact.name))
            )
        for quantity in pack_amounts(fact.value):
            self.measures.append(
                Measure(fact, quantity, "", count_classes(fact.text) | count_classes("pieces"))
            )

    def _count_lists(self) -> None:
        """Several values of one attribute can be counted: red, blue, green are three colours."""
        groups: dict[str, list[Fact]] = {}
        for fact in self.facts:
            groups.setdefault(canonical(fact.name), []).append(fact)
        for group in groups.values():
            count = listed([f.value for f in group])
            classes = count_classes(group[0].name)
            several = group[0].name.casefold().endswith("s") or not group[0].name.isascii()
            if count >= 2 and (classes or several):
                number = quantities(str(count))[0]
                role_of_list = "" if classes else LISTED
                self.measures.append(Measure(group[0], number, role_of_list, classes))


@lru_cache(maxsize=512)
def index_of(facts: tuple[Fact, ...]) -> FactIndex:
    """The index of `facts`; eight drafts of one product share it."""
    return FactIndex(facts)


def content_words(text: str) -> frozenset[str]:
    """Words that carry meaning, folded, plural s cut; Chinese by character."""
    words = (
        _PLURAL.sub(lambda m: m.group(1) or "", w) if len(w) > 3 else w
        for w in _WORDS.findall(fold(text))
    )
    return frozenset(w for w in words if w not in _STOP)


def count_classes(words: str) -> frozenset[int]:
    """Classes of countable things that `words` name."""
    found: set[int] = set()
    folded = fold(words)
    for word in re.findall(r"[a-z]+", folded):
        found |= _CLASS_OF.get(word, set())
    for char_word, classes in _CLASS_OF.items():
        if not char_word.isascii() and char_word in folded:
            found |= classes
    return frozenset(found)


def noun_after(text: str, position: int) -> str:
    """What a number counts: up to two words, or two Chinese characters, behind it."""
    match = _NOUN.match(text[position : position + 40])
    if match is None:
        return ""
    noun = match.group("en") or match.group("zh") or match.group("classifier") or ""
    return noun if count_classes(noun) else match.group().strip(" -")


def part_of_name(name: str) -> str:
    """The product part that a fact's name speaks of: "Strap Material" is "strap"."""
    match = _PART_WORD.search(name)
    return _PARTS.get(match.group().casefold(), "") if match else ""


def part_near(text: str, start: int, end: int) -> str:
    """The product part that the word at start:end describes, or ""."""
    after = _BREAK.split(text[end : end + 28], maxsplit=1)[0]
    match = _PART_WORD.search(after)
    if (
        match
        and len(after[: match.start()].split()) <= 1
        and (match.start() <= 4 or after.isascii())
    ):
        return _PARTS[match.group().casefold()]
    before = _BREAK.split(text[max(0, start - 40) : start])[-1]
    found = list(_PART_WORD.finditer(before))
    if found and _LINK.fullmatch(before[found[-1].end() :]):
        return _PARTS[found[-1].group().casefold()]
    return ""


def share_near(text: str, hit: Hit) -> float | None:
    """The percentage written beside a material in a fact's value: "60 % cotton", 棉80%."""
    for quantity in quantities(text):
        if quantity.dimension == "percent":
            gap = (
                text[quantity.end : hit.start]
                if quantity.end <= hit.start
                else text[hit.end : quantity.start]
            )
            if len(gap) <= 14 and not re.search(r"[,;，；、/+]|\d", gap):
                return quantity.values[0]
    return None


def local_role(text: str, quantity: Quantity) -> str:
    """The measured attribute that the words right beside a quantity name."""
    after = _BREAK.split(text[quantity.end : quantity.end + 24], maxsplit=1)[0]
    before = _BREAK.split(text[max(0, quantity.start - 36) : quantity.start])[-1]
    before = re.split(r"\d", before)[-1]
    if after.isascii():
        next_words = " ".join(
            re.split(r"\b(?:of(?!\s+\w+\s*$)|for|from|that)\b", after)[0].split()[:3]
        )
        return role(next_words, quantity.dimension) or role(before, quantity.dimension)
    # Chinese puts the attribute first: 长183厘米宽61厘米.
    return role(before[-6:], quantity.dimension) or role(after[:4], quantity.dimension)


def _unit_in_name(name: str) -> str:
    if name.casefold() in _UNIT_NAMES:
        return name
    match = re.search(
        r"[(（\[]\s*([^)）\]\d]{1,12})\s*[)）\]]|\bin (cm|mm|m|kg|g|ml|l|inch(?:es)?|watts?)$",
        name,
        re.I,
    )
    return (match.group(1) or match.group(2)).strip() if match else ""


def _answered(hit: Hit, answer: bool | None, value: str) -> bool:
    if answer is None:
        denied = bool(_DENIAL.match(value))
        return hit.affirmed != denied
    return hit.affirmed == answer


def _share_value(fact: Fact, hit: Hit) -> float | None:
    found = [q for q in quantities(fact.text) if q.dimension == "percent"]
    return found[0].values[0] if len(found) == 1 else None
