"""What the drain makes of any text, and of whatever happens while it reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketing_ai import signals
from marketing_ai.exceptions import ModelUnavailable
from marketing_ai.inference.dummy_reader import DummyReader
from marketing_ai.reviews import intake, reading, services
from marketing_ai.reviews.models import Review, ReviewAspect, ReviewState, ReviewTally
from marketing_ai.reviews.services import drain, queue
from marketing_ai.reviews.source import Snapshot
from shop_demo.models import Review as ShopReview


class Reader(reading.ReviewReader):
    """The shipped fake, which calls `meanwhile` before it answers and keeps what it was given."""

    def __init__(self, meanwhile=lambda texts: None, *, label="dummy-reader@1"):
        super().__init__(DummyReader(label=label))
        self.meanwhile, self.given = meanwhile, []

    def read(self, texts):
        self.given += texts
        self.meanwhile(texts)
        return super().read(texts)


@pytest.fixture
def reader(monkeypatch):
    """Put a reader in place of the process's own."""

    def use(*args, **kwargs):
        made = Reader(*args, **kwargs)
        monkeypatch.setattr(reading, "load", lambda: made)
        monkeypatch.setattr(reading, "label", lambda: made.label)
        return made

    return use


def snapshot(product, text="Good sound.", key="1", **fields):
    pk = getattr(product, "pk", product)
    return Snapshot(
        source_pk=key, product_pk=pk, text=text, **{"written": timezone.now(), **fields}
    )


# --- any text -----------------------------------------------------------------------------

LANGUAGES = [
    "Muy buen producto, llegó rápido.", "Sehr gut, bin zufrieden.", "Très bon produit, merci.",
    "Ottimo prodotto, lo consiglio.", "Produto excelente, adorei.", "Bardzo dobry produkt.",
    "Очень хороший товар.", "Дуже добрий товар.", "Много добър продукт.", "Πολύ καλό προϊόν.",
    "Çok güzel bir ürün.", "منتج رائع جدا", "מוצר מצוין", "محصول خیلی خوب", "बहुत अच्छा उत्पाद",
    "খুব ভালো পণ্য", "மிகவும் நல்ல தயாரிப்பு", "చాలా మంచి ఉత్పత్తి", "สินค้าดีมาก", "제품이 아주 좋아요",
    "とても良い商品です。", "Sản phẩm rất tốt.", "Produk yang sangat bagus.", "Barang sangat baik.",
    "Zeer goed product.", "Mycket bra produkt.", "Veldig bra produkt.", "Meget godt produkt.",
    "Erittäin hyvä tuote.", "Väga hea toode.", "Ļoti labs produkts.", "Labai geras produktas.",
    "Velmi dobrý výrobek.", "Veľmi dobrý výrobok.", "Nagyon jó termék.", "Foarte bun produs.",
    "Vrlo dobar proizvod.", "Zelo dober izdelek.", "Produkt shumë i mirë.", "ძალიან კარგი",
    "Շատ լավ ապրանք", "Bidhaa nzuri sana.", "Baie goeie produk.", "Mjög góð vara.",
    "Táirge an-mhaith.", "Produkt ona da.", "Molt bon producte.", "Өте жақсы тауар",
    "မရမ်းကောင်းတယ်", "ຜະລິດຕະພັນດີຫຼາຍ",
]  # fmt: skip


def test_fifty_languages_are_read_or_said_to_be_unread(shop, worker):
    assert len(LANGUAGES) == 50
    kettle = shop.product()
    ShopReview.objects.bulk_create(shop.unsaved(kettle, text) for text in LANGUAGES)
    worker.sweep()
    assert worker.drain().claimed == 50
    for row in Review.objects.all():
        assert row.state in (ReviewState.READ, ReviewState.SKIPPED)
        if row.language_read not in ("en", "zh"):
            assert (row.label, row.polarity) == ("unknown", None), row.text
            assert row.reason
    assert shop.sums(kettle)["n"] == 50


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "🎉",
        "...",
        "a",
        "好",
        "word " * 20_000,
        "好" * 100_000,
        "x" * 100_000,
        "<p>" * 30_000,
        "&#0;&#x110000;",
        "\u202e\u200b\u2066 hidden \u2069",
        "e\u0301\u0301\u0301\u0301\u0301\u0301",
        "=HYPERLINK(1)",
    ],
    ids=lambda text: f"{len(text)}:{text[:6]!r}",
)
def test_any_text_ends_in_a_state_that_says_what_it_is(shop, worker, text):
    kettle = shop.product()
    review = shop.review(kettle, text, stars=5)
    worker.drain()
    row = shop.ours(review)
    assert row.state in (ReviewState.READ, ReviewState.SKIPPED)
    assert row.label != "unknown" or row.reason or row.state == ReviewState.READ
    assert shop.sums(kettle).get("stars_5", 0) == (1 if row.counted else 0)
    for aspect in ReviewAspect.objects.all():
        assert row.full_text[aspect.start : aspect.end][:120] == aspect.term


