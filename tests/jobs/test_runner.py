"""One process does a job's chunks: results, errors, crashes and cancels."""

from __future__ import annotations

import logging
import random
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketing_ai.exceptions import LeaseLost
from marketing_ai.jobs import handlers, runner, services, transitions
from marketing_ai.jobs.models import Job, JobChunk, JobState
from marketing_ai.jobs.runner import ChunkResult, run_chunk
from marketing_ai.signals import job_finished
from tests.jobs.conftest import drain, make_job, rows, stored, wait_for
from tests.jobs.workload import KIND


def claim(job, now=timezone.now, worker="w"):
    return transitions.claim(job.pk, worker=worker, now=now, rng=random.Random(1))


def complete(ctx):
    handler = runner.handler_for(KIND)
    transitions.complete(ctx, ChunkResult(done=ctx.rows), handler)


def at(moment):
    return lambda: moment


def later(seconds):
    moment = timezone.now() + timedelta(seconds=seconds)
    return lambda: moment


def test_each_row_is_stored_once_and_counted(db):
    job = drain(make_job(7, chunk_size=3))
    assert (job.state, job.done, job.failed) == (JobState.DONE, 7, 0)
    assert stored(job) == sorted(rows(7))
    assert job.result == {"stored": 7}
    assert job.started <= job.finished


def test_a_bad_row_is_listed_and_the_others_are_done(db):
    job = drain(make_job(4, bad=["row-1"]))
    assert (job.state, job.done, job.failed) == (JobState.DONE, 3, 1)
    error = job.errors.get()
    assert (error.item, error.label, error.code) == ("row-1", "Row-1", "bad")


def test_a_job_of_which_nothing_worked_has_failed(db):
    job = drain(make_job(2, bad=rows(2)))
    assert (job.state, job.done, job.failed) == (JobState.FAILED, 0, 2)


def test_an_unforeseen_fault_is_logged_with_the_job_and_ends_in_the_dead_letter(
    db, settings, caplog
):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "MAX_DELIVERIES": 3}
    job = drain(make_job(4, boom=["row-0"]))
    assert (job.state, job.done, job.failed) == (JobState.DONE, 2, 2)
    assert stored(job) == ["row-2", "row-3"]
    assert set(job.errors.values_list("item", "code")) == {
        ("row-0", "dead_letter"),
        ("row-1", "dead_letter"),
    }
    assert job.chunks.get(position=0).deliveries == 3
    faults = [r for r in caplog.records if getattr(r, "action", "") == "chunk_failed"]
    assert len(faults) == 3
    assert all(r.job == job.pk and "no plan for row-0" in r.exc_text for r in faults)


def test_a_result_with_rows_missing_is_no_success(db, caplog):
    job = drain(make_job(2, forget=["row-1"]))
    assert (job.state, job.done, job.failed) == (JobState.FAILED, 0, 2)
    assert stored(job) == []
    assert "1 of 2 rows" in caplog.text


def test_a_fault_while_storing_stores_nothing(db):
    job = drain(make_job(2, store_breaks=True))
    assert (job.state, job.done, job.failed) == (JobState.FAILED, 0, 2)
    assert stored(job) == []


def test_closing_counts_that_break_do_not_keep_the_job_open(db, caplog):
    job = drain(make_job(2, finish_breaks=True))
    assert (job.state, job.result) == (JobState.DONE, {})
    assert "no closing counts" in caplog.text


def test_an_error_of_the_whole_chunk_is_written_on_each_of_its_rows(db):
    job = drain(make_job(2, refuse=True))
    assert job.state == JobState.FAILED
    assert job.chunks.get().deliveries == 1  # trying again would not help
    assert list(job.errors.values_list("code", flat=True)) == ["no_facts", "no_facts"]
    assert "attributes" in job.errors.first().hint


def test_a_transient_error_is_waited_out_longer_each_time(db, settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "MAX_DELIVERIES": 1}
    job = make_job(2, flaky=3)
    waits, moment = [], timezone.now()
    for _ in range(3):
        assert not run_chunk(job.pk, now=at(moment), rng=random.Random(7))
        chunk = job.chunks.get()
        waits.append((chunk.not_before - moment).total_seconds())
        assert not run_chunk(job.pk, now=at(moment))  # too early
        assert job.chunks.get().deliveries == chunk.deliveries
        moment = chunk.not_before
    jitter = waits[0] / 5
    assert 0.8 <= jitter <= 1.2
    assert waits == pytest.approx([5 * jitter, 10 * jitter, 20 * jitter], abs=1e-3)
    run_chunk(job.pk, now=at(moment))
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 2)


def test_a_provider_that_stays_broken_does_not_loop_for_ever(db):
    job = make_job(2, flaky=99)
    moment = timezone.now()
    for _ in range(50):
        run_chunk(job.pk, now=at(moment))
        moment += timedelta(minutes=10)
    job.refresh_from_db()
    assert job.chunks.get().deliveries == transitions.MAX_RETRIES + 1
    assert job.state == JobState.FAILED
    assert set(job.errors.values_list("code", flat=True)) == {"provider_transient"}


def test_a_silent_workers_chunk_goes_to_another_and_its_late_result_is_dropped(db, settings):
    job = make_job(2)
    slow = claim(job)
    moment = later(settings.MARKETING_AI.get("LEASE_S", 60) + 1)
    assert claim(job, moment) is None  # not before the sweep took it back
    assert services.sweep(now=moment()).reclaimed == 1
    fast = claim(job, moment)
    complete(fast)
    with pytest.raises(LeaseLost):
        complete(slow)
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 2)
    assert stored(job) == rows(2)


