"""The review texts written in this project, and how their files are read.

One text a line, three fields separated by a tab: polarity (`+`, `0`, `-`, `?` for "no opinion
can be read"), stars (1–5 or `.`), and the text with its aspect terms marked in place:
`[battery life|+]`. Lines that begin with `#` are comments. The language is the file name's
beginning, `en_` or `zh_`.

No training texts: `implied_*.txt` hold sentences that speak of a theme without its usual words
(theme, side, sentence; `none` for no theme), cues are measured on them; `marketing_evaluate
unknown` measures on `unknown_unreadable.txt` and `unknown_clear.txt`; tests of resistance to
injection read `hostile.txt`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from marketing_ai.exceptions import CorpusInvalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parent
LANGUAGES = ("en", "zh")
POLARITIES = {"+": 2, "0": 1, "-": 0}
NO_OPINION = "?"
LONG = 100_000  # characters
_MARK = re.compile(r"\[([^\[\]|]+)\|([+0-])\]")
_LEFT_OVER = re.compile(r"[\[\]|]")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedText:
    """One text of the corpus, its marks taken out.

    polarity: 0 negative, 1 neutral or mixed, 2 positive, None where it states no opinion.
    stars: 1–5 as its writer gave them, None where there are none. May contradict the text.
    spans: (start, end, polarity) of every aspect term, in code points of `text`.
    """

    text: str
    polarity: int | None
    stars: int | None
    spans: tuple[tuple[int, int, int], ...]
    language: str
    file: str
    line: int


def read_corpus(root: Path = ROOT) -> list[MarkedText]:
    """All texts of the corpus, in the order of file names and lines; repeats count once.

    Raises CorpusInvalid naming file and line: a wrong mark would teach a wrong thing.
    """
    texts: dict[str, MarkedText] = {}
    for language in LANGUAGES:
        for path in sorted(root.glob(f"{language}_*.txt")):
            with path.open(encoding="utf-8") as lines:
                for text in read_marked(lines, language=language, file=path.name):
                    texts.setdefault(text.text.casefold(), text)
    return list(texts.values())


def read_marked(lines: Iterable[str], *, language: str, file: str) -> Iterator[MarkedText]:
    """The texts of one file."""
    for number, line in enumerate(lines, 1):
        line = line.rstrip("\n")
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 3:
            raise CorpusInvalid(
                file=file,
                line=number,
                reason=_("it has %(n)s fields instead of three.") % {"n": len(fields)},
            )
        polarity, stars, marked = fields
        if polarity not in (*POLARITIES, NO_OPINION) or stars not in (*"12345", "."):
            raise CorpusInvalid(
                file=file,
                line=number,
                reason=_("“%(polarity)s” and “%(stars)s” are no polarity and stars.")
                % {"polarity": polarity, "stars": stars},
            )
        text, spans = take_marks_out(marked)
        if _LEFT_OVER.search(text):
            raise CorpusInvalid(file=file, line=number, reason=_("a mark is not closed."))
        yield MarkedText(
            text=text,
            polarity=POLARITIES.get(polarity),
            stars=None if stars == "." else int(stars),
            spans=spans,
            language=language,
            file=file,
            line=number,
        )


def take_marks_out(marked: str) -> tuple[str, tuple[tuple[int, int, int], ...]]:
    """The plain text, and where its marked terms stand in it."""
    parts: list[str] = []
    spans: list[tuple[int, int, int]] = []
    length = done = 0
    for match in _MARK.finditer(marked):
        before = marked[done : match.start()]
        start = length + len(before)
        spans.append((start, start + len(match[1]), POLARITIES[match[2]]))
        parts += [before, match[1]]
        length = start + len(match[1])
        done = match.end()
    parts.append(marked[done:])
    return "".join(parts), tuple(spans)


def read_unknown_set(root: Path = ROOT) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    r"""The evaluation set of "unknown": (kind, text) of unreadable and of clear texts.

    The text keeps its escapes spelled out, such as `\u202e`, so that an editor cannot lose
    them; they are resolved here.
    """
    return _kinds(root / "unknown_unreadable.txt"), _kinds(root / "unknown_clear.txt")


def read_hostile(root: Path = ROOT) -> list[tuple[str, str]]:
    """The hostile reviews: (kind, text). Those of the kind `long` have 100,000 characters."""
    return [
        (kind, (text * (LONG // len(text) + 1))[:LONG] if kind == "long" else text)
        for kind, text in _kinds(root / "hostile.txt")
    ]


def _kinds(path: Path) -> list[tuple[str, str]]:
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        kind, tab, text = line.partition("\t")
        if not tab:
            raise CorpusInvalid(file=path.name, line=number, reason=_("it has no tab."))
        found.append((kind, _resolve(text)))
    return found


def _resolve(text: str) -> str:
    return re.sub(
        r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\n",
        lambda match: chr(int(match[1] or match[2], 16)) if match[1] or match[2] else "\n",
        text,
    )
