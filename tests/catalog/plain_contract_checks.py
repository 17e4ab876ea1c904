"""The contract kit against CatalogProduct; run in its own process."""

import pytest

from marketing_ai.catalog.models import CatalogProduct
from marketing_ai.testing import CatalogContract


@pytest.mark.django_db
class TestPlainSite(CatalogContract):
    def make_product(self, *, title, facts=(), description="", store="", parent=None):
        return CatalogProduct.objects.create(
            title=title,
            facts=[{"name": n, "value": v, "unit": u} for n, v, u in facts],
            description=description,
            store=store or "default",
            parent_id=parent,
        ).pk
