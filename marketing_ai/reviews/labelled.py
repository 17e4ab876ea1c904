"""Labelled texts as rows, wherever they came from: data sets, a shop's own, our corpus."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketing_ai.reviews.corpus import read_corpus
from marketing_ai.reviews.metrics import NEGATIVE, NEUTRAL, POSITIVE, without_space

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from marketing_ai.reviews.corpus import MarkedText

SpanLabel = tuple[int, int, int]  # start, end, polarity
LEAN_MOST = 0.9  # a mixed text is never wholly on one side
CORPUS_LICENCE = "written in this project"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One text with what is known of it.

    spans: every aspect term of the text; None where terms are not labelled.
    group: what is never divided between training and the part held back.
    complete: False where the text has more aspect terms than are labelled.
    lean: of a neutral or mixed text, where between negative (0) and positive (1) it stands;
    None where that is not known.
    """

    text: str
    polarity: int | None
    spans: tuple[SpanLabel, ...] | None
    language: str
    group: str
    source: str
    part: str = ""  # the subset, where a file holds several
    complete: bool = True
    lean: float | None = None


def group_by_sentence(rows: Iterable[Labelled]) -> list[Labelled]:
    """One row a sentence, with the distinct terms of all its rows.

    Sentences of one set are the same if they are equal without white space. The text is the
    first row's as given in English, without white space in Chinese; spans are moved to it.
    A term with several polarities keeps the most frequent one.
    """
    groups: dict[tuple[str, str], list[Labelled]] = {}
    for row in rows:
        groups.setdefault((row.part, without_space(row.text)[0]), []).append(row)
    return [_joined(stripped, members) for (_part, stripped), members in groups.items()]


def _joined(stripped: str, members: list[Labelled]) -> Labelled:
    first = members[0]
    votes: dict[tuple[int, int], Counter[int]] = {}
    for row in members:
        for start, end, polarity in row.spans or ():
            _text, [*moved] = without_space(row.text, [(start, end)])
            for span in moved:
                votes.setdefault(span, Counter())[polarity] += 1
    spans = [(*span, count.most_common(1)[0][0]) for span, count in sorted(votes.items())]
    text = stripped
    if first.language != "zh":
        text = first.text
        places = [i for i, char in enumerate(text) if not char.isspace()]
        spans = [(places[start], places[end - 1] + 1, p) for start, end, p in spans]
    return Labelled(
        text=text,
        polarity=None,
        spans=tuple(spans),
        language=first.language,
        group=stripped.casefold(),
        source=first.source,
        part=first.part,
        complete=first.complete,
    )


def corpus_rows(texts: Sequence[MarkedText] | None = None) -> list[Labelled]:
    """Our own texts as rows; None reads the corpus that is shipped."""
    return [
        Labelled(
            text=text.text,
            polarity=text.polarity,
            spans=text.spans,
            language=text.language,
            group=f"{text.file}:{text.line}",
            source="corpus",
            part=text.file.split(".")[0],
            lean=lean_of(text.spans) if text.polarity == NEUTRAL else None,
        )
        for text in (read_corpus() if texts is None else texts)
    ]


def lean_of(spans: Iterable[SpanLabel]) -> float | None:
    """Share of praise among the terms that are judged; None where both sides are equal."""
    said = [polarity for _start, _end, polarity in spans]
    praised, blamed = said.count(POSITIVE), said.count(NEGATIVE)
    if praised == blamed:
        return None
    return min(LEAN_MOST, max(1 - LEAN_MOST, praised / (praised + blamed)))


def split_by_group(
    rows: Iterable[Labelled], *, share: float, seed: str
) -> tuple[list[Labelled], list[Labelled]]:
    """(kept, held back): about `share` of the groups, each whole on one side.

    The side hangs on seed and group alone, so the same text in two files is on one side, and
    more data leaves earlier rows where they were.
    """
    kept: list[Labelled] = []
    held: list[Labelled] = []
    for row in rows:
        digest = hashlib.sha256(f"{seed}\n{row.group}".encode("utf-8", "surrogatepass")).digest()
        (held if int.from_bytes(digest[:8]) < share * 2**64 else kept).append(row)
    return kept, held
