"""Which theme a term belongs to, and what people may do with themes."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from django.utils import timezone

from marketing_ai.exceptions import ThemeUnusable
from marketing_ai.reviews import nearness, theme_data, theme_list, themes
from marketing_ai.reviews.models import Review, ReviewAspect, Theme, ThemeTerm
from marketing_ai.reviews.services import themes as service


@pytest.mark.parametrize(
    ("term", "theme"),
    [
        ("battery life", "battery"),
        ("Batteries", "battery"),
        ("my phone's battery", "battery"),
        ("quality of the sound", "sound"),
        ("screen quality", "screen"),
        ("fit in the waist", "fit"),
        ("size of the screen", "screen"),
        ("red colour", "color"),
        ("customer service rep", "service"),
        ("delivery guys", "delivery"),
        ("wi-fi", "connectivity"),
        ("电池续航能力", "battery"),
        ("后排空间", "capacity"),
        ("屏幕质量", "screen"),
        ("物流很快", "delivery"),
        ("它的价格", "price"),
        ("ＢＡＴＴＥＲＹ", "battery"),
        ("flux capacitor", ""),
        ("", ""),
        ("!!!", ""),
        ("🔋", ""),
    ],
)
def test_a_term_finds_its_theme_by_its_head(term, theme):
    assert themes.find(term) == theme


def test_the_thing_itself_is_no_theme():
    assert themes.find("this phone") == themes.THE_PRODUCT
    assert themes.find("phone case") == "accessories"


def test_a_word_of_two_themes_is_decided_by_its_text():
    assert themes.find("味道", text="味道很好闻，洗完头发很香") == "smell"
    assert themes.find("味道", text="味道不错，就是有点咸") == "taste"


def test_a_shops_own_term_goes_before_the_shipped_ones():
    assert themes.find("battery", own={"battery": "#5"}) == "#5"
    assert themes.find("long battery", own={"long battery": "#5"}) == "#5"
    assert themes.find("battery", own={"long battery": "#5"}) == "battery"


def test_no_term_belongs_to_two_themes_and_every_theme_has_both_languages():
    counted = Counter(term for theme in theme_list.shipped().values() for term in theme.terms)
    assert [term for term, n in counted.items() if n > 1] == []
    assert len(theme_list.shipped()) >= 80
    for theme in theme_list.shipped().values():
        assert theme.name
        assert theme_list.CJK.search(theme.name_zh)
        assert theme_list.CJK.search("".join(theme.terms))
        assert any(not theme_list.CJK.search(term) for term in theme.terms)
        assert themes.find(theme.terms[0]) == theme.key


def test_the_words_of_weak_heads_are_normalised():
    for language in theme_data.WEAK:
        for word in themes._weak(language):
            assert theme_list.normalise(word) == word


# --- nearness ----------------------------------------------------------------------------------


def embed_by(near):
    """Vectors of their own for all terms, but those of `near` lie at the term they name."""
    places = {}

    def embed(texts):
        rows = np.zeros((len(texts), 8000), dtype=np.float32)
        for at, text in enumerate(texts):
            name, cosine = near.get(text, (text, 1.0))
            rows[at, places.setdefault(name, len(places))] = cosine
            rows[at, 5999] = (1 - cosine**2) ** 0.5
        return rows

    return embed


def test_only_a_term_that_lies_near_enough_to_one_theme_is_placed():
    embed = embed_by({"accu": ("battery", 0.99), "accumulator": ("battery", 0.9)})
    assert nearness.nearest(["accu", "accumulator", "zebra"], embed=embed) == {"accu": "battery"}


# --- what people do ----------------------------------------------------------------------------


def settle():
    return service.settle(now=timezone.now)


def test_aspects_get_their_theme_when_they_are_stored(shop, worker):
    product = shop.product()
    shop.review(product, "Good sound, but a bad battery.")
    worker.drain()
    assert shop.themes(product) == [("battery", 0, 0, 1, 0), ("sound", 1, 0, 0, 0)]


def test_merged_themes_count_as_one_and_each_voice_once(shop, worker):
    product = shop.product()
    shop.review(product, "Good sound. I bought it in spring for my daughter.")
    shop.review(product, "Good battery, bad sound. We took it to the sea and back.")
    worker.drain()
    battery, sound = (Theme.objects.get(key=key) for key in ("battery", "sound"))
    service.merge(battery, into=sound)
    assert settle() == 1
    assert shop.themes(product) == [("sound", 1, 0, 0, 1)]
    assert settle() == 0


def test_a_merge_holds_for_what_is_read_later_by_any_model(shop, worker):
    product = shop.product()
    shop.review(product, "Good battery, it lasts a long week in the mountains.")
    worker.drain()
    service.merge(Theme.objects.get(key="battery"), into=Theme.objects.get(key="sound"))
    shop.review(product, "Bad battery, after one hour in the train it was empty.")
    Review.objects.update(read_model="older", state="pending")
    worker.drain()
    assert shop.themes(product) == [("sound", 1, 0, 1, 0)]


def test_a_merge_into_a_merged_theme_or_itself_is_refused(shop, worker):
    service.ensure_shipped()
    a, b, c = (Theme.objects.get(key=key) for key in ("battery", "sound", "screen"))
    with pytest.raises(ThemeUnusable):
        service.merge(a, into=a)
    service.merge(a, into=b)
    with pytest.raises(ThemeUnusable):
        service.merge(c, into=a)
    service.merge(b, into=c)
    a.refresh_from_db()
    assert a.merged_into == c  # never a chain


def test_a_renamed_theme_keeps_its_name_and_id(shop):
    service.ensure_shipped()
    battery = Theme.objects.get(key="battery")
    service.rename(battery, name="Runtime", name_zh="续航时间")
    service.ensure_shipped()
    again = Theme.objects.get(key="battery")
    assert (again.pk, again.name, again.renamed) == (battery.pk, "Runtime", True)
    with pytest.raises(ThemeUnusable):
        service.rename(battery, name="  ")


def test_a_persons_term_moves_what_was_stored_with_its_numbers(shop, worker):
    product = shop.product()
    shop.review(product, "The lid is good, I fill it each morning before work.")
    shop.review(product, "Good sound, in the evening we dance in the kitchen.")
    worker.drain()
    handles = Theme.objects.get(key="straps")
    term = service.set_term("Lids", theme=handles)
    assert (term.term, term.by) == ("lid", ThemeTerm.By.PERSON)
    assert settle() == 1
    assert shop.themes(product) == [("sound", 1, 0, 0, 0), ("straps", 1, 0, 0, 0)]
    assert not ThemeTerm.objects.filter(settled=False).exists()
    assert ("lid", "person") in service.terms_of(handles)
    with pytest.raises(ThemeUnusable):
        service.set_term("!!", theme=handles)


def test_a_settling_that_broke_off_goes_on(shop, worker, monkeypatch):
    product = shop.product()
    for place in ("kitchen", "garden", "office"):
        shop.review(product, f"Good battery for hours and hours in the {place} of my aunt.")
    worker.drain()
    service.merge(Theme.objects.get(key="battery"), into=Theme.objects.get(key="sound"))
    monkeypatch.setattr(service, "BATCH", 1)
    move, calls = service._move, []

    def dies(changes, now):
        if calls:
            raise KeyboardInterrupt
        calls.append(1)
        move(changes, now)

    monkeypatch.setattr(service, "_move", dies)
    with pytest.raises(KeyboardInterrupt):
        settle()
    monkeypatch.setattr(service, "_move", move)
    assert sorted(shop.themes(product)) == [("battery", 2, 0, 0, 0), ("sound", 1, 0, 0, 0)]
    assert settle() == 2
    assert shop.themes(product) == [("sound", 3, 0, 0, 0)]


def test_a_waiting_review_is_not_counted_by_a_settling(shop, worker):
    product = shop.product()
    row = shop.review(product, "Good battery, I charge it on Sundays only.")
    worker.drain()
    row.text = "Bad battery, I charge it every single day by now."
    row.save()
    service.merge(Theme.objects.get(key="battery"), into=Theme.objects.get(key="sound"))
    settle()
    worker.drain()
    assert shop.themes(product) == [("sound", 0, 0, 1, 0)]
    assert shop.sums(product)["n"] == 1


def unknown_terms(product, term, n):
    """n reviews that speak of a term that no word places."""
    for number in range(n):
        review = Review.objects.create(
            source="x",
            source_pk=f"{term}-{number}",
            product_id=product.pk,
            text=f"Nice {term}",
            text_hash=f"{term}{number}",
            read_hash=f"{term}{number}",
            written=timezone.now(),
            queued=timezone.now(),
            state="read",
            label="positive",
        )
        ReviewAspect.objects.create(
            review=review, start=5, end=6, term=term, label="positive", confidence=0.9
        )


def test_new_terms_are_placed_by_nearness_or_grow_into_themes(shop, worker):
    product = shop.product()
    unknown_terms(product, "accu", service.LEARN_FROM)
    unknown_terms(product, "whistle", service.GROW_FROM)
    unknown_terms(product, "zebra", service.LEARN_FROM)
    moved = service.learn(now=timezone.now, embed=embed_by({"accu": ("battery", 0.99)}))
    assert moved == service.LEARN_FROM + service.GROW_FROM
    assert shop.themes(product) == [
        ("battery", service.LEARN_FROM, 0, 0, 0),
        ("whistle", service.GROW_FROM, 0, 0, 0),
    ]
    assert service.learn(now=timezone.now, embed=embed_by({})) == 0
    assert ReviewAspect.objects.filter(theme=None).count() == service.LEARN_FROM


@pytest.mark.parametrize("n", [1, 60])
def test_themes_cost_the_same_statements_for_any_number_of_aspects(
    n, shop, django_assert_num_queries
):
    service.ensure_shipped()
    review = Review(text="The battery is good.")
    aspects = [ReviewAspect(review=review, term=f"battery {i}") for i in range(n)]
    with django_assert_num_queries(2):
        service.assign(aspects)
    assert all(aspect.theme_id for aspect in aspects)
