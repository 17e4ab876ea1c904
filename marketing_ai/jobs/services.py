"""What can be done with jobs: ask for, cancel, run failures again, sweep, measure.

Who may do it is the caller's question; these functions check only states.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from marketing_ai.conf import conf
from marketing_ai.exceptions import ConfigurationError, NothingSelected, WrongState
from marketing_ai.jobs import dispatch, handlers, notify, transitions
from marketing_ai.jobs.models import OPEN_STATES, Job, JobChunk, JobState
from marketing_ai.jobs.runner import dead_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.contrib.auth.models import AbstractUser

ITEM_LENGTH = 128  # characters of a row's key, as JobRowError keeps it
INSERT_BATCH = 1000  # chunks an INSERT
SWEEP_LIMIT = 500  # chunks or jobs of each sort a sweep; the next one goes on
MEASURED_JOBS = 10

log = logging.getLogger("marketing_ai.jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a job stands, in rows."""

    total: int
    done: int
    failed: int
    state: str
    rows_per_s: float | None  # None: nothing measured yet
    eta_s: float | None  # None: finished, or nothing measured yet


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepReport:
    """What one sweep found left behind."""

    reclaimed: int  # chunks whose lease ran out, queued again
    dead: int  # chunks set aside after too many starts
    redispatched: int  # jobs whose message was sent again
    notified: int  # finished jobs that were told about
    tidied: int = 0  # what other slices found: reservations given back, reviews missed


