"""Sending messages to workers. A message only makes it fast: the row is what counts.

A broker that is down costs a warning and a few seconds at the most; the sweep sends again.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.utils import timezone
from kombu.exceptions import OperationalError

from marketing_ai.conf import conf
from marketing_ai.jobs.models import Job

if TYPE_CHECKING:
    from celery import Task

CONNECT_S = 3  # seconds to wait for the broker before the row is left to the sweep
log = logging.getLogger("marketing_ai.jobs")


def queue_name(purpose: str) -> str | None:
    """The Celery queue of a purpose ("text" …); None leaves it to the shop's own routes."""
    return conf.QUEUES.get(purpose, purpose)


def send_job(job_id: int, *, n: int, queue: str, countdown: float = 0.0) -> bool:
    """Send `n` messages for a job; False, with a warning, when the broker does not take them."""
    from marketing_ai.jobs.tasks import run_chunk

    if not send(run_chunk, job_id, n=n, queue=queue, countdown=countdown):
        return False
    Job.objects.filter(pk=job_id).update(dispatched=timezone.now())
    return True


def send_notify(job_id: int) -> bool:
    """Send the message that notifies about a finished job; what is lost the sweep makes up for."""
    from marketing_ai.jobs.tasks import notify

    return send(notify, job_id, n=1, queue="default")


def send(task: Task, *args: int, n: int = 1, queue: str, countdown: float = 0.0) -> bool:
    """Send `n` messages of a task; False, with a warning, when the broker does not take them."""
    options: dict[str, Any] = {"countdown": countdown or None, "ignore_result": True}
    if name := queue_name(queue):
        options["queue"] = name
    try:
        if current_app.conf.task_always_eager:
            for _ in range(n):
                task.apply_async(args, **options)
            return True
        with current_app.connection_for_write(
            connect_timeout=CONNECT_S, **_patience()
        ) as connection:
            # by default kombu tries for ever; a person waits for this page
            connection.ensure_connection(max_retries=1, interval_start=0.1, timeout=CONNECT_S)
            for _ in range(n):
                task.apply_async(args, connection=connection, retry=False, **options)
    except (OperationalError, OSError) as error:
        log.warning(
            "broker does not answer; the work waits for the sweep",
            extra={
                "action": "dispatch_failed",
                "task": task.name,
                "job": args[0] if args else None,
                "error": type(error).__name__,
            },
        )
        return False
    return True


def _patience() -> dict[str, Any]:
    """Time-outs for a broker that takes connections and then says nothing.

    AMQP's handshake ends with `connect_timeout`; Redis has none, so its sockets are told.
    """
    conf_ = current_app.conf
    url = str(conf_.broker_write_url or conf_.broker_url)
    if not url.startswith(("redis", "sentinel")):
        return {}
    return {"transport_options": {"socket_timeout": CONNECT_S, "socket_connect_timeout": CONNECT_S}}
