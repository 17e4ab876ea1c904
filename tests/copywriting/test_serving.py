from __future__ import annotations

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from marketing_ai.copywriting import preview, services
from marketing_ai.middleware import PreviewMiddleware

OAK = "The Merlow Table is made of oak."
HIGH = "The Merlow Table is 52 cm high."
NOW = timezone.now()
DAY = timezone.timedelta(days=1)
SECOND = timezone.timedelta(seconds=1)


def shown(product, language="en", now=None, **kwargs):
    texts = services.served_texts(product, language=language, now=now or timezone.now(), **kwargs)
    return {text.kind: text.text for text in texts}


@pytest.mark.parametrize("n", [1, 20])
def test_a_page_costs_one_query_for_any_number_of_texts(n, shop, django_assert_num_queries):
    product = shop.product()
    for kind in ("description", "blurb", "social_post"):
        shop.published(product, "For {price}.", kind=kind)
    for i in range(n):
        shop.published(product, OAK, starts=NOW - DAY, ends=NOW + DAY * (i + 1))
    with django_assert_num_queries(1):
        assert set(shown(product)) == {"description", "blurb", "social_post"}
    with django_assert_num_queries(1):
        shown(str(product.pk))


@pytest.mark.parametrize("previewed", [False, True])
def test_the_compiled_query_gives_what_the_query_set_gives(shop, previewed):
    from marketing_ai.copywriting import pagequery

    parent = shop.product()
    child = shop.product("Red", [("Colour", "red", "")], parent=parent)
    shop.published(parent, OAK)
    shop.published(parent, HIGH, starts=NOW - DAY, ends=NOW + DAY)
    shop.published(parent, HIGH, kind="blurb", audience="families")
    draft = shop.draft(parent, OAK, kind="social_post")
    campaign = shop.campaign(parent)
    offer = shop.offer(
        campaign, rule="percent_off", value=Decimal(20), starts=NOW - DAY, ends=NOW + DAY
    )
    variant, _ = shop.published(parent, "Now: {offer}.", kind="promotion")
    type(variant).objects.filter(pk=variant.pk).update(offer=offer)
    preview_pk = draft.pk if previewed else None
    for pk in (parent.pk, child.pk):
        for audience in ("", "families"):
            values = {"now": NOW, "audience": audience, "preview_pk": preview_pk}
            rows, names = pagequery.query(pk=pk, **values)
            fast = pagequery.page_rows(pk, **values)
            assert [tuple(row) for row in fast] == list(rows)
            assert list(fast[0]._fields) == names
            assert len(fast) == 3 + (audience == "families") + previewed


def test_drafts_and_approved_texts_are_not_served(shop):
    product = shop.product()
    shop.draft(product, OAK)
    services.approve(shop.draft(product, HIGH), actor=None)
    assert shown(product) == {}


def test_a_text_is_served_from_the_second_it_starts_to_the_second_it_ends(shop):
    product = shop.product()
    shop.published(product, OAK)
    starts, ends = NOW + DAY, NOW + 2 * DAY
    shop.published(product, HIGH, starts=starts, ends=ends)
    at = {
        moment: shown(product, now=moment)["description"]
        for moment in (starts - SECOND, starts, ends - SECOND, ends)
    }
    assert list(at.values()) == [OAK, HIGH, HIGH, OAK]


def test_a_slot_shows_the_price_of_today(shop):
    product = shop.product(price=Decimal("54.90"))
    shop.published(product, "Made of oak, for {price}.")
    assert shown(product) == {"description": "Made of oak, for €54.90."}
    product.price = Decimal("49.00")
    product.save()
    assert shown(product.pk) == {"description": "Made of oak, for €49.00."}


def test_a_promotion_disappears_with_its_offer_and_its_stock(shop):
    product = shop.product(stock=2)
    campaign = shop.campaign(product)
    offer = shop.offer(
        campaign,
        rule="threshold_off",
        value=Decimal(50),
        threshold=Decimal(300),
        currency="EUR",
        starts=timezone.now(),
        ends=timezone.now() + DAY,
        stock_cap=10,
    )
    variant, _ = shop.published(product, "Now: {offer}.", kind="promotion")
    type(variant).objects.filter(pk=variant.pk).update(offer=offer)
    assert shown(product) == {"promotion": "Now: €50 off when you spend €300 or more."}
    assert shown(product, now=offer.ends) == {}
    product.stock = 0
    product.save()
    assert shown(product) == {}


def test_language_falls_back_to_the_products_own(shop):
    product = shop.product()
    shop.published(product, OAK)
    shop.published(product, "高52厘米。", language="zh-hans")
    assert shown(product, "zh-hans-cn") == {"description": "高52厘米。"}
    assert shown(product, "zh-hans") == {"description": "高52厘米。"}
    assert shown(product, "fr") == {"description": OAK}
    assert shown(product, "en-gb") == {"description": OAK}


def test_a_text_for_the_audience_goes_before_one_for_everyone(shop):
    product = shop.product()
    shop.published(product, OAK)
    shop.published(product, HIGH, audience="families")
    assert shown(product) == {"description": OAK}
    assert shown(product, audience="families") == {"description": HIGH}
    assert shown(product, audience="others") == {"description": OAK}


