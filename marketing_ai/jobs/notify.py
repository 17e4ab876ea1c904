"""Telling people and programs that a job is finished: e-mail and webhook.

Each channel is reached at least once and, crashes aside, exactly once; a channel that fails
is tried again by the sweep, up to `MAX_TRIES`. The webhook's address is set by staff: only
http and https, no redirects followed; private addresses are allowed, since shops notify
their own systems. What is posted are numbers, no text of any product.
"""

from __future__ import annotations

import http.client
import json
import logging
import urllib.error
import urllib.request
from datetime import timedelta
from smtplib import SMTPException
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from marketing_ai.conf import conf
from marketing_ai.exceptions import MarketingAIError
from marketing_ai.jobs.models import Job

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import Message

MAX_TRIES = 6
FIRST_WAIT_S = 60  # then doubled: the last try is about half an hour after the first
log = logging.getLogger("marketing_ai.jobs")


class WebhookRefused(MarketingAIError):
    """The webhook's address is none that we post to."""

    code = "webhook_refused"
    message = gettext_lazy("The address “%(url)s” cannot be used as a webhook.")
    hint = gettext_lazy("Use a full http or https address without a user name.")


def check_webhook(url: str) -> None:
    """Raise WebhookRefused unless it is an http(s) address with a host and no credentials."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
        usable = usable and parts.username is None and (parts.port is None or parts.port > 0)
    except ValueError:  # a port or an IPv6 address that is none
        usable = False
    if not usable or any(c.isspace() for c in url):
        raise WebhookRefused(url=url)


def notify(job_id: int, *, now: datetime) -> bool:
    """Notify about a finished job, if that is due; whether all channels have been reached.

    Claimed by a conditional UPDATE that also sets when the next try may start, so that two
    workers, or a worker and the sweep, do not both send.
    """
    job = Job.objects.filter(pk=job_id, notify_due__lte=now).first()
    if job is None:
        return False
    wait = timedelta(seconds=FIRST_WAIT_S * 2**job.notify_tries)
    claimed = Job.objects.filter(pk=job_id, notify_due=job.notify_due).update(
        notify_due=now + wait, notify_tries=job.notify_tries + 1
    )
    if not claimed:
        return False
    sent = list(job.notify_sent)
    if job.notify_email and "email" not in sent and _send_email(job):
        sent.append("email")
    if job.notify_webhook and "webhook" not in sent and _post(job):
        sent.append("webhook")
    wanted = [bool(job.notify_email), bool(job.notify_webhook)].count(True)
    fields: dict[str, Any] = {"notify_sent": sent}
    if len(sent) == wanted:
        fields |= {"notified": now, "notify_due": None}
    elif job.notify_tries + 1 >= MAX_TRIES:
        fields |= {"notify_due": None}
        log.error("notification given up", extra={"action": "notify_given_up", "job": job_id})
    Job.objects.filter(pk=job_id).update(**fields)
    return len(sent) == wanted


def payload(job: Job) -> dict[str, Any]:
    """What the webhook receives."""
    return {
        "event": "job_finished",
        "job": job.pk,
        "kind": job.kind,
        "store": job.store,
        "state": job.state,
        "total": job.total,
        "done": job.done,
        "failed": job.failed,
        "finished": job.finished.isoformat() if job.finished else None,
    }


def _send_email(job: Job) -> bool:
    from django.conf import settings

    with override(settings.LANGUAGE_CODE):
        subject = _("Job %(number)s is finished: %(state)s") % {
            "number": job.pk,
            "state": job.get_state_display(),
        }
        body = _("%(done)s of %(total)s rows were done, %(failed)s failed.") % {
            "done": job.done,
            "total": job.total,
            "failed": job.failed,
        }
    try:
        send_mail(subject, body, None, [job.notify_email])
    except (SMTPException, OSError):
        log.warning(
            "e-mail not sent", exc_info=True, extra={"action": "email_failed", "job": job.pk}
        )
        return False
    return True


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect could lead anywhere, also where nobody of the staff meant to post."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage | Message,
        newurl: str,
    ) -> None:
        """Refuse: urllib then raises HTTPError with the redirect's status."""


def _post(job: Job) -> bool:
    try:
        check_webhook(job.notify_webhook)
        request = urllib.request.Request(  # noqa: S310 - scheme checked above
            job.notify_webhook,
            data=json.dumps(payload(job)).encode(),
            headers={"Content-Type": "application/json", "User-Agent": "marketing-ai"},
            method="POST",
        )
        opener = urllib.request.build_opener(_NoRedirect)
        with opener.open(request, timeout=conf.WEBHOOK_TIMEOUT_S):
            return True
    except urllib.error.HTTPError as error:
        status: int | str = error.code
        error.close()
    except (OSError, http.client.HTTPException, WebhookRefused) as error:
        status = type(error).__name__
    log.warning(
        "webhook not reached", extra={"action": "webhook_failed", "job": job.pk, "status": status}
    )
    return False
