"""Facts in the shapes that shops store them, and what parents and variants share.

Pure: values in, facts out. Nothing is dropped here for being odd: an entry that fits
no shape becomes a fact without a name, and cleaning (`grounding.facts`) reports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from marketing_ai.grounding.facts import Fact


def read_facts(raw: Any, *, scope: str = "product", language: str = "") -> list[Fact]:
    """Facts from a JSON value.

    raw: a list of {name, value, unit} or [name, value] or [name, value, unit], or a dict
    of name → value (or → {value, unit}); None and empty are no facts.
    """
    if not raw:
        return []
    entries: Iterable[Any]
    if isinstance(raw, Mapping):
        entries = [_keyed(name, value) for name, value in raw.items()]
    elif isinstance(raw, Sequence) and not isinstance(raw, str | bytes):
        entries = raw
    else:
        entries = [raw]
    return [_fact(entry, scope, language) for entry in entries]


def value_text(value: Any, language: str = "") -> str:
    """A value as people write it: lists joined, truth as yes or no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        if language.startswith("zh"):
            return "是" if value else "否"
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set):
        return ", ".join(value_text(part, language) for part in value)
    return str(value)


def as_json(fact: Fact) -> dict[str, str]:
    """The shape that this app writes; the source only where it is not the catalogue."""
    entry = {"name": fact.name, "value": fact.value, "unit": fact.unit}
    return entry if fact.source == "catalogue" else {**entry, "source": fact.source}


def same_name(one: str, other: str) -> bool:
    """Whether two attribute names mean the same field: case and outer space do not count."""
    return _key(one) == _key(other)


def variant_facts(own: Sequence[Fact], parent: Sequence[Fact]) -> list[Fact]:
    """A variant's own facts, then its parent's that it does not override."""
    overridden = {_key(fact.name) for fact in own if fact.name}
    inherited = [replace(f, scope="parent") for f in parent if _key(f.name) not in overridden]
    return [*(replace(fact, scope="sku") for fact in own), *inherited]


def parent_facts(own: Sequence[Fact], variants: Sequence[Sequence[Fact]]) -> list[Fact]:
    """A parent's facts: its own, and what its variants offer.

    An attribute whose value differs between variants becomes one `options` fact
    ("Colour: black, red") and a count ("Colours: 2"), in place of the parent's own
    value, which is true of some variants only. A variant that does not state an attribute
    has its parent's. What all variants agree on is a fact of the parent; what only
    some of them state, with one value, is left out: it would be untrue of the others.
    """
    names: dict[str, str] = {}
    for facts in variants:
        for fact in facts:
            if fact.name:
                names.setdefault(_key(fact.name), fact.name)
    own_by_name = _by_name(own)
    children = [_by_name(facts) for facts in variants]
    offered: list[Fact] = []
    replaced: set[str] = set()
    for key, name in names.items():
        inherited = own_by_name.get(key, [])
        stated = [child.get(key, inherited) for child in children]
        values: dict[str, Fact] = {}
        for fact in (fact for facts in stated for fact in facts if fact.value):
            values.setdefault(fact.text.casefold(), fact)
        if len(values) >= 2:
            replaced.add(key)
            offered.extend(_options(name, list(values.values())))
        elif values and all(stated) and not inherited:
            offered.append(replace(next(iter(values.values())), scope="product"))
    kept = [fact for fact in own if not fact.name or _key(fact.name) not in replaced]
    return [*kept, *offered]


def _options(name: str, values: Sequence[Fact]) -> list[Fact]:
    chinese = _is_chinese(name)
    texts = [fact.text for fact in values]
    joined = ("、" if any(_is_chinese(text) for text in texts) else ", ").join(texts)
    count = (
        Fact(name=f"{name}数量", value=str(len(values)), unit="种", scope="options")
        if chinese
        else Fact(name=_plural(name), value=str(len(values)), scope="options")
    )
    return [Fact(name=name, value=joined, scope="options"), count]


def _plural(name: str) -> str:
    """The English plural of an attribute's name, for its count."""
    lower = name.lower()
    if lower.endswith(("s", "x", "ch", "sh")):
        return f"{name}es"
    if lower.endswith("y") and len(lower) > 1 and lower[-2] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}s"


def _is_chinese(text: str) -> bool:
    return any("一" <= char <= "鿿" for char in text)


def _key(name: str) -> str:
    return name.strip().casefold()


def _by_name(facts: Sequence[Fact]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.name:
            found.setdefault(_key(fact.name), []).append(fact)
    return found


def _keyed(name: Any, value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {"name": name, **value}
    return {"name": name, "value": value}


def _fact(entry: Any, scope: str, language: str) -> Fact:
    if isinstance(entry, Mapping) and ("value" in entry or "name" in entry):
        return Fact(
            name=value_text(entry.get("name")).strip(),
            value=value_text(entry.get("value"), language),
            unit=value_text(entry.get("unit")).strip(),
            source=value_text(entry.get("source")) or "catalogue",
            scope=scope,
        )
    if isinstance(entry, list | tuple) and len(entry) in (2, 3):
        parts = [value_text(part, language) for part in entry]
        unit = parts[2].strip() if len(parts) == 3 else ""
        return Fact(name=parts[0].strip(), value=parts[1], unit=unit, scope=scope)
    return Fact(name="", value=value_text(entry, language), scope=scope)