def test_a_variant_shows_its_parents_text_with_its_own_price(shop):
    parent = shop.product(price=Decimal(50))
    child = shop.product("Red", [("Colour", "red", "")], parent=parent, price=Decimal(60))
    shop.published(parent, "Made of oak, for {price}.")
    assert shown(child) == {"description": "Made of oak, for €60.00."}


@pytest.mark.parametrize("pk", ["abc", 0, "-1", None])
def test_a_key_that_is_no_product_has_no_texts(db, pk):
    assert services.served_texts(pk, language="en", now=NOW) == []


def test_a_text_changed_by_hand_in_the_products_field_is_shown_as_it_stands(
    shop, answers, work, django_assert_num_queries
):
    answers(" is made of oak and is 52 cm high.")
    product = shop.product()
    job = work(services.request_copy(products=[product]))
    services.publish(services.approve(job.copy_variants.get(), actor=None), actor=None)
    product.refresh_from_db()
    product.marketing_description = "Written by hand."
    product.save()
    with django_assert_num_queries(1):
        (text,) = services.served_texts(product, language="en", now=timezone.now())
    assert (text.text, text.provenance, text.ai_generated) == ("Written by hand.", "human", False)
    product.marketing_description = ""
    product.save()
    assert shown(product) == {}


def test_a_text_that_stands_in_the_description_is_not_shown_twice(shop):
    product = shop.product(description="<p>Old</p>")
    variant = shop.draft(product, OAK)
    services.edit_text(variant, write_mode="insert_above", actor=None)
    services.publish(services.approve(variant, actor=None), actor=None)
    (text,) = services.served_texts(product, language="en", now=timezone.now())
    assert text.in_description
    assert "none" in page(product)[0]


# --- pages --------------------------------------------------------------------------------

PAGE = Template(
    '{% load marketing_ai %}{% marketing_copy product "description" as d %}'
    '{% marketing_copy product "blurb" as b %}{% marketing_meta d b %}'
    "{% if d %}{% marketing_text d %}{% else %}none{% endif %}{% marketing_text b %}"
)


def page(product, path="/"):
    request = RequestFactory().get(path)
    html = []

    def view(request):
        from django.http import HttpResponse

        html.append(PAGE.render(Context({"product": product, "request": request})))
        return HttpResponse(html[0])

    response = PreviewMiddleware(view)(request)
    return html[0], response


def test_the_template_tag_costs_one_query_for_all_kinds(shop, django_assert_num_queries):
    product = shop.product()
    shop.published(product, OAK)
    shop.published(product, HIGH, kind="blurb")
    with django_assert_num_queries(1):
        html, _ = page(product)
    assert OAK in html
    assert HIGH in html


def test_texts_are_escaped_and_paragraphs_kept(shop):
    product = shop.product()
    shop.published(product, 'Made of oak & "more".\n\nA < B.')
    html, _ = page(product)
    assert "<p>Made of oak &amp; &quot;more&quot;.</p><p>A &lt; B.</p>" in html


def test_a_text_by_a_model_is_marked_in_the_readers_language(shop, answers, work):
    answers(" is made of oak and is 52 cm high.")
    product = shop.product()
    job = work(services.request_copy(products=[product]))
    variant = job.copy_variants.get()
    services.publish(services.approve(variant, actor=None), actor=None)
    html, _ = page(product)
    assert 'data-ai-generated="true"' in html
    assert "with the help of AI and reviewed by a person" in html
    assert '<meta name="ai-generated" content="true">' in html


def test_a_text_by_a_person_carries_no_ai_mark(shop):
    product = shop.product()
    shop.published(product, OAK)
    html, _ = page(product)
    assert "AI" not in html
    assert "ai-generated" not in html


def test_a_draft_is_shown_behind_a_valid_link_only(shop, settings):
    product = shop.product()
    shop.published(product, OAK)
    draft = shop.draft(product, HIGH)
    html, response = page(product, preview.link("/", draft.pk))
    assert HIGH in html
    assert "not published" in html
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert HIGH not in page(product, preview.link("/", draft.pk) + "x")[0]
    assert HIGH not in page(product)[0]
    other = shop.product("Other")
    assert HIGH not in page(other, preview.link("/", draft.pk))[0]
    settings.MARKETING_AI = {**settings.MARKETING_AI, "PREVIEW_MAX_AGE_S": -1}
    assert HIGH not in page(product, preview.link("/", draft.pk))[0]


def test_switched_off_costs_no_query(shop, settings, django_assert_num_queries):
    product = shop.product()
    shop.published(product, OAK)
    settings.MARKETING_AI = {**settings.MARKETING_AI, "ENABLED": False}
    with django_assert_num_queries(0):
        html, _ = page(product)
    assert "none" in html


def test_the_page_speaks_chinese_to_a_chinese_reader(shop):
    product = shop.product()
    shop.published(product, OAK)
    shop.published(product, "高52厘米。", language="zh-hans")
    with translation.override("zh-hans"):
        html, _ = page(product)
    assert "高52厘米。" in html
    assert 'lang="zh-hans"' in html
