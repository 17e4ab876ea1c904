"""The first day: old reviews are read once a person has said so.

Confirmed, they are taken in product by product, those with most reviews first, as a job that
can be watched and cancelled; they wait as old rows, which new ones overtake, and are read
within the hours that were set. Pausing leaves them where they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketing_ai.catalog.base import DEFAULT_STORE
from marketing_ai.exceptions import NothingSelected, WrongState
from marketing_ai.jobs import services as jobs
from marketing_ai.jobs.handlers import ChunkContext, ChunkResult
from marketing_ai.jobs.models import Job
from marketing_ai.reviews import intake
from marketing_ai.reviews.models import Review, ReviewSource, ReviewState
from marketing_ai.reviews.nudge import nudge
from marketing_ai.reviews.services import pace, sources
from marketing_ai.reviews.source import PORTION, SHOP, get_feed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.contrib.auth.models import AbstractUser

    from marketing_ai.reviews.source import ReviewFeed, Snapshot

KIND = "reviews.backfill"
EVERYTHING = "*"  # the job's only row where the feed cannot tell products
PRODUCTS_A_CHUNK = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillEstimate:
    """What a person is asked to confirm."""

    since: datetime  # rows written before are old
    n_reviews: int
    n_products: int | None  # None: the feed cannot tell
    seconds: float  # of reading, on one worker
    is_measured: bool  # else by a cautious figure


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillStatus:
    """Where the backfill stands."""

    confirmed: datetime | None
    is_paused: bool
    from_hour: int
    to_hour: int
    n_taken: int  # old rows that were taken in
    n_waiting: int  # of those: not read yet
    seconds_left: float
    runs_now: bool  # not paused, and within its hours
    job: Job | None


def estimate_backfill(*, now: datetime) -> BackfillEstimate:
    """Count and time; writes nothing but the source's row.

    Raises NothingSelected where the shop's reviews are not connected.
    """
    feed = _feed()
    source = sources.ensure(SHOP, now=now)
    n = feed.count_before(source.since)
    products = feed.products(before=source.since)
    return BackfillEstimate(
        since=source.since,
        n_reviews=n,
        n_products=len(products) or None,
        seconds=pace.seconds_for(n),
        is_measured=pace.reviews_per_s() is not None,
    )


def confirm_backfill(
    *,
    actor: AbstractUser | None,
    now: datetime,
    from_hour: int = 0,
    to_hour: int = 0,
) -> Job:
    """Take the old rows in, as a job; they are read from `from_hour` to `to_hour` (equal: always).

    Raises WrongState when it was confirmed before, NothingSelected where there is no old row.
    """
    feed = _feed()
    source = sources.ensure(SHOP, now=now)
    items = [product for product, _n in feed.products(before=source.since)] or [EVERYTHING]
    if not feed.count_before(source.since):
        raise NothingSelected()
    with transaction.atomic():
        mine = ReviewSource.objects.filter(pk=source.pk, backfill_confirmed__isnull=True).update(
            backfill_confirmed=now,
            backfill_by=actor.pk if actor else None,
            backfill_paused=False,
            backfill_from_hour=from_hour,
            backfill_to_hour=to_hour,
        )
        if not mine:
            raise WrongState(state=_("confirmed"))
        return jobs.create_job(
            kind=KIND,
            items=items,
            params={"before": source.since.isoformat()},
            store=DEFAULT_STORE,
            actor=actor,
            chunk_size=PRODUCTS_A_CHUNK,
        )


def set_pause(*, paused: bool, now: datetime) -> None:
    """Stop reading old rows, or go on; new ones are read all the same."""
    source = sources.ensure(SHOP, now=now)
    ReviewSource.objects.filter(pk=source.pk).update(backfill_paused=paused)
    if not paused:
        nudge()


def set_hours(*, from_hour: int, to_hour: int, now: datetime) -> None:
    """Hours of the shop's time zone in which old rows are read; equal ones: all day."""
    source = sources.ensure(SHOP, now=now)
    ReviewSource.objects.filter(pk=source.pk).update(
        backfill_from_hour=from_hour % 24, backfill_to_hour=to_hour % 24
    )


def backfill_status(*, now: datetime) -> BackfillStatus:
    """Where it stands. Five queries."""
    source = sources.ensure(SHOP, now=now)
    taken = Review.objects.filter(source=SHOP, old=True)
    n_waiting = taken.filter(state=ReviewState.PENDING).count()
    return BackfillStatus(
        confirmed=source.backfill_confirmed,
        is_paused=source.backfill_paused,
        from_hour=source.backfill_from_hour,
        to_hour=source.backfill_to_hour,
        n_taken=taken.count(),
        n_waiting=n_waiting,
        seconds_left=pace.seconds_for(n_waiting),
        runs_now=not _is_held_back(source, now),
        job=Job.objects.filter(kind=KIND).order_by("-pk").first(),
    )


def held_back(*, now: datetime) -> set[str]:
    """Sources whose old rows must wait at this moment. One query."""
    return {row.name for row in ReviewSource.objects.all() if _is_held_back(row, now)}


class BackfillHandler:
    """Takes old rows in, product by product."""

    kind = KIND
    queue = "reviews"

    def run(self, rows: Sequence[str], ctx: ChunkContext) -> ChunkResult:
        """Take in what is missing. Writes as it goes: doing it twice changes nothing."""
        feed = _feed()
        before = datetime.fromisoformat(ctx.params["before"])
        done: list[str] = []
        for item in rows:
            for shots in _portions(feed, item, before):
                if not ctx.still_wanted():
                    return ChunkResult(done=tuple(done))
                intake.take_in(SHOP, shots, now=ctx.now(), old=True, keep=True)
            done.append(item)
        return ChunkResult(done=tuple(done))

    def store(self, result: ChunkResult, ctx: ChunkContext) -> None:
        """Tell the workers, once the chunk is closed."""
        nudge()

    def finish(self, job: Job) -> dict[str, Any]:
        """How many old rows there are now."""
        return {"reviews": Review.objects.filter(source=SHOP, old=True).count()}


def _portions(feed: ReviewFeed, item: str, before: datetime) -> Iterator[list[Snapshot]]:
    if item != EVERYTHING:
        yield from feed.of_product(item, before=before)
        return
    after = ""
    while found := feed.page(after=after, limit=PORTION):
        yield [shot for shot in found if shot.written < before]
        after = found[-1].source_pk


def _feed() -> ReviewFeed:
    feed = get_feed()
    if feed is None:
        raise NothingSelected()
    return feed


def _is_held_back(source: ReviewSource, now: datetime) -> bool:
    if source.backfill_paused:
        return True
    first, last = source.backfill_from_hour, source.backfill_to_hour
    if first == last:
        return False
    hour = timezone.localtime(now, timezone.get_default_timezone()).hour
    inside = first <= hour < last if first < last else hour >= first or hour < last
    return not inside
