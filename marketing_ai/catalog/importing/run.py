"""Imports one file in batches, each with its checkpoint in one transaction.

A batch and the place in the file up to which it reaches are committed together, so
after a kill at any moment `resume` goes on with the first record that was not written.
A record that fails is counted and listed; it never takes others with it.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketing_ai.catalog.importing.files import inspect
from marketing_ai.catalog.importing.records import Record, Records, RowProblem
from marketing_ai.catalog.importing.rows import MODEL_PREFIX, split_column
from marketing_ai.catalog.importing.seen import SeenKeys
from marketing_ai.catalog.models import ImportRun
from marketing_ai.exceptions import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from marketing_ai.catalog.importing.registry import Importer
    from marketing_ai.catalog.importing.rows import ImportOptions

SHOWN_PROBLEMS = 20
RESULTS = ("created", "updated", "unchanged", "failed")


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """What became of a file, in records; `read` is the sum of the four that follow."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    complete: bool = False  # the end of the file was reached
    resumed_at: int = 0  # records that an earlier run had dealt with
    encoding: str = ""
    problems: list[RowProblem] = field(default_factory=list)  # the first of them

    @property
    def read(self) -> int:
        """Records dealt with, by this run and the one that it goes on with."""
        return self.created + self.updated + self.unchanged + self.failed


def import_file(
    path: Path,
    *,
    importer: Importer,
    options: ImportOptions,
    batch: int = 500,
    limit: int | None = None,
    resume: bool = False,
    dry_run: bool = False,
    errors_path: Path | None = None,
    encoding: str = "",
    format_name: str = "",
    delimiter: str = "",
    on_batch: Callable[[ImportReport], None] | None = None,
) -> ImportReport:
    """Import the file; safe to run twice.

    options: an empty mapping takes the columns that are called like targets.
    limit: read at most this many records. resume: go on where a stopped run of the same
    file with the same options ended. dry_run: do all of it, and take each batch back.
    errors_path: gets one JSON line a failed record. on_batch: called after each commit.

    Raises ImportRefused when the file or the mapping is unusable; nothing was written then.
    """
    source = inspect(path, encoding=encoding, format_name=format_name)
    run = _run_row(importer, source.path, source.sha256, options, resume=resume, dry_run=dry_run)
    report = ImportReport(
        created=run.created_rows,
        updated=run.updated_rows,
        unchanged=run.unchanged_rows,
        failed=run.failed_rows,
        resumed_at=run.position,
        encoding=source.encoding,
    )
    if run.complete:
        report.complete = True
        return report
    with (
        Records(source, delimiter=delimiter) as records,
        SeenKeys() as seen,
        _ErrorFile(errors_path, keep_to_line=run.line) as errors,
    ):
        if not options.mapping:  # columns that are called like targets
            options = replace(options, mapping=_named_alike(importer, records.columns))
        check_options(importer, options, records.columns)
        work = _Work(importer, options, run, report, seen, errors, dry_run=dry_run)
        for position, record in enumerate(records, start=1):
            if limit is not None and position > limit:
                break
            work.take(position, record)
            if len(work.pending) >= batch:
                work.flush(complete=False)
                if on_batch is not None:
                    on_batch(report)
        else:
            report.complete = True
        work.flush(complete=report.complete)
    return report


def check_options(importer: Importer, options: ImportOptions, columns: list[str]) -> None:
    """Raise ImportRefused where the mapping names what does not exist or lacks what it must."""
    for target in options.mapping:
        if target not in importer.targets and not target.startswith(MODEL_PREFIX):
            raise ImportRefused(
                reason=_("there is no target “%(target)s”.") % {"target": target},
                advice=_("Map one of: %(known)s.") % {"known": ", ".join(importer.targets)},
            )
    for target in importer.required:
        if target not in options.mapping:
            raise ImportRefused(
                reason=_("no column is mapped to “%(target)s”.") % {"target": target},
                advice=_("Add --map %(target)s=COLUMN. Columns: %(columns)s.")
                % {"target": target, "columns": ", ".join(columns)},
            )
    for column in options.columns:
        name, _index = split_column(column, columns)
        if name not in columns:
            near = difflib.get_close_matches(name, columns, n=1) or columns
            raise ImportRefused(
                reason=_("it has no column “%(column)s”.") % {"column": name},
                advice=_("Did you mean: %(near)s?") % {"near": ", ".join(near)},
            )


def _named_alike(importer: Importer, columns: list[str]) -> dict[str, str]:
    """Target → the column that is called like it, or like one of its other names."""
    found = {}
    for target in importer.targets:
        names = (target, *importer.aliases.get(target, ()))
        if column := next((name for name in names if name in columns), ""):
            found[target] = column
    return found


