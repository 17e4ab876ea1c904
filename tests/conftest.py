"""Fixtures that all tests share."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUIRE = os.environ.get("MARKETING_AI_REQUIRE_SERVICES") == "1"


def reachable(url: str, default_port: int) -> bool:
    """Whether something listens at the address of `url`."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname, parts.port or default_port), timeout=2):
            return True
    except OSError:
        return False


def _service(name: str, url: str, port: int) -> str:
    if reachable(url, port):
        return url
    if REQUIRE:
        pytest.fail(f"{name} is required (MARKETING_AI_REQUIRE_SERVICES=1) and not at {url}")
    pytest.skip(f"{name} is not at {url}; start it, or name another address")


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """A PostgreSQL server's URL, from TEST_POSTGRES_URL or the usual local one."""
    url = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    return _service("PostgreSQL", url, 5432)


@pytest.fixture(scope="session")
def rabbitmq_url() -> str:
    """A RabbitMQ server's URL, from TEST_RABBITMQ_URL or the usual local one."""
    url = os.environ.get("TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")
    return _service("RabbitMQ", url, 5672)


@pytest.fixture(scope="session")
def redis_url() -> str:
    """A Redis server's URL, from TEST_REDIS_URL or the usual local one."""
    return _service("Redis", os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15"), 6379)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Each test starts in English: a request leaves its language behind on the thread."""
    with translation.override("en"):
        yield
