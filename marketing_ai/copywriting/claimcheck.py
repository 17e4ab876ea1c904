"""The claim check of a text: the rules of `grounding` and the checker's reading, put together.

Rules know numbers, units and listed words exactly; the checker knows what a claim looks like. The
checker runs in workers; what it read is stored beside the text with a key of text, facts and
checker, so that a web process needs no model, and a reading of something else is never used.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from marketing_ai.conf import conf
from marketing_ai.copywriting.claim_examples import facts_line
from marketing_ai.grounding.claims import Claim, ClaimReport, check_claims
from marketing_ai.inference import checker as inference
from marketing_ai.inference.checker import ClaimSpan, Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from marketing_ai.grounding.facts import Fact
    from marketing_ai.inference.checker import Checker

RULES = "rules"  # CLAIM_CHECKER: rules alone
# Chosen on `evaluation/claims_*.jsonl`.
SURE = 0.7  # `claim` of the checker from which words claim something
OPEN = 0.5  # `unsupported` from which a claim is open
CLEARED = 0.15  # below it the checker clears what a rule doubts of these kinds
WORDS = frozenset(
    ("material", "colour", "size", "feature", "eco", "health", "availability", "compatibility")
)
DECIMALS = 4


def directory() -> Path | None:
    """The directory that `CLAIM_CHECKER` names; None: the shipped one."""
    return Path(conf.CLAIM_CHECKER) if conf.CLAIM_CHECKER else None


def label() -> str:
    """Name and version of the checker in use, "rules" where there is none. Loads no model."""
    if not is_on():
        return RULES
    where = directory() or inference.SHIPPED
    try:
        stamp = (where / inference.FILES[0]).stat().st_mtime_ns
    except OSError:
        stamp = 0
    return _label(where, stamp)


@lru_cache(maxsize=4)
def _label(where: Path, stamp: int) -> str:
    del stamp  # a changed file is another key
    return inference.checker_label(where)


def is_on() -> bool:
    """Whether texts are read by a checker besides the rules."""
    return bool(conf.CLAIM_CHECKER != RULES)


def load() -> Checker | None:
    """The checker in use; None for rules alone. Raises ModelUnavailable."""
    return inference.load_checker(directory()) if is_on() else None


def key(text: str, facts: Iterable[Fact], *, title: str) -> str:
    """What a reading is of: text, facts, name and checker. "rules" needs no reading."""
    if not is_on():
        return RULES
    told = "\n".join([label(), title, facts_line((f.name, f.text) for f in facts), text])
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def read(
    checker: Checker, texts: Sequence[str], facts: Sequence[Fact], *, title: str
) -> list[list[ClaimSpan]]:
    """What the checker reads in drafts of one product, in their order."""
    return checker.read([question(text, facts, title=title) for text in texts])


def question(text: str, facts: Iterable[Fact], *, title: str) -> Question:
    """What the checker is asked of one text; texts of several products go in one call."""
    line = facts_line((fact.name, fact.text) for fact in facts)
    return Question(text=text, facts=line, title=title)


def check(
    text: str,
    facts: Sequence[Fact],
    *,
    language: str,
    title: str = "",
    quotes: Sequence[str] = (),
    slots: Sequence[str] = (),
    reading: Sequence[ClaimSpan] = (),
) -> ClaimReport:
    """Claims of `text` by the rules, and those that the checker found besides.

    Of what rules doubt the checker clears words that it finds carried (a paraphrase); never a
    number, a price, a superlative, a certificate or a quote.
    """
    ruled = check_claims(text, facts, language=language, title=title, quotes=quotes, slots=slots)
    claims = [_reconsidered(claim, reading) for claim in ruled.claims]
    claims += [
        _as_claim(text, span)
        for span in reading
        if span.claim >= SURE and not any(_meet(claim, span) for claim in ruled.claims)
    ]
    return ClaimReport(tuple(sorted(claims, key=lambda claim: claim.start)))


def _reconsidered(claim: Claim, reading: Sequence[ClaimSpan]) -> Claim:
    doubts = [span.unsupported for span in reading if _meet(claim, span)]
    if claim.supported or claim.kind not in WORDS or not doubts or max(doubts) >= CLEARED:
        return claim
    return replace(claim, supported=True, fact=claim.nearest, nearest=None, reason="")


def _meet(claim: Claim, span: ClaimSpan) -> bool:
    return claim.start < span.end and span.start < claim.end


def _as_claim(text: str, span: ClaimSpan) -> Claim:
    is_open = span.unsupported >= OPEN
    return Claim(
        start=span.start,
        end=span.end,
        text=text[span.start : span.end],
        kind="feature",
        supported=not is_open,
        fact=None,
        nearest=None,
        reason=_("No fact of this product says so.") if is_open else "",
    )


def to_json(reading: Iterable[ClaimSpan]) -> list[dict[str, Any]]:
    """As CopyVariant.reading holds it."""
    return [
        {
            "start": span.start,
            "end": span.end,
            "claim": round(span.claim, DECIMALS),
            "unsupported": round(span.unsupported, DECIMALS),
        }
        for span in reading
    ]


def from_json(rows: Iterable[Mapping[str, Any]]) -> list[ClaimSpan]:
    """The reverse of `to_json`."""
    return [ClaimSpan(**row) for row in rows]
