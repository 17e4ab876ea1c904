"""Reading reviews, from the queue to written aggregates, against a task per review.

    DATABASE_URL=postgres://… python benchmarks/analyse_reviews.py [--json] [--data FILE]
        [--reviews 1000] [--rounds 3] [--threads 2] [--drain 10000]

Ours: the drain, from waiting rows to aspects and tallies. The peer, as such an app is usually
written: a Celery task a review that loads the row, calls one `transformers` pipeline for the
polarity and one for the aspects (terms as token classification, the polarity of each from its
pooled states), stores both and moves the product's aggregates, in a transaction. Same weights
(encoder with the adapter merged in, same heads), number format, threads, one worker each. The
peer's tasks are run by `apply()`: it does not pay for messages, ours has none to pay for.

Before any time is taken both sides read the same texts and must agree. `ratio` is peer time
over our time, the median over rounds; `cpu_ratio` the same of processor time without the
database's, for a machine that does other work meanwhile. `macro_f1_loss` is the peer's
macro-F1 on the stars (1–2, 3, 4–5) minus ours, 0.005 is half a point; where we say "unknown"
our model's own guess counts, since the peer knows no such answer. `queries_per_review` is
counted in a drain of 10,000 reviews with the dummy reader: statements do not depend on who
reads.

Database: that of DATABASE_URL, whose tables must be empty or not there; else a SQLite file.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DATA = ROOT.parent / "shared" / "data" / "womens_clothing_reviews.csv.gz"
TARGET = {"ratio": 5.0, "queries_per_review": 0.2, "macro_f1_loss": 0.005}
CHECKED = 64  # texts on which both sides must agree before any time is taken
SOURCE = "benchmark"
CLASSES = ("negative", "neutral", "positive")


def set_up(directory: str, *, threads: int) -> None:
    """Django with the demo shop on a database of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop_demo.settings")
    os.environ["VAR_DIR"] = directory
    from django.conf import settings

    settings.MARKETING_AI = {**settings.MARKETING_AI, "TORCH_THREADS": threads}
    settings.LOGGING_CONFIG = None
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from shop_demo.models import Category, Product

    if Product.objects.exists():
        raise SystemExit("DATABASE_URL names a database that is in use; give an empty one.")
    Category.objects.create(name="Clothing", slug="clothing")


