"""What one more review costs on a product that has 10, 10,000 or 1,000,000 of them.

    DATABASE_URL=postgres://… python benchmarks/aggregate_growth.py [--json] [--rounds 60]

One more review is: taken in, claimed, read (by the shipped fake: the model costs the same
everywhere), screened, stored, counted, and the product's insight and write-back brought up to
date. Products are taken in turns within one run, on one database that holds them all, each with
three years of reviews of thirty themes. `growth_ratio` is the median, over the rounds, of what
it costs on the most expensive product over what it costs on the smallest in the same round;
`rebuild_ratio` the same for building the summary anew with its quotes, which happens after a
fifth more reviews. Before anything is measured, the sums that the
numbers hold are compared with a count over the rows.

Database: that of DATABASE_URL, whose tables must be empty or not there (give it one of its own),
else a SQLite file made for the run. Rows are made by the database itself.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

TARGET = {"growth_ratio": 1.5}
SIZES = [10, 10_000, 1_000_000]
THEMES = 30  # spoken of, two a review
MONTHS = 36
WARM_UP = 5
WORDS = [
    *(
        "kitchen",
        "garden",
        "morning",
        "coffee",
        "winter",
        "holiday",
        "parents",
        "office",
        "weekend",
    ),
    *(
        "grandson",
        "ladder",
        "bicycle",
        "candle",
        "orchard",
        "harbour",
        "village",
        "journey",
        "library",
    ),
    *("market", "station", "mountain", "evening", "autumn", "pepper", "carpet", "window", "pencil"),
    *("jacket", "ribbon", "basket", "lantern", "meadow", "pillow", "saddle", "thunder", "valley"),
]


def set_up(directory: str) -> None:
    """Django with the demo shop on a database of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop_demo.settings")
    os.environ["VAR_DIR"] = directory
    from django.conf import settings

    settings.LOGGING_CONFIG = None
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.MARKETING_AI = {
        **settings.MARKETING_AI,
        "REVIEW_READER": "dummy",
        "REVIEW_GUEST_CAP": 10**9,
        "SUMMARY_MIN_REVIEWS": 10,
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from shop_demo.models import Product

    if Product.objects.exists():
        raise SystemExit("DATABASE_URL names a database that is in use; give an empty one.")


def fill(sizes: list[int]) -> dict[int, int]:
    """A product of each size with its reviews, aspects and numbers; size → key."""
    from django.db import connection

    from marketing_ai.reviews.models import Theme
    from marketing_ai.reviews.services import themes
    from shop_demo.models import Category, Product

    themes.ensure_shipped()
    theme_pks = list(Theme.objects.order_by("pk").values_list("pk", flat=True)[:THEMES])
    first = theme_pks[0]
    if theme_pks != list(range(first, first + THEMES)):
        raise SystemExit("The themes' keys are not in a row; give an empty database.")
    category = Category.objects.create(name="Kitchen", slug="kitchen")
    products = {}
    for size in sizes:
        product = Product.objects.create(
            name=f"Kettle {size}", slug=f"k-{size}", sku=f"K-{size}", category=category, price="20"
        )
        products[size] = product.pk
        for statement in statements(connection.vendor, product.pk, size, first):
            with connection.cursor() as cursor:
                cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return products


def statements(vendor: str, product: int, size: int, theme: int) -> list[str]:
    """Rows as a shop of three years has them; which label and theme follows from the number."""
    # all hours of the day, all stars in each
    minute = f"((CAST(i AS bigint) * 7919) % {MONTHS * 30 * 24 * 60})"
    if vendor == "postgresql":
        series = f"generate_series(1, {size}) AS s(i)"
        written = f"now() - interval '1 day' - {minute} * interval '1 minute'"
        month = "CAST(date_trunc('month', r.written AT TIME ZONE 'UTC') AS date)"
        yes, no, empty = "true", "false", "CAST('{}' AS jsonb)"
    else:
        series = (
            f"(WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {size}) "
            "SELECT i FROM s) AS s"
        )
        written = (
            f"strftime('%Y-%m-%d %H:%M:%S', 'now', '-1 day', '-' || (i % {MONTHS * 30}) || ' days')"
        )
        month = "strftime('%Y-%m-01', r.written)"
        yes, no, empty = "1", "0", "'{}'"
    label = (
        "CASE WHEN i % 10 < 6 THEN 'positive' WHEN i % 10 < 9 THEN 'negative' ELSE 'neutral' END"
    )
    text = "'The part is good or bad in a way, number ' || i || ' of all of them.'"
    review = f"""
        INSERT INTO marketing_ai_review (
            store, source, source_pk, voice, product_id, follows_ref, author_ref, title, text,
            stars, language, written, verified, incentivised, n_photos, variant, approved, answered,
            removed, fingerprint, text_hash, state, old, queued, claim, deliveries, read_hash,
            read_model, label, polarity, confidence, language_read, reason, suspect, fit,
            corrected_label, corrected_hash, counted)
        SELECT 'default', 'bench', '{product}-' || i, 'review', {product}, '', 'a' || i, '', {text},
            1 + i % 5, 'en', {written}, CASE WHEN i % 2 = 0 THEN {yes} ELSE {no} END,
            CASE WHEN i % 11 = 0 THEN {yes} ELSE {no} END, 0, '', {yes}, {no},
            {no}, '', md5({text}), 'read', {no}, {written}, '', 0, md5({text}),
            'dummy-reader@1', {label}, 0, 0.9, 'en', '', '', '', '', '', {empty}
        FROM {series}"""
    aspects = [
        f"""
        INSERT INTO marketing_ai_reviewaspect (
            review_id, start, "end", term, label, polarity, confidence, theme_id, wrong,
            corrected_label)
        SELECT r.id, {4 + place}, {8 + place}, 'part', r.label, 0, 0.9,
            {theme} + {which}, {no}, ''
        FROM marketing_ai_review r WHERE r.product_id = {product}"""
        # three themes that many speak of, the others now and then
        for place, which in ((0, "r.id % 3"), (1, f"3 + (r.id * 7) % {THEMES - 3}"))
    ]
    sums = ", ".join(
        f"SUM(CASE WHEN r.label = '{side}' THEN 1 ELSE 0 END)"
        for side in ("positive", "neutral", "negative")
    )
    stars = ", ".join(f"SUM(CASE WHEN r.stars = {n} THEN 1 ELSE 0 END)" for n in range(1, 6))
    names = ", ".join(f"stars_{n}" for n in range(1, 6))
    zeros = (
        "unknown, without_theme, photo_only, default_text, suspect, changed, changed_days, "
        "fit_small, fit_true, fit_large"
    )
    tally = f"""
        INSERT INTO marketing_ai_reviewtally (
            product_id, month, voice, verified, incentivised, n, n_text, positive, neutral,
            negative, {names}, {zeros})
        SELECT r.product_id, {month}, 'review', r.verified, r.incentivised, COUNT(*), COUNT(*),
            {sums}, {stars}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
        FROM marketing_ai_review r WHERE r.product_id = {product} GROUP BY 1, 2, 4, 5"""
    # both aspects of a review may be of one theme: it counts once
    theme_tally = f"""
        INSERT INTO marketing_ai_themetally (
            product_id, theme_id, month, voice, verified, incentivised, n, positive, neutral,
            negative, mixed)
        SELECT {product}, r.theme_id, {month}, 'review', r.verified, r.incentivised, COUNT(*),
            {sums}, 0
        FROM (SELECT DISTINCT r.id, r.label, r.written, r.verified, r.incentivised, a.theme_id
              FROM marketing_ai_review r JOIN marketing_ai_reviewaspect a ON a.review_id = r.id
              WHERE r.product_id = {product}) r
        GROUP BY 2, 3, 5, 6"""
    return [review, *aspects, tally, theme_tally]


def check(products: dict[int, int]) -> None:
    """The numbers hold what the rows say: fast and wrong is no result."""
    from marketing_ai.reviews.models import Review, ReviewAspect
    from marketing_ai.reviews.services import sums

    found = sums.totals(list(products.values()))
    themes = sums.themes(list(products.values()))
    for product in products.values():
        rows = Review.objects.filter(product=product)
        spoken = ReviewAspect.objects.filter(review__product=product)
        pairs = spoken.values("review", "theme").distinct().count()
        told = {
            "n": found[product].reviews["n"],
            "negative": found[product].reviews["negative"],
            "themes": sum(theme.n for theme in themes[product]),
        }
        counted = {
            "n": rows.count(),
            "negative": rows.filter(label="negative").count(),
            "themes": pairs,
        }
        if told != counted:
            raise SystemExit(f"The numbers say {told}, the rows {counted}.")


def one_more(product: int, number: int, rng: random.Random) -> float:
    """Seconds that one more review costs, from taking it in to the product's new numbers."""
    from django.utils import timezone

    from marketing_ai.reviews import intake, services
    from marketing_ai.reviews.services import insight
    from marketing_ai.reviews.source import Snapshot

    now = timezone.now()
    said, stars = ("Good", 5) if number % 2 else ("Bad", 1)
    snapshot = Snapshot(
        source_pk=f"new-{product}-{number}",
        product_pk=str(product),
        text=f"{said} battery for the {' '.join(rng.sample(WORDS, 12))}.",
        stars=stars,
        # many of one kind within hours would be suspected, and looked at together
        written=now - timedelta(hours=50 * number),
        author_ref=f"n{number}",
    )
    start = time.perf_counter()
    intake.take_in("bench", [snapshot], now=now)
    report = services.drain_pending(now=timezone.now)
    refreshed = insight.refresh_dirty(now=timezone.now())
    took = time.perf_counter() - start
    if (report.analysed, refreshed) != (1, 1):
        raise SystemExit(f"One more review was not dealt with: {report}, {refreshed} refreshed.")
    return took


def rebuild(product: int) -> float:
    """Seconds that a new summary with its quotes costs."""
    from django.utils import timezone

    from marketing_ai.reviews.models import InsightQuote, ReviewInsight
    from marketing_ai.reviews.services import insight

    ReviewInsight.objects.filter(product=product).update(state="stale", dirty=timezone.now())
    start = time.perf_counter()
    insight.refresh_dirty(now=timezone.now())
    took = time.perf_counter() - start
    if not InsightQuote.objects.filter(insight__product=product).exists():
        raise SystemExit("The summary quotes nobody.")
    return took


def measure(products: dict[int, int], *, rounds: int) -> dict[str, dict[int, list[float]]]:
    """Seconds of each round, by size; sizes take turns, the other way round every second time."""
    rng = random.Random(7)
    times: dict[str, dict[int, list[float]]] = {
        "one_more": {size: [] for size in products},
        "rebuild": {size: [] for size in products},
    }
    for number in range(rounds + WARM_UP):
        order = list(products) if number % 2 else list(reversed(products))
        for size in order:
            took = one_more(products[size], number, rng)
            again = rebuild(products[size]) if number % 4 == 0 else None
            if number >= WARM_UP:
                times["one_more"][size].append(took)
                if again is not None:
                    times["rebuild"][size].append(again)
    return times


def ratio(times: dict[int, list[float]]) -> float:
    """Against the smallest product, round by round: the largest of the sizes' medians.

    Within a round the sizes follow each other at once, so that what else the machine does
    weighs on all of them alike.
    """
    smallest = times[min(times)]
    medians = [
        statistics.median(one / base for one, base in zip(values, smallest, strict=True))
        for size, values in times.items()
        if size != min(times)
    ]
    return round(max(medians, default=1.0), 3)


def in_ms(values: list[float]) -> dict[str, float]:
    """Median and spread."""
    ordered = sorted(values)
    return {
        "median": round(statistics.median(values) * 1e3, 2),
        "p10": round(ordered[len(ordered) // 10] * 1e3, 2),
        "p90": round(ordered[len(ordered) * 9 // 10] * 1e3, 2),
    }


def main() -> None:
    """Fill, check, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="growth-") as directory:
        set_up(directory)
        from django.db import connection

        start = time.perf_counter()
        products = fill(sorted(options.sizes))
        filled = time.perf_counter() - start
        check(products)
        times = measure(products, rounds=options.rounds)
        result: dict[str, Any] = {
            "name": "aggregate_growth",
            "growth_ratio": ratio(times["one_more"]),
            "rebuild_ratio": ratio(times["rebuild"]),
            "target": TARGET,
            "ms": {
                kind: {str(size): in_ms(values) for size, values in by_size.items()}
                for kind, by_size in times.items()
            },
            "rounds": options.rounds,
            "seconds_to_fill": round(filled, 1),
            "machine": {
                "cores": os.cpu_count(),
                "threads": 1,
                "processor": platform.machine(),
                "python": platform.python_version(),
                "database": connection.vendor,
            },
        }
        connection.close()
    for kind, by_size in result["ms"].items():
        for size, figures in by_size.items():
            print(f"{kind:10} {int(size):>9,} reviews: {figures} ms")
    print(f"growth {result['growth_ratio']}, of a new summary {result['rebuild_ratio']}")
    if options.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
