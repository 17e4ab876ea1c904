"""Celery's entries. Each may be delivered twice, late or never; the rows decide."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import Task, shared_task
from django.utils import timezone

from marketing_ai.conf import conf
from marketing_ai.exceptions import ModelUnavailable
from marketing_ai.reviews import services
from marketing_ai.reviews.nudge import go_on
from marketing_ai.reviews.services import upkeep

log = logging.getLogger("marketing_ai.reviews")
TIME_SLICE = timedelta(seconds=20)  # after which a message gives way to others


@shared_task(
    name="marketing_ai.reviews.drain",
    bind=True,
    acks_late=True,
    reject_on_worker_lost=True,
    ignore_result=True,
)
def drain_reviews(self: Task) -> None:
    """Deal with waiting reviews until none is left or the time slice is used."""
    if not conf.ENABLED:
        return
    deadline = timezone.now() + TIME_SLICE
    try:
        services.drain_until(deadline=deadline, now=timezone.now)
    except ModelUnavailable as error:
        # nothing was claimed: the rows wait, and the sweep asks again
        log.error(
            "reviews wait for the model",
            extra={"action": "reader_missing", "reason": error.sentence, "hint": error.advice},
        )
        return
    if timezone.now() >= deadline and not self.request.is_eager:
        go_on()


@shared_task(name="marketing_ai.reviews.tend_themes", acks_late=True, ignore_result=True)
def tend_themes() -> None:
    """Let themes follow what people set, and place new terms."""
    if conf.ENABLED:
        upkeep.tend_themes(now=timezone.now)
