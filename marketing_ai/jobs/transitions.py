"""The state machine: every change of a chunk's or a job's state is one function here.

Guarantees, whatever workers, sweeps and cancels do at the same time:

- a chunk is changed only by a conditional UPDATE that must hit one row; whoever holds the
  claim proves it by the `fence`;
- a chunk's results, its row errors and the job's counts are stored in one transaction, once;
- locks are taken in the order chunk, results, job, so the last two chunks of a job wait for
  each other at the job's row, and the later one closes the job.

Each function costs the same number of queries however large the job is.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from marketing_ai.conf import conf
from marketing_ai.exceptions import LeaseLost
from marketing_ai.jobs import dispatch
from marketing_ai.jobs.handlers import ChunkContext, RowError, handler_for, released
from marketing_ai.jobs.models import OPEN_STATES, Job, JobChunk, JobRowError, JobState
from marketing_ai.signals import job_finished

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from marketing_ai.jobs.handlers import ChunkResult, Handler

CANDIDATES = 8  # a worker that lost the first of these to another picks among all of them
CLAIM_TRIES = 5
MAX_RETRIES = 8  # transient errors of one chunk: about 15 minutes with the back-off below
BACKOFF_S = 5.0
BACKOFF_MAX_S = 300.0

log = logging.getLogger("marketing_ai.jobs")


def claim(
    job_id: int, *, worker: str, now: Callable[[], datetime], rng: random.Random
) -> ChunkContext | None:
    """Take the next waiting chunk of the job, or None: nothing waits, or enough of it runs.

    Conditional UPDATE, so two workers never hold the same chunk; raises `fence` and
    `deliveries` and sets the lease. The job is running from its first claim on.
    """
    job = Job.objects.select_related("created_by").filter(pk=job_id).first()
    if job is None or not job.is_open or job.cancel_asked:
        return None
    for attempt in range(CLAIM_TRIES):
        moment = now()
        running = JobChunk.objects.filter(
            job=job, state=JobState.RUNNING, lease_until__gt=moment
        ).count()
        if running >= conf.JOB_PARALLEL:
            return None
        waiting = list(due(job_id, moment).order_by("position")[:CANDIDATES])
        if not waiting:
            return None
        # in order; whoever meets another worker there looks elsewhere, so no herd forms
        chunk = rng.choice(waiting) if attempt else waiting[0]
        with transaction.atomic():
            taken = JobChunk.objects.filter(
                pk=chunk.pk, state=JobState.QUEUED, fence=chunk.fence
            ).update(
                state=JobState.RUNNING,
                fence=chunk.fence + 1,
                deliveries=F("deliveries") + 1,
                lease_until=moment + timedelta(seconds=conf.LEASE_S),
                not_before=None,
                worker=worker[:120],
            )
            if taken and job.state == JobState.QUEUED:
                Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
                    state=JobState.RUNNING, started=moment
                )
        if taken:
            chunk.state, chunk.fence = JobState.RUNNING, chunk.fence + 1
            chunk.deliveries += 1
            log.info("chunk claimed", extra=_about(chunk, "chunk_claimed"))
            return ChunkContext(job, chunk, now=now)
    return None


def due(job_id: int, now: datetime) -> QuerySet[JobChunk]:
    """Chunks of the job that wait and may start now."""
    return JobChunk.objects.filter(job_id=job_id, state=JobState.QUEUED).filter(
        Q(not_before__isnull=True) | Q(not_before__lte=now)
    )


def renew(ctx: ChunkContext) -> bool:
    """Lengthen the lease; False when the claim no longer holds. One UPDATE."""
    return bool(_held(ctx).update(lease_until=ctx.now() + timedelta(seconds=conf.LEASE_S)))


def complete(ctx: ChunkContext, result: ChunkResult, handler: Handler) -> None:
    """Store a chunk's results and move the counts, all or nothing.

    Raises LeaseLost when the chunk is another worker's by now: nothing is stored.
    """
    whole = len(result.done) + len(result.errors) == len(ctx.rows)
    with transaction.atomic():
        state = JobState.DONE if whole else JobState.CANCELLED
        if _held(ctx).update(state=state, lease_until=None) != 1:
            raise LeaseLost()
        handler.store(result, ctx)
        _close_rows(ctx.job, n_done=len(result.done), errors=result.errors, now=ctx.now())
    log.info("chunk stored", extra=_about(ctx.chunk, "chunk_stored"))


def put_back(ctx: ChunkContext, *, transient: bool, rng: random.Random) -> float | None:
    """Give the chunk to whoever comes next; seconds until it may start, None if it may not.

    transient: an error that may pass, counted apart from broken workers and waited out:
    5 s, doubled each time up to 5 minutes, with ±20 % jitter so that chunks spread.
    Raises LeaseLost when the claim no longer holds.
    """
    delay = 0.0
    if transient:
        delay = min(BACKOFF_MAX_S, BACKOFF_S * 2**ctx.chunk.retries) * rng.uniform(0.8, 1.2)
    with transaction.atomic():
        if not _requeue(
            ctx.chunk,
            not_before=ctx.now() + timedelta(seconds=delay) if transient else None,
            retries=ctx.chunk.retries + 1 if transient else ctx.chunk.retries,
        ):
            raise LeaseLost()
        wanted = _after_requeue(ctx.job, ctx.chunk, now=ctx.now())
    log.info("chunk put back", extra=_about(ctx.chunk, "chunk_put_back"))
    return delay if wanted else None


def give_back(ctx: ChunkContext) -> None:
    """Undo the claim because this worker is told to stop: it counts as not started."""
    with transaction.atomic():
        if _requeue(ctx.chunk, deliveries=max(0, ctx.chunk.deliveries - 1)):
            _after_requeue(ctx.job, ctx.chunk, now=ctx.now())


def bury(ctx: ChunkContext, errors: Sequence[RowError]) -> None:
    """Set the chunk aside as failed; each of its rows gets its error. The dead letter.

    Raises LeaseLost when the claim no longer holds.
    """
    with transaction.atomic():
        if _held(ctx).update(state=JobState.FAILED, lease_until=None) != 1:
            raise LeaseLost()
        released(ctx.job, ctx.rows)
        _close_rows(ctx.job, n_done=0, errors=errors, now=ctx.now())
    log.error("chunk set aside", extra=_about(ctx.chunk, "chunk_buried"))


def bury_expired(ctx: ChunkContext, errors: Sequence[RowError]) -> bool:
    """The same for the sweep: only while the lease is over; False when someone was faster."""
    found = _held(ctx).filter(lease_until__lte=ctx.now())
    with transaction.atomic():
        # takes the row's lock, so that its worker cannot renew or store in between
        if found.update(worker=F("worker")) != 1:
            return False
        bury(ctx, errors)
    return True


def drop(ctx: ChunkContext) -> None:
    """Close the chunk of a cancelled job without results. Raises LeaseLost."""
    with transaction.atomic():
        if _held(ctx).update(state=JobState.CANCELLED, lease_until=None) != 1:
            raise LeaseLost()
        released(ctx.job, ctx.rows)
        close_if_last(ctx.job.pk, now=ctx.now())


def reclaim(chunk: JobChunk, *, now: datetime) -> bool:
    """Take back a running chunk whose lease ran out; False when someone else was faster."""
    with transaction.atomic():
        found = JobChunk.objects.filter(
            pk=chunk.pk, fence=chunk.fence, state=JobState.RUNNING, lease_until__lte=now
        )
        if found.update(state=JobState.QUEUED, lease_until=None) != 1:
            return False
        _after_requeue(chunk.job, chunk, now=now)
    log.warning("lease ran out", extra=_about(chunk, "chunk_reclaimed"))
    return True


def is_spent(chunk: JobChunk) -> bool:
    """Whether a chunk was started too often: what breaks its workers is in the chunk."""
    return chunk.deliveries - chunk.retries >= conf.MAX_DELIVERIES


def ask_cancel(job_id: int, *, now: datetime) -> bool:
    """Cancel what waits, and let running chunks see it; False when the job is not open.

    Chunks first, the job's row after (the order of all others), then once more chunks: one
    that was put back while we waited for the job's row must not be left waiting.
    """
    waiting = JobChunk.objects.filter(job_id=job_id, state=JobState.QUEUED)
    with transaction.atomic():
        if not Job.objects.filter(pk=job_id, state__in=OPEN_STATES).exists():
            return False
        waiting.update(state=JobState.CANCELLED)
        if not Job.objects.filter(pk=job_id, state__in=OPEN_STATES).update(cancel_asked=now):
            return False  # its last chunk was stored meanwhile; nothing waited
        waiting.update(state=JobState.CANCELLED)
        close_if_last(job_id, now=now)
    return True


def close_if_last(job_id: int, *, now: datetime) -> None:
    """Close the job when none of its chunks is open; called with the job's row locked.

    Announced after the commit: the signal `job_finished`, e-mail and webhook.
    """
    if JobChunk.objects.filter(job_id=job_id, state__in=OPEN_STATES).exists():
        return
    job = Job.objects.get(pk=job_id)
    if not job.is_open:
        return
    if job.cancel_asked and job.done + job.failed < job.total:
        job.state = JobState.CANCELLED
    else:
        job.state = JobState.DONE if job.done else JobState.FAILED
    job.started = job.started or now
    job.finished = now
    job.notify_due = now if job.notify_email or job.notify_webhook else None
    job.result = {**job.result, **_closing_counts(job)}
    job.save(update_fields=["state", "started", "finished", "notify_due", "result"])
    log.info("job closed", extra={"action": "job_closed", "job": job.pk, "state": job.state})
    transaction.on_commit(partial(_announce, job), robust=True)


def _held(ctx: ChunkContext) -> QuerySet[JobChunk]:
    """The chunk, as long as it is this claim's."""
    return JobChunk.objects.filter(pk=ctx.chunk.pk, fence=ctx.fence, state=JobState.RUNNING)


