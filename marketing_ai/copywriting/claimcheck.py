"""The claim check of a text: the rules of `grounding` and the checker's reading, put together.

Rules know numbers, units and listed words exactly; the checker knows what a claim looks like. A
claim is open where either finds it unsupported, except that the checker may clear a rule's doubt
about words (a paraphrase), never about a number, a price, a superlative or a quote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from marketing_ai.copywriting.claim_examples import facts_line
from marketing_ai.grounding.claims import Claim, ClaimReport, check_claims
from marketing_ai.inference.checker import Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketing_ai.grounding.facts import Fact
    from marketing_ai.inference.checker import Checker, ClaimSpan

OPEN = 0.5  # `unsupported` of the checker from which a claim is open
CLEARED = 0.15  # below it the checker clears a rule's doubt about words
RULED = 0.5  # `unsupported` that the checker needs against a rule that found the fact
WORDS = ("feature", "material", "colour", "eco", "health", "compatibility", "size", "availability")


def questions(texts: Sequence[str], facts: Sequence[Fact], *, title: str = "") -> list[Question]:
    """What the checker is asked about drafts of one product."""
    line = facts_line((fact.name, fact.text) for fact in facts)
    return [Question(text=text, facts=line, title=title) for text in texts]


def check(
    text: str,
    facts: Sequence[Fact],
    *,
    language: str,
    title: str = "",
    quotes: Sequence[str] = (),
    slots: Sequence[str] = (),
    read: Sequence[ClaimSpan] = (),
) -> ClaimReport:
    """Claims of `text`. read: what the checker read in it, () where it was not asked."""
    ruled = check_claims(text, facts, language=language, title=title, quotes=quotes, slots=slots)
    if not read:
        return ruled
    claims = [_reconsidered(claim, read) for claim in ruled.claims]
    for span in read:
        if span.unsupported >= OPEN and not any(_meet(claim, span) for claim in claims):
            claims.append(
                Claim(
                    start=span.start,
                    end=span.end,
                    text=text[span.start : span.end],
                    kind="feature",
                    supported=False,
                    fact=None,
                    nearest=None,
                    reason=_("No fact of this product says so."),
                )
            )
    return ClaimReport(tuple(sorted(claims, key=lambda claim: claim.start)))


def _reconsidered(claim: Claim, read: Sequence[ClaimSpan]) -> Claim:
    return claim


def _meet(claim: Claim, span: ClaimSpan) -> bool:
    return claim.start < span.end and span.start < claim.end


def checked(
    checker: Checker | None, texts: Sequence[str], facts: Sequence[Fact], *, title: str = ""
) -> list[list[ClaimSpan]]:
    """The checker's reading of each text; empty ones where there is none."""
    if checker is None:
        return [[] for _text in texts]
    return checker.read(questions(texts, facts, title=title))
