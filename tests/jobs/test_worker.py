"""Real Celery workers on a real broker: what a crash, a doubled or a lost message does.

Broker and database are those of the test run; `test_servers` repeats this module on
PostgreSQL and RabbitMQ.
"""

from __future__ import annotations

import os
import signal

from django.utils import timezone

from marketing_ai.jobs import services, tasks
from marketing_ai.jobs.models import JobChunk, JobState
from tests.jobs.conftest import make_job, rows, stored, wait_for


def running(job):
    return JobChunk.objects.filter(job=job, state=JobState.RUNNING)


def closed(job):
    """The job once it is closed, with sweeps as beat would send them."""

    def look():
        services.sweep(now=timezone.now())
        job.refresh_from_db()
        return not job.is_open

    wait_for(look, every=0.2)
    return job


def test_a_worker_killed_in_the_middle_loses_no_row_and_doubles_none(workers, tmp_path):
    gate = tmp_path / "gate"
    job = make_job(12, chunk_size=4, gate=str(gate))
    victim = workers.start()
    wait_for(running(job).exists)
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()
    assert stored(job) == []
    gate.touch()
    workers.start()
    closed(job)
    assert (job.state, job.done, job.failed) == (JobState.DONE, 12, 0)
    assert stored(job) == sorted(rows(12))
    assert sorted(job.chunks.values_list("deliveries", flat=True)) == [1, 1, 2]


def test_the_same_message_delivered_twice_at_once_has_one_effect(workers, tmp_path):
    gate = tmp_path / "gate"
    job = make_job(2, gate=str(gate))
    for _ in range(5):
        tasks.run_chunk.apply_async((job.pk,), queue=workers.queue)
    workers.start()
    workers.start()
    other = make_job(2)  # done while the first one's chunk is held: its second message was too
    wait_for(running(job).exists)
    closed(other)
    assert running(job).count() == 1
    gate.touch()
    closed(job)
    assert (job.state, stored(job)) == (JobState.DONE, rows(2))
    assert job.chunks.get().deliveries == 1


def test_a_row_that_kills_its_worker_is_set_aside_and_the_job_ends(workers):
    job = make_job(6, poison=["row-2"])
    workers.start(pool="prefork")
    closed(job)
    assert (job.state, job.done, job.failed) == (JobState.DONE, 4, 2)
    assert stored(job) == ["row-0", "row-1", "row-4", "row-5"]
    assert set(job.errors.values_list("item", "code")) == {
        ("row-2", "dead_letter"),
        ("row-3", "dead_letter"),
    }
    assert job.chunks.get(position=1).deliveries == 2


def test_a_worker_that_is_asked_to_stop_finishes_its_chunk(workers, tmp_path):
    gate = tmp_path / "gate"
    job = make_job(20, gate=str(gate))
    worker = workers.start()
    wait_for(running(job).exists)
    worker.send_signal(signal.SIGTERM)
    gate.touch()
    assert worker.wait(timeout=15) == 0
    job.refresh_from_db()
    assert not running(job).exists()
    assert 2 <= job.done < 20
    assert len(stored(job)) == job.done
    workers.start()
    closed(job)
    assert (job.state, job.done) == (JobState.DONE, 20)
    assert set(job.chunks.values_list("deliveries", flat=True)) == {1}  # none was broken off
