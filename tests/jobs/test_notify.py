"""Telling that a job is finished, with a real HTTP server and Django's mail box."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.utils import timezone

from marketing_ai.jobs import notify, services
from marketing_ai.jobs.models import Job
from tests.jobs.conftest import drain, make_job


class Hook:
    """An HTTP server that keeps what it was sent and answers with `status`."""

    def __init__(self):
        self.status, self.location, self.heard = 200, "", []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.heard.append((self.path, json.loads(body)))
                self.send_response(hook.status)
                if hook.location:
                    self.send_header("Location", hook.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_GET(self):
                hook.heard.append((self.path, None))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args):
                """Keep the test's output quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/done?token=x"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def hook():
    hook = Hook()
    yield hook
    hook.stop()


def finished(**params):
    job = drain(make_job(3, **params))
    assert not job.is_open
    return job


def tell(job, seconds=1):
    return notify.notify(job.pk, now=timezone.now() + timedelta(seconds=seconds))


def test_both_channels_hear_of_the_end_once(db, hook):
    job = finished(notify_email="ada@shop.example", notify_webhook=hook.url, bad=["row-1"])
    assert tell(job)
    assert not tell(job, 10_000)
    job.refresh_from_db()
    assert job.notified is not None
    [message] = mail.outbox
    assert message.to == ["ada@shop.example"]
    assert message.subject == f"Job {job.pk} is finished: done"
    assert message.body == "2 of 3 rows were done, 1 failed."
    [(path, body)] = hook.heard
    assert path == "/done?token=x"
    assert (body["job"], body["state"], body["total"], body["done"], body["failed"]) == (
        job.pk,
        "done",
        3,
        2,
        1,
    )


def test_a_job_that_nobody_wants_to_hear_of_is_never_due(db):
    job = finished()
    assert job.notify_due is None
    assert services.sweep(now=timezone.now() + timedelta(days=1)).notified == 0
    assert mail.outbox == []


def test_a_webhook_that_fails_is_tried_again_and_the_mail_is_not_sent_twice(db, hook):
    job = finished(notify_email="ada@shop.example", notify_webhook=hook.url)
    hook.status = 503
    assert not tell(job)
    hook.status = 204
    assert services.sweep(now=timezone.now() + timedelta(seconds=30)).notified == 0  # not yet
    assert services.sweep(now=timezone.now() + timedelta(seconds=90)).notified == 1
    assert (len(mail.outbox), len(hook.heard)) == (1, 2)


def test_a_webhook_that_stays_broken_is_given_up(db, hook, caplog):
    job = finished(notify_webhook=hook.url)
    hook.status = 500
    for hours in range(1, 20):
        tell(job, hours * 3600)
    assert len(hook.heard) == notify.MAX_TRIES
    job.refresh_from_db()
    assert (job.notify_due, job.notified) == (None, None)
    assert "given up" in caplog.text


def test_a_redirect_is_not_followed(db, hook):
    job = finished(notify_webhook=hook.url)
    hook.status, hook.location = 302, hook.url.replace("/done", "/elsewhere")
    assert not tell(job)
    assert [path for path, _body in hook.heard] == ["/done?token=x"]


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "file:///etc/passwd", "http://"])
def test_an_address_that_was_put_past_the_form_is_not_opened(db, url, caplog):
    job = finished(notify_webhook="http://127.0.0.1/")
    Job.objects.filter(pk=job.pk).update(notify_webhook=url)
    assert not tell(job)
    assert "webhook not reached" in caplog.text


def test_a_webhook_at_which_nobody_listens_breaks_nothing(db, hook):
    job = finished(notify_webhook=hook.url.replace("127.0.0.1", "nowhere.invalid"))
    assert not tell(job)


def test_a_mail_server_that_is_down_breaks_nothing_and_is_tried_again(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    job = finished(notify_email="ada@shop.example")
    assert not tell(job)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert tell(job, 100)
    assert len(mail.outbox) == 1


def test_two_workers_at_once_send_one_mail(db, monkeypatch):
    job = finished(notify_email="ada@shop.example")
    real = notify._send_email

    def send_while_another_tries(row):
        assert not tell(job, 2)
        return real(row)

    monkeypatch.setattr(notify, "_send_email", send_while_another_tries)
    assert tell(job)
    assert len(mail.outbox) == 1
