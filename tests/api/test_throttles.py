from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from marketing_ai.api.throttles import StorefrontThrottle, parse_rate
from marketing_ai.exceptions import ConfigurationError


@pytest.fixture
def noon(monkeypatch):
    """The clock stands still, 10 seconds before the end of a minute."""
    clock = [1_800_000_000.0 // 60 * 60 + 50]
    monkeypatch.setattr(time, "time", lambda: clock[0])
    return clock


def limit(settings, **rates):
    settings.MARKETING_AI = {**settings.MARKETING_AI, "THROTTLE_RATES": rates}


def statuses(caller, path, n, **extra):
    return [caller.get(path, **extra).status_code for _ in range(n)]


def test_visitors_are_held_to_the_rate_until_the_window_ends(shop, anyone, settings, noon):
    limit(settings, storefront="3/min")
    path = f"/products/{shop.product().pk}/copy/"
    assert statuses(anyone, path, 4) == [200, 200, 200, 429]
    refused = anyone.get(path)
    assert refused.json()["code"] == "throttled"
    assert refused["Retry-After"] == "10"
    assert statuses(anyone, path, 1, REMOTE_ADDR="192.0.2.7") == [200]
    noon[0] += 10
    assert statuses(anyone, path, 1) == [200]


def test_a_refused_visitor_costs_no_query(shop, anyone, settings, noon, django_assert_num_queries):
    limit(settings, storefront="1/min")
    path = f"/products/{shop.product().pk}/copy/"
    anyone.get(path)
    with django_assert_num_queries(0):
        assert anyone.get(path).status_code == 429


def test_staff_have_a_rate_of_their_own_by_person(staff, settings, noon):
    limit(settings, staff="2/min", storefront="1/min")
    one, other = staff("view_marketing"), staff("view_marketing")
    assert statuses(one, "/copy/", 3) == [200, 200, 429]
    assert statuses(one, "/jobs/", 1) == [429]
    assert statuses(other, "/copy/", 1) == [200]


def test_a_scope_without_a_rate_is_not_limited(shop, anyone, settings, noon):
    limit(settings)
    assert set(statuses(anyone, f"/products/{shop.product().pk}/copy/", 20)) == {200}


def test_a_forged_address_does_not_open_a_new_window(shop, anyone, settings, noon):
    limit(settings, storefront="2/min")
    path = f"/products/{shop.product().pk}/copy/"
    shown = [anyone.get(path, HTTP_X_FORWARDED_FOR=f"203.0.113.{i}").status_code for i in range(3)]
    assert shown == [200, 200, 429]


def test_behind_a_trusted_proxy_each_visitor_is_counted_alone(shop, anyone, settings, noon):
    limit(settings, storefront="1/min")
    settings.MARKETING_AI = {**settings.MARKETING_AI, "TRUSTED_PROXIES": 1}
    path = f"/products/{shop.product().pk}/copy/"

    def ask(forwarded):
        return anyone.get(path, HTTP_X_FORWARDED_FOR=forwarded).status_code

    assert [ask("203.0.113.1"), ask("203.0.113.2")] == [200, 200]
    # what stands left of the proxy's own entry was written by the caller
    assert ask("198.51.100.9, 203.0.113.1") == 429


def test_a_cache_that_keeps_nothing_refuses_nobody(shop, anyone, settings, noon):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    limit(settings, storefront="1/min")
    assert statuses(anyone, f"/products/{shop.product().pk}/copy/", 3) == [200] * 3


def test_callers_at_the_same_instant_are_all_counted(rf, settings, noon):
    limit(settings, storefront="5/min")
    start = threading.Barrier(20)

    def ask(_number):
        start.wait(timeout=10)
        return StorefrontThrottle().allow_request(rf.get("/"), None)

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(ask, range(20))) == 5


@pytest.mark.parametrize("rate", ["many/min", "5/fortnight", "5", ""])
def test_a_rate_that_is_none_is_named(rate):
    with pytest.raises(ConfigurationError, match="THROTTLE_RATES"):
        parse_rate(rate)
