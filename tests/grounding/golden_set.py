"""Reads the golden set and scores the claim check on it.

A line holds title, facts and a text with marks: ⟦+m oak⟧ is a claim that the facts
carry, ⟦-q 2 l⟧ one that they don't; what is unmarked is puffery. Written for this
project; no real product or brand. The measures are those of the claims evaluation:
overlap is the share of the shorter span, a hit needs half of it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from marketing_ai.grounding.claims import check_claims
from marketing_ai.grounding.facts import Fact

FOLDER = Path(__file__).parent / "golden"
KINDS = {
    "q": "quantity", "n": "number", "p": "percentage", "$": "price", "m": "material",
    "c": "colour", "z": "size", "cert": "certification", "s": "superlative", "w": "warranty",
    "o": "origin", "f": "feature", "h": "health", "e": "eco", "a": "availability",
    "k": "compatibility", "qt": "quote", "t": "testimonial", "u": "contact",
}  # fmt: skip
_MARK = re.compile(r"⟦([+-])(\S+) ([^⟧]*)⟧")


@dataclass(frozen=True)
class Marked:
    """One expected claim: offsets in the text without marks."""

    start: int
    end: int
    kind: str
    supported: bool


@dataclass(frozen=True)
class Case:
    """One text of the golden set."""

    title: str
    facts: tuple[Fact, ...]
    text: str
    claims: tuple[Marked, ...]


@dataclass
class Score:
    """Counts over a set; shares are properties."""

    n: int = 0
    unsupported: int = 0
    found: int = 0
    supported: int = 0
    false: int = 0
    puffery: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)
    by_kind: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.unsupported)

    @property
    def false_alarms(self) -> float:
        return self.false / max(1, self.supported)

    @property
    def puffery_alarms(self) -> float:
        return self.puffery / max(1, self.n)


def load(name: str) -> list[Case]:
    """The cases of tests/grounding/golden/NAME.jsonl."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_case(json.loads(line)) for line in lines if line]


def _case(row: dict) -> Case:
    text, claims, last = "", [], 0
    for match in _MARK.finditer(row["marked"]):
        text += row["marked"][last : match.start()]
        sign, kind, words = match.groups()
        claims.append(Marked(len(text), len(text) + len(words), KINDS[kind], sign == "+"))
        text += words
        last = match.end()
    text += row["marked"][last:]
    facts = tuple(Fact(name=name, value=value) for name, value in row["facts"])
    return Case(row["title"], facts, text, tuple(claims))


def score(cases: list[Case], language: str) -> Score:
    """The claim check measured on `cases`."""
    total = Score()
    for case in cases:
        total.n += 1
        report = check_claims(case.text, case.facts, language=language, title=case.title)
        flagged = [(c.start, c.end) for c in report.open]
        for claim in case.claims:
            hit = any(_overlap(claim.start, claim.end, *span) >= 0.5 for span in flagged)
            words = f"{case.text[claim.start : claim.end]} [{claim.kind}] in: {case.text}"
            if claim.supported:
                total.supported += 1
                total.false += hit
                if hit:
                    total.wrong.append(words)
            else:
                total.unsupported += 1
                total.found += hit
                total.by_kind[claim.kind, "found" if hit else "missed"] += 1
                if not hit:
                    total.missed.append(words)
        for start, end in flagged:
            if all(_overlap(c.start, c.end, start, end) < 0.5 for c in case.claims):
                total.puffery += 1
                total.idle.append(f"{case.text[start:end]} in: {case.text}")
    return total


def _overlap(a: int, b: int, c: int, d: int) -> float:
    return max(0, min(b, d) - max(a, c)) / max(1, min(b - a, d - c))
