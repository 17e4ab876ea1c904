"""Say whether this shop can write copy, and which command repairs what it cannot."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from marketing_ai import doctor
from marketing_ai.conf import conf

if TYPE_CHECKING:
    from argparse import ArgumentParser

SIGNS = {doctor.OK: "✓ OK  ", doctor.OFF: "– OFF ", doctor.FAIL: "✗ FAIL"}


class Command(BaseCommand):
    requires_system_checks = ()  # it reports them
    help = (
        "Look at settings, database, broker, model cache, models, pages, jobs, products, "
        "permissions and budgets. Exit code 1 when anything fails; each failure names its repair."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print a list of findings as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not conf.ENABLED:
            self.stdout.write("MARKETING_AI['ENABLED'] is False: nothing to look at.")
            return
        found = doctor.examine()
        if options["json"]:
            self.stdout.write(json.dumps([asdict(finding) for finding in found], indent=2))
        else:
            for finding in found:
                self._tell(finding)
        if any(finding.state == doctor.FAIL for finding in found):
            raise SystemExit(1)

    def _tell(self, finding: doctor.Finding) -> None:
        styles = {doctor.OK: self.style.SUCCESS, doctor.FAIL: self.style.ERROR}
        sign = styles.get(finding.state, self.style.WARNING)(SIGNS[finding.state])
        self.stdout.write(f"{sign} {finding.what}: {finding.detail}")
        if finding.repair:
            self.stdout.write("       " + _("repair: %(line)s") % {"line": finding.repair})