def _requeue(chunk: JobChunk, **fields: object) -> int:
    return JobChunk.objects.filter(pk=chunk.pk, fence=chunk.fence, state=JobState.RUNNING).update(
        state=JobState.QUEUED, lease_until=None, **fields
    )


def _after_requeue(job: Job, chunk: JobChunk, *, now: datetime) -> bool:
    """Make the sweep send a message again, or cancel; False when the job was cancelled.

    The UPDATE also locks the job's row, so a cancel is either seen here or sees this chunk.
    """
    released(job, chunk.items)
    Job.objects.filter(pk=job.pk).update(dispatched=None)
    if not Job.objects.filter(pk=job.pk, cancel_asked__isnull=False).exists():
        return True
    JobChunk.objects.filter(pk=chunk.pk, state=JobState.QUEUED).update(state=JobState.CANCELLED)
    close_if_last(job.pk, now=now)
    return False


def _close_rows(job: Job, *, n_done: int, errors: Sequence[RowError], now: datetime) -> None:
    """Write row errors and move the job's counts; close the job after its last chunk."""
    JobRowError.objects.bulk_create(
        [
            JobRowError(
                job=job,
                item=error.item,
                label=error.label[:300],
                code=error.code,
                message=str(error.message),
                hint=str(error.hint),
            )
            for error in errors
        ],
        ignore_conflicts=True,
    )
    # `dispatched`: the worker sends itself a message next, so the sweep has no reason to
    Job.objects.filter(pk=job.pk).update(
        done=F("done") + n_done, failed=F("failed") + len(errors), dispatched=now
    )
    close_if_last(job.pk, now=now)


def _closing_counts(job: Job) -> dict[str, object]:
    """The handler's closing counts; a fault in them must not keep the job open for ever."""
    try:
        with transaction.atomic():
            return dict(handler_for(job.kind).finish(job) or {})
    except Exception:
        log.exception("closing counts failed", extra={"action": "job_finish", "job": job.pk})
        return {}


def _announce(job: Job) -> None:
    job_finished.send_robust(sender=Job, job=job)
    if job.notify_due is not None:
        dispatch.send_notify(job.pk)


def _about(chunk: JobChunk, action: str) -> dict[str, object]:
    return {
        "action": action,
        "job": chunk.job_id,
        "chunk": chunk.position,
        "fence": chunk.fence,
        "deliveries": chunk.deliveries,
    }
