"""What visitors get of a product's reviews: insight, the rows behind it, reports."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketing_ai.reviews.models import InsightProblem, Review, ReviewInsight
from marketing_ai.reviews.services import insight as insights
from tests.reviews.conftest import Shop, Worker

GOOD = "The battery is great. Very happy with it, number {n}."
BAD = "The battery is bad, it broke on day {n}."
BOTH = "The sound is good, the sound is bad at times, said {n}."


@pytest.fixture
def shop(db):
    return Shop()


@pytest.fixture
def limits(settings):
    """A shop that says how it verifies, and summarises from four reviews on."""
    settings.MARKETING_AI = {
        **settings.MARKETING_AI,
        "SUMMARY_MIN_REVIEWS": 4,
        "REVIEW_VERIFICATION": {"en": "We check orders.", "zh-hans": "我们核对订单。"},
    }
    return settings


def read_all():
    Worker().drain()
    insights.refresh_dirty(now=timezone.now())


def fill(shop, product, *, good=3, bad=2, both=0, **fields):
    for text, times in ((GOOD, good), (BAD, bad), (BOTH, both)):
        for n in range(times):
            shop.review(product, text.format(n=n + 1), **fields)
    read_all()


def insight(anyone, product, **parameters):
    answer = anyone.get(f"/products/{product.pk}/reviews/insight/", parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()


def rows(anyone, product, **parameters):
    answer = anyone.get(f"/products/{product.pk}/reviews/", parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


# --- insight ---------------------------------------------------------------------------------


def test_a_summary_comes_with_all_that_must_stand_beside_it(shop, anyone, limits):
    product = shop.product()
    fill(shop, product)
    said = insight(anyone, product)
    assert said["status"] == "summary"
    assert said["ai_generated"] is True
    assert "AI model read these reviews" in said["disclosure"]
    assert (said["verification"], said["verification_language"]) == ("We check orders.", "en")
    assert (said["n_used"], said["n_total"]) == (5, 5)
    assert said["period"]["first"] == timezone.now().date().replace(day=1).isoformat()
    assert "positive reviews minus the number of negative" in said["score_formula"]
    assert said["score"]["value"] == pytest.approx(0.2)
    assert said["score"]["low"] < 0.2 < said["score"]["high"]
    (theme,) = said["themes"]
    assert (theme["n"], theme["positive"], theme["negative"], theme["named"]) == (5, 3, 2, True)
    whole, on_battery = said["summary"]["sentences"]
    assert whole["theme"] is None
    assert on_battery["theme"] == theme["id"]
    assert on_battery["counts"]["n"] == 5
    assert said["summary"]["model"] == "dummy-reader@1"


def test_quotes_are_the_very_words_of_the_reviews_that_they_name(shop, anyone, limits):
    product = shop.product()
    fill(shop, product)
    quotes = insight(anyone, product)["summary"]["quotes"]
    assert {quote["polarity"] for quote in quotes} == {"positive", "negative"}
    for quote in quotes:
        review = Review.objects.get(pk=quote["review"])
        assert quote["text"] in review.full_text
        assert quote["source_id"] == review.source_pk


@pytest.mark.parametrize("n", [1, 12])
def test_insight_costs_four_queries_for_any_number_of_reviews(
    n, shop, anyone, limits, django_assert_num_queries
):
    product = shop.product()
    fill(shop, product, good=n + 3, bad=n, both=n)
    with django_assert_num_queries(4):
        assert insight(anyone, product)["status"] == "summary"


def test_a_product_with_few_reviews_has_counts_and_says_what_is_missing(shop, anyone, limits):
    product = shop.product()
    fill(shop, product, good=2, bad=1)
    said = insight(anyone, product)
    assert (said["status"], said["summary"], said["min_reviews"]) == ("too_few", None, 4)
    assert said["counts"]["n"] == 3
    assert said["themes"][0]["n"] == 3
    assert said["score"]["value"] == pytest.approx(1 / 3)


def test_a_product_without_reviews_has_zeros(shop, anyone, limits):
    said = insight(anyone, shop.product())
    assert (said["status"], said["n_total"], said["score"]) == ("too_few", 0, None)
    assert said["ai_generated"] is False
    assert said["period"] == {"first": None, "last": None}


def test_without_the_shops_sentence_on_verification_nothing_is_said_but_counts(
    shop, anyone, limits
):
    product = shop.product()
    fill(shop, product)
    limits.MARKETING_AI = {**limits.MARKETING_AI, "REVIEW_VERIFICATION": {}}
    said = insight(anyone, product)
    assert said["status"] == "verification_missing"
    assert "does not say how it verifies" in said["status_text"]
    assert (said["summary"], said["score"], said["themes"]) == (None, None, [])
    assert said["counts"]["n"] == 5


@pytest.mark.parametrize(
    ("asked", "sentence", "shown"),
    [
        ("en-gb", "We check orders.", "en"),
        ("zh-hans", "我们核对订单。", "zh-hans"),
        ("zh-cn", "我们核对订单。", "zh-hans"),
        ("fr", "We check orders.", "en"),
    ],
)
def test_the_visitors_language_decides_or_the_nearest_one(
    asked, sentence, shown, shop, anyone, limits
):
    product = shop.product()
    fill(shop, product)
    by_header = anyone.get(f"/products/{product.pk}/reviews/insight/", HTTP_ACCEPT_LANGUAGE=asked)
    assert "Accept-Language" in by_header["Vary"]
    said = insight(anyone, product, language=asked)
    assert (said["verification"], said["verification_language"]) == (sentence, shown)


def test_every_number_is_split_by_verified_and_incentivised(shop, anyone, limits):
    product = shop.product()
    fill(shop, product, good=3, bad=0, verified=True)
    fill(shop, product, good=0, bad=2, incentivised=True)
    said = insight(anyone, product)
    assert (said["verified"]["n"], said["verified"]["positive"]) == (3, 3)
    assert (said["not_verified"]["n"], said["not_verified"]["negative"]) == (2, 2)
    assert (said["incentivised"]["n"], said["incentivised"]["negative"]) == (2, 2)
    assert (said["themes"][0]["verified"], said["themes"][0]["incentivised"]) == (3, 2)
    # what was paid for is shown, and weighs nothing in the score
    assert said["score"]["value"] == pytest.approx(1.0)


def test_what_is_left_out_is_said_and_still_listed(shop, anyone, limits):
    product = shop.product()
    fill(shop, product)
    row = shop.ours(shop.review(product, "What is this, a duplicate of something else?"))
    read_all()
    Review.objects.filter(pk=row.pk).update(state="skipped", reason="duplicate", counted={})
    said = insight(anyone, product)
    assert said["apart"]["left_out"] == 1
    listed = {one["id"]: one for one in rows(anyone, product)}
    assert (listed[row.pk]["counted"], listed[row.pk]["reason"]) == (False, "duplicate")


def test_an_unchanged_answer_is_not_sent_again(shop, anyone, limits):
    product = shop.product()
    fill(shop, product)
    path = f"/products/{product.pk}/reviews/insight/"
    first = anyone.get(path)
    assert first["Cache-Control"] == "public, no-cache"
    again = anyone.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    shop.review(product, "Terrible battery.")
    read_all()
    assert anyone.get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


UNKNOWN = ["987654", "abc", "0", "-1", "9" * 40, "1%00", "%E4%BD%A0", "1;DROP", "1.5"]


@pytest.mark.parametrize("path", ["reviews/", "reviews/insight/"])
@pytest.mark.parametrize("pk", UNKNOWN)
def test_an_unknown_product_is_a_404_with_a_sentence(pk, path, shop, anyone):
    shop.product()
    with CaptureQueriesContext(connection) as queries:
        answer = anyone.get(f"/products/{pk}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert len(queries) <= 2


@pytest.mark.parametrize("language", ["x" * 13, "e n", "en\0", "<b>"])
def test_an_impossible_language_is_refused(language, shop, anyone):
    answer = anyone.get(f"/products/{shop.product().pk}/reviews/insight/", {"language": language})
    assert answer.status_code == 400
    assert "language" in answer.json()["fields"]


# --- the rows behind it -------------------------------------------------------------------------


def test_every_number_leads_to_as_many_rows(shop, anyone, limits):
    product = shop.product()
    fill(shop, product, good=3, bad=2, both=1, verified=True)
    fill(shop, product, good=1, bad=1, incentivised=True)
    shop.review(shop.product(), GOOD)
    said = insight(anyone, product)
    for side in ("positive", "neutral", "negative", "unknown"):
        assert len(rows(anyone, product, polarity=side)) == said["counts"][side], side
    assert len(rows(anyone, product, verified="true")) == said["verified"]["n"]
    assert len(rows(anyone, product, verified="false")) == said["not_verified"]["n"]
    assert len(rows(anyone, product, incentivised="true")) == said["incentivised"]["n"]
    assert len(said["themes"]) == 2
    for theme in said["themes"]:
        assert len(rows(anyone, product, theme=theme["id"])) == theme["n"]
        for side in ("positive", "neutral", "negative", "mixed"):
            found = rows(anyone, product, theme=theme["id"], polarity=side)
            assert len(found) == theme[side], (theme["name"], side)


def test_aspects_stand_where_they_say_in_the_text_that_is_shown(shop, anyone):
    product = shop.product()
    shop.review(
        product,
        "<b>Great</b>\u200b sound &amp; a\u202e weak battery.",
        title="The \u200bscreen is good",
    )
    read_all()
    (row,) = rows(anyone, product)
    assert row["title"] == "The screen is good"
    assert row["text"] == "Great sound & a weak battery."
    found = {
        (one["field"], one["term"]): row[one["field"]][one["start"] : one["end"]]
        for one in row["aspects"]
    }
    assert found == {
        ("title", "screen"): "screen",
        ("text", "sound"): "sound",
        ("text", "battery"): "battery",
    }


@pytest.mark.parametrize(
    "fields", [{"status": "pending"}, {"status": "spam"}], ids=["pending", "spam"]
)
def test_what_is_not_approved_never_leaves_the_shop(fields, shop, anyone, limits):
    product = shop.product()
    fill(shop, product)
    shop.review(product, "The battery is a secret.", **fields)
    read_all()
    assert "secret" not in str(rows(anyone, product))
    assert insight(anyone, product)["n_total"] == 5


def test_a_deleted_review_is_gone_from_list_and_quotes_at_once(shop, anyone, limits):
    product = shop.product()
    fill(shop, product)
    quoted = insight(anyone, product)["summary"]["quotes"][0]["review"]
    Review.objects.filter(pk=quoted).update(removed=True, text="")
    assert quoted not in {one["id"] for one in rows(anyone, product)}
    assert quoted not in {one["review"] for one in insight(anyone, product)["summary"]["quotes"]}


def test_nothing_of_the_author_is_shown(shop, anyone):
    product = shop.product()
    shop.review(product, "Good sound.", customer=shop.customer("Zebulon"), author_name="Zebulon")
    read_all()
    (row,) = rows(anyone, product)
    assert not {name for name in row if "author" in name}
    assert "Zebulon" not in str(row)


@pytest.mark.parametrize("n", [1, 8])
def test_a_page_of_reviews_costs_the_same_for_any_number(
    n, shop, anyone, django_assert_num_queries
):
    product = shop.product()
    fill(shop, product, good=n, bad=n)
    with django_assert_num_queries(5):  # product, count, reviews, follow-ups, aspects
        assert len(rows(anyone, product, page_size=100)) == 2 * n


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"theme": "x"}, "theme"),
        ({"theme": "9" * 30}, "theme"),
        ({"polarity": "great"}, "polarity"),
        ({"polarity": "mixed"}, "polarity"),
        ({"verified": "perhaps"}, "verified"),
        ({"them": "1"}, "them"),
    ],
)
def test_a_wrong_filter_is_refused_by_name(query, field, shop, anyone):
    answer = anyone.get(f"/products/{shop.product().pk}/reviews/", query)
    assert answer.status_code == 400
    assert field in answer.json()["fields"]


# --- reports -----------------------------------------------------------------------------------


def test_reports_are_counted_by_reason_and_hold_no_words(shop, anyone, limits):
    product = shop.product()
    fill(shop, product)
    path = f"/products/{product.pk}/reviews/insight/report/"
    for body in ({"reason": "quote"}, {"reason": "quote"}, {}):
        assert anyone.post(path, body).status_code == 204
    assert dict(InsightProblem.objects.values_list("reason", "n")) == {"quote": 2, "other": 1}
    assert ReviewInsight.objects.get(product=product).problem_reports == 3
    refused = anyone.post(path, {"reason": "quote", "text": "I am Kim, call 123"})
    assert refused.status_code == 400
    assert anyone.post(path, {"reason": "because"}).status_code == 400


def test_reports_are_few_in_an_hour_also_where_the_shop_named_no_rate(shop, anyone, limits):
    product = shop.product()
    fill(shop, product)
    limits.MARKETING_AI = {**limits.MARKETING_AI, "THROTTLE_RATES": {"storefront": "600/min"}}
    path = f"/products/{product.pk}/reviews/insight/report/"
    answers = [anyone.post(path, {}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [204] * 10 + [429]
    assert answers[-1].has_header("Retry-After")


def test_where_nothing_is_said_nothing_can_be_reported(shop, anyone):
    for pk in (shop.product().pk, 987654):
        assert anyone.post(f"/products/{pk}/reviews/insight/report/", {}).status_code == 404
    assert not InsightProblem.objects.exists()


def test_fit_is_said_with_n_of_n_and_by_height_and_weight_where_enough_say_it(shop, anyone, limits):
    shirt = shop.product("Shirt")
    for n in range(5):
        shop.review(shirt, f"Runs small, I am 172 cm, 68 kg, and number {n} was too tight.")
    shop.review(shirt, "True to size, I am 190 cm and 90 kg. Great.")
    read_all()
    fit = insight(anyone, shirt)["fit"]
    assert fit["counts"] == {"n": 6, "small": 5, "true": 1, "large": 0}
    assert fit["n_text"] == 6
    (cell,) = fit["cells"]
    assert (cell["height_from"], cell["height_to"], cell["counts"]["small"]) == (170, 175, 5)
    assert insight(anyone, shop.product())["fit"] is None


def test_a_follow_up_stands_with_the_review_that_it_follows(shop, anyone, limits):
    product = shop.product()
    first = shop.ours(shop.review(product, "Great sound, very happy."))
    later = shop.ours(shop.review(product, "Now the battery broke, terrible."))
    Review.objects.filter(pk=later.pk).update(follows_ref=first.source_pk)
    read_all()
    with CaptureQueriesContext(connection) as queries:
        (row,) = rows(anyone, product)
    assert len(queries) == 6  # one more: the aspects of follow-ups
    assert (row["id"], [one["id"] for one in row["follow_ups"]]) == (first.pk, [later.pk])
    assert row["follow_ups"][0]["aspects"][0]["term"] == "battery"
    assert insight(anyone, product)["counts"]["n"] == 1
    assert insight(anyone, product)["apart"]["changed"] == 1
    assert rows(anyone, product, polarity="negative")[0]["id"] == first.pk
