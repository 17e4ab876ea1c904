"""Tells workers that reviews wait: one message for all that are saved within a short while."""

from __future__ import annotations

import logging
import threading

from celery import current_app
from django.core.cache import cache
from django.db import transaction

from marketing_ai.conf import conf
from marketing_ai.jobs import dispatch

log = logging.getLogger("marketing_ai.reviews")
KEY = "marketing_ai.reviews.nudge"
# The message arrives after the window has closed, so that no row falls between both.
MARGIN_S = 0.2
_sender: threading.Thread | None = None


def nudge() -> None:
    """After the commit, send one message unless one was sent within the window.

    A broker or cache that is down costs a warning; the sweep finds the rows.
    """
    transaction.on_commit(_nudge, robust=True)


def go_on() -> None:
    """From a worker whose time slice is used: the rest is the next message's."""
    if _is_first():
        _send()


def flush(*, seconds: float = 10.0) -> None:
    """Wait for a message that is on its way."""
    if _sender is not None:
        _sender.join(seconds)


def _nudge() -> None:
    global _sender
    if not _is_first():
        return
    if current_app.conf.task_always_eager:
        _send()
        return
    # In a thread of its own: the shopper who posts a review does not wait for the broker's
    # handshake, nor for its time-out. No daemon: a command that ends lets it finish.
    _sender = threading.Thread(target=_send, name="marketing-ai-nudge", daemon=False)
    _sender.start()


def _is_first() -> bool:
    window = conf.REVIEW_DEBOUNCE_S
    if not window:
        return True
    try:
        return bool(cache.add(KEY, 1, timeout=window))
    except Exception:
        # whatever the shop's cache raises: one message more does no harm
        log.warning("cache does not answer", exc_info=True, extra={"action": "nudge_cache"})
        return True


def _send() -> None:
    from marketing_ai.reviews.tasks import drain_reviews

    window = conf.REVIEW_DEBOUNCE_S
    wait = window + MARGIN_S if window else 0.0
    dispatch.send(drain_reviews, queue="reviews", countdown=wait)
