"""Tells workers that reviews wait: one message for all that are saved within a short while."""

from __future__ import annotations

from django.core.cache import cache
from django.db import transaction

from marketing_ai.conf import conf
from marketing_ai.jobs import dispatch

KEY = "marketing_ai.reviews.nudge"
# The message arrives after the window has closed, so that no row falls between both.
MARGIN_S = 0.2


def nudge() -> None:
    """After the commit, send one message unless one was sent within the window.

    A broker or cache that is down costs a warning; the sweep finds the rows.
    """
    transaction.on_commit(_send, robust=True)


def _send() -> None:
    from marketing_ai.reviews.tasks import drain_reviews

    window = conf.REVIEW_DEBOUNCE_S
    if window and not cache.add(KEY, 1, timeout=window):
        return
    dispatch.send(drain_reviews, queue="reviews", countdown=window + MARGIN_S if window else 0.0)
