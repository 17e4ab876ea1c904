"""`manage.py marketing_check`: what is wrong with the texts that the shop shows already."""

from __future__ import annotations

import csv
import json
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketing_ai.copywriting import checking, claimcheck
from marketing_ai.exceptions import ConfigurationError, MarketingAIError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from marketing_ai.inference.checker import Checker

    Write = Callable[[dict[str, Any]], object]

FORMATS = (".csv", ".jsonl")
COLUMNS = tuple(field.name for field in fields(checking.Finding))
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would carry out


class Command(BaseCommand):
    help = (
        "Check the titles and descriptions of the catalogue against its facts and the brand "
        "rules, best sellers first. Writes nothing but the table; exit code 0, whatever is found."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--out", type=Path, metavar="FILE", help="Table of findings, .csv or .jsonl."
        )
        parser.add_argument("--store", default="", help="Products of this store only.")
        parser.add_argument("--limit", type=int, metavar="N", help="The first N products only.")
        parser.add_argument(
            "--read",
            action="store_true",
            help="Let the checker of claims read the descriptions, too. Slower; needs its model.",
        )
        parser.add_argument(
            "--json", action="store_true", help="The summary as one JSON object, last line."
        )

    def handle(self, *args: Any, **given: Any) -> None:
        _check_arguments(given)
        summary = checking.Summary()
        try:
            _check_store(given["store"])
            checker = _checker() if given["read"] else None
            walk = checking.check_catalogue(
                store=given["store"], limit=given["limit"], checker=checker
            )
            with self._table(given["out"], as_json=given["json"]) as write:
                for checked in walk:
                    summary.add(checked)
                    for finding in checked.findings:
                        write(asdict(finding))
        except MarketingAIError as error:
            raise CommandError(f"{error.sentence} {error.advice}".strip()) from error
        except ConfigurationError as error:
            raise CommandError(str(error)) from error
        self._tell(summary, as_json=given["json"])

    @contextmanager
    def _table(self, path: Path | None, *, as_json: bool) -> Iterator[Write]:
        """Where findings go, one by one."""
        if path is None:
            yield lambda row: self.stdout.write(_as_json(row) if as_json else _as_line(row))
            return
        is_csv = path.suffix.lower() == ".csv"
        try:
            # with a byte order mark, without which spreadsheets take UTF-8 for something else
            stream = path.open("w", encoding="utf-8-sig" if is_csv else "utf-8", newline="")
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be written: %(reason)s. Name another file.")
                % {"path": path, "reason": error.strerror}
            ) from error
        with stream:
            if is_csv:
                table = csv.writer(stream)
                table.writerow(COLUMNS)
                yield lambda row: table.writerow([defused(row[name]) for name in COLUMNS])
            else:
                yield lambda row: stream.write(f"{_as_json(row)}\n")

    def _tell(self, summary: checking.Summary, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(_as_json(summary.as_dict()))
            return
        checked = ngettext(
            "%(n)d product checked.", "%(n)d products checked.", summary.products
        ) % {"n": summary.products}
        found = ngettext("%(n)d has findings.", "%(n)d have findings.", summary.with_findings) % {
            "n": summary.with_findings
        }
        self.stdout.write(checked)
        self.stdout.write(found)
        for what, n in summary.by_kind.most_common():
            self.stdout.write(f"  {what:40} {n}")


def defused(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula: those get an apostrophe in front."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def _as_json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)


def _as_line(row: dict[str, Any]) -> str:
    place = f"{row['field']} {row['start']}-{row['end']}"
    who = " ".join(part for part in (row["product"], row["sku"], row["title"]) if part)
    words = " ".join(row["text"].split())
    lines = [who, f"  {place}  {row['what']}  “{words}”", f"  {row['message']}"]
    if row["nearest_fact"]:
        lines.append("  " + _("nearest fact: %(fact)s") % {"fact": row["nearest_fact"]})
    return "\n".join([*lines, f"  → {row['way_out']}"])


def _check_arguments(given: dict[str, Any]) -> None:
    """Raises CommandError for what cannot be carried out."""
    if given["limit"] is not None and given["limit"] < 1:
        raise CommandError(_("--limit takes a whole number from 1 on."))
    path = given["out"]
    if path is None:
        return
    if path.suffix.lower() not in FORMATS:
        raise CommandError(_("%(path)s: name a file that ends in .csv or .jsonl.") % {"path": path})
    if not path.parent.is_dir():
        raise CommandError(
            _("%(path)s is no directory. Make it first, or name another.") % {"path": path.parent}
        )


def _check_store(store: str) -> None:
    if store and not checking.has_products(store):
        raise CommandError(
            _("The store “%(store)s” has no products. Stores that have: %(stores)s.")
            % {"store": store, "stores": ", ".join(checking.known_stores()) or "–"}
        )


def _checker() -> Checker:
    checker = claimcheck.load()
    if checker is None:
        raise CommandError(
            _(
                "--read needs a checker, and MARKETING_AI['CLAIM_CHECKER'] is “rules”. "
                "Take that setting out, or leave --read out."
            )
        )
    return checker