def test_what_no_database_takes_is_replaced_and_offsets_stay(shop, worker):
    kettle = shop.product()
    shots = [
        snapshot(kettle, "Good\x00 sound.", "nul", title="\x00", author_ref="\x00"),
        snapshot(kettle, "Bad \ud83d sound.", "half", variant="\udc00", store="\ud800"),
    ]
    intake.take_in("test", shots, now=timezone.now())
    worker.drain()
    rows = {row.source_pk: row for row in Review.objects.all()}
    assert rows["nul"].text == "Good\ufffd sound."
    assert rows["half"].text == "Bad \ufffd sound."
    for aspect in ReviewAspect.objects.select_related("review"):
        assert aspect.review.full_text[aspect.start : aspect.end] == "sound"
    assert ReviewAspect.objects.count() == 2


def test_values_that_fit_no_column_do_not_stop_the_others(shop, worker):
    kettle = shop.product()
    shots = [
        snapshot(kettle, key="zero", stars=0),
        snapshot(kettle, key="eleven", stars=11),
        snapshot(kettle, key="tall", height_cm=99_999, weight_kg=None, n_photos=10**9),
        snapshot("no-key", key="alien"),
        snapshot(kettle, key="k" * 400, author_ref="a" * 400, variant="v" * 400, language="l" * 99),
        snapshot(kettle, key="plain", stars=3, title="t" * 900),
    ]
    intake.take_in("test", shots, now=timezone.now())
    assert worker.drain().claimed == 6
    rows = {row.source_pk: row for row in Review.objects.all()}
    assert (rows["zero"].stars, rows["eleven"].stars, rows["plain"].stars) == (None, None, 3)
    assert rows["alien"].product_id is None
    assert rows["alien"].counted == {}
    assert shop.sums(kettle)["n"] == 5
    assert {k: n for k, n in shop.sums(kettle).items() if k.startswith("stars")} == {"stars_3": 1}


def test_a_product_that_is_gone_takes_nothing_down_with_it(shop, worker):
    kettle = shop.product()
    shots = [snapshot(kettle), snapshot(kettle.pk + 999_999, key="2")]
    intake.take_in("test", shots, now=timezone.now())
    worker.drain()
    gone = Review.objects.get(source_pk="2")
    assert (gone.state, gone.product_id, gone.counted) == (ReviewState.READ, None, {})
    assert shop.sums(kettle)["n"] == 1


def test_a_product_deleted_while_its_review_is_read_is_no_error(shop, worker, reader):
    kettle = shop.product()
    shop.review(kettle)
    reader(lambda texts: kettle.delete() if kettle.pk else None)
    assert worker.drain().lost == 1
    assert not Review.objects.exists()
    assert not ReviewTally.objects.exists()


def test_a_thousand_identical_texts_are_read_once(shop, worker, reader):
    given = []
    made = reader()
    made.model.read = lambda texts, **kw: given.extend(texts) or DummyReader().read(texts)
    products = [shop.product() for _ in range(20)]
    ShopReview.objects.bulk_create(
        shop.unsaved(products[i % 20], "Great sound.") for i in range(1000)
    )
    worker.sweep()
    report = services.drain_pending(now=timezone.now, limit=1000)
    assert report.claimed == 1000
    assert given == ["Great sound."]
    assert Review.objects.filter(label="positive").count() == 1000


# --- whatever happens meanwhile ---------------------------------------------------------------


def test_a_review_edited_while_it_is_read_is_read_again(shop, worker, reader):
    kettle = shop.product()
    review = shop.review(kettle, "Great sound.", stars=5)
    other = shop.review(kettle, "Great lid.", stars=5)

    def edit(texts):
        if "Great sound." in texts:
            review.text, review.stars = "Terrible sound.", 1
            review.save()

    reader(edit)
    first = services.drain_pending(now=timezone.now)
    assert (first.claimed, first.analysed, first.lost) == (2, 1, 1)
    assert (shop.ours(review).label, shop.ours(other).label) == ("unknown", "positive")
    worker.drain()
    assert shop.ours(review).label == "negative"
    sums = shop.sums(kettle)
    assert (sums["n"], sums["positive"], sums["negative"]) == (2, 1, 1)


