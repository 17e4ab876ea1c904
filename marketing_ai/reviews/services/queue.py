"""The queue of waiting reviews: claiming them, giving them back.

A claim is a token and a lease. Whoever stores results must still hold the token: an edit, a
removal or another worker after the lease's end empties or replaces it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from marketing_ai.conf import conf
from marketing_ai.reviews.models import Review, ReviewState

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Rows that one worker deals with, in the order of their keys."""

    token: str
    rows: tuple[Review, ...]


def claim(*, limit: int, now: datetime, include_old: bool = True) -> Claim | None:
    """Claim up to `limit` waiting rows, new ones before old ones; None when nothing waits.

    A row whose worker died is claimed alone: if it is what broke it, no other row suffers.
    Two statements and the read. Rows that broke their worker too often become `failed`.
    """
    free = _free(now)
    if not include_old:
        free = free.filter(old=False)
    token = uuid.uuid4().hex
    with transaction.atomic():
        taken = _take(free.filter(deliveries=0), token=token, limit=limit, now=now)
        if not taken:
            _bury(now)
            taken = _take(free.filter(deliveries__gt=0), token=token, limit=1, now=now)
    if not taken:
        return None
    rows = tuple(Review.objects.filter(claim=token).order_by("pk"))
    return Claim(token=token, rows=rows) if rows else None


def renew(token: str, *, now: datetime) -> None:
    """Keep the lease while a long batch is read."""
    Review.objects.filter(claim=token).update(claimed_until=_lease(now))


def give_back(token: str) -> None:
    """Let the rows wait again, as if nobody had claimed them."""
    Review.objects.filter(claim=token).update(
        claim="", claimed_until=None, deliveries=F("deliveries") - 1
    )


def still_ours(token: str) -> QuerySet[Review]:
    """The rows of the claim that nobody took or edited, locked until the transaction ends."""
    return Review.objects.select_for_update(of=("self",)).filter(claim=token).order_by("pk")


def waiting(*, now: datetime) -> bool:
    """Whether a worker would find something to claim."""
    return _free(now).exists()


def _free(now: datetime) -> QuerySet[Review]:
    return Review.objects.filter(state=ReviewState.PENDING).filter(
        Q(claim="") | Q(claimed_until__lte=now)
    )


def _take(free: QuerySet[Review], *, token: str, limit: int, now: datetime) -> int:
    picked = free.order_by("old", "queued", "id")
    if connection.features.has_select_for_update_skip_locked:
        # without it a second worker waits for the first and then finds its rows gone
        picked = picked.select_for_update(skip_locked=True)
    return Review.objects.filter(pk__in=picked.values("pk")[:limit]).update(
        claim=token, claimed_until=_lease(now), deliveries=F("deliveries") + 1
    )


def _bury(now: datetime) -> None:
    _free(now).filter(deliveries__gte=conf.MAX_DELIVERIES).update(
        state=ReviewState.FAILED, reason="broke_worker", claim="", claimed_until=None
    )


def _lease(now: datetime) -> datetime:
    return now + timedelta(seconds=conf.LEASE_S)
