from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketing_ai.copywriting import services
from marketing_ai.copywriting.models import CopyVariant
from marketing_ai.jobs.models import IdempotencyKey, Job, JobRowError
from shop_demo.models import Product

OAK = "The Merlow Table is made of oak."
WALNUT = "The Merlow Table is made of walnut."


def test_a_request_becomes_drafts_that_are_approved_published_and_undone(
    shop, staff, anyone, work, answers
):
    answers(" is made of oak and is 52 cm high.")
    product = shop.product()
    member = staff("generate_copy", "view_marketing", "approve_copy", "publish_copy", "undo_copy")
    answer = member.post("/copy-requests/", {"products": [str(product.pk)], "variants": 1})
    assert answer.status_code == 202
    job = answer.json()
    assert answer["Location"] == job["url"]
    assert member.client.get(job["url"]).json()["progress"]["rows_per_s"] is None
    work(Job.objects.get(pk=job["id"]))
    assert member.client.get(job["url"]).json()["state"] == "done"
    (draft,) = member.get("/copy/", {"job": job["id"]}).json()["results"]
    detail = member.get(f"/copy/{draft['id']}/").json()
    assert {claim["text"] for claim in detail["claims"]} and not detail["open_claims"]
    assert {"name": "Material", "value": "oak", "unit": ""} in detail["facts"]
    assert member.post(f"/copy/{draft['id']}/approve/").json()["state"] == "approved"
    publication = member.post(f"/copy/{draft['id']}/publish/", {}).json()
    product.refresh_from_db()
    assert product.marketing_description == draft["text"]
    assert anyone.get(f"/products/{product.pk}/copy/").json()["texts"]
    undone = member.post(f"/publications/{publication['id']}/undo/")
    assert undone.json()["undoes"] == publication["id"]
    product.refresh_from_db()
    assert product.marketing_description == ""
    assert anyone.get(f"/products/{product.pk}/copy/").json()["texts"] == []
    listed = member.get("/publications/", {"ordering": "created"}).json()["results"]
    assert [row["undone"] for row in listed] == [True, False]


def test_a_text_that_no_fact_carries_is_refused_with_the_words(shop, staff):
    draft = shop.draft(shop.product(), WALNUT)
    answer = staff("approve_copy").post(f"/copy/{draft.pk}/approve/")
    assert (answer.status_code, answer.json()["code"]) == (409, "open_claims")
    assert "walnut" in answer.json()["message"]
    answer = staff("approve_copy").patch(f"/copy/{draft.pk}/", {"text": OAK})
    assert answer.json()["open_claims"] == 0
    assert staff("approve_copy").post(f"/copy/{draft.pk}/approve/").status_code == 200


def test_an_edit_leaves_what_it_does_not_name(shop, staff):
    ends = timezone.now() + timedelta(days=1)
    draft = shop.draft(shop.product(), OAK, ends=ends)
    member = staff("approve_copy")
    assert member.patch(f"/copy/{draft.pk}/", {"text": "It is made of oak."}).json()["ends"]
    assert member.patch(f"/copy/{draft.pk}/", {"ends": None}).json()["ends"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "products"),
        ({"products": "1"}, "products"),
        ({"products": [1], "prodcut": 1}, "prodcut"),
        ({"products": [1], "campaign": 987654}, "campaign"),
        ({"products": [1], "variants": 0}, "variants"),
        ({"products": [1], "notify_email": "nobody"}, "notify_email"),
    ],
)
def test_a_wrong_request_names_the_field_and_starts_nothing(body, field, staff):
    answer = staff("generate_copy").post("/copy-requests/", body)
    assert answer.status_code == 400
    assert field in answer.json()["fields"]
    assert not Job.objects.exists()


