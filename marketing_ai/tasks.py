"""All Celery tasks of the app, where `autodiscover_tasks()` looks for them."""

from marketing_ai.jobs.tasks import notify, run_chunk, sweep

__all__ = ["notify", "run_chunk", "sweep"]
