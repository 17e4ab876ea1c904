"""The report of what is in no number, of what is unknown, and of what is counted apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.translation import gettext

from marketing_ai.admin import reviewwords
from marketing_ai.reviews import reasons
from marketing_ai.reviews.models import Review, ReviewState

if TYPE_CHECKING:
    from django.db.models import QuerySet


def left_out(rows: QuerySet[Review], address: str) -> dict[str, Any]:
    """The page's context. Three queries.

    rows: what the person may see. address: the list that each figure leads to.
    """
    by_reason = _counts(rows, "reason")
    by_suspect = _counts(rows, "suspect")
    by_state = _counts(rows, "state")
    return {
        "title": gettext("What was left out, and why"),
        "total": sum(by_state.values()),
        "waiting": by_state.get(ReviewState.PENDING, 0),
        "waiting_url": f"{address}?state__exact=pending",
        "groups": [
            (
                gettext("In no number"),
                gettext("These texts are no shopper's voice of their own."),
                _lines(reasons.DROPPED, by_reason, f"{address}?reason="),
            ),
            (
                gettext("Counted in the stars only"),
                gettext("They have no words of the shopper's own, so no “n of N” holds them."),
                _lines(reasons.WORDLESS, by_reason, f"{address}?reason="),
            ),
            (
                gettext("Read, and unknown"),
                gettext("They count as unknown, never as neutral."),
                _lines(reasons.UNKNOWN, by_reason, f"{address}?reason="),
            ),
            (
                gettext("Counted, and counted apart"),
                gettext("They are suspected, with the reason; none of them is hidden."),
                _lines(reasons.SUSPECTED, by_suspect, f"{address}?suspect="),
            ),
            (
                gettext("Not read"),
                gettext("Somebody must look at these."),
                _lines(reasons.OTHER, by_reason, f"{address}?reason="),
            ),
        ],
    }


def _counts(rows: QuerySet[Review], column: str) -> dict[str, int]:
    return dict(
        rows.exclude(**{column: ""})
        .order_by()
        .values_list(column)
        .annotate(n=Count("pk"))
        .values_list(column, "n")
    )


def _lines(codes: Any, counts: dict[str, int], address: str) -> list[tuple[str, int, str]]:
    return [(reviewwords.reason(code), counts.get(code, 0), f"{address}{code}") for code in codes]
