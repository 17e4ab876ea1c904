"""Celery's entries. Each may be delivered twice, late or never; the rows decide."""

from __future__ import annotations

import logging

from celery import Task, shared_task
from django.utils import timezone

from marketing_ai.conf import conf
from marketing_ai.jobs import dispatch, runner, services
from marketing_ai.jobs import notify as notification
from marketing_ai.jobs.models import Job

log = logging.getLogger("marketing_ai.jobs")


@shared_task(
    name="marketing_ai.jobs.run_chunk",
    bind=True,
    acks_late=True,
    reject_on_worker_lost=True,
    ignore_result=True,
)
def run_chunk(self: Task, job_id: int) -> None:
    """Do one chunk, then pass on: other jobs' messages get their turn in between."""
    if not conf.ENABLED:
        return
    more = runner.run_chunk(job_id)
    if self.request.is_eager:
        while more:  # a message to itself would nest, one frame a chunk
            more = runner.run_chunk(job_id)
    elif more:
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
