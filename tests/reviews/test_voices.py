"""Other voices and follow-ups: what they add, and that only reviews make the score."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from marketing_ai.reviews import intake
from marketing_ai.reviews.models import Review, ReviewInsight, ReviewTally, Voice
from marketing_ai.reviews.services import insight
from marketing_ai.reviews.source import SHOP, Snapshot
from tests.settings import MARKETING_AI

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _dummy():
    with override_settings(
        MARKETING_AI={**MARKETING_AI, "REVIEW_READER": "dummy", "SUMMARY_MIN_REVIEWS": 5}
    ):
        yield


@pytest.fixture
def kettle(shop):
    return shop.product("Kettle")


def _take(product, text, pk, *, source=SHOP, **fields):
    values = {
        "source_pk": pk,
        "product_pk": None if product is None else product.pk,
        "text": text,
        "written": NOON,
        "author_ref": f"author {pk}",
        **fields,
    }
    intake.take_in(source, [Snapshot(**values)], now=timezone.now())


def _score(shop, product):
    """What the score and the polarity counts are made of."""
    sums = {}
    for row in ReviewTally.objects.filter(product=product.pk, voice=Voice.REVIEW).values():
        for name in ("n", "n_text", "positive", "neutral", "negative", "unknown", "stars_5"):
            sums[name] = sums.get(name, 0) + row[name]
    return sums


def _reviews(product, n=8):
    for i in range(n):
        _take(product, f"The battery is good, no. {i}.", f"r{i}", stars=5)


@pytest.mark.parametrize("voice", [Voice.QUESTION, Voice.COMMENT])
def test_other_voices_feed_themes_and_never_the_score(voice, shop, kettle, worker):
    _reviews(kettle)
    worker.drain()
    before, themes = _score(shop, kettle), dict.fromkeys(row[0] for row in shop.themes(kettle))
    assert before["positive"] == 8

    for i in range(20):
        _take(
            kettle,
            f"The sound is terrible, bad price, case {i}!",
            f"v{i}",
            voice=voice,
            stars=1,
            source="social",
        )
    worker.drain()

    assert _score(shop, kettle) == before
    after = {row[0]: row for row in shop.themes(kettle)}
    assert set(after) - set(themes) >= {"sound"}
    assert after["sound"][3] == 20
    # counted as what they are
    [n] = ReviewTally.objects.filter(product=kettle.pk, voice=voice).values_list("n", flat=True)
    assert n == 20
    for column in ("positive", "negative", "stars_1"):
        assert not ReviewTally.objects.filter(
            product=kettle.pk, voice=voice, **{f"{column}__gt": 0}
        ).exists()


def test_the_products_score_is_the_same_with_and_without_comments(shop, kettle, worker):
    mug = shop.product("Mug")
    for product, mark in ((kettle, "k"), (mug, "m")):
        for i in range(6):
            text = f"{mark}{i}: the battery is {'good' if i else 'terrible'}."
            _take(product, text, f"{mark}{i}", stars=5)
    for i in range(30):
        _take(mug, f"Terrible! Bad! {i}", f"c{i}", voice=Voice.COMMENT, source="social")
    worker.drain()
    insight.refresh_dirty(now=timezone.now())
    scores = [
        (row.score, row.score_low, row.score_high)
        for row in (ReviewInsight.objects.get(product=p.pk) for p in (kettle, mug))
    ]
    assert scores[0] == scores[1]
    assert scores[0][0] is not None


def test_a_comment_about_no_product_is_read_and_counts_nowhere(shop, worker):
    _take(None, "Your delivery is terrible.", "c", voice=Voice.COMMENT, source="social")
    worker.drain()
    row = Review.objects.get()
    assert (row.state, row.label) == ("read", "negative")
    assert row.counted == {}


# --- follow-ups


def _voice(product, *texts, days=30):
    for i, text in enumerate(texts):
        _take(
            product,
            text,
            f"f{i}",
            follows_pk="f0" if i else "",
            stars=5,
            author_ref="kim",
            written=NOON + timedelta(days=days * i),
        )


def test_a_review_and_its_follow_up_are_one_voice_and_the_later_one_counts(shop, kettle, worker):
    _voice(kettle, "The battery is good.", "The battery is terrible now.")
    worker.drain()
    sums = shop.sums(kettle)
    assert (sums["n"], sums["n_text"]) == (1, 1)
    assert (sums.get("positive", 0), sums["negative"]) == (0, 1)
    assert (sums["changed"], sums["changed_days"]) == (1, 30)
    assert shop.themes(kettle) == [("battery", 0, 0, 0, 1)]  # good and bad of it: mixed


def test_a_follow_up_that_comes_first_finds_its_review(shop, kettle, worker):
    fields = {"stars": 5, "author_ref": "kim"}
    _take(kettle, "Broke after a week, terrible.", "f1", follows_pk="f0", **fields)
    worker.drain()
    _take(kettle, "The battery is good.", "f0", written=NOON - timedelta(days=7), **fields)
    worker.drain()
    sums = shop.sums(kettle)
    assert (sums["n"], sums["negative"], sums["changed_days"]) == (1, 1, 7)


def test_a_follow_up_without_an_opinion_leaves_the_first_word(shop, kettle, worker):
    _voice(kettle, "The battery is good.", "")
    worker.drain()
    sums = shop.sums(kettle)
    assert sums["positive"] == 1
    assert "changed" not in sums


def test_a_removed_follow_up_gives_the_first_word_back(shop, kettle, worker):
    _voice(kettle, "The battery is good.", "The battery is terrible now.")
    worker.drain()
    intake.remove(SHOP, ["f1"], now=timezone.now())
    worker.drain()
    sums = shop.sums(kettle)
    assert (sums["positive"], sums.get("negative", 0), sums.get("changed", 0)) == (1, 0, 0)


def test_a_removed_review_takes_its_follow_up_along(shop, kettle, worker):
    _voice(kettle, "The battery is good.", "The battery is terrible now.")
    worker.drain()
    intake.remove(SHOP, ["f0"], now=timezone.now())
    worker.drain()
    assert shop.sums(kettle).get("n", 0) <= 1
    assert "changed" not in shop.sums(kettle)


def test_a_paid_follow_up_is_suspected_once(shop, kettle, worker):
    _voice(kettle, "The battery is good.", "I got a gift card for this review, good battery.")
    worker.drain()
    assert shop.sums(kettle)["suspect"] == 1
    assert shop.sums(kettle)["n"] == 1
