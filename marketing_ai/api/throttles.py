"""Throttles with rates from `THROTTLE_RATES`, whatever the host's DRF settings say.

A fixed window with one atomic counter in the cache a caller, instead of DRF's list of
timestamps: one small cache operation a request, and two web processes cannot count the same
request once. They keep use fair; what a model may cost is held by budgets, not by them.
A cache that each process has for itself (LocMemCache) multiplies the rate by the processes.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from rest_framework.throttling import BaseThrottle

from marketing_ai.conf import conf
from marketing_ai.exceptions import ConfigurationError

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@lru_cache(maxsize=32)
def parse_rate(rate: str) -> tuple[int, int]:
    """(requests, seconds) of a DRF rate such as "600/min". Raises ConfigurationError."""
    number, _slash, period = rate.partition("/")
    try:
        return int(number), _SECONDS[period[:1]]
    except (ValueError, KeyError):
        raise ConfigurationError(
            f"MARKETING_AI['THROTTLE_RATES']: {rate!r} is no rate such as '600/min'."
        ) from None


def address(request: Request) -> str:
    """The caller's address, as far as `TRUSTED_PROXIES` proxies can be believed."""
    remote = request.META.get("REMOTE_ADDR", "")
    if n := conf.TRUSTED_PROXIES:
        # entries further left were sent by the caller, who may write anything there
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        return hops[-min(n, len(hops))].strip() or remote
    return remote


class WindowThrottle(BaseThrottle):
    """So many requests a window; a scope without a rate is not limited."""

    scope = ""
    default_rate = ""  # where `THROTTLE_RATES` does not name the scope
    _wait: float | None = None

    def caller(self, request: Request) -> str:
        """Who is counted."""
        return address(request)

    def allow_request(self, request: Request, view: APIView | None) -> bool:
        """Count this request; False once the window is full."""
        rate = conf.THROTTLE_RATES.get(self.scope, self.default_rate)
        if not rate:
            return True
        limit, seconds = parse_rate(rate)
        now = time.time()
        key = f"marketing_ai:{self.scope}:{self.caller(request)}:{int(now // seconds)}"
        try:
            count = cache.incr(key)
        except ValueError:  # the first of its window
            # twice the window: the key must outlive it, and nothing is left for long
            count = 1 if cache.add(key, 1, timeout=2 * seconds) else _counted_since(key)
        self._wait = seconds - now % seconds
        return count <= limit

    def wait(self) -> float | None:
        """Seconds until the next window."""
        return self._wait


class StorefrontThrottle(WindowThrottle):
    """Visitors, by address."""

    scope = "storefront"


class ReportThrottle(WindowThrottle):
    """Visitors who report a problem, by address."""

    scope = "report"
    default_rate = "10/hour"  # open to anyone, and it writes: never without a limit by oversight


def may_report(request: Any) -> bool:
    """Whether the sender of a form may report a problem now; for the shop's own pages."""
    return ReportThrottle().allow_request(request, None)


class StaffThrottle(WindowThrottle):
    """Staff, by person; before a login by address."""

    scope = "staff"

    def caller(self, request: Request) -> str:
        """The person's key."""
        pk = getattr(request.user, "pk", None)
        return address(request) if pk is None else f"user-{pk}"


def _counted_since(key: str) -> int:
    """Another process made the counter in between. A cache that keeps nothing counts nothing."""
    try:
        return cache.incr(key)
    except ValueError:
        return 1
