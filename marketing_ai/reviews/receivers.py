"""Follows the shop's review model: each save is taken in by one more statement.

Whatever goes wrong here must not harm the shop's own save: it is logged, and the sweep finds
the row.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from marketing_ai.reviews import intake
from marketing_ai.reviews.nudge import nudge
from marketing_ai.reviews.source import SHOP, ReviewFeed, get_feed

log = logging.getLogger("marketing_ai.reviews")
UID = "marketing_ai.reviews"


def connect() -> None:
    """Follow the model of `REVIEW_SOURCE`, where there is one."""
    feed = get_feed()
    model = feed.model() if feed else None
    if model is None:
        return
    post_save.connect(_saved, sender=model, dispatch_uid=f"{UID}.saved", weak=False)
    post_delete.connect(_deleted, sender=model, dispatch_uid=f"{UID}.deleted", weak=False)


def _saved(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if raw:  # a fixture: related rows may be missing; the sweep finds it
        return
    feed = get_feed()
    if feed is None:
        return
    try:
        with transaction.atomic():  # a savepoint: our failure leaves the shop's transaction whole
            _take(feed, instance)
    except (DatabaseError, ValueError, TypeError):
        log.exception(
            "review not taken in; the sweep will",
            extra={"action": "intake_failed", "review": str(instance.pk)},
        )
        return
    nudge()


def _take(feed: ReviewFeed, instance: Any) -> None:
    intake.take_in(SHOP, [feed.snapshot(instance)], now=timezone.now())


def _deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    try:
        with transaction.atomic():
            found = intake.remove(SHOP, [str(instance.pk)], now=timezone.now())
    except DatabaseError:
        log.exception(
            "removal not taken in; the sweep will",
            extra={"action": "removal_failed", "review": str(instance.pk)},
        )
        return
    if found:
        nudge()
