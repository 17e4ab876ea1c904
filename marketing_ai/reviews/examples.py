"""Labelled rows as the training examples of the reader, with our corpus mixed in.

The corpus goes along in every training ("rehearsal"): a shop's stars teach nothing about
terms, and its terms nothing about stars, so without it the other head would forget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from marketing_ai.inference.reader_examples import Example
from marketing_ai.reviews.clean import clean
from marketing_ai.reviews.language import detect
from marketing_ai.reviews.sentiment import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Literal

    from marketing_ai.reviews.labelled import Labelled

MIN_REHEARSAL = 0.2  # of the corpus an epoch, however few rows the shop has


def as_examples(rows: Iterable[Labelled], *, weight: float = 1.0) -> list[Example]:
    """Cleaned, as reviews are read; texts that would not be read are left out."""
    found = []
    for row in rows:
        cleaned = clean(row.text)
        if not cleaned.text:
            continue
        if row.source != "corpus" and unreadable(cleaned, detect(cleaned.text)):
            continue
        spans = None
        if row.spans is not None:
            moved = [(cleaned.cleaned_span(start, end), p) for start, end, p in row.spans]
            spans = tuple((*place, p) for place, p in moved if place is not None)
        found.append(
            Example(
                text=cleaned.text,
                polarity=row.polarity,
                spans=spans,
                language=cast("Literal['en', 'zh']", row.language),
                weight=weight,
                source=f"{row.source}_{row.language}",
                opinion=row.source != "corpus" or row.polarity is not None,
                complete=row.complete,
                lean=row.lean,
            )
        )
    return found


def with_rehearsal(
    examples: Sequence[Example], corpus: Sequence[Labelled], *, share: float
) -> list[Example]:
    """The examples and the corpus, drawn as often as them at the most.

    share: 1 draws the corpus once an epoch where the shop has as many rows; 0 leaves it out.
    """
    if not share or not corpus:
        return list(examples)
    weight = share * min(1.0, max(MIN_REHEARSAL, len(examples) / len(corpus)))
    return [*examples, *as_examples(corpus, weight=weight)]
