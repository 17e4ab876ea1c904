"""Messages: sent after the commit; a broker that is down breaks and delays nothing."""

from __future__ import annotations

import logging
import socket
import time

import pytest
from celery import current_app

from marketing_ai.jobs import dispatch, services, tasks
from marketing_ai.jobs.models import Job, JobState
from tests.jobs.conftest import make_job, rows, stored


@pytest.fixture
def broker():
    """Point the process's Celery app at another broker for one test."""
    app = current_app._get_current_object()
    before = app.conf.broker_url, app.conf.broker_write_url, app.conf.broker_transport_options

    def point(url):
        app.conf.broker_url = app.conf.broker_write_url = url
        app.conf.broker_transport_options = {}
        _forget_pools(app)

    yield point
    app.conf.broker_url, app.conf.broker_write_url, app.conf.broker_transport_options = before
    _forget_pools(app)


def _forget_pools(app):
    app.amqp._producer_pool = None
    app._pool = None


@pytest.fixture
def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def silent_port():
    """Something that takes connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(8)
        yield server.getsockname()[1]


@pytest.mark.parametrize("scheme", ["amqp", "redis"])
@pytest.mark.parametrize("port", ["closed_port", "silent_port"])
def test_a_broker_that_is_down_costs_a_warning_and_a_few_seconds(
    transactional_db, broker, caplog, request, scheme, port
):
    broker(f"{scheme}://127.0.0.1:{request.getfixturevalue(port)}//")
    start = time.monotonic()
    job = make_job()
    assert time.monotonic() - start < 2.5 * dispatch.CONNECT_S
    job.refresh_from_db()
    assert (job.state, job.dispatched, job.chunks.count()) == (JobState.QUEUED, None, 2)
    warning = next(r for r in caplog.records if getattr(r, "action", "") == "dispatch_failed")
    assert (warning.levelno, warning.job) == (logging.WARNING, job.pk)


def test_a_job_asked_for_while_the_broker_was_down_is_sent_by_the_sweep(
    workers, broker, closed_port
):
    good = current_app.conf.broker_url, current_app.conf.broker_transport_options
    broker(f"amqp://127.0.0.1:{closed_port}//")
    job = make_job()
    assert job.dispatched is None
    app = current_app._get_current_object()
    app.conf.broker_url = app.conf.broker_write_url = good[0]
    app.conf.broker_transport_options = good[1]
    _forget_pools(app)
    from django.utils import timezone

    assert services.sweep(now=timezone.now()).redispatched == 1
    job.refresh_from_db()
    assert job.dispatched is not None


def test_an_eager_app_does_a_whole_job_without_nesting(transactional_db, settings):
    app = current_app._get_current_object()
    app.conf.task_always_eager = True
    try:
        job = make_job(150, chunk_size=1)
    finally:
        app.conf.task_always_eager = False
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.DONE, 150)
    assert len(stored(job)) == len(rows(150))


def test_a_message_for_a_job_that_is_gone_does_nothing(db):
    tasks.run_chunk.apply((Job.objects.count() + 999,), throw=True)
    tasks.notify.apply((999,), throw=True)


def test_the_task_names_that_messages_carry_never_change():
    import marketing_ai.tasks

    assert {getattr(marketing_ai.tasks, name).name for name in marketing_ai.tasks.__all__} == {
        "marketing_ai.jobs.run_chunk",
        "marketing_ai.jobs.sweep",
        "marketing_ai.jobs.notify",
        "marketing_ai.copywriting.read_claims",
        "marketing_ai.reviews.drain",
        "marketing_ai.reviews.tend_themes",
    }
    assert tasks.run_chunk.acks_late
    assert tasks.run_chunk.reject_on_worker_lost


def test_a_queue_of_none_leaves_the_route_to_the_shop(settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "QUEUES": {"text": "gpu", "default": None}}
    assert [dispatch.queue_name(q) for q in ("text", "default", "ads")] == ["gpu", None, "ads"]
