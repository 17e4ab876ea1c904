"""The contract kit against the UUID shop; run in its own process by tests/catalog."""

import itertools

import pytest

from marketing_ai.testing import CatalogContract
from tests.uuid_shop.models import Item

numbers = itertools.count()


@pytest.mark.django_db
class TestUuidShop(CatalogContract):
    has_stores = False

    def make_product(self, *, title, facts=(), description="", store="", parent=None):
        item = Item.objects.create(
            label=title, code=f"c{next(numbers)}", page=description, main_id=parent
        )
        for name, value, unit in facts:
            item.values.create(name=name, amount=value, measure=unit)
        return item.pk
