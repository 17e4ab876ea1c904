"""Doing a job's work, chunk by chunk: what a worker runs.

`run_chunk` claims, lets the kind's handler work outside any transaction while a heartbeat
renews the lease, and stores the outcome. It decides what an error means; the changes of
state are in `transitions`. Safe to call twice, from many workers, and to kill at any point.
"""

from __future__ import annotations

import logging
import os
import random
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import DatabaseError, connections
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from marketing_ai.conf import conf
from marketing_ai.exceptions import ConfigurationError, LeaseLost, MarketingAIError
from marketing_ai.jobs import dispatch, transitions
from marketing_ai.jobs.handlers import (
    ChunkContext,
    ChunkResult,
    Handler,
    RowError,
    handler_for,
    on_release,
    on_sweep,
    register,
)
from marketing_ai.jobs.models import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

__all__ = [
    "ChunkContext",
    "ChunkResult",
    "Handler",
    "RowError",
    "RowsMissing",
    "handler_for",
    "on_release",
    "on_sweep",
    "register",
    "run_chunk",
]

log = logging.getLogger("marketing_ai.jobs")


class RowsMissing(RuntimeError):
    """A handler's result does not account for each row of its chunk exactly once."""


def run_chunk(
    job_id: int,
    *,
    now: Callable[[], datetime] = timezone.now,
    rng: random.Random | None = None,
) -> bool:
    """Do the next chunk of a job; True when another one may start at once.

    Errors of rows are stored, never raised. What leaves this function is the database's own
    failure or the process being told to stop; the lease then brings the chunk back.
    """
    rng = rng or random.Random()  # noqa: S311 - spreads load, guards nothing
    kind = Job.objects.filter(pk=job_id).values_list("kind", flat=True).first()
    if kind is None:
        return False
    try:
        handler = handler_for(kind)
    except ConfigurationError:
        # a worker of another release: the job waits for one that knows it
        log.exception("unknown kind of job", extra={"action": "job_unknown", "job": job_id})
        return False
    ctx = transitions.claim(job_id, worker=worker_name(), now=now, rng=rng)
    if ctx is None:
        return False
    try:
        _work(ctx, handler, rng)
    except LeaseLost:
        log.warning(
            "chunk was taken over; its results are dropped",
            extra={"action": "lease_lost", "job": job_id, "chunk": ctx.chunk.position},
        )
    return transitions.due(job_id, now()).exists()


def worker_name() -> str:
    """Host and process, for people who look for what a worker did."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _work(ctx: ChunkContext, handler: Handler, rng: random.Random) -> None:
    """Run and store one claimed chunk, or decide what its error means. Raises LeaseLost."""
    try:
        with _heartbeat(ctx):
            result = handler.run(ctx.rows, ctx)
        _account(ctx, result)
        transitions.complete(ctx, result, handler)
    except LeaseLost:
        ctx.look()
        if not ctx.cancelled:
            raise
        transitions.drop(ctx)
    except MarketingAIError as error:
        _known_error(ctx, handler, error, rng)
    except (SystemExit, KeyboardInterrupt):
        transitions.give_back(ctx)
        raise
    except Exception:
        log.exception(
            "chunk failed",
            extra={"action": "chunk_failed", "job": ctx.job.pk, "chunk": ctx.chunk.position},
        )
        if transitions.is_spent(ctx.chunk):
            transitions.bury(ctx, dead_letter(ctx.rows, ctx.chunk.deliveries))
        else:
            transitions.put_back(ctx, transient=False, rng=rng)


def _known_error(
    ctx: ChunkContext, handler: Handler, error: MarketingAIError, rng: random.Random
) -> None:
    """An error that concerns the whole chunk: wait and try again, or write it on each row."""
    if error.retryable and ctx.chunk.retries < transitions.MAX_RETRIES:
        log.warning(
            "transient error; the chunk is tried again",
            extra={"action": "chunk_retry", "job": ctx.job.pk, "code": error.code},
        )
        delay = transitions.put_back(ctx, transient=True, rng=rng)
        if delay is not None and delay < conf.LEASE_S:
            # longer waits are the sweep's: a broker may deliver long countdowns twice
            dispatch.send_job(ctx.job.pk, n=1, queue=handler.queue, countdown=delay + 0.1)
        return
    with _language():
        transitions.bury(ctx, [row_error(item, error) for item in ctx.rows])


def row_error(item: str, error: MarketingAIError, *, label: str = "") -> RowError:
    """An error as a row of the job's page shows it."""
    return RowError(
        item=item, label=label, code=error.code, message=error.sentence, hint=error.advice
    )


def dead_letter(rows: tuple[str, ...], deliveries: int) -> list[RowError]:
    """The errors of a chunk that broke its worker too often."""
    with _language():
        return [
            RowError(
                item=item,
                code="dead_letter",
                message=_("The work was started %(n)s times and broke off each time.")
                % {"n": deliveries},
                hint=_("Look at the worker's log of this job, then run the failed rows again."),
            )
            for item in rows
        ]


def _language() -> override:
    """Stored sentences are in the site's language: a worker has no reader of its own."""
    from django.conf import settings

    return override(settings.LANGUAGE_CODE)


def _account(ctx: ChunkContext, result: ChunkResult) -> None:
    """Each row once; fewer only after a cancel. Raises RowsMissing, LeaseLost."""
    named = [*result.done, *(error.item for error in result.errors)]
    unknown = set(named) - set(ctx.rows)
    if unknown or len(set(named)) != len(named):
        raise RowsMissing(f"{len(named)} rows named, {len(unknown)} of them not of this chunk")
    if len(named) == len(ctx.rows):
        return
    ctx.look()
    if ctx.lost:
        raise LeaseLost()
    if not ctx.cancelled:
        raise RowsMissing(f"{len(named)} of {len(ctx.rows)} rows are accounted for")


@contextmanager
def _heartbeat(ctx: ChunkContext) -> Iterator[None]:
    """Renew the lease while the handler works, in a thread with its own connection.

    Ends before anything is stored: the UPDATE of `complete` must not wait for it.
    """
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(conf.LEASE_S / 3):
            try:
                if not transitions.renew(ctx):
                    ctx.lost = True
                    break
            except DatabaseError:
                # the lease has room for two more tries
                log.warning(
                    "lease not renewed",
                    exc_info=True,
                    extra={"action": "renew_failed", "job": ctx.job.pk},
                )
        connections.close_all()  # this thread's own

    thread = threading.Thread(target=beat, name=f"lease-{ctx.chunk.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
