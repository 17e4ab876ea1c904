"""Examples for the model, put together for the facts at hand.

A small model copies the shape of what it has just seen. So each example is made of
predicates whose attributes look like those asked for (the same name, unit or form of
value): for a weight and a yes-or-no feature it sees two or three weights and features.
All predicates and names are written here; every example uses all its facts and nothing
else. Pure: the same facts give the same examples.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from marketing_ai.copywriting.plainwords import stem
from marketing_ai.copywriting.predicates import CHINESE, ENGLISH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketing_ai.grounding.facts import Fact

N_EXAMPLES = 3
NAMES = {
    "en": ("Merlow Aster", "Sarnay Lumo", "Fennick Trio"),
    "zh": ("云杉一号", "青禾小院", "沐光系列"),
}
_YES = {"yes", "true", "included", "是", "有", "支持"}
_PLURAL = {"is": "are", "has": "have", "does": "do"}


@dataclass(frozen=True, slots=True)
class Predicate:
    """What a sentence says of one fact: "weighs 310 g" of ("weight", "310 g")."""

    name: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """One solved request: facts as (name, value with unit), and the predicates said of them."""

    product: str
    facts: tuple[tuple[str, str], ...]
    predicates: tuple[str, ...]


def examples_for(facts: Sequence[Fact], code: str) -> tuple[Example, ...]:
    """Examples with as many facts each, the closest ones last (next to the request).

    code: "en" or "zh".
    """
    bank = _BANK[code]
    columns = [_closest(fact.name, fact.text, code) for fact in facts]
    found = []
    for i, product in enumerate(NAMES[code]):
        used: list[Predicate] = []
        for column in columns:
            # the i-th best of each fact, unless another fact of this example took it
            choice = next(p for p in (*column[i:], *column[:i], *bank) if p not in used)
            used.append(choice)
        found.append(
            Example(
                product=product,
                facts=tuple((p.name, p.value) for p in used),
                predicates=tuple(p.text for p in used),
            )
        )
    return tuple(reversed(found))


def join_predicates(predicates: Sequence[str], *, code: str, plural: bool = False) -> str:
    """What follows the subject, without full stop: "is made of oak and weighs 310 g"."""
    if code == "zh":
        return "，".join(predicates)
    parts = [_plural(p) for p in predicates] if plural else list(predicates)
    # "has a power of 7 W and a weight of 1 kg": the verb once
    for i in range(len(parts) - 1, 0, -1):
        verb = parts[i].partition(" ")[0]
        if verb in {"has", "have"} and parts[i - 1].startswith(f"{verb} "):
            parts[i] = parts[i].removeprefix(f"{verb} ")
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


# --- steps --------------------------------------------------------------------------------


@lru_cache(maxsize=2048)  # attributes repeat over a catalogue
def _closest(name: str, value: str, code: str) -> tuple[Predicate, ...]:
    """The predicates most like a fact of this name and value, best first."""
    ranked = sorted(_BANK[code], key=lambda p: -_likeness(name, value, p))
    return tuple(ranked[:N_EXAMPLES])


def _likeness(name: str, value: str, predicate: Predicate) -> float:
    """Same words in the name count most, then the unit, then the form of the value."""
    names, other = _words(name), _words(predicate.name)
    shared = len(names & other) / max(1, len(names | other))
    shape, unit = _shape(value)
    other_shape, other_unit = _shape(predicate.value)
    return 4 * shared + 2 * (unit != "" and unit == other_unit) + (shape == other_shape)


_NUMBER = re.compile(r"^[<>~±+-]?\s*\d[\d.,]*\s*")
_SIZE = re.compile(r"^\d[\d.,]*(?:\s*[x×*]\s*\d[\d.,]*)+\s*", re.IGNORECASE)
_RANGE = re.compile(r"^-?\d[\d.,]*\s*(?:to|-|–|~|至|到)\s*-?\d[\d.,]*\s*")


@lru_cache(maxsize=2048)
def _shape(value: str) -> tuple[str, str]:
    """Form of a value and its unit: ("size", "cm"), ("number", "kg"), ("yes", ""), ("text", "")."""
    folded = value.casefold().strip()
    if folded in _YES:
        return "yes", ""
    for shape, pattern in (("size", _SIZE), ("range", _RANGE), ("number", _NUMBER)):
        match = pattern.match(folded)
        if match:
            unit = folded[match.end() :].strip()
            return (shape, unit) if len(unit) <= 8 else ("text", "")
    return ("list", "") if re.search(r"[,，、/]", folded) else ("text", "")


@lru_cache(maxsize=2048)
def _words(name: str) -> frozenset[str]:
    """Stems of the name's words; Chinese: its characters."""
    folded = name.casefold()
    han = re.findall(r"[\u3400-\u9fff]", folded)
    return frozenset(han) | {stem(word) for word in re.findall(r"[a-z]+", folded)}


def _plural(predicate: str) -> str:
    verb, _, rest = predicate.partition(" ")
    bare = _PLURAL.get(verb) or (verb[:-2] if verb.endswith(("shes", "ches")) else verb[:-1])
    return f"{bare} {rest}".strip() if verb in _PLURAL or verb.endswith("s") else predicate


def _read(rows: str) -> tuple[Predicate, ...]:
    """Lines "name | value | predicate"."""
    fields = (line.split("|") for line in rows.strip().splitlines() if line.strip())
    return tuple(Predicate(*(part.strip() for part in row)) for row in fields)


_BANK = {"en": _read(ENGLISH), "zh": _read(CHINESE)}
