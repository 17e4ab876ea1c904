"""Doing a job's rows one by one, each in its own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marketing_ai.catalog.base import get_catalog
from marketing_ai.exceptions import MarketingAIError, UnknownProducts
from marketing_ai.jobs.runner import ChunkResult, row_error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def do_each(
    rows: Sequence[str], found: Mapping[int, Any], do: Callable[[Any], object]
) -> ChunkResult:
    """Call `do` for each row's object; one that may not be done does not hold back the others.

    found: objects with a `product_id`, by primary key; a row without one is an error of its own.
    Refusals become row errors that name the product. One query for the names.
    """
    cards = get_catalog().cards([item.product_id for item in found.values()])
    done, errors = [], []
    for row in rows:
        item = found.get(int(row))
        try:
            if item is None:
                raise UnknownProducts(ids=row)
            do(item)
        except MarketingAIError as error:
            card = cards.get(str(item.product_id)) if item is not None else None
            errors.append(row_error(row, error, label=card.title if card else ""))
        else:
            done.append(row)
    return ChunkResult(done=tuple(done), errors=tuple(errors), payload=None)
