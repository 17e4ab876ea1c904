"""Shop copy written in this project with every claim marked, and how its files are read.

One object a line: {"facts": [[name, value]…], "title", "text", "claims": [{"start", "end",
"supported", "kind"}]}, offsets in code points. What is not marked claims nothing. The language is
the file name's second part, `claims_en_…` or `claims_zh_…`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedCopy:
    """One text. claims: (start, end, whether a fact carries it)."""

    title: str
    facts: tuple[tuple[str, str], ...]
    text: str
    claims: tuple[tuple[int, int, bool], ...]
    language: str


def read_marked(root: Path = ROOT) -> list[MarkedCopy]:
    """All texts, in the order of file names and lines."""
    found = []
    for path in sorted(root.glob("claims_*.jsonl")):
        language = path.name.split("_")[1]
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.append(
                MarkedCopy(
                    title=row.get("title", ""),
                    facts=tuple((str(name), str(value)) for name, value, *_unit in row["facts"]),
                    text=row["text"],
                    claims=tuple(
                        (one["start"], one["end"], bool(one["supported"])) for one in row["claims"]
                    ),
                    language=language,
                )
            )
    return found
