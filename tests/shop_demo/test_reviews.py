"""What the demo's product page shows of its reviews, from the first start on."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.utils import timezone

from marketing_ai.jobs.models import Job
from marketing_ai.jobs.runner import run_chunk
from marketing_ai.reviews.models import InsightProblem, ReviewInsight
from marketing_ai.reviews.models import Review as OurReview
from marketing_ai.reviews.services import drain_until, insight
from marketing_ai.reviews.services.sources import ensure
from shop_demo import seeding
from shop_demo.models import Product, Review


def work(now=timezone.now):
    """What a worker does until nothing waits."""
    for job in Job.objects.filter(kind="reviews.backfill"):
        while run_chunk(job.pk):
            pass
    drain_until(deadline=now() + timezone.timedelta(minutes=5), now=now)
    insight.refresh_dirty(now=now())


@pytest.fixture
def kettle(shop):
    return Product.objects.get(sku="KIT-001")


@pytest.fixture
def read(shop, kettle, monkeypatch):
    """The demo as it is some seconds after its first start, with the reviews of a few products."""
    rows = Review.objects.exclude(product__sku__in=["KIT-001", "KIT-009", "CLO-008"])
    rows._raw_delete(rows.db)  # past the signals: they were never taken in
    ensure("shop", now=timezone.now())
    monkeypatch.setattr(seeding, "seed_shop", lambda **kwargs: seeding.SeedReport())
    call_command("seed_demo", verbosity=0)
    work()
    return kettle


def body_of(client, product, **query):
    page = client.get(product.get_absolute_url(), query)
    assert page.status_code == 200
    return page.content.decode()


def test_the_first_start_reads_all_seeded_reviews_and_a_second_one_none_again(read):
    assert OurReview.objects.count() == Review.objects.count()
    assert not OurReview.objects.filter(state="pending").exists()
    assert ReviewInsight.objects.get(product=read).n_text >= 6
    jobs = Job.objects.count()
    call_command("seed_demo", verbosity=0)
    assert Job.objects.count() == jobs


def test_the_page_shows_numbers_marked_as_ai_with_quotes_and_how_reviews_are_verified(read, client):
    body = body_of(client, read)
    section = body[body.index('id="review-insight"') :]
    assert 'data-ai-generated="true"' in section
    assert "An AI model read these reviews" in section
    assert "one of their orders holds the product" in section
    assert 'data-status="summary"' in section
    assert re.search(r"Of \d+ reviews with words, \d+", section)
    assert "approved reviews have words of their own" in section


def test_a_posted_review_is_on_the_page_at_once_and_in_the_numbers_once_read(read, client):
    before = ReviewInsight.objects.get(product=read)
    data = {"author_name": "T", "stars": "1", "title": "", "text": "The lid is terrible, it broke."}
    answer = client.post(read.get_absolute_url(), data, follow=True)
    body = answer.content.decode()
    assert "The lid is terrible" in body
    assert "data-refresh-until-read" in body
    work()
    body = client.get(answer.redirect_chain[-1][0]).content.decode()
    assert "data-refresh-until-read" not in body
    after = ReviewInsight.objects.get(product=read)
    assert after.score < before.score
    ours = OurReview.objects.get(source_pk=str(Review.objects.latest("pk").pk))
    assert (ours.state, ours.label) == ("read", "negative")


def test_a_number_leads_to_the_reviews_behind_it(read, client):
    body = body_of(client, read)
    found = re.findall(r'href="\?theme=(\d+)&amp;polarity=(\w+)#reviews">(\d+)</a>', body)
    found += [("", side, n) for side, n in re.findall(r'\?polarity=(\w+)#reviews">(\d+)</a>', body)]
    assert found
    for theme, polarity, n in found:
        query = {"polarity": polarity, **({"theme": theme} if theme else {})}
        page = client.get(read.get_absolute_url(), query)
        assert page.context["reviews"].paginator.count == int(n), (theme, polarity)
        assert f"{n} review" in page.content.decode()


def test_a_quote_leads_to_the_page_that_holds_its_review(read, client):
    product = read
    for n in range(20):
        Review.objects.create(
            product=product, author_name="x", stars=3, text=f"Text {n}.", status="approved"
        )
    oldest = product.reviews.filter(status="approved").order_by("created", "pk").first()
    assert f'id="review-{oldest.pk}"' not in body_of(client, product)
    assert f'id="review-{oldest.pk}"' in body_of(client, product, review=oldest.pk)


@pytest.mark.parametrize(
    "query",
    [
        {"theme": "x"},
        {"theme": "-1"},
        {"theme": "99999999999999999999"},
        {"polarity": "<script>"},
        {"review": "x"},
        {"review": "9" * 40},
        {"verified": "maybe"},
    ],
)
def test_a_strange_filter_shows_all_reviews(query, kettle, client):
    page = client.get(kettle.get_absolute_url(), query)
    assert page.status_code == 200
    assert (
        page.context["reviews"].paginator.count == kettle.reviews.filter(status="approved").count()
    )


def test_a_visitor_reports_a_problem_by_a_button_and_only_so_often(read, client, settings):
    path = f"{read.get_absolute_url()}report/"
    assert path in body_of(client, read)
    answer = client.post(path, {"reason": "other"}, follow=True)
    assert "We will look at it" in answer.content.decode()
    for _ in range(12):
        answer = client.post(path, follow=True)
    assert "enough for now" in answer.content.decode()
    assert InsightProblem.objects.get(reason="other").n == 10
    assert client.get(path).status_code == 405


def test_a_product_with_too_few_reviews_shows_counts_and_says_so(read, client):
    few = Product.objects.get(sku="CLO-008")
    assert few.reviews.exists()
    body = body_of(client, few)
    assert "too few reviews with words for a summary" in body
    assert "review-insight-counts" in body


def test_what_shoppers_say_is_in_the_readers_language(read, client):
    client.cookies["django_language"] = "zh-hans"
    body = body_of(client, read)
    assert 'class="review-insight" id="review-insight" lang="zh-hans"' in body
    assert "评价者登录后" in body


def test_hostile_words_in_quotes_and_themes_are_shown_as_text(read, client):
    for n in range(8):
        Review.objects.create(
            product=read,
            author_name="x",
            stars=1,
            status="approved",
            text=f"The lid is bad \u202e<script>alert({n})</script> <img src=x onerror=alert(1)>",
        )
    work()
    body = body_of(client, read)
    assert "<script>alert" not in body
    assert "<img src=x" not in body
