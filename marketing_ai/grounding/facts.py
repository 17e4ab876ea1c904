"""Product facts, cleaned before any model sees them (F14).

`clean_facts` takes what the catalogue holds and gives facts that a text may rest on,
with a report for people: markup, mojibake, placeholders, duplicates, contradictions,
impossible values, instructions to the model, values that are too long. A contradicted
attribute is withheld, because no text may pick a side; the product is blocked only
when nothing usable is left or the facts are too large to send.

Left to others: where facts come from (`catalog`) and what a text may say (`claims`).
Guarantee: same content, same `hash`, whatever the order; cleaning cleaned facts again
changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from . import agreement, cleaning
from .attribute_keys import keys, settled
from .attributes import NAMING
from .placeholders import is_gap, is_placeholder
from .plausibility import impossible, shares_beyond_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_TOTAL_BYTES = 100_000
MAX_NAME_CHARS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One attribute of a product, as the shop gives it."""

    name: str  # "Material"; may be "" where the shop gives only a value
    value: str  # "stainless steel", "1.7"
    unit: str = ""  # as given: "l", "cm", "W"
    source: str = "catalogue"  # or "admin", "review:<id>"
    scope: str = "product"  # "product" | "parent" | "sku" | "options" (all variants together)

    @property
    def text(self) -> str:
        """Value with unit, as it is read: "1.7 l"."""
        return f"{self.value} {self.unit}".strip() if self.unit else self.value

    @property
    def is_count_of_options(self) -> bool:
        """Whether it says how many options there are ("Colours: 3"), which carries claims only."""
        return self.scope == "options" and self.value.isdigit()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactProblem:
    """What is wrong with some facts, in a sentence that says what to do."""

    code: str  # duplicate | contradiction | placeholder | markup | mojibake | empty | too_long |
    # impossible | instruction | no_facts
    names: tuple[str, ...]
    detail: str
    blocking: bool  # True: no model may be called for this product


@dataclass(frozen=True)
class CleanFacts:
    """Facts fit for use, and the report."""

    facts: tuple[Fact, ...]
    problems: tuple[FactProblem, ...]

    @property
    def usable(self) -> bool:
        """Whether a text may be written from these facts."""
        return bool(self.facts) and not any(p.blocking for p in self.problems)

    @cached_property
    def hash(self) -> str:
        """sha256 of the facts' content; order and source do not count."""
        rows = sorted([f.name, f.value, f.unit, f.scope] for f in self.facts)
        canonical_json = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical_json.encode()).hexdigest()


def clean_facts(raw: Iterable[Fact], *, title: str = "", language: str = "en") -> CleanFacts:
    """Facts that a text may rest on, and what was wrong with the rest.

    title: the product's name, which says what sizes are possible.
    language: of the texts to be written; facts of either language are cleaned alike.
    """
    rows = list(raw)
    total = sum(len((r.name + r.value + r.unit).encode("utf-8", "replace")) for r in rows)
    if total > MAX_TOTAL_BYTES:
        return CleanFacts((), (_too_large(total),))
    problems: list[FactProblem] = []
    cleaned: list[Fact] = []
    for row in rows:
        fact, found = _clean_one(row, title)
        problems.extend(found)
        if fact is not None:
            cleaned.append(fact)
    cleaned, overfull = _withhold_overfull(cleaned)
    problems.extend(overfull)
    kept, repeated = _merge_duplicates(cleaned)
    problems.extend(repeated)
    agreed, contradicted = _withhold_contradictions(kept)
    problems.extend(contradicted)
    if not agreed:
        problems.append(
            FactProblem(
                code="no_facts",
                names=(),
                detail=_(
                    "There are no facts to write from. Add at least one attribute with a value "
                    "to the product, then start again."
                ),
                blocking=True,
            )
        )
    return CleanFacts(tuple(agreed), tuple(problems))


