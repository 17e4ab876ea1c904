"""Dealing with waiting reviews: claim, read, store, count.

A text is read once for each version of it and each model; a row that waits for another reason
(approved, stars changed, follow-up came) is only counted anew. Reading runs outside any
transaction. What a batch found is stored in one transaction with the numbers that follow from
it, and only for rows whose claim is still held: kill it anywhere and nothing is counted twice.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from marketing_ai import signals
from marketing_ai.conf import conf
from marketing_ai.reviews import reading
from marketing_ai.reviews.models import Polarity, Review, ReviewAspect, ReviewState
from marketing_ai.reviews.screening import screen
from marketing_ai.reviews.services import insight, numbers, queue, themes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from marketing_ai.reviews.reading import TextReading
    from marketing_ai.reviews.screening import Screening

log = logging.getLogger("marketing_ai.reviews")

READ_AT_ONCE = 64  # texts between two renewals of the lease
_READING_FIELDS = [
    "state",
    "claim",
    "claimed_until",
    "deliveries",
    "read_hash",
    "read_model",
    "read_at",
    "label",
    "polarity",
    "confidence",
    "language_read",
    "reason",
    "suspect",
    "fit",
    "height_cm",
    "weight_kg",
    "follows",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrainReport:
    """One drain of the queue, in rows."""

    claimed: int = 0
    analysed: int = 0  # read by the model
    unknown: int = 0  # of those: the model could not decide; shown as such
    skipped: int = 0  # left out, each with its reason
    lost: int = 0  # edited or taken over meanwhile: they wait again

    def __add__(self, other: DrainReport) -> DrainReport:
        return DrainReport(
            claimed=self.claimed + other.claimed,
            analysed=self.analysed + other.analysed,
            unknown=self.unknown + other.unknown,
            skipped=self.skipped + other.skipped,
            lost=self.lost + other.lost,
        )


def drain_pending(
    *, limit: int | None = None, now: Callable[[], datetime], include_old: bool = True
) -> DrainReport:
    """Deal with up to `limit` waiting reviews (default: `REVIEW_BATCH`), new ones first.

    Raises ModelUnavailable before any row is claimed: nothing is lost.
    """
    reader = reading.load()
    held = queue.claim(limit=limit or conf.REVIEW_BATCH, now=now(), include_old=include_old)
    if held is None:
        return DrainReport()
    try:
        readings = _read(reader, held, now=now)
        screenings = screen(held.rows, readings, now=now())
    except BaseException:
        queue.give_back(held.token)
        raise
    report = _store(held, readings, screenings, model=reader.label, now=now())
    log.info(
        "reviews dealt with",
        extra={
            "action": "reviews_drained",
            "claimed": report.claimed,
            "analysed": report.analysed,
            "unknown": report.unknown,
            "skipped": report.skipped,
            "lost": report.lost,
        },
    )
    return report


def drain_until(*, deadline: datetime, now: Callable[[], datetime]) -> DrainReport:
    """Deal with batches until nothing waits or the deadline has passed; then insight follows."""
    total = DrainReport()
    while now() < deadline:
        report = drain_pending(now=now)
        if not report.claimed:
            break
        total += report
    insight.refresh_dirty(now=now())
    return total


def _read(
    reader: reading.ReviewReader, held: queue.Claim, *, now: Callable[[], datetime]
) -> dict[int, TextReading]:
    """A reading by key for each row that needs one."""
    wanted = [
        row
        for row in held.rows
        if not row.removed and (row.read_hash != row.text_hash or row.read_model != reader.label)
    ]
    readings: dict[int, TextReading] = {}
    for start in range(0, len(wanted), READ_AT_ONCE):
        part = wanted[start : start + READ_AT_ONCE]
        if start:
            queue.renew(held.token, now=now())
        found = reader.read([row.full_text for row in part])
        readings.update(zip((row.pk for row in part), found, strict=True))
    return readings


def _store(
    held: queue.Claim,
    readings: dict[int, TextReading],
    screenings: dict[int, Screening],
    *,
    model: str,
    now: datetime,
) -> DrainReport:
    with transaction.atomic():
        rows = list(queue.still_ours(held.token))
        _find_roots(rows)
        marks = _marks([row.pk for row in rows if row.pk in readings])
        for row in rows:
            _apply(row, readings.get(row.pk), screenings[row.pk], model=model, now=now)
        Review.objects.bulk_update(rows, _READING_FIELDS)
        _store_aspects(rows, readings, marks)
        numbers.move_numbers(rows, now=now)
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
    return DrainReport(
        claimed=len(held.rows),
        analysed=len(analysed),
        unknown=unknown,
        skipped=sum(1 for row in rows if row.state == ReviewState.SKIPPED),
        lost=len(held.rows) - len(rows),
    )


def _find_roots(rows: Sequence[Review]) -> None:
    """Bind follow-ups to the review that they follow, once that one is here."""
    loose = {
        (row.source, row.follows_ref) for row in rows if row.follows_ref and not row.follows_id
    }
    if not loose:
        return
    found = Review.objects.filter(source_pk__in=[ref for _source, ref in loose])
    roots = {(row.source, row.source_pk): row.follows_id or row.pk for row in found}
    for row in rows:
        if row.follows_ref and not row.follows_id:
            root = roots.get((row.source, row.follows_ref))
            row.follows_id = root if root != row.pk else None


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
    row.suspect = screened.suspect
    row.reason = screened.reason or (read.reason if read is not None else row.reason)
    row.state = ReviewState.SKIPPED if screened.reason else ReviewState.READ


def _marks(pks: Sequence[int]) -> dict[tuple[int, int, int], ReviewAspect]:
    """What people marked on aspects that are about to be replaced."""
    found = ReviewAspect.objects.filter(review__in=pks).exclude(wrong=False, corrected_label="")
    return {(mark.review_id, mark.start, mark.end): mark for mark in found}


def _store_aspects(
    rows: Sequence[Review],
    readings: dict[int, TextReading],
    marks: dict[tuple[int, int, int], ReviewAspect],
) -> None:
    """Replace the aspects of what was read; a person's mark on the same words stays."""
    fresh = [row for row in rows if row.pk in readings]
    if not fresh:
        return
    ReviewAspect.objects.filter(review__in=[row.pk for row in fresh]).delete()
    made: list[ReviewAspect] = []
    for row in fresh:
        for span in readings[row.pk].aspects:
            mark = marks.get((row.pk, span.start, span.end))
            made.append(
                ReviewAspect(
                    review=row,
                    start=span.start,
                    end=span.end,
                    term=span.term[:120],
                    label=span.label,
                    polarity=span.polarity,
                    confidence=span.confidence,
                    wrong=mark.wrong if mark else False,
                    corrected_label=mark.corrected_label if mark else "",
                )
            )
    themes.assign(made)
    ReviewAspect.objects.bulk_create(made, batch_size=500)
