"""What one voice adds to the numbers, and that sums move by exactly that."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from marketing_ai.reviews import counting, tallies
from marketing_ai.reviews.counting import Contribution, Part, contribution
from marketing_ai.reviews.models import ReviewTally, ThemeTally
from marketing_ai.reviews.services import themes

JUNE = datetime(2026, 6, 30, 23, 59, tzinfo=UTC)


def part(label="positive", *, days=0, **fields):
    return Part(
        **{
            "written": JUNE + timedelta(days=days),
            "label": label,
            "has_words": True,
            "counts": True,
            **fields,
        }
    )


def voice(*parts, product="7", voice="review", **fields):
    given = {"verified": False, "incentivised": False, **fields}
    return contribution(product=product, voice=voice, parts=parts, **given)


def test_a_review_counts_in_the_month_of_its_first_text_by_its_stars_and_polarity():
    found = voice(part(stars=4, themes={3: ["positive"]}), part("negative", days=40))
    assert found.month == "2026-06-01"
    assert found.sums == {
        "n": 1,
        "n_text": 1,
        "negative": 1,
        "stars_4": 1,
        "changed": 1,
        "changed_days": 40,
    }


def test_a_follow_up_that_cannot_be_told_leaves_the_first_ones_polarity():
    found = voice(part("negative"), part("unknown", days=3))
    assert found.sums["negative"] == 1
    assert "changed" not in found.sums


def test_both_texts_of_a_voice_speak_of_a_theme_once():
    found = voice(
        part(themes={1: ["positive"], 2: ["neutral"]}),
        part("negative", days=9, themes={1: ["negative", "negative"], 2: ["positive"]}),
    )
    assert found.themes == {1: "mixed", 2: "positive"}


def test_stars_without_words_and_default_texts_are_in_no_n_of_n():
    silent = voice(part("unknown", has_words=False, reason="no_words", stars=5))
    assert silent.sums == {"n": 1, "stars_5": 1}
    platform = voice(part("unknown", has_words=False, reason="default_text", stars=5))
    assert platform.sums == {"n": 1, "default_text": 1, "stars_5": 1}
    photos = voice(part("unknown", has_words=False, reason="no_words", n_photos=2))
    assert photos.sums == {"n": 1, "photo_only": 1}


@pytest.mark.parametrize("kind", ["question", "comment"])
def test_questions_and_comments_speak_of_themes_and_never_of_the_score(kind):
    found = voice(part("negative", stars=1, themes={4: ["negative"]}), voice=kind)
    assert found.sums == {"n": 1, "n_text": 1}
    assert found.themes == {4: "negative"}


def test_what_is_left_out_is_in_no_number_and_nothing_without_a_product():
    assert voice(part(counts=False, stars=1)) == Contribution()
    assert voice(part(), product="") == Contribution()
    assert (
        contribution(product="1", voice="review", verified=True, incentivised=False, parts=[])
        == Contribution()
    )


def test_a_left_out_follow_up_changes_nothing():
    assert voice(part(), part("negative", counts=False)) == voice(part())


def test_a_voice_without_a_theme_is_counted_as_such():
    assert voice(part()).sums["without_theme"] == 1
    assert "without_theme" not in voice(part(themes={1: ["positive"]})).sums


def test_what_a_row_holds_reads_back_the_same():
    for found in (Contribution(), voice(part(stars=2, themes={5: ["negative"]}), verified=True)):
        assert Contribution.from_json(found.as_json()) == found


# --- sums --------------------------------------------------------------------------------------


@pytest.fixture
def theme_pks(db):
    from marketing_ai.reviews.models import Theme

    themes.ensure_shipped()
    return list(Theme.objects.values_list("pk", flat=True)[:4])


def anything(rng, products, theme_pks):
    if rng.random() < 0.2:
        return Contribution()
    labels = ["positive", "neutral", "negative", "unknown"]
    return contribution(
        product=str(rng.choice(products)),
        voice=rng.choice(["review", "review", "question"]),
        verified=rng.random() < 0.5,
        incentivised=rng.random() < 0.2,
        parts=[
            part(
                rng.choice(labels),
                days=-30 * rng.randrange(4),
                stars=rng.choice([None, 1, 2, 3, 4, 5]),
                themes={
                    theme: rng.choices(labels, k=2)
                    for theme in rng.sample(theme_pks, rng.randrange(3))
                },
            )
        ],
    )


def stored(model, sums):
    """All sums by key, without zeros."""
    keys = [name for name in tallies.THEME_KEYS if name in {f.attname for f in model._meta.fields}]
    found = {}
    for row in model.objects.values(*keys, *sums):
        values = {name: row[name] for name in sums if row[name]}
        if values:
            found[tuple(str(row[name]) for name in keys)] = values
    return found


def test_sums_are_those_of_the_present_contributions_after_any_order_of_changes(shop, theme_pks):
    """500 changes in batches of random size, compared with counting all voices from nothing."""
    rng = random.Random(11)
    products = [shop.product(f"P{i}").pk for i in range(3)]
    voices = [Contribution() for _ in range(60)]
    left = 500
    while left > 0:
        chosen = rng.sample(range(60), rng.randint(1, 25))
        pairs = []
        for at in chosen:
            after = anything(rng, products, theme_pks)
            pairs.append((voices[at], after))
            voices[at] = after
        tallies.apply_difference(pairs)
        left -= len(chosen)
    by_key, by_theme = {}, {}
    for one in voices:
        if one.product:
            kind = (one.month, one.voice, str(one.verified), str(one.incentivised))
            by_key.setdefault((one.product, *kind), Counter()).update(one.sums)
            for theme, side in one.themes.items():
                row = by_theme.setdefault((one.product, str(theme), *kind), Counter())
                row.update({"n": 1, side: 1})
    assert stored(ReviewTally, tallies.TALLY_SUMS) == {k: dict(v) for k, v in by_key.items()}
    assert stored(ThemeTally, tallies.THEME_SUMS) == {k: dict(v) for k, v in by_theme.items()}


def test_taking_everything_back_leaves_zeros(shop, theme_pks):
    rng = random.Random(3)
    products = [shop.product("P").pk]
    voices = [anything(rng, products, theme_pks) for _ in range(40)]
    tallies.apply_difference((Contribution(), one) for one in voices)
    moved = tallies.apply_difference((one, Contribution()) for one in voices)
    assert moved == {str(products[0])}
    assert stored(ReviewTally, tallies.TALLY_SUMS) == {}
    assert stored(ThemeTally, tallies.THEME_SUMS) == {}


@pytest.mark.parametrize("n", [1, 300])
def test_a_batch_is_two_statements(n, shop, theme_pks, django_assert_num_queries):
    product = str(shop.product("P").pk)
    pairs = [
        (Contribution(), voice(part(themes={theme_pks[i % 4]: ["positive"]}), product=product))
        for i in range(n)
    ]
    with django_assert_num_queries(2):
        tallies.apply_difference(pairs)
    row = ReviewTally.objects.get()
    assert (row.n, row.month) == (n, date(2026, 6, 1))


def test_no_difference_is_no_statement(db, django_assert_num_queries):
    same = voice(part())
    with django_assert_num_queries(0):
        assert tallies.apply_difference([(same, same)]) == set()


def test_sides_of_a_theme():
    assert counting.side(["positive", "negative", "neutral"]) == "mixed"
    assert counting.side(["unknown"]) == "neutral"
    assert counting.side(["neutral", "negative"]) == "negative"
