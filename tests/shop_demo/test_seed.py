from __future__ import annotations

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Sum

from marketing_ai.governance.stores import stores_for
from shop_demo import history, seeding
from shop_demo.models import Category, Customer, Order, OrderLine, Product, Review
from tests.shop_demo.conftest import NOW


def run(**options) -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out, stderr=out, **options)
    return out.getvalue()


def test_the_shop_is_as_big_as_promised(shop):
    assert Category.objects.count() == 10
    assert Product.objects.listed().count() >= 90
    assert Product.objects.listed().filter(language="zh-hans").count() == 10
    assert Product.objects.exclude(variants=None).distinct().count() >= 12
    assert Customer.objects.count() == history.N_CUSTOMERS
    assert Order.objects.count() == history.N_ORDERS
    assert Review.objects.filter(language="en").count() >= 400
    assert Review.objects.filter(language="zh-hans").count() >= 100
    assert set(Review.objects.values_list("status", flat=True)) == set(Review.Status.values)


def test_a_second_run_on_another_day_writes_nothing_and_keeps_edits(shop):
    product = Product.objects.get(sku="KIT-001")
    product.name, product.marketing_blurb = "Renamed", "Published"
    product.save()
    again = seeding.seed_shop(now=NOW + timedelta(days=3), password="another")
    assert again.created.total() == 0
    assert again.new_users == []
    product.refresh_from_db()
    assert (product.name, product.marketing_blurb) == ("Renamed", "Published")
    assert get_user_model().objects.get(username="admin").check_password("only-for-tests")


def test_a_run_brings_back_only_what_is_missing(shop):
    Review.objects.filter(product__sku="KIT-002").delete()
    lost = seeding.seed_shop(now=NOW, password="x")
    assert set(lost.created) >= {"Review"}
    assert lost.created.total() == lost.created["Review"] > 0


def test_flush_fills_the_shop_afresh_and_leaves_users(shop, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "changed")
    Product.objects.filter(sku="KIT-001").update(name="Renamed")
    said = run(flush=True)
    assert "Product: 147 created" in said
    assert "User" not in said
    assert Product.objects.get(sku="KIT-001").name != "Renamed"
    assert get_user_model().objects.get(username="admin").check_password("only-for-tests")


