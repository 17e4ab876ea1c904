from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketing_ai.copywriting import services
from marketing_ai.copywriting.models import CopyVariant

OAK = "The Merlow Table is made of oak."
HIGH = "The Merlow Table is 52 cm high."


def texts(anyone, product, **parameters):
    answer = anyone.get(f"/products/{product.pk}/copy/", parameters)
    assert answer.status_code == 200, answer.content
    return {text["kind"]: text for text in answer.json()["texts"]}


@pytest.mark.parametrize("n_kinds", [0, 1, 5])
def test_a_read_costs_one_query_for_any_number_of_texts(
    n_kinds, shop, anyone, django_assert_num_queries
):
    product = shop.product()
    for kind in ["description", "blurb", "ad_text", "social_post", "email_line"][:n_kinds]:
        shop.published(product, "{price}: " + OAK, kind=kind)
    with django_assert_num_queries(1):
        assert len(texts(anyone, product)) == n_kinds


def test_a_login_adds_no_query(shop, staff, django_assert_num_queries):
    product = shop.product()
    shop.published(product, OAK)
    member = staff("view_marketing")
    with django_assert_num_queries(1):
        assert member.get(f"/products/{product.pk}/copy/").status_code == 200


@pytest.mark.parametrize(
    "pk", ["987654", "abc", "0", "-1", "9" * 40, "1%00", "%E4%BD%A0", "1;DROP", "1.5"]
)
def test_an_unknown_product_is_a_404_with_a_sentence(pk, shop, anyone):
    shop.published(shop.product(), OAK)
    with CaptureQueriesContext(connection) as queries:
        answer = anyone.get(f"/products/{pk}/copy/")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
    assert len(queries) <= 1


def test_a_published_text_comes_with_its_provenance(shop, anyone):
    product = shop.product()
    variant, _ = shop.published(product, OAK)
    text = texts(anyone, product)["description"]
    assert text["text"] == OAK
    assert text["provenance"] == "human"
    assert text["ai_generated"] is False
    assert text["disclosure"] == ""
    variant.refresh_from_db()
    assert text["human_reviewed_at"].endswith("Z")
    assert text["human_reviewed_at"][:19] == variant.approved_at.isoformat()[:19]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "written with the help of AI"), ("zh-hans", "AI")]
)
def test_a_text_that_ai_wrote_says_so_whatever_the_reader_speaks(language, words, shop, anyone):
    product = shop.product()
    variant, _ = shop.published(product, OAK)
    type(product).objects.filter(pk=product.pk).update(language=language)
    CopyVariant.objects.filter(pk=variant.pk).update(
        source="model", model="smollm2@1", language=language
    )
    said = set()
    for reader in ("en", "zh-hans", "de"):
        answer = anyone.get(f"/products/{product.pk}/copy/", HTTP_ACCEPT_LANGUAGE=reader)
        text = answer.json()["texts"][0]
        assert (text["ai_generated"], text["provenance"]) == (True, "ai")
        assert text["model"] == "smollm2@1"
        said.add(text["disclosure"])
    assert len(said) == 1
    assert words in said.pop()


def test_only_published_texts_are_served(shop, anyone):
    product = shop.product()
    shop.draft(product, OAK, kind="blurb")
    services.approve(shop.draft(product, OAK, kind="ad_text"), actor=None)
    services.discard(shop.draft(product, OAK, kind="email_line"), reason="dull", actor=None)
    _, publication = shop.published(product, OAK, kind="social_post")
    assert set(texts(anyone, product)) == {"social_post"}
    services.undo(publication, actor=None)
    assert texts(anyone, product) == {}


def test_the_price_in_a_text_is_todays_and_changes_the_etag(shop, anyone):
    product = shop.product(price=Decimal("54.90"))
    shop.published(product, "Yours for {price}.")
    path = f"/products/{product.pk}/copy/"
    first = anyone.get(path)
    assert "54.90" in first.json()["texts"][0]["text"]
    assert anyone.get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    type(product).objects.filter(pk=product.pk).update(price=Decimal("49.00"))
    second = anyone.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert second.status_code == 200
    assert "49.00" in second.json()["texts"][0]["text"]


def test_an_unchanged_answer_is_not_sent_again(shop, anyone, django_assert_num_queries):
    product = shop.product()
    shop.published(product, OAK)
    path = f"/products/{product.pk}/copy/"
    first = anyone.get(path)
    assert first["Cache-Control"] == "public, no-cache"
    assert not first.has_header("Last-Modified")
    with django_assert_num_queries(1):
        again = anyone.get(path, HTTP_IF_NONE_MATCH=f'W/{first["ETag"]}, "other"')
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    shop.published(product, HIGH)
    assert anyone.get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_a_window_opens_and_closes_without_anybody_doing_anything(shop, anyone, monkeypatch):
    product = shop.product()
    shop.published(product, OAK)
    now = timezone.now()
    starts, ends = now + timedelta(hours=1), now + timedelta(hours=2)
    shop.published(product, HIGH, starts=starts, ends=ends)
    second = timedelta(seconds=1)
    shown = []
    for moment in (starts - second, starts, ends - second, ends):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        shown.append(texts(anyone, product)["description"]["text"])
    assert shown == [OAK, HIGH, HIGH, OAK]


def test_a_text_for_the_audience_goes_before_one_for_everyone(shop, anyone):
    product = shop.product()
    shop.published(product, OAK)
    shop.published(product, HIGH, audience="families")
    assert texts(anyone, product)["description"]["text"] == OAK
    assert texts(anyone, product, audience="families")["description"]["text"] == HIGH
    assert texts(anyone, product, audience="others")["description"]["text"] == OAK


def test_the_language_falls_back_to_the_products_own(shop, anyone):
    product = shop.product()
    shop.published(product, OAK)
    for asked in ("", "en", "en-GB", "zh-hans", "tlh"):
        assert texts(anyone, product, language=asked)["description"]["language"] == "en"


@pytest.mark.parametrize("name", ["language", "audience"])
@pytest.mark.parametrize("value", ["x" * 65, "a\0b"])
def test_an_impossible_parameter_is_named(name, value, shop, anyone):
    answer = anyone.get(f"/products/{shop.product().pk}/copy/", {name: value})
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [name]


def test_html_in_a_text_stays_text(shop, anyone):
    product = shop.product()
    variant, _ = shop.published(product, OAK, kind="ad_text")
    CopyVariant.objects.filter(pk=variant.pk).update(text="<b>&</b>")
    answer = anyone.get(f"/products/{product.pk}/copy/", HTTP_ACCEPT="text/html")
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["texts"][0]["text"] == "<b>&</b>"
