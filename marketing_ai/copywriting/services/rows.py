"""The store of a job over rows of several stores."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MIXED_STORES = "*"  # a job over several stores: only people who see all stores see it


def job_store(stores: Iterable[str]) -> str:
    """The store key of a job over rows of these stores."""
    distinct = set(stores)
    return distinct.pop() if len(distinct) == 1 else MIXED_STORES
