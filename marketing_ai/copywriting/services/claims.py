"""The claim ledger's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketing_ai.copywriting.examine import shown_value
from marketing_ai.copywriting.models import ClaimCheck

if TYPE_CHECKING:
    from marketing_ai.copywriting.examine import Examination
    from marketing_ai.copywriting.models import CopyVariant


def claim_rows(variant: CopyVariant, found: Examination) -> list[ClaimCheck]:
    """The claims of one text, unsaved."""
    return [
        ClaimCheck(
            variant=variant,
            start=claim.start,
            end=claim.end,
            text=claim.text,
            kind=claim.kind,
            supported=claim.supported,
            fact_name=claim.fact.name[:200] if claim.fact else "",
            fact_value=shown_value(claim.fact),
            nearest_name=claim.nearest.name[:200] if claim.nearest else "",
            nearest_value=shown_value(claim.nearest),
            reason=str(claim.reason),
        )
        for claim in found.report.claims
    ]
