"""The claim check: every factual span of a text linked to the fact that carries it.

`check_claims` finds numbers, quantities, percentages, prices, materials, colours,
certificates, superlatives, warranties, origin, checkable properties, health and eco
words, compatibility, quotes, testimonial talk, selling terms and contact data, in
English and Chinese, and looks for a fact behind each. The title is context, not
evidence, except for the name in it ("Aero 3").

What it cannot see: plain nouns and adjectives that no list holds ("a hidden
compartment", "ideal for camping"). It is a check on what can be decided by rule;
puffery ("lovely", 精致) is no claim.

Guarantee: pure and deterministic; offsets are code points of `text`; claims do not
overlap; a longer list of facts of new attributes never makes a supported claim of a
value unsupported unless it speaks of that very attribute or part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .compare import fold
from .match import judge
from .spans import Span, extract
from .support import FactIndex, Verdict, index_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .facts import Fact

#: Every kind a claim may have.
CLAIM_KINDS = (
    "number", "quantity", "percentage", "price", "material", "colour", "size", "certification",
    "superlative", "warranty", "origin", "feature", "health", "eco", "availability",
    "compatibility", "quote", "testimonial", "contact",
)  # fmt: skip

#: Slots that are filled when the text is read from the database; never claims.
DEFAULT_SLOTS = ("{price}", "{offer}", "{offer_end}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One factual span and what carries it."""

    start: int
    end: int
    text: str
    kind: str  # one of CLAIM_KINDS
    supported: bool
    fact: Fact | None  # carries it, when supported
    nearest: Fact | None  # to show beside it, when not
    reason: str  # a sentence for people, "" when supported


@dataclass(frozen=True, slots=True)
class ClaimReport:
    """All claims of one text, in order."""

    claims: tuple[Claim, ...]

    @property
    def open(self) -> tuple[Claim, ...]:
        """Claims that no fact carries: they block approval."""
        return tuple(c for c in self.claims if not c.supported)

    @property
    def clean(self) -> bool:
        """Whether every claim is carried."""
        return not self.open


def check_claims(
    text: str,
    facts: Sequence[Fact],
    *,
    language: str,
    title: str = "",
    quotes: Sequence[str] = (),
    slots: Sequence[str] = (),
) -> ClaimReport:
    """Claims of `text`, each supported by one of `facts` or open.

    language: "en", "zh" or another code; both word lists are always read, since Chinese
    texts hold Latin words; another language is read for digits, units and names only.
    quotes: reviews that may be quoted word for word. slots: placeholders that stay in
    the text, besides {price}, {offer} and {offer_end}.
    """
    del language  # both readers always run: see above
    index = index_of(tuple(facts))
    taken = _masked(text, index, (*DEFAULT_SLOTS, *slots))
    allowed = frozenset(fold(q) for q in quotes)
    spans = extract(text, taken)
    return ClaimReport(tuple(_claim(s, judge(s, text, index, title, allowed), text) for s in spans))


def _masked(text: str, index: FactIndex, slots: Sequence[str]) -> list[tuple[int, int]]:
    """Places that hold no claim: slots, and brand or model names as the facts write them."""
    places: list[tuple[int, int]] = []
    for slot in dict.fromkeys(slots):
        places.extend((m.start(), m.end()) for m in re.finditer(re.escape(slot), text))
    for name in index.names:
        if len(name) < 2 or name.isdigit():
            continue
        edge_left = r"(?<![A-Za-z0-9])" if name[0].isascii() else ""
        edge_right = r"(?![A-Za-z0-9])" if name[-1].isascii() else ""
        pattern = edge_left + re.escape(name) + edge_right
        # Written as in the facts: "best" of a brand "BEST" is still the word.
        places.extend((m.start(), m.end()) for m in re.finditer(pattern, text))
    return places


def _claim(span: Span, verdict: Verdict, text: str) -> Claim:
    supported = verdict.fact is not None
    return Claim(
        start=span.start,
        end=span.end,
        text=text[span.start : span.end],
        kind=span.kind,
        supported=supported,
        fact=verdict.fact,
        nearest=None if supported else verdict.nearest,
        reason="" if supported else _reason(verdict),
    )


def _reason(verdict: Verdict) -> str:
    if verdict.nearest is None or verdict.why == "absent":
        return _("No fact of this product says so.")
    shown = f"{verdict.nearest.name}: {verdict.nearest.text}".lstrip(": ")
    sentence = {
        "differs": _("The facts say “%(fact)s”."),
        "denied": _("The facts say the opposite: “%(fact)s”."),
        "swapped": _("This value belongs to “%(fact)s”, which says something else."),
    }[verdict.why]
    return sentence % {"fact": shown}
