"""Processes that die anywhere, and messages that are lost: the rows decide, so nothing is."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from marketing_ai.jobs import dispatch
from marketing_ai.jobs.services import sweep
from marketing_ai.reviews import intake, reading, services
from marketing_ai.reviews.models import Review, ReviewState, ReviewTally, ThemeTally
from marketing_ai.reviews.nudge import flush
from marketing_ai.reviews.services.drain import deal_with
from marketing_ai.reviews.services.queue import claim_these
from marketing_ai.reviews.source import Snapshot
from shop_demo.models import Review as ShopReview
from tests.jobs.conftest import Workers, wait_for

ROOT = Path(__file__).resolve().parents[2]
LIMITS = {"LEASE_S": 2, "REVIEW_BATCH": 24, "REVIEW_DEBOUNCE_S": 1}


def environment(**marketing_ai):
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.jobs.worker_settings",
        "WORKER_DB_NAME": str(connection.settings_dict["NAME"]),
        "WORKER_MARKETING_AI": json.dumps({**LIMITS, **marketing_ai}),
        "PYTHONPATH": str(ROOT),
    }


def start(*arguments, **kwargs):
    command = [sys.executable, "-m", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment(), **kwargs)


def tallies():
    """All numbers, without the keys of their rows."""
    return [
        sorted(
            tuple(value for name, value in sorted(row.items()) if name != "id")
            for row in model.objects.filter(n__gt=0).values()
        )
        for model in (ReviewTally, ThemeTally)
    ]


# --- a web process ------------------------------------------------------------------------


def test_a_crash_between_the_shops_statement_and_ours_loses_no_review(
    transactional_db, shop, worker
):
    kettle = shop.product()
    worker.sweep()  # the source is known from here on
    process = start("tests.reviews.saver", str(kettle.pk))
    assert process.wait(timeout=60) == -signal.SIGKILL
    assert ShopReview.objects.count() == 1
    assert not Review.objects.exists()
    assert worker.sweep().missed == 1
    worker.drain()
    assert shop.sums(kettle)["n"] == 1


# --- a worker -----------------------------------------------------------------------------

SAID = [
    "Great {}, I love it.",
    "The {} broke after {} days, terrible.",
    "Good {}, but the price is bad.",
    "It has a {} and weighs {} grams.",
    "{} 很好，喜欢。",
]
THINGS = ["battery", "screen", "sound", "lid", "handle", "fabric", "colour", "size", "design"]


def shots(products, n, *, rng):
    now = timezone.now()
    return [
        Snapshot(
            source_pk=str(i),
            product_pk=rng.choice(products).pk,
            text=rng.choice(SAID).format(rng.choice(THINGS), i) + f" {rng.random()}",
            stars=rng.randint(1, 5),
            written=now,
            verified=rng.random() < 0.5,
            follows_pk=str(i - 1) if i % 7 == 1 else "",
        )
        for i in range(n)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_the_order_in_which_workers_come_to_rows_changes_no_number(shop, worker, seed):
    rng = random.Random(seed)
    products = [shop.product() for _ in range(3)]
    taken = shots(products, 240, rng=rng)
    intake.take_in("test", taken, now=timezone.now())
    worker.drain()
    in_order = tallies()
    Review.objects.all().delete()
    ReviewTally.objects.all().delete()
    ThemeTally.objects.all().delete()
    intake.take_in("test", taken, now=timezone.now())
    pks = list(Review.objects.values_list("pk", flat=True))
    rng.shuffle(pks)
    reader = reading.load()
    for start_at in range(0, len(pks), 17):
        chosen = pks[start_at : start_at + 17]
        held = claim_these(chosen, now=timezone.now(), model=reader.label, again=False)
        if held:
            deal_with(held, reader=reader, now=timezone.now)
    worker.drain()
    assert tallies() == in_order


def test_a_worker_killed_five_times_leaves_the_numbers_of_an_undisturbed_run(
    transactional_db, shop, worker
):
    rng = random.Random(11)
    products = [shop.product() for _ in range(12)]
    taken = shots(products, 500, rng=rng)
    intake.take_in("test", taken, now=timezone.now())
    worker.drain()
    undisturbed = tallies()
    Review.objects.all().delete()
    ReviewTally.objects.all().delete()
    ThemeTally.objects.all().delete()
    intake.take_in("test", taken, now=timezone.now())
    killed = 0
    while killed < 5:
        process = start("tests.reviews.drainer", stdout=subprocess.PIPE)
        process.stdout.read(1)  # it is at work
        time.sleep(rng.uniform(0, 0.3))
        process.kill()
        process.communicate()
        killed += Review.objects.filter(state=ReviewState.PENDING).exists()
        if not Review.objects.filter(state=ReviewState.PENDING).exists():
            pytest.fail("the worker was done before it was killed five times")
    finisher = start("tests.reviews.drainer", stdout=subprocess.DEVNULL)
    try:
        wait_for(lambda: not Review.objects.filter(state=ReviewState.PENDING).exists(), seconds=60)
    finally:
        finisher.kill()
        finisher.wait()
    assert Review.objects.filter(state=ReviewState.FAILED).count() == 0
    assert tallies() == undisturbed


# --- messages -----------------------------------------------------------------------------


@pytest.fixture
def queue(settings):
    """A queue of this test's own, and the limits that its workers have too."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    cache.clear()
    settings.MARKETING_AI = {
        **settings.MARKETING_AI,
        **LIMITS,
        "QUEUES": {"reviews": name, "default": name},
    }
    yield name
    flush()
    cache.clear()
    if str(current_app.conf.broker_url).startswith(("amqp", "pyamqp")):
        with current_app.connection_for_write() as broker:
            broker.default_channel.queue_delete(name)


