"""What the review slice stores: voices and their readings, themes, numbers, insight, replies."""

from marketing_ai.reviews.models.insight import (
    InsightProblem,
    InsightQuote,
    InsightState,
    ProblemReason,
    ReviewInsight,
    ReviewTally,
    ThemeTally,
    TrendAlert,
)
from marketing_ai.reviews.models.reply import ReplyDraft, ReplyState
from marketing_ai.reviews.models.review import (
    Polarity,
    Review,
    ReviewAspect,
    ReviewSource,
    ReviewState,
    Voice,
)
from marketing_ai.reviews.models.theme import Theme, ThemeTerm
from marketing_ai.reviews.models.trace import ReviewTrace

__all__ = [
    "InsightProblem",
    "InsightQuote",
    "InsightState",
    "Polarity",
    "ProblemReason",
    "ReplyDraft",
    "ReplyState",
    "Review",
    "ReviewAspect",
    "ReviewInsight",
    "ReviewSource",
    "ReviewState",
    "ReviewTally",
    "ReviewTrace",
    "Theme",
    "ThemeTally",
    "ThemeTerm",
    "TrendAlert",
    "Voice",
]
