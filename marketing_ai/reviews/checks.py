"""System checks of the reviews' binding; `marketing_ai.checks` registers `CHECKS`.

| id | says |
| --- | --- |
| `marketing_ai.E030` | `REVIEW_MODEL` or a key of `REVIEW_FIELDS` names what does not exist |
| `marketing_ai.W030` | `REVIEW_VERIFICATION` is empty: summaries are built but not served |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from marketing_ai.conf import NAME, conf
from marketing_ai.exceptions import ConfigurationError
from marketing_ai.reviews.source import ModelReviews, get_feed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def check_review_fields(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """E030: the review model and every mapped field exist."""
    try:
        feed = get_feed()
        if isinstance(feed, ModelReviews):
            _ = feed.fields
    except ConfigurationError as error:
        return [
            Error(
                str(error),
                hint="docs/reviews.md shows how a review model is bound.",
                id="marketing_ai.E030",
            )
        ]
    return []


def check_verification(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """W030: whether and how reviews are verified must be said beside a summary (UCPD 7(6))."""
    if not conf.REVIEW_SOURCE or conf.REVIEW_VERIFICATION:
        return []
    return [
        CheckWarning(
            f"{NAME}['REVIEW_VERIFICATION'] is empty: review summaries are built but not served.",
            hint="Say in one sentence a language how you make sure that reviewers bought the "
            "product, or that you do not.",
            id="marketing_ai.W030",
        )
    ]


CHECKS: Sequence[tuple[Callable[..., list[CheckMessage]], tuple[str, ...]]] = (
    (check_review_fields, ()),
    (check_verification, ()),
)