class _Work:
    """The batch that is being filled, and what was written so far."""

    def __init__(
        self,
        importer: Importer,
        options: ImportOptions,
        run: ImportRun,
        report: ImportReport,
        seen: SeenKeys,
        errors: _ErrorFile,
        *,
        dry_run: bool,
    ) -> None:
        self.importer, self.options, self.run = importer, options, run
        self.report, self.seen, self.errors = report, seen, errors
        self.dry_run = dry_run
        self.pending: list[tuple[int, Any]] = []  # (line, row or problem)

    def take(self, position: int, record: Record | RowProblem) -> None:
        """Check one record; those that an earlier run wrote only count as seen."""
        parsed: Any = record
        if isinstance(record, Record):
            parsed = self.importer.parse(record, self.options)
        if not isinstance(parsed, RowProblem):
            store = getattr(parsed, "store", "")
            key = f"{store}\x00{parsed.key}" if store else parsed.key
            first = self.seen.first_line(key, record.line)
            if first != record.line:
                parsed = RowProblem(
                    line=record.line,
                    key=parsed.key,
                    code="duplicate_key",
                    message=_("The key %(key)s is on line %(first)s already.")
                    % {"key": parsed.key, "first": first},
                )
        if position > self.run.position:
            self.pending.append((record.line, parsed))

    def flush(self, *, complete: bool) -> None:
        """Write what is pending and where it ends, in one transaction."""
        pending, self.pending = self.pending, []
        lines = [line for line, row in pending if not isinstance(row, RowProblem)]
        rows = [row for _line, row in pending if not isinstance(row, RowProblem)]
        problems = [row for _line, row in pending if isinstance(row, RowProblem)]
        counts = dict.fromkeys(RESULTS, 0)
        counts["failed"] = len(problems)
        with transaction.atomic():
            outcomes = self.importer.write(rows, seen=self.seen, dry_run=self.dry_run)
            for line, outcome in zip(lines, outcomes, strict=True):
                counts[outcome.result] += 1
                if outcome.result == "failed":
                    problems.append(
                        RowProblem(
                            line=line,
                            key=outcome.key,
                            code=outcome.code,
                            message=outcome.message,
                        )
                    )
            problems.sort(key=lambda problem: problem.line)
            # before the commit: a line too many is cut off by resume, a missing one is lost
            self.errors.write(problems)
            if self.dry_run:
                transaction.set_rollback(True)
            else:
                self._checkpoint(counts, pending, complete=complete)
        for result, count in counts.items():
            setattr(self.report, result, getattr(self.report, result) + count)
        self.report.problems.extend(problems[: SHOWN_PROBLEMS - len(self.report.problems)])

    def _checkpoint(
        self, counts: dict[str, int], pending: list[tuple[int, Any]], *, complete: bool
    ) -> None:
        run, before = self.run, self.run.position
        run.position += len(pending)
        run.line = pending[-1][0] if pending else run.line
        run.complete = complete
        changes = {
            f"{result}_rows": getattr(run, f"{result}_rows") + counts[result] for result in RESULTS
        }
        for name, value in changes.items():
            setattr(run, name, value)
        moved = ImportRun.objects.filter(pk=run.pk, position=before).update(
            position=run.position,
            line=run.line,
            complete=complete,
            changed=timezone.now(),
            **changes,
        )
        if not moved:  # raised inside the transaction: this batch is rolled back
            raise ImportRefused(
                reason=_("another import of the same file is running."),
                advice=_("Let it finish, or stop it and pass --resume."),
            )


class _ErrorFile:
    """One JSON line a failed record; without a path it takes none."""

    def __init__(self, path: Path | None, *, keep_to_line: int) -> None:
        self._path = path
        self._keep_to_line = keep_to_line

    def __enter__(self) -> _ErrorFile:
        self._file = None
        if self._path is not None:
            kept = self._earlier(self._path) if self._keep_to_line else []
            self._file = self._path.open("w", encoding="utf-8")
            self._file.writelines(kept)
        return self

    def __exit__(self, *exc: object) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, problems: list[RowProblem]) -> None:
        if self._file is not None:
            for problem in problems:
                self._file.write(json.dumps(asdict(problem), ensure_ascii=False) + "\n")
            self._file.flush()

    def _earlier(self, path: Path) -> list[str]:
        """Whole lines of the run that is gone on with, without those of a batch it lost."""
        if not path.is_file():
            return []
        with path.open(encoding="utf-8") as file:
            lines = [line for line in file if line.endswith("\n")]
        return [line for line in lines if json.loads(line)["line"] <= self._keep_to_line]


def _run_row(
    importer: Importer,
    path: Path,
    file_sha256: str,
    options: ImportOptions,
    *,
    resume: bool,
    dry_run: bool,
) -> ImportRun:
    """The row that holds the checkpoint; a dry run has one that is never stored."""
    content = json.dumps(asdict(options), sort_keys=True, default=str)
    identity = {
        "kind": importer.name,
        "file_sha256": file_sha256,
        "options_sha256": hashlib.sha256(content.encode()).hexdigest(),
    }
    if dry_run:
        return ImportRun(file_name=path.name[:255], **identity)
    run, made = ImportRun.objects.get_or_create(**identity, defaults={"file_name": path.name[:255]})
    if made or resume:
        return run
    run.position = run.line = 0
    run.created_rows = run.updated_rows = run.unchanged_rows = run.failed_rows = 0
    run.complete = False
    run.save()
    return run
