"""Answers to reviews in the admin: the queue, drafts, sending by a click, and the overview."""

from __future__ import annotations

import pytest

from marketing_ai.reviews.models import ReplyDraft, Review
from tests.admin.reviewshop import HOSTILE, Reviews


@pytest.fixture(autouse=True)
def _reader(settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "REVIEW_READER": "dummy"}


@pytest.fixture
def reviews(db):
    return Reviews()


@pytest.fixture
def complaint(shop, reviews):
    return reviews.given(shop.product(), "The battery is bad and useless.", stars=1)


def test_the_queue_holds_negative_reviews_until_they_are_answered(
    shop, complaint, reviews, browser, page
):
    reviews.given(shop.product(), "Good sound.")
    html = browser.get(page("replydraft_queue")).content.decode()
    assert "1 negative review waits" in html
    assert page("replydraft_review", complaint.pk) in html
    Review.objects.filter(pk=complaint.pk).update(answered=True)
    html = browser.get(page("replydraft_queue")).content.decode()
    assert "Every negative review has its answer." in html


@pytest.mark.parametrize("n", [2, 24])
def test_the_queue_costs_the_same_queries_for_any_number_of_reviews(
    n, shop, reviews, browser, page, django_assert_max_num_queries
):
    table = shop.product()
    for number in range(n):
        reviews.add(table, f"Bad battery, useless sound {number}.", stars=1)
    reviews.read()
    browser.get(page("replydraft_queue"))
    with django_assert_max_num_queries(7):
        browser.get(page("replydraft_queue"))


def test_a_draft_is_written_edited_and_sent_by_clicks_only(complaint, browser, page, boss):
    address = page("replydraft_review", complaint.pk)
    browser.get(address)
    assert not ReplyDraft.objects.exists()  # looking writes nothing
    browser.post(address, {"do": "draft"})
    draft = ReplyDraft.objects.get()
    assert draft.text in browser.get(address).content.decode().replace("&#x27;", "'")
    browser.post(address, {"do": "edit", "text": "Thank you for\r\nyour words."})
    draft.refresh_from_db()
    assert (draft.state, draft.text) == ("draft", "Thank you for\nyour words.")
    answer = browser.post(address, {"do": "send", "text": "Thank you. We look into it."})
    assert answer["Location"] == page("replydraft_queue")
    draft.refresh_from_db()
    assert (draft.state, draft.text, draft.sent_by) == (
        "sent",
        "Thank you. We look into it.",
        boss,
    )
    complaint.refresh_from_db()
    assert complaint.answered
    html = browser.get(page("replydraft_change", draft.pk)).content.decode()
    assert "We look into it." in html
    assert 'name="do"' not in html.split('id="content-main"')[1]


def test_a_promise_in_an_edited_draft_is_pointed_at(complaint, browser, page):
    address = page("replydraft_review", complaint.pk)
    browser.post(address, {"do": "draft"})
    browser.post(address, {"do": "edit", "text": "We will refund the full price at once."})
    html = browser.get(address).content.decode()
    assert "No fact and no policy says this:" in html


def test_a_discarded_draft_lets_the_review_wait_again(complaint, browser, page):
    address = page("replydraft_review", complaint.pk)
    browser.post(address, {"do": "draft"})
    browser.post(address, {"do": "discard"})
    assert ReplyDraft.objects.get().state == "discarded"
    assert "1 negative review waits" in browser.get(page("replydraft_queue")).content.decode()
    browser.post(address, {"do": "send", "text": "Hello."})  # there is no draft any more
    assert not ReplyDraft.objects.filter(state="sent").exists()


def test_a_draft_for_a_text_edited_since_is_not_sent(complaint, browser, page):
    address = page("replydraft_review", complaint.pk)
    browser.post(address, {"do": "draft"})
    Review.objects.filter(pk=complaint.pk).update(text="Other.", text_hash="another")
    html = browser.get(address).content.decode()
    assert "edited since" in html
    browser.post(address, {"do": "send", "text": "Hello."})
    assert not ReplyDraft.objects.filter(state="sent").exists()


def test_only_who_may_reply_can_draft_and_send(complaint, shop, sign_in, page):
    client = sign_in(shop.user("analyse_reviews"))
    address = page("replydraft_review", complaint.pk)
    assert 'name="do"' not in client.get(address).content.decode()
    client.post(address, {"do": "draft"})
    assert not ReplyDraft.objects.exists()


def test_reviews_and_answers_of_another_store_are_not_there(shop, reviews, sign_in, page):
    theirs = reviews.given(shop.product(store="south"), "The battery is bad.", stars=1)
    client = sign_in(shop.user("reply_reviews", groups=["store:north"]))
    address = page("replydraft_review", theirs.pk)
    assert client.get(address).status_code == 302
    assert client.post(address, {"do": "draft"}).status_code == 302
    assert not ReplyDraft.objects.exists()
    draft = ReplyDraft.objects.create(
        review=theirs, store="south", language="en", text="x", first_text="x", text_hash="x"
    )
    assert client.get(page("replydraft_change", draft.pk)).status_code == 302
    assert "Every negative" in client.get(page("replydraft_queue")).content.decode()


def test_hostile_reviews_are_text_on_the_queue_and_on_the_answers_page(
    shop, reviews, browser, page
):
    row = reviews.given(shop.product(), f"Bad, useless. {HOSTILE} bad bad", stars=1)
    address = page("replydraft_review", row.pk)
    browser.post(address, {"do": "draft"})
    for place in (page("replydraft_queue"), address):
        html = browser.get(place).content.decode()
        assert "<script>alert" not in html
        assert "<b onclick" not in html
        assert not set(html) & set("\u202e\u202c\x01")


def test_the_overview_counts_what_waits(complaint, reviews, browser, page):
    reviews.add(complaint.product, "Waits to be read.")
    html = browser.get(page("copyvariant_overview")).content.decode()
    assert '<span class="mai-tile-number">1</span> <span class="mai-tile-label">Reviews' in html
    assert page("replydraft_queue") in html
    assert page("trendalert_changelist") in html
