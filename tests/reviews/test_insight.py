"""What is said of a product: its summary, when it is built, how it ends; the write-back."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone

from marketing_ai import reviews, signals
from marketing_ai.conf import user_settings
from marketing_ai.inference.dummy_reader import _BAD, _GOOD, _NOUNS
from marketing_ai.reviews import cues, services, summary
from marketing_ai.reviews.models import InsightQuote, Review, ReviewInsight
from marketing_ai.reviews.public import public_insight
from marketing_ai.reviews.services.insight import refresh, refresh_dirty

VERIFICATION = {"en": "Reviewers bought here.", "zh": "评价者均在本店购买。"}

WORDS = [
    word
    for word in Path(reviews.__file__).with_name("words_en.txt").read_text().split()
    if 4 <= len(word) <= 9
    and not any(known.search(word) for known in (_BAD, _GOOD, _NOUNS))
    and not cues.find(word)
]


def texts(what, seed):
    """Endless reviews that say this and something else, each in words of its own."""
    rng = random.Random(seed)
    while True:
        yield f"{what} while I {' '.join(rng.sample(WORDS, 14))}."


@pytest.fixture(autouse=True)
def _usual_minimum(settings):
    usual = {
        "SUMMARY_MIN_REVIEWS": 30,
        "SUMMARY_MIN_SHARE": 0.1,
        "REVIEW_VERIFICATION": VERIFICATION,
    }
    settings.MARKETING_AI = {**settings.MARKETING_AI, **usual}


@pytest.fixture
def talk(shop, worker):
    """Lets customers write n reviews that say something, and has them read."""
    sources, days = {}, itertools.count()

    def write(product, n, what, *, read=True, **fields):
        found = sources.setdefault((product.pk, what), texts(what, f"{product.pk} {what}"))
        rows = [
            shop.review(
                product,
                next(found),
                author_name=f"A{product.pk}-{i}-{what}",
                created=timezone.now() - timedelta(days=3 * next(days)),
                **fields,
            )
            for i in range(n)
        ]
        if read:
            worker.drain()
            refresh_dirty(now=timezone.now())
        return rows

    return write


@pytest.fixture
def kettle(shop):
    return shop.product("Kettle")


def insight_of(product, language="en"):
    found = public_insight(product.pk, language=language)
    assert found is not None
    return found


def named(view):
    return {theme.name: theme for theme in view.named_themes}


def quoted(view):
    return [quote.text for quote in view.summary.quotes] if view.summary else []


def test_below_the_minimum_a_product_shows_counts_and_no_sentence(talk, kettle):
    talk(kettle, 5, "Good sound")
    view = insight_of(kettle)
    assert (view.status, view.summary) == ("too_few", None)
    assert view.n_used == 5
    assert named(view)["Sound quality"].positive == 5


def test_a_theme_at_the_minimum_share_is_named_and_one_below_it_is_not(talk, kettle):
    talk(kettle, 27, "Good sound", read=False)
    talk(kettle, 3, "Bad battery", read=False)
    talk(kettle, 2, "Good price")
    view = insight_of(kettle)
    assert view.summary.n_used == 32
    # 3 of 32 is less than a tenth
    assert set(named(view)) == {"Sound quality"}
    talk(kettle, 1, "Terrible battery")
    view = insight_of(kettle)
    assert {name: (c.n, c.negative) for name, c in named(view).items()} == {
        "Sound quality": (27, 0),
        "Battery life": (4, 4),
    }
    assert [theme.name for theme in view.themes if not theme.named] == ["Price and value"]


def test_every_sentence_carries_n_of_n_both_sides_and_no_other_number(talk, kettle):
    talk(kettle, 20, "Good sound", read=False)
    talk(kettle, 10, "Bad sound", read=False)
    talk(kettle, 4, "Good battery. The battery is bad")
    for language in ("en", "zh-hans"):
        view = insight_of(kettle, language)
        assert len(view.summary.sentences) == 3
        for sentence in view.summary.sentences:
            name = next((t.name for t in view.themes if t.theme == sentence.theme), "")
            assert summary.untraceable(sentence, name=name) == []
            assert {"of", "positive", "negative"} <= set(sentence.counts)
    sound = insight_of(kettle).summary.sentences[1]
    assert sound.text == (
        "“Sound quality” is spoken of in 30 of 34 reviews: 20 positive and 10 negative."
    )


def test_quotes_are_verbatim_of_both_sides_and_of_that_product(talk, shop, kettle):
    mug = shop.product("Mug")
    talk(kettle, 30, "Good sound", read=False)
    talk(kettle, 5, "Bad sound", read=False)
    talk(mug, 30, "Perfect sound")
    view = insight_of(kettle)
    (sound,) = view.themes
    quotes = view.quotes_on(sound.theme)
    assert sorted(quote.label for quote in quotes) == [
        "negative",
        "negative",
        "positive",
        "positive",
    ]
    for quote in quotes:
        review = Review.objects.get(pk=quote.review)
        assert quote.text in review.text
        assert review.product_id == kettle.pk


def test_a_summary_is_built_again_after_a_fifth_more_and_not_before(talk, kettle):
    talk(kettle, 30, "Good sound")
    built = ReviewInsight.objects.get(product_id=kettle.pk).built
    talk(kettle, 5, "Bad battery")
    row = ReviewInsight.objects.get(product_id=kettle.pk)
    assert (row.built, row.n_text, row.dirty) == (built, 30, None)
    assert insight_of(kettle).n_used == 35
    talk(kettle, 1, "Bad screen")
    row.refresh_from_db()
    assert row.built > built
    assert row.n_text == 36


def test_a_summary_is_built_again_after_a_twentieth_was_lost(talk, kettle):
    rows = talk(kettle, 40, "Good sound")
    quoted = set(InsightQuote.objects.values_list("review__source_pk", flat=True))
    row = ReviewInsight.objects.get(product_id=kettle.pk)
    built = row.built
    spare = [review for review in rows if str(review.pk) not in quoted]
    spare[0].delete()
    talk(kettle, 0, "")
    row.refresh_from_db()
    assert (row.built, row.lost) == (built, 1)
    spare[1].delete()
    talk(kettle, 0, "")
    row.refresh_from_db()
    assert row.built > built
    assert (row.n_text, row.lost) == (38, 0)


@pytest.mark.parametrize("what", ["edited", "deleted", "unapproved"])
def test_a_summary_ends_at_once_when_a_review_that_it_quotes_changes(
    talk, shop, kettle, worker, what
):
    talk(kettle, 40, "Good sound")
    quote = InsightQuote.objects.first()
    review = type(shop.unsaved(kettle)).objects.get(pk=quote.review.source_pk)
    words = quote.review.full_text[quote.start : quote.end]
    if what == "edited":
        review.text = "Good sound. I wrote this anew after a month of use."
        review.save()
    elif what == "deleted":
        review.delete()
    else:
        review.status = "pending"
        review.save()
    # before any worker came
    assert words not in quoted(insight_of(kettle)) or what == "deleted"
    worker.drain()
    stale = insight_of(kettle)
    assert (stale.status, stale.summary) == ("preparing", None)
    refresh_dirty(now=timezone.now())
    fresh = insight_of(kettle)
    assert fresh.status == "summary"
    assert fresh.summary.n_used == (40 if what == "edited" else 39)


def test_a_follow_up_is_not_quoted_while_the_review_that_it_follows_may_not_be_shown(
    talk, shop, kettle
):
    rows = talk(kettle, 40, "Good sound")
    quote = InsightQuote.objects.select_related("review").first()
    first = Review.objects.exclude(source_pk=quote.review.source_pk).first()
    Review.objects.filter(pk=quote.review_id).update(follows=first)
    words = quoted(insight_of(kettle))
    Review.objects.filter(pk=first.pk).update(approved=False)
    assert len(rows) == 40
    assert len(quoted(insight_of(kettle))) < len(words)


def test_too_few_left_end_the_summary(talk, kettle):
    rows = talk(kettle, 30, "Good sound")
    rows[0].delete()
    talk(kettle, 0, "")
    view = insight_of(kettle)
    assert (view.status, view.summary) == ("too_few", None)


def test_numbers_stand_on_the_product_and_the_summary_with_the_shops_sentence(talk, kettle):
    with override_settings(MARKETING_AI={**user_settings(), "REVIEW_VERIFICATION": VERIFICATION}):
        talk(kettle, 24, "Good sound", read=False)
        talk(kettle, 6, "Bad sound")
    kettle.refresh_from_db()
    assert kettle.marketing_review_score == pytest.approx(0.6)
    assert kettle.marketing_review_count == 30
    (aspect,) = kettle.marketing_aspects
    assert aspect == {
        "theme": aspect["theme"],
        "name": "Sound quality",
        "positive": 24,
        "negative": 6,
        "n": 30,
    }
    assert kettle.marketing_review_summary.endswith(
        "24 positive and 6 negative. Reviewers bought here."
    )
    assert type(kettle).objects.filter(marketing_review_score__gt=0.5).get() == kettle


def test_without_the_shops_sentence_no_summary_stands_on_the_product(talk, kettle):
    with override_settings(MARKETING_AI={**user_settings(), "REVIEW_VERIFICATION": {}}):
        talk(kettle, 30, "Good sound")
    kettle.refresh_from_db()
    assert kettle.marketing_review_count == 30
    assert kettle.marketing_review_summary == ""


def test_a_statement_in_another_language_serves_the_product_as_it_serves_its_page(
    talk, shop, settings
):
    english = {"REVIEW_VERIFICATION": {"en": VERIFICATION["en"]}}
    settings.MARKETING_AI = {**settings.MARKETING_AI, **english}
    kettle = shop.product("Kettle", language="zh-hans")
    talk(kettle, 31, "Good sound")
    kettle.refresh_from_db()
    assert kettle.marketing_review_summary.endswith(VERIFICATION["en"])
    assert insight_of(kettle, "zh-hans").status == "summary"


def test_a_paid_for_review_counts_and_weighs_nothing_in_the_score(talk, kettle):
    talk(kettle, 4, "Good sound", incentivised=True)
    talk(kettle, 2, "Bad sound")
    view = insight_of(kettle)
    assert view.score.value == -1
    assert (view.n_used, view.incentivised["n_text"]) == (6, 4)
    assert named(view)["Sound quality"].incentivised == 4


def test_a_review_that_moves_to_another_product_leaves_the_first_ones_insight(talk, shop, kettle):
    mug = shop.product("Mug")
    (review,) = talk(kettle, 1, "Good sound")
    review.product = mug
    review.save()
    talk(kettle, 0, "")
    kettle.refresh_from_db()
    mug.refresh_from_db()
    assert (kettle.marketing_review_count, mug.marketing_review_count) == (0, 1)
    assert kettle.marketing_review_score is None


def test_receivers_are_told_of_the_products_whose_insight_moved(
    talk, kettle, django_capture_on_commit_callbacks
):
    told = []

    def listen(sender, product_pks, **kwargs):
        told.append(list(product_pks))

    signals.insight_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            talk(kettle, 1, "Good sound")
    finally:
        signals.insight_changed.disconnect(listen)
    assert told == [[kettle.pk]]


@pytest.mark.parametrize("n", [1, 30])
def test_many_products_are_refreshed_by_the_same_few_statements(
    talk, shop, n, django_assert_max_num_queries
):
    for number in range(n):
        talk(shop.product(f"P{number}"), 2, "Good sound", read=False)
    talk(shop.product("Last"), 0, "", read=False)
    while services.drain_pending(now=timezone.now).claimed:
        pass
    with django_assert_max_num_queries(24):
        assert refresh_dirty(now=timezone.now()) == n


def test_refreshing_twice_says_the_same(talk, kettle):
    talk(kettle, 32, "Good sound")
    before = insight_of(kettle)
    assert refresh_dirty(now=timezone.now()) == 0
    assert refresh([kettle.pk], now=timezone.now() + timedelta(hours=1)) == 1
    after = insight_of(kettle)
    assert (after.summary.sentences, quoted(after)) == (before.summary.sentences, quoted(before))
    assert replace(after, summary=None) == replace(before, summary=None)
