"""Fill the demo shop; see `shop_demo.seeding` for what is written."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from marketing_ai.conf import conf
from marketing_ai.exceptions import MarketingAIError
from marketing_ai.reviews import services as reviews
from shop_demo import seeding

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from datetime import datetime


class Command(BaseCommand):
    """`python manage.py seed_demo [--flush]`"""

    help = (
        "Fills the demo shop with products, customers, orders, reviews and staff users. Safe to "
        "run twice. New staff users get the password in DEMO_PASSWORD, or a random one that is "
        "printed once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--flush",
            action="store_true",
            help="Delete the shop's products, customers, orders and reviews first; users stay.",
        )

    def handle(self, *args: Any, flush: bool = False, **options: Any) -> None:
        if flush:
            self.stdout.write(f"{seeding.flush_shop()} rows deleted.")
        given = os.environ.get("DEMO_PASSWORD", "")
        password = given or secrets.token_urlsafe(12)
        now = timezone.now()
        report = seeding.seed_shop(now=now, password=password)
        for model, count in report.created.items():
            if count:
                self.stdout.write(f"{model}: {count} created")
        if not report.created.total():
            self.stdout.write("Nothing was missing.")
        self._read_reviews(now)
        if report.new_users:
            shown = "(from DEMO_PASSWORD)" if given else password
            self.stdout.write(f"New staff users: {', '.join(report.new_users)}; password: {shown}")
        if report.missing_permissions:
            self.stderr.write(
                self.style.WARNING(
                    "These permissions do not exist and were attached to nobody: "
                    f"{', '.join(report.missing_permissions)}. "
                    "Run `python manage.py migrate`, then `python manage.py seed_demo` again."
                )
            )

    def _read_reviews(self, now: datetime) -> None:
        """Confirm that the seeded reviews are read, which in a real shop a person does."""
        if not conf.ENABLED or reviews.backfill_status(now=now).confirmed:
            return
        try:
            job = reviews.confirm_backfill(actor=None, now=now)
        except MarketingAIError as error:
            self.stderr.write(self.style.WARNING(f"Reviews are not read: {error} {error.advice}"))
            return
        n = reviews.estimate_backfill(now=now).n_reviews
        self.stdout.write(f"Old reviews: {n} confirmed for reading (job {job.pk})")
