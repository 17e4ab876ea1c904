"""Takes reviews in: one statement a batch, in whatever transaction is open.

A row that is taken in waits (`pending`) until a worker has dealt with it; taking in the same
state twice costs a look, not a reading. An edit takes the row from whoever reads it just now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marketing_ai.reviews.models import Review, ReviewState
from marketing_ai.reviews.text import full_text, text_hash

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from marketing_ai.reviews.source import Snapshot

BATCH = 500  # rows a statement

# What a source says of a row, and what makes the queue look at it again.
_TAKEN = [
    *("store", "voice", "product_id", "follows_ref", "author_ref", "title", "text", "stars"),
    *("language", "written", "verified", "incentivised", "n_photos", "variant", "height_cm"),
    *("weight_kg", "approved", "answered", "removed", "fingerprint", "text_hash"),
]
_QUEUE = ["state", "queued", "claim", "claimed_until", "deliveries"]


def take_in(
    source: str, snapshots: Sequence[Snapshot], *, now: datetime, old: bool = False
) -> None:
    """Write the rows as waiting. One statement for up to 500; asks nothing first.

    old: from the backfill; a row that is there already keeps its own mark.
    The caller says when workers are told (`nudge.nudge`).
    """
    fields = [name.removesuffix("_id") for name in (*_TAKEN, *_QUEUE)]
    for start in range(0, len(snapshots), BATCH):
        # a row named twice in one statement would be an error on PostgreSQL: the last one counts
        batch = {shot.source_pk: shot for shot in snapshots[start : start + BATCH]}
        Review.objects.bulk_create(
            [_row(source, shot, now=now, old=old) for shot in batch.values()],
            update_conflicts=True,
            unique_fields=["source", "source_pk"],
            update_fields=fields,
        )


def remove(source: str, source_pks: Sequence[str], *, now: datetime) -> int:
    """Forget the texts at once; the drain then takes the numbers back and deletes the rows.

    One statement. Returns how many rows there were.
    """
    return Review.objects.filter(source=source, source_pk__in=source_pks).update(
        removed=True,
        approved=False,
        title="",
        text="",
        author_ref="",
        fingerprint="",
        text_hash=text_hash(""),
        state=ReviewState.PENDING,
        queued=now,
        claim="",
        claimed_until=None,
        deliveries=0,
    )


def _row(source: str, shot: Snapshot, *, now: datetime, old: bool) -> Review:
    values: dict[str, Any] = {
        "store": shot.store,
        "voice": shot.voice,
        "product_id": shot.product_pk,
        "follows_ref": shot.follows_pk,
        "author_ref": shot.author_ref,
        "title": shot.title,
        "text": shot.text,
        "stars": shot.stars,
        "language": shot.language,
        "written": shot.written,
        "verified": shot.verified,
        "incentivised": shot.incentivised,
        "n_photos": shot.n_photos,
        "variant": shot.variant,
        "height_cm": shot.height_cm,
        "weight_kg": shot.weight_kg,
        "approved": shot.approved,
        "answered": shot.answered,
        "removed": False,
        "fingerprint": shot.fingerprint,
        "text_hash": text_hash(full_text(shot.title, shot.text)),
    }
    return Review(
        source=source,
        source_pk=shot.source_pk,
        state=ReviewState.PENDING,
        queued=now,
        old=old,
        **values,
    )
