"""One job for one request, however often the request arrives.

A key lives for 24 hours and belongs to one person. It is stored in the transaction that
writes the job, under a unique constraint: of two requests at once one waits and then finds
the other's job; a request that fails leaves no key behind.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from marketing_ai.jobs.models import IdempotencyKey

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from marketing_ai.jobs.models import Job

LIFETIME = timedelta(hours=24)


class KeyReused(Exception):
    """The key stands for a request with another body."""


def once(
    start: Callable[[], Job], *, actor: Any, key: str, body: Any, now: datetime
) -> tuple[Job, bool]:
    """The job of this key, and whether it was started now.

    body: the request's values, JSON-like; the same key with other values raises KeyReused.
    """
    key_hash = _digest(key)
    body_hash = _digest(json.dumps(body, sort_keys=True, default=str))
    # everyone's: each new key takes the old ones along, so that none has to be pruned
    IdempotencyKey.objects.filter(created__lte=now - LIFETIME).delete()
    try:
        with transaction.atomic():
            row = IdempotencyKey.objects.create(
                actor=actor, key_hash=key_hash, body_hash=body_hash, created=now
            )
            row.job = start()
            row.save(update_fields=["job"])
            return row.job, True
    except IntegrityError:
        # only the key's own constraint is expected; anything else goes on
        found = (
            IdempotencyKey.objects.filter(actor=actor, key_hash=key_hash, job__isnull=False)
            .select_related("job")
            .first()
        )
        if found is None or found.job is None:
            raise
    if found.body_hash != body_hash:
        raise KeyReused(key)
    return found.job, False


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
