"""What shoppers say of fit, and the table by height and weight."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import override_settings
from django.utils import timezone

from marketing_ai.reviews import intake
from marketing_ai.reviews.fit import read_fit
from marketing_ai.reviews.models import Review
from marketing_ai.reviews.services.fit import FitCounts, fit_of
from marketing_ai.reviews.source import SHOP, Snapshot
from tests.settings import MARKETING_AI

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Runs small, I usually wear an 8 and needed a 10.",
        "This dress runs a bit on the small side.",
        "I would size up if you are busty.",
        "Order one size up!",
        "Had to go up a size and even then it was snug.",
        "Lovely coat but too tight across the shoulders.",
        "尺码偏小,建议买大一码",
        "衣服有点小,穿着紧",
        "鞋子偏小一码",
        "裤子买小了,穿不进去",
    ],
)
def test_it_runs_small(text):
    assert read_fit(text).fit == "small"


@pytest.mark.parametrize(
    "text",
    [
        "It runs very large.",
        "Runs true to nothing: way too big, I look like a tent in this dress.",
        "I sized down and it fits perfectly.",
        "Ordered a size down, still loose.",
        "The shirt is too baggy on me.",
        "衣服偏大,建议拍小一码",
        "裤子太大了,跟裙子一样",
        "鞋子大了一码",
    ],
)
def test_it_runs_large(text):
    assert read_fit(text).fit == "large"


@pytest.mark.parametrize(
    "text",
    [
        "True to size.",
        "These shoes fit like a glove.",
        "Fits as expected, I wear a medium petite.",
        "Perfect fit, the dress hangs beautifully.",
        "大小合适,穿着舒服",
        "尺码标准,很合身",
        "穿上刚刚好",
    ],
)
def test_it_is_true_to_size(text):
    assert read_fit(text).fit == "true"


@pytest.mark.parametrize(
    "text",
    [
        "Too small in the bust, yet the waist runs large.",
        "True to size, but I would size up for a sweater under it.",
        "It doesn't run small.",
        "The kettle is too small for four cups.",
        "The dress has a very small print.",
        "声音偏小,屏幕有点大",
        "水果个头偏小",
        "有点小失望,衣服颜色不对",
        "房间太小了",
        "",
        "👍",
    ],
)
def test_contradictions_denials_and_other_things_say_nothing(text):
    assert read_fit(text).fit == ""


@pytest.mark.parametrize(
    ("text", "height", "weight"),
    [
        ("I'm 5'4\" and 120 lbs.", 163, "54.4"),
        ("i’m 5’4” 120lbs", 163, "54.4"),
        ("I am 5 ft 8 in tall", 173, None),
        ("For reference I am 5'6.5\", 135 pounds", 169, "61.2"),
        ("I'm 170cm and 65 kg", 170, "65.0"),
        ("Height: 1.75 m, weight: 70 kg", 175, "70.0"),
        ("I weigh 150 lbs", None, "68.0"),
        ("身高165,体重110斤", 165, "55.0"),
        ("我160,100斤,穿M正好", 160, "50.0"),
        ("本人身高176cm,体重67公斤", 176, "67.0"),
        ("165/55kg穿S码", 165, "55.0"),
        ("本人1米73", 173, None),
        ("老公身高1米8", 180, None),
        ("体重98斤", None, "49.0"),
    ],
)
def test_height_and_weight_are_read_in_the_units_of_the_text(text, height, weight):
    found = read_fit(text)
    assert (found.height_cm, found.weight_kg) == (height, weight and Decimal(weight))


@pytest.mark.parametrize(
    "text",
    [
        "The cable is 170cm long.",
        "A 6' shelf, 30 lbs when empty.",
        "The box weighed 50 lbs!",
        "床长1米8,宽1米5",
        "买了50斤大米",
        "师傅收了我160元",
        "联系我13754900130",
        "On the phone for 1.75 hours",
        "I'm 5'4\" and my sister is 5'9\".",  # whose words are these?
        "I'm 3'2\" tall",
        "身高999",
        "尺码160/84A",
    ],
)
def test_what_is_no_persons_height_is_not_taken(text):
    found = read_fit(text)
    assert (found.height_cm, found.weight_kg) == (None, None)


def test_a_hostile_text_is_read_in_no_time():
    started = timezone.now()
    for text in ("5'" * 50_000, "i'm " * 25_000, "a bit " * 17_000, "我1" * 50_000, "偏" * 100_000):
        read_fit(text)
    assert (timezone.now() - started).total_seconds() < 10


# --- the table


@pytest.fixture(autouse=True)
def _dummy():
    with override_settings(
        MARKETING_AI={**MARKETING_AI, "REVIEW_READER": "dummy", "FIT_MIN_REVIEWS": 3}
    ):
        yield


def _take(product, texts, **fields):
    shots = [
        Snapshot(
            source_pk=f"{text}{i}",
            product_pk=product.pk,
            text=text.format(i=i),
            written=NOON + timedelta(hours=7 * i),
            author_ref=f"a{i}{text}",
            **fields,
        )
        for i, text in enumerate(texts)
    ]
    intake.take_in(SHOP, shots, now=timezone.now())
    return [shot.source_pk for shot in shots]


@pytest.mark.django_db
def test_fit_is_n_of_n_and_by_height_and_weight_where_enough_say_so(shop, worker):
    dress = shop.product("Dress")
    _take(dress, ["Runs small {i}, I'm 5'4\" and 120 lbs"] * 3)  # 163 cm, 54.4 kg
    _take(dress, ["True to size {i}, I'm 160cm, 51 kg"] * 1)
    _take(dress, ["Runs large {i}, I'm 175cm, 70 kg"] * 2)  # one short of a cell
    _take(dress, ["True to size {i}, lovely"] * 4)
    _take(dress, ["Lovely {i}"] * 5)
    worker.drain()

    table = fit_of(dress.pk)
    assert table.counts == FitCounts(small=3, true=5, large=2)
    assert (table.counts.n, table.n_text) == (10, 15)
    assert [(cell.height_from, cell.weight_from, cell.counts) for cell in table.cells] == [
        (160, 50, FitCounts(small=3, true=1))
    ]


@pytest.mark.django_db
def test_the_follow_up_says_how_it_fits_after_all(shop, worker):
    dress = shop.product("Dress")
    firsts = _take(dress, ["True to size {i}, I'm 5'4\" and 120 lbs"] * 3)
    shots = [
        Snapshot(
            source_pk=f"after {first}",
            product_pk=dress.pk,
            text=f"Runs small after the wash, no. {i}",
            written=NOON + timedelta(days=30),
            follows_pk=first,
            author_ref=f"f{first}",
        )
        for i, first in enumerate(firsts)
    ]
    intake.take_in(SHOP, shots, now=timezone.now())
    worker.drain()

    table = fit_of(dress.pk)
    assert table.counts == FitCounts(small=3)
    assert [cell.counts for cell in table.cells] == [FitCounts(small=3)]


@pytest.mark.django_db
def test_what_counts_nowhere_is_in_no_cell(shop, worker):
    dress = shop.product("Dress")
    pks = _take(dress, ["Runs small {i}, I'm 5'4\" and 120 lbs"] * 4)
    worker.drain()
    intake.remove(SHOP, pks[:1], now=timezone.now())
    worker.drain()
    Review.objects.filter(source_pk=pks[1]).update(approved=False)

    assert fit_of(dress.pk).cells == ()


@pytest.mark.django_db
def test_a_product_that_is_not_worn_has_no_fit(shop, worker):
    kettle = shop.product("Kettle")
    _take(kettle, ["Lovely kettle {i}"] * 5 + ["Size up {i}"])
    worker.drain()
    assert fit_of(kettle.pk) is None
    assert fit_of(shop.product("Mug").pk) is None


@pytest.mark.django_db
def test_the_table_costs_two_queries(shop, worker, django_assert_num_queries):
    dress = shop.product("Dress")
    _take(dress, ["Runs small {i}, I'm 5'4\" and 120 lbs"] * 12)
    worker.drain()
    with django_assert_num_queries(2):
        fit_of(dress.pk)
