"""A small shop, people with single permissions, and browsers signed in as them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.copywriting.conftest import answers, shop, work  # noqa: F401


@pytest.fixture
def sign_in():
    """A browser of this person."""

    def do(user):
        client = Client()
        client.force_login(user)
        return client

    return do


@pytest.fixture
def boss(django_user_model, db):
    return django_user_model.objects.create_superuser("boss", password="x")


@pytest.fixture
def browser(boss, sign_in):
    """A browser of someone who may do everything."""
    return sign_in(boss)


@pytest.fixture
def page():
    """Address of one of our admin pages."""

    def do(name, *args, query=""):
        return reverse(f"admin:marketing_ai_{name}", args=args) + query

    return do
