"""Which reviews are left out of numbers, which are suspected, and why.

Leaving out and suspecting never depend on what a review says of the product: readings are not
looked at, and sides of the stars only for being many of one kind. Turn every opinion into its
opposite and every decision stays.

"The first one counts" is meant by our own keys, so the order in which workers come to rows
changes nothing. A constant number of statements for any batch; each looks at a bounded number
of rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Value

from marketing_ai.catalog.base import get_catalog
from marketing_ai.conf import conf
from marketing_ai.reviews import arrivals, reasons, repeats, similar, spam, wordless
from marketing_ai.reviews.clean import shown
from marketing_ai.reviews.models import Review
from marketing_ai.reviews.source import SHOP
from marketing_ai.reviews.waking import wake_freed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from marketing_ai.reviews.reading import TextReading

OWN_WORDS = 0.8  # share of a text that stands in the shop's description: not a shopper's words


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """reason: a code of `reasons.DROPPED` or `WORDLESS`; suspect: one of `SUSPECTED`."""

    reason: str = ""
    suspect: str = ""


def before_reading(row: Review) -> str:
    """Why the text need not be read, "" where it must: a code of `reasons.WORDLESS`."""
    return wordless.reason(shown(row.title), shown(row.text), n_photos=row.n_photos)


def screen(
    rows: Sequence[Review], readings: Mapping[int, TextReading], *, now: datetime
) -> dict[int, Screening]:
    """One answer a row, by key. Rows whose answer follows from these are sent to the queue."""
    del readings  # on purpose, see the module
    wake_freed(rows, now=now)
    found = {row.pk: Screening() for row in rows}
    live = [row for row in rows if not row.removed]
    texts = {row.pk: shown(row.full_text) for row in live}
    runs = {pk: similar.runs(text) for pk, text in texts.items()}
    for row in live:
        found[row.pk] = _of_itself(row, texts[row.pk])
    worded = [row for row in live if not found[row.pk].reason]
    _add(found, _boilerplate(worded, texts, runs))
    _add(found, repeats.find(worded, texts, runs, now=now))
    _add(found, _over_caps(live))
    _add(found, dict.fromkeys(arrivals.find(live, now=now), "burst"))
    return found


def _of_itself(row: Review, text: str) -> Screening:
    """What the text alone tells."""
    reason = before_reading(row) or ("spam" if spam.is_spam(text) else "")
    return Screening(reason=reason, suspect="paid" if spam.is_paid(text) else "")


def _add(found: dict[int, Screening], codes: Mapping[int, str]) -> None:
    """What was found first stays: it is the plainer reason."""
    for pk, code in codes.items():
        known = found[pk]
        if code in reasons.SUSPECTED:
            found[pk] = replace(known, suspect=known.suspect or code)
        else:
            found[pk] = replace(known, reason=known.reason or code)


# --- the shop's own words


def _boilerplate(
    rows: Sequence[Review], texts: Mapping[int, str], runs: Mapping[int, frozenset[str]]
) -> dict[int, str]:
    long = [
        row
        for row in rows
        if row.product_id and similar.weight(texts[row.pk]) >= repeats.MIN_WEIGHT
    ]
    if not long:
        return {}
    cards = get_catalog().cards(list({row.product_id for row in long}))
    own = {
        pk: similar.runs(f"{card.title}\n{shown(card.description)}") for pk, card in cards.items()
    }
    return {
        row.pk: "boilerplate"
        for row in long
        if similar.contained(runs[row.pk], own.get(str(row.product_id), frozenset())) >= OWN_WORDS
    }


# --- caps


def _over_caps(rows: Sequence[Review]) -> dict[int, str]:
    """Rows with as many earlier ones of their author, or of guests that day, as count."""
    if not rows:
        return {}
    alike = repeats.counting().filter(
        product=OuterRef("product"), voice=OuterRef("voice"), pk__lt=OuterRef("pk")
    )
    day = timedelta(days=1)
    guests = alike.filter(
        author_ref="",
        source=SHOP,
        label__in=arrivals.LABELS,
        written__gt=OuterRef("written") - day,
        written__lte=OuterRef("written"),
    )
    # said, though equality says as much: else PostgreSQL does not see that its index of authors
    # serves, and walks over all reviews of the product
    written = alike.filter(~Q(author_ref=""), author_ref=OuterRef("author_ref"))
    marked = Review.objects.filter(pk__in=[row.pk for row in rows], follows_ref="").annotate(
        author_over=_holds(written, conf.REVIEW_AUTHOR_CAP),
        guests_over=_holds(guests, conf.REVIEW_GUEST_CAP),
    )
    found: dict[int, str] = {}
    for pk, author, source, author_over, guests_over in marked.values_list(
        "pk", "author_ref", "source", "author_over", "guests_over"
    ):
        if author and author_over:
            found[pk] = "author_cap"
        elif not author and source == SHOP and guests_over:
            found[pk] = "guest_cap"
    return found


def _holds(rows: QuerySet[Review], n: int) -> Combinable:
    """Whether there are n rows; never for n = 0, which sets no cap."""
    return Exists(rows[n - 1 : n]) if n > 0 else Value(False)
