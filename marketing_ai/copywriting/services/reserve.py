"""Setting tokens aside for a chunk's calls: the shop's budgets and the campaign's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketing_ai.copywriting.models import Campaign
from marketing_ai.exceptions import BudgetExceeded
from marketing_ai.governance import budgets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketing_ai.governance.models import InferenceLog


def reserve_for(
    requests: Sequence[budgets.CallRequest], campaign_pk: int | None
) -> list[InferenceLog | BudgetExceeded]:
    """A reserved call or the reason why not, a request each, in their order.

    All at once where all fit (few queries); else one after the other, so that what still
    fits is written.
    """
    cap = campaign_cap(campaign_pk)
    try:
        return list(budgets.reserve_many(requests, cap=cap))
    except BudgetExceeded as error:
        if len(requests) == 1:
            return [error]
    outcomes: list[InferenceLog | BudgetExceeded] = []
    for request in requests:
        try:
            outcomes += budgets.reserve_many([request], cap=cap)
        except BudgetExceeded as error:
            outcomes.append(error)
    return outcomes


def campaign_cap(campaign_pk: int | None) -> budgets.Cap | None:
    """The campaign's own limit; None where it has none."""
    if campaign_pk is None:
        return None
    campaign = Campaign.objects.filter(pk=campaign_pk, budget_tokens__isnull=False).first()
    if campaign is None or campaign.budget_tokens is None:
        return None
    return budgets.Cap(
        key=f"campaign:{campaign.pk}",
        name=campaign.name,
        limit_tokens=campaign.budget_tokens,
        store=campaign.store,
    )
