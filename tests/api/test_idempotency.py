from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection

from marketing_ai.jobs.models import IdempotencyKey, Job
from tests.api.conftest import Caller
from tests.copywriting.conftest import Shop

AT_ONCE = 6


@pytest.mark.django_db(transaction=True)
def test_the_same_key_sent_at_once_starts_one_job():
    shop = Shop()
    body = {"products": [shop.product().pk]}
    user = shop.user("generate_copy")
    start = threading.Barrier(AT_ONCE)

    def ask(_number):
        close_old_connections()
        try:
            member = Caller(user)
            start.wait(timeout=20)
            answer = member.post("/copy-requests/", body, HTTP_IDEMPOTENCY_KEY="once")
            return answer.status_code, answer.json().get("id")
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = set(pool.map(ask, range(AT_ONCE)))
    job = Job.objects.get()
    assert answers == {(202, job.pk)}
    assert IdempotencyKey.objects.get().job == job