def test_a_random_password_is_printed_once_and_opens_the_door(shop, monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    get_user_model().objects.filter(username="editor").delete()
    said = run()
    password = said.strip().rsplit("password: ", 1)[1].split()[0]
    assert len(password) >= 12
    assert get_user_model().objects.get(username="editor").check_password(password)
    assert "password" not in run()


def test_a_given_password_is_never_printed(shop, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "from-the-environment")
    get_user_model().objects.filter(username="editor").delete()
    assert "from-the-environment" not in run()


def test_roles_hold_their_permissions_and_no_more(shop):
    assert shop.missing_permissions == []
    users = {user.username: user for user in get_user_model().objects.all()}
    assert users["admin"].is_superuser
    assert users["editor"].has_perm("marketing_ai.generate_copy")
    assert not users["editor"].has_perm("marketing_ai.approve_copy")
    assert users["approver"].has_perms(
        ["marketing_ai.approve_copy", "marketing_ai.publish_copy", "marketing_ai.undo_copy"]
    )
    assert not users["approver"].has_perm("marketing_ai.generate_copy")
    assert stores_for(users["staff_north"]) == {"north"}
    assert stores_for(users["editor"]) is None


def test_both_stores_sell_something(shop):
    stores = Counter(Product.objects.listed().values_list("store", flat=True))
    assert set(stores) == {"default", "north"}
    assert min(stores.values()) >= 8


def test_the_benchmark_finds_32_clean_english_products_first():
    for row in list(seeding.read_rows("products.jsonl"))[:32]:
        assert row["language"] == "en"
        assert not row.get("dirty")
        assert 6 <= len(row["specs"]) <= 14


def test_facts_are_complete_outside_the_dirty_products():
    for row in seeding.read_rows("products.jsonl"):
        if row.get("dirty"):
            continue
        names = [fact["name"] for fact in row["specs"]]
        assert 6 <= len(names) <= 14, row["sku"]
        assert len(set(names)) == len(names), row["sku"]
        for fact in row["specs"]:
            assert fact.keys() == {"name", "value", "unit"}
            assert fact["name"].strip() == fact["name"] != ""
            assert fact["value"].strip() == fact["value"] != ""
            assert not set("<>&") & set(fact["value"])


def test_every_kind_of_dirt_is_there_once():
    kinds = Counter(row["dirty"] for row in seeding.read_rows("products.jsonl") if "dirty" in row)
    assert set(kinds.values()) == {1}
    assert {"placeholder", "duplicate", "contradiction", "markup", "mojibake", "no_facts"} <= set(
        kinds
    )


def test_a_parent_has_as_many_in_stock_as_its_variants(shop):
    parents = Product.objects.annotate(sum=Sum("variants__stock")).exclude(sum=None)
    assert parents.count() >= 12
    assert not parents.exclude(stock=F("sum")).exists()
    assert Product.objects.filter(stock=0).exists()


def test_orders_are_of_the_last_18_months_and_never_before_their_customer(shop):
    assert not Order.objects.filter(placed_at__gt=NOW).exists()
    assert not Order.objects.filter(placed_at__lt=NOW - timedelta(days=548)).exists()
    assert not Order.objects.filter(placed_at__lt=F("customer__created")).exists()
    assert not Order.objects.filter(lines=None).exists()
    assert not OrderLine.objects.exclude(order__currency=F("product__currency")).exists()


def test_some_customers_come_back_often_and_many_once(shop):
    counts = sorted(Customer.objects.annotate(n=Count("orders")).values_list("n", flat=True))
    assert counts[-1] >= 10
    assert sum(n <= 2 for n in counts) >= 40


def test_toys_sell_before_christmas_and_gardens_in_spring(shop):
    def by_month(category):
        months = OrderLine.objects.filter(product__category__slug=category).values_list(
            "order__placed_at__month", flat=True
        )
        return Counter(months)

    toys, garden = by_month("toys"), by_month("garden")
    assert toys[11] + toys[12] > toys[2] + toys[3]
    assert garden[4] + garden[5] + garden[6] > garden[12] + garden[1] + garden[2]


def test_a_verified_review_with_a_customer_follows_a_purchase(shop):
    linked = Review.objects.exclude(customer=None).select_related("product")
    assert linked.count() >= 100
    for review in linked[:60]:
        bought = OrderLine.objects.filter(
            order__customer_id=review.customer_id, order__placed_at__lt=review.created
        )
        assert (
            bought.filter(product=review.product).exists()
            or bought.filter(product__parent=review.product).exists()
        )


def test_reviews_are_written_one_by_one_but_for_the_planted_duplicates():
    for name in seeding.REVIEW_FILES:
        texts = Counter(row["text"] for row in seeding.read_rows(name))
        assert sum(n - 1 for n in texts.values()) <= 6


def test_no_real_brand_is_named():
    # well-known makers of what the shop sells, as whole words
    brands = [
        "nike",
        "adidas",
        "puma",
        "reebok",
        "ikea",
        "bosch",
        "philips",
        "braun",
        "tefal",
        "zwilling",
        "fiskars",
        "gardena",
        "lego",
        "playmobil",
        "sony",
        "bose",
        "samsung",
        "anker",
        "logitech",
        "xiaomi",
        "huawei",
        "nivea",
        "dove",
        "oral-b",
        "patagonia",
        "vaude",
        "deuter",
        "osprey",
        "hilleberg",
        "stanley",
        "thermos",
        "moleskine",
        "leuchtturm",
        "lamy",
        "华为",
        "小米",
        "苹果",
        "耐克",
    ]
    files = ("products.jsonl", *seeding.REVIEW_FILES)
    for name in files:
        text = (seeding.DATA / name).read_text(encoding="utf-8").lower()
        words = set(text.replace('"', " ").replace(",", " ").replace(".", " ").split())
        named = {
            brand for brand in brands if brand in words or (not brand.isascii() and brand in text)
        }
        assert named == set(), name


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Review, {"stars": 6}),
        (Review, {"stars": 0}),
        (Product, {"price": -1}),
        (Product, {"parent_id": F("id")}),
        (OrderLine, {"quantity": 0}),
    ],
)
def test_what_must_never_be_is_refused_by_the_database(shop, model, values):
    row = model.objects.order_by("pk").first()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**values)
