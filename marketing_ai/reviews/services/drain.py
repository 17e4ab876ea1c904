"""Dealing with waiting reviews: claim, read, store, count.

A text is read once for each version of it and each model; a row that waits for another reason
(approved, stars changed, follow-up came) is only counted anew. Reading runs outside any
transaction. What a batch found is stored in one transaction with the numbers that follow from
it, and only for rows whose claim is still held: kill it anywhere and nothing is counted twice.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from django.db import OperationalError, connection

from marketing_ai.conf import conf
from marketing_ai.reviews import reading
from marketing_ai.reviews.models import Polarity
from marketing_ai.reviews.screening import before_reading, screen
from marketing_ai.reviews.services import backfill, insight, pace, queue
from marketing_ai.reviews.services.store import Stored, store

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import datetime

    from marketing_ai.reviews.models import Review
    from marketing_ai.reviews.reading import TextReading
    from marketing_ai.reviews.screening import Screening

log = logging.getLogger("marketing_ai.reviews")

# Characters that are read between two looks at the lease: some seconds on one core.
READ_AT_ONCE = 100_000
TRIES = 3  # to store a batch: two workers may stand in each other's way


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
            **{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        )


def drain_pending(
    *,
    limit: int | None = None,
    now: Callable[[], datetime],
    held_back: Collection[str] = (),
) -> DrainReport:
    """Deal with up to `limit` waiting reviews (default: `REVIEW_BATCH`), new ones first.

    held_back: sources whose old rows must wait.

    Raises ModelUnavailable before any row is claimed: nothing is lost.
    """
    reader = reading.load()
    held = queue.claim(limit=limit or conf.REVIEW_BATCH, now=now(), held_back=held_back)
    return deal_with(held, reader=reader, now=now) if held else DrainReport()


def deal_with(
    held: queue.Claim, *, reader: reading.ReviewReader, now: Callable[[], datetime]
) -> DrainReport:
    """Read, store and count the rows of a claim."""
    started = time.monotonic()
    try:
        readings = _read(reader, held, now=now)
        screenings = screen(held.rows, readings, now=now())
    except (SystemExit, KeyboardInterrupt):
        queue.give_back(held)
        raise
    except Exception:
        queue.release(held)  # the try counts, so that a text that breaks us is set aside
        raise
    stored = _store(held, readings, screenings, model=reader.label, now=now)
    pace.record_batch(stored.analysed, seconds=time.monotonic() - started)
    report = DrainReport(
        claimed=len(held.rows),
        analysed=stored.analysed,
        unknown=stored.unknown,
        skipped=stored.skipped,
        lost=len(held.rows) - stored.rows,
    )
    log.info(
        "reviews dealt with",
        extra={
            "action": "reviews_drained",
            **{f.name: getattr(report, f.name) for f in fields(report)},
        },
    )
    return report


def drain_until(*, deadline: datetime, now: Callable[[], datetime]) -> DrainReport:
    """Deal with batches until nothing waits or the deadline has passed; then insight follows.

    Old rows of a source only within its hours.
    """
    held_back = backfill.held_back(now=now())
    total = DrainReport()
    while now() < deadline:
        report = drain_pending(now=now, held_back=held_back)
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
    # those whose text says nothing of its author's need no model
    readings = {row.pk: _UNREAD for row in wanted if before_reading(row)}
    renewed = now()
    for part in _portions([row for row in wanted if row.pk not in readings]):
        if (now() - renewed).total_seconds() > conf.LEASE_S / 3:
            renewed = now()
            queue.renew(held, now=renewed)
        found = reader.read([row.full_text for row in part])
        readings.update(zip((row.pk for row in part), found, strict=True))
    return readings


_UNREAD = reading.TextReading(
    label=Polarity.UNKNOWN, polarity=None, confidence=0.0, language="", reason=""
)


def _portions(rows: Sequence[Review]) -> Iterator[list[Review]]:
    part: list[Review] = []
    size = 0
    for row in rows:
        part.append(row)
        size += len(row.text)
        if size >= READ_AT_ONCE:
            yield part
            part, size = [], 0
    if part:
        yield part


def _store(
    held: queue.Claim,
    readings: dict[int, TextReading],
    screenings: dict[int, Screening],
    *,
    model: str,
    now: Callable[[], datetime],
) -> Stored:
    """Store the batch; again where another transaction stood in the way."""
    for left in reversed(range(TRIES)):
        try:
            return store(held, readings, screenings, model=model, now=now())
        except OperationalError:
            if not left or connection.in_atomic_block:
                raise
            log.warning("batch is stored again", extra={"action": "store_again"}, exc_info=True)
    raise AssertionError("unreachable")
