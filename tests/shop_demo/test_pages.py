from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from marketing_ai.reviews.services import insight
from shop_demo.models import Category, Customer, Order, OrderLine, Product, Review

KETTLE = "brennick-gooseneck-kettle-0-9-l"


@pytest.fixture
def kettle(shop):
    return Product.objects.get(slug=KETTLE)


def write(client, product, **changes):
    data = {"author_name": "Tester", "stars": "4", "title": "", "text": "Fine.", **changes}
    return client.post(product.get_absolute_url(), data)


def test_every_product_has_a_page(shop, client):
    for product in Product.objects.listed():
        assert client.get(product.get_absolute_url()).status_code == 200, product.slug


def test_a_variant_has_no_page_of_its_own_but_a_place_in_its_parents(shop, client, kettle):
    variant = kettle.variants.first()
    assert client.get(reverse("shop:product", args=[variant.slug])).status_code == 404
    address = variant.get_absolute_url()
    assert address == f"{kettle.get_absolute_url()}#{variant.sku}"
    assert f'id="{variant.sku}"' in client.get(address).content.decode()


def test_pages_of_the_list_hold_24_products_and_together_all(shop, client):
    first = client.get("/")
    assert len(first.context["cards"]) == 24
    seen = set()
    for number in range(1, first.context["page"].paginator.num_pages + 1):
        cards = client.get("/", {"page": number}).context["cards"]
        seen |= {product.pk for product, _rating in cards}
    assert seen == set(Product.objects.listed().values_list("pk", flat=True))


def test_a_category_shows_its_own_products_only(shop, client):
    cards = client.get("/", {"category": "toys"}).context["cards"]
    assert {product.category.slug for product, _rating in cards} == {"toys"}


def test_search_needs_every_word_and_finds_chinese(shop, client):
    found = client.get("/", {"q": "merino shirt"}).context["cards"]
    assert [product.slug for product, _rating in found] == ["veskamor-merino-t-shirt"]
    assert client.get("/", {"q": "羊毛短袖"}).context["page"].paginator.count == 1
    assert client.get("/", {"q": "kit-001"}).context["page"].paginator.count == 1


def test_a_search_that_finds_nothing_says_so(shop, client):
    page = client.get("/", {"q": "submarine"})
    assert page.status_code == 200
    assert "Nothing found" in page.content.decode()


def test_sorting_by_price_goes_both_ways(shop, client):
    up = [
        p.price for p, _r in client.get("/", {"sort": "price", "category": "toys"}).context["cards"]
    ]
    down = [
        p.price
        for p, _r in client.get("/", {"sort": "-price", "category": "toys"}).context["cards"]
    ]
    assert up == sorted(up)
    assert down == up[::-1]


@pytest.mark.parametrize(
    "query",
    [
        {"page": "999"},
        {"page": "x"},
        {"sort": "pk; DROP TABLE"},
        {"category": "nowhere"},
        {"q": "%_'\"<script>\x00"},
    ],
)
def test_strange_addresses_show_a_page_all_the_same(shop, client, query):
    page = client.get("/", query)
    assert page.status_code == 200
    assert "<script>" not in page.content.decode()


def test_next_keeps_search_category_and_order(shop, client):
    body = client.get("/", {"sort": "name", "q": "e"}).content.decode()
    assert 'href="?q=e&amp;sort=name&amp;page=2"' in body


@pytest.mark.parametrize("address", ["/", "/?category=garden&q=a&sort=name"])
def test_the_list_costs_four_queries(shop, client, django_assert_num_queries, address):
    with django_assert_num_queries(4):  # categories, count, products, ratings
        client.get(address)


def test_a_product_page_costs_eight_queries_and_one_more_with_a_summary(
    shop, client, kettle, django_assert_num_queries
):
    insight.refresh([kettle.pk], now=timezone.now())
    # product, variants, rating, reviews, marketing copy, and three for what shoppers say
    with django_assert_num_queries(8):
        client.get(kettle.get_absolute_url())


