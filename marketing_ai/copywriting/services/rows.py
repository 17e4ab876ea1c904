"""What all job handlers of the slice need: row errors and the store of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketing_ai.copywriting.services.late import RowError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from marketing_ai.exceptions import MarketingAIError

MIXED_STORES = "*"  # a job over several stores: only people who see all stores see it


def job_store(stores: Iterable[str]) -> str:
    """The store key of a job over rows of these stores."""
    distinct = set(stores)
    return distinct.pop() if len(distinct) == 1 else MIXED_STORES


def row_error(item: str, label: str, error: MarketingAIError) -> RowError:
    """A row error that says what the exception says."""
    return RowError(
        item=item, label=label[:300], code=error.code, message=error.sentence, hint=error.advice
    )
