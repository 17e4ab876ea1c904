"""Reviews in the admin: the list, the page of one, corrections, and having them read again."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketing_ai.jobs.models import Job
from marketing_ai.reviews.models import Review, ReviewAspect, ReviewTally, Theme
from marketing_ai.reviews.services.figures import figures_of
from tests.admin.reviewshop import HOSTILE, Reviews


@pytest.fixture(autouse=True)
def _reader(settings):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "REVIEW_READER": "dummy"}


@pytest.fixture
def reviews(db):
    return Reviews()


@pytest.fixture
def table(shop):
    return shop.product()


def shown(html):
    """The ids of the reviews in a list."""
    return set(re.findall(r"/review/(\d+)/change/", html))


def act(browser, page, action, rows, **more):
    chosen = {"action": action, ACTION_CHECKBOX_NAME: [row.pk for row in rows], **more}
    return browser.post(page("review_changelist"), chosen)


# --- the list


def test_the_list_shows_what_was_read_by_sign_and_word(table, reviews, browser, page):
    reviews.given(table, "Great sound, but the lid broke and is bad. Useless.", stars=2)
    html = browser.get(page("review_changelist")).content.decode()
    assert '<span aria-hidden="true">−</span> negative' in html
    assert "mai-aspect-positive" in html
    assert "sound" in html
    assert "2 ★" in html
    assert "90 %" in html


@pytest.mark.parametrize("n", [2, 30])
def test_the_list_costs_the_same_queries_for_any_number_of_reviews(
    n, table, reviews, browser, page, django_assert_max_num_queries
):
    for number in range(n):
        reviews.add(table, f"Good sound number {number}, bad battery.")
    reviews.read()
    browser.get(page("review_changelist"))
    with django_assert_max_num_queries(8):
        assert browser.get(page("review_changelist")).status_code == 200


def test_the_filters_narrow_the_list(table, shop, reviews, browser, page):
    good = reviews.given(table, "Good sound.", verified=True)
    bad = reviews.given(table, "The battery is bad.", stars=1, incentivised=True)
    other = reviews.given(shop.product("Lamp"), "Nice enough, lovely design.")
    chinese = reviews.given(table, "电池很好，物流也很快，非常满意。")
    empty = reviews.given(table, "", stars=5)
    for query, expected in [
        ("polarity=positive", {good, other, chinese}),
        ("polarity=negative", {bad}),
        ("language=zh", {chinese}),
        ("stars=1", {bad}),
        ("verified__exact=1", {good}),
        ("incentivised__exact=1", {bad}),
        (f"product={other.product_id}", {other}),
        ("reason=no_words", {empty}),
        ("counted=negative", {bad}),
        ("kind=incentivised", {bad}),
        ("month=2026-03", {good, bad, other, chinese, empty}),
        ("month=2026-04", set()),
        ("q=battery", {bad}),
        ("product=no-key", set()),
        ("theme=x", set()),
        ("stars=9", set()),
    ]:
        html = browser.get(page("review_changelist", query=f"?{query}")).content.decode()
        assert shown(html) == {str(row.pk) for row in expected}, query


def test_a_theme_leads_to_the_reviews_that_count_in_it(table, reviews, browser, page):
    good = reviews.given(table, "Good battery.")
    bad = reviews.given(table, "The battery is bad.")
    reviews.given(table, "Good sound.")
    theme = good.aspects.get().theme_id
    address = page("review_changelist", query=f"?theme={theme}")
    assert shown(browser.get(address).content.decode()) == {str(good.pk), str(bad.pk)}
    html = browser.get(f"{address}&side=negative").content.decode()
    assert shown(html) == {str(bad.pk)}
    # a theme that no review of the product speaks of still narrows the list: to nothing
    other = browser.get(f"{address}&product=999999").content.decode()
    assert shown(other) == set()
    unspoken = Theme.objects.create(name="Nobody speaks of it")
    html = browser.get(page("review_changelist", query=f"?theme={unspoken.pk}")).content.decode()
    assert shown(html) == set()


def test_a_review_of_another_store_is_neither_listed_nor_opened(shop, reviews, sign_in, page):
    mine = reviews.given(shop.product(store="north"))
    theirs = reviews.given(shop.product(store="south"))
    client = sign_in(shop.user("analyse_reviews", groups=["store:north"]))
    assert shown(client.get(page("review_changelist")).content.decode()) == {str(mine.pk)}
    assert client.get(page("review_change", mine.pk)).status_code == 200
    answer = client.get(page("review_change", theirs.pk))
    assert answer.status_code == 302
    answer = client.post(page("review_change", theirs.pk), {"do": "correct", "label": "negative"})
    assert answer.status_code == 302
    theirs.refresh_from_db()
    assert theirs.corrected_label == ""


# --- one review


def test_the_page_marks_the_aspects_and_says_what_they_mean(table, reviews, browser, page):
    review = reviews.given(table, "Great sound, but the battery is bad.")
    html = browser.get(page("review_change", review.pk)).content.decode()
    assert re.search(r'mai-said-positive"[^>]*>sound', html)
    assert re.search(r'mai-said-negative"[^>]*>battery', html)


def test_hostile_text_is_shown_as_text_without_invisible_signs(table, reviews, browser, page):
    review = reviews.given(table, HOSTILE, title="<i>Hi</i>\u200b")
    for address in (page("review_change", review.pk), page("review_changelist")):
        html = browser.get(address).content.decode()
        assert "<script>alert" not in html
        assert "onclick=x" not in html
        assert "<b onclick" not in html
        assert not set(html) & set("\u202e\u202c\u200b\x01")
        assert "{{ 7|add:1 }}" in html
    review.refresh_from_db()
    assert "\u202e" in review.text  # the original is kept


def test_a_follow_up_is_shown_with_its_date_on_the_page_of_either_text(
    table, reviews, browser, page
):
    first = reviews.given(table, "Good sound.", at=0)
    later = reviews.given(table, "The battery broke.", at=40, follows_pk=first.source_pk)
    for row in (first, later):
        html = browser.get(page("review_change", row.pk)).content.decode()
        assert "40 days later" in html
        assert "First text" in html
    assert "in no number" not in html  # the follow-up counts with its review
    assert "with the review that it follows" in html


def test_an_unknown_review_is_not_found_rather_than_broken(browser, page, db):
    for key in ("999", "0", "x", "9" * 40):
        assert browser.get(f"/admin/marketing_ai/review/{key}/change/").status_code == 302


def test_the_page_costs_the_same_queries_however_many_aspects(
    table, reviews, browser, page, django_assert_max_num_queries
):
    few = reviews.given(table, "Good sound.")
    many = reviews.given(table, "Good sound. " + "Bad battery. Good lid, screen, price. " * 12)
    counts = []
    for row in (few, few, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(page("review_change", row.pk))
        counts.append(len(queries))
    assert counts[1] == counts[2]
    assert counts[2] <= 10


# --- corrections


def test_a_correction_moves_the_numbers_at_once_and_survives_a_new_model(
    table, reviews, browser, page, boss
):
    review = reviews.given(table, "Good sound.")
    address = page("review_change", review.pk)
    answer = browser.post(address, {"do": "correct", "label": "negative"}, follow=True)
    assert "Corrected" in answer.content.decode()
    assert "(corrected)" in answer.content.decode()
    total = figures_of(table.pk).total
    assert (total["positive"], total["negative"]) == (0, 1)
    # a newer model reads everything again
    Review.objects.update(state="pending", read_model="older@0")
    reviews.read()
    review.refresh_from_db()
    assert (review.label, review.effective_label) == ("positive", "negative")
    assert review.corrected_by == boss
    total = figures_of(table.pk).total
    assert (total["positive"], total["negative"]) == (0, 1)
    browser.post(address, {"do": "correct", "label": ""})
    total = figures_of(table.pk).total
    assert (total["positive"], total["negative"]) == (1, 0)


def test_an_aspect_that_is_none_leaves_its_theme(table, reviews, browser, page):
    review = reviews.given(table, "Good sound.")
    aspect = review.aspects.get()
    assert [one.share.k for one in figures_of(table.pk).themes] == [1]
    address = page("review_change", review.pk)
    browser.post(address, {"do": "aspect", "aspect": aspect.pk, "verdict": "wrong"})
    assert figures_of(table.pk).themes == ()
    browser.post(address, {"do": "aspect", "aspect": aspect.pk, "verdict": "negative"})
    assert [one.negative for one in figures_of(table.pk).themes] == [1]
    browser.post(address, {"do": "aspect", "aspect": aspect.pk, "verdict": "right"})
    assert [one.positive for one in figures_of(table.pk).themes] == [1]


@pytest.mark.parametrize(
    "posted",
    [
        {"do": "correct", "label": "splendid"},
        {"do": "aspect", "aspect": "1", "verdict": ""},
        {"do": "aspect", "aspect": "x", "verdict": "wrong"},
        {"do": "anything"},
        {},
    ],
)
def test_a_button_with_another_value_changes_nothing(posted, table, reviews, browser, page):
    review = reviews.given(table, "Good sound.")
    answer = browser.post(page("review_change", review.pk), posted)
    assert answer.status_code == 302
    review.refresh_from_db()
    assert review.corrected_label == ""
    assert not ReviewAspect.objects.exclude(wrong=False, corrected_label="").exists()


def test_who_may_only_look_cannot_correct_explain_or_analyse(table, shop, reviews, sign_in, page):
    review = reviews.given(table, "Good sound.")
    client = sign_in(shop.user("view_marketing"))
    html = client.get(page("review_change", review.pk)).content.decode()
    assert 'name="do"' not in html
    for posted in ({"do": "correct", "label": "negative"}, {"do": "explain"}):
        client.post(page("review_change", review.pk), posted)
    act(client, page, "mark_wrong", [review], _correct="1", label="negative")
    act(client, page, "analyse_again", [review], _start="1", analyse_form="1", again="on")
    review.refresh_from_db()
    assert review.corrected_label == ""
    assert not Job.objects.exists()


def test_several_readings_are_marked_wrong_after_a_question(table, reviews, browser, page):
    rows = [reviews.given(table, f"Good sound {n}.") for n in range(3)]
    html = act(browser, page, "mark_wrong", rows).content.decode()
    assert "3 readings are corrected" in html
    assert not Review.objects.exclude(corrected_label="").exists()
    act(browser, page, "mark_wrong", rows[:2], _correct="1", label="neutral")
    assert Review.objects.filter(corrected_label="neutral").count() == 2
    assert figures_of(table.pk).total["neutral"] == 2


# --- explain


def test_a_worker_explains_which_words_moved_the_reading(table, reviews, browser, page, work):
    review = reviews.given(table, "The lid is fine and the sound is great.")
    address = page("review_change", review.pk)
    answer = browser.post(address, {"do": "explain"}, follow=True)
    assert "loads again when it is done" in answer.content.decode()
    work(Job.objects.get(kind="reviews.explain"))
    html = browser.get(address).content.decode()
    assert re.search(r'mai-said-positive"[^>]*>great', html)
    assert "loads again when it is done" not in html
    # another text: the old explanation says nothing of it
    Review.objects.update(text="Bad battery.", text_hash="another")
    assert "moved the reading most" not in browser.get(address).content.decode()


def test_an_explanation_of_a_text_edited_meanwhile_is_an_error_of_its_row(
    table, reviews, browser, page, work
):
    review = reviews.given(table, "Good sound.")
    browser.post(page("review_change", review.pk), {"do": "explain"})
    Review.objects.update(text="Other.", text_hash="another")
    job = work(Job.objects.get(kind="reviews.explain"))
    assert job.state == "failed"
    assert job.errors.get().code == "text_changed"


# --- analyse again


def test_analysing_again_writes_nothing_before_start(table, reviews, browser, page, work):
    rows = [reviews.given(table, f"Good sound {n}.") for n in range(3)]
    html = act(browser, page, "analyse_again", rows).content.decode()
    assert "3 reviews are selected" in html
    assert "3 of 3 reviews will be read" in html
    assert not Job.objects.exists()
    selection = re.search(r'name="selection" value="(\w+)"', html)[1]
    answer = act(
        browser,
        page,
        "analyse_again",
        rows,
        analyse_form="1",
        again="on",
        selection=selection,
        _start="1",
    )
    job = Job.objects.get(kind="reviews.analyse")
    assert answer["Location"] == page("job_change", job.pk)
    assert work(job).done == 3


def test_a_selection_that_changed_meanwhile_is_shown_once_more(table, reviews, browser, page):
    row = reviews.given(table)
    answer = act(
        browser, page, "analyse_again", [row], analyse_form="1", selection="other", _start="1"
    )
    assert "has changed meanwhile" in answer.content.decode()
    assert not Job.objects.exists()


# --- what was left out


def test_the_report_names_every_reason_and_leads_to_the_rows(table, reviews, browser, page):
    reviews.given(table, "", stars=5)
    reviews.given(table, "Buy followers at www.spam.example now, best price, click here!!!")
    reviews.given(table, "Good sound.")
    html = browser.get(page("review_left_out")).content.decode()
    assert "Stars without words." in html
    for address, n in re.findall(r'href="([^"]*\?(?:reason|suspect)=[^"]*)">(\d+)</a>', html):
        listed = browser.get(address.replace("&amp;", "&")).content.decode()
        assert len(shown(listed)) == int(n), address
    assert "reason=no_words" in html


def test_numbers_of_the_page_are_those_of_the_tables(table, reviews):
    for text in ("Good sound.", "Bad battery.", "It is a lid."):
        reviews.given(table, text)
    total = figures_of(table.pk).total
    assert total["n"] == 3
    assert ReviewTally.objects.count() == 1
    assert reverse("admin:marketing_ai_review_changelist")


def test_the_list_never_counts_the_rows_of_each_choice(
    table, reviews, browser, page, django_assert_max_num_queries
):
    reviews.given(table, "Good sound.")
    browser.get(page("review_changelist"))
    with django_assert_max_num_queries(8):
        html = browser.get(page("review_changelist", query="?_facets=True")).content.decode()
    assert "+ positive (1)" not in html
    for name in ("theme", "trendalert", "replydraft", "reviewinsight"):
        assert browser.get(page(f"{name}_changelist", query="?_facets=True")).status_code == 200
