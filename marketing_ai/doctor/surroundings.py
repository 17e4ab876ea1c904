"""Broker, disk, models and addresses: what a shop has around its tables."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from celery import current_app
from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from marketing_ai.conf import conf
from marketing_ai.copywriting import claimcheck
from marketing_ai.doctor.finding import FAIL, OFF, OK, Finding
from marketing_ai.exceptions import ConfigurationError, MarketingAIError, ModelUnavailable
from marketing_ai.inference import packs, text
from marketing_ai.inference import reader as review_reader

if TYPE_CHECKING:
    from collections.abc import Iterator

BROKER_WAIT_S = 3
LEAST_FREE_MB = 200  # below it a conversion or a temporary file cannot be written


def broker() -> Iterator[Finding]:
    """The broker takes connections, or the file queue's directories can be written."""
    what = _("broker")
    url = str(current_app.conf.broker_write_url or current_app.conf.broker_url or "")
    if url.startswith("filesystem"):
        yield _file_queue(what)
        return
    options = {"socket_timeout": BROKER_WAIT_S, "socket_connect_timeout": BROKER_WAIT_S}
    extra = {"transport_options": options} if url.startswith(("redis", "sentinel")) else {}
    try:
        with current_app.connection_for_write(connect_timeout=BROKER_WAIT_S, **extra) as connection:
            shown = connection.as_uri()  # the password is masked
            connection.ensure_connection(max_retries=1, interval_start=0.1, timeout=BROKER_WAIT_S)
    except (OperationalError, OSError) as error:
        yield Finding(
            state=FAIL,
            what=what,
            detail=_("%(url)s does not answer: %(why)s") % {"url": shown, "why": error},
            repair=_broker_repair(url),
        )
        return
    yield Finding(state=OK, what=what, detail=shown)


def _file_queue(what: str) -> Finding:
    """The directories of kombu's file transport can be written."""
    options = current_app.conf.broker_transport_options or {}
    keys = ("data_folder_in", "data_folder_out", "control_folder")
    folders = [Path(options[key]) for key in keys if key in options]
    for folder in folders:
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            return Finding(
                state=FAIL,
                what=what,
                detail=_("The queue's directory %(path)s cannot be written.") % {"path": folder},
                repair=f"mkdir -p {folder} && chmod u+rwx {folder}",
            )
    detail = _("files in %(path)s") % {"path": folders[0] if folders else "."}
    return Finding(state=OK, what=what, detail=detail)


def _broker_repair(url: str) -> str:
    """The line that starts the usual broker of this kind on this machine."""
    if url.startswith(("amqp", "pyamqp")):
        line = "docker compose up -d rabbitmq"
    elif url.startswith("redis"):
        line = "redis-server --daemonize yes"
    else:
        return _("start the broker, or correct CELERY_BROKER_URL")
    return _("%(line)s (or start yours, or correct CELERY_BROKER_URL)") % {"line": line}


def cache() -> Iterator[Finding]:
    """The model cache can be written and has room for what is missing."""
    what, folder = _("model cache"), conf.CACHE_DIR
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        free_mb = shutil.disk_usage(folder).free // 2**20
    except OSError as error:
        yield Finding(
            state=FAIL,
            what=what,
            detail=_("%(path)s cannot be written: %(why)s")
            % {"path": folder, "why": error.strerror},
            repair=_("chown -R $(id -u) %(path)s, or set MARKETING_AI['CACHE_DIR']")
            % {"path": folder},
        )
        return
    detail = _("%(path)s, %(free)d MB free") % {"path": folder, "free": free_mb}
    if free_mb < max(LEAST_FREE_MB, _missing_mb()):
        yield Finding(
            state=FAIL,
            what=what,
            detail=detail + ", " + _("%(needed)d MB are needed") % {"needed": _missing_mb()},
            repair=_("free space there, or set MARKETING_AI['CACHE_DIR'] to another disk"),
        )
        return
    yield Finding(state=OK, what=what, detail=detail)


