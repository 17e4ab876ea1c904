"""Products of the demo shop for these tests."""

from __future__ import annotations

import itertools
from decimal import Decimal

from shop_demo.models import Category, Product

_numbers = itertools.count(1)


def product(title="Kettle", *, facts=(), description="", store="default", parent=None, **fields):
    """A stored product of the demo shop; facts are (name, value, unit)."""
    number = next(_numbers)
    category, _made = Category.objects.get_or_create(slug="kitchen", defaults={"name": "Kitchen"})
    given = {"price": Decimal("19.90"), "category": category, **fields}
    return Product.objects.create(
        name=title,
        slug=f"p{number}",
        sku=f"SKU-{number}",
        specs=[{"name": n, "value": v, "unit": u} for n, v, u in facts],
        description=description,
        store=store or "default",
        parent_id=getattr(parent, "pk", parent),
        **given,
    )
