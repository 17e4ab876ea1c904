"""Texts that wait for the checker: asking workers, and finding what was lost.

A web process loads no model. It checks by rules, leaves the row unread, and a worker reads it
within seconds; until then it cannot be approved.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from marketing_ai.copywriting import claimcheck
from marketing_ai.copywriting.models import CopyState, CopyVariant
from marketing_ai.exceptions import MarketingAIError
from marketing_ai.jobs import dispatch

if TYPE_CHECKING:
    from datetime import datetime

    from marketing_ai.inference.checker import Checker

log = logging.getLogger("marketing_ai.copywriting")
AT_ONCE = 50  # texts a message


def ask_to_read(variant_pk: int) -> bool:
    """Send the message that has a worker read a text; what is lost the sweep sends again."""
    from marketing_ai.copywriting.tasks import read_claims

    return dispatch.send(read_claims, variant_pk, queue="text")


def load_checker() -> Checker | None:
    """The checker for drafts; None, with a warning, where it cannot be loaded: they wait then."""
    try:
        return claimcheck.load()
    except MarketingAIError as error:
        log.warning(
            "drafts wait for the checker of claims",
            extra={"action": "checker_missing", "reason": error.sentence, "hint": error.advice},
        )
        return None


def waiting(*, limit: int = AT_ONCE) -> list[int]:
    """Keys of texts that no checker has read, oldest first."""
    rows = CopyVariant.objects.filter(
        reading_of="", state__in=[CopyState.DRAFT, CopyState.APPROVED]
    )
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def sweep_unread(_now: datetime) -> int:
    """Ask again for texts that wait; how many do."""
    found = waiting() if claimcheck.is_on() else []
    if found:
        ask_to_read(found[0])
    return len(found)