def _missing_mb() -> int:
    """Megabytes that pulling the packs still needs; those whose terms are not accepted do not."""
    needed = 0
    for language, spec in conf.TEXT_MODELS.items():
        pack = packs.PACKS.get(str(spec.get("model"))) if spec["backend"] == "embedded" else None
        if pack and not text.describe(language).ready:
            needed += 0 if pack.terms and pack.terms not in conf.ACCEPTED_TERMS else pack.needs_mb
    return max(needed, LEAST_FREE_MB)


def models() -> Iterator[Finding]:
    """The model of each language could start now; loads nothing."""
    for language in conf.TEXT_MODELS:
        what = _("model for %(language)s") % {"language": language}
        try:
            info = text.describe(language)
        except (ConfigurationError, MarketingAIError) as error:
            yield Finding(state=FAIL, what=what, detail=str(error), repair=_("see docs/models.md"))
            continue
        if info.ready:
            yield Finding(state=OK, what=what, detail=info.label)
            continue
        pack = packs.PACKS.get(str(text.spec_for(language).get("model")))
        has_terms_open = (
            info.backend == "embedded"
            and pack is not None
            and pack.terms not in ("", *conf.ACCEPTED_TERMS)
        )
        yield Finding(
            # not accepting terms is a decision, and texts of this language can be pasted
            state=OFF if has_terms_open else FAIL,
            what=what,
            detail=info.why_not,
            repair=info.repair,
        )


def reader() -> Iterator[Finding]:
    """The reader of reviews could start now; loads nothing."""
    what = _("reader of reviews")
    if not conf.REVIEW_SOURCE:
        yield Finding(state=OFF, what=what, detail=_("No review model is bound."))
        return
    if conf.REVIEW_READER == "dummy":
        yield Finding(state=OFF, what=what, detail=_("The fake for tests is set."))
        return
    try:
        packs.check_ready(packs.get(review_reader.BASE))
        label = review_reader.reader_label(Path(conf.REVIEW_READER) if conf.REVIEW_READER else None)
    except ModelUnavailable as error:
        yield Finding(
            state=FAIL, what=what, detail=error.sentence, repair=str(error.params["repair"])
        )
        return
    yield Finding(state=OK, what=what, detail=label)


def checker() -> Iterator[Finding]:
    """The checker of claims could start now; loads nothing."""
    what = _("checker of claims")
    if not claimcheck.is_on():
        yield Finding(state=OFF, what=what, detail=_("Claims are checked by rules alone."))
        return
    try:
        packs.check_ready(packs.get(review_reader.BASE))
        yield Finding(state=OK, what=what, detail=claimcheck.label())
    except ModelUnavailable as error:
        yield Finding(
            state=FAIL, what=what, detail=error.sentence, repair=str(error.params["repair"])
        )


def urls() -> Iterator[Finding]:
    """Admin and API have addresses."""
    pages = {
        "admin": ("admin:marketing_ai_job_changelist", (), "path('admin/', admin.site.urls)"),
        "API": (
            "marketing_ai_api:product-copy",
            ("1",),
            "path('api/marketing-ai/v1/', include('marketing_ai.api.urls'))",
        ),
    }
    for name, (view, args, line) in pages.items():
        try:
            yield Finding(state=OK, what=name, detail=reverse(view, args=args))
        except NoReverseMatch:
            yield Finding(
                state=FAIL,
                what=name,
                detail=_("It has no address in %(urls)s.") % {"urls": settings.ROOT_URLCONF},
                repair=_("add to urlpatterns: %(line)s") % {"line": line},
            )


def static() -> Iterator[Finding]:
    """The app's styles and scripts are found."""
    if not apps.is_installed("django.contrib.staticfiles"):
        yield Finding(
            state=OFF,
            what=_("static files"),
            detail=_("django.contrib.staticfiles is not installed; serve them yourself."),
        )
        return
    from django.contrib.staticfiles import finders

    found = finders.find("marketing_ai/marketing_ai.css")
    yield Finding(
        state=OK if found else FAIL,
        what=_("static files"),
        detail=_("Found.") if found else _("The app's styles and scripts are not found."),
        repair=""
        if found
        else _("add AppDirectoriesFinder to STATICFILES_FINDERS, then: manage.py collectstatic"),
    )
