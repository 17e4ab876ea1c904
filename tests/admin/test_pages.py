"""All pages: they open, keep a strict CSP, need a right, and stay away when switched off."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin import AdminSite
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from marketing_ai import admin as marketing_admin
from marketing_ai.copywriting import services
from marketing_ai.copywriting.models import CopyVariant, PromptTemplate
from marketing_ai.governance.models import Budget
from marketing_ai.reviews.models import TrendAlert
from marketing_ai.reviews.services.replies import draft_reply
from tests.admin.reviewshop import HOSTILE, Reviews

INLINE = re.compile(
    r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE
)

LISTS = [
    "copyvariant",
    "job",
    "campaign",
    "publication",
    "prompttemplate",
    "budget",
    "inferencelog",
    "review",
    "reviewinsight",
    "reviewsource",
    "replydraft",
    "theme",
    "trendalert",
]


@pytest.fixture
def addresses(shop, page, work, settings):
    """One of each page, with something on it."""
    settings.MARKETING_AI = {**settings.MARKETING_AI, "REVIEW_READER": "dummy"}
    reviews = Reviews()
    product = shop.product()
    now = timezone.now()
    campaign = shop.campaign(product, kinds=["blurb"], languages=["en"], starts=now)
    shop.offer(campaign, rule="percent_off", value=10, starts=now, ends=now.replace(year=2031))
    job = work(services.request_copy(products=[product.pk, shop.product(facts=[]).pk], actor=None))
    draft = shop.draft(product, "The Merlow Table is made of walnut.")
    shop.published(product, "The Merlow Table is made of oak.")
    Budget.objects.create(name="All", limit_tokens=1000)
    template = services.save_template(
        name="House", kind="blurb", language="en", body="{product} {facts}", actor=None
    )
    review = reviews.given(product, f"The battery is bad. {HOSTILE} bad, useless", stars=1)
    theme = review.aspects.exclude(theme=None).first().theme
    TrendAlert.objects.create(
        product_id=product.pk,
        theme=theme,
        month=now.date().replace(day=1),
        kind="worse",
        n_now=20,
        negative_now=9,
        n_before=90,
        negative_before=9,
        p_value=0.001,
    )
    draft_reply(review, actor=None, now=now)
    return [
        *(page(f"{name}_changelist") for name in LISTS),
        page("review_change", review.pk),
        page("review_left_out"),
        page("reviewinsight_product", product.pk),
        page("reviewinsight_analyse", product.pk),
        page("reviewsource_old"),
        page("theme_change", theme.pk),
        page("replydraft_queue"),
        page("replydraft_review", review.pk),
        page("campaign_analyse", campaign.pk),
        page("copyvariant_change", draft.pk),
        page("copyvariant_overview"),
        page("copyvariant_paste", product.pk),
        page("job_change", job.pk),
        page("campaign_add"),
        page("campaign_change", campaign.pk),
        page("campaign_generate", campaign.pk),
        page("campaign_calendar"),
        page("publication_product", product.pk),
        page("prompttemplate_add"),
        page("prompttemplate_change", template.pk),
        page("budget_add"),
        reverse("admin:app_list", args=["marketing_ai"]),
        reverse("admin:shop_demo_product_changelist"),
        reverse("admin:shop_demo_product_change", args=[product.pk]),
    ]


def test_every_page_opens_and_has_nothing_inline(addresses, browser):
    for address in addresses:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        policy = answer["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        found = INLINE.findall(answer.content.decode())
        assert not found, (address, found)


def test_no_page_opens_to_staff_without_a_right_of_ours(addresses, shop, sign_in):
    user = shop.user()
    user.user_permissions.set(Permission.objects.filter(codename="view_product"))
    client = sign_in(user)
    for address in addresses:
        if "shop_demo" in address:
            html = client.get(address).content.decode()
            assert "mai-history-link" not in html
            assert "/admin/marketing_ai/" not in html
        else:
            assert client.get(address).status_code != 200, address


def test_no_page_opens_to_customers(addresses, client):
    for address in addresses:
        assert "/admin/login/" in client.get(address)["Location"]


def test_the_app_index_leads_to_the_overview_and_the_calendar(browser, page):
    html = browser.get(reverse("admin:app_list", args=["marketing_ai"])).content.decode()
    assert page("copyvariant_overview") in html
    assert page("campaign_calendar") in html


def test_a_site_of_the_shops_own_gets_all_pages(db):
    site = AdminSite(name="office")
    marketing_admin.register(site)
    marketing_admin.register(site)  # twice does no harm
    assert {model._meta.model_name for model in site._registry} >= set(LISTS)


def test_a_switched_off_app_registers_nothing(settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "ENABLED": False}
    site = AdminSite(name="office")
    marketing_admin.register(site)
    assert not site._registry


def test_a_budget_of_another_store_is_neither_listed_nor_written(shop, sign_in, page):
    Budget.objects.create(name="South only", store="south", limit_tokens=5)
    shared = Budget.objects.create(name="Shared", limit_tokens=5)
    user = shop.user(groups=["store:north"])
    user.user_permissions.set(
        Permission.objects.filter(
            content_type__app_label="marketing_ai", codename__endswith="_budget"
        )
    )
    client = sign_in(user)
    html = client.get(page("budget_changelist")).content.decode()
    assert "South only" not in html
    assert "Shared" in html
    data = {"name": "Mine", "limit_tokens": "9", "period": "day", "active": "on", "feature": ""}
    client.post(page("budget_add"), {**data, "store": "south"})
    client.post(page("budget_add"), {**data, "store": ""})
    client.post(page("budget_change", shared.pk), {**data, "store": "north"})
    assert set(Budget.objects.values_list("name", flat=True)) == {"South only", "Shared"}
    client.post(page("budget_add"), {**data, "store": "north"})
    assert Budget.objects.filter(name="Mine", store="north").exists()


def test_saving_a_template_makes_a_version_and_shows_what_changed(browser, page):
    first = services.save_template(
        name="House", kind="blurb", language="en", body="Sell {product} {facts}", actor=None
    )
    form = {"name": "House", "kind": "blurb", "language": "en", "system": "", "activate": "on"}
    browser.post(
        page("prompttemplate_change", first.pk), {**form, "body": "Praise {product} {facts}"}
    )
    second = PromptTemplate.objects.latest("version")
    assert (second.version, second.active) == (2, True)
    html = browser.get(page("prompttemplate_change", second.pk)).content.decode()
    assert "<del>Sell</del><ins>Praise</ins>" in html
    refused = browser.post(
        page("prompttemplate_change", first.pk), {**form, "body": "Sell {nothing}"}
    ).content.decode()
    assert "{nothing}" in refused
    assert PromptTemplate.objects.count() == 2


def test_the_overview_counts_the_persons_stores_only(shop, sign_in, page):
    shop.draft(shop.product(store="south"))
    shop.draft(shop.product(store="north"))
    assert CopyVariant.objects.count() == 2
    client = sign_in(shop.user("view_marketing", groups=["store:north"]))
    html = client.get(page("copyvariant_overview")).content.decode()
    assert '<span class="mai-tile-number">1</span> <span class="mai-tile-label">Drafts' in html
