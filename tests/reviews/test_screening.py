"""What is left out of the numbers, what is suspected, and that opinions decide neither."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from marketing_ai.reviews import intake, reasons, screening
from marketing_ai.reviews.models import Review, ReviewState, ReviewTrace
from marketing_ai.reviews.source import SHOP, Snapshot
from tests.settings import MARKETING_AI

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
LONG = "The handle came loose in the second week and the lid never closed the way it should have."
ALSO = (
    "We use it every morning for tea. The spout pours without a drop beside the cup, the water is "
    "hot in under three minutes and the whole thing is light enough for my mother's hands."
)


def settings(**changes):
    return override_settings(MARKETING_AI={**MARKETING_AI, "REVIEW_READER": "dummy", **changes})


@pytest.fixture(autouse=True)
def _dummy():
    with settings():
        yield


@pytest.fixture
def kettle(shop):
    return shop.product("Kettle", description="<p>A kettle.</p>")


@pytest.fixture
def mug(shop):
    return shop.product("Mug")


class Intake:
    """Texts as a source hands them over."""

    def __init__(self):
        self.number = 0

    def take(self, product, text="", *, source=SHOP, **fields):
        self.number += 1
        values = {
            "source_pk": f"t{self.number}",
            "product_pk": None if product is None else product.pk,
            "text": text,
            "stars": 4,
            "written": NOON,
            "author_ref": f"author {self.number}",
            **fields,
        }
        intake.take_in(source, [Snapshot(**values)], now=timezone.now())
        return values["source_pk"]


@pytest.fixture
def intake_of():
    return Intake()


def row(pk):
    return Review.objects.get(source_pk=pk)


def reason(pk):
    return row(pk).reason


def decisions():
    return list(Review.objects.order_by("pk").values_list("source_pk", "reason", "suspect"))


# --- without words


@pytest.mark.parametrize(
    ("text", "photos", "expected"),
    [
        ("", 0, "no_words"),
        (" … !!! ", 0, "no_words"),
        ("N/A", 0, "no_words"),
        ("无", 0, "no_words"),
        ("", 2, "photo_only"),
        ("此用户没有填写评价。", 0, "default_text"),
        ("评价方未及时做出评价,系统默认好评!", 1, "default_text"),
        ("系统于2026-03-01默认好评", 0, "default_text"),
        ("The buyer left no comment.", 0, "default_text"),
        ("此用戶沒有填寫評價", 0, "default_text"),
    ],
)
def test_what_holds_no_words_of_the_shopper_counts_in_the_stars_only(
    text, photos, expected, shop, kettle, worker, intake_of
):
    pk = intake_of.take(kettle, text, n_photos=photos, stars=5)
    worker.drain()

    assert reason(pk) == expected
    assert expected in reasons.WORDLESS
    assert row(pk).state == ReviewState.SKIPPED
    sums = shop.sums(kettle)
    assert sums["n"] == 1
    assert sums["stars_5"] == 1
    assert "n_text" not in sums
    assert "positive" not in sums
    assert sums.get("photo_only", 0) == (expected == "photo_only")
    assert sums.get("default_text", 0) == (expected == "default_text")


@pytest.mark.parametrize(
    "text", ["Good.", "好", "👍", "no good", "无语", "系统很好,默认好评不是我写的"]
)
def test_few_words_are_still_words(text):
    assert screening.before_reading(Review(text=text)) == ""


def test_a_default_text_under_a_headline_of_ones_own_is_read(kettle, intake_of, worker):
    pk = intake_of.take(kettle, "此用户没有填写评价", title="Broke at once")
    worker.drain()
    assert reason(pk) == ""


def test_a_shop_adds_its_own_platforms_texts(kettle, intake_of, worker):
    with settings(REVIEW_DEFAULT_TEXTS=["Bewertung ohne Text", "Sterne vom *"]):
        one = intake_of.take(kettle, "bewertung ohne text!")
        other = intake_of.take(kettle, "Sterne vom 3. Mai")
        worker.drain()
    assert reason(one) == reason(other) == "default_text"


# --- the same text


def test_of_a_thousand_same_texts_one_counts(shop, kettle, worker):
    shots = [
        Snapshot(
            source_pk=f"{i}", product_pk=kettle.pk, text=LONG, stars=1, written=NOON,
            author_ref=f"a{i}",
        )
        for i in range(1000)
    ]  # fmt: skip
    intake.take_in("import", shots, now=timezone.now())
    worker.drain()

    assert shop.sums(kettle)["n"] == 1
    assert Review.objects.filter(reason="duplicate").count() == 999
    assert Review.objects.get(reason="").source_pk == "0"


def test_short_texts_are_the_same_by_chance_and_all_count(shop, kettle, worker, intake_of):
    for _ in range(3):
        intake_of.take(kettle, "Great kettle, works well")
        intake_of.take(kettle, "质量很好,物流也快")
    worker.drain()
    assert shop.sums(kettle)["n_text"] == 6


def test_another_persons_words_on_another_product_do_not_count(kettle, mug, worker, intake_of):
    first = intake_of.take(kettle, LONG)
    second = intake_of.take(mug, LONG)
    worker.drain()
    assert reason(first) == ""
    assert reason(second) == "duplicate"


def test_a_shoppers_own_words_on_two_products_count_and_are_suspected(
    shop, kettle, mug, worker, intake_of
):
    intake_of.take(kettle, LONG, author_ref="kim")
    again = intake_of.take(mug, LONG, author_ref="kim")
    worker.drain()
    assert (reason(again), row(again).suspect) == ("", "copied")
    assert shop.sums(mug)["n"] == 1
    assert shop.sums(mug)["suspect"] == 1


def test_a_follow_up_may_repeat_the_review(shop, kettle, worker, intake_of):
    first = intake_of.take(kettle, LONG, author_ref="kim")
    after = intake_of.take(kettle, LONG, author_ref="kim", follows_pk=first)
    worker.drain()
    assert reason(after) == ""
    assert shop.sums(kettle)["n"] == 1


def test_when_the_first_goes_the_next_counts(shop, kettle, worker, intake_of):
    first = intake_of.take(kettle, LONG)
    second = intake_of.take(kettle, LONG)
    worker.drain()
    intake.remove(SHOP, [first], now=timezone.now())
    worker.drain()
    assert reason(second) == ""
    assert shop.sums(kettle)["n"] == 1


@pytest.mark.parametrize("change", [{"text": "Something else altogether."}, {"approved": False}])
def test_when_the_first_changes_the_next_counts(change, shop, kettle, worker, intake_of):
    values = {"source_pk": "first", "author_ref": "a"}
    intake_of.take(kettle, LONG, **values)
    second = intake_of.take(kettle, LONG)
    worker.drain()
    assert reason(second) == "duplicate"
    intake_of.take(kettle, **{"text": LONG, **values, **change})
    worker.drain()
    assert reason(second) == ""


# --- nearly the same text


NEARLY = ALSO.replace("my mother's hands", "my mothers hands").replace("three", "3")


def test_nearly_the_same_text_counts_once(shop, kettle, worker, intake_of):
    first = intake_of.take(kettle, ALSO)
    second = intake_of.take(kettle, NEARLY)
    worker.drain()
    assert (reason(first), reason(second)) == ("", "near_duplicate")
    assert shop.sums(kettle)["n"] == 1


def test_chinese_texts_that_differ_in_a_few_characters_count_once(kettle, worker, intake_of):
    text = (
        "水壶用了两个星期,烧水很快,不到三分钟就开了,声音也不大,"
        "壶嘴倒水不会漏,给我妈妈买的,她拿着也不重,很满意。"
    )
    first = intake_of.take(kettle, text)
    second = intake_of.take(kettle, text.replace("两个", "三个"))
    worker.drain()
    assert (reason(first), reason(second)) == ("", "near_duplicate")


def test_it_does_not_matter_which_worker_comes_first(kettle, worker, intake_of):
    first = intake_of.take(kettle, ALSO)
    second = intake_of.take(kettle, NEARLY)
    held = Review.objects.filter(source_pk=first)
    held.update(claim="dead", claimed_until=timezone.now() + timedelta(hours=1))
    worker.drain()
    assert reason(second) == ""  # the first one's worker died before it left a trace
    held.update(claim="", claimed_until=None)
    worker.drain()
    assert (reason(first), reason(second)) == ("", "near_duplicate")


def test_when_the_first_goes_what_is_nearly_the_same_counts(kettle, worker, intake_of):
    first = intake_of.take(kettle, ALSO)
    second = intake_of.take(kettle, NEARLY)
    worker.drain()
    intake.remove(SHOP, [first], now=timezone.now())
    worker.drain()
    assert reason(second) == ""
    assert not ReviewTrace.objects.exclude(review__source_pk=second).exists()


def test_an_edit_leaves_the_old_texts_trace_nowhere(kettle, worker, intake_of):
    values = {"source_pk": "first", "author_ref": "a"}
    intake_of.take(kettle, ALSO, **values)
    worker.drain()
    before = set(ReviewTrace.objects.values_list("key", flat=True))
    assert len(before) == 5
    intake_of.take(kettle, LONG, **values)
    worker.drain()
    assert before.isdisjoint(ReviewTrace.objects.values_list("key", flat=True))


def test_a_text_that_holds_another_one_is_suspected(shop, kettle, mug, worker, intake_of):
    intake_of.take(mug, ALSO)
    second = intake_of.take(kettle, f"{ALSO} It arrived on a Tuesday in a box twice its size.")
    worker.drain()
    assert (reason(second), row(second).suspect) in [("", "copied"), ("near_duplicate", "")]


def test_different_reviews_of_one_subject_are_not_alike(kettle, worker, intake_of):
    texts = [
        "The battery lasts two days and it charges in an hour, which is all I wanted from it.",
        "The battery is dead after two days and it takes five hours to charge, I sent it back.",
        "I charge it every other day. The battery has held up well over a year of daily use.",
    ]
    pks = [intake_of.take(kettle, text) for text in texts]
    worker.drain()
    assert [(reason(pk), row(pk).suspect) for pk in pks] == [("", "")] * 3


# --- the shop's own words, adverts


def test_the_shops_own_description_is_no_review(shop, worker, intake_of):
    words = (
        "Brushed steel kettle with a cool-touch handle, a 1.7 litre tank and a lid that opens "
        "at the push of a button. Boils in three minutes and switches itself off."
    )
    product = shop.product("Kettle", description=f"<p>{words}</p><ul><li>2200 W</li></ul>")
    copied = intake_of.take(product, words)
    own = intake_of.take(product, f"As they say, it {words[30:70]}, but mine leaks at the seam.")
    worker.drain()
    assert reason(copied) == "boilerplate"
    assert reason(own) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Best prices on designer watches, visit our shop at www.luxe-watches.top today!",
        "Make $500 a day from your sofa, no experience needed",
        "Get free followers now, message me on WhatsApp +1 555 0100",
        "日赚300元,宝妈学生都可以做,加微信 abc12345",
        "刷单兼职,日结,加我微信: money888",
        "[click here](http://evil.example/win) to claim your free gift",
        "http://evil.example/a http://evil.example/b",
    ],
)
def test_adverts_count_nowhere(text, shop, kettle, worker, intake_of):
    pk = intake_of.take(kettle, text)
    worker.drain()
    assert reason(pk) == "spam"
    assert shop.sums(kettle) == {}


@pytest.mark.parametrize(
    "text",
    [
        "I saw the same kettle on amazon.com for less, but this one came faster.",
        "Works with the WhatsApp app on my phone without trouble.",
        "Customer service asked me to e-mail them at help@shop.example, which I did.",
        "没有发票,加了客服微信也没人理,很失望",
        "帮朋友代购的,扫码发现是正品,物流很快",
        "很好很好很好很好很好很好很好很好很好很好很好很好很好很好很好很好很好很好",
        "差评差评差评差评差评差评差评差评差评差评差评差评差评差评差评差评差评差评",
    ],
)
def test_a_name_or_a_link_alone_is_no_advert(text, kettle, worker, intake_of):
    pk = intake_of.take(kettle, text)
    worker.drain()
    assert reason(pk) not in reasons.DROPPED


# --- paid for


@pytest.mark.parametrize(
    "text",
    [
        "I got a gift card for this review. The kettle is fine.",
        "They gave me a $10 Amazon gift card for a five star review.",
        "I received this kettle free in exchange for my honest review.",
        "Leaving this review for the coupon, have not opened the box yet.",
        "好评返现5元,所以来写一下,东西还可以",
        "老板说五星好评返红包,来领了",
        "为了返现才来评价的",
        "晒图返现,先给五星",
    ],
)
def test_what_says_that_it_was_paid_for_counts_as_incentivised(
    text, shop, kettle, worker, intake_of
):
    pk = intake_of.take(kettle, text)
    worker.drain()
    assert (reason(pk) in reasons.DROPPED, row(pk).suspect) == (False, "paid")
    assert row(pk).counted["incentivised"] is True
    assert shop.sums(kettle)["n"] == 1
    assert shop.sums(kettle)["suspect"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "I was not paid for this review and nobody gave me anything.",
        "I bet they all got a gift card for a good review.",
        "No one gave me a coupon for this review, I simply like it.",
        "Bought it as a gift for my mother, she gave it five stars.",
        "I received a full refund after two weeks of asking.",
        "估计好评都是返现的吧,质量很差",
        "没有返现,自己花钱买的",
        "上次说好评返现金,结果没见返现金",
    ],
)
def test_denials_and_guesses_are_no_confession(text, kettle, worker, intake_of):
    pk = intake_of.take(kettle, text)
    worker.drain()
    assert row(pk).suspect == ""


# --- caps


def test_what_an_author_writes_beyond_the_cap_does_not_count(shop, kettle, mug, worker, intake_of):
    with settings(REVIEW_AUTHOR_CAP=2):
        pks = [intake_of.take(kettle, f"Note {i} on it.", author_ref="kim") for i in range(4)]
        elsewhere = intake_of.take(mug, "A mug.", author_ref="kim")
        other = intake_of.take(kettle, "Good.", author_ref="lee")
        worker.drain()
    assert [reason(pk) for pk in pks] == ["", "", "author_cap", "author_cap"] or [
        reason(pk) == "author_cap" for pk in pks
    ] == [False, False, True, True]
    assert reason(elsewhere) != "author_cap"
    assert reason(other) != "author_cap"
    assert shop.sums(kettle)["n"] == 3


def test_a_cap_of_zero_is_no_cap(kettle, worker, intake_of):
    with settings(REVIEW_AUTHOR_CAP=0, REVIEW_GUEST_CAP=0):
        pks = [intake_of.take(kettle, f"Good {i}.", author_ref="kim") for i in range(8)]
        pks += [intake_of.take(kettle, f"Nice {i}.", author_ref="") for i in range(8)]
        worker.drain()
    assert {reason(pk) for pk in pks} <= {"", "no_opinion"}


def test_follow_ups_are_not_counted_against_their_author(kettle, worker, intake_of):
    with settings(REVIEW_AUTHOR_CAP=1):
        first = intake_of.take(kettle, "Good so far.", author_ref="kim")
        after = intake_of.take(kettle, "Broke.", author_ref="kim", follows_pk=first)
        worker.drain()
    assert reason(after) != "author_cap"


def test_a_removed_review_makes_room_for_the_next(kettle, worker, intake_of):
    with settings(REVIEW_AUTHOR_CAP=1):
        first = intake_of.take(kettle, "Good so far.", author_ref="kim")
        second = intake_of.take(kettle, "Good again.", author_ref="kim")
        worker.drain()
        assert reason(second) == "author_cap"
        intake.remove(SHOP, [first], now=timezone.now())
        worker.drain()
    assert reason(second) == ""


def test_guests_are_capped_a_day(shop, kettle, worker, intake_of):
    with settings(REVIEW_GUEST_CAP=3):
        today = [intake_of.take(kettle, f"Good {i}.", author_ref="") for i in range(5)]
        later = intake_of.take(
            kettle, "Good, too.", author_ref="", written=NOON + timedelta(days=2)
        )
        known = intake_of.take(kettle, "Good indeed.")
        worker.drain()
    assert [reason(pk) for pk in today] == ["", "", "", "guest_cap", "guest_cap"]
    assert reason(later) == reason(known) == ""


def test_an_imported_file_without_authors_is_not_capped(kettle, worker, intake_of):
    with settings(REVIEW_GUEST_CAP=3):
        pks = [
            intake_of.take(kettle, f"Good {i}.", author_ref="", source="import") for i in range(5)
        ]
        worker.drain()
    assert {reason(pk) for pk in pks} == {""}


# --- bursts


def _history(intake_of, product, n=6, **fields):
    for i in range(n):
        written = NOON - timedelta(days=10 + 10 * i)
        intake_of.take(product, f"Good kettle, week {i}.", written=written, **fields)


def _burst(intake_of, product, n=20, *, stars=5, minutes=10):
    return [
        intake_of.take(
            product, f"Nice {i}.", stars=stars, written=NOON + timedelta(minutes=minutes * i)
        )
        for i in range(n)
    ]


def test_a_burst_is_suspected_counted_and_never_hidden(shop, kettle, worker, intake_of):
    _history(intake_of, kettle)
    pks = _burst(intake_of, kettle)
    worker.drain()
    assert {row(pk).suspect for pk in pks} == {"burst"}
    assert {row(pk).reason in reasons.DROPPED for pk in pks} == {False}
    assert shop.sums(kettle)["suspect"] == 20
    assert shop.sums(kettle)["n"] == 26


def test_a_burst_is_seen_when_its_reviews_come_one_by_one(kettle, worker, intake_of):
    _history(intake_of, kettle)
    pks = []
    for i in range(14):
        written = NOON + timedelta(minutes=i)
        pks.append(intake_of.take(kettle, f"Nice {i}.", stars=5, written=written))
        worker.drain()
    assert {row(pk).suspect for pk in pks} == {"burst"}


def test_a_new_product_has_no_usual(kettle, worker, intake_of):
    pks = _burst(intake_of, kettle)
    worker.drain()
    assert {row(pk).suspect for pk in pks} == {""}


def test_a_product_that_always_gets_many_is_not_suspected(kettle, worker, intake_of):
    shots = [
        Snapshot(
            source_pk=f"old {i}", product_pk=kettle.pk, text=f"Good, no. {i}.", stars=5,
            written=NOON - timedelta(hours=26 + i * 0.5), author_ref=f"o{i}",
        )
        for i in range(900)
    ]  # fmt: skip
    intake.take_in("import", shots, now=timezone.now())
    pks = _burst(intake_of, kettle)
    worker.drain()
    assert {row(pk).suspect for pk in pks} == {""}


def test_many_reviews_of_all_kinds_are_a_campaign_not_a_burst(kettle, worker, intake_of):
    _history(intake_of, kettle)
    pks = [
        intake_of.take(kettle, f"It is {i}.", stars=1 + i % 5, written=NOON + timedelta(minutes=i))
        for i in range(30)
    ]
    worker.drain()
    assert {row(pk).suspect for pk in pks} == {""}


# --- opinions decide nothing


@pytest.mark.parametrize("stars", [1, 5])
def test_a_burst_of_blame_is_judged_as_a_burst_of_praise(stars, kettle, worker, intake_of):
    _history(intake_of, kettle, stars=6 - stars)
    pks = _burst(intake_of, kettle, stars=stars)
    worker.drain()
    assert {row(pk).suspect for pk in pks} == {"burst"}


def test_every_opinion_turned_round_gives_the_same_decisions(shop, worker):
    """The whole of screening on two products, one the mirror image of the other."""

    def fill(product, *, good, bad, side):
        take = Intake().take
        source = f"import {side}"

        def one(text, stars=5, **fields):
            stars = stars if side == "praise" else 6 - stars
            text = text.format(good=good, bad=bad)
            take(product, text, stars=stars, source=source, **fields)

        long = (
            "The {good} handle and the {good} lid are what I will remember of this kettle, week 1"
        )
        for i in range(8):
            one("{good} so far " + str(i), written=NOON - timedelta(days=9 * (i + 1)))
        for i in range(16):
            one("{good} thing " + str(i), written=NOON + timedelta(minutes=i))
        later = NOON + timedelta(days=3)
        for _ in range(3):
            one(long, written=later)
        one(long.replace("week 1", "week 2"), written=later)
        one("I got a gift card for this {good} review.", author_ref="kim", written=later)
        for i in range(7):
            one("{bad} " + str(i), stars=1, author_ref="kim", written=later)
        one("", written=later)
        one("N/A", stars=1, written=later)
        one("A {good} deal: visit our shop at www.other.example.com", written=later)
        one("此用户没有填写评价", written=later)

    with settings(REVIEW_AUTHOR_CAP=5):
        fill(shop.product("A"), good="lovely", bad="dreadful", side="praise")
        fill(shop.product("B"), good="dreadful", bad="lovely", side="blame")
        worker.drain()

    def of(source):
        rows = Review.objects.filter(source=source).order_by("pk")
        return list(rows.values_list("source_pk", "reason", "suspect"))

    praise, blame = of("import praise"), of("import blame")
    assert [code for _pk, _reason, code in praise].count("burst") >= 16
    assert {code for _pk, code, _suspect in praise} >= {
        *("duplicate", "near_duplicate", "author_cap", "spam", "no_words", "default_text"),
    }
    assert "paid" in {suspect for _pk, _code, suspect in praise}
    assert _decided(praise) == _decided(blame)


def _decided(rows):
    """What the dummy reader could not tell is no decision of screening."""
    return [
        (pk, code if code in {**reasons.DROPPED, **reasons.WORDLESS} else "", suspect)
        for pk, code, suspect in rows
    ]


# --- what it costs


def test_screening_costs_the_same_number_of_queries_for_one_row_as_for_many(
    kettle, mug, intake_of, django_assert_max_num_queries
):
    _history(intake_of, kettle)
    for i in range(60):
        intake_of.take(kettle if i % 2 else mug, f"{ALSO} {i} {LONG[i:]}")
    rows = list(Review.objects.order_by("pk"))
    with django_assert_max_num_queries(14):
        screening.screen(rows, {}, now=timezone.now())


def test_a_hundred_thousand_characters_are_screened_in_no_time(kettle):
    texts = ["a" * 100_000, "www." * 25_000, "加微信" * 33_000, "got a " * 16_000, "(" * 100_000]
    started = timezone.now()
    for text in texts:
        screening.before_reading(Review(text=text))
        screening._of_itself(Review(text=text), text)
    assert (timezone.now() - started).total_seconds() < 5
