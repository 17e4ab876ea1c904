"""What the tests of the review pages need: a shop with reviews that the shipped fake has read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from marketing_ai.reviews import intake, services
from marketing_ai.reviews.models import Review, ReviewSource
from marketing_ai.reviews.source import Snapshot

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script><b onclick=x>Bold</b> \u202egnirts\u202c "
    "{{ 7|add:1 }} \x01 Good sound."
)


class Reviews:
    """Takes reviews in and has them read."""

    def __init__(self):
        self.n = 0

    def add(self, product, text="Good sound.", **fields):
        """One review, not read yet; `at` is days after START."""
        self.n += 1
        at = fields.pop("at", self.n)
        shot = Snapshot(
            **{
                "source_pk": f"r{self.n}",
                "product_pk": product.pk,
                "text": text,
                "written": START + timedelta(days=at),
                "stars": 4,
                "author_ref": f"a{self.n}",
                **fields,
            }
        )
        intake.take_in("test", [shot], now=timezone.now())
        return self.row(shot.source_pk)

    def row(self, source_pk):
        return Review.objects.get(source="test", source_pk=source_pk)

    def read(self):
        while services.drain_pending(now=timezone.now).claimed:
            pass

    def given(self, product, text="Good sound.", **fields):
        """One review, read."""
        row = self.add(product, text, **fields)
        self.read()
        row.refresh_from_db()
        return row


def source():
    return ReviewSource.objects.get_or_create(name="shop", defaults={"since": timezone.now()})[0]
