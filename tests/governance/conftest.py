"""Budgets with short words, and calls that need them."""

from __future__ import annotations

import pytest

from marketing_ai.governance import budgets
from marketing_ai.governance.models import Budget


def request(**changes):
    """A call of 10 tokens for one product."""
    fields = {
        "feature": "copywriting",
        "store": "default",
        "actor": None,
        "object_kind": "product",
        "object_pk": "1",
        "model": "dummy",
        "prompt_version": "1",
        "tokens": 10,
        **changes,
    }
    return budgets.CallRequest(**fields)


def reserve(**changes):
    """Reserve one such call."""
    return budgets.reserve_many([request(**changes)])[0]


@pytest.fixture
def budget(db):
    """Make a budget; all features and stores unless told otherwise."""

    def make(limit=100, name="all", **fields):
        return Budget.objects.create(name=name, limit_tokens=limit, **fields)

    return make