def test_a_late_result_is_dropped_also_before_anyone_else_took_the_chunk(db):
    job = make_job(2)
    slow = claim(job)
    services.sweep(now=later(61)())
    with pytest.raises(LeaseLost):
        complete(slow)
    assert stored(job) == []


def test_a_lease_that_was_renewed_is_not_taken_back(db):
    job = make_job(2)
    ctx = claim(job)
    ctx.now = later(50)
    assert transitions.renew(ctx)
    assert services.sweep(now=later(70)()).reclaimed == 0


def test_a_chunk_that_kills_its_workers_is_set_aside(db, settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "MAX_DELIVERIES": 2}
    job = make_job(4)
    for n in range(2):
        moment = later(100 * n)
        assert claim(job, moment).chunk.position >= 0
        JobChunk.objects.filter(job=job, state=JobState.QUEUED, deliveries=0).update(
            state=JobState.CANCELLED
        )
        report = services.sweep(now=later(100 * n + 61)())
        assert (report.reclaimed, report.dead) == ((1, 0) if n == 0 else (0, 1))
    assert job.errors.filter(code="dead_letter").count() == 2
    job.refresh_from_db()
    assert (job.failed, job.is_open) == (2, False)


def test_no_more_chunks_run_at_once_than_allowed(db, settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "JOB_PARALLEL": 2}
    job = make_job(6)
    first = claim(job)
    assert claim(job) is not None
    assert claim(job) is None
    complete(first)
    assert claim(job) is not None


def test_a_worker_told_to_stop_gives_its_chunk_back_as_if_not_started(db):
    job = make_job(2, exit=["row-1"])
    with pytest.raises(SystemExit):
        run_chunk(job.pk)
    chunk = job.chunks.get()
    assert (chunk.state, chunk.deliveries, chunk.lease_until) == (JobState.QUEUED, 0, None)


def test_a_job_of_a_kind_that_this_release_does_not_know_waits(db, caplog):
    job = make_job(2)
    Job.objects.filter(pk=job.pk).update(kind="tests.from_the_next_release")
    assert not run_chunk(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert "unknown kind" in caplog.text
    assert services.sweep(now=timezone.now()).redispatched == 0


def test_those_who_hold_something_for_rows_are_told_when_the_rows_leave_a_worker(db):
    told = []
    handlers.on_release("test", lambda job, items: told.append((job.pk, list(items))))
    try:
        job = drain(make_job(2, boom=["row-0"]))
    finally:
        del handlers._on_release["test"]
    assert told == [(job.pk, rows(2))] * 3


def test_the_end_is_announced_once_after_the_commit(db, django_capture_on_commit_callbacks):
    heard = []

    def listen(sender, job, **kwargs):
        heard.append((job.pk, job.state))

    job_finished.connect(listen)
    try:
        job = make_job(4)
        with django_capture_on_commit_callbacks(execute=True):
            drain(job)
        assert not run_chunk(job.pk)
    finally:
        job_finished.disconnect(listen)
    assert heard == [(job.pk, JobState.DONE)]


def test_the_heartbeat_keeps_the_lease_of_slow_work(transactional_db, settings, tmp_path):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "LEASE_S": 0.8}
    gate = tmp_path / "gate"
    job = make_job(2, gate=str(gate))
    thread = threading.Thread(target=_in_thread, args=(job,))
    thread.start()
    first = wait_for(lambda: JobChunk.objects.filter(job=job, state=JobState.RUNNING).first())

    def renewed():
        assert services.sweep(now=timezone.now()).reclaimed == 0
        lease = JobChunk.objects.get(pk=first.pk).lease_until
        return lease - first.lease_until > timedelta(seconds=1.2)  # one and a half leases later

    wait_for(renewed)
    gate.touch()
    thread.join()
    job.refresh_from_db()
    assert (job.state, job.done, job.chunks.get().deliveries) == (JobState.DONE, 2, 1)


def test_ten_threads_store_each_row_once(transactional_db, settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "JOB_PARALLEL": 10}
    job = make_job(60, chunk_size=2)
    threads = [threading.Thread(target=_in_thread, args=(job,)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drain(job)
    assert (job.state, job.done) == (JobState.DONE, 60)
    assert stored(job) == sorted(rows(60))
    assert set(job.chunks.values_list("deliveries", flat=True)) == {1}


@pytest.mark.parametrize("n", [10, 2000])
def test_a_chunk_costs_the_same_queries_in_a_small_and_a_large_job(n, db):
    job = make_job(n)
    run_chunk(job.pk)  # the first one also starts the job
    with CaptureQueriesContext(connection) as seen:
        assert run_chunk(job.pk)
    statements = [q["sql"] for q in seen if "SAVEPOINT" not in q["sql"]]
    # kind, job, running, waiting, claim; chunk, [the handler's own], job, open?; waiting?
    assert len(statements) == 10, "\n".join(statements)


def _in_thread(job):
    try:
        while run_chunk(job.pk):
            pass
    finally:
        connections.close_all()


@pytest.fixture(autouse=True)
def _levels(caplog):
    caplog.set_level(logging.INFO, logger="marketing_ai")


def test_a_claim_reads_the_index_however_much_is_done(db):
    job = make_job(2)
    query = transitions.due(job.pk, timezone.now()).order_by("position")[:8]
    plan = query.explain()
    if connection.vendor == "sqlite":
        assert "mai_chunk_next" in plan, plan
        assert "TEMP B-TREE" not in plan, plan
