"""Follows the shop's review model: each save is taken in by one more statement.

Whatever goes wrong here must not harm the shop's own save: it is logged, and the sweep finds
the row.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from marketing_ai.conf import conf
from marketing_ai.exceptions import ConfigurationError
from marketing_ai.reviews import intake
from marketing_ai.reviews.nudge import nudge
from marketing_ai.reviews.source import SHOP, get_feed

log = logging.getLogger("marketing_ai.reviews")
UID = "marketing_ai.reviews"


def connect() -> None:
    """Follow the model of `REVIEW_SOURCE`, where there is one."""
    try:
        feed = get_feed()
        model = feed.model() if feed else None
    except ConfigurationError:
        return  # the system check says what is wrong
    if model is None:
        return
    post_save.connect(_saved, sender=model, dispatch_uid=f"{UID}.saved", weak=False)
    post_delete.connect(_deleted, sender=model, dispatch_uid=f"{UID}.deleted", weak=False)


def _saved(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if raw:  # a fixture: related rows may be missing; the sweep finds it
        return
    try:
        with transaction.atomic():  # a savepoint: our failure leaves the shop's transaction whole
            if not _take(instance):
                return
    except Exception:  # also what a shop's own feed raises
        log.exception(
            "review not taken in; the sweep will",
            extra={"action": "intake_failed", "review": str(instance.pk)},
        )
        return
    nudge()


def _take(instance: Any) -> bool:
    feed = get_feed()
    if feed is None or not conf.ENABLED:
        return False
    intake.take_in(SHOP, [feed.snapshot(instance)], now=timezone.now())
    return True


def _deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    try:
        with transaction.atomic():
            found = intake.remove(SHOP, [str(instance.pk)], now=timezone.now())
    except Exception:  # the shop's own deletion must go through, whatever fails here
        log.exception(
            "removal not taken in; the sweep will",
            extra={"action": "removal_failed", "review": str(instance.pk)},
        )
        return
    if found:
        nudge()
