"""Tells workers that reviews wait: one message for all that are saved within a short while."""

from __future__ import annotations

import logging

from django.core.cache import cache
from django.db import transaction

from marketing_ai.conf import conf
from marketing_ai.jobs import dispatch

log = logging.getLogger("marketing_ai.reviews")
KEY = "marketing_ai.reviews.nudge"
# The message arrives after the window has closed, so that no row falls between both.
MARGIN_S = 0.2


def nudge() -> None:
    """After the commit, send one message unless one was sent within the window.

    A broker or cache that is down costs a warning; the sweep finds the rows.
    """
    transaction.on_commit(_send, robust=True)


def go_on() -> None:
    """From a worker whose time slice is used: the rest is the next message's."""
    _send()


def _send() -> None:
    from marketing_ai.reviews.tasks import drain_reviews

    window = conf.REVIEW_DEBOUNCE_S
    try:
        is_first = not window or cache.add(KEY, 1, timeout=window)
    except Exception:
        # whatever the shop's cache raises: one message more does no harm
        log.warning("cache does not answer", exc_info=True, extra={"action": "nudge_cache"})
        is_first = True
    if is_first:
        wait = window + MARGIN_S if window else 0.0
        dispatch.send(drain_reviews, queue="reviews", countdown=wait)
