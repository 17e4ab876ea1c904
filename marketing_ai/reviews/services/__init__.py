"""What can be done with reviews: have them read, correct readings, see the numbers."""

from django.db.models.signals import post_migrate

from marketing_ai.jobs.handlers import on_sweep, register
from marketing_ai.reviews.services import upkeep
from marketing_ai.reviews.services.analyse import (
    AnalyseHandler,
    AnalysisEstimate,
    estimate_analysis,
    request_analysis,
)
from marketing_ai.reviews.services.backfill import (
    BackfillEstimate,
    BackfillHandler,
    BackfillStatus,
    backfill_status,
    confirm_backfill,
    estimate_backfill,
    set_hours,
    set_pause,
)
from marketing_ai.reviews.services.correct import correct_polarity, mark_aspect
from marketing_ai.reviews.services.drain import DrainReport, drain_pending, drain_until
from marketing_ai.reviews.services.explain import (
    ExplainHandler,
    Explanation,
    latest_explanation,
    request_explanation,
)
from marketing_ai.reviews.services.figures import ProductFigures, figures_of
from marketing_ai.reviews.services.problems import report_problem
from marketing_ai.reviews.services.sources import after_migrate
from marketing_ai.reviews.services.sweep import SweepReport, find_missed, sweep_reviews

__all__ = [
    "AnalysisEstimate",
    "BackfillEstimate",
    "BackfillStatus",
    "DrainReport",
    "Explanation",
    "ProductFigures",
    "SweepReport",
    "backfill_status",
    "confirm_backfill",
    "connect",
    "correct_polarity",
    "drain_pending",
    "drain_until",
    "estimate_analysis",
    "estimate_backfill",
    "figures_of",
    "find_missed",
    "latest_explanation",
    "mark_aspect",
    "report_problem",
    "request_analysis",
    "request_explanation",
    "set_hours",
    "set_pause",
]


def connect() -> None:
    """Register the slice's job handlers and its part of the sweep; called once from `ready()`."""
    from django.apps import apps

    from marketing_ai.catalog.importing import register as register_importer
    from marketing_ai.reviews.importing import ReviewImporter

    register_importer(ReviewImporter())
    register(AnalyseHandler())
    register(BackfillHandler())
    register(ExplainHandler())
    on_sweep("reviews", sweep_reviews)
    on_sweep("reviews.upkeep", upkeep.sweep)
    post_migrate.connect(
        after_migrate,
        sender=apps.get_app_config("marketing_ai"),
        dispatch_uid="marketing_ai.reviews.sources",
    )