@pytest.mark.parametrize("what", ["delete", "unapprove"])
def test_a_review_taken_back_while_it_is_read_is_not_counted(shop, worker, reader, what):
    kettle = shop.product()
    review = shop.review(kettle, "Great sound.")

    def take_back(texts):
        if what == "delete" and review.pk:
            review.delete()
        elif what == "unapprove":
            ShopReview.objects.filter(pk=review.pk).update(status="spam")
            intake.take_in("shop", [intake_snapshot(review)], now=timezone.now())

    reader(take_back)
    services.drain_pending(now=timezone.now)
    assert shop.sums(kettle) == {}
    reader()
    worker.drain()
    assert shop.sums(kettle) == {}


def intake_snapshot(review):
    from marketing_ai.reviews.source import get_feed

    review.refresh_from_db()
    return get_feed().snapshot(review)


def test_two_workers_on_one_batch_have_one_effect(shop, reader):
    kettle = shop.product()
    for i in range(6):
        shop.review(kettle, f"Great sound {i}.")
    late = timezone.now() + timedelta(hours=1)
    seen = []

    def overtake(texts):
        if not seen:
            seen.append(1)  # our lease has run out: a second worker takes what is ours
            seen.append(services.drain_pending(now=lambda: late, limit=6))

    reader(overtake)
    mine = services.drain_pending(now=timezone.now, limit=6)
    theirs = seen[1]
    assert (mine.analysed, mine.lost) == (0, 6)
    assert (theirs.analysed, theirs.lost) == (6, 0)
    assert shop.sums(kettle)["n"] == 6


def test_rows_that_another_worker_holds_are_left_to_it(shop):
    for i in range(4):
        shop.review(shop.product(), f"Great sound {i}.")
    first = queue.claim(limit=3, now=timezone.now())
    second = queue.claim(limit=3, now=timezone.now())
    assert (len(first.rows), len(second.rows)) == (3, 1)
    assert queue.claim(limit=3, now=timezone.now()) is None


def test_a_model_swapped_during_a_drain_reads_each_review_once_more(shop, worker, reader):
    kettle = shop.product()
    for i in range(6):
        shop.review(kettle, f"Great sound {i}.")
    reader(label="reader@old")
    assert services.drain_pending(now=timezone.now, limit=4).analysed == 4
    new = reader(label="reader@new")
    assert worker.drain().analysed == 2
    assert worker.sweep().outdated == 4
    assert worker.drain().analysed == 4
    assert len(new.given) == 6
    assert set(Review.objects.values_list("read_model", flat=True)) == {"reader@new"}
    assert worker.sweep().outdated == 0
    assert shop.sums(kettle)["n"] == 6


def test_while_the_old_readings_are_replaced_the_numbers_stand(shop, worker, reader):
    kettle = shop.product()
    for i in range(4):
        shop.review(kettle, f"Great sound {i}.")
    worker.drain()
    before = shop.sums(kettle)
    reader(label="reader@new")
    worker.sweep()
    services.drain_pending(now=timezone.now, limit=1)
    assert shop.sums(kettle) == before


def test_without_its_model_nothing_is_claimed_and_nothing_lost(shop, worker, monkeypatch):
    review = shop.review(shop.product())

    def missing():
        raise ModelUnavailable(model="reader", reason="gone", repair="x")

    monkeypatch.setattr(reading, "load", missing)
    with pytest.raises(ModelUnavailable):
        worker.drain()
    row = shop.ours(review)
    assert (row.state, row.claim, row.deliveries) == (ReviewState.PENDING, "", 0)


def test_a_text_that_breaks_the_reader_is_set_aside_and_the_others_are_read(shop, worker, reader):
    kettle = shop.product()
    poison = shop.review(kettle, "poison")
    others = [shop.review(kettle, f"Great sound {i}.") for i in range(40)]

    def break_down(texts):
        if "poison" in texts:
            raise RuntimeError("no such kernel")

    reader(break_down)
    for _turn in range(20):
        try:
            if not worker.drain().claimed:
                break
        except RuntimeError:
            continue
    assert shop.ours(poison).state == ReviewState.FAILED
    assert shop.ours(poison).reason == "broke_worker"
    assert {shop.ours(other).state for other in others} == {ReviewState.READ}
    assert shop.sums(kettle)["n"] == 40


def test_a_worker_told_to_stop_gives_its_rows_back_at_once(shop, reader):
    review = shop.review(shop.product())

    def stop(texts):
        raise SystemExit

    reader(stop)
    with pytest.raises(SystemExit):
        services.drain_pending(now=timezone.now)
    row = shop.ours(review)
    assert (row.claim, row.deliveries) == ("", 0)


