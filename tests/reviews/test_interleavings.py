"""Whatever order saves, workers, crashes and sweeps come in, the numbers end as the shop's rows."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketing_ai.inference.dummy_reader import DummyReader
from marketing_ai.reviews import reading
from marketing_ai.reviews.models import Review, ReviewState, ReviewTally
from marketing_ai.reviews.screening import screen
from marketing_ai.reviews.services import drain, queue, sweep
from marketing_ai.reviews.services.store import store
from shop_demo.models import Review as ShopReview

START = datetime(2030, 1, 1, tzinfo=UTC)
TEXTS = ["Great sound.", "Terrible lid.", "The size is 40.", "It is kind of good and bad."]
REVIEW = st.integers(0, 3)
WORKER = st.integers(0, 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("save"), REVIEW, st.integers(0, len(TEXTS) - 1)),
        st.tuples(st.sampled_from(["delete", "hide", "raw_delete"]), REVIEW, st.just(0)),
        st.tuples(st.sampled_from(["update", "bulk"]), REVIEW, st.integers(0, len(TEXTS) - 1)),
        st.tuples(st.sampled_from(["claim", "claim", "store", "store", "die"]), WORKER, st.just(0)),
        st.tuples(st.just("during"), REVIEW, st.integers(0, len(TEXTS) + 1)),
        st.tuples(st.just("wait"), st.integers(1, 90), st.just(0)),
        st.tuples(st.sampled_from(["sweep", "swap"]), st.just(0), st.just(0)),
    ),
    min_size=8,
    max_size=30,
)


class World:
    """Four reviews of one product, two workers, and a clock that a test turns."""

    def __init__(self, shop):
        self.shop, self.product, self.now = shop, shop.product(), START
        self.rows, self.held, self.model = {}, {}, 0

    def reader(self):
        return reading.ReviewReader(DummyReader(label=f"dummy@{self.model}"))

    def step(self, what, which, text):
        row = self.rows.get(which)
        if what in ("save", "bulk"):
            if row is None:
                row = self.rows[which] = self.shop.unsaved(self.product, created=START)
            row.text, row.status, row.stars = TEXTS[text], "approved", text + 1
            if what == "save":
                row.save()
            elif row.pk is None:
                ShopReview.objects.bulk_create([row])
        elif what in ("delete", "raw_delete", "hide", "update") and row is not None and row.pk:
            self._change(what, which, row, text)
        elif what == "claim":
            if (held := queue.claim(limit=2, now=self.now)) is not None:
                self.held[which] = (held, self.reader())
        elif what == "store" and which in self.held:
            self._store(*self.held.pop(which))
        elif what == "die":
            self.held.pop(which, None)
        elif what == "during":  # a change while a worker reads
            changes = ["delete", "hide"]
            self.step("claim", 0, 0)
            change = "save" if text < len(TEXTS) else changes[text - len(TEXTS)]
            self.step(change, which, min(text, len(TEXTS) - 1))
            self.step("store", 0, 0)
        elif what == "wait":
            self.now += timedelta(seconds=which)
        elif what == "sweep":
            sweep.find_missed(now=self.now)
        elif what == "swap":
            self.model += 1

    def _change(self, what, which, row, text):
        rows = ShopReview.objects.filter(pk=row.pk)
        if what == "delete":
            row.delete()
            del self.rows[which]
        elif what == "raw_delete":
            rows._raw_delete("default")
            del self.rows[which]
        elif what == "hide":
            row.status = "spam"
            row.save()
        else:
            rows.update(text=TEXTS[text])

    def _store(self, held, reader):
        readings = drain._read(reader, held, now=lambda: self.now)
        screenings = screen(held.rows, readings, now=self.now)
        store(held, readings, screenings, model=reader.label, now=self.now)

    def settle(self):
        """Long after the last crash, two sweeps and as many batches as it takes."""
        self.held.clear()
        for _turn in range(2):
            self.now += timedelta(seconds=120)
            sweep.find_missed(now=self.now)
            while (held := queue.claim(limit=10, now=self.now)) is not None:
                self._store(held, self.reader())
                self.now += timedelta(seconds=61)


def expected():
    """Counted from the shop's own rows by hand."""
    sums = Counter()
    label = {0: "positive", 1: "negative", 2: "neutral", 3: "neutral"}
    for row in ShopReview.objects.filter(status="approved"):
        sums["n"] += 1
        sums["n_text"] += 1
        sums[label[TEXTS.index(row.text)]] += 1
        sums[f"stars_{row.stars}"] += 1
    return dict(sums)


@given(steps=STEPS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_numbers_end_as_those_of_the_shops_rows(shop, monkeypatch, steps):
    ShopReview.objects.all().delete()
    Review.objects.all().delete()
    ReviewTally.objects.all().delete()
    world = World(shop)
    monkeypatch.setattr(reading, "label", lambda: world.reader().label)
    sweep.sources.ensure("shop", now=START)
    sweep.ReviewSource.objects.update(since=START, place={})
    for step in steps:
        world.step(*step)
    world.settle()
    sums = shop.sums(world.product)
    sums.pop("without_theme", None)
    failed = Review.objects.filter(state=ReviewState.FAILED).count()
    assert not Review.objects.filter(state=ReviewState.PENDING).exists()
    if not failed:  # a row that broke its worker three times waits for a person
        assert sums == expected()
    rows = Review.objects.filter(removed=False)
    assert {row.source_pk for row in rows} == {str(row.pk) for row in ShopReview.objects.all()}
