"""What signals cannot see: bulk writes, plain SQL, a crash between two statements, lost messages.

Each sweep looks at the newest rows of the shop, at a window of its older ones and at a window
of ours, so that within some sweeps every row was compared, whatever the size of the tables.
Rows written before the source's `since` are the backfill's.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from marketing_ai.conf import conf
from marketing_ai.exceptions import ModelUnavailable
from marketing_ai.jobs import dispatch
from marketing_ai.reviews import intake, reading
from marketing_ai.reviews.models import Review, ReviewInsight, ReviewSource, ReviewState
from marketing_ai.reviews.services import backfill, queue, sources
from marketing_ai.reviews.source import SHOP, get_feed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from marketing_ai.reviews.source import ReviewFeed, Snapshot

log = logging.getLogger("marketing_ai.reviews")

WINDOW = 1000  # rows of either side that one sweep compares
NEWEST = 20  # windows from the end that one sweep follows a bulk write back
REREAD = 2000  # rows of an older model that wait at once


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepReport:
    """What one sweep found, in rows."""

    missed: int = 0  # at the shop and not with us
    changed: int = 0  # other than we knew
    gone: int = 0  # no longer at the shop
    outdated: int = 0  # read by an older model: they are read again

    @property
    def total(self) -> int:
        """Rows that wait now because of this sweep."""
        return self.missed + self.changed + self.gone + self.outdated


def sweep_reviews(now: datetime) -> int:
    """One sweep; registered with the app's own. Returns how many rows it found."""
    report = find_missed(now=now)
    if report.total:
        log.info(
            "sweep found reviews",
            extra={
                "action": "reviews_swept",
                "missed": report.missed,
                "changed": report.changed,
                "gone": report.gone,
                "outdated": report.outdated,
            },
        )
    wake_workers(now=now)
    return report.total


def find_missed(*, now: datetime) -> SweepReport:
    """Compare, take in what differs, and let rows of an older model wait."""
    feed = get_feed()
    if feed is None:
        return SweepReport(outdated=_reread(now))
    source = sources.ensure(SHOP, now=now)
    missed, changed = _follow_back(feed, source, now=now)
    more_missed, more_changed = _compare_theirs(feed, source, now=now)
    gone = _compare_ours(feed, source, now=now)
    ReviewSource.objects.filter(pk=source.pk).update(place=source.place)
    return SweepReport(
        missed=missed + more_missed,
        changed=changed + more_changed,
        gone=gone,
        outdated=_reread(now),
    )


def wake_workers(*, now: datetime) -> None:
    """Send a message where rows wait and nobody is at work: the last one was lost."""
    from marketing_ai.reviews.tasks import drain_reviews

    if queue.busy(now=now):
        return
    late = now - timedelta(seconds=conf.REVIEW_DEBOUNCE_S)
    is_dirty = ReviewInsight.objects.filter(dirty__lte=late).exists()
    if is_dirty or queue.waiting(now=now, held_back=backfill.held_back(now=now)):
        dispatch.send(drain_reviews, queue="reviews")


def _follow_back(feed: ReviewFeed, source: ReviewSource, *, now: datetime) -> tuple[int, int]:
    """From the newest row backwards, as long as whole windows are unknown to us."""
    missed = changed = 0
    before = ""
    for _turn in range(NEWEST):
        found = feed.newest(before=before, limit=WINDOW)
        new, other = _take(feed, found, source, now=now)
        missed, changed = missed + new, changed + other
        if len(found) < WINDOW or not new:
            break
        before = found[-1].source_pk
    return missed, changed


def _compare_theirs(feed: ReviewFeed, source: ReviewSource, *, now: datetime) -> tuple[int, int]:
    """The next window of the shop's rows, around and around."""
    found = feed.page(after=source.place.get("theirs", ""), limit=WINDOW)
    source.place["theirs"] = found[-1].source_pk if len(found) == WINDOW else ""
    return _take(feed, found, source, now=now)


def _compare_ours(feed: ReviewFeed, source: ReviewSource, *, now: datetime) -> int:
    """The next window of our rows: those that the shop no longer has are taken back."""
    rows = Review.objects.filter(
        source=source.name, removed=False, pk__gt=source.place.get("ours", 0)
    )
    found = list(rows.order_by("pk").values_list("pk", "source_pk")[:WINDOW])
    source.place["ours"] = found[-1][0] if len(found) == WINDOW else 0
    gone = feed.gone([key for _pk, key in found]) if found else set()
    return intake.remove(source.name, sorted(gone), now=now) if gone else 0


def _take(
    feed: ReviewFeed, found: Sequence[Snapshot], source: ReviewSource, *, now: datetime
) -> tuple[int, int]:
    """Take in what is new to us or differs; (missed, changed)."""
    if not found:
        return 0, 0
    known = dict(
        Review.objects.filter(
            source=source.name, source_pk__in=[shot.source_pk for shot in found]
        ).values_list("source_pk", "fingerprint")
    )
    is_due = source.backfill_confirmed is not None
    new = [
        shot
        for shot in found
        if shot.source_pk not in known and (is_due or shot.written >= source.since)
    ]
    changed = [
        shot.source_pk
        for shot in found
        if shot.source_pk in known and shot.fingerprint != known[shot.source_pk]
    ]
    # what was saved since we looked is newer than our view of it: it stays, or is asked for anew
    for old in (False, True):
        part = [shot for shot in new if (shot.written < source.since) == old]
        intake.take_in(source.name, part, now=now, old=old, keep=True)
    intake.take_in(source.name, feed.get(changed), now=now)
    return len(new), len(changed)


def _reread(now: datetime) -> int:
    """Let rows that an older model read wait in the background, some at a time."""
    try:
        label = reading.label()
    except ModelUnavailable:
        return 0
    if Review.objects.filter(state=ReviewState.PENDING, old=True).exists():
        return 0
    outdated = (
        Review.objects.filter(state__in=[ReviewState.READ, ReviewState.SKIPPED])
        .filter(Q(read_model__lt=label) | Q(read_model__gt=label))
        .exclude(read_model="")
        .order_by("pk")
        .values_list("pk", flat=True)[:REREAD]
    )
    return Review.objects.filter(
        pk__in=list(outdated), state__in=[ReviewState.READ, ReviewState.SKIPPED]
    ).update(state=ReviewState.PENDING, old=True, queued=now)
