"""All Celery tasks of the app, where `autodiscover_tasks()` looks for them."""

from marketing_ai.copywriting.tasks import read_claims
from marketing_ai.jobs.tasks import notify, run_chunk, sweep
from marketing_ai.reviews.tasks import drain_reviews, tend_themes

__all__ = ["drain_reviews", "notify", "read_claims", "run_chunk", "sweep", "tend_themes"]
