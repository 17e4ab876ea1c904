"""The rows that say how far a source has been taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connections
from django.utils import timezone

from marketing_ai.conf import conf
from marketing_ai.reviews.models import ReviewSource
from marketing_ai.reviews.source import SHOP

if TYPE_CHECKING:
    from datetime import datetime


def ensure(name: str, *, now: datetime) -> ReviewSource:
    """The source's row; made when it is first asked for, and takes reviews since then."""
    row, _made = ReviewSource.objects.get_or_create(name=name, defaults={"since": now})
    return row


def after_migrate(using: str, **kwargs: Any) -> None:
    """What is in the shop's tables at this moment is old: it waits for a person's word."""
    if not (conf.ENABLED and conf.REVIEW_SOURCE):
        return
    # `migrate marketing_ai zero` comes here, too, and the table is gone by then
    if ReviewSource._meta.db_table in connections[using].introspection.table_names():
        ReviewSource.objects.using(using).get_or_create(
            name=SHOP, defaults={"since": timezone.now()}
        )
