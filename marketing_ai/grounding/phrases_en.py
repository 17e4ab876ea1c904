"""English phrases for facts: values word for word, grammar around them."""

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

_ADJECTIVE = re.compile(
    r"(?:proof|resistant|safe|able|free|friendly|washable|made|wireless|cordless|organic|vegan|"
    r"repellent|insulated|certified|tested|powered|lined|ible|less|ic|ed)$",
    re.IGNORECASE,
)
_MASS_NOUN = re.compile(
    r"(?:tion|ing|ment|ness|ance|ence|ity|age|control|bluetooth|wi-?fi|gps|nfc|usb|hdr|hdmi|charge|"
    r"power|insulation|memory|storage|mode|support|sound|light|heat|steam|safety|opens|fits)$",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:[^s]s|data)$")
_LIST = re.compile(r"\s*[;,，；、]\s*|\s+/\s+")
_SHAPE_NAMES = frozenset({
    "shape", "type", "pattern", "style", "sleeve", "sleeves", "neck", "fit", "closure", "design",
    "mechanism", "clasp", "movement", "print", "lens", "handle", "strap", "finish",
})  # fmt: skip


def phrases(facts: tuple[Fact, ...]) -> list[Phrase]:
    """Everything the facts let us say, in their order."""
    return [p for p in (_phrase(f) for f in facts) if p is not None]


def _phrase(fact: Fact) -> Phrase | None:
    key = canonical(fact.name)
    if key in UNSAID or UNSAID_NAMES.search(fact.name) or len(fact.text) > 200:
        return None
    if re.match(r"no\b|not\b|none\b", fact.value, re.IGNORECASE) and " " in fact.value:
        return None  # "No warranty" under "Warranty" fits no sentence
    topic, weight = PLACE.get(key, DEFAULT_PLACE)
    answer = yes_or_no(fact.value) if not fact.unit else None
    if answer is not None and fact.name:
        return _yes_no(fact, answer)
    said = _say(key, fact)
    if said is None:
        return None
    verb, words, addition = said
    return Phrase(topic=topic, weight=weight, verb=verb, object=words, addition=addition, fact=fact)


def _yes_no(fact: Fact, answer: bool) -> Phrase | None:
    name = soften(fact.name)
    if not answer:
        hits = scan(fact.name, strict_case=False)
        substance = len(hits) == 1 and hits[0].concept.key in SUBSTANCES
        if not substance or not re.fullmatch(r"[\w ]+", name):
            return None
        return Phrase(topic=FEATURES, weight=70, verb="is", object=f"free of {name}",
                      addition=f"free of {name}", fact=fact)  # fmt: skip
    if _ADJECTIVE.search(name.split()[-1]):
        if name.endswith(" included"):
            return Phrase(topic=FEATURES, weight=50, verb="comes with", object=name[:-9],
                          addition="", fact=fact)  # fmt: skip
        return Phrase(topic=FEATURES, weight=78, verb="is", object=name, addition="", fact=fact)
    thing = name if _MASS_NOUN.search(name) else article(name)
    return Phrase(
        topic=FEATURES, weight=74, verb="has", object=thing, addition=f"with {thing}", fact=fact
    )


def _say(key: str, fact: Fact) -> tuple[str, str, str] | None:
    value, listed = soften_value(fact.text), joined(fact.text)
    simple = {
        "material": ("is made of", listed, f"made of {listed}"),
        "fabric": ("is made of", listed, f"made of {listed}"),
        "composition": ("is made of", listed, f"made of {listed}"),
        "colour": ("comes in", listed, f"in {listed}"),
        "flavour": ("comes with the flavour", listed, ""),
        "ingredients": ("is made from", listed, ""),
        "capacity": ("holds", value, f"with a capacity of {value}"),
        "weight": ("weighs", value, f"weighing {value}"),
        "features": ("offers", listed, f"with {listed}"),
        "": ("offers", listed, f"with {listed}"),
        "in_box": ("comes in a box with", listed, ""),
        "origin": ("comes from", value, f"from {value}"),
        "certification": ("carries the certification", listed, ""),
        "compatibility": ("is compatible with", value, ""),
        "ideal_for": ("is meant for", listed.lower() if _plain(listed) else listed, ""),
        "age": ("is meant for the age group", value, ""),
        "occasion": ("suits the occasion", lowered(listed), ""),
        "type": ("is", article(lowered(value)), ""),
        "brand": ("is from", fact.value, f"from {fact.value}"),
        "size": ("comes in size", listed, f"in size {listed}"),
        "care": ("asks for this care:", value, ""),
    }
    if key == "pieces":
        number = re.search(r"\d+", value)
        if number is None or int(number.group()) < 2:
            return None
        pack = value if re.search(r"[a-z]", value) else f"set of {value}"
        return "comes as", article(lowered(pack)), f"as {article(lowered(pack))}"
    if key == "warranty":
        if re.search(r"warrant|guarant", value, re.IGNORECASE):
            return "comes with", article(value), f"with {value}"
        return "comes with", f"a warranty of {value}", f"with a warranty of {value}"
    if key in simple:
        return simple[key]
    name = soften(fact.name)
    if not re.search(r"[a-z]", name) or re.search(r"[()\[\]{}<>:]", name):
        return None
    if re.search(r"[.!?:]\s*$|[.!?]\s+[A-Z]", value):
        return None  # a value of whole sentences fits no sentence of ours
    if name.split()[-1] in _SHAPE_NAMES:
        value, listed = lowered(value), lowered(listed)
        if value.split()[-1] == name.split()[-1]:  # "Neck: round neck" is "a round neck"
            return "has", article(value), f"with {article(value)}"
        if re.fullmatch(r"[a-z-]+", value):  # "Sleeve: long" is "a long sleeve"
            return "has", article(f"{value} {name.split()[-1]}"), ""
    made = re.fullmatch(r"(.+) material", name)
    if made:
        return (
            "has",
            f"{article(made.group(1))} made of {listed}",
            f"with {article(made.group(1))} made of {listed}",
        )
    return _named_value(name, value, listed)


