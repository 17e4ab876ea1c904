"""What is done for themes and trends without anybody asking."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from marketing_ai.exceptions import ModelUnavailable
from marketing_ai.jobs import dispatch
from marketing_ai.reviews import reading, tasks
from marketing_ai.reviews.models import Theme
from marketing_ai.reviews.services import themes, upkeep

MORNING = datetime(2026, 5, 9, 8, tzinfo=UTC)


@pytest.fixture
def sent(monkeypatch):
    """Messages instead of a broker; nothing is remembered from other tests."""
    cache.clear()
    found = []
    monkeypatch.setattr(dispatch, "send", lambda task, *args, **kw: found.append(task.name))
    return found


@pytest.fixture
def merged(shop, worker):
    product = shop.product()
    shop.review(product, "Good battery, it lasts from breakfast to supper.")
    worker.drain()
    themes.merge(Theme.objects.get(key="battery"), into=Theme.objects.get(key="sound"))
    return product


def test_themes_are_tended_once_a_day(db, sent):
    for hour in (8, 9, 23):
        upkeep.sweep(MORNING.replace(hour=hour))
    assert sent == ["marketing_ai.reviews.tend_themes"]
    upkeep.sweep(MORNING.replace(day=10))
    assert len(sent) == 2


def test_a_merge_is_followed_soon_though_the_days_turn_is_over(merged, sent, shop):
    cache.add(f"marketing_ai.reviews.themes.{MORNING.date()}", 1)
    upkeep.sweep(MORNING)
    assert sent == ["marketing_ai.reviews.tend_themes"]
    tasks.tend_themes()
    assert shop.themes(merged) == [("sound", 1, 0, 0, 0)]
    assert not upkeep.themes_wait()


def test_without_a_model_what_people_set_is_followed_all_the_same(merged, shop, monkeypatch):
    def missing():
        raise ModelUnavailable(model="reader", reason="gone", repair="")

    monkeypatch.setattr(reading, "load", missing)
    assert upkeep.tend_themes(now=timezone.now) == 1
    assert shop.themes(merged) == [("sound", 1, 0, 0, 0)]
