"""A small shop of the demo's own models, and a worker that deals with its reviews."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from django.utils import timezone

from marketing_ai.reviews import services
from marketing_ai.reviews.models import Review, ReviewTally, ThemeTally
from marketing_ai.reviews.tallies import TALLY_SUMS
from shop_demo.models import Customer
from shop_demo.models import Review as ShopReview
from tests.catalog.shop import product

_numbers = itertools.count(1)


class Shop:
    """Makes what a test needs, with short names."""

    def product(self, title="Kettle", **fields):
        return product(title, **fields)

    def customer(self, name="Kim"):
        number = next(_numbers)
        return Customer.objects.create(name=name, email=f"{number}@example.com")

    def unsaved(self, product, text="Good sound.", **fields):
        return ShopReview(
            **{
                "product": product,
                "author_name": "Kim",
                "stars": 4,
                "status": "approved",
                "text": text,
                **fields,
            }
        )

    def review(self, product, text="Good sound.", **fields):
        """A review as the shop saves one: the real signal."""
        row = self.unsaved(product, text, **fields)
        row.save()
        return row

    def ours(self, review):
        """Our row of the shop's review."""
        return Review.objects.get(source="shop", source_pk=str(review.pk))

    def sums(self, product):
        """All sums of a product that are not zero."""
        found = Counter()
        for row in ReviewTally.objects.filter(product_id=product.pk).values(*TALLY_SUMS):
            found.update(row)
        return {name: n for name, n in found.items() if n}

    def themes(self, product):
        """(theme key or name, positive, neutral, negative, mixed) of a product, without zeros."""
        rows = ThemeTally.objects.filter(product_id=product.pk, n__gt=0).order_by("theme__name")
        return [
            (row.theme.key or row.theme.name, row.positive, row.neutral, row.negative, row.mixed)
            for row in rows.select_related("theme")
        ]


class Worker:
    """A worker in this process."""

    def drain(self, **kwargs):
        """All batches; the sum of their reports."""
        total = services.DrainReport()
        while (report := services.drain_pending(now=timezone.now, **kwargs)).claimed:
            total += report
        return total

    def sweep(self):
        return services.find_missed(now=timezone.now())


@pytest.fixture
def shop(db):
    return Shop()


@pytest.fixture
def worker(db):
    return Worker()
