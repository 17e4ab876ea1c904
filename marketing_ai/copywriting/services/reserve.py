"""Setting tokens aside for a chunk's calls: the shop's budgets and the campaign's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Case, F, Sum, When
from django.utils.translation import gettext as _

from marketing_ai.copywriting.models import Campaign
from marketing_ai.exceptions import BudgetExceeded
from marketing_ai.copywriting.services.late import budgets
from marketing_ai.governance.models import CallStatus, InferenceLog
from marketing_ai.jobs.models import Job

if TYPE_CHECKING:
    from collections.abc import Sequence


def reserve_for(
    requests: Sequence[budgets.CallRequest], campaign_pk: int | None
) -> list[InferenceLog | BudgetExceeded]:
    """A reserved call or the reason why not, a request each, in their order.

    All at once where all fit (few queries); else one after the other until the budget ends.
    """
    with transaction.atomic():
        left = _campaign_left(campaign_pk)
        if left is None or sum(request.tokens for request in requests) <= left:
            try:
                with transaction.atomic():
                    return list(budgets.reserve_many(requests))
            except BudgetExceeded:
                pass  # some may still fit: below, one by one
        outcomes: list[InferenceLog | BudgetExceeded] = []
        for request in requests:
            if left is not None and request.tokens > left:
                outcomes.append(_campaign_spent(request.tokens, left))
                continue
            try:
                with transaction.atomic():
                    outcomes += budgets.reserve_many([request])
            except BudgetExceeded as error:
                outcomes.append(error)
            else:
                left = None if left is None else left - request.tokens
        return outcomes


def _campaign_left(campaign_pk: int | None) -> int | None:
    """Tokens that the campaign may still take; None where it has no limit of its own.

    Locks the campaign's row for the transaction, so that two chunks cannot both take the
    last tokens (SQLite: the transaction holds the one write lock anyway).
    """
    if campaign_pk is None:
        return None
    campaign = Campaign.objects.select_for_update().filter(pk=campaign_pk).first()
    if campaign is None or campaign.budget_tokens is None:
        return None
    calls = InferenceLog.objects.filter(
        job__in=Job.objects.filter(params__campaign=campaign_pk).values("pk"),
        status__in=[CallStatus.RESERVED, CallStatus.SETTLED],
    )
    used = calls.aggregate(
        n=Sum(
            Case(
                When(status=CallStatus.RESERVED, then=F("reserved_tokens")),
                default=F("prompt_tokens") + F("completion_tokens"),
            )
        )
    )["n"]
    return max(0, campaign.budget_tokens - (used or 0))


def _campaign_spent(needed: int, left: int) -> BudgetExceeded:
    return BudgetExceeded(
        needed=needed, left=left, budget=_("this campaign"), until=_("the campaign's end")
    )
