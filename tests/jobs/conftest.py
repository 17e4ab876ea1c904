"""Jobs of the test's handler, and real workers that do them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from celery import current_app
from django.db import connection

from marketing_ai.jobs import services
from marketing_ai.jobs.runner import run_chunk
from tests.jobs import workload

ROOT = Path(__file__).resolve().parents[2]
LIMITS = {"LEASE_S": 1.5, "DISPATCH_AFTER_S": 0.5, "MAX_DELIVERIES": 2, "JOB_PARALLEL": 2}


def rows(n):
    """Keys of `n` rows."""
    return [f"row-{i}" for i in range(n)]


def make_job(n=4, *, chunk_size=2, actor=None, notify_email="", notify_webhook="", **params):
    """A job of `n` rows; params say what they do."""
    return services.create_job(
        kind=workload.KIND,
        items=rows(n),
        params=params,
        store="default",
        actor=actor,
        chunk_size=chunk_size,
        notify_email=notify_email,
        notify_webhook=notify_webhook,
    )


def drain(job, **kwargs):
    """Do what may start now, in this process."""
    while run_chunk(job.pk, **kwargs):
        pass
    job.refresh_from_db()
    return job


def stored(job):
    """Which rows were stored, sorted; a row stored twice is there twice."""
    return sorted(workload.stored(job).values_list("object_pk", flat=True))


def wait_for(condition, *, seconds=30, every=0.05):
    """Poll until the condition holds; fail after the deadline."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(every)
    raise AssertionError(f"not within {seconds} s: {condition}")


class Workers:
    """Starts Celery workers as processes of their own, and ends those that it started."""

    def __init__(self, queue, log):
        self.queue, self.log, self.running = queue, log, []

    def start(self, *, pool=None):
        # a solo worker on RabbitMQ sees messages up to ten seconds late (its loop acknowledges
        # only after the next frame), which is nothing that these tests are about
        on_amqp = str(current_app.conf.broker_url).startswith(("amqp", "pyamqp"))
        pool = pool or ("threads" if on_amqp else "solo")
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.jobs.worker_settings",
            "WORKER_DB_NAME": str(connection.settings_dict["NAME"]),
            "WORKER_MARKETING_AI": json.dumps({**LIMITS, "QUEUES": {"default": self.queue}}),
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "celery", "-A", "shop_demo", "worker"]
        command += [f"--pool={pool}", "-c", "1", "-Q", self.queue, "-l", "info"]
        command += ["-I", "tests.jobs.workload", "-n", f"{uuid.uuid4().hex[:8]}@test"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        process = subprocess.Popen(
            command, env=env, cwd=ROOT, stdout=self.log, stderr=subprocess.STDOUT
        )
        self.running.append(process)
        return process

    def stop(self):
        """End them the hard way: it is quick, and no test looks at what they leave."""
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.wait(timeout=10)


@pytest.fixture
def limits(settings):
    """The short leases that the workers have too, and a queue of this test's own."""
    queue = f"test-{uuid.uuid4().hex[:12]}"
    settings.MARKETING_AI = {
        **settings.MARKETING_AI,
        **LIMITS,
        "QUEUES": {"default": queue},
    }
    return queue


@pytest.fixture
def workers(limits, transactional_db, tmp_path):
    """Real workers on the test's database and broker."""
    log = tmp_path / "workers.log"
    with log.open("w") as file:
        workers = Workers(limits, file)
        yield workers
        workers.stop()
    print(log.read_text()[-6000:])  # noqa: T201 - shown when the test fails
    _forget_queue(limits)


def _forget_queue(queue):
    if str(current_app.conf.broker_url).startswith(("amqp", "pyamqp")):
        with current_app.connection_for_write() as broker:
            broker.default_channel.queue_delete(queue)
