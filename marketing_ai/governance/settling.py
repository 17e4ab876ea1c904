"""Closing reserved calls: what was used is counted, the rest is given back, once.

A call leaves `reserved` by a conditional UPDATE on its status; budgets move by the sum of
what left. Public through `budgets`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q, QuerySet

from marketing_ai.conf import conf
from marketing_ai.governance.models import BudgetUse, CallStatus, InferenceLog, Reservation
from marketing_ai.jobs.models import OPEN_STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketing_ai.jobs.models import Job

STALE_AFTER_S = 3600  # a call outside any open job that waits so long has no caller any more
SWEEP_LIMIT = 1000

log = logging.getLogger("marketing_ai.governance")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What one reserved call used."""

    call: InferenceLog
    prompt_tokens: int
    completion_tokens: int
    latency_ms: int | None = None
    cost: Decimal = Decimal(0)
    prompt: str = ""  # kept only with `LOG_PROMPTS`, as is the answer
    answer: str = ""

    @property
    def tokens(self) -> int:
        """What counts against budgets."""
        return self.prompt_tokens + self.completion_tokens


def settle(
    call: InferenceLog,
    *,
    prompt_tokens: int,
    completion_tokens: int,
    latency_ms: int | None = None,
    cost: Decimal = Decimal(0),
    prompt: str = "",
    answer: str = "",
) -> bool:
    """Count what a call used and give the rest back; False when it was closed already.

    prompt, answer: kept only with `LOG_PROMPTS`.
    """
    settlement = Settlement(
        call=call,
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
        latency_ms=latency_ms,
        cost=cost,
        prompt=prompt,
        answer=answer,
    )
    return settle_many([settlement]) == 1


def settle_many(settlements: Sequence[Settlement]) -> int:
    """The same for a batch, in one transaction; how many were still open.

    Budgets are moved once each, in the order of their keys: chunks that settle at the same
    moment wait for each other and never deadlock.
    """
    used: dict[int, int] = {}
    with transaction.atomic():
        for one in sorted(settlements, key=lambda s: s.call.pk):
            kept = {"prompt": one.prompt, "answer": one.answer} if conf.LOG_PROMPTS else {}
            if _leave_reserved(
                one.call,
                CallStatus.SETTLED,
                prompt_tokens=one.prompt_tokens,
                completion_tokens=one.completion_tokens,
                latency_ms=one.latency_ms,
                cost=one.cost,
                **kept,
            ):
                used[one.call.pk] = one.tokens
        _move(used)
    return len(used)


def fail(call: InferenceLog, error_code: str) -> bool:
    """The model refused or broke: all tokens are given back; False when closed already."""
    with transaction.atomic():
        if not _leave_reserved(call, CallStatus.FAILED, error_code=error_code[:64]):
            return False
        _move({call.pk: 0})
    return True


def abandon_stale(job: Job, object_pks: Sequence[str]) -> int:
    """Give back what a former worker of these rows still holds; how many calls that were."""
    waiting = InferenceLog.objects.filter(
        job=job, object_pk__in=[str(pk) for pk in object_pks], status=CallStatus.RESERVED
    )
    return _abandon(waiting)


def sweep_stale(now: datetime) -> int:
    """Give back what no living caller holds: calls of closed jobs, and lone ones after an hour."""
    closed = Q(job__isnull=False) & ~Q(job__state__in=OPEN_STATES)
    lone = Q(job__isnull=True, created__lte=now - timedelta(seconds=STALE_AFTER_S))
    waiting = InferenceLog.objects.filter(status=CallStatus.RESERVED).filter(closed | lone)
    return _abandon(waiting.order_by("created")[:SWEEP_LIMIT])


# --- helpers ----------------------------------------------------------------------------


def _leave_reserved(call: InferenceLog, status: CallStatus, **fields: object) -> bool:
    """Close a call, once: whoever comes second changes nothing."""
    waiting = InferenceLog.objects.filter(pk=call.pk, status=CallStatus.RESERVED)
    if not waiting.update(status=status, **fields):
        log.warning(
            "call was closed already",
            extra={"action": "call_closed_twice", "call": call.pk, "status": status},
        )
        return False
    call.status = status
    for name, value in fields.items():
        setattr(call, name, value)
    return True


def _move(used: dict[int, int]) -> None:
    """Take these calls' tokens out of `reserved`; `used`: call → tokens that it used."""
    if not used:
        return
    held = Reservation.objects.filter(call__in=list(used))
    moves: dict[int, tuple[int, int]] = {}
    for use_pk, call_pk, tokens in held.values_list("use_id", "call_id", "tokens"):
        freed, spent = moves.get(use_pk, (0, 0))
        moves[use_pk] = freed + tokens, spent + used[call_pk]
    for use_pk in sorted(moves):
        freed, spent = moves[use_pk]
        BudgetUse.objects.filter(pk=use_pk).update(
            reserved_tokens=F("reserved_tokens") - freed, used_tokens=F("used_tokens") + spent
        )
    if moves:
        held.delete()


def _abandon(waiting: QuerySet[InferenceLog]) -> int:
    calls = sorted(waiting, key=lambda call: call.pk)  # the order of all who close calls
    if not calls:
        return 0
    with transaction.atomic():
        gone = [call.pk for call in calls if _leave_reserved(call, CallStatus.ABANDONED)]
        _move(dict.fromkeys(gone, 0))
    return len(gone)
