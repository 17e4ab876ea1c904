"""The request log: what was asked of models without a reservation, and how long rows stay.

Reserved calls are written and closed by `budgets`. Prompt and answer are kept only with
`LOG_PROMPTS`; this module has no other way to store text.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from marketing_ai.conf import conf
from marketing_ai.governance.models import CallStatus, InferenceLog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from marketing_ai.governance.budgets import CallRequest

PRUNE_BATCH = 2000  # rows a DELETE: short locks, bounded memory
CLOSED = tuple(status for status in CallStatus if status != CallStatus.RESERVED)

log = logging.getLogger("marketing_ai.governance")


def record_skipped(requests: list[tuple[CallRequest, str]]) -> list[InferenceLog]:
    """Log calls that were not made, each with the code that says why. One query."""
    return InferenceLog.objects.bulk_create(
        InferenceLog(
            store=request.store,
            actor_id=request.actor.pk if request.actor else None,
            feature=request.feature,
            object_kind=request.object_kind,
            object_pk=str(request.object_pk),
            job=request.job,
            model=request.model[:200],
            prompt_version=request.prompt_version[:64],
            status=CallStatus.SKIPPED,
            error_code=code[:64],
        )
        for request, code in requests
    )


def prune(
    *,
    now: datetime,
    days: int | None = None,
    batch: int = PRUNE_BATCH,
    pause_s: float = 0.0,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Delete closed rows older than `days` (default `LOG_RETENTION_DAYS`); how many.

    In batches of their own transactions, so it can be stopped and started again; reads the
    index on (status, created). Calls that still wait are left to the sweep.
    """
    before = now - timedelta(days=conf.LOG_RETENTION_DAYS if days is None else days)
    deleted = 0
    for pks in _old(before, batch):
        _total, by_model = InferenceLog.objects.filter(pk__in=pks).delete()
        deleted += by_model.get(InferenceLog._meta.label, 0)
        if pause_s:
            sleep(pause_s)
    log.info("request log pruned", extra={"action": "log_pruned", "rows": deleted})
    return deleted


def _old(before: datetime, batch: int) -> Iterator[list[int]]:
    for status in CLOSED:
        found = InferenceLog.objects.filter(status=status, created__lt=before)
        while pks := list(found.order_by("created").values_list("pk", flat=True)[:batch]):
            yield pks