def load(path: Path, n: int) -> list[dict[str, str]]:
    """The first rows of the file."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(islice(csv.DictReader(file), n))


def products_for(names: list[str]) -> dict[str, int]:
    """A product of the shop for each name."""
    from shop_demo.models import Category, Product

    category = Category.objects.get()
    Product.objects.bulk_create(
        Product(name=f"Garment {name}", slug=f"g-{name}", sku=name, category=category, price="49")
        for name in sorted(set(names) - set(Product.objects.values_list("sku", flat=True)))
    )
    return dict(Product.objects.values_list("sku", "pk"))


def take_in(rows: list[dict[str, str]]) -> None:
    """The rows as waiting reviews; what was there before goes."""
    from django.utils import timezone

    from marketing_ai.reviews import intake
    from marketing_ai.reviews.models import Review, ReviewInsight, ReviewTally, ThemeTally
    from marketing_ai.reviews.source import Snapshot

    for model in (ReviewInsight, ReviewTally, ThemeTally, Review):
        model.objects.all().delete()
    products = products_for([row["product_id"] for row in rows])
    now = timezone.now()
    shots = [
        Snapshot(
            source_pk=str(i),
            product_pk=products[row["product_id"]],
            title=row["title"],
            text=row["review_text"],
            stars=int(row["rating"]),
            written=now,
        )
        for i, row in enumerate(rows)
    ]
    intake.take_in(SOURCE, shots, now=now)


def drain_all() -> Any:
    """Everything that waits."""
    from django.utils import timezone

    from marketing_ai.reviews import services

    total = services.DrainReport()
    while (report := services.drain_pending(now=timezone.now)).claimed:
        total += report
    return total


def full(row: dict[str, str]) -> str:
    """The text as both sides read it."""
    from marketing_ai.reviews.text import full_text

    return full_text(row["title"], row["review_text"])


# --- measuring ----------------------------------------------------------------------------


def check(peer: Any, reader: Any, texts: list[str]) -> dict[str, float]:
    """Both sides on the same texts: fast and wrong is no result."""
    raws = reader.read(texts)
    same, ours_terms, theirs_terms, both, gap = 0, 0, 0, 0, 0.0
    for text, raw in zip(texts, raws, strict=True):
        label, polarity, _confidence, aspects = peer.read(text)
        same += label == CLASSES[raw.polarity]
        gap = max(gap, abs(polarity - (raw.probabilities[2] - raw.probabilities[0])))
        mine = {(span.start, span.end) for span in raw.spans}
        theirs = {(start, end) for start, end, _label in aspects}
        ours_terms, theirs_terms = ours_terms + len(mine), theirs_terms + len(theirs)
        both += len(mine & theirs)
    agreed = {
        "labels": round(same / len(texts), 4),
        "terms_f1": round(2 * both / max(ours_terms + theirs_terms, 1), 4),
        "largest_polarity_gap": round(gap, 4),
    }
    if agreed["labels"] < 0.95 or agreed["terms_f1"] < 0.95:
        raise SystemExit(f"the sides do not read the same: {agreed}")
    return agreed


def macro_f1(labels: list[str], rows: list[dict[str, str]]) -> float:
    """Of three classes, against the stars."""
    gold = [
        "negative" if r["rating"] in "12" else "neutral" if r["rating"] == "3" else "positive"
        for r in rows
    ]
    scores = []
    for what in CLASSES:
        both = sum(g == what == found for g, found in zip(gold, labels, strict=True))
        scores.append(2 * both / max(gold.count(what) + labels.count(what), 1))
    return sum(scores) / len(scores)


def measure(rows: list[dict[str, str]], *, rounds: int) -> dict[str, Any]:
    """Alternating rounds of both sides."""
    from benchmarks.review_peer import Peer
    from marketing_ai.inference.reader import load_reader
    from marketing_ai.reviews.models import Review

    reader = load_reader()
    peer = Peer(reader._model)
    peer.create_tables()
    texts = [full(row) for row in rows]
    products = products_for([row["product_id"] for row in rows])
    pairs = [(products[r["product_id"]], text) for r, text in zip(rows, texts, strict=True)]
    agreed = check(peer, reader, texts[:CHECKED])
    times: dict[str, list[float]] = {"ours": [], "peer": []}
    cpu: dict[str, list[float]] = {"ours": [], "peer": []}
    for number in range(rounds):
        for side in ("ours", "peer") if number % 2 else ("peer", "ours"):
            if side == "ours":
                take_in(rows)
                start, used = time.perf_counter(), time.process_time()
                report = drain_all()
                times[side].append(time.perf_counter() - start)
                cpu[side].append(time.process_time() - used)
                if report.claimed != len(rows):
                    raise SystemExit(f"{report.claimed} of {len(rows)} reviews were read")
            else:
                pks = peer.fill(pairs)
                start, used = time.perf_counter(), time.process_time()
                for pk in pks:
                    peer.task.apply((pk,), throw=True)
                times[side].append(time.perf_counter() - start)
                cpu[side].append(time.process_time() - used)
    stored = list(Review.objects.filter(source=SOURCE).values_list("source_pk", "label"))
    ours = dict.fromkeys(range(len(rows)), "")
    ours.update({int(key): label for key, label in stored})
    unsure = [i for i, label in ours.items() if label in ("", "unknown")]
    for i, raw in zip(unsure, reader.read([texts[i] for i in unsure]), strict=True):
        ours[i] = CLASSES[raw.polarity]
    f1 = {
        "ours": macro_f1([ours[i] for i in range(len(rows))], rows),
        "peer": macro_f1(peer.labels(), rows),
    }
    ratios = [b / a for a, b in zip(times["ours"], times["peer"], strict=True)]
    return {
        "ratio": round(statistics.median(ratios), 2),
        "ratios": [round(value, 2) for value in ratios],
        "cpu_ratio": round(statistics.median(cpu["peer"]) / statistics.median(cpu["ours"]), 2),
        "macro_f1_loss": round(f1["peer"] - f1["ours"], 4),
        "macro_f1": {side: round(value, 4) for side, value in f1.items()},
        "reviews_per_s": {
            side: round(len(rows) / statistics.median(values), 1) for side, values in times.items()
        },
        "seconds": {side: [round(v, 2) for v in values] for side, values in times.items()},
        "agreement": agreed,
        "model": reader.label,
        "dtype": str(reader._model.dtype).removeprefix("torch."),
    }


def count_queries(path: Path, n: int) -> dict[str, Any]:
    """Statements of a drain of `n` reviews, transaction control left out."""
    from django.conf import settings
    from django.db import connection
    from django.test import override_settings

    rows = load(path, n)
    take_in(rows)
    statements = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal statements
        statements += not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"))
        return execute(sql, params, many, context)

    dummy = {**settings.MARKETING_AI, "REVIEW_READER": "dummy"}
    with override_settings(MARKETING_AI=dummy), connection.execute_wrapper(count):
        report = drain_all()
    return {
        "queries_per_review": round(statements / report.claimed, 4),
        "drained": report.claimed,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--reviews", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--drain", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="analyse-reviews-") as directory:
        set_up(directory, threads=options.threads)
        from django.db import connection

        queries = count_queries(options.data, options.drain)
        found = measure(load(options.data, options.reviews), rounds=options.rounds)
        result = {
            "name": "analyse_reviews",
            **found,
            **queries,
            "reviews": options.reviews,
            "target": TARGET,
            "machine": {
                "cores": os.cpu_count(),
                "threads": options.threads,
                "processor": platform.machine(),
                "python": platform.python_version(),
                "database": connection.vendor,
                "load": round(os.getloadavg()[0], 1),
            },
        }
        connection.close()
    print(f"{result['ratio']} × the peer: {result['reviews_per_s']} reviews/s")
    print(f"macro-F1 {result['macro_f1']}; {result['queries_per_review']} queries a review")
    if options.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
