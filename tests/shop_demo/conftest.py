"""The seeded demo shop, filled once for the tests of this directory."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from shop_demo import seeding

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="package")
def seeded(django_db_setup, django_db_blocker):
    """What the first run wrote; all of it is gone again when this directory is done."""
    with django_db_blocker.unblock():
        yield seeding.seed_shop(now=NOW, password="only-for-tests")
        seeding.flush_shop()
        Group.objects.filter(name__in=seeding.GROUPS).delete()
        get_user_model().objects.filter(username__in=seeding.STAFF).delete()


@pytest.fixture
def shop(seeded, db):
    """A seeded shop whose changes end with the test."""
    return seeded
