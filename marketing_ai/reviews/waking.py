"""Sending rows back to the queue, because what is decided of them follows from other rows.

They are looked at again, not read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from marketing_ai.reviews.models import Review, ReviewState, ReviewTrace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

WOKEN = 200  # rows that one batch sends back for one reason


def wake(rows: QuerySet[Review], *, now: datetime, held: bool = False) -> None:
    """Let them wait again; with `held`, also those that a worker is about to store."""
    states = Q(state__in=[ReviewState.READ, ReviewState.SKIPPED])
    if held:
        states |= Q(state=ReviewState.PENDING) & ~Q(claim="")
    pks = list(rows.filter(states).order_by("pk").values_list("pk", flat=True)[:WOKEN])
    if pks:
        Review.objects.filter(states, pk__in=pks).update(
            state=ReviewState.PENDING, queued=now, claim="", claimed_until=None, deliveries=0
        )


def wake_freed(rows: Sequence[Review], *, now: datetime) -> None:
    """What was left out because of a text that no longer stands there may count now.

    Call it before the rows' new texts leave their traces: it removes the old ones.
    """
    gone = [
        row
        for row in rows
        if row.read_hash and (row.removed or not row.approved or row.read_hash != row.text_hash)
    ]
    if not gone:
        return
    first = min(row.pk for row in gone)
    dropped = Review.objects.filter(pk__gt=first, removed=False, state=ReviewState.SKIPPED)
    same = Q(text_hash__in={row.read_hash for row in gone}, reason="duplicate")
    keys = ReviewTrace.objects.filter(review__in=[row.pk for row in gone]).values("key")
    nearly = Q(
        pk__in=ReviewTrace.objects.filter(key__in=keys, review__gt=first).values("review"),
        reason="near_duplicate",
    )
    capped = Q(
        product__in={row.product_id for row in gone if row.product_id},
        reason__in=["author_cap", "guest_cap"],
    )
    for freed in (same, nearly, capped):
        wake(dropped.filter(freed), now=now)
    ReviewTrace.objects.filter(review__in=[row.pk for row in gone]).delete()
