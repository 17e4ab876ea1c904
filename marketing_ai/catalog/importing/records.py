"""Splits a file into records, each with the line on which it starts.

A record that cannot be read (a broken JSON line, a CSV row with too many cells)
is given as an error with its line; the records after it are read all the same.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from marketing_ai.exceptions import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from marketing_ai.catalog.importing.files import Source

DELIMITERS = ",;\t|"
MAX_CELL_CHARS = 1_000_000
MAX_LINE_CHARS = 8_000_000
PEEK = 50  # records of a JSONL file that are looked at for its columns


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """Why one record was not imported."""

    line: int
    code: str
    message: str
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record: column → value (text in CSV, any JSON value in JSONL)."""

    line: int
    values: Mapping[str, Any]


class Records:
    """The records of a file, in order, once. A context manager: it holds the file open.

    columns: names of the header; in JSON lines, the keys of the first records.
    """

    def __init__(self, source: Source, *, delimiter: str = "") -> None:
        self._source = source
        self._file: IO[str] | None = None
        self._delimiter = delimiter
        self.columns: list[str] = []

    def __enter__(self) -> Records:
        file = self._source.open()
        try:
            self._read = self._jsonl(file) if self._source.format == "jsonl" else self._csv(file)
        except ImportRefused:
            file.close()
            raise
        self._file = file
        return self

    def __exit__(self, *exc: object) -> None:
        if self._file is not None:
            self._file.close()

    def __iter__(self) -> Iterator[Record | RowProblem]:
        return self._read

    # --- JSON lines

    def _jsonl(self, file: IO[str]) -> Iterator[Record | RowProblem]:
        lines = self._parse_lines(file)
        first = list(itertools.islice(lines, PEEK))
        seen = dict.fromkeys(k for r in first if isinstance(r, Record) for k in r.values)
        self.columns = list(seen)
        if not seen:
            raise ImportRefused(
                reason=_("none of its first lines is a JSON object."),
                advice=_("Give one JSON object a line, or pass --format csv."),
            )
        return itertools.chain(first, lines)

    def _parse_lines(self, file: IO[str]) -> Iterator[Record | RowProblem]:
        number = 0
        while line := file.readline(MAX_LINE_CHARS):
            number += 1
            if not line.endswith("\n") and len(line) == MAX_LINE_CHARS:
                while rest := file.readline(MAX_LINE_CHARS):
                    if rest.endswith("\n"):
                        break
                yield RowProblem(line=number, code="too_long", message=_("The line is too long."))
            elif line.strip():
                yield _parse_line(line, number)

    # --- CSV

    def _csv(self, file: IO[str]) -> Iterator[Record | RowProblem]:
        csv.field_size_limit(MAX_CELL_CHARS)
        head = file.readline(MAX_CELL_CHARS)
        tabbed = self._source.path.name.lower().removesuffix(".gz").endswith((".tsv", ".tab"))
        delimiter = self._delimiter or ("\t" if tabbed else sniff_delimiter(head))
        reader = csv.reader(itertools.chain([head], file), delimiter=delimiter, strict=True)
        try:
            header = [name.strip() for name in next(reader)]
        except (StopIteration, csv.Error) as error:
            raise ImportRefused(
                reason=_("its first line is no header."),
                advice=_("Name the columns in the first line."),
            ) from error
        repeated = sorted({name for name in header if header.count(name) > 1})
        if repeated or not any(header):
            raise ImportRefused(
                reason=_("its header repeats or lacks names: %(names)s.")
                % {"names": ", ".join(repeated) or "–"},
                advice=_("Give each column a name of its own in the first line."),
            )
        self.columns = header
        return self._parse_rows(reader, header)

    def _parse_rows(self, reader: Any, header: list[str]) -> Iterator[Record | RowProblem]:
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield RowProblem(
                    line=line,
                    code="broken_row",
                    message=_("The row cannot be read: %(reason)s.") % {"reason": error},
                )
                continue
            if not cells:
                continue
            if len(cells) != len(header):
                yield RowProblem(
                    line=line,
                    code="cell_count",
                    message=_("The row has %(found)s cells where the header has %(expected)s.")
                    % {"found": len(cells), "expected": len(header)},
                )
                continue
            yield Record(line=line, values=dict(zip(header, cells, strict=True)))


def sniff_delimiter(header: str) -> str:
    """The delimiter that gives the header the most columns; a comma where none gives two."""
    counts = {}
    for delimiter in DELIMITERS:
        try:
            counts[delimiter] = len(next(csv.reader(io.StringIO(header), delimiter=delimiter), []))
        except csv.Error:
            counts[delimiter] = 0
    return max(DELIMITERS, key=lambda d: (counts[d], d == ","))


def _parse_line(line: str, number: int) -> Record | RowProblem:
    try:
        values = json.loads(line, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return RowProblem(
            line=number,
            code="broken_json",
            message=_("The line is no JSON: %(reason)s") % {"reason": error},
        )
    if not isinstance(values, dict):
        return RowProblem(
            line=number, code="no_object", message=_("The line is no JSON object {…}.")
        )
    return Record(line=number, values=values)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")
