"""From the shop's save to our row, on every path that a review can take."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketing_ai.reviews import intake, receivers
from marketing_ai.reviews.models import Review, ReviewState
from marketing_ai.reviews.source import get_feed
from shop_demo.models import Review as ShopReview


def statements(captured):
    """The statements without transaction control."""
    return [
        q["sql"]
        for q in captured.captured_queries
        if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK"))
    ]


def test_a_saved_review_waits_by_one_more_statement(shop):
    review = shop.unsaved(shop.product())
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        review.save()
    theirs, ours = statements(captured)
    assert "shop_demo_review" in theirs
    assert "marketing_ai_review" in ours
    assert shop.ours(review).state == ReviewState.PENDING


def test_a_review_is_read_and_counted_once_however_often_it_is_saved(shop, worker):
    kettle = shop.product()
    review = shop.review(kettle, "The lid broke after two days.", stars=2)
    review.save()
    assert worker.drain().analysed == 1
    review.save()
    assert worker.drain().analysed == 0
    assert shop.sums(kettle) == {
        "n": 1, "n_text": 1, "negative": 1, "stars_2": 1, "without_theme": 1,
    } or shop.sums(kettle) == {"n": 1, "n_text": 1, "negative": 1, "stars_2": 1}  # fmt: skip


def test_a_review_that_is_edited_is_read_again_and_its_old_numbers_go(shop, worker):
    kettle = shop.product()
    review = shop.review(kettle, "Excellent.", stars=5)
    worker.drain()
    review.text, review.stars = "Terrible.", 1
    review.save()
    assert worker.drain().analysed == 1
    sums = shop.sums(kettle)
    assert (sums["n"], sums.get("positive"), sums["negative"]) == (1, None, 1)
    assert (sums.get("stars_5"), sums["stars_1"]) == (None, 1)


@pytest.mark.parametrize("way", ["delete", "unapprove", "erase"])
def test_a_review_that_goes_takes_its_numbers_along(shop, worker, way):
    kettle = shop.product()
    kim = shop.customer()
    review = shop.review(kettle, "Excellent sound.", customer=kim)
    other = shop.review(kettle, "Terrible sound.", stars=1)
    worker.drain()
    if way == "delete":
        review.delete()
    elif way == "unapprove":
        review.status = "spam"
        review.save()
    else:
        assert intake.erase_author(str(kim.pk), now=timezone.now()) == 1
    worker.drain()
    sums = shop.sums(kettle)
    assert (sums["n"], sums["negative"], "positive" in sums) == (1, 1, False)
    assert shop.ours(other).counted
    if way == "unapprove":
        assert shop.ours(review).counted == {}
    else:
        assert not Review.objects.filter(source_pk=str(review.pk), text__gt="").exists()


def test_bulk_writes_are_found_by_the_sweep(shop, worker):
    kettle = shop.product()
    ShopReview.objects.bulk_create(shop.unsaved(kettle, f"Good number {i}.") for i in range(30))
    assert not Review.objects.exists()
    assert worker.sweep().missed == 30
    assert worker.sweep().missed == 0
    assert worker.drain().analysed == 30
    assert shop.sums(kettle)["n"] == 30


def test_updates_and_deletions_past_the_signals_are_found_by_the_sweep(shop, worker):
    kettle = shop.product()
    kept, edited, gone = (shop.review(kettle, f"Good sound {i}.") for i in range(3))
    worker.drain()
    ShopReview.objects.filter(pk=edited.pk).update(text="Awful sound.")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM shop_demo_review WHERE id = %s", [gone.pk])
    report = worker.sweep()
    assert (report.missed, report.changed, report.gone) == (0, 1, 1)
    worker.drain()
    sums = shop.sums(kettle)
    assert (sums["n"], sums["positive"], sums["negative"]) == (2, 1, 1)
    assert shop.ours(kept).label == "positive"


def test_an_erased_customer_is_found_by_the_sweep(shop, worker):
    kim = shop.customer()
    review = shop.review(shop.product(), customer=kim)
    worker.drain()
    kim.delete()  # SET_NULL sends no signal
    assert shop.ours(review).author_ref == str(kim.pk or shop.ours(review).author_ref)
    assert worker.sweep().changed == 1
    assert shop.ours(review).author_ref == ""


def test_our_failure_does_not_break_the_shops_save(shop, monkeypatch, caplog):
    def fail(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column")

    monkeypatch.setattr(intake, "take_in", fail)
    with transaction.atomic():
        review = shop.review(shop.product())
        assert ShopReview.objects.filter(pk=review.pk).exists()  # the transaction still works
    assert "review not taken in" in caplog.text
    monkeypatch.undo()
    assert receivers.get_feed() is get_feed()


def test_a_review_that_the_shop_rolls_back_never_reaches_us(shop):
    class Stop(Exception):
        pass

    with pytest.raises(Stop), transaction.atomic():
        shop.review(shop.product())
        raise Stop
    assert not Review.objects.exists()


def test_a_fixture_is_left_to_the_sweep(shop, worker):
    review = shop.unsaved(shop.product())
    review.save_base(raw=True)
    assert not Review.objects.exists()
    assert worker.sweep().missed == 1


def test_a_row_in_memory_has_the_fingerprint_of_the_stored_one(shop, worker):
    review = shop.review(shop.product(), customer=shop.customer(), title="Sturdy")
    feed = get_feed()
    assert feed.snapshot(review).fingerprint == shop.ours(review).fingerprint
    assert worker.sweep().total == 0


def test_the_feed_is_made_once_and_anew_after_a_change_of_settings(settings, db):
    first = get_feed()
    assert get_feed() is first
    settings.MARKETING_AI = {**settings.MARKETING_AI, "REVIEW_BATCH": 8}
    assert get_feed() is not first
    settings.MARKETING_AI = {**settings.MARKETING_AI, "REVIEW_SOURCE": ""}
    assert get_feed() is None


def test_switched_off_nothing_is_taken_in(settings, shop):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "ENABLED": False}
    with CaptureQueriesContext(connection) as captured:
        shop.review(shop.product())
    assert not [sql for sql in statements(captured) if "marketing_ai_review" in sql]