def create_job(
    *,
    kind: str,
    items: Sequence[str],
    params: dict[str, Any],
    store: str,
    actor: AbstractUser | None,
    chunk_size: int | None = None,
    notify_email: str = "",
    notify_webhook: str = "",
    rerun_of: Job | None = None,
) -> Job:
    """Write a job and its chunks in the caller's transaction; workers are told on commit.

    items: keys of the rows, at most 128 characters each; one named twice counts once.
    Raises NothingSelected without rows, WebhookRefused, ConfigurationError for an unknown
    kind. A broker that is down does not matter: the sweep sends the message later.
    """
    handlers.handler_for(kind)
    rows = list(dict.fromkeys(items))
    if not rows:
        raise NothingSelected()
    if any(len(row) > ITEM_LENGTH for row in rows):
        raise ValueError(f"A row's key has more than {ITEM_LENGTH} characters.")
    if notify_webhook:
        notify.check_webhook(notify_webhook)
    size = max(1, chunk_size or conf.CHUNK_SIZE)
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind,
            store=store,
            params=params,
            created_by_id=actor.pk if actor else None,
            rerun_of=rerun_of,
            total=len(rows),
            notify_email=notify_email,
            notify_webhook=notify_webhook,
        )
        chunks = (
            JobChunk(job=job, position=n, items=part) for n, part in enumerate(_parts(rows, size))
        )
        while batch := list(islice(chunks, INSERT_BATCH)):
            JobChunk.objects.bulk_create(batch)
        transaction.on_commit(partial(_send_first, job, -(-len(rows) // size)), robust=True)
    log.info("job written", extra={"action": "job_created", "job": job.pk, "rows": len(rows)})
    return job


def cancel_job(job: Job, *, actor: AbstractUser | None) -> Job:
    """Cancel what waits at once; running chunks stop at their next look, finished rows stay.

    Raises WrongState when the job is closed. The job is `cancelled` when nothing runs any more.
    """
    if not transitions.ask_cancel(job.pk, now=timezone.now()):
        job.refresh_from_db()
        raise WrongState(state=job.get_state_display())
    log.info(
        "job cancelled",
        extra={"action": "job_cancel", "job": job.pk, "actor": actor.pk if actor else None},
    )
    job.refresh_from_db()
    return job


def rerun_failures(job: Job, *, actor: AbstractUser | None) -> Job:
    """A new job of the rows that failed in this one.

    Raises WrongState while the job is open, NothingSelected when no row failed.
    """
    job.refresh_from_db()
    if job.is_open:
        raise WrongState(state=job.get_state_display())
    items = list(job.errors.order_by("pk").values_list("item", flat=True))
    return create_job(
        kind=job.kind,
        items=items,
        params=job.params,
        store=job.store,
        actor=actor,
        notify_email=job.notify_email,
        notify_webhook=job.notify_webhook,
        rerun_of=job,
    )


def progress(job: Job, *, now: datetime | None = None) -> Progress:
    """Where the job stands, from the row as it was read. No query."""
    rows = job.done + job.failed
    rate = None
    if job.started is not None and rows:
        seconds = ((job.finished or now or timezone.now()) - job.started).total_seconds()
        rate = rows / seconds if seconds > 0 else None
    eta = (job.total - rows) / rate if rate and job.is_open else None
    return Progress(
        total=job.total,
        done=job.done,
        failed=job.failed,
        state=job.state,
        rows_per_s=rate,
        eta_s=eta,
    )


def estimate_seconds(kind: str, n: int) -> float | None:
    """How long `n` rows of this kind take, by the median rate of the last ten done jobs.

    None: not measured yet. Time in the queue is not part of it.
    """
    found = Job.objects.filter(
        kind=kind, state=JobState.DONE, started__isnull=False, finished__gt=F("started")
    ).order_by("-finished")
    measured = found.values_list("done", "failed", "started", "finished")[:MEASURED_JOBS]
    rates = [
        (done + failed) / (finished - started).total_seconds()
        for done, failed, started, finished in measured
        if started is not None and finished is not None
    ]
    return n / median(rates) if rates else None


def sweep(*, now: datetime) -> SweepReport:
    """Bring back what crashed workers, lost messages and a dead broker left behind.

    Safe to run at any time, in many processes at once.
    """
    reclaimed, dead = _expired(now)
    _cancelled_leftovers(now)
    report = SweepReport(
        reclaimed=reclaimed,
        dead=dead,
        redispatched=_resend(now),
        notified=_notify_due(now),
        tidied=handlers.swept(now),
    )
    if report.reclaimed or report.dead or report.redispatched or report.tidied:
        log.warning(
            "sweep found work left behind",
            extra={
                "action": "sweep",
                "reclaimed": report.reclaimed,
                "dead": report.dead,
                "redispatched": report.redispatched,
                "tidied": report.tidied,
            },
        )
    return report


# --- helpers ----------------------------------------------------------------------------


def _parts(rows: list[str], size: int) -> Iterable[list[str]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _send_first(job: Job, n_chunks: int) -> None:
    queue = handlers.handler_for(job.kind).queue
    dispatch.send_job(job.pk, n=min(n_chunks, conf.JOB_PARALLEL), queue=queue)


def _expired(now: datetime) -> tuple[int, int]:
    """Chunks whose worker is silent: (queued again, set aside)."""
    reclaimed = dead = 0
    found = JobChunk.objects.filter(lease_until__lte=now).select_related("job__created_by")
    for chunk in found.order_by("lease_until")[:SWEEP_LIMIT]:
        if transitions.is_spent(chunk):
            ctx = handlers.ChunkContext(chunk.job, chunk, now=lambda: now)
            dead += transitions.bury_expired(ctx, dead_letter(ctx.rows, chunk.deliveries))
        else:
            reclaimed += transitions.reclaim(chunk, now=now)
    return reclaimed, dead


def _cancelled_leftovers(now: datetime) -> None:
    """Cancel again where chunks came back to the queue after the cancel."""
    for pk in (
        Job.objects.filter(
            state__in=OPEN_STATES, cancel_asked__isnull=False, chunks__state=JobState.QUEUED
        )
        .values_list("pk", flat=True)
        .distinct()[:SWEEP_LIMIT]
    ):
        transitions.ask_cancel(pk, now=now)


def _resend(now: datetime) -> int:
    """Send again for open jobs that wait too long; stops at the first refusal of the broker."""
    late = now - timedelta(seconds=conf.DISPATCH_AFTER_S)
    waiting = Q(chunks__state=JobState.QUEUED) & (
        Q(chunks__not_before__isnull=True) | Q(chunks__not_before__lte=now)
    )
    found = (
        Job.objects.filter(state__in=OPEN_STATES, cancel_asked__isnull=True)
        .filter(Q(dispatched__isnull=True) | Q(dispatched__lte=late))
        .annotate(
            n_due=Count("chunks", filter=waiting),
            n_running=Count("chunks", filter=Q(chunks__state=JobState.RUNNING)),
        )
        .filter(n_due__gt=0)
        .order_by(F("dispatched").asc(nulls_first=True), "pk")
    )
    sent = 0
    for job in found[:SWEEP_LIMIT]:
        # Workers that run pass the message on, however long a chunk takes; NULL says that a
        # chunk came back, and with it a message was lost.
        n = min(job.n_due, conf.JOB_PARALLEL - job.n_running)
        if n <= 0 or (job.n_running and job.dispatched is not None):
            continue
        try:
            queue = handlers.handler_for(job.kind).queue
        except ConfigurationError:
            log.exception("unknown kind of job", extra={"action": "job_unknown", "job": job.pk})
            continue
        # whoever changes `dispatched` sends: two sweeps at once do not double the messages
        mine = Job.objects.filter(pk=job.pk, dispatched=job.dispatched)
        if job.dispatched is None:
            mine = Job.objects.filter(pk=job.pk, dispatched__isnull=True)
        if not mine.update(dispatched=now):
            continue
        if not dispatch.send_job(job.pk, n=n, queue=queue):
            Job.objects.filter(pk=job.pk).update(dispatched=job.dispatched)
            break
        sent += 1
    return sent


def _notify_due(now: datetime) -> int:
    due = Job.objects.filter(notify_due__lte=now).order_by("notify_due")
    return sum(notify.notify(pk, now=now) for pk in due.values_list("pk", flat=True)[:SWEEP_LIMIT])
