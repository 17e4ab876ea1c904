"""Delete request log rows that are past their retention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from marketing_ai.governance import log

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Delete rows of the request log older than LOG_RETENTION_DAYS, batch by batch."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, help="instead of LOG_RETENTION_DAYS")
        parser.add_argument("--batch", type=int, default=log.PRUNE_BATCH, help="rows a DELETE")
        parser.add_argument(
            "--pause", type=float, default=0.0, metavar="SECONDS", help="rest between batches"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"] < 1 or (options["days"] is not None and options["days"] < 0):
            raise CommandError("--batch must be 1 or more, --days 0 or more.")
        n = log.prune(
            now=timezone.now(),
            days=options["days"],
            batch=options["batch"],
            pause_s=options["pause"],
        )
        self.stdout.write(f"{n} rows of the request log deleted.")
