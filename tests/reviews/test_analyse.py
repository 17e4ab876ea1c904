"""“Analyse reviews…” and the first day's backfill, as the jobs that they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from marketing_ai.exceptions import NotAllowed, NothingSelected, UnknownProducts, WrongState
from marketing_ai.jobs.models import JobState
from marketing_ai.jobs.runner import run_chunk
from marketing_ai.reviews import services
from marketing_ai.reviews.models import Review, ReviewSource, ReviewState
from shop_demo.models import Review as ShopReview

NOON = timezone.now().replace(hour=12, minute=0)


def run(job):
    while run_chunk(job.pk):
        pass
    job.refresh_from_db()
    return job


@pytest.fixture
def old_shop(shop):
    """Two products with reviews from before the app came: three and one."""
    kettle, mug = shop.product("Kettle"), shop.product("Mug")
    ago = timezone.now() - timedelta(days=90)
    ShopReview.objects.bulk_create(
        [
            shop.unsaved(mug, "Lovely colour.", created=ago),
            *(shop.unsaved(kettle, f"Good lid {i}.", created=ago) for i in range(3)),
        ]
    )
    shop.kettle, shop.mug = kettle, mug
    ReviewSource.objects.update_or_create(name="shop", defaults={"since": timezone.now()})
    return shop


def test_no_old_review_is_queued_until_a_person_says_so(old_shop, worker):
    assert worker.sweep().total == 0
    estimate = services.estimate_backfill(now=timezone.now())
    assert (estimate.n_reviews, estimate.n_products) == (4, 2)
    assert estimate.seconds > 0
    assert not Review.objects.exists()


def test_a_confirmed_backfill_takes_the_most_reviewed_product_first(old_shop, worker):
    job = run(services.confirm_backfill(actor=None, now=timezone.now()))
    assert (job.state, job.done) == (JobState.DONE, 2)
    first = services.drain_pending(now=timezone.now, limit=3)
    assert first.analysed == 3
    assert old_shop.sums(old_shop.kettle)["n"] == 3
    assert old_shop.sums(old_shop.mug) == {}
    worker.drain()
    assert old_shop.sums(old_shop.mug)["n"] == 1
    with pytest.raises(WrongState):
        services.confirm_backfill(actor=None, now=timezone.now())


def test_old_reviews_yield_to_new_ones(old_shop, worker):
    run(services.confirm_backfill(actor=None, now=timezone.now()))
    new = old_shop.review(old_shop.mug, "Terrible colour.", stars=1)
    services.drain_pending(now=timezone.now, limit=1)
    assert old_shop.ours(new).state == ReviewState.READ
    assert Review.objects.filter(state=ReviewState.PENDING).count() == 4


def test_a_paused_backfill_leaves_old_reviews_waiting_and_reads_new_ones(old_shop):
    run(services.confirm_backfill(actor=None, now=timezone.now()))
    services.set_pause(paused=True, now=timezone.now())
    new = old_shop.review(old_shop.mug, "Terrible colour.", stars=1)
    services.drain_until(deadline=timezone.now() + timedelta(seconds=20), now=timezone.now)
    assert old_shop.ours(new).state == ReviewState.READ
    status = services.backfill_status(now=timezone.now())
    assert (status.n_taken, status.n_waiting, status.is_paused, status.runs_now) == (
        4, 4, True, False,
    )  # fmt: skip
    services.set_pause(paused=False, now=timezone.now())
    services.drain_until(deadline=timezone.now() + timedelta(seconds=20), now=timezone.now)
    assert services.backfill_status(now=timezone.now()).n_waiting == 0


@pytest.mark.parametrize(
    ("first", "last", "runs"), [(0, 0, True), (9, 17, True), (17, 9, False), (22, 13, True)]
)
def test_old_reviews_are_read_within_the_hours_that_were_set(old_shop, first, last, runs):
    run(services.confirm_backfill(actor=None, now=timezone.now(), from_hour=first, to_hour=last))
    assert services.backfill_status(now=NOON).runs_now == runs


def test_an_edit_makes_an_old_review_new(old_shop):
    run(services.confirm_backfill(actor=None, now=timezone.now()))
    review = ShopReview.objects.filter(product=old_shop.mug).get()
    review.text = "Awful colour."
    review.save()
    assert not old_shop.ours(review).old


def test_reviews_of_a_product_are_analysed_on_request_the_old_ones_too(old_shop, worker):
    estimate = services.estimate_analysis(products=[old_shop.kettle.pk], actor=None)
    assert (estimate.n_products, estimate.n_reviews, estimate.n_to_read) == (1, 3, 3)
    job = run(services.request_analysis(products=[old_shop.kettle.pk], actor=None))
    assert (job.state, job.done, job.failed) == (JobState.DONE, 1, 0)
    assert old_shop.sums(old_shop.kettle)["n"] == 3
    assert not Review.objects.filter(product_id=old_shop.mug.pk).exists()
    estimate = services.estimate_analysis(products=[old_shop.kettle.pk], actor=None)
    assert (estimate.n_reviews, estimate.n_to_read) == (3, 0)


def test_analysed_again_the_numbers_stay(shop, worker):
    review = shop.review(kettle := shop.product(), "Good sound.")
    worker.drain()
    first = shop.ours(review)
    before = shop.sums(kettle)
    run(services.request_analysis(reviews=[first.pk], actor=None))
    assert shop.ours(review).read_at == first.read_at  # it was read by this model
    run(services.request_analysis(reviews=[first.pk], again=True, actor=None))
    assert shop.ours(review).read_at > first.read_at
    assert shop.sums(kettle) == before


def test_a_job_over_two_stores_is_seen_by_those_who_see_all(shop):
    south, north = shop.product(store="south"), shop.product(store="north")
    reviews = [shop.ours(shop.review(product, "Good.")).pk for product in (south, north)]
    assert services.request_analysis(products=[south.pk], actor=None).store == "south"
    assert services.request_analysis(products=[south.pk, north.pk], actor=None).store == "*"
    Review.objects.filter(pk=reviews[0]).update(store="south")
    Review.objects.filter(pk=reviews[1]).update(store="north")
    assert services.request_analysis(reviews=reviews, actor=None).store == "*"


def test_a_review_that_is_gone_meanwhile_is_a_row_error(shop, worker):
    kept, gone = (shop.review(shop.product(), f"Good {i}.") for i in range(2))
    pks = [shop.ours(kept).pk, shop.ours(gone).pk]
    job = services.request_analysis(reviews=pks, actor=None)
    Review.objects.filter(pk=pks[1]).delete()
    job = run(job)
    assert (job.done, job.failed) == (1, 1)
    assert job.errors.get().code == "review_gone"


def test_who_may_not_or_chose_nothing_is_told(shop):
    kim = get_user_model().objects.create_user("kim", is_staff=True)
    kettle = shop.product()
    with pytest.raises(NotAllowed):
        services.request_analysis(products=[kettle.pk], actor=kim)
    with pytest.raises(NothingSelected):
        services.request_analysis(actor=None)
    with pytest.raises(UnknownProducts):
        services.request_analysis(products=[kettle.pk, "999999", "x"], actor=None)
