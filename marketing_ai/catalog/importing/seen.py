"""The keys of a file so far, on disk: constant memory for files of any length."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping


class SeenKeys(Mapping[str, int]):
    """Key → line of its first record. Lives in a temporary file that goes when closed."""

    def __init__(self) -> None:
        self._file = tempfile.NamedTemporaryFile(prefix="marketing-ai-import-")  # noqa: SIM115
        self._db = sqlite3.connect(self._file.name)
        # scratch data: neither a journal nor a flush is worth its time
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")

    def __enter__(self) -> SeenKeys:
        return self

    def __exit__(self, *exc: object) -> None:
        self._db.close()
        self._file.close()

    def first_line(self, key: str, line: int) -> int:
        """The line on which the key was first; this one, which is noted, where it is new."""
        self._db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, line))
        return self[key]

    def __getitem__(self, key: str) -> int:
        row = self._db.execute("SELECT line FROM seen WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        line: int = row[0]
        return line

    def __iter__(self) -> Iterator[str]:
        return (key for (key,) in self._db.execute("SELECT key FROM seen"))

    def __len__(self) -> int:
        count: int = self._db.execute("SELECT count(*) FROM seen").fetchone()[0]
        return count
