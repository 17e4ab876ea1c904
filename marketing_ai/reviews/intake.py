"""Takes reviews in: one statement a batch, in whatever transaction is open.

A row that is taken in waits (`pending`) until a worker has dealt with it; taking in the same
state twice costs a look, not a reading. An edit takes the row from whoever reads it just now.
No value that a source holds makes the statement fail: what does not fit a column is cut or
left out here.
"""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from marketing_ai.reviews.bulk import upsert_rows
from marketing_ai.reviews.models import Review, ReviewState, Voice
from marketing_ai.reviews.text import full_text, storable, text_hash

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from marketing_ai.reviews.source import Snapshot

BATCH = 500  # rows a statement

# What a source says of a row, and what makes the queue look at it again.
_TAKEN = [
    *("store", "voice", "product", "follows_ref", "author_ref", "title", "text", "stars"),
    *("language", "written", "verified", "incentivised", "n_photos", "variant", "height_cm"),
    *("weight_kg", "approved", "answered", "removed", "fingerprint", "text_hash"),
]
_WRITTEN = (*_TAKEN, "state", "old", "queued", "claim", "claimed_until", "deliveries")

HEIGHTS_CM = (40, 260)  # of people; anything else is a slip
WEIGHTS_KG = (Decimal(2), Decimal(400))
MAX_PHOTOS = 32_767


def take_in(
    source: str,
    snapshots: Sequence[Snapshot],
    *,
    now: datetime,
    old: bool = False,
    keep: bool = False,
) -> None:
    """Write the rows as waiting. One statement for up to 500; asks nothing first.

    old: they yield to new ones. keep: a row that is there already stays as it is.
    The caller says when workers are told (`nudge.nudge`).
    """
    for start in range(0, len(snapshots), BATCH):
        # a row named twice in one statement would be an error on PostgreSQL: the last one counts
        batch = {shot.source_pk: shot for shot in snapshots[start : start + BATCH]}
        rows = [_row(source, shot, now=now, old=old) for shot in batch.values()]
        upsert_rows(rows, unique=("source", "source_pk"), update=() if keep else _WRITTEN)


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
        old=False,
        queued=now,
        claim="",
        claimed_until=None,
        deliveries=0,
    )


def erase_author(author_ref: str, *, now: datetime, source: str | None = None) -> int:
    """Forget a person: all texts of theirs go, and the numbers follow. Returns how many.

    For a shop that erases a customer but keeps the review rows without a name, nothing needs
    to be called: the sweep sees that the author is gone.
    """
    if not author_ref:
        return 0
    found = Review.objects.filter(author_ref=author_ref)
    if source is not None:
        found = found.filter(source=source)
    removed = 0
    by_source: dict[str, list[str]] = {}
    for name, key in found.values_list("source", "source_pk"):
        by_source.setdefault(name, []).append(key)
    for name, keys in sorted(by_source.items()):
        removed += remove(name, sorted(keys), now=now)
    return removed


def _row(source: str, shot: Snapshot, *, now: datetime, old: bool) -> Review:
    title, text = storable(shot.title)[:300], storable(shot.text)
    return Review(
        source=source,
        source_pk=shot.source_pk[:128],
        state=ReviewState.PENDING,
        queued=now,
        old=old,
        store=storable(shot.store)[:64],
        voice=shot.voice if shot.voice in Voice.values else Voice.COMMENT,
        product_id=_product_key(shot.product_pk),
        follows_ref=storable(shot.follows_pk)[:128],
        author_ref=storable(shot.author_ref)[:128],
        title=title,
        text=text,
        stars=shot.stars if shot.stars in (1, 2, 3, 4, 5) else None,
        language=storable(shot.language)[:12],
        written=shot.written,
        verified=shot.verified,
        incentivised=shot.incentivised,
        n_photos=min(max(shot.n_photos, 0), MAX_PHOTOS),
        variant=storable(shot.variant)[:120],
        height_cm=_within(shot.height_cm, HEIGHTS_CM),
        weight_kg=_within(shot.weight_kg, WEIGHTS_KG),
        approved=shot.approved,
        answered=shot.answered,
        removed=False,
        fingerprint=shot.fingerprint,
        text_hash=text_hash(full_text(title, text)),
    )


def _product_key(value: Any) -> Any:
    """The key as the product model takes it; None where it can be no product's."""
    if value is None:
        return None
    try:
        return _key_field().to_python(value)
    except ValidationError:
        return None


@functools.cache
def _key_field() -> Any:
    field: Any = Review._meta.get_field("product")
    return field.target_field


def _within(value: Any, bounds: tuple[Any, Any]) -> Any:
    return value if value is not None and bounds[0] <= value <= bounds[1] else None
