"""Reviews that came in a burst: the rows to look at for it, read by bounded queries.

What a burst is says `bursts`. Rows that were dealt with before it could be told are woken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, Sum

from marketing_ai.reviews import bursts
from marketing_ai.reviews.models import Polarity, Review, ReviewTally, Voice
from marketing_ai.reviews.waking import WOKEN, wake

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

ARRIVALS = 3000  # rows that are looked at at once; then only the busiest products
BUSY = 8
ARRIVALS_EACH = 400
LABELS = Polarity.values  # all of them, so that the index of (product, label, written) serves


def find(rows: Sequence[Review], *, now: datetime) -> set[int]:
    """Keys of those of `rows` that came in a burst."""
    looked_at = [
        row for row in rows if row.approved and row.voice == Voice.REVIEW and row.product_id
    ]
    windows = _windows(_with_history(looked_at))
    found: set[int] = set()
    ours = {row.pk for row in looked_at}
    others: list[int] = []
    for product, arrivals in _arrivals(windows).items():
        for burst in bursts.find(arrivals):
            if ours.isdisjoint(burst.pks) or _is_busy(product, burst):
                continue
            if not burst.is_unusual(_n_history(product, burst)):
                continue
            found |= ours & set(burst.pks)
            others += [pk for pk in burst.pks if pk not in ours]
    if others:  # those that came before it could be told
        wake(Review.objects.filter(pk__in=others[:WOKEN], suspect=""), now=now)
    return found


def _with_history(rows: Sequence[Review]) -> list[Review]:
    """Rows of products that had reviews long before: the others have no usual."""
    if not rows:
        return []
    latest = max(row.written for row in rows) - bursts.GAP
    products = Review._meta.get_field("product").related_model
    older = Review.objects.filter(
        product=OuterRef("pk"), label__in=LABELS, written__lt=latest, removed=False
    )
    known = set(
        products._default_manager.filter(pk__in={row.product_id for row in rows})
        .filter(Exists(older))
        .values_list("pk", flat=True)
    )
    return [row for row in rows if row.product_id in known]


def _windows(rows: Iterable[Review]) -> dict[Any, list[tuple[datetime, datetime]]]:
    """Product → stretches of time that hold all windows around its rows."""
    moments: dict[Any, list[datetime]] = {}
    for row in rows:
        moments.setdefault(row.product_id, []).append(row.written)
    found: dict[Any, list[tuple[datetime, datetime]]] = {}
    for product, written in moments.items():
        stretches: list[tuple[datetime, datetime]] = []
        for moment in sorted(written):
            start, end = moment - bursts.WINDOW, moment + bursts.WINDOW
            if stretches and start <= stretches[-1][1]:
                stretches[-1] = (stretches[-1][0], end)
            else:
                stretches.append((start, end))
        found[product] = stretches
    return found


def _arrivals(
    windows: Mapping[Any, list[tuple[datetime, datetime]]],
) -> dict[Any, list[bursts.Arrival]]:
    found: dict[Any, list[bursts.Arrival]] = {}
    rows = _in_windows(windows, limit=ARRIVALS)
    if len(rows) == ARRIVALS:
        busiest = sorted(windows, key=lambda product: -len(windows[product]))[:BUSY]
        rows = [
            row
            for product in busiest
            for row in _in_windows({product: windows[product]}, limit=ARRIVALS_EACH)
        ]
    for pk, product, written, stars in rows:
        found.setdefault(product, []).append(bursts.Arrival(pk, written, stars))
    return found


def _in_windows(
    windows: Mapping[Any, list[tuple[datetime, datetime]]], *, limit: int
) -> list[tuple[int, Any, datetime, int | None]]:
    wanted = Q()
    for product, stretches in windows.items():
        for start, end in stretches:
            wanted |= Q(product=product, label__in=LABELS, written__range=(start, end))
    if not wanted:
        return []
    rows = Review.objects.filter(wanted, approved=True, removed=False, voice=Voice.REVIEW)
    return list(rows.order_by().values_list("pk", "product_id", "written", "stars")[:limit])


def _is_busy(product: Any, burst: bursts.Burst) -> bool:
    """Whether so many come to the product all the time, by the sums of the months before.

    Says so only where it is beyond doubt: what is left is counted row by row, which on a product
    with hundreds of reviews a day would cost more than all the rest of a review.
    """
    month = burst.start.date().replace(day=1)
    first = (burst.start - bursts.HISTORY).date().replace(day=1)
    before = ReviewTally.objects.filter(
        product=product, voice=Voice.REVIEW, month__gte=first, month__lt=month
    ).aggregate(n=Sum("n", default=0))["n"]
    usual = before * bursts.WINDOW / (month - first)
    return 2 * burst.most < bursts.TIMES_USUAL * usual


def _n_history(product: Any, burst: bursts.Burst) -> int:
    """Counted up to where the burst would be usual."""
    rows = Review.objects.filter(
        product=product,
        label__in=LABELS,
        written__gte=burst.start - bursts.HISTORY,
        written__lt=burst.start - bursts.GAP,
        removed=False,
    )
    return rows.order_by()[: burst.history_needed + 1].count()