@pytest.fixture
def celery_workers(queue, transactional_db, tmp_path, monkeypatch):
    """Real Celery workers on the test's database and broker."""
    log = tmp_path / "workers.log"
    made = environment(QUEUES={"reviews": queue, "default": queue})
    with log.open("w") as file:
        workers = Workers(queue, file)
        popen = subprocess.Popen
        monkeypatch.setattr(
            subprocess, "Popen", lambda command, env, **kw: popen(command, env=made, **kw)
        )
        yield workers
        workers.stop()
    print(log.read_text()[-6000:])  # noqa: T201 - shown when the test fails


def test_a_saved_review_is_counted_within_seconds_by_a_real_worker(celery_workers, shop):
    kettle = shop.product()
    celery_workers.start()
    for i in range(5):
        shop.review(kettle, f"Great sound {i}.")
    wait_for(lambda: shop.sums(kettle).get("n") == 5, seconds=120)


def test_many_saves_send_one_message_in_a_window(queue, transactional_db, shop, monkeypatch):
    sent = []
    monkeypatch.setattr(dispatch, "send", lambda task, **kwargs: sent.append(kwargs) or True)
    kettle = shop.product()
    for i in range(20):
        shop.review(kettle, f"Great sound {i}.")
    flush()
    assert len(sent) == 1
    assert sent[0]["countdown"] > LIMITS["REVIEW_DEBOUNCE_S"]  # after the window has closed


def test_a_cache_that_is_down_costs_messages_and_nothing_else(
    queue, transactional_db, shop, monkeypatch
):
    def down(*args, **kwargs):
        raise ConnectionError("no cache")

    sent = []
    monkeypatch.setattr(dispatch, "send", lambda task, **kwargs: sent.append(kwargs) or True)
    monkeypatch.setattr(cache, "add", down)
    shop.review(shop.product())
    flush()
    assert len(sent) == 1


@pytest.fixture
def broker():
    """Point the process's Celery app at another broker."""
    app = current_app._get_current_object()
    before = app.conf.broker_url, app.conf.broker_write_url, app.conf.broker_transport_options

    def point(url, options):
        app.conf.broker_url = app.conf.broker_write_url = url
        app.conf.broker_transport_options = options
        app.amqp._producer_pool = app._pool = None

    yield point
    app.conf.broker_url, app.conf.broker_write_url, app.conf.broker_transport_options = before
    app.amqp._producer_pool = app._pool = None


def test_a_review_saved_while_the_broker_is_down_is_read_once_it_is_back(
    celery_workers, shop, broker
):
    good = current_app.conf.broker_url, dict(current_app.conf.broker_transport_options)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    broker(f"amqp://127.0.0.1:{port}//", {})
    kettle = shop.product()
    begun = time.monotonic()
    review = shop.review(kettle)
    assert time.monotonic() - begun < dispatch.CONNECT_S  # nobody waits for the broker
    flush()
    assert shop.ours(review).state == ReviewState.PENDING
    broker(*good)
    celery_workers.start()

    def swept():  # as beat would
        sweep(now=timezone.now())
        return shop.sums(kettle).get("n") == 1

    wait_for(swept, seconds=120, every=0.5)


def test_the_sweep_sends_no_message_while_a_worker_is_at_it(
    queue, transactional_db, shop, monkeypatch
):
    from marketing_ai.reviews.services.queue import claim
    from marketing_ai.reviews.services.sweep import wake_workers

    sent = []
    monkeypatch.setattr(dispatch, "send", lambda task, **kwargs: sent.append(task) or True)
    for i in range(3):
        shop.review(shop.product(), f"Great {i}.")
    flush()
    sent.clear()
    claim(limit=1, now=timezone.now())
    wake_workers(now=timezone.now())
    assert sent == []
    wake_workers(now=timezone.now() + timedelta(seconds=60))
    assert len(sent) == 1


def test_a_drain_without_its_model_is_no_error_of_the_task(shop, monkeypatch, caplog):
    from marketing_ai.exceptions import ModelUnavailable
    from marketing_ai.reviews import reading
    from marketing_ai.reviews.tasks import drain_reviews

    def missing():
        raise ModelUnavailable(model="reader", reason="gone", repair="manage.py x")

    shop.review(shop.product())
    monkeypatch.setattr(reading, "load", missing)
    drain_reviews.apply(throw=True)
    record = next(r for r in caplog.records if getattr(r, "action", "") == "reader_missing")
    assert "manage.py x" in record.hint
    assert services.find_missed(now=timezone.now()).total == 0
