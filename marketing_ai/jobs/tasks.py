"""Celery's entries. Each may be delivered twice, late or never; the rows decide."""

from __future__ import annotations

import time

from celery import Task, shared_task
from celery.worker import state as worker_state
from django.utils import timezone

from marketing_ai.conf import conf
from marketing_ai.jobs import dispatch, runner, services
from marketing_ai.jobs import notify as notification
from marketing_ai.jobs.models import Job

SLICE_S = 5.0  # seconds after which a message gives way to others


@shared_task(
    name="marketing_ai.jobs.run_chunk",
    bind=True,
    acks_late=True,
    reject_on_worker_lost=True,
    ignore_result=True,
)
def run_chunk(self: Task, job_id: int) -> None:
    """Do chunks for a short while, then pass on: other jobs' messages get their turn.

    A slice of time, not one chunk a message: the file broker looks for messages once a
    second, and a solo worker on RabbitMQ sees the next one up to ten seconds late.
    """
    if not conf.ENABLED:
        return
    ends = time.monotonic() + SLICE_S
    more = runner.run_chunk(job_id)
    # eager: a message to itself would nest, one frame a chunk
    while more and (self.request.is_eager or (time.monotonic() < ends and not _told_to_stop())):
        more = runner.run_chunk(job_id)
    if more and not self.request.is_eager:
        kind = Job.objects.values_list("kind", flat=True).get(pk=job_id)
        dispatch.send_job(job_id, n=1, queue=runner.handler_for(kind).queue)


@shared_task(name="marketing_ai.jobs.sweep", ignore_result=True)
def sweep() -> None:
    """Bring back what crashed workers, lost messages and a dead broker left behind."""
    if conf.ENABLED:
        services.sweep(now=timezone.now())


@shared_task(
    name="marketing_ai.jobs.notify",
    acks_late=True,
    reject_on_worker_lost=True,
    ignore_result=True,
)
def notify(job_id: int) -> None:
    """Tell whoever asked that a job is finished."""
    if conf.ENABLED:
        notification.notify(job_id, now=timezone.now())


def _told_to_stop() -> bool:
    """Whether this process's worker was asked to shut down: then no further chunk is begun."""
    return worker_state.should_stop is not None or worker_state.should_terminate is not None
