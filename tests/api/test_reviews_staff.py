"""Reviews over the staff API: reading them, asking for readings, correcting them."""

from __future__ import annotations

import pytest

from marketing_ai.jobs.models import Job
from marketing_ai.jobs.runner import run_chunk
from marketing_ai.reviews.models import Review
from tests.reviews.conftest import Shop as ReviewShop
from tests.reviews.conftest import Worker


@pytest.fixture
def reviews(db):
    return ReviewShop()


@pytest.fixture
def read(reviews):
    """One review of a product, read: good on the whole, of the sound."""
    kettle = reviews.product()
    row = reviews.review(kettle, "Great sound.")
    Worker().drain()
    return reviews.ours(row)


def test_an_analysis_is_asked_for_once_and_its_job_is_found(reviews, staff):
    kettle = reviews.product()
    reviews.review(kettle, "Great sound.")
    member = staff("analyse_reviews", "view_marketing")
    body = {"products": [str(kettle.pk)]}
    first = member.post("/review-analyses/", body, HTTP_IDEMPOTENCY_KEY="k1")
    again = member.post("/review-analyses/", body, HTTP_IDEMPOTENCY_KEY="k1")
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["id"] == again.json()["id"]
    assert first["Location"] == first.json()["url"]
    other = member.post("/review-analyses/", {**body, "again": True}, HTTP_IDEMPOTENCY_KEY="k1")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    job = Job.objects.get()
    while run_chunk(job.pk):
        pass
    assert member.client.get(first.json()["url"]).json()["state"] == "done"
    (row,) = member.get("/reviews/", {"product": kettle.pk}).json()["results"]
    assert (row["state"], row["effective_label"], row["counted"]) == ("read", "positive", True)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "products"),
        ({"products": [1], "reviews": [1]}, "products"),
        ({"products": "1"}, "products"),
        ({"reviews": ["x"]}, "reviews"),
        ({"product": [1]}, "product"),
    ],
)
def test_a_wrong_request_names_the_field_and_starts_nothing(body, field, staff):
    answer = staff("analyse_reviews").post("/review-analyses/", body)
    assert answer.status_code == 400
    assert field in answer.json()["fields"]
    assert not Job.objects.exists()


@pytest.mark.parametrize("pk", ["987654", "abc", "9" * 40])
def test_an_analysis_of_an_unknown_product_is_a_404_that_names_it(pk, staff):
    answer = staff("analyse_reviews").post("/review-analyses/", {"products": [pk]})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_products")
    assert not Job.objects.exists()


def test_a_correction_moves_the_numbers_and_survives_a_new_reading(read, reviews, staff):
    member = staff("analyse_reviews", "view_marketing")
    answer = member.post(f"/reviews/{read.pk}/correct/", {"label": "negative"})
    assert answer.json()["effective_label"] == "negative"
    assert answer.json()["label"] == "positive"
    assert reviews.sums(read.product)["negative"] == 1
    member.post("/review-analyses/", {"reviews": [read.pk], "again": True})
    while run_chunk(Job.objects.get().pk):
        pass
    Worker().drain()
    read.refresh_from_db()
    assert read.effective_label == "negative"
    assert reviews.sums(read.product)["negative"] == 1
    back = member.post(f"/reviews/{read.pk}/correct/", {"label": ""})
    assert (back.json()["effective_label"], back.json()["corrected_label"]) == ("positive", "")
    assert "negative" not in reviews.sums(read.product)


def test_a_correction_ends_with_the_text_that_it_was_of(read, reviews, staff):
    staff("analyse_reviews").post(f"/reviews/{read.pk}/correct/", {"label": "negative"})
    row = reviews.unsaved(read.product)
    shop_row = type(row).objects.get(pk=int(read.source_pk))
    shop_row.text = "Excellent sound, I love it."
    shop_row.save()
    Worker().drain()
    assert reviews.ours(shop_row).effective_label == "positive"
    assert reviews.sums(read.product).get("negative") is None


def test_an_aspect_marked_wrong_leaves_the_theme_and_comes_back(read, reviews, staff):
    member = staff("analyse_reviews", "view_marketing")
    (aspect,) = member.get(f"/reviews/{read.pk}/").json()["aspects"]
    assert (aspect["term"], aspect["label"]) == ("sound", "positive")
    before = reviews.themes(read.product)
    path = f"/reviews/{read.pk}/mark/"
    answer = member.post(path, {"aspect": aspect["id"], "wrong": True})
    assert answer.json()["aspects"][0]["wrong"] is True
    assert reviews.themes(read.product) == []
    member.post(path, {"aspect": aspect["id"], "label": "negative"})
    ((_theme, positive, _neutral, negative, _mixed),) = reviews.themes(read.product)
    assert (positive, negative) == (0, 1)
    member.post(path, {"aspect": aspect["id"]})
    assert reviews.themes(read.product) == before


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("correct", {"label": "great"}, 400),
        ("correct", {}, 400),
        ("mark", {"aspect": 987654, "wrong": True}, 404),
        ("mark", {"wrong": True}, 400),
    ],
)
def test_a_wrong_correction_changes_nothing(path, body, status, read, staff):
    answer = staff("analyse_reviews").post(f"/reviews/{read.pk}/{path}/", body)
    assert answer.status_code == status
    read.refresh_from_db()
    assert read.corrected_label == ""


def test_staff_of_another_store_neither_see_nor_correct(read, staff):
    stranger = staff("analyse_reviews", "view_marketing", groups=["store:north"])
    assert stranger.get("/reviews/").json()["results"] == []
    assert stranger.post(f"/reviews/{read.pk}/correct/", {"label": "negative"}).status_code == 404
    own = staff("analyse_reviews", groups=["store:default"])
    assert own.post(f"/reviews/{read.pk}/correct/", {"label": "negative"}).status_code == 200


def test_lists_filter_by_state_polarity_and_reason(read, reviews, staff):
    waiting = reviews.ours(reviews.review(read.product, "Terrible sound."))
    member = staff("view_marketing")

    def found(**query):
        return [row["id"] for row in member.get("/reviews/", query).json()["results"]]

    assert found() == [waiting.pk, read.pk]
    assert found(state="pending") == [waiting.pk]
    assert found(label="positive") == [read.pk]
    assert found(product="abc") == []
    assert found(ordering="written") == [read.pk, waiting.pk]
    assert member.get("/reviews/", {"lable": "positive"}).status_code == 400
    Review.objects.filter(pk=read.pk).update(removed=True)
    assert found() == [waiting.pk]


def test_a_correction_while_the_text_is_read_again_is_counted_once(read, reviews, staff):
    Review.objects.filter(pk=read.pk).update(state="pending", read_model="older")
    staff("analyse_reviews").post(f"/reviews/{read.pk}/correct/", {"label": "negative"})
    assert reviews.sums(read.product)["positive"] == 1
    Worker().drain()
    sums = reviews.sums(read.product)
    assert (sums["n"], sums.get("positive"), sums["negative"]) == (1, None, 1)
