"""Celery's entries. Each may be delivered twice, late or never; the rows decide."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from marketing_ai.conf import conf
from marketing_ai.reviews import services

TIME_SLICE = timedelta(seconds=20)  # after which a message gives way to others


@shared_task(
    name="marketing_ai.reviews.drain",
    acks_late=True,
    reject_on_worker_lost=True,
    ignore_result=True,
)
def drain_reviews() -> None:
    """Deal with waiting reviews until none is left or the time slice is used."""
    if conf.ENABLED:
        services.drain_until(deadline=timezone.now() + TIME_SLICE, now=timezone.now)
