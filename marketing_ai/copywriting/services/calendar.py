"""Which texts are served when, and where two want the same place."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from marketing_ai.catalog.base import get_catalog
from marketing_ai.copywriting.models import CopyState, CopyVariant
from marketing_ai.copywriting.services.values import CalendarEntry

if TYPE_CHECKING:
    from datetime import datetime


def calendar(
    *, start: datetime, end: datetime, stores: set[str] | None = None
) -> list[CalendarEntry]:
    """Texts with a window that touches [start, end), approved or published, by start.

    stores: None is all. Two entries overlap when product, kind, language and audience are
    the same and their windows meet. One query for the texts, and the catalogue's for titles.
    """
    rows = list(
        CopyVariant.objects.filter(
            Q(starts__isnull=True) | Q(starts__lt=end),
            Q(ends__isnull=True) | Q(ends__gt=start),
            windowed=True,
            state__in=[CopyState.APPROVED, CopyState.PUBLISHED],
        )
        .for_stores(stores)
        .select_related("campaign")
        .order_by("starts", "pk")
    )
    cards = get_catalog().cards(list({row.product_id for row in rows}))
    overlaps = _overlaps(rows)
    return [
        CalendarEntry(
            variant_pk=row.pk,
            product_pk=str(row.product_id),
            product_title=card.title if (card := cards.get(str(row.product_id))) else "",
            kind=row.kind,
            language=row.language,
            audience=row.audience,
            campaign=row.campaign.name if row.campaign else "",
            state=row.state,
            text=row.text,
            starts=row.starts,
            ends=row.ends,
            overlaps=tuple(sorted(overlaps[row.pk])),
        )
        for row in rows
    ]


def _overlaps(rows: list[CopyVariant]) -> dict[int, set[int]]:
    """pk → pks that want the same place at the same time."""
    places: dict[tuple[object, ...], list[CopyVariant]] = defaultdict(list)
    for row in rows:
        places[row.product_id, row.store, row.kind, row.language, row.audience].append(row)
    found: dict[int, set[int]] = defaultdict(set)
    for place in places.values():
        for i, a in enumerate(place):
            for b in place[i + 1 :]:
                if _meet(a, b):
                    found[a.pk].add(b.pk)
                    found[b.pk].add(a.pk)
    return found


def _meet(a: CopyVariant, b: CopyVariant) -> bool:
    """Whether two windows (end exclusive, None is open) share a moment."""
    a_first = a.ends is not None and b.starts is not None and a.ends <= b.starts
    b_first = b.ends is not None and a.starts is not None and b.ends <= a.starts
    return not (a_first or b_first)
