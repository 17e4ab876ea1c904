"""`marketing_import reviews FILE`: from a file to rows that wait, and from those to numbers."""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections import Counter
from io import StringIO
from itertools import islice
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone

from marketing_ai.reviews import services
from marketing_ai.reviews.models import Review, ReviewSource, ReviewState, ReviewTally
from shop_demo.models import Product

DATA = Path(os.environ.get("MARKETING_AI_DATA", Path(__file__).parents[3] / "shared" / "data"))
SOME = 3000  # rows of a real file: enough for batches, products and duplicates


@pytest.fixture
def run():
    """Run the command; returns its last line, and what it said of single rows."""

    def call(path, *args):
        out, err = StringIO(), StringIO()
        call_command("marketing_import", "reviews", str(path), *args, stdout=out, stderr=err)
        return out.getvalue().splitlines()[-1], err.getvalue()

    return call


@pytest.fixture
def jsonl(tmp_path):
    def write(*records, name="there.jsonl"):
        path = tmp_path / name
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        return path

    return write


def test_a_file_is_read_by_the_names_that_its_columns_have(run, jsonl, shop, worker):
    kettle = shop.product()
    said_of = {"asin": kettle.sku, "rating": 5, "review_text": "Great sound."}
    other = {"asin": kettle.sku, "rating": 1, "review_text": "Terrible."}
    path = jsonl({**said_of, "review_date": "2026-01-05"}, {**other, "review_date": "2026-02-05"})
    said, _err = run(path)
    assert said.startswith("read 2, created 2, updated 0, unchanged 0, failed 0")
    assert ReviewSource.objects.filter(name="there").exists()
    worker.drain()
    assert shop.sums(kettle)["positive"] == shop.sums(kettle)["negative"] == 1
    assert set(ReviewTally.objects.values_list("month", flat=True).distinct()) == {
        Review.objects.get(stars=5).written.date().replace(day=1),
        Review.objects.get(stars=1).written.date().replace(day=1),
    }


def test_the_same_file_again_changes_nothing(run, jsonl, shop, worker):
    kettle = shop.product()
    path = jsonl(
        {"id": "a", "product": kettle.sku, "text": "Great."},
        {"product": kettle.sku, "text": "Bad."},
    )
    run(path)
    worker.drain()
    before = shop.sums(kettle)
    said, _err = run(path)
    assert "created 0, updated 0, unchanged 2" in said
    assert worker.drain().claimed == 0
    assert shop.sums(kettle) == before


def test_a_changed_row_with_an_id_is_read_again(run, jsonl, shop, worker):
    kettle = shop.product()
    run(jsonl({"id": "a", "product": kettle.sku, "text": "Great."}))
    worker.drain()
    said, _err = run(jsonl({"id": "a", "product": kettle.sku, "text": "Terrible."}))
    assert "updated 1" in said
    worker.drain()
    assert shop.sums(kettle)["negative"] == 1
    assert "positive" not in shop.sums(kettle)


def test_bad_rows_are_named_and_the_others_are_read(run, jsonl, shop):
    sku = shop.product().sku
    said, err = run(
        jsonl(
            {"product": sku, "text": "Great."},
            {"product": "", "text": "Of what?"},
            {"product": sku, "text": "Late.", "written": "31.02.2026"},
            {"product": sku, "text": "Odd.", "verified": "perhaps"},
            {"product": sku, "text": "Odd.", "voice": "rumour"},
            {"product": sku, "text": "half \ud83d"},
            {"product": sku, "text": "nul \x00"},
            {"product": sku, "text": "Eleven stars.", "stars": 11},
            {"product": sku, "text": ""},
        )
    )
    assert "created 3" in said
    assert "failed 6" in said
    for code in ("missing", "bad_date", "bad_flag", "bad_voice", "bad_text"):
        assert f"[{code}]" in err
    assert Review.objects.get(text="Eleven stars.").stars is None


def test_a_product_that_is_not_there_is_made_or_refused(run, jsonl, shop):
    shop.product()
    path = jsonl({"product": "NEW-1", "product_name": "Lamp", "text": "Great."})
    said, err = run(path, "--known-products-only")
    assert "failed 1" in said
    assert "[unknown_product]" in err
    assert not Product.objects.filter(sku="NEW-1").exists()
    run(path)
    lamp = Product.objects.get(sku="NEW-1")
    assert (lamp.name, lamp.stock) == ("Lamp", 0)
    assert Review.objects.get().product_id == lamp.pk


def test_questions_and_comments_never_count_in_the_score(run, jsonl, shop, worker):
    kettle = shop.product()
    run(
        jsonl(
            {"product": kettle.sku, "text": "Is the lid good?", "voice": "question"},
            {"product": kettle.sku, "text": "Great lid.", "voice": "comment"},
        )
    )
    worker.drain()
    assert set(shop.sums(kettle)) <= {"n", "n_text", "without_theme"}


def test_a_dry_run_writes_nothing(run, jsonl, shop):
    said, _err = run(jsonl({"product": shop.product().sku, "text": "Great."}), "--dry-run")
    assert "created 1" in said
    assert not Review.objects.exists()


def test_an_import_waits_behind_the_shops_new_reviews(run, jsonl, shop):
    kettle = shop.product()
    run(jsonl({"product": kettle.sku, "text": "Great."}))
    new = shop.review(kettle, "Terrible.")
    services.drain_pending(now=timezone.now, limit=1)
    assert shop.ours(new).state == ReviewState.READ
    assert Review.objects.filter(state=ReviewState.PENDING).count() == 1


@pytest.mark.skipif(not DATA.is_dir(), reason=f"no data sets at {DATA}; set MARKETING_AI_DATA")
def test_a_real_file_is_read_and_the_totals_are_those_of_the_file(run, db, worker):
    path = DATA / "womens_clothing_reviews.csv.gz"
    said, err = run(path, "--limit", str(SOME))
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(islice(csv.DictReader(file), SOME))
    assert said.startswith(f"read {len(rows)}, created {len(rows)}, "), err
    report = worker.drain()
    assert (report.claimed, report.analysed, report.lost) == (len(rows), len(rows), 0)
    stars = Counter(int(row["rating"]) for row in rows)
    counted = ReviewTally.objects.aggregate(
        n=Sum("n"), **{f"s{k}": Sum(f"stars_{k}") for k in range(1, 6)}
    )
    left_out = Review.objects.filter(state=ReviewState.SKIPPED, counted={}).count()
    assert counted["n"] + left_out == len(rows)
    assert left_out < 0.02 * len(rows)
    skipped = Counter(
        Review.objects.filter(state=ReviewState.SKIPPED, counted={}).values_list("stars", flat=True)
    )
    assert {k: counted[f"s{k}"] + skipped[k] for k in range(1, 6)} == stars
