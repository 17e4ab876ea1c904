"""Every slice's models, for Django's registry."""

from marketing_ai.catalog.models import CatalogProduct, ImportRun, ProductInsight
from marketing_ai.copywriting.models import (
    Campaign,
    CampaignProduct,
    ClaimCheck,
    CopyVariant,
    Offer,
    PromptTemplate,
    Publication,
)
from marketing_ai.governance.models import (
    Budget,
    BudgetUse,
    InferenceLog,
    Reservation,
    TrainingRun,
)
from marketing_ai.jobs.models import IdempotencyKey, Job, JobChunk, JobRowError
from marketing_ai.reviews.models import (
    InsightProblem,
    InsightQuote,
    ReplyDraft,
    Review,
    ReviewAspect,
    ReviewInsight,
    ReviewSource,
    ReviewTally,
    Theme,
    ThemeTally,
    ThemeTerm,
    TrendAlert,
)

__all__ = [
    "Budget",
    "BudgetUse",
    "Campaign",
    "CampaignProduct",
    "CatalogProduct",
    "ClaimCheck",
    "CopyVariant",
    "IdempotencyKey",
    "ImportRun",
    "InferenceLog",
    "InsightProblem",
    "InsightQuote",
    "Job",
    "JobChunk",
    "JobRowError",
    "Offer",
    "ProductInsight",
    "PromptTemplate",
    "Publication",
    "ReplyDraft",
    "Reservation",
    "Review",
    "ReviewAspect",
    "ReviewInsight",
    "ReviewSource",
    "ReviewTally",
    "Theme",
    "ThemeTally",
    "ThemeTerm",
    "TrainingRun",
    "TrendAlert",
]
