"""The queue of waiting reviews: claiming them, giving them back.

A claim is a token and a lease. Whoever stores results must still hold the token: an edit, a
removal or another worker after the lease's end empties or replaces it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from marketing_ai.conf import conf
from marketing_ai.reviews.models import Review, ReviewState

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

FEW = {1: 16}  # times that rows were claimed already → how many of them at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Rows that one worker deals with, in the order of their keys."""

    token: str
    rows: tuple[Review, ...]


def claim(*, limit: int, now: datetime, held_back: Collection[str] = ()) -> Claim | None:
    """Claim up to `limit` waiting rows, new ones before old ones; None when nothing waits.

    held_back: sources whose old rows are left alone.
    Rows whose worker died are claimed few at a time, then alone: if one of them is what broke
    it, the others do not suffer for long. One that broke its worker too often becomes `failed`.
    """
    token = uuid.uuid4().hex
    with transaction.atomic():
        taken = _take_next(token, limit=limit, now=now, held_back=held_back)
        rows = tuple(Review.objects.filter(pk__in=taken, claim=token).order_by("pk"))
    return Claim(token=token, rows=rows) if rows else None


def claim_these(pks: Sequence[int], *, now: datetime, model: str, again: bool) -> Claim | None:
    """Claim those of these rows that need reading, in whatever state; None where none does.

    model: label of the reader that counts as the present one. again: all are read anew.
    A row that another worker holds is left to it.
    """
    token = uuid.uuid4().hex
    free = Review.objects.filter(pk__in=pks, removed=False).filter(
        Q(claim="") | Q(claimed_until__lte=now)
    )
    values: dict[str, Any] = {"read_hash": ""} if again else {}
    if not again:
        unread = ~Q(read_hash=F("text_hash")) | ~Q(read_model=model)
        free = free.filter(unread | Q(state__in=[ReviewState.PENDING, ReviewState.FAILED]))
    with transaction.atomic():
        free.update(
            state=ReviewState.PENDING,
            claim=token,
            claimed_until=_lease(now),
            deliveries=F("deliveries") + 1,
            **values,
        )
        rows = tuple(Review.objects.filter(pk__in=pks, claim=token).order_by("pk"))
    return Claim(token=token, rows=rows) if rows else None


def renew(held: Claim, *, now: datetime) -> None:
    """Keep the lease while a long batch is read."""
    _held(held).update(claimed_until=_lease(now))


def give_back(held: Claim) -> None:
    """Let the rows wait again, as if nobody had claimed them."""
    _held(held).update(claim="", claimed_until=None, deliveries=F("deliveries") - 1)


def still_ours(held: Claim) -> set[int]:
    """Keys of the claim's rows that nobody took or edited, locked until the transaction ends.

    A row that somebody edits at this moment is not waited for: it is theirs.
    """
    rows = _held(held).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(of=("self",), skip_locked=True)
    return set(rows.values_list("pk", flat=True))


def release(held: Claim) -> None:
    """Let what could not be stored wait again; the try counts."""
    _held(held).update(claim="", claimed_until=None)


def waiting(*, now: datetime, held_back: Collection[str] = ()) -> bool:
    """Whether a worker would find something to claim."""
    return _free(now).exclude(old=True, source__in=held_back).exists()


def busy(*, now: datetime) -> bool:
    """Whether a worker holds rows at this moment."""
    return Review.objects.filter(state=ReviewState.PENDING, claimed_until__gt=now).exists()


def _free(now: datetime) -> QuerySet[Review]:
    return Review.objects.filter(state=ReviewState.PENDING).filter(
        Q(claim="") | Q(claimed_until__lte=now)
    )


def _held(held: Claim) -> QuerySet[Review]:
    return Review.objects.filter(pk__in=[row.pk for row in held.rows], claim=held.token)


def _take_next(token: str, *, limit: int, now: datetime, held_back: Collection[str]) -> list[int]:
    for old in (False, True):
        free = _free(now).filter(old=old)
        if old and held_back:
            free = free.exclude(source__in=held_back)
        if taken := _take(free.filter(deliveries=0), token=token, limit=limit, now=now):
            return taken
        _bury(free)
        for deliveries, few in FEW.items():
            tried = free.filter(deliveries=deliveries)
            if taken := _take(tried, token=token, limit=min(few, limit), now=now):
                return taken
        if taken := _take(free.filter(deliveries__gt=0), token=token, limit=1, now=now):
            return taken
    return []


def _take(free: QuerySet[Review], *, token: str, limit: int, now: datetime) -> list[int]:
    """Keys of rows that are claimed now; some of them perhaps by another worker (no locks)."""
    picked = free.order_by("queued", "id")
    if connection.features.has_select_for_update_skip_locked:
        picked = picked.select_for_update(skip_locked=True)
    pks = list(picked.values_list("pk", flat=True)[:limit])
    if pks:
        # the condition again: without row locks another worker may have been faster
        free.filter(pk__in=pks).update(
            claim=token, claimed_until=_lease(now), deliveries=F("deliveries") + 1
        )
    return pks


def _bury(free: QuerySet[Review]) -> None:
    free.filter(deliveries__gte=conf.MAX_DELIVERIES).update(
        state=ReviewState.FAILED, reason="broke_worker", claim="", claimed_until=None
    )


def _lease(now: datetime) -> datetime:
    return now + timedelta(seconds=conf.LEASE_S)
