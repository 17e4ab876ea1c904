"""The copywriting tests' shop, and clients that are logged in as one person."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.test import Client

from tests.copywriting.conftest import Shop

BASE = "/api/marketing-ai/v1"


@pytest.fixture
def shop(db):
    return Shop()


@pytest.fixture(autouse=True)
def fresh_counters(settings):
    """Throttles count from nothing in every test."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    yield
    cache.clear()


class Caller:
    """A person at the API; paths are below the API's root, bodies are JSON."""

    def __init__(self, user=None, **kwargs):
        self.client = Client(**kwargs)
        self.user = user
        if user is not None:
            self.client.force_login(user)

    def get(self, path, data=None, **extra):
        return self.client.get(BASE + path, data, **extra)

    def send(self, method, path, body=None, **extra):
        return self.client.generic(
            method,
            BASE + path,
            b"" if body is None else json.dumps(body).encode(),
            content_type="application/json",
            **extra,
        )

    def post(self, path, body=None, **extra):
        return self.send("POST", path, body, **extra)

    def patch(self, path, body=None, **extra):
        return self.send("PATCH", path, body, **extra)


@pytest.fixture
def anyone(db):
    return Caller()


@pytest.fixture
def staff(shop):
    """A caller who holds these actions' permissions."""

    def make(*actions, **kwargs):
        return Caller(shop.user(*actions, **kwargs))

    return make


from tests.copywriting.conftest import answers, work  # noqa: E402, F401
