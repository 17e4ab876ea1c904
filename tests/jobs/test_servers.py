"""The same promises on PostgreSQL and RabbitMQ, whatever this run itself is on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from celery import current_app
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
MODULES = [
    "tests/jobs/test_worker.py",
    "tests/jobs/test_runner.py",
    "tests/jobs/test_services.py",
    "tests/governance/test_concurrency.py",
]


@pytest.mark.services
def test_jobs_and_budgets_hold_on_postgresql_and_rabbitmq(postgres_url, rabbitmq_url, tmp_path):
    broker = str(current_app.conf.broker_url)
    if connection.vendor == "postgresql" and broker.startswith(("amqp", "pyamqp")):
        pytest.skip("this run is on PostgreSQL and RabbitMQ already")
    database = urlsplit(postgres_url)._replace(path=f"/mai_jobs_{os.getpid()}").geturl()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *MODULES],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": database,
            "CELERY_BROKER_URL": rabbitmq_url,
            "VAR_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "passed" in done.stdout
