"""From the list of products over the confirm page to the job."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from marketing_ai.copywriting.models import CopyVariant
from marketing_ai.governance.models import Budget
from marketing_ai.jobs.models import Job

LIST = reverse("admin:shop_demo_product_changelist")
OPTIONS = {"kinds": ["description"], "tone": "plain", "length": "medium", "variants": "2"}


def choose(client, *products, across="0", address=LIST):
    """Tick the products and choose the action."""
    return client.post(
        address,
        {
            "action": "marketing_generate_copy",
            "_selected_action": [product.pk for product in products],
            "select_across": across,
            "index": "0",
        },
    )


def send(client, answer, *, address=LIST, button="_start", **changes):
    """Send the confirm page's own form, with these answers."""
    hidden: dict[str, list[str]] = {}
    for name, value in re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.content.decode()
    ):
        if name != "csrfmiddlewaretoken":
            hidden.setdefault(name, []).append(value)
    return client.post(address, {**hidden, **OPTIONS, **changes, button: "1"})


def test_the_first_visit_writes_nothing_and_says_what_would_happen(shop, browser):
    good, bad = shop.product(), shop.product("Bare Table", facts=[])
    answer = choose(browser, good, bad)
    html = answer.content.decode()
    assert "1 text for 1 product" in html or "1 texts for 1 products" in html
    assert "not measured yet" in html
    assert "dummy@1" in html
    assert "Bare Table" in html.split("Left out")[1]
    assert "no facts" in html
    assert not Job.objects.exists()


def test_start_writes_one_job_and_goes_to_its_page(shop, browser, work):
    product = shop.product()
    answer = send(browser, choose(browser, product))
    job = Job.objects.get()
    assert answer["Location"] == job.get_admin_url()
    work(job)
    assert CopyVariant.objects.filter(product=product, job=job).exists()


def test_estimating_again_writes_nothing(shop, browser):
    answer = choose(browser, shop.product())
    again = send(browser, answer, button="_estimate", kinds=["description", "blurb"])
    assert "2 texts for 1 product" in again.content.decode()
    assert not Job.objects.exists()


def test_all_products_of_a_filtered_list_are_selected_without_listing_their_ids(shop, browser):
    products = [shop.product(f"Table {n}") for n in range(60)]
    shop.product("Chair")
    address = f"{LIST}?q=Table"
    answer = choose(browser, products[0], across="1", address=address)
    html = answer.content.decode()
    assert "60 products are selected" in html
    assert html.count('name="_selected_action"') == 1
    send(browser, answer, address=address)
    assert Job.objects.get().total == 60


def test_a_selection_that_changed_meanwhile_is_shown_once_more(shop, browser):
    shop.product("Table 1")
    product = shop.product("Table 2")
    answer = choose(browser, product, across="1")
    shop.product("Table 3")
    again = send(browser, answer)
    assert "The selection has changed meanwhile" in again.content.decode()
    assert not Job.objects.exists()
    assert send(browser, again).status_code == 302


def test_more_products_than_one_job_takes_are_refused(shop, browser, monkeypatch):
    monkeypatch.setattr("marketing_ai.admin.generate.MAX_PRODUCTS", 1)
    products = [shop.product(), shop.product()]
    answer = choose(browser, *products)
    html = browser.get(answer["Location"]).content.decode()
    assert "one job takes at most 1" in html


def test_people_without_the_permission_see_no_action(shop, sign_in):
    from django.contrib.auth.models import Permission

    shop.product()
    user = shop.user("approve_copy")
    user.user_permissions.add(Permission.objects.get(codename="view_product"))
    html = sign_in(user).get(LIST).content.decode()
    assert "marketing_generate_copy" not in html
    user.user_permissions.add(Permission.objects.get(codename="generate_copy"))
    assert "marketing_generate_copy" in sign_in(user).get(LIST).content.decode()


def test_an_engine_that_is_not_ready_is_told_with_the_repairing_command(
    shop, browser, settings, tmp_path
):
    settings.MARKETING_AI = {
        **settings.MARKETING_AI,
        "CACHE_DIR": str(tmp_path),
        "TEXT_MODELS": {"*": {"backend": "embedded", "model": "smollm2-135m-instruct"}},
    }
    html = choose(browser, shop.product()).content.decode()
    assert "not ready" in html
    assert "marketing_models pull" in html


def test_the_budget_left_is_shown_and_called_too_little(shop, browser):
    Budget.objects.create(name="Tiny", limit_tokens=5)
    html = choose(browser, shop.product()).content.decode()
    assert "Tiny" in html
    assert "too little" in html


def test_a_hostile_title_is_shown_as_text(shop, browser):
    html = choose(browser, shop.product("<script>alert(1)</script>")).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_a_switched_off_app_adds_nothing_to_the_list(shop, browser, settings):
    shop.product()
    settings.MARKETING_AI = {**settings.MARKETING_AI, "ENABLED": False}
    html = browser.get(LIST).content.decode()
    assert "marketing_generate_copy" not in html
    assert "marketing_state" not in html


@pytest.mark.parametrize("n", [1, 50])
def test_the_product_list_costs_the_same_queries_for_any_number_of_texts(
    n, shop, browser, django_assert_max_num_queries
):
    for i in range(n):
        shop.draft(shop.product(f"Table {i}"))
    with django_assert_max_num_queries(12):
        html = browser.get(LIST).content.decode()
    assert html.count("mai-badge-draft") == n
