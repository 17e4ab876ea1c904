"""When a product or theme is said to have got worse: rarely without cause, reliably with one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from math import comb

import numpy as np
import pytest
from django.core.cache import cache

from marketing_ai import signals
from marketing_ai.reviews import trends
from marketing_ai.reviews.models import ReviewTally, Theme, ThemeTally, TrendAlert
from marketing_ai.reviews.services import themes
from marketing_ai.reviews.services import trends as service

MAY = date(2026, 5, 1)


def series(n_now, negative_now, n_before, negative_before, key="k"):
    return trends.Series(
        key=key,
        n_now=n_now,
        negative_now=negative_now,
        n_before=n_before,
        negative_before=negative_before,
    )


def test_the_p_value_is_twice_the_smaller_tail_of_fishers_exact_test():
    # tails of the hypergeometric distribution, by hand: 10 drawn of 30, of which 9 are bad
    ways = [comb(9, k) * comb(21, 10 - k) / comb(30, 10) for k in range(10)]
    assert trends.p_value(series(10, 6, 20, 3)) == pytest.approx(2 * sum(ways[6:]))
    assert trends.p_value(series(10, 1, 20, 8)) == pytest.approx(2 * sum(ways[:2]))
    assert trends.p_value(series(10, 3, 20, 6)) == 1.0


def test_too_small_a_sample_raises_no_alert_however_bad():
    assert trends.changes([series(19, 19, 400, 4)]) == []
    assert trends.changes([series(400, 400, 39, 0)]) == []
    assert [c.kind for c in trends.changes([series(20, 20, 40, 0)])] == ["worse"]


def test_a_sure_but_tiny_change_is_no_news():
    assert trends.changes([series(200_000, 23_000, 200_000, 20_000)]) == []


def test_a_month_in_which_nothing_changed_brings_any_alert_at_most_one_time_in_twenty():
    """1,500 months of a store with 40 series, four looks at growing data each."""
    rng = np.random.default_rng(20260501)
    months, any_alert = 1500, 0
    for _ in range(months):
        n = rng.integers(40, 240, size=40)
        share = rng.uniform(0.02, 0.4, size=40)
        before = rng.integers(60, 900, size=40)
        bad_before = rng.binomial(before, share)
        parts = [rng.multinomial(k, [0.25] * 4) for k in n]
        bad_parts = [rng.binomial(part, p) for part, p in zip(parts, share, strict=True)]
        alerts = 0
        for at in range(1, 5):
            alerts += len(
                trends.changes(
                    [
                        series(int(part[:at].sum()), int(bad[:at].sum()), int(b), int(bb))
                        for part, bad, b, bb in zip(
                            parts, bad_parts, before, bad_before, strict=True
                        )
                        if part[:at].sum()
                    ]
                )
            )
        any_alert += alerts > 0
    # 5 % and three standard errors of 1,500 months
    assert any_alert / months <= 0.05 + 3 * (0.05 * 0.95 / months) ** 0.5


def test_a_doubled_share_is_found_and_few_alerts_are_false():
    """Among 200 series, ten double their negative share from 15 % to 40 %."""
    rng = np.random.default_rng(7)
    found = false = 0
    for _ in range(40):
        rows = []
        for key in range(200):
            share = 0.4 if key < 10 else 0.15
            rows.append(
                series(80, int(rng.binomial(80, share)), 400, int(rng.binomial(400, 0.15)), key)
            )
        told = [change.series.key for change in trends.changes(rows)]
        found += sum(key < 10 for key in told)
        false += sum(key >= 10 for key in told)
    assert found / 400 > 0.85
    assert false / max(1, found + false) < 0.05


def test_days_of_a_look_and_their_month():
    assert trends.month_to_look_at(date(2026, 5, 8)) == MAY
    assert trends.month_to_look_at(date(2026, 6, 1)) == MAY
    assert trends.month_to_look_at(date(2026, 1, 1)) == date(2025, 12, 1)
    assert trends.month_to_look_at(date(2026, 5, 9)) is None


@pytest.fixture
def worse(shop):
    """A product whose battery got worse in May, and one where nothing changed."""
    themes.ensure_shipped()
    battery = Theme.objects.get(key="battery")
    bad, steady = shop.product("Torch"), shop.product("Lamp")
    for product, now in ((bad, 30), (steady, 6)):
        for month in range(1, 6):
            negative = now if month == 5 else 6
            ReviewTally.objects.create(
                product_id=product.pk,
                month=date(2026, month, 1),
                n=60,
                n_text=60,
                positive=60 - negative,
                negative=negative,
            )
            ThemeTally.objects.create(
                product_id=product.pk,
                theme=battery,
                month=date(2026, month, 1),
                n=60,
                positive=60 - negative,
                negative=negative,
            )
    shop.torch, shop.battery = bad, battery
    return shop


def test_an_alert_names_product_theme_and_numbers_and_comes_once(worse):
    alerts = service.look(month=MAY)
    assert {(a.product_id, a.theme_id, a.kind) for a in alerts} == {
        (worse.torch.pk, None, "worse"),
        (worse.torch.pk, worse.battery.pk, "worse"),
    }
    one = TrendAlert.objects.get(theme=worse.battery)
    assert (one.n_now, one.negative_now, one.n_before, one.negative_before) == (60, 30, 240, 24)
    assert service.look(month=MAY) == []


def test_a_day_is_looked_at_once(worse):
    cache.clear()
    assert service.sweep(datetime(2026, 5, 9, tzinfo=UTC)) == 0
    assert service.sweep(datetime(2026, 5, 22, 3, tzinfo=UTC)) == 2
    TrendAlert.objects.all().delete()
    assert service.sweep(datetime(2026, 5, 22, 4, tzinfo=UTC)) == 0


def test_an_alert_is_signalled_after_the_commit(worse, django_capture_on_commit_callbacks):
    told = []

    def listen(sender, alert, **kwargs):
        told.append(alert.pk)

    signals.trend_alert.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            alerts = service.look(month=MAY)
    finally:
        signals.trend_alert.disconnect(listen)
    assert told == [alert.pk for alert in alerts]
