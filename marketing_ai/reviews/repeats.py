"""Texts that stand in another review of the shop, exactly or nearly.

On one product a text counts once, whoever sent it; so do the words of one person under another
one's name. The same words of one shopper on two products count, and are suspected. "The first"
is meant by our own keys: the order in which workers come to rows changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, Min, OuterRef, Q

from marketing_ai.reviews import similar
from marketing_ai.reviews.clean import shown
from marketing_ai.reviews.models import Review, ReviewState, ReviewTrace
from marketing_ai.reviews.waking import WOKEN, wake

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

MIN_WEIGHT = 40  # letters, a Han character as three: shorter texts are the same by chance
NEAR = 0.8  # of the runs of two texts that stand in both: nearly the same text
COPIED = 0.5  # of the runs of one that stand in the other


def counting() -> QuerySet[Review]:
    """Rows that may be the first of a text: follow-ups are part of a voice that counts once."""
    return Review.objects.filter(approved=True, removed=False, follows_ref="")


def find(
    rows: Sequence[Review],
    texts: Mapping[int, str],
    runs: Mapping[int, frozenset[str]],
    *,
    now: datetime,
) -> dict[int, str]:
    """`duplicate`, `near_duplicate` or `copied` by key; texts and runs are of the text as shown."""
    long = [
        row
        for row in rows
        if row.approved and not row.follows_ref and similar.weight(texts[row.pk]) >= MIN_WEIGHT
    ]
    found = _same(long)
    rest = [
        row
        for row in long
        if found.get(row.pk) != "duplicate" and len(runs[row.pk]) >= similar.MIN_RUNS
    ]
    for pk, one in _alike(rest, runs, now=now).items():
        if pk not in found or one != "copied":
            found[pk] = one
    return found


def _same(rows: Sequence[Review]) -> dict[int, str]:
    """Exactly the same text in an earlier row; one query."""
    if not rows:
        return {}
    earlier = counting().filter(text_hash=OuterRef("text_hash"), pk__lt=OuterRef("pk"))
    here = Q(product=OuterRef("product"))
    someone_else = ~Q(author_ref=OuterRef("author_ref")) | Q(author_ref="")
    marked = (
        Review.objects.filter(pk__in=[row.pk for row in rows])
        .annotate(
            twice=Exists(earlier.filter(here | someone_else)),
            elsewhere=Exists(earlier),
        )
        .values_list("pk", "twice", "elsewhere")
    )
    found: dict[int, str] = {}
    for pk, twice, elsewhere in marked:
        if twice:
            found[pk] = "duplicate"
        elif elsewhere:  # one shopper's words on two products
            found[pk] = "copied"
    return found


def _alike(
    rows: Sequence[Review], runs: Mapping[int, frozenset[str]], *, now: datetime
) -> dict[int, str]:
    """Nearly the same text in an earlier row; later ones are looked at again."""
    if not rows:
        return {}
    keys = _leave_traces(rows, runs)
    wanted = {key for those in keys.values() for key in those}
    firsts = dict(
        ReviewTrace.objects.filter(key__in=wanted).values_list("key").annotate(Min("review_id"))
    )
    pairs = {
        (pk, firsts[key]) for pk, those in keys.items() for key in those if firsts.get(key, pk) < pk
    }
    by_pk = {row.pk: row for row in rows}
    others = {
        row.pk: row
        for row in counting()
        .filter(pk__in={first for _pk, first in pairs})
        .only("title", "text", "product", "author_ref", "follows_ref")
    }
    other_runs = {pk: similar.runs(shown(row.full_text)) for pk, row in others.items()}
    found: dict[int, str] = {}
    for pk, first in sorted(pairs):
        if first in others:
            one = _compared(by_pk[pk], others[first], runs[pk], other_runs[first])
            if one == "near_duplicate" or (one and pk not in found):
                found[pk] = one
    _wake_later(keys, now=now)
    return found


def _compared(row: Review, other: Review, own: frozenset[str], others: frozenset[str]) -> str:
    same_author = bool(row.author_ref) and row.author_ref == other.author_ref
    if similar.shared(own, others) >= NEAR:
        if same_author and row.product_id != other.product_id:
            return "copied"
        return "near_duplicate"
    return "copied" if similar.contained(own, others) >= COPIED else ""


def _leave_traces(
    rows: Sequence[Review], runs: Mapping[int, frozenset[str]]
) -> dict[int, tuple[int, ...]]:
    keys = {row.pk: similar.keys(runs[row.pk]) for row in rows}
    ReviewTrace.objects.bulk_create(
        [ReviewTrace(review_id=pk, key=key) for pk, those in keys.items() for key in those],
        ignore_conflicts=True,
    )
    return keys


def _wake_later(keys: Mapping[int, tuple[int, ...]], *, now: datetime) -> None:
    """Later rows that a worker came to before these: one of these is their first now.

    Those that were left out or suspected too, for they were compared with another row; and those
    that are held at this moment by a worker that may not have seen the traces of these.
    """
    first: dict[int, int] = {}
    for pk, those in keys.items():
        for key in those:
            first[key] = min(pk, first.get(key, pk))
    later = (
        ReviewTrace.objects.filter(key__in=first, review__gt=min(keys))
        .exclude(review__in=list(keys))
        .exclude(review__state=ReviewState.PENDING, review__claim="")  # their turn comes
        .values_list("key", "review_id")[:WOKEN]
    )
    if pks := {pk for key, pk in later if pk > first[key]}:
        wake(Review.objects.filter(pk__in=pks), now=now, held=True)