def test_about_costs_no_query(db, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/about/").status_code == 200


def test_the_page_shows_price_stock_facts_and_variants(shop, client, kettle):
    body = client.get(kettle.get_absolute_url()).content.decode()
    for words in ("€54.90", "In stock", "Dry-boil protection", "matt black", "1200 W", "KIT-001"):
        assert words in body


def test_a_product_is_sold_out_when_all_its_variants_are(shop, client, kettle):
    kettle.variants.update(stock=0)
    assert client.get(kettle.get_absolute_url()).context["in_stock"] is False


def test_facts_with_markup_are_shown_as_text(shop, client):
    body = client.get(reverse("shop:product", args=["quillmoor-pencil-cup"])).content.decode()
    assert "<script>" not in body
    assert "&lt;script&gt;" in body


def test_the_shops_own_description_keeps_its_html(shop, client):
    page = client.get(reverse("shop:product", args=["brennick-burr-coffee-grinder"]))
    assert "<table><tr><th>Brew</th>" in page.content.decode()


def test_every_page_has_a_description_for_search_engines(shop, client):
    seen = set()
    for product in Product.objects.listed()[:20]:
        body = client.get(product.get_absolute_url()).content.decode()
        found = re.search(r'<meta name="description" content="([^"]*)"', body)
        assert found
        assert 10 <= len(found[1]) <= 220
        seen.add(found[1])
    assert len(seen) == 20


@pytest.mark.parametrize("address", ["/", f"/products/{KETTLE}/", "/about/"])
def test_no_page_needs_inline_script_or_style(shop, client, address):
    page = client.get(address)
    body = page.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", body)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", body)
    policy = page["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_every_image_exists(shop):
    from django.contrib.staticfiles import finders

    for image in set(Product.objects.values_list("image", flat=True)):
        assert finders.find(image), image


def test_a_strangers_review_is_shown_at_once_and_is_not_called_verified(shop, client, kettle):
    answer = write(client, kettle, text="Never seen before.")
    review = Review.objects.get(text="Never seen before.")
    assert answer["Location"] == f"{kettle.get_absolute_url()}?review={review.pk}#reviews"
    assert (review.status, review.verified, review.customer) == ("approved", False, None)
    body = client.get(answer["Location"]).content.decode()
    assert "Never seen before." in body
    assert "It is being read" in body


def test_a_shop_that_moderates_lets_a_strangers_review_wait(shop, client, kettle, settings):
    settings.DEMO_MODERATE_REVIEWS = True
    answer = write(client, kettle, text="Never seen before.")
    assert answer.status_code == 302
    review = Review.objects.get(text="Never seen before.")
    assert (review.status, review.verified, review.customer) == ("pending", False, None)
    assert "Never seen before." not in client.get(kettle.get_absolute_url()).content.decode()


def test_a_buyers_review_appears_at_once_also_when_they_bought_a_variant(shop, client, kettle):
    user = get_user_model().objects.create_user("buyer")
    customer = Customer.objects.create(email="buyer@mail.example", name="B", user=user)
    order = Order.objects.create(customer=customer, number="T1")
    OrderLine.objects.create(order=order, product=kettle.variants.first(), unit_price=1)
    client.force_login(user)
    write(client, kettle, text="One star from me.", stars="1")
    review = Review.objects.get(text="One star from me.")
    assert (review.status, review.verified, review.customer) == ("approved", True, customer)
    assert "One star from me." in client.get(kettle.get_absolute_url()).content.decode()


def test_a_hostile_review_is_shown_as_text(shop, client, kettle):
    attack = 'Sturdy & <img src=x onerror="alert(1)">\u202e<script>alert(2)</script>good <3'
    Review.objects.create(
        product=kettle, author_name=attack, stars=1, title=attack, text=attack, status="approved"
    )
    body = client.get(kettle.get_absolute_url()).content.decode()
    assert "<script>" not in body
    assert "<img src=x" not in body
    assert "alert(2)" not in body
    assert "\u202e" not in body
    assert len(re.findall(r"Sturdy &amp; *good &lt;3", body)) == 3


@pytest.mark.parametrize(
    "changes",
    [{"text": ""}, {"stars": "6"}, {"stars": ""}, {"author_name": ""}, {"text": "x" * 5001}],
)
def test_an_incomplete_review_is_refused_and_kept_in_the_form(shop, client, kettle, changes):
    before = Review.objects.count()
    answer = write(client, kettle, title="My headline", **changes)
    assert answer.status_code == 400
    assert Review.objects.count() == before
    body = answer.content.decode()
    assert "My headline" in body
    assert 'role="alert"' in body


def test_a_review_needs_the_csrf_token(shop, kettle):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert write(strict, kettle).status_code == 403


def test_reviews_are_paged_newest_first_and_only_approved_ones(shop, client, kettle):
    Review.objects.filter(product=kettle).update(status="spam")
    page = client.get(kettle.get_absolute_url())
    assert "No review yet" in page.content.decode()
    Review.objects.filter(product=kettle).update(status="approved")
    page = client.get(kettle.get_absolute_url())
    first = list(page.context["reviews"])
    second = list(client.get(kettle.get_absolute_url(), {"reviews": "2"}).context["reviews"])
    assert len(first) == 8
    dates = [review.created for review in [*first, *second]]
    assert dates == sorted(dates, reverse=True)


def test_categories_carry_chinese_names_for_chinese_readers(shop, client):
    body = client.get("/", headers={"accept-language": "zh-hans"}).content.decode()
    assert Category.objects.get(slug="kitchen").name_zh in body
    assert '<html lang="zh-hans">' in body
