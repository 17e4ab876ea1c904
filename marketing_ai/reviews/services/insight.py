"""What is said of a product, built from its numbers, and written back onto it.

Scores, counts and aspects follow every review. The summary is built when a product has enough
reviews with words, again after enough new or lost ones, and at once when a review that it quotes
changed. Nothing here costs more on a product with more reviews: sums come from tallies, quotes
from the newest reviews by an index.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F

from marketing_ai import signals
from marketing_ai.catalog.base import ReviewNumbers, get_catalog
from marketing_ai.conf import conf
from marketing_ai.reviews import summary
from marketing_ai.reviews.bulk import update_rows
from marketing_ai.reviews.disclosure import verification
from marketing_ai.reviews.models import InsightQuote, InsightState, ReviewInsight
from marketing_ai.reviews.services import quotes, sums
from marketing_ai.reviews.services.names import theme_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from marketing_ai.reviews.summary import Body, ThemeCount

AT_ONCE = 100  # products a transaction
SCORED = ("positive", "neutral", "negative")


def refresh_dirty(*, now: datetime, limit: int = 2000) -> int:
    """Bring up to `limit` products whose numbers moved up to date; how many.

    Safe to run at the same time: a product that another worker holds is left to it.
    """
    done, after = 0, 0
    while done < limit:
        rows = list(
            ReviewInsight.objects.filter(dirty__isnull=False, pk__gt=after)
            .order_by("pk")
            .values_list("pk", flat=True)[: min(AT_ONCE, limit - done)]
        )
        if not rows:
            break
        after = rows[-1]
        done += _refresh(rows, now=now)
    return done


def refresh(product_pks: Iterable[Any], *, now: datetime) -> int:
    """Bring these products up to date, whether or not their numbers moved."""
    keys = list(product_pks)
    ReviewInsight.objects.bulk_create(
        [ReviewInsight(product_id=pk, dirty=now) for pk in keys],
        update_conflicts=True,
        unique_fields=["product"],
        update_fields=["dirty"],
    )
    rows = ReviewInsight.objects.filter(product__in=keys).order_by("pk")
    pks = list(rows.values_list("pk", flat=True))
    return sum(
        _refresh(pks[start : start + AT_ONCE], now=now) for start in range(0, len(pks), AT_ONCE)
    )


def is_due(row: ReviewInsight, n_text: int) -> bool:
    """Whether a summary is to be built (again) at this number of reviews with words."""
    if n_text < conf.SUMMARY_MIN_REVIEWS:
        return False
    if row.state != InsightState.FRESH or not row.n_text or row.built is None:
        return True
    grown = n_text - row.n_text + row.lost  # what went was made up for by new ones
    return (
        grown >= conf.SUMMARY_GROWTH * row.n_text
        or max(row.lost, row.n_text - n_text) >= conf.SUMMARY_LOSS * row.n_text
    )


def score_of(total: sums.Totals) -> summary.Score | None:
    """The score of a product. Paid-for reviews are counted and shown, and weigh nothing in it."""
    own = {side: total.reviews[side] - total.incentivised[side] for side in SCORED}
    return summary.score(**own)


def _refresh(pks: Sequence[int], *, now: datetime) -> int:
    with transaction.atomic():
        if not connection.features.has_select_for_update:
            # SQLite: take the write lock first, so that what is read stays true until the commit
            ReviewInsight.objects.filter(pk__in=pks).update(dirty=F("dirty"))
        held = ReviewInsight.objects.filter(pk__in=pks, dirty__isnull=False).order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            held = held.select_for_update(skip_locked=True, of=("self",))
        rows = list(held)
        if not rows:
            return 0
        by_product = {row.product_id: row for row in rows}
        totals = sums.totals(by_product)
        themes = sums.themes(by_product)
        bodies = {pk: sums.body(totals[pk], themes[pk]) for pk in by_product}
        built = [row for pk, row in by_product.items() if is_due(row, bodies[pk].n_text)]
        _build(built, bodies, now=now)
        for pk, row in by_product.items():
            _update(row, totals[pk])
        written = _write_back(by_product, bodies, totals, themes, now=now)
        for row in rows:
            if str(row.product_id) in written:
                row.dirty = None
        update_rows(
            rows,
            [
                "state",
                "n_text",
                "score",
                "score_low",
                "score_high",
                "body",
                "built",
                "lost",
                "dirty",
            ],
        )
        transaction.on_commit(
            partial(
                signals.insight_changed.send_robust,
                sender=ReviewInsight,
                product_pks=[row.product_id for row in rows],
            ),
            robust=True,
        )
    return len(rows)


def _build(rows: Sequence[ReviewInsight], bodies: Mapping[Any, Body], *, now: datetime) -> None:
    """New summaries with their quotes."""
    if not rows:
        return
    for row in rows:
        body = bodies[row.product_id]
        row.state, row.n_text, row.lost, row.built = InsightState.FRESH, body.n_text, 0, now
        row.body = body.as_json()
    InsightQuote.objects.filter(insight__in=[row.pk for row in rows]).delete()
    wanted = {
        row.product_id: [theme.theme for theme in bodies[row.product_id].themes] for row in rows
    }
    insight_of_product = {row.product_id: row.pk for row in rows}
    InsightQuote.objects.bulk_create(
        [
            InsightQuote(
                insight_id=insight_of_product[quote.product],
                review_id=quote.review,
                theme_id=quote.theme,
                label=quote.label,
                start=quote.start,
                end=quote.end,
                text_hash=quote.text_hash,
            )
            for quote in quotes.find(wanted)
        ]
    )


def _update(row: ReviewInsight, total: sums.Totals) -> None:
    """What follows every review: the score, and the end of a summary that has too few left."""
    known = score_of(total)
    row.score = known.value if known else None
    row.score_low = known.low if known else None
    row.score_high = known.high if known else None
    n_text = total.reviews["n_text"]
    if n_text < conf.SUMMARY_MIN_REVIEWS:
        row.state, row.body, row.built, row.lost = InsightState.BELOW, {}, None, 0
        row.n_text = n_text


def _write_back(
    rows: Mapping[Any, ReviewInsight],
    bodies: Mapping[Any, Body],
    totals: Mapping[Any, sums.Totals],
    themes: Mapping[Any, Sequence[ThemeCount]],
    *,
    now: datetime,
) -> set[str]:
    """Numbers onto products; keys of those that have them now."""
    catalog = get_catalog()
    cards = catalog.cards(list(rows))
    names = theme_names({theme.theme for found in themes.values() for theme in found})
    numbers = []
    for pk, row in rows.items():
        card = cards.get(str(pk))
        language = card.language if card else ""
        numbers.append(
            ReviewNumbers(
                pk=str(pk),
                score=row.score,
                count=totals[pk].reviews["n"],
                aspects=[
                    {
                        "theme": theme.theme,
                        "name": names[theme.theme].in_language(language),
                        "positive": theme.positive,
                        "negative": theme.negative,
                        "n": theme.n,
                    }
                    for theme in bodies[pk].themes
                    if theme.theme in names
                ],
                summary=_text(row, names, language),
            )
        )
    return catalog.write_review_numbers(numbers, now=now)


def _text(row: ReviewInsight, names: Mapping[int, Any], language: str) -> str:
    """The summary with the shop's own sentence on how reviews are verified; "" without one."""
    verified, _language = verification(language)
    if row.state != InsightState.FRESH or not verified:
        return ""
    told = summary.sentences(
        summary.Body.from_json(row.body),
        {pk: name.in_language(language) for pk, name in names.items()},
        language=language or "en",
    )
    text = summary.as_text(told, language=language)
    return text + ("" if language.startswith("zh") else " ") + verified
