"""Where reviews come from: a shop's model in its own shape, or an adapter for anything else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from marketing_ai.exceptions import ConfigurationError
from marketing_ai.jobs.runner import run_chunk
from marketing_ai.reviews import receivers, services
from marketing_ai.reviews.models import Review, ReviewSource
from marketing_ai.reviews.source import ModelReviews, ReviewFeed, Snapshot, get_feed
from shop_demo.models import Review as ShopReview


class Elsewhere(ReviewFeed):
    """Reviews of a service: rows in a dict, no model, nothing but what must be written."""

    rows: dict[str, Snapshot] = {}

    def model(self):
        return None

    def snapshot(self, instance):
        return instance

    def page(self, *, after, limit):
        return [self.rows[key] for key in sorted(self.rows) if key > after][:limit]

    def since(self, moment, *, limit):
        found = [shot for shot in self.rows.values() if shot.written >= moment]
        return sorted(found, key=lambda shot: shot.written, reverse=True)[:limit]

    def get(self, pks):
        return [self.rows[key] for key in pks if key in self.rows]

    def count_before(self, moment):
        return sum(shot.written < moment for shot in self.rows.values())


@pytest.fixture
def elsewhere(settings):
    path = f"{__name__}.Elsewhere"
    settings.MARKETING_AI = {**settings.MARKETING_AI, "REVIEW_SOURCE": path}
    Elsewhere.rows = {}
    feed = get_feed()

    def put(product, key, text="Great sound.", **fields):
        values = {"written": timezone.now() + timedelta(seconds=1), **fields}
        Elsewhere.rows[key] = Snapshot(source_pk=key, product_pk=product.pk, text=text, **values)

    feed.put = put
    return feed


def test_reviews_kept_elsewhere_are_followed_by_the_sweep_alone(shop, worker, elsewhere):
    kettle = shop.product()
    worker.sweep()
    elsewhere.put(kettle, "a")
    elsewhere.put(kettle, "b", "Terrible lid.")
    assert worker.sweep().missed == 2
    worker.drain()
    assert shop.sums(kettle)["n"] == 2
    elsewhere.put(kettle, "a", "Terrible sound.")
    del elsewhere.rows["b"]
    report = worker.sweep()
    assert (report.missed, report.changed, report.gone) == (0, 1, 1)
    worker.drain()
    assert (shop.sums(kettle)["n"], shop.sums(kettle)["negative"]) == (1, 1)


def test_their_backfill_goes_by_key(shop, worker, elsewhere):
    kettle = shop.product()
    ago = timezone.now() - timedelta(days=9)
    for i in range(3):
        elsewhere.put(kettle, f"old-{i}", f"Great {i}.", written=ago)
    estimate = services.estimate_backfill(now=timezone.now())
    assert (estimate.n_reviews, estimate.n_products) == (3, None)
    job = services.confirm_backfill(actor=None, now=timezone.now())
    while run_chunk(job.pk):
        pass
    worker.drain()
    assert shop.sums(kettle)["n"] == 3


def test_a_feed_that_fails_breaks_neither_save_nor_deletion(shop, settings, caplog):
    class Broken(ModelReviews):
        def snapshot(self, instance):
            raise KeyError("no such thing")

    settings.MARKETING_AI = {**settings.MARKETING_AI, "REVIEW_SOURCE": Broken}
    review = shop.review(shop.product())
    assert "review not taken in" in caplog.text
    review.delete()
    assert not ShopReview.objects.exists()


def mapped(settings, **fields):
    """The demo's feed with other fields."""
    ours = settings.MARKETING_AI
    given = {k: v for k, v in {**ours["REVIEW_FIELDS"], **fields}.items() if v is not None}
    settings.MARKETING_AI = {**ours, "REVIEW_FIELDS": given}
    return get_feed()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "texxt"}, "texxt"),
        ({"colour": "text"}, "colour"),
        ({"text": None}, "'text'"),
        ({"approved": ["state", "approved"]}, "state"),
    ],
)
def test_a_wrong_mapping_is_named(settings, db, fields, said):
    feed = mapped(settings, **fields)
    with pytest.raises(ConfigurationError, match=said):
        _ = feed.fields


def test_a_wrong_model_is_named_and_stops_no_start(settings, db):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "REVIEW_MODEL": "shop_demo.Reviews"}
    with pytest.raises(ConfigurationError, match="Reviews"):
        get_feed().model()
    receivers.connect()  # the system check says it; the shop starts


def test_fields_may_lie_behind_a_relation(settings, shop):
    feed = mapped(settings, store="product__store", author="customer__email")
    kim = shop.customer()
    review = shop.review(shop.product(store="outlet"), customer=kim)
    shot = feed.snapshot(review)
    assert (shot.store, shot.author_ref) == ("outlet", kim.email)


def test_dates_and_naive_times_are_taken_in_the_shops_zone(settings, shop):
    feed = mapped(settings)
    review = shop.unsaved(shop.product())
    review.created = date(2026, 3, 1)
    assert feed.snapshot(review).written == datetime(2026, 3, 1, tzinfo=UTC)
    review.created = datetime(2026, 3, 1, 12)
    assert feed.snapshot(review).written == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_sweep_follows_a_bulk_write_back_over_many_windows(shop, worker, monkeypatch):
    from marketing_ai.reviews.services import sweep

    monkeypatch.setattr(sweep, "WINDOW", 10)
    kettle = shop.product()
    worker.sweep()
    ShopReview.objects.bulk_create(shop.unsaved(kettle, f"Great {i}.") for i in range(95))
    assert worker.sweep().missed == 95
    assert Review.objects.count() == 95


def test_every_row_is_compared_within_some_sweeps(shop, worker, monkeypatch):
    from marketing_ai.reviews.services import sweep

    monkeypatch.setattr(sweep, "WINDOW", 10)
    monkeypatch.setattr(sweep, "NEWEST", 1)
    kettle = shop.product()
    rows = [shop.review(kettle, f"Great {i}.") for i in range(45)]
    worker.drain()
    ShopReview.objects.filter(pk__in=[rows[3].pk, rows[22].pk]).update(text="Terrible.")
    ShopReview.objects.filter(pk=rows[12].pk)._raw_delete("default")
    found = [worker.sweep() for _turn in range(6)]
    assert sum(report.changed for report in found) == 2
    assert sum(report.gone for report in found) == 1
    assert ReviewSource.objects.get(name="shop").place  # it goes on where it was