_OPEN_NAME = re.compile(r"\b(?:for|to|from|with|of|in|by|at|on)$")


def _named_value(name: str, value: str, listed: str) -> tuple[str, str, str]:
    """Any other attribute: "3 speeds", "a height of 24 cm", "a screw cap"."""
    counted = re.sub(r"^number of ", "", name)
    if re.fullmatch(r"\d{1,3}", value) and _PLURAL.search(counted):
        noun = counted[:-1] if value == "1" and counted.endswith("s") else counted
        return "has", f"{value} {noun}", f"with {value} {noun}"
    if _OPEN_NAME.search(name):  # "Load up to: 15 kg", "Enough for: 60 washes"
        if name.startswith(("enough", "suitable", "ready", "made", "good")):
            return "is", f"{name} {value}", ""
        return "has", f"{article(name)} {value}", f"with {article(name)} {value}"
    words = value.split()
    if len(words) <= 3 and not re.search(r"[\d,;:]", value) and not value[0].isupper():
        return "has", article(f"{value} {name}"), f"with {article(f'{value} {name}')}"
    noun = article(name)
    if _is_word_list(value):
        return "has", f"{noun}: {listed}", ""
    return "has", f"{noun} of {value}", f"with {noun} of {value}"


def _is_word_list(value: str) -> bool:
    return False if re.search(r"\d", value) else bool(_LIST.search(value))


def soften(name: str) -> str:
    """An attribute name inside a sentence: "Cord Length (cm)" is "cord length"."""
    bare = re.sub(r"\s*[(（\[][^)）\]]*[)）\]]", "", name).strip().replace("_", " ")
    return " ".join(w if w.isupper() and len(w) > 1 else w[0].lower() + w[1:] for w in bare.split())


def _plain(value: str) -> bool:
    """Whether capitals in `value` are only a catalogue's title case."""
    words = re.findall(r"[A-Za-z][A-Za-z-]*", value)
    if not words or any(w[1:] != w[1:].lower() for w in words):
        return False
    covered = sum(
        h.end - h.start for h in scan(value) if h.concept.kind in ("material", "colour", "feature")
    )
    letters = sum(1 for c in value if not c.isspace() and c not in ",;&/-")
    return covered >= letters - value.count(" ") or all(
        w.lower() in ("men", "women", "boys", "girls", "kids", "and", "unisex", "adults")
        for w in words
    )


def lowered(value: str) -> str:
    """A common noun in title case, in small letters: "Round Neck"; acronyms and numbers stay."""
    words = re.split(r"[ ,/-]+", value)
    return value.lower() if all(re.fullmatch(r"[A-Z]?[a-z]*", w) for w in words) else value


def soften_value(value: str) -> str:
    """A value inside a sentence: title case of known words goes, names stay."""
    return value.lower() if _plain(value) else value


def joined(value: str) -> str:
    """A catalogue list as English: "red; blue; green" is "red, blue and green"."""
    items = [soften_value(i.strip(" .")) for i in _LIST.split(value) if i.strip(" .")]
    items = list(dict.fromkeys(items))
    if len(items) < 2 or re.search(r"\d,\d", value):
        return soften_value(value.strip(" ."))
    return ", ".join(items[:-1]) + " and " + items[-1]


def article(noun: str) -> str:
    """With "a" or "an", unless the word needs none."""
    if _PLURAL.search(noun.split()[-1]) or re.match(r"(?:an?|the|\d)\b", noun):
        return noun
    return ("an " if noun[0].lower() in "aeiou" else "a ") + noun


def sentence(subject: str, chosen: list[Phrase]) -> str:
    """One sentence; phrases of one verb are joined behind it."""
    verbs: dict[str, list[str]] = {}
    for phrase in chosen:
        verbs.setdefault(phrase.verb, []).append(phrase.object)
    parts = [f"{verb} {_series(objects)}" for verb, objects in verbs.items()]
    if subject.split()[0] in ("it", "this"):  # a product's own name keeps its letters
        subject = subject[0].upper() + subject[1:]
    return f"{subject} {_series(parts)}."


def _series(items: list[str]) -> str:
    if len(items) == 1:
        return items[0]
    # A list inside a list needs the comma before "and".
    comma = "," if any(" and " in i or "," in i for i in items) else ""
    return ", ".join(items[:-1]) + f"{comma} and {items[-1]}"
