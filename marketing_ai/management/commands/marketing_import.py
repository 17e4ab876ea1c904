"""Import products or reviews from CSV, TSV or JSON lines, plain or gz.

`marketing_import catalogue FILE`, `marketing_import reviews FILE`.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketing_ai.catalog.importing import ImportReport, import_file, importer_for, importers
from marketing_ai.catalog.importing.rows import ImportOptions
from marketing_ai.exceptions import ConfigurationError, MarketingAIError


class Command(BaseCommand):
    help = (
        "Import products or reviews from CSV, TSV or JSON lines (plain or .gz). Safe to run twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        known = importers()
        parser.add_argument("kind", choices=sorted(known), help="What the file holds.")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--map",
            nargs="+",
            action="extend",
            default=[],
            metavar="TARGET=COLUMN",
            help="Which column gives what. Without it, columns named like targets are taken. "
            "COLUMN.N takes an entry of a list; the target model.FIELD writes a field of "
            "your product model. Targets: "
            + "; ".join(f"{kind}: {', '.join(i.targets)}" for kind, i in known.items()),
        )
        parser.add_argument(
            "--fact",
            nargs="+",
            action="extend",
            default=[],
            metavar="[NAME=]COLUMN",
            help="Columns that are facts, each under its own name.",
        )
        parser.add_argument(
            "--facts-column",
            default="",
            metavar="COLUMN",
            help="Column with all facts: a list of [name, value] or {name, value, unit}, "
            "or a dict.",
        )
        parser.add_argument("--store", default="", help="Store key of every row.")
        parser.add_argument("--language", default="", help="Language of every row's texts.")
        parser.add_argument("--currency", default="", help="Currency of every row's price.")
        parser.add_argument(
            "--source",
            default="",
            help="Name under which imported reviews are kept; without it, the file's name.",
        )
        parser.add_argument(
            "--known-products-only",
            action="store_true",
            help="Reviews of products that are not there fail; without it, the products are made, "
            "empty and without stock.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Check all, write nothing.")
        parser.add_argument("--limit", type=int, help="Read at most this many records.")
        parser.add_argument("--batch", type=int, default=500, help="Records a transaction.")
        parser.add_argument(
            "--resume", action="store_true", help="Go on where a stopped import ended."
        )
        parser.add_argument(
            "--errors", type=Path, metavar="FILE.jsonl", help="Write every failed row there."
        )
        parser.add_argument("--encoding", default="", help="Where it is not UTF-8 or GB18030.")
        parser.add_argument("--delimiter", default="", help="Where it is not , ; tab or |.")
        parser.add_argument("--format", choices=["csv", "jsonl"], default="")

    def handle(self, *args: Any, **given: Any) -> None:
        if given["batch"] < 1 or (given["limit"] is not None and given["limit"] < 1):
            raise CommandError(_("--batch and --limit take whole numbers from 1 on."))
        start = time.monotonic()

        def tell(report: ImportReport) -> None:
            if given["verbosity"] > 1:
                self.stdout.write(_("%(n)s records read …") % {"n": report.read})

        try:
            report = import_file(
                given["file"],
                importer=importer_for(given["kind"]),
                options=_options(given),
                batch=given["batch"],
                limit=given["limit"],
                resume=given["resume"],
                dry_run=given["dry_run"],
                errors_path=given["errors"],
                encoding=given["encoding"],
                format_name=given["format"],
                delimiter=given["delimiter"],
                on_batch=tell,
            )
        except MarketingAIError as error:
            raise CommandError(f"{error.sentence} {error.advice}") from error
        except ConfigurationError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as stop:
            raise CommandError(
                _("Stopped. What was read is stored; go on with the same command and --resume.")
            ) from stop
        self._show(report, seconds=time.monotonic() - start, dry_run=given["dry_run"])

    def _show(self, report: ImportReport, *, seconds: float, dry_run: bool) -> None:
        for problem in report.problems:
            self.stderr.write(
                _("Line %(line)s: %(message)s [%(code)s]")
                % {"line": problem.line, "message": problem.message, "code": problem.code}
            )
        hidden = report.failed - len(report.problems)
        if report.problems and hidden > 0:
            self.stderr.write(
                ngettext(
                    "… and %(n)s more row; --errors FILE.jsonl lists all.",
                    "… and %(n)s more rows; --errors FILE.jsonl lists all.",
                    hidden,
                )
                % {"n": hidden}
            )
        if report.resumed_at:
            self.stdout.write(_("Went on after record %(n)s.") % {"n": report.resumed_at})
        if dry_run:
            self.stdout.write(_("Dry run: nothing was written."))
        self.stdout.write(
            f"read {report.read}, created {report.created}, updated {report.updated}, "
            f"unchanged {report.unchanged}, failed {report.failed} "
            f"({report.encoding}, {seconds:.1f} s)"
        )


def _options(given: dict[str, Any]) -> ImportOptions:
    return ImportOptions(
        mapping=dict(_pair(text, "--map") for text in given["map"]),
        facts=tuple(_fact(text) for text in given["fact"]),
        facts_column=given["facts_column"],
        store=given["store"],
        language=given["language"],
        currency=given["currency"].upper(),
        source=given["source"] or (_stem(given["file"]) if given["kind"] == "reviews" else ""),
        known_products_only=given["known_products_only"],
    )


def _stem(file: Path) -> str:
    return file.name.split(".")[0][:64]


def _pair(text: str, option: str) -> tuple[str, str]:
    name, sign, column = text.partition("=")
    if not sign or not name or not column:
        raise CommandError(
            _("%(option)s takes TARGET=COLUMN, not “%(text)s”.") % {"option": option, "text": text}
        )
    return name, column


def _fact(text: str) -> tuple[str, str]:
    """`Brand=brand_name` as it stands; `brand_name` alone is called "Brand name"."""
    if "=" in text:
        return _pair(text, "--fact")
    words = text.replace("_", " ").strip()
    return words[:1].upper() + words[1:], text
