"""Hard limits of tokens: reserve before a model is asked, settle what it used.

    call = reserve(feature="copywriting", …, tokens=800)   # or BudgetExceeded, nothing changed
    try: answer = model(…)
    except MarketingAIError as error: fail(call, error.code); raise
    settle(call, prompt_tokens=…, completion_tokens=…)

A reservation is an upper bound of what the call can use: then `used + reserved` never passes
the limit, however many callers there are, since each budget is moved by one conditional
UPDATE and all fitting budgets move or none. A call leaves `reserved` once (conditional
UPDATE on its status), so tokens are given back once. What a dead worker held is given back
when its rows go to another worker, or by the sweep.

A limit for one thing, such as a campaign, is a `Cap`: callers above pass it along.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marketing_ai.conf import conf
from marketing_ai.exceptions import BudgetExceeded
from marketing_ai.governance.models import (
    Budget,
    BudgetPeriod,
    BudgetUse,
    CallStatus,
    InferenceLog,
    Reservation,
)
from marketing_ai.governance.periods import next_start, starts
from marketing_ai.governance.settling import (
    Settlement,
    abandon_stale,
    fail,
    settle,
    settle_many,
    sweep_stale,
)
from marketing_ai.signals import budget_exceeded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.auth.models import AbstractUser

    from marketing_ai.jobs.models import Job

__all__ = [
    "BudgetState",
    "CallRequest",
    "Cap",
    "Settlement",
    "abandon_stale",
    "connect",
    "cost_of",
    "fail",
    "left",
    "reserve",
    "reserve_many",
    "settle",
    "settle_many",
    "sweep_stale",
]

log = logging.getLogger("marketing_ai.governance")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRequest:
    """One model call to come; `tokens` is the most that prompt and answers can take."""

    feature: str
    store: str
    actor: AbstractUser | None
    object_kind: str
    object_pk: str
    model: str
    prompt_version: str
    tokens: int
    job: Job | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """A limit in all for one thing: `Cap(key="campaign:12", name="Spring", limit_tokens=50_000)`.

    Kept as a Budget row of that scope, so that it is moved and shown as all others.
    """

    key: str
    name: str
    limit_tokens: int
    store: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetState:
    """What a budget has left in the present period, in tokens."""

    name: str
    limit: int
    used: int
    reserved: int
    until: date | None  # first day of the next period, UTC; None: it never starts anew

    @property
    def left(self) -> int:
        """What can still be reserved; 0 where a limit was lowered below what is used."""
        return max(0, self.limit - self.used - self.reserved)


def reserve(
    *,
    feature: str,
    store: str,
    actor: AbstractUser | None,
    object_kind: str,
    object_pk: str,
    model: str,
    prompt_version: str,
    tokens: int,
    job: Job | None = None,
    cap: Cap | None = None,
) -> InferenceLog:
    """Set tokens aside for one call. Raises BudgetExceeded; then nothing has changed."""
    request = CallRequest(
        feature=feature,
        store=store,
        actor=actor,
        object_kind=object_kind,
        object_pk=object_pk,
        model=model,
        prompt_version=prompt_version,
        tokens=tokens,
        job=job,
    )
    return reserve_many([request], cap=cap)[0]


def reserve_many(
    requests: Sequence[CallRequest], *, cap: Cap | None = None, now: datetime | None = None
) -> list[InferenceLog]:
    """Set tokens aside for a batch, all or nothing; the calls come in the requests' order.

    Queries: one for the budgets of each (store, feature, actor), two to four a budget, two
    for the rows; none of it grows with the batch. Call it outside of long transactions: it
    keeps the budget's row locked until the commit.
    Raises BudgetExceeded (and sends the signal `budget_exceeded` at once, since nothing of it
    is ever committed). Budgets are moved in the order of their keys, so callers never deadlock.
    """
    if any(request.tokens < 0 for request in requests):
        raise ValueError("A call cannot reserve fewer than 0 tokens.")
    day = (now or timezone.now()).astimezone(UTC).date()
    refused: tuple[Budget, CallRequest, int] | None = None
    calls: list[InferenceLog] = []
    with transaction.atomic():
        parts = _fitting_parts(requests, cap)
        uses: dict[int, int] = {}  # budget → its use of the present period
        for pk in sorted(parts):
            budget, members = parts[pk]
            needed = sum(requests[i].tokens for i in members)
            use = _use(budget, day)
            if not _take(use, budget.limit_tokens, needed):
                refused = budget, requests[members[0]], needed
                transaction.set_rollback(True)
                break
            uses[pk] = use
        else:
            calls = _store(requests, parts, uses)
    if refused is not None:
        budget, request, needed = refused
        _refuse(budget, request, needed, day)
    return calls


def left(
    feature: str,
    store: str,
    actor: AbstractUser | None,
    *,
    cap: Cap | None = None,
    now: datetime | None = None,
) -> list[BudgetState]:
    """What the budgets that fit such a request have left; writes nothing. Two queries."""
    day = (now or timezone.now()).astimezone(UTC).date()
    budgets = list(_fitting(store, feature, actor))
    scopes = [cap.key] if cap else []
    own = list(Budget.objects.filter(scope__in=scopes)) if cap else []
    uses = {
        (use.budget_id, use.starts): use
        for use in BudgetUse.objects.filter(budget__in=[*budgets, *own])
    }
    states = []
    for budget in [*budgets, *own]:
        use = uses.get((budget.pk, starts(budget.period, day)))
        limit = cap.limit_tokens if cap and budget.scope else budget.limit_tokens
        states.append(_state(budget.name, limit, use, next_start(budget.period, day)))
    if cap and not own:
        states.append(_state(cap.name, cap.limit_tokens, None, None))
    return states


def cost_of(model: str, tokens: int) -> Decimal | None:
    """Price of these tokens by `TOKEN_PRICE`; None where the model has no price there."""
    price = conf.TOKEN_PRICE.get(model)
    return None if price is None else Decimal(str(price)) * tokens / 1000


def connect() -> None:
    """Hook into the job runner; called once from the app's `ready()`."""
    from marketing_ai.jobs import handlers

    handlers.on_release("governance", abandon_stale)
    handlers.on_sweep("governance", sweep_stale)