@pytest.mark.parametrize("kind", ["review", "testimonial"])
def test_nobody_can_ask_for_a_review(kind, shop, staff):
    body = {"products": [shop.product().pk], "kinds": [kind]}
    answer = staff("generate_copy").post("/copy-requests/", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_choice")
    assert "description" in answer.json()["hint"]


def test_a_key_sent_twice_starts_one_job(shop, staff):
    body = {"products": [shop.product().pk]}
    member = staff("generate_copy")
    first = member.post("/copy-requests/", body, HTTP_IDEMPOTENCY_KEY="k1")
    again = member.post("/copy-requests/", body, HTTP_IDEMPOTENCY_KEY="k1")
    assert first.json()["id"] == again.json()["id"]
    assert again.status_code == 202
    other = {"products": [shop.product().pk]}
    refused = member.post("/copy-requests/", other, HTTP_IDEMPOTENCY_KEY="k1")
    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_mismatch")
    assert Job.objects.count() == 1
    someone_else = staff("generate_copy")
    assert someone_else.post("/copy-requests/", body, HTTP_IDEMPOTENCY_KEY="k1").status_code == 202
    assert Job.objects.count() == 2


def test_a_key_is_free_again_after_a_day_and_after_a_failure(shop, staff):
    body = {"products": [shop.product().pk]}
    member = staff("generate_copy")
    unknown = {"products": ["987654"]}
    refused = member.post("/copy-requests/", unknown, HTTP_IDEMPOTENCY_KEY="k1")
    assert refused.status_code == 404
    assert not IdempotencyKey.objects.exists()
    assert member.post("/copy-requests/", body, HTTP_IDEMPOTENCY_KEY="k1").status_code == 202
    IdempotencyKey.objects.update(created=timezone.now() - timedelta(hours=24, seconds=1))
    assert member.post("/copy-requests/", body, HTTP_IDEMPOTENCY_KEY="k1").status_code == 202
    assert Job.objects.count() == 2


def test_lists_are_filtered_ordered_and_paged(shop, staff):
    product, other = shop.product(), shop.product()
    drafts = [shop.draft(product, OAK, kind="ad_text") for _ in range(3)]
    shop.draft(other, OAK, kind="blurb")
    member = staff("view_marketing")
    page = member.get("/copy/", {"product": product.pk, "page_size": 2}).json()
    assert (page["count"], len(page["results"])) == (3, 2)
    assert [row["id"] for row in page["results"]] == [drafts[2].pk, drafts[1].pk]
    rest = member.client.get(page["next"]).json()
    assert [row["id"] for row in rest["results"]] == [drafts[0].pk]
    first = member.get("/copy/", {"ordering": "created", "kind": "ad_text"}).json()["results"][0]
    assert first["id"] == drafts[0].pk
    assert member.get("/copy/", {"state": "published"}).json()["count"] == 0
    assert member.get("/copy/", {"product": "abc"}).json()["count"] == 0


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("stat", "draft"), ("state", "lost"), ("ordering", "created_by__password")],
)
@pytest.mark.parametrize("path", ["/copy/", "/publications/", "/campaigns/", "/jobs/"])
def test_a_parameter_that_is_not_known_is_refused(path, parameter, value, staff):
    answer = staff("view_marketing").get(path, {parameter: value})
    assert answer.status_code == 400
    assert parameter in answer.json()["fields"]


@pytest.mark.parametrize("path", ["/copy/", "/publications/", "/campaigns/", "/jobs/"])
def test_a_list_costs_the_same_queries_for_one_row_and_for_many(path, shop, staff):
    member = staff("view_marketing")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert member.get(path).json()["count"]
        return len(captured)

    def fill():
        product = shop.product()
        shop.published(product, OAK)
        shop.campaign(product)
        services.request_copy(products=[product], actor=None)

    fill()
    few = queries()
    for _ in range(5):
        fill()
    assert queries() == few


def test_a_jobs_errors_are_listed_with_sentence_and_hint(shop, staff, work):
    product = shop.product()
    job = services.request_copy(products=[product], actor=None)
    Product.objects.filter(pk=product.pk).update(specs=[])
    assert work(job).failed == 1
    page = staff("view_marketing").get(f"/jobs/{job.pk}/errors/").json()
    assert page["count"] == 1
    assert page["results"][0]["item"] == JobRowError.objects.get().item
    assert page["results"][0]["message"] and page["results"][0]["hint"]
    Product.objects.filter(pk=product.pk).update(
        specs=[{"name": "Material", "value": "oak", "unit": ""}]
    )
    again = staff("view_marketing", "generate_copy").post(f"/jobs/{job.pk}/rerun/")
    assert (again.status_code, again.json()["rerun_of"]) == (202, job.pk)


def test_a_cancelled_job_says_so(shop, staff):
    job = services.request_copy(products=[shop.product()], actor=None)
    answer = staff("view_marketing", "generate_copy").post(f"/jobs/{job.pk}/cancel/")
    assert answer.json()["state"] == "cancelled"
    again = staff("view_marketing", "generate_copy").post(f"/jobs/{job.pk}/cancel/")
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")


def test_a_pasted_text_takes_no_model_and_is_checked(shop, staff):
    body = {"product": shop.product().pk, "kind": "blurb", "language": "en", "text": WALNUT}
    answer = staff("approve_copy").post("/copy/", body)
    assert answer.status_code == 201
    assert (answer.json()["source"], answer.json()["open_claims"]) == ("pasted", 1)
    body["product"] = "987654"
    assert staff("approve_copy").post("/copy/", body).status_code == 404
    assert CopyVariant.objects.count() == 1
