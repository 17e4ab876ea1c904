"""Moves a product's numbers by the difference between what a voice added and what it adds now.

Called by the drain, in its transaction and under the lock of the rows that it stores.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from marketing_ai.reviews import counting, reasons, tallies
from marketing_ai.reviews.bulk import update_rows
from marketing_ai.reviews.models import Review, ReviewAspect, ReviewState
from marketing_ai.reviews.services import marking

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime


def move_numbers(rows: Sequence[Review], *, now: datetime, also: Collection[int] = ()) -> set[str]:
    """Count the voices that these rows belong to anew; delete the rows that were removed.

    also: keys of further voices, such as one that lost a follow-up.
    A constant number of statements for up to 400 rows. Returns the keys of the products whose
    numbers moved; their insight is marked dirty.
    """
    pks = {row.pk for row in rows}
    wanted = pks | {row.follows_id for row in rows if row.follows_id} | set(also)
    # the roots are locked in the order of their keys, whoever else moves them waits here
    voices = list(
        Review.objects.select_for_update(of=("self",))
        .filter(pk__in=wanted, follows__isnull=True)
        .order_by("pk")
    )
    follow_ups = _follow_ups(voices)
    everyone = [*voices, *(row for found in follow_ups.values() for row in found)]
    labels = _theme_labels(row.pk for row in everyone)
    pairs: list[tuple[counting.Contribution, counting.Contribution]] = []
    changed: list[Review] = []
    store_of: dict[str, str] = {}
    for root in voices:
        if root.state == ReviewState.PENDING and not root.removed and root.pk not in pks:
            continue  # its own turn comes, and counts its follow-ups with it
        before = counting.Contribution.from_json(root.counted)
        after = _contribution(root, follow_ups.get(root.pk, []), labels)
        if before != after:
            pairs.append((before, after))
            root.counted = after.as_json()
            changed.append(root)
            store_of |= {before.product: root.store, after.product: root.store}
    joined = _joined(rows, pairs)
    store_of |= {
        before.product: row.store
        for row, (before, _gone) in zip(joined, pairs[len(changed) :], strict=True)
    }
    moved = tallies.apply_difference(pairs)
    update_rows([row for row in (*changed, *joined) if not row.removed], ["counted"])
    _mark_insight(pairs, store_of, now=now)
    texts = {row.pk for root in changed for row in (root, *follow_ups.get(root.pk, ()))}
    marking.expire({*texts, *(row.pk for row in joined)}, pks, now=now)
    if removed := [row.pk for row in rows if row.removed]:
        Review.objects.filter(pk__in=removed).delete()
    return moved


def _joined(
    rows: Sequence[Review], pairs: list[tuple[counting.Contribution, counting.Contribution]]
) -> list[Review]:
    """Follow-ups that counted for themselves before the review that they follow was found."""
    joined = [row for row in rows if row.follows_id and row.counted]
    for row in joined:
        pairs.append((counting.Contribution.from_json(row.counted), counting.Contribution()))
        row.counted = {}
    return joined


def _follow_ups(voices: Sequence[Review]) -> dict[int, list[Review]]:
    found: dict[int, list[Review]] = defaultdict(list)
    rows = Review.objects.filter(follows__in=[root.pk for root in voices], removed=False)
    for row in rows.order_by("written", "pk"):
        if row.follows_id is not None:
            found[row.follows_id].append(row)
    return found


def _theme_labels(pks: Iterable[int]) -> dict[int, dict[int, list[str]]]:
    """review → theme → labels of its aspects; merged themes count as the one they went into."""
    found: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = ReviewAspect.objects.filter(
        review__in=list(pks), wrong=False, theme__isnull=False
    ).values_list("review_id", "theme_id", "theme__merged_into", "label", "corrected_label")
    for review, theme, merged, label, corrected in rows:
        found[review][merged or theme].append(corrected or label)
    return found


def _contribution(
    root: Review, follow_ups: Sequence[Review], labels: dict[int, dict[int, list[str]]]
) -> counting.Contribution:
    return counting.contribution(
        product="" if root.product_id is None else str(root.product_id),
        voice=root.voice,
        verified=root.verified,
        # paid for by its own words (好评返现) counts as incentivised, whatever the shop says
        incentivised=root.incentivised or root.suspect == "paid",
        parts=[_part(row, labels) for row in (root, *follow_ups)],
    )


def _part(row: Review, labels: dict[int, dict[int, list[str]]]) -> counting.Part:
    current = row.read_hash == row.text_hash
    return counting.Part(
        written=row.written,
        label=row.effective_label,
        has_words=current and row.reason not in reasons.WORDLESS,
        counts=(
            row.approved
            and not row.removed
            and row.state in (ReviewState.READ, ReviewState.SKIPPED)
            and row.reason not in reasons.DROPPED
        ),
        reason=row.reason,
        themes=labels.get(row.pk, {}),
        stars=row.stars,
        n_photos=row.n_photos,
        suspect=row.suspect,
        fit=row.fit,
    )


def _mark_insight(
    pairs: Sequence[tuple[counting.Contribution, counting.Contribution]],
    stores: Mapping[str, str],
    *,
    now: datetime,
) -> None:
    """The insight of all products whose numbers moved follows, the one that lost a review too."""
    lost: dict[str, int] = {}
    for before, after in pairs:
        for product in {before.product, after.product} - {""}:
            lost[product] = lost.get(product, 0) + (product == before.product)
    marking.mark(lost, stores, now=now)