def _too_large(total: int) -> FactProblem:
    return FactProblem(
        code="too_long",
        names=(),
        detail=_(
            "The facts of this product are %(size)d kB, more than %(limit)d kB. Move long texts "
            "out of the attributes, then start again."
        )
        % {"size": total // 1000, "limit": MAX_TOTAL_BYTES // 1000},
        blocking=True,
    )


def _clean_one(raw: Fact, title: str) -> tuple[Fact | None, list[FactProblem]]:
    problems: list[FactProblem] = []
    if len(raw.value) > 4 * cleaning.MAX_VALUE_CHARS:
        # Cut before cleaning, so that a hostile value costs no more than a long one.
        raw = replace(raw, value=raw.value[: 4 * cleaning.MAX_VALUE_CHARS])
    if cleaning.is_slot(raw.value):
        return None, [_gap(raw.name.strip(" :：") or raw.value, raw.value)]
    name, found_name = cleaning.clean_text(raw.name[: 4 * MAX_NAME_CHARS])
    value, found_value = cleaning.clean_text(raw.value)
    unit, found_unit = cleaning.clean_text(raw.unit[:40])
    name = cleaning.cut(name.strip(" :："), MAX_NAME_CHARS)
    found = found_name | found_value | found_unit
    label = name or cleaning.cut(value, 40)

    def report(code: str, detail: str) -> None:
        problems.append(FactProblem(code=code, names=(label,), detail=detail, blocking=False))

    if "markup" in found:
        report(
            "markup",
            _("“%(name)s” held markup, which was removed. Store plain text in attributes.")
            % {"name": label},
        )
    if "mojibake" in found or "broken" in found:
        if "broken" in found:
            report(
                "mojibake",
                _(
                    "“%(name)s” holds characters that were lost in an import, so it is not "
                    "used. Import the value again in its own encoding."
                )
                % {"name": label},
            )
            return None, problems
        report(
            "mojibake",
            _(
                "“%(name)s” was stored in the wrong encoding and was repaired to “%(value)s”. "
                "Check it, and save it in the catalogue."
            )
            % {"name": label, "value": cleaning.cut(value, 60)},
        )
    if "invisible" in found:
        report(
            "markup",
            _(
                "“%(name)s” held invisible characters, which were removed. Check where the "
                "value was copied from."
            )
            % {"name": label},
        )
    if not value:
        report(
            "empty",
            _("“%(name)s” has no value. Fill it in, or delete the attribute.") % {"name": label},
        )
        return None, problems
    if cleaning.has_instruction(value) or cleaning.has_instruction(name):
        report(
            "instruction",
            _(
                "“%(name)s” gives orders to a language model instead of describing the "
                "product, so it is not used. Replace the value."
            )
            % {"name": label},
        )
        return None, problems
    if is_gap(name, value):
        return None, [*problems, _gap(label, value)]
    if is_placeholder(name) and name:
        name = ""
    if len(value) > cleaning.MAX_VALUE_CHARS:
        report(
            "too_long",
            _(
                "“%(name)s” is longer than %(limit)d characters; only its beginning is used. "
                "Split it into attributes."
            )
            % {"name": label, "limit": cleaning.MAX_VALUE_CHARS},
        )
        value = cleaning.cut(value)
    value, unit = _settle_unit(
        value, "" if unit not in _SIGN_UNITS and is_placeholder(unit) else unit
    )
    if impossible(name, f"{value} {unit}".strip(), title):
        report(
            "impossible",
            _("“%(name)s: %(value)s” cannot be right, so it is not used. Correct the value.")
            % {"name": label, "value": cleaning.cut(f"{value} {unit}".strip(), 60)},
        )
        return None, problems
    return replace(raw, name=name, value=value, unit=unit), problems


def _gap(label: str, value: str) -> FactProblem:
    return FactProblem(
        code="placeholder",
        names=(cleaning.cut(label, MAX_NAME_CHARS),),
        detail=_(
            "“%(name)s” holds the placeholder “%(value)s”. Fill in the value, or delete "
            "the attribute."
        )
        % {"name": cleaning.cut(label, MAX_NAME_CHARS), "value": cleaning.cut(value, 40)},
        blocking=False,
    )


#: Units without a letter, which otherwise look like a gap.
_SIGN_UNITS = frozenset({"%", "％", "‰", "°", "″", "′", '"', "'", "€", "$", "£", "¥"})

_TRAILING_UNIT = re.compile(r"^\s*([+\-]?\d[\d.,  ]*)\s*([^\d\s].*)$")


def _settle_unit(value: str, unit: str) -> tuple[str, str]:
    """The unit once: "1.7 l" with unit "l" becomes "1.7" with "l"."""
    if unit:
        match = _TRAILING_UNIT.match(value)
        if match and match.group(2).strip().casefold() == unit.casefold():
            return match.group(1).strip(), unit
    return value, unit


def _withhold_overfull(rows: Sequence[Fact]) -> tuple[list[Fact], list[FactProblem]]:
    beyond = shares_beyond_whole(rows)
    if not beyond:
        return list(rows), []
    problem = FactProblem(
        code="impossible",
        names=_names(*beyond),
        detail=_(
            "%(values)s are more than 100 %% together, so they are not used. Correct the shares."
        )
        % {"values": "; ".join(_shown(f) for f in beyond)},
        blocking=False,
    )
    dropped = {id(f) for f in beyond}
    return [row for row in rows if id(row) not in dropped], [problem]


def _merge_duplicates(rows: Sequence[Fact]) -> tuple[list[Fact], list[FactProblem]]:
    kept: list[Fact] = []
    by_key: dict[str, list[Fact]] = {}
    exact: dict[tuple[str, str, str], Fact] = {}
    problems: list[FactProblem] = []
    for row in rows:
        names = (settled(row.name), *agreement.relatives(row), *keys(row.name, row.text))
        near = (k for name in names for k in by_key.get(name, ())[: agreement.MAX_COMPARED])
        same = exact.get((settled(row.name), row.text, row.scope))
        twin = same or next((k for k in near if agreement.is_duplicate(k, row)), None)
        if twin is None:
            kept.append(row)
            if settled(row.name) not in NAMING:
                exact[settled(row.name), row.text, row.scope] = row
            for name in dict.fromkeys(names):
                by_key.setdefault(name, []).append(row)
            continue
        problems.append(
            FactProblem(
                code="duplicate",
                names=_names(twin, row),
                detail=_(
                    "“%(first)s” and “%(second)s” say the same. "
                    "Delete one of them; the first is used."
                )
                % {"first": _shown(twin), "second": _shown(row)},
                blocking=False,
            )
        )
    return kept, problems


def _withhold_contradictions(rows: Sequence[Fact]) -> tuple[list[Fact], list[FactProblem]]:
    withheld: set[int] = set()
    problems = []
    for group in agreement.contradictions(rows):
        withheld.update(id(f) for f in group)
        if len(group) == 1:
            detail = _(
                "“%(name)s” gives one value twice, and the two differ: %(value)s. Keep the right "
                "one; until then no text may use this attribute."
            ) % {"name": group[0].name, "value": cleaning.cut(group[0].text, 60)}
        else:
            detail = _(
                "“%(name)s” has different values: %(values)s. Keep the right one; "
                "until then no text may use this attribute."
            ) % {"name": group[0].name, "values": "; ".join(_shown(f) for f in group)}
        problems.append(
            FactProblem(code="contradiction", names=_names(*group), detail=detail, blocking=False)
        )
    return [row for row in rows if id(row) not in withheld], problems


def _names(*facts: Fact) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f.name for f in facts))


def _shown(fact: Fact) -> str:
    text = cleaning.cut(fact.text, 60)
    return f"{fact.name}: {text}" if fact.name else text