# --- helpers ----------------------------------------------------------------------------


def _fitting(store: str, feature: str, actor: AbstractUser | None) -> QuerySet[Budget]:
    """Active budgets that such a request must fit into; those of one thing are not among them."""
    found = Budget.objects.filter(
        active=True, scope="", store__in=["", store], feature__in=["", feature]
    ).order_by("pk")
    if actor is None or actor.pk is None:
        return found.filter(group__isnull=True)
    return found.filter(Q(group__isnull=True) | Q(group__in=actor.groups.values("pk")))


def _fitting_parts(
    requests: Sequence[CallRequest], cap: Cap | None
) -> dict[int, tuple[Budget, list[int]]]:
    """Budget → the requests (their places) that it must cover."""
    alike: dict[tuple[str, str, int | None], list[int]] = defaultdict(list)
    for i, request in enumerate(requests):
        actor_pk = request.actor.pk if request.actor else None
        alike[request.store, request.feature, actor_pk].append(i)
    parts: dict[int, tuple[Budget, list[int]]] = {}
    for (store, feature, _pk), members in alike.items():
        for budget in _fitting(store, feature, requests[members[0]].actor):
            parts.setdefault(budget.pk, (budget, []))[1].extend(members)
    if cap is not None and requests:
        own, created = Budget.objects.get_or_create(
            scope=cap.key,
            defaults={
                "name": cap.name[:120],
                "store": cap.store,
                "period": BudgetPeriod.TOTAL,
                "limit_tokens": cap.limit_tokens,
            },
        )
        if not created and (own.limit_tokens, own.name) != (cap.limit_tokens, cap.name[:120]):
            Budget.objects.filter(pk=own.pk).update(
                limit_tokens=cap.limit_tokens, name=cap.name[:120]
            )
            own.limit_tokens, own.name = cap.limit_tokens, cap.name[:120]
        parts[own.pk] = own, list(range(len(requests)))
    return parts


def _use(budget: Budget, day: date) -> int:
    """Key of the budget's row for the present period, made when it is the period's first call."""
    period = starts(budget.period, day)
    found = BudgetUse.objects.filter(budget=budget, starts=period).values_list("pk", flat=True)
    pk = found.first()
    if pk is not None:
        return pk
    try:
        with transaction.atomic():  # a savepoint: two first callers both insert
            return BudgetUse.objects.create(budget=budget, starts=period).pk
    except IntegrityError:
        return found.get()


def _take(use_pk: int, limit: int, tokens: int) -> bool:
    """Reserve, if the limit allows: the one UPDATE that makes the limit hard."""
    return bool(
        BudgetUse.objects.filter(pk=use_pk)
        .annotate(after=F("used_tokens") + F("reserved_tokens") + tokens)
        .filter(after__lte=limit)
        .update(reserved_tokens=F("reserved_tokens") + tokens)
    )


def _store(
    requests: Sequence[CallRequest],
    parts: dict[int, tuple[Budget, list[int]]],
    uses: dict[int, int],
) -> list[InferenceLog]:
    calls = InferenceLog.objects.bulk_create(
        InferenceLog(
            store=request.store,
            actor_id=request.actor.pk if request.actor else None,
            feature=request.feature,
            object_kind=request.object_kind,
            object_pk=str(request.object_pk),
            job=request.job,
            model=request.model[:200],
            prompt_version=request.prompt_version[:64],
            status=CallStatus.RESERVED,
            reserved_tokens=request.tokens,
        )
        for request in requests
    )
    Reservation.objects.bulk_create(
        Reservation(call=calls[i], use_id=uses[pk], tokens=requests[i].tokens)
        for pk, (_budget, members) in parts.items()
        for i in members
    )
    return calls


def _refuse(budget: Budget, request: CallRequest, needed: int, day: date) -> None:
    """Say why, to receivers of the signal and to the caller. Raises BudgetExceeded."""
    use = BudgetUse.objects.filter(budget=budget, starts=starts(budget.period, day)).first()
    until = next_start(budget.period, day)
    state = _state(budget.name, budget.limit_tokens, use, until)
    budget_exceeded.send_robust(
        sender=Budget,
        budget=budget,
        feature=request.feature,
        needed=needed,
        actor=request.actor,
    )
    log.warning(
        "budget exceeded",
        extra={"action": "budget_exceeded", "budget": budget.pk, "feature": request.feature},
    )
    raise BudgetExceeded(
        needed=needed,
        left=state.left,
        budget=budget.name,
        until=date_format(until, "DATE_FORMAT") if until else _("someone raises it"),
    )


def _state(name: str, limit: int, use: BudgetUse | None, until: date | None) -> BudgetState:
    return BudgetState(
        name=name,
        limit=limit,
        used=use.used_tokens if use else 0,
        reserved=use.reserved_tokens if use else 0,
        until=until,
    )
