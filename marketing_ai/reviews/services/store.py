"""Storing what a batch's texts say, and the numbers that follow, in one transaction.

A constant number of statements for any batch of up to 400 rows.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from marketing_ai import signals
from marketing_ai.catalog.base import DEFAULT_STORE, get_catalog
from marketing_ai.reviews import reasons
from marketing_ai.reviews.bulk import update_rows
from marketing_ai.reviews.clean import clean
from marketing_ai.reviews.fit import read_fit
from marketing_ai.reviews.models import Polarity, Review, ReviewAspect, ReviewState
from marketing_ai.reviews.services import numbers, queue, themes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from marketing_ai.reviews.reading import TextReading
    from marketing_ai.reviews.screening import Screening

FIELDS = [
    *("state", "claim", "claimed_until", "deliveries", "store", "product", "follows"),
    *("read_hash", "read_model", "read_at", "label", "polarity", "confidence", "language_read"),
    *("reason", "suspect", "fit", "height_cm", "weight_kg"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What was stored of a batch, in rows."""

    rows: int
    analysed: int
    unknown: int
    skipped: int


def store(
    held: queue.Claim,
    readings: Mapping[int, TextReading],
    screenings: Mapping[int, Screening],
    *,
    model: str,
    now: datetime,
) -> Stored:
    """Store the rows of the claim that are still ours; the others are not touched.

    model: label of the reader that made the readings.
    """
    with transaction.atomic():
        ours = queue.still_ours(held)
        rows = [row for row in held.rows if row.pk in ours]
        left = _find_roots(rows)
        _place(rows)
        marks = _marks([row for row in rows if row.pk in readings])
        for row in rows:
            _apply(row, readings.get(row.pk), screenings[row.pk], model=model, now=now)
        update_rows(rows, FIELDS)
        _store_aspects(rows, readings, marks)
        numbers.move_numbers(rows, now=now, also=left)
        _wake_follow_ups(rows, now=now)
        analysed = [row.pk for row in rows if row.pk in readings]
        if analysed:
            transaction.on_commit(
                partial(
                    signals.review_analysed.send_robust,
                    sender=Review,
                    reviews=analysed,
                    model=model,
                ),
                robust=True,
            )
    unknown = sum(1 for row in rows if row.pk in readings and row.label == Polarity.UNKNOWN)
    return Stored(
        rows=len(rows),
        analysed=len(analysed),
        unknown=unknown,
        skipped=sum(1 for row in rows if row.state == ReviewState.SKIPPED),
    )


def _find_roots(rows: Sequence[Review]) -> set[int]:
    """Bind follow-ups to the review that they follow, once that one is here.

    Returns the reviews that they followed before and follow no longer.
    """
    named = {(row.source, row.follows_ref) for row in rows if row.follows_ref}
    roots: dict[tuple[str, str], int] = {}
    if named:
        found = Review.objects.filter(source_pk__in={ref for _source, ref in named}).values_list(
            "source", "source_pk", "pk", "follows_id"
        )
        # a follow-up of a follow-up is the first review's too
        roots = {(source, ref): follows or pk for source, ref, pk, follows in found}
    left: set[int] = set()
    for row in rows:
        if not row.follows_ref and not row.follows_id:
            continue
        root = roots.get((row.source, row.follows_ref)) if row.follows_ref else None
        root = None if root == row.pk else root
        if row.follows_id and row.follows_id != root:
            left.add(row.follows_id)
        row.follows_id = root
    return left


def _wake_follow_ups(rows: Sequence[Review], *, now: datetime) -> None:
    """Follow-ups that came before these reviews did: their own turn binds them."""
    Review.objects.filter(
        follows_ref__in=[row.source_pk for row in rows if not row.follows_ref],
        source__in={row.source for row in rows},
        follows__isnull=True,
    ).exclude(follows_ref="").exclude(state=ReviewState.PENDING).update(
        state=ReviewState.PENDING, queued=now
    )


def _place(rows: Sequence[Review]) -> None:
    """The store that the product is in, where the source named none; no product that is gone."""
    stores = _stores({row.product_id for row in rows if row.product_id is not None})
    for row in rows:
        if row.product_id not in stores:
            row.product_id = None
        if not row.store:
            row.store = stores.get(row.product_id) or DEFAULT_STORE


def _stores(product_pks: set[Any]) -> dict[Any, str]:
    """Store by product, of those that exist. One query where the store is a column."""
    if not product_pks:
        return {}
    catalog = get_catalog()
    rows = catalog.product_model()._base_manager.filter(pk__in=product_pks)
    if column := catalog.lookup("store"):
        return dict(rows.values_list("pk", column))
    cards = catalog.cards(list(product_pks))
    return {
        pk: cards[str(pk)].store if str(pk) in cards else DEFAULT_STORE
        for pk in rows.values_list("pk", flat=True)
    }


def _apply(
    row: Review, read: TextReading | None, screened: Screening, *, model: str, now: datetime
) -> None:
    row.claim, row.claimed_until, row.deliveries = "", None, 0
    if read is not None:
        row.read_hash, row.read_model, row.read_at = row.text_hash, model, now
        row.label, row.polarity = read.label, read.polarity
        row.confidence, row.language_read = read.confidence, read.language
        row.fit = read.fit
        row.height_cm = row.height_cm or read.height_cm
        row.weight_kg = row.weight_kg or read.weight_kg
        row.reason = read.reason
    else:
        _keep(row)
    row.suspect = screened.suspect
    row.reason = screened.reason or row.reason
    row.state = ReviewState.SKIPPED if screened.reason else ReviewState.READ


def _keep(row: Review) -> None:
    """What an earlier reading of the same text said, without what screening said then."""
    if row.reason not in reasons.UNKNOWN:
        row.reason = ""
    if not row.removed and (row.height_cm is None or row.weight_kg is None):
        # the source's own values came anew with the row, and took the place of the text's
        said = read_fit(clean(row.full_text).text)
        row.height_cm = row.height_cm or said.height_cm
        row.weight_kg = row.weight_kg or said.weight_kg


def _marks(rows: Sequence[Review]) -> dict[int, list[ReviewAspect]]:
    """What people marked on aspects that are about to be replaced, by review.

    A mark belongs to the text that it was made on: an edited text is the model's again.
    """
    same = [row.pk for row in rows if row.read_hash == row.text_hash]
    marks: dict[int, list[ReviewAspect]] = defaultdict(list)
    if same:
        found = ReviewAspect.objects.filter(review__in=same)
        for mark in found.exclude(wrong=False, corrected_label=""):
            marks[mark.review_id].append(mark)
    return marks


def _store_aspects(
    rows: Sequence[Review],
    readings: Mapping[int, TextReading],
    marks: Mapping[int, list[ReviewAspect]],
) -> None:
    """Replace the aspects of what was read; what a person marked stays as it is."""
    fresh = [row for row in rows if row.pk in readings]
    if not fresh:
        return
    ReviewAspect.objects.filter(review__in=[row.pk for row in fresh]).delete()
    made: list[ReviewAspect] = []
    for row in fresh:
        kept = marks.get(row.pk, [])
        for mark in kept:
            mark.pk, mark.review = None, row
            made.append(mark)
        # what overlaps a person's mark says the same words again
        made += [
            ReviewAspect(
                review=row,
                start=span.start,
                end=span.end,
                term=span.term[:120],
                label=span.label,
                polarity=span.polarity,
                confidence=span.confidence,
            )
            for span in readings[row.pk].aspects
            if all(span.end <= mark.start or span.start >= mark.end for mark in kept)
        ]
    themes.assign(made)
    ReviewAspect.objects.bulk_create(made)
