"""`{% review_insight product %}`: what a shop's page gets from one line."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from marketing_ai.reviews.services import insight


@pytest.fixture
def talked_about(shop, worker, settings):
    """A product with a summary."""
    settings.MARKETING_AI = {
        **settings.MARKETING_AI,
        "SUMMARY_MIN_REVIEWS": 4,
        "REVIEW_VERIFICATION": {"en": "We check orders."},
    }
    product = shop.product()
    for n in range(3):
        shop.review(product, f"The battery is great, said {n} of us.", verified=True)
    for n in range(2):
        shop.review(product, f"The battery is bad, it broke on day {n}.")
    worker.drain()
    insight.refresh_dirty(now=timezone.now())
    return product


def rendered(product, arguments="", **context):
    template = "{% load marketing_ai %}{% review_insight product " + arguments + " %}"
    return Template(template).render(Context({"product": product, **context}))


def test_the_section_is_named_marked_and_says_who_read_the_reviews(talked_about):
    html = rendered(talked_about)
    assert 'aria-labelledby="review-insight-head"' in html
    assert 'data-ai-generated="true"' in html
    assert "An AI model read these reviews" in html
    assert "We check orders." in html
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script", html)


def test_quotes_stand_verbatim_with_a_link_to_their_review(talked_about):
    html = rendered(talked_about, 'page="/kettle/" anchor="all"')
    found = re.findall(r'<blockquote cite="([^"]+)" lang="en">([^<]+)</blockquote>', html)
    assert len(found) == 4
    texts = {str(row.pk): row.text for row in talked_about.reviews.all()}
    for address, text in found:
        key = re.fullmatch(r"/kettle/\?review=(\d+)#review-\1", address)[1]
        assert text in texts[key]
    assert re.search(r'href="/kettle/\?polarity=negative#all">2<', html)


def test_a_report_button_is_there_only_where_the_page_takes_reports(talked_about):
    assert "Report a problem" not in rendered(talked_about)
    html = rendered(talked_about, 'report_url="/report/"', csrf_token="abc")
    assert 'action="/report/"' in html
    assert 'value="abc"' in html


def test_without_a_statement_on_verification_only_counts_are_shown(talked_about, settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "REVIEW_VERIFICATION": {}}
    html = rendered(talked_about)
    assert "does not say how it verifies" in html
    assert "review-insight-counts" in html
    for missing in ("blockquote", "review-insight-score", "review-insight-themes"):
        assert missing not in html


def test_the_tag_costs_four_queries(talked_about, django_assert_num_queries):
    with django_assert_num_queries(4):
        rendered(talked_about)


def test_a_summary_that_a_source_went_from_under_is_not_shown_until_it_is_built_again(
    talked_about, shop, worker
):
    quoted = insight.InsightQuote.objects.first().review
    talked_about.reviews.get(pk=int(quoted.source_pk)).delete()
    worker.drain()
    assert "is being put together" in rendered(talked_about)
    insight.refresh_dirty(now=timezone.now())
    html = rendered(talked_about)
    assert 'data-status="summary"' in html
    assert "Of 4 reviews with words" in html


def test_switched_off_and_before_the_first_review_nothing_is_claimed(shop, settings):
    product = shop.product()
    assert "Nobody has written a review yet" in rendered(product)
    settings.MARKETING_AI = {**settings.MARKETING_AI, "ENABLED": False}
    assert rendered(product).strip() == ""


def test_numbers_are_written_as_the_reader_writes_them(talked_about):
    with translation.override("de"):
        html = rendered(talked_about, 'language="de"')
    assert 'lang="de"' in html
    assert "0,20" in html
