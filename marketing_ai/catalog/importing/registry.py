"""Which kinds of data can be imported. A slice registers its own from its AppConfig hook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import Promise

    from marketing_ai.catalog.base import RowOutcome
    from marketing_ai.catalog.importing.records import Record, RowProblem
    from marketing_ai.catalog.importing.rows import ImportOptions


class Importer(Protocol):
    """One kind of data: how a record becomes a row, and how rows are written."""

    name: str
    targets: Mapping[str, str | Promise]  # target → one line of help
    required: tuple[str, ...]
    key: str  # the target that names a row across runs
    aliases: Mapping[str, tuple[str, ...]]  # target → other names that its column may have

    def parse(self, record: Record, options: ImportOptions) -> Any | RowProblem:
        """A row with a `key`, or why there is none."""
        ...

    def write(
        self, rows: Sequence[Any], *, seen: Mapping[str, int], dry_run: bool
    ) -> list[RowOutcome]:
        """Write a batch inside the caller's transaction; one outcome a row.

        seen: keys of the file so far, with their lines.
        dry_run: the caller rolls back each batch, so rows of earlier ones are not there.
        """
        ...


_IMPORTERS: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    """Make a kind of data importable under its name; the last one to register wins."""
    _IMPORTERS[importer.name] = importer


def importer_for(name: str) -> Importer:
    """The importer of this name. Raises KeyError."""
    return _IMPORTERS[name]


def importers() -> dict[str, Importer]:
    """All importers by name."""
    return dict(_IMPORTERS)
