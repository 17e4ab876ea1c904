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
_MADE_OF = re.compile(r"\bmade (?:of|from|out of)\s+(?:an?\s+|the\s+)?", re.IGNORECASE)
_STUFF = re.compile(
    r"material|composit|fabric|upper|shell|lining|sole|filling|handle|blade|frame|body|wood|metal"
    r"|pole|cover|grip|ingredient|leather|glass",
    re.IGNORECASE,
)


def is_bound(text: str, fact: Fact, language: str) -> bool:
    """Whether the sentence names the fact's attribute, or says it in other words."""
    if not fact.name:
        return True
    if primary(language) == "zh":
        return _bound_chinese(text, fact)
    words = {stem(word) for word in re.findall(r"[a-z]+", _fold(text))}
    names = [w for w in re.findall(r"[a-z]+", _fold(fact.name)) if w not in _IDLE]
    said = [stem(name) in words or bool(_SAY.get(stem(name), set()) & words) for name in names]
    # of a long name two words are enough: "colour rendering index"
    return not said or sum(said) >= min(2, len(said)) or (len(said) == 2 and said[-1])


def names_only(text: str, fact: Fact, language: str) -> bool:
    """Whether the attribute is spoken of though its value does not stand in the sentence."""
    if primary(language) == "zh":
        return len(fact.name) > 1 and fact.name in text
    words = {stem(word) for word in re.findall(r"[a-z]+", _fold(text))}
    names = [w for w in re.findall(r"[a-z]+", _fold(fact.name)) if w not in _IDLE]
    return bool(names) and all(stem(name) in words for name in names)


def made_of_nothing(text: str, facts: Sequence[Fact], materials: Sequence[int]) -> bool:
    """Whether "made of" is followed by what is no material ("made of Portugal").

    materials: where the claim check saw a material.
    """
    for match in _MADE_OF.finditer(text):
        rest = _fold(text[match.end() :])
        named = any(
            _STUFF.search(fact.name) and rest.startswith(_fold(fact.value)) for fact in facts
        )
        if not named and not any(match.end() <= at <= match.end() + 24 for at in materials):
            return True
    return False


def _bound_chinese(text: str, fact: Fact) -> bool:
    han = re.findall(r"[\u3400-\u9fff]", fact.name)
    if not han:
        return _fold(fact.name) in _fold(text)
    rest = text.replace(fact.value, "", 1)
    hits = sum(c in rest for c in han)
    said = any(verb in rest for c in han for verb in _SAY_ZH.get(c, ""))
    return 2 * hits >= len(han) or said


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
