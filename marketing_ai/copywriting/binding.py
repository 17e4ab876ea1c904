"""Whether a sentence ties a value to its attribute: words beside words, no linguistics.

A small model may put the right value into the wrong place: "is 18 cm high" of a lamp whose
base measures 18 cm. Selection prefers sentences in which a value's attribute is named, or
said by a verb or adjective that stands for it. It is a preference, not the check.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from marketing_ai.copywriting.plainwords import stem
from marketing_ai.copywriting.slots import primary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketing_ai.grounding.facts import Fact

# stem of a word of the attribute's name → stems that say it
_SAY = {
    "weight": {"weigh"},
    "height": {"high", "tall"},
    "length": {"long"},
    "width": {"wid", "wide"},
    "depth": {"deep"},
    "thicknes": {"thick"},
    "capacit": {"hold", "holds", "volum"},
    "volum": {"hold", "capacit"},
    "material": {"mad", "made"},
    "fabric": {"mad", "made"},
    "composition": {"mad", "made", "consist"},
    "temperatur": {"wash", "up"},
    "certification": {"certifi", "certif", "standard", "meet"},
    "origin": {"mad", "made", "from"},
    "siz": {"measur", "size"},
    "dimension": {"measur"},
    "colour": {"color", "com"},
    "color": {"colour", "com"},
    "voltag": {"run"},
    "suit": {"for"},
    "person": {"people", "for"},
    "content": {"contain"},
    "ingredient": {"contain", "mad", "made"},
    "packag": {"com", "pack"},
    "filling": {"fill"},
    "fill": {"fill"},
    "guarante": {"warrant"},
}
_IDLE = {"of", "the", "a", "an", "to", "up", "in", "for", "with", "per", "and", "max", "min"}
# Chinese: an attribute is named, or one of these verbs carries its value
_SAY_ZH = {
    "材": "采用选用制",
    "面": "采用选用",
    "料": "采用选用制",
    "产": "产自",
    "地": "产自",
    "重": "重",
    "保": "保",
    "寸": "尺寸长宽高",
    "规": "尺寸规格",
    "认": "通过认证",
    "适": "适",
    "件": "件共含",
    "数": "共含有",
    "盖": "配有带",
    "颜": "色",
    "工": "工艺采用",
}
_YES_ZH = {"是", "有", "支持", "可以", "可"}
_HAVE_ZH = "带有配备持含附设"
_HAN = re.compile(r"[\u3400-\u9fff]")
_MADE_OF = re.compile(r"\bmade (?:of|from|out of)\s+(?:an?\s+|the\s+)?", re.IGNORECASE)
_STUFF = re.compile(
    r"material|composit|fabric|upper|shell|lining|sole|fill|handle|blade|frame|body|wood|metal"
    r"|pole|cover|grip|ingredient|leather|glass|fibre|fiber|strap|lid|surface|base|top|seat|back",
    re.IGNORECASE,
)
# stems of names that speak of the product as a whole
_PLACE = {"mad", "origin", "countr", "production", "produc"}  # of names that tell where
_GENERAL = {"material", "composition", "fabric", "main", "ingredient", "wood", "leather"}


def is_bound(text: str, fact: Fact, facts: Sequence[Fact], language: str) -> bool:
    """Whether the sentence names the fact's attribute, or says it in other words.

    Part of a long name is enough where no other fact's name has it too: "weighs" of a
    weight per pair, but not "colour" of two colours.
    """
    if not fact.name:
        return True
    if primary(language) == "zh":
        return _bound_chinese(text, fact, facts)
    words = {stem(word) for word in re.findall(r"[a-z]+", _fold(text))}
    names = _names(fact)
    said = {name for name in names if name in words or _SAY.get(name, set()) & words}
    if not names or said == names:
        return True
    others = (_names(other) for other in facts if other is not fact)
    return bool(said) and not any(said <= other for other in others)


def _names(fact: Fact) -> set[str]:
    return {stem(w) for w in re.findall(r"[a-z]+", _fold(fact.name)) if w not in _IDLE}


def names_only(text: str, fact: Fact, language: str) -> bool:
    """Whether the attribute is spoken of though its value does not stand in the sentence."""
    if primary(language) == "zh":
        return len(fact.name) > 1 and fact.name in text
    words = {stem(word) for word in re.findall(r"[a-z]+", _fold(text))}
    names = _names(fact)
    return bool(names) and names <= words


def made_of_nothing(text: str, facts: Sequence[Fact], language: str) -> bool:
    """Whether "made of" is followed by what the product itself is not made of.

    That is: no value of a fact on its material ("made of Portugal"), or the material of a
    part or of its packaging that the sentence does not name ("made of aluminium tube").
    """
    for match in _MADE_OF.finditer(text):
        first = re.match(r"[\w-]+", _fold(text[match.end() :]))
        stuff = [
            fact
            for fact in facts
            if first
            and not first.group()[0].isdigit()
            and first.group() in _words(fact.value)
            and _STUFF.search(fact.name)
            and not _names(fact) & _PLACE
        ]
        if not any(
            _names(fact) <= _GENERAL
            or (fact.name and _names(fact) - _GENERAL and is_bound(text, fact, facts, language))
            for fact in stuff
        ):
            return True
    return False


_MEASURE_NOUN = re.compile(
    r"\b(?:is|are) (?:an? )?\d[\d.,]*(?:\s*x\s*\d[\d.,]*)*[\s-]*[a-z°µ/²³%]+[\s-]+([a-z]+)",
    re.IGNORECASE,
)
_AFTER_MEASURE = {
    "and", "at", "by", "deep", "for", "from", "heavy", "high", "in", "long", "of", "old", "on",
    "or", "per", "tall", "thick", "when", "wide", "with",
}  # fmt: skip


def is_broken(text: str) -> bool:
    """Whether a measure stands before a noun as if it were one word: "is 18 cm base"."""
    return any(
        match.group(1).casefold() not in _AFTER_MEASURE for match in _MEASURE_NOUN.finditer(text)
    )


def _words(value: str) -> set[str]:
    return set(re.findall(r"[\w-]+", _fold(value)))


def _bound_chinese(text: str, fact: Fact, facts: Sequence[Fact]) -> bool:
    if not _HAN.search(fact.name):
        return _fold(fact.name) in _fold(text)
    if fact.value in _YES_ZH:  # "挂绳：有" is said by "带有挂绳", not by the bare word
        return re.search(
            f"[{_HAVE_ZH}][^，。；]{{0,3}}{re.escape(fact.name)}", text
        ) is not None or (fact.name[0] in _HAVE_ZH)
    rest = text.replace(fact.value, "", 1)
    names = set(_HAN.findall(fact.name))
    said = {c for c in names if c in rest or any(c2 in rest for c2 in _SAY_ZH.get(c, ""))}
    if said == names or len(names) < 3:
        return bool(said)
    # part of a long name is enough where no other fact's name has it: "手柄材质" is not said
    # by "材质" beside a fact of that name
    others = (set(_HAN.findall(other.name)) for other in facts if other is not fact)
    return len(said) > 1 and not any(said <= other for other in others)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
