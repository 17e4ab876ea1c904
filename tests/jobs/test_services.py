"""Asking for jobs, cancelling, running failures again, sweeping, measuring."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketing_ai.exceptions import ConfigurationError, NothingSelected, WrongState
from marketing_ai.jobs import dispatch, services, tasks
from marketing_ai.jobs.models import Job, JobChunk, JobState
from marketing_ai.jobs.notify import WebhookRefused
from marketing_ai.jobs.runner import run_chunk
from tests.jobs import workload
from tests.jobs.conftest import drain, make_job, stored, wait_for
from tests.jobs.test_runner import claim, complete, later

# --- asking -----------------------------------------------------------------------------


def test_a_row_named_twice_counts_once(db):
    job = services.create_job(
        kind=workload.KIND, items=["a", "b", "a"], params={}, store="north", actor=None
    )
    assert (job.total, job.store, job.chunks.get().items) == (2, "north", ["a", "b"])


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"items": []}, NothingSelected),
        ({"kind": "tests.unknown"}, ConfigurationError),
        ({"items": ["x" * 129]}, ValueError),
        ({"notify_webhook": "ftp://shop.example/hook"}, WebhookRefused),
        ({"notify_webhook": "file:///etc/passwd"}, WebhookRefused),
        ({"notify_webhook": "https://user:word@shop.example/"}, WebhookRefused),
        ({"notify_webhook": "https://[::1/"}, WebhookRefused),
    ],
)
def test_a_request_that_cannot_be_done_writes_nothing(db, changes, error):
    request = {"kind": workload.KIND, "items": ["a"], "params": {}, "store": "", "actor": None}
    with pytest.raises(error):
        services.create_job(**{**request, **changes})
    assert not Job.objects.exists()


def test_a_hundred_thousand_rows_are_written_in_few_statements(db, connection_queries):
    with connection_queries() as seen:
        job = services.create_job(
            kind=workload.KIND,
            items=[str(i) for i in range(100_000)],
            params={},
            store="default",
            actor=None,
            chunk_size=8,
        )
    assert job.chunks.count() == 12_500
    assert len(seen) < 300
    assert job.chunks.get(position=12_499).items[-1] == "99999"


def test_a_job_in_a_transaction_that_rolls_back_was_never_there(
    transactional_db, monkeypatch, limits
):
    sent = []
    monkeypatch.setattr(dispatch, "send_job", lambda *a, **k: sent.append(a))
    with pytest.raises(RuntimeError), transaction.atomic():
        make_job()
        raise RuntimeError("the shop's own view failed")
    assert (Job.objects.count(), JobChunk.objects.count(), sent) == (0, 0, [])
    make_job()
    assert len(sent) == 1


# --- cancelling -------------------------------------------------------------------------


def test_cancelling_a_waiting_job_ends_it_at_once(db):
    job = services.cancel_job(make_job(), actor=None)
    assert (job.state, job.done, job.failed) == (JobState.CANCELLED, 0, 0)
    assert set(job.chunks.values_list("state", flat=True)) == {JobState.CANCELLED}
    assert not run_chunk(job.pk)
    with pytest.raises(WrongState):
        services.cancel_job(job, actor=None)


@pytest.mark.parametrize("raises", [False, True])
def test_a_running_chunk_sees_the_cancel_and_finished_rows_stay(
    transactional_db, settings, tmp_path, raises
):
    job = make_job(6, gate=str(tmp_path / "never"), raise_when_cancelled=raises)
    done = claim(job)
    complete(done)
    thread = threading.Thread(target=_one, args=(job,))
    thread.start()
    wait_for(lambda: JobChunk.objects.filter(job=job, state=JobState.RUNNING).exists())
    cancelled = services.cancel_job(job, actor=None)
    assert cancelled.is_open  # until its chunk has seen it
    thread.join(timeout=10)
    assert not thread.is_alive()
    job.refresh_from_db()
    assert (job.state, job.done, job.failed) == (JobState.CANCELLED, 2, 0)
    assert stored(job) == sorted(done.rows)


def test_a_cancel_that_comes_after_the_last_row_leaves_the_job_done(db):
    job = make_job(2)
    ctx = claim(job)
    services.cancel_job(job, actor=None)
    complete(ctx)
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 2)


@pytest.mark.parametrize("way", ["crash", "fault"])
def test_a_chunk_that_breaks_after_the_cancel_is_not_started_again(db, way):
    job = make_job(4, boom=["row-0", "row-2"])
    ctx = claim(job)
    services.cancel_job(job, actor=None)
    if way == "crash":
        services.sweep(now=later(61)())
    else:
        from marketing_ai.jobs import transitions

        transitions.put_back(ctx, transient=False, rng=None)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert not run_chunk(job.pk)


def test_a_chunk_left_waiting_in_a_cancelled_job_is_found_by_the_sweep(db):
    job = make_job(4)
    Job.objects.filter(pk=job.pk).update(cancel_asked=timezone.now())
    assert claim(job) is None
    services.sweep(now=timezone.now())
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


# --- running failures again -------------------------------------------------------------


def test_only_failed_rows_run_again(db, django_user_model):
    user = django_user_model.objects.create(username="ada")
    job = drain(make_job(6, bad=["row-1", "row-4"], note="x"))
    again = services.rerun_failures(job, actor=user)
    assert (again.rerun_of, again.created_by, again.total) == (job, user, 2)
    assert [item for chunk in again.chunks.all() for item in chunk.items] == ["row-1", "row-4"]
    assert again.params == job.params


def test_an_open_job_or_one_without_failures_is_not_run_again(db):
    with pytest.raises(WrongState):
        services.rerun_failures(make_job(), actor=None)
    with pytest.raises(NothingSelected):
        services.rerun_failures(drain(make_job()), actor=None)


# --- sweeping ---------------------------------------------------------------------------


@pytest.fixture
def sent(monkeypatch):
    """Messages that went out: (job, how many, queue); the broker takes them all."""
    out = []

    def send(task, job_id, *, n=1, queue, countdown=0.0):
        out.append((job_id, n, queue))
        return True

    monkeypatch.setattr(dispatch, "send", send)
    return out


def test_a_job_whose_message_was_lost_is_sent_again_after_a_while_and_not_before(db, sent):
    job = make_job(20)
    Job.objects.filter(pk=job.pk).update(dispatched=timezone.now())
    assert services.sweep(now=later(30)()).redispatched == 0
    moment = later(61)()
    assert services.sweep(now=moment).redispatched == 1
    assert sent == [(job.pk, 4, "default")]
    # the same moment again: the job was sent just now
    Job.objects.filter(pk=job.pk).update(dispatched=moment)
    assert services.sweep(now=moment).redispatched == 0


def test_a_chunk_that_waits_for_a_provider_is_not_sent_before_its_time(db, sent):
    job = make_job(2, flaky=1)
    run_chunk(job.pk)
    Job.objects.filter(pk=job.pk).update(dispatched=None)  # its message was lost
    assert services.sweep(now=timezone.now()).redispatched == 0
    assert services.sweep(now=later(10)()).redispatched == 1


def test_as_many_messages_are_sent_as_chunks_may_still_start(db, sent):
    job = make_job(20)
    for _ in range(3):
        claim(job)
    Job.objects.filter(pk=job.pk).update(dispatched=None)
    services.sweep(now=timezone.now())
    assert sent == [(job.pk, 1, "default")]


def test_a_broker_that_is_down_in_the_sweep_leaves_the_job_for_the_next(db, monkeypatch):
    job = make_job(2)
    monkeypatch.setattr(dispatch, "send", lambda *a, **k: False)
    assert services.sweep(now=timezone.now()).redispatched == 0
    job.refresh_from_db()
    assert job.dispatched is None


def test_two_sweeps_at_once_send_one_message(db, sent, monkeypatch):
    job = make_job(2)
    moment = later(61)()
    real = dispatch.send_job

    def send_and_sweep(*args, **kwargs):
        monkeypatch.setattr(dispatch, "send_job", real)
        assert services.sweep(now=moment).redispatched == 0
        return real(*args, **kwargs)

    monkeypatch.setattr(dispatch, "send_job", send_and_sweep)
    assert services.sweep(now=moment).redispatched == 1
    assert [job_id for job_id, _n, _queue in sent] == [job.pk]


def test_the_sweep_asks_as_often_however_much_was_done(db, connection_queries):
    def asked():
        with connection_queries() as seen:
            services.sweep(now=timezone.now())
        return [q["sql"] for q in seen]

    drain(make_job(1))
    asked()  # a first sweep may make the rows that others find
    once = asked()
    for _ in range(3):
        drain(make_job(4))
    assert len(asked()) == len(once)
    of_jobs = [sql for sql in once if sql.startswith("SELECT") and '"marketing_ai_job' in sql]
    assert len(of_jobs) <= 5, of_jobs  # expired, cancelled, late, due, reservations


def test_the_command_says_what_it_found(db, sent, capsys):
    make_job(2)
    call_command("marketing_ai_sweep")
    assert "1 jobs sent again" in capsys.readouterr().out


def test_switched_off_the_tasks_ask_the_database_nothing(
    db, settings, django_assert_num_queries, sent
):
    job = make_job(2)
    settings.MARKETING_AI = {**settings.MARKETING_AI, "ENABLED": False}
    with django_assert_num_queries(0):
        tasks.run_chunk.apply((job.pk,))
        tasks.sweep.apply()
        tasks.notify.apply((job.pk,))
        call_command("marketing_ai_sweep")


# --- measuring --------------------------------------------------------------------------


def test_progress_counts_rows_and_foretells_the_end():
    start = timezone.now()
    job = Job(total=100, done=18, failed=2, state=JobState.RUNNING, started=start)
    progress = services.progress(job, now=start + timedelta(seconds=40))
    assert (progress.total, progress.done, progress.failed) == (100, 18, 2)
    assert (progress.rows_per_s, progress.eta_s) == (0.5, 160.0)


def test_progress_is_unknown_before_the_first_row():
    progress = services.progress(Job(total=9, started=timezone.now()))
    assert (progress.rows_per_s, progress.eta_s) == (None, None)


def test_a_closed_job_keeps_its_rate_and_has_no_end_to_foretell():
    start = timezone.now()
    job = Job(total=10, done=10, state=JobState.DONE, started=start)
    job.finished = start + timedelta(seconds=5)
    progress = services.progress(job, now=start + timedelta(hours=1))
    assert (progress.rows_per_s, progress.eta_s) == (2.0, None)


def test_the_estimate_is_measured_on_done_jobs_of_the_same_kind(db):
    assert services.estimate_seconds(workload.KIND, 10) is None
    end = timezone.now()
    for seconds in (10, 20, 1000):  # 1, 2 and 0.02 rows a second: the median is not moved by one
        Job.objects.create(
            kind=workload.KIND,
            state=JobState.DONE,
            total=20,
            done=20,
            started=end - timedelta(seconds=seconds),
            finished=end,
        )
    Job.objects.create(kind="other", state=JobState.DONE, started=end, finished=end)
    assert services.estimate_seconds(workload.KIND, 50) == 50.0


def _one(job):
    try:
        run_chunk(job.pk)
    finally:
        connections.close_all()


@pytest.fixture
def connection_queries():
    """Capture the statements of the default connection."""
    return lambda: CaptureQueriesContext(connections["default"])
