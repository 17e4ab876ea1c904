"""Campaigns in the admin: the form, the steps, the calendar."""

from __future__ import annotations

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from marketing_ai.copywriting import services
from marketing_ai.copywriting.campaigns import Campaign, CampaignState
from marketing_ai.jobs.models import Job

FORM = {
    "name": "Spring",
    "goal": "sales",
    "channel": "shop",
    "kinds": ["blurb", "promotion"],
    "languages": ["en"],
    "tone": "plain",
    "length": "medium",
    "audience": "",
    "starts_0": "",
    "starts_1": "",
    "ends_0": "",
    "ends_1": "",
    "budget_tokens": "",
    "store": "default",
    "offers-TOTAL_FORMS": "1",
    "offers-INITIAL_FORMS": "0",
    "offers-0-rule": "percent_off",
    "offers-0-value": "20",
    "offers-0-starts_0": "2031-01-01",
    "offers-0-starts_1": "00:00",
    "offers-0-ends_0": "2031-02-01",
    "offers-0-ends_1": "00:00",
}


def test_a_campaign_is_made_with_its_products_and_its_offer(shop, browser, page, boss):
    products = [shop.product(), shop.product()]
    browser.post(page("campaign_add"), {**FORM, "chosen_products": [p.pk for p in products]})
    campaign = Campaign.objects.get()
    assert set(campaign.products.all()) == set(products)
    assert campaign.kinds == ["blurb", "promotion"]
    assert campaign.owner == boss
    assert campaign.offers.get().value == 20


def test_a_period_that_runs_backwards_is_explained(browser, page, db):
    dates = {"starts_0": "2031-02-01", "starts_1": "00:00", "ends_0": "2031-01-01"}
    answer = browser.post(page("campaign_add"), {**FORM, **dates, "ends_1": "00:00"})
    assert "The end must be after the start." in answer.content.decode()
    assert not Campaign.objects.exists()


def test_products_and_stores_of_others_are_refused(shop, sign_in, page):
    from django.contrib.auth.models import Permission

    theirs = shop.product(store="south")
    user = shop.user("generate_copy", groups=["store:north"])
    user.user_permissions.add(
        *Permission.objects.filter(
            content_type__app_label="marketing_ai", codename__in=["add_campaign", "add_offer"]
        )
    )
    client = sign_in(user)
    client.post(page("campaign_add"), {**FORM, "store": "north", "chosen_products": [theirs.pk]})
    client.post(page("campaign_add"), FORM)
    assert not Campaign.objects.exists()
    client.post(page("campaign_add"), {**FORM, "store": "north"})
    assert Campaign.objects.get().store == "north"


def test_copy_is_asked_for_from_the_campaign_with_its_plan(shop, browser, page):
    campaign = shop.campaign(shop.product(), kinds=["blurb"], languages=["en"], tone="elegant")
    address = page("campaign_generate", campaign.pk)
    html = browser.get(address).content.decode()
    ticked = re.findall(r'<input[^>]*name="kinds"[^>]*value="(\w+)"[^>]*checked', html)
    assert ticked == ["blurb"]
    digest = html.split('name="selection" value="')[1].split('"')[0]
    browser.post(
        address,
        {
            "selection": digest,
            "marketing_form": "1",
            "kinds": ["blurb"],
            "languages": ["en"],
            "tone": "elegant",
            "length": "medium",
            "variants": "2",
            "_start": "1",
        },
    )
    job = Job.objects.get()
    assert job.params["campaign"] == campaign.pk


def test_the_buttons_move_a_campaign_and_publish_what_is_approved(shop, browser, page):
    product = shop.product()
    campaign = shop.campaign(product, kinds=["blurb"], languages=["en"])
    services.approve(shop.draft(product, campaign=campaign), actor=None)
    for to in ("in_review", "live"):
        browser.post(page("campaign_move", campaign.pk), {"to": to})
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.LIVE
    assert Job.objects.get().kind == "copywriting.publish"
    html = browser.get(page("campaign_change", campaign.pk)).content.decode()
    assert "End the campaign" in html


def test_a_campaign_of_another_store_is_not_moved(shop, sign_in, page):
    campaign = shop.campaign(shop.product(), store="south")
    client = sign_in(shop.user("generate_copy", groups=["store:north"]))
    answer = client.post(page("campaign_move", campaign.pk), {"to": "in_review"})
    assert answer["Location"] == reverse("admin:index")
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DRAFT


def test_the_calendar_marks_texts_that_want_the_same_place(shop, browser, page):
    product = shop.product()
    now = timezone.now()
    for days in (5, 9):
        services.approve(
            shop.draft(product, starts=now, ends=now + timedelta(days=days)), actor=None
        )
    shop.draft(shop.product("Loose Table"), starts=now)  # only a draft: not planned yet
    html = browser.get(page("campaign_calendar")).content.decode()
    assert "2 texts want a place" in html
    assert "mai-bar-overlap" in html
    assert "Loose Table" not in html


def test_a_window_that_ends_at_midnight_is_not_on_the_next_day(shop, browser, page):
    start = timezone.now().replace(year=2031, month=3, day=10, hour=0, minute=0, second=0)
    start = start.replace(microsecond=0)
    services.approve(
        shop.draft(shop.product(), starts=start, ends=start + timedelta(days=2)), actor=None
    )
    html = browser.get(page("campaign_calendar", query="?month=2031-03")).content.decode()
    assert html.count('class="mai-bar mai-bar-text"') == 2


def test_a_month_that_is_none_shows_the_present_one(browser, page, db):
    for month in ("2031-13", "x", "0000-00"):
        assert browser.get(page("campaign_calendar"), {"month": month}).status_code == 200
