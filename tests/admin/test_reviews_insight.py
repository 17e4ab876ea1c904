"""What shoppers say of a product, themes, alerts, old reviews, and the product list."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from marketing_ai.admin import charts
from marketing_ai.copywriting.models import Campaign
from marketing_ai.jobs.models import Job
from marketing_ai.reviews import services
from marketing_ai.reviews.models import (
    ReviewAspect,
    ReviewInsight,
    ReviewSource,
    Theme,
    TrendAlert,
)
from marketing_ai.reviews.services import themes as theme_services
from marketing_ai.reviews.services.figures import Share, Sums, figures_of
from tests.admin.reviewshop import HOSTILE, Reviews

PRODUCTS = "admin:shop_demo_product_changelist"


@pytest.fixture(autouse=True)
def _reader(settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "REVIEW_READER": "dummy"}


@pytest.fixture
def reviews(db):
    return Reviews()


@pytest.fixture
def talked_of(shop, reviews):
    """A product with reviews of all sorts."""
    table = shop.product()
    for number in range(6):
        reviews.add(table, f"Good battery, great sound {number}.", verified=True, at=number)
    reviews.add(table, "The battery is bad. The fabric runs small.", stars=1, at=40)
    reviews.add(table, "The sound is bad and useless.", incentivised=True, stars=2, at=41)
    reviews.add(table, "", stars=5, at=42)
    first = reviews.add(table, "Good sound, really good.", at=43)
    reviews.add(table, "The battery broke, bad.", at=80, follows_pk=first.source_pk)
    reviews.add(table, "Is the battery good?", voice="question", stars=None, at=81)
    reviews.add(table, HOSTILE, at=82)
    reviews.read()
    reviews.read()
    return table


def listed(html):
    return set(re.findall(r"/review/(\d+)/change/", html))


def of_table(browser, page, product):
    return browser.get(page("reviewinsight_product", product.pk)).content.decode()


# --- the page of a product


def test_every_figure_leads_to_as_many_reviews_as_it_says(talked_of, browser, page):
    html = of_table(browser, page, talked_of)
    links = re.findall(
        r'<a href="([^"]*/review/\?[^"]*)">(?:<span class="mai-tile-number">)?\D{0,3}?(\d+)', html
    )
    assert len(links) > 20
    for address, n in links:
        answer = browser.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert len(listed(answer.content.decode())) == int(n), address


def test_the_charts_are_svg_with_a_title_and_the_figures_in_tables(talked_of, browser, page):
    html = of_table(browser, page, talked_of)
    drawn = re.findall(r'<svg class="mai-chart".*?</svg>', html, re.DOTALL)
    assert len(drawn) == 2
    for picture in drawn:
        root = ElementTree.fromstring(picture.replace("&nbsp;", " "))
        assert root.find("title") is not None
        assert root.find("desc") is not None
        assert "style" not in picture
    assert "March 2026" in html
    assert "95 % interval" in html


def test_the_page_costs_the_same_queries_for_any_number_of_reviews(
    talked_of, reviews, browser, page
):
    counts = []
    for _turn in range(2):
        of_table(browser, page, talked_of)
        with CaptureQueriesContext(connection) as queries:
            of_table(browser, page, talked_of)
        counts.append(len(queries))
        for number in range(30):
            reviews.add(talked_of, f"Another bad screen, good price {number}.", at=100 + number)
        reviews.read()
    assert counts[0] == counts[1]
    assert counts[0] <= 13


def test_a_product_of_another_store_has_no_page(shop, reviews, sign_in, page):
    theirs = shop.product(store="south")
    reviews.given(theirs)
    client = sign_in(shop.user("analyse_reviews", groups=["store:north"]))
    for name in ("product", "analyse"):
        assert client.get(page(f"reviewinsight_{name}", theirs.pk)).status_code == 302
    row = ReviewInsight.objects.get(product=theirs.pk)
    assert client.get(page("reviewinsight_change", row.pk)).status_code == 302
    assert "Merlow" not in client.get(page("reviewinsight_changelist")).content.decode()


@pytest.mark.parametrize("key", ["0", "no-key", "9" * 40, "%00"])
def test_a_product_that_is_none_has_no_page(key, browser, db):
    answer = browser.get(f"/admin/marketing_ai/reviewinsight/product/{key}/")
    assert answer.status_code == 302


def test_a_product_without_reviews_says_so(shop, browser, page):
    assert "No review of this product was read yet" in of_table(browser, page, shop.product())


def test_the_summary_and_its_quotes_are_shown_with_their_reviews(
    shop, reviews, browser, page, settings
):
    settings.MARKETING_AI = {
        **settings.MARKETING_AI,
        "SUMMARY_MIN_REVIEWS": 5,
        "REVIEW_VERIFICATION": {"en": "Buyers only."},
    }
    table = shop.product()
    for text in (
        "The battery is really good and lasts for <b>days</b> on end.",
        "I love it, a week of hiking and the battery was still half full.",
        "Works with my old charger too, great battery for the money.",
        "My wife bought one for her studio: excellent battery, no complaints.",
        "After two months the battery holds as on the first day, happy.",
        "Recommend it to anyone who travels, perfect battery.",
    ):
        reviews.add(table, text)
    reviews.read()
    services.drain_until(deadline=timezone.now() + timedelta(seconds=20), now=timezone.now)
    html = of_table(browser, page, table)
    assert "is spoken of in 6 of 6 reviews" in html
    quote = re.search(r"<q>(.*?)</q>", html)
    assert quote is not None
    assert "battery" in quote[1]
    assert "<b>" not in quote[1]


# --- numbers and geometry


def test_the_wilson_interval_is_that_of_the_paper():
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20
    for k, n, low, high in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
    ]:
        found = Share(k=k, n=n).interval
        assert found == pytest.approx((low, high), abs=5e-5)
    assert Share(k=0, n=0).interval is None
    assert Share(k=0, n=0).value is None


def test_bars_are_as_long_as_their_numbers():
    months = [
        (date(2026, month, 1), Sums(values={"positive": good, "negative": bad}))
        for month, good, bad in [(1, 10, 0), (2, 5, 5), (3, 0, 10)]
    ]
    drawn = charts.month_chart(months)
    heights = [[float(bar.height) for bar in mark.bars] for mark in drawn.months]
    assert heights == [[65.0, 0.0], [32.5, 32.5], [0.0, 65.0]]
    assert drawn.months[0].good.value < drawn.months[1].good.value  # y grows downwards
    assert charts.month_chart([]) is None
    assert len(charts.month_chart(months * 20).months) == charts.MONTHS_DRAWN


# --- themes


def test_a_theme_is_renamed_and_keeps_its_id(talked_of, browser, page):
    theme = Theme.objects.get(key="battery")
    browser.post(
        page("theme_change", theme.pk), {"do": "rename", "name": "<i>Power</i>", "name_zh": "电"}
    )
    theme.refresh_from_db()
    assert (theme.name, theme.renamed) == ("<i>Power</i>", True)
    html = browser.get(page("theme_changelist")).content.decode()
    assert "&lt;i&gt;Power" in html
    assert "<i>Power" not in html
    browser.post(page("theme_change", theme.pk), {"do": "rename", "name": " "})
    theme.refresh_from_db()
    assert theme.name == "<i>Power</i>"


def test_merging_is_asked_first_and_then_moves_the_numbers(talked_of, browser, page):
    battery, sound = Theme.objects.get(key="battery"), Theme.objects.get(key="sound")
    both = {one.theme for one in figures_of(talked_of.pk).themes}
    assert {battery.pk, sound.pk} <= both
    address = page("theme_change", battery.pk)
    html = browser.post(address, {"do": "merge", "into": sound.pk}).content.decode()
    assert "A review that speaks of both counts once" in html
    battery.refresh_from_db()
    assert battery.merged_into is None
    browser.post(address, {"do": "merge", "into": sound.pk, "sure": "1"})
    battery.refresh_from_db()
    assert battery.merged_into == sound
    theme_services.settle(now=timezone.now)
    assert battery.pk not in {one.theme for one in figures_of(talked_of.pk).themes}
    merged = browser.get(page("theme_changelist", query="?standing=merged")).content.decode()
    assert page("theme_change", battery.pk) in merged
    assert (
        page("theme_change", battery.pk)
        not in browser.get(page("theme_changelist")).content.decode()
    )


def test_a_theme_cannot_go_into_itself_or_nowhere(talked_of, browser, page):
    battery = Theme.objects.get(key="battery")
    for into in (battery.pk, "", "x", "999999"):
        for sure in ({}, {"sure": "1"}):
            posted = {"do": "merge", "into": into, **sure}
            assert browser.post(page("theme_change", battery.pk), posted).status_code == 302
    battery.refresh_from_db()
    assert battery.merged_into is None


def test_a_term_without_a_theme_is_put_into_one(shop, reviews, browser, page):
    table = shop.product()
    row = reviews.given(table, "Good sound.")
    ReviewAspect.objects.filter(review=row).update(term="zibblefoot", theme=None)
    html = browser.get(page("theme_changelist")).content.decode()
    assert "1 of 1 aspects have no theme (100 %)" in html
    assert "zibblefoot" in html
    design = Theme.objects.get(key="design")
    browser.post(page("theme_place"), {"term": "zibblefoot", "theme": design.pk})
    theme_services.settle(now=timezone.now)
    assert row.aspects.get().theme == design


def test_themes_are_changed_by_those_who_may_only(talked_of, shop, sign_in, page):
    battery, sound = Theme.objects.get(key="battery"), Theme.objects.get(key="sound")
    client = sign_in(shop.user("analyse_reviews"))
    html = client.get(page("theme_change", battery.pk)).content.decode()
    assert 'name="do"' not in html
    for posted in (
        {"do": "rename", "name": "Other"},
        {"do": "merge", "into": sound.pk, "sure": "1"},
        {"do": "term", "term": "sound"},
    ):
        client.post(page("theme_change", battery.pk), posted)
    client.post(page("theme_place"), {"term": "sound", "theme": battery.pk})
    battery.refresh_from_db()
    assert (battery.renamed, battery.merged_into) == (False, None)
    assert not battery.terms.filter(by="person").exists()


def test_the_list_of_themes_counts_the_persons_stores_only(shop, reviews, sign_in, page):
    reviews.given(shop.product(store="north"), "Good battery.")
    reviews.given(shop.product(store="south"), "Good battery.")
    client = sign_in(shop.user("manage_themes", groups=["store:north"]))
    html = client.get(page("theme_changelist", query="?q=batter")).content.decode()
    assert '<td class="field-reviews">1</td>' in html
    assert "of 1 aspects" in html


# --- alerts


def test_an_alert_is_shown_until_it_was_seen_and_leads_to_its_reviews(
    talked_of, browser, page, boss
):
    alert = TrendAlert.objects.create(
        product_id=talked_of.pk,
        theme=Theme.objects.get(key="battery"),
        month=date(2026, 4, 1),
        kind="worse",
        n_now=20,
        negative_now=15,
        n_before=100,
        negative_before=10,
        p_value=0.00001,
    )
    html = browser.get(page("trendalert_changelist")).content.decode()
    assert "15 of 20 (75 %)" in html
    assert "&lt; 0.0001" in html
    address = re.search(r'href="([^"]*/review/\?[^"]*)"', html)[1].replace("&amp;", "&")
    assert "side=negative" in address
    # both reviews of that month that count as bad: one says so in its follow-up only
    assert len(listed(browser.get(address).content.decode())) == 2
    assert "▲ worse" in of_table(browser, page, talked_of)
    browser.post(
        page("trendalert_changelist"),
        {"action": "mark_seen", ACTION_CHECKBOX_NAME: [alert.pk]},
    )
    alert.refresh_from_db()
    assert alert.seen_by == boss
    assert "15 of 20" not in browser.get(page("trendalert_changelist")).content.decode()
    seen = browser.get(page("trendalert_changelist", query="?seen=yes")).content.decode()
    assert "15 of 20" in seen


# --- the first day


@pytest.fixture
def old_shop(settings, shop):
    """A shop with reviews that were written before the app came."""
    from shop_demo.models import Review as ShopReview

    table = shop.product()
    ReviewSource.objects.update_or_create(name="shop", defaults={"since": timezone.now()})
    past = datetime(2025, 1, 1, tzinfo=UTC)
    rows = [
        ShopReview(
            product=table, author_name="Kim", stars=4, status="approved", text=f"Good sound {n}."
        )
        for n in range(12)
    ]
    ShopReview.objects.bulk_create(rows)
    ShopReview.objects.update(created=past)
    return table


def test_no_old_review_is_taken_in_before_a_person_says_so(old_shop, browser, page, work):
    address = page("reviewsource_old")
    html = browser.get(address).content.decode()
    assert "<dt>Old reviews</dt><dd>12</dd>" in html
    assert not Job.objects.exists()
    browser.post(address, {"do": "confirm", "from_hour": 0, "to_hour": 0})
    job = work(Job.objects.get(kind="reviews.backfill"))
    assert job.state == "done"
    html = browser.get(address).content.decode()
    assert "0 of 12 old reviews are read" in html
    browser.post(address, {"do": "pause"})
    assert ReviewSource.objects.get(name="shop").backfill_paused
    assert "paused" in browser.get(address).content.decode()
    browser.post(address, {"do": "go_on"})
    browser.post(address, {"do": "hours", "from_hour": 22, "to_hour": 6})
    source = ReviewSource.objects.get(name="shop")
    assert (source.backfill_paused, source.backfill_from_hour, source.backfill_to_hour) == (
        False,
        22,
        6,
    )
    browser.post(address, {"do": "hours", "from_hour": 99, "to_hour": "x"})  # refused or midnight
    assert browser.get(address).status_code == 200


def test_old_reviews_are_decided_on_by_people_of_all_stores_with_the_right(
    old_shop, shop, sign_in, page
):
    for user in (
        shop.user("view_marketing"),
        shop.user("analyse_reviews", groups=["store:north"]),
    ):
        client = sign_in(user)
        html = client.get(page("reviewsource_old")).content.decode()
        assert 'value="confirm"' not in html or "Read the old reviews" not in html
        client.post(page("reviewsource_old"), {"do": "confirm", "from_hour": 0, "to_hour": 0})
        assert not Job.objects.exists()
        assert ReviewSource.objects.get(name="shop").backfill_confirmed is None


# --- products and campaigns


def choose(browser, action, products, **more):
    chosen = {"action": action, ACTION_CHECKBOX_NAME: [p.pk for p in products], **more}
    return browser.post(reverse(PRODUCTS), chosen)


def start(html):
    """The hidden fields of a confirm page, and its button."""
    return {
        "selection": re.search(r'name="selection" value="(\w+)"', html)[1],
        "analyse_form": "1",
        "_start": "1",
    }


def test_products_are_analysed_after_a_look_at_count_and_time(talked_of, shop, browser, work):
    html = choose(browser, "marketing_analyse_reviews", [talked_of]).content.decode()
    assert "1 product is selected" in html
    assert "will be read" in html
    assert not Job.objects.exists()
    choose(browser, "marketing_analyse_reviews", [talked_of], again="on", **start(html))
    assert work(Job.objects.get(kind="reviews.analyse")).state == "done"


def test_a_campaign_offers_to_analyse_its_products_reviews(talked_of, shop, browser, page, work):
    campaign = shop.campaign(talked_of)
    html = browser.get(page("campaign_change", campaign.pk)).content.decode()
    address = page("campaign_analyse", campaign.pk)
    assert address in html
    html = browser.get(address).content.decode()
    assert not Job.objects.exists()
    browser.post(address, start(html))
    assert work(Job.objects.get(kind="reviews.analyse")).state == "done"


def test_the_product_list_shows_and_orders_by_the_score(shop, reviews, browser):
    good, bad, none = shop.product("Good one"), shop.product("Bad one"), shop.product("No one")
    for number in range(3):
        reviews.add(good, f"Great sound {number}.")
        reviews.add(bad, f"Bad useless sound {number}.")
    reviews.read()
    services.drain_until(deadline=timezone.now() + timedelta(seconds=20), now=timezone.now)
    html = browser.get(reverse(PRODUCTS)).content.decode()
    assert "3 reviews" in html
    column = re.search(r'column-marketing_reviews.*?\?o=([\d.-]+)"', html, re.DOTALL)[1]
    for direction in (column.split(".")[0], f"-{column.split('.')[0].lstrip('-')}"):
        html = browser.get(f"{reverse(PRODUCTS)}?o={direction}").content.decode()
        places = [html.index(name) for name in ("Good one", "Bad one", "No one")]
        assert max(places) == places[2]  # unknown ones at the end, either way
    for choice, name in (("good", "Good one"), ("bad", "Bad one"), ("none", "No one")):
        html = browser.get(f"{reverse(PRODUCTS)}?review_score={choice}").content.decode()
        assert name in html
        assert sum(other in html for other in ("Good one", "Bad one", "No one")) == 1
    assert none.pk


def test_products_are_added_to_a_campaign_once(shop, browser, page):
    first, second = shop.product("One"), shop.product("Two")
    campaign = shop.campaign(first)
    html = choose(browser, "marketing_add_to_campaign", [first, second]).content.decode()
    assert "2 products" in html
    answer = choose(
        browser, "marketing_add_to_campaign", [first, second], _add="1", campaign=campaign.pk
    )
    assert answer["Location"] == page("campaign_change", campaign.pk)
    assert set(campaign.products.all()) == {first, second}
    choose(browser, "marketing_add_to_campaign", [second], _add="1", name="Spring")
    assert list(Campaign.objects.get(name="Spring").products.all()) == [second]
    html = choose(browser, "marketing_add_to_campaign", [second], _add="1").content.decode()
    assert "Choose a campaign, or name a new one." in html


def test_another_stores_campaign_takes_no_product(shop, sign_in, page):
    mine = shop.product(store="north")
    theirs = shop.campaign(store="south")
    user = shop.user("generate_copy", groups=["store:north"])
    user.user_permissions.add(*_product_rights())
    answer = choose(
        sign_in(user), "marketing_add_to_campaign", [mine], _add="1", campaign=theirs.pk
    )
    assert answer.status_code == 200
    assert not theirs.entries.exists()


def _product_rights():
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(codename__in=["view_product", "change_product"])
