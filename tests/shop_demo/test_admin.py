from __future__ import annotations

import json

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from shop_demo.admin import ProductForm
from shop_demo.models import Category, Customer, Order, Product, Review


def login(client, username):
    client.force_login(get_user_model().objects.get(username=username))


@pytest.mark.parametrize("model", [Product, Category, Customer, Order, Review])
def test_every_list_and_form_opens(shop, client, model):
    login(client, "admin")
    name = model._meta.model_name
    assert client.get(reverse(f"admin:shop_demo_{name}_changelist")).status_code == 200
    first = model.objects.order_by("pk").first()
    assert client.get(reverse(f"admin:shop_demo_{name}_change", args=[first.pk])).status_code == 200


def test_product_list_costs_the_same_for_ten_and_for_fifty(
    shop, client, django_assert_max_num_queries
):
    login(client, "admin")
    with django_assert_max_num_queries(12):
        client.get(reverse("admin:shop_demo_product_changelist"))


def test_staff_of_the_north_see_the_norths_products_and_reviews_only(shop, client):
    login(client, "staff_north")
    listed = client.get(reverse("admin:shop_demo_product_changelist")).context["cl"]
    assert {product.store for product in listed.queryset} == {"north"}
    reviews = client.get(reverse("admin:shop_demo_review_changelist")).context["cl"]
    assert {review.product.store for review in reviews.queryset} == {"north"}
    other = Product.objects.filter(store="default").first()
    page = client.get(reverse("admin:shop_demo_product_change", args=[other.pk]))
    assert page.status_code == 302  # as if it did not exist


@pytest.mark.parametrize(
    "specs",
    [
        {"Material": "steel"},
        ["steel"],
        [{"name": "Material"}],
        [{"name": "Power", "value": 1200, "unit": "W"}],
        [{"name": "A", "value": "b", "colour": "red"}],
    ],
)
def test_facts_of_another_shape_are_refused(shop, specs):
    form = ProductForm(data={"specs": json.dumps(specs)})
    assert "specs" in form.errors


def test_facts_without_a_unit_get_an_empty_one(shop):
    form = ProductForm(data={"specs": '[{"name": "Material", "value": "steel"}]'})
    form.is_valid()
    assert "specs" not in form.errors
    assert form.cleaned_data["specs"] == [{"name": "Material", "value": "steel", "unit": ""}]


def test_marking_as_spam_takes_a_review_off_the_page(shop, client):
    login(client, "admin")
    review = Review.objects.filter(status="approved").first()
    client.post(
        reverse("admin:shop_demo_review_changelist"),
        {"action": "mark_as_spam", "_selected_action": [review.pk]},
    )
    review.refresh_from_db()
    assert review.status == "spam"
