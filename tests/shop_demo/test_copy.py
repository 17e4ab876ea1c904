from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from marketing_ai.catalog.writeback import text_hash
from marketing_ai.copywriting import preview, services
from marketing_ai.copywriting.models import CopyVariant
from marketing_ai.reviews.services import insight
from shop_demo.models import Product


def copy_of(product, **fields) -> CopyVariant:
    values = {
        "kind": "description",
        "language": product.language,
        "text": "Holds 0.9 l & pours <slowly>.\n\nMade of stainless steel.",
        "state": "approved",
        "source": "model",
        "model": "dummy",
        "approved_at": timezone.now(),
        "base_hash": text_hash(""),
    }
    variant = CopyVariant.objects.create(product=product, **{**values, **fields})
    if variant.state == "approved":
        services.publish(variant, actor=None)
    return variant


@pytest.fixture
def kettle(shop):
    return Product.objects.get(sku="KIT-001")


def body_of(client, product, **query) -> str:
    return client.get(product.get_absolute_url(), query).content.decode()


def test_published_copy_stands_on_the_page_marked_as_ai_beside_the_shops_own_text(client, kettle):
    copy_of(kettle)
    copy_of(kettle, kind="blurb", text="A kettle for slow mornings.")
    body = body_of(client, kettle)
    assert "<p>Holds 0.9 l &amp; pours &lt;slowly&gt;.</p><p>Made of stainless steel.</p>" in body
    assert "A kettle for slow mornings." in body
    assert "with the help of AI and reviewed by a person" in body
    assert '<meta name="ai-generated" content="true">' in body
    assert "A kettle with a narrow spout" in body


def test_a_promotion_stands_by_the_price_until_its_window_ends(client, kettle):
    now = timezone.now()
    ends = now + timedelta(hours=1)
    promotion = copy_of(kettle, kind="promotion", text="Now from {price}.", ends=ends)
    assert "<p>Now from €54.90.</p>" in body_of(client, kettle)
    CopyVariant.objects.filter(pk=promotion.pk).update(ends=now)
    assert "Now from" not in body_of(client, kettle)


def test_copy_written_by_a_person_carries_no_ai_mark(client, kettle):
    copy_of(kettle, source="pasted")
    body = body_of(client, kettle)
    assert "Made of stainless steel." in body
    assert "help of AI" not in body
    assert "ai-generated" not in body


def test_a_draft_is_seen_through_its_preview_link_only(client, kettle):
    draft = copy_of(kettle, state="draft", approved_at=None)
    assert "Made of stainless steel." not in body_of(client, kettle)
    query = {preview.PARAMETER: preview.make_token(draft.pk)}
    page = client.get(kettle.get_absolute_url(), query)
    assert "Made of stainless steel." in page.content.decode()
    assert 'data-preview="true"' in page.content.decode()
    assert "noindex" in page["X-Robots-Tag"]


def test_chinese_copy_stands_on_a_chinese_product_for_every_reader(client, shop):
    product = Product.objects.filter(language="zh-hans").first()
    copy_of(product, text="壶嘴细长,出水稳。")
    assert '<div class="marketing-copy" lang="zh-hans"' in body_of(client, product)


@pytest.mark.parametrize("n", [0, 2])
def test_copy_costs_one_query_for_any_number_of_texts(client, kettle, django_assert_num_queries, n):
    for kind in ("description", "blurb")[:n]:
        copy_of(kettle, kind=kind)
    insight.refresh([kettle.pk], now=timezone.now())
    with django_assert_num_queries(8):  # three of them for what shoppers say
        client.get(kettle.get_absolute_url())


@pytest.mark.parametrize(("source", "times"), [("model", 1), ("pasted", 0)])
def test_a_text_in_the_shops_own_description_is_marked_where_ai_wrote_it(
    client, kettle, source, times
):
    base_hash = text_hash(kettle.description)
    copy_of(kettle, source=source, write_mode="insert_above", base_hash=base_hash)
    body = body_of(client, kettle)
    assert body.count('<div class="marketing-ai-copy"') == 1
    assert body.count("with the help of AI") == times
    assert body.count('<meta name="ai-generated" content="true">') == times
    assert body.count("has-ai-text") == times