def test_a_batch_that_another_transaction_stood_in_the_way_of_is_stored_again(
    shop, monkeypatch, transactional_db
):
    kettle = shop.product()
    shop.review(kettle)
    tries = []
    store = drain.store

    def deadlock(*args, **kwargs):
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("deadlock detected")
        return store(*args, **kwargs)

    monkeypatch.setattr(drain, "store", deadlock)
    assert services.drain_pending(now=timezone.now).analysed == 1
    assert (len(tries), shop.sums(kettle)["n"]) == (3, 1)


def test_a_drain_costs_the_same_statements_for_any_number_of_reviews(shop):
    def statements(n):
        products = [shop.product() for _ in range(5)]
        ShopReview.objects.bulk_create(
            shop.unsaved(products[i % 5], f"Great sound and lid number {i}.") for i in range(n)
        )
        services.find_missed(now=timezone.now())
        with CaptureQueriesContext(connection) as captured:
            assert services.drain_pending(now=timezone.now, limit=n).claimed == n
        return len(captured)

    statements(8)  # themes are written once
    few, many = statements(10), statements(250)
    assert many <= few + 16  # SQLite takes so many parameters a statement


def test_listeners_are_told_once_after_the_commit(shop, django_capture_on_commit_callbacks):
    heard = []

    def listen(sender, reviews, model, **kwargs):
        heard.append((sender, len(reviews), model, connection.in_atomic_block))

    signals.review_analysed.connect(listen)
    try:
        shop.review(shop.product())
        with django_capture_on_commit_callbacks(execute=True):
            services.drain_pending(now=timezone.now)
            assert heard == []
    finally:
        signals.review_analysed.disconnect(listen)
    assert [entry[:3] for entry in heard] == [(Review, 1, "dummy-reader@1")]


# --- one voice --------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["review", "follow-up"])
def test_a_follow_up_is_the_same_voice_whichever_comes_first(shop, worker, first):
    kettle = shop.product()
    day = timezone.now() - timedelta(days=40)
    review = snapshot(kettle, "Great sound.", "1", written=day, stars=5)
    later = snapshot(
        kettle, "Broken, terrible.", "2", written=day + timedelta(days=30), follows_pk="1"
    )
    for shot in (review, later) if first == "review" else (later, review):
        intake.take_in("test", [shot], now=timezone.now())
        worker.drain()
    sums = shop.sums(kettle)
    assert (sums["n"], sums["negative"], "positive" in sums) == (1, 1, False)
    assert (sums["changed"], sums["changed_days"], sums["stars_5"]) == (1, 30, 1)


def test_a_follow_up_that_turns_out_to_follow_another_leaves_the_first(shop, worker):
    kettle = shop.product()
    shots = [snapshot(kettle, "Great sound.", "1"), snapshot(kettle, "Good lid.", "2")]
    intake.take_in("test", [*shots, snapshot(kettle, "Terrible.", "3", follows_pk="1")],
                   now=timezone.now())  # fmt: skip
    worker.drain()
    intake.take_in("test", [snapshot(kettle, "Terrible.", "3", follows_pk="2")], now=timezone.now())
    worker.drain()
    labels = {row.source_pk: row.counted["sums"] for row in Review.objects.exclude(source_pk="3")}
    assert labels["1"].get("positive") == 1
    assert labels["2"].get("negative") == 1
    assert shop.sums(kettle)["n"] == 2


def test_height_from_the_text_stays_when_only_the_stars_change(shop, worker):
    review = shop.review(shop.product(), "I am 5'7\" and 140 lbs, true to size.")
    worker.drain()
    before = shop.ours(review)
    assert (before.height_cm, before.fit) == (170, "true")
    review.stars = 5
    review.save()
    worker.drain()
    after = shop.ours(review)
    assert (after.height_cm, after.weight_kg, after.fit) == (
        before.height_cm, before.weight_kg, before.fit,
    )  # fmt: skip
    assert after.read_at == before.read_at


def test_the_store_is_that_of_the_product(shop, worker):
    review = shop.review(shop.product(store="outlet"))
    assert shop.ours(review).store == ""  # nobody of another store sees it
    worker.drain()
    assert shop.ours(review).store == "outlet"


def test_nothing_is_stored_where_the_numbers_fail(shop, monkeypatch):
    from marketing_ai.reviews.services import store

    def fail(*args, **kwargs):
        raise RuntimeError("no numbers")

    review = shop.review(shop.product())
    monkeypatch.setattr(store.numbers, "move_numbers", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        services.drain_pending(now=timezone.now)
    assert shop.ours(review).read_hash == ""
    assert not ReviewAspect.objects.exists()
