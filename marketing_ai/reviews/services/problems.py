"""Problems that visitors report with what is said of a product. Numbers only, nothing of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from marketing_ai.exceptions import UnknownChoice
from marketing_ai.reviews.models import InsightProblem, ProblemReason, ReviewInsight

if TYPE_CHECKING:
    from datetime import datetime


def report_problem(product_pk: Any, *, reason: str = ProblemReason.OTHER, now: datetime) -> bool:
    """Count one report. False where nothing is said of the product, so nothing can be wrong."""
    if reason not in ProblemReason.values:
        raise UnknownChoice(value=reason, what="reason", choices=", ".join(ProblemReason.values))
    with transaction.atomic():
        # this row first: it holds back a second report until the first one is counted
        insight = ReviewInsight.objects.filter(product=product_pk)
        if not insight.update(problem_reports=F("problem_reports") + 1):
            return False
        row = InsightProblem.objects.filter(insight__product=product_pk, reason=reason)
        if not row.update(n=F("n") + 1, last=now):
            InsightProblem.objects.create(insight=insight.get(), reason=reason, n=1, last=now)
    return True
