"""Bring back jobs that a crash or a dead broker left behind: what beat's task does."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from marketing_ai.conf import conf
from marketing_ai.jobs import services

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Queue chunks of dead workers again, send lost messages again, notify about ends."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--loop",
            type=float,
            metavar="SECONDS",
            help="sweep again and again, for shops without beat; stop it with Ctrl-C",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not conf.ENABLED:
            self.stdout.write("MARKETING_AI['ENABLED'] is False: nothing to do.")
            return
        while True:
            report = services.sweep(now=timezone.now())
            found = report.reclaimed + report.dead + report.redispatched + report.notified
            if found or report.tidied or not options["loop"]:
                self.stdout.write(
                    f"{report.reclaimed} chunks queued again, {report.dead} set aside, "
                    f"{report.redispatched} jobs sent again, {report.notified} notified, "
                    f"{report.tidied} other things put right."
                )
            if not options["loop"]:
                return
            close_old_connections()
            time.sleep(options["loop"])
