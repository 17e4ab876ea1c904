"""A text and its facts as one row of tokens, and the way back to places in the text. No torch.

A row is `<s> query: title | facts </s></s> passage: text </s>`. Facts that do not fit into one row
are asked about in several; what any of them carries is carried. Long texts are cut into windows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from marketing_ai.inference import spans
from marketing_ai.inference.windows import windows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from marketing_ai.inference.checker import Question
    from marketing_ai.inference.tokens import EncoderTokenizer, Tokens

MOST_FACTS, MOST_TEXT, OVERLAP = 220, 220, 24  # tokens of one row
PARTS = 8  # rows for the facts of one text; what follows is not read
TITLE_END = " | "
BETWEEN = "; "
OUTSIDE, SUPPORTED, UNSUPPORTED = 0, 1, 2


@dataclass(slots=True)
class PairRow:
    """One window of a text with one part of the facts."""

    question: int
    ids: list[int]
    first: int  # place of the text's first token among `ids`
    start: int  # number of that token in the text
    own: range  # tokens of the text that are this window's
    labels: list[int] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)

    @property
    def n(self) -> int:
        """Tokens of the text in this row."""
        return len(self.ids) - self.first - 1


def rows_of(
    questions: Sequence[Question], tokenizer: EncoderTokenizer, *, eos: int
) -> tuple[list[PairRow], list[Tokens]]:
    """All rows, and the tokens of each text."""
    texts = tokenizer.encode([one.text for one in questions], prefix="passage: ")
    found: list[PairRow] = []
    for number, (question, text) in enumerate(zip(questions, texts, strict=True)):
        for part in _fact_parts(question, tokenizer):
            front = [*part, eos, eos, *text.front[1:]]
            for window in windows(len(text.ids), size=MOST_TEXT, overlap=OVERLAP):
                own = range(window.own_start, window.own_end)
                ids = [*front, *text.ids[window.start : window.end], eos]
                found.append(
                    PairRow(question=number, ids=ids, first=len(front), start=window.start, own=own)
                )
    return found, texts


def _fact_parts(question: Question, tokenizer: EncoderTokenizer) -> list[list[int]]:
    """`<s>` and facts of each part, cut between facts where one part is not enough."""
    title = f"{question.title}{TITLE_END}" if question.title else ""
    whole = tokenizer.encode([title + question.facts], prefix="query: ")[0]
    if len(whole.ids) <= MOST_FACTS:
        return [[*whole.front, *whole.ids]]
    parts: list[str] = [""]
    for fact in question.facts.split(BETWEEN):
        longer = f"{parts[-1]}{BETWEEN}{fact}" if parts[-1] else fact
        size = len(tokenizer.encode([title + longer], prefix="query: ")[0].ids)
        if size > MOST_FACTS and parts[-1]:
            parts.append(fact)
        else:
            parts[-1] = longer
    encoded = tokenizer.encode([title + part for part in parts[:PARTS]], prefix="query: ")
    return [[*one.front, *one.ids[:MOST_FACTS]] for one in encoded]


def label_rows(
    rows: Sequence[PairRow],
    texts: Sequence[Tokens],
    claims: Sequence[Sequence[tuple[int, int, bool]]],
) -> None:
    """Write labels into rows. claims: (start, end, supported) in code points, of each text."""
    for row in rows:
        offsets = texts[row.question].offsets
        labels, begins = [OUTSIDE] * len(offsets), [0] * len(offsets)
        for start, end, supported in sorted(claims[row.question], key=lambda c: c[0] - c[1]):
            inside = spans.tokens_of(offsets, start, end)
            for i in inside:
                labels[i] = SUPPORTED if supported else UNSUPPORTED
            if inside:
                begins[inside[0]] = 1
        part = slice(row.start, row.start + row.n)
        row.labels, row.begins = labels[part], begins[part]


def join(
    text: str,
    offsets: Sequence[tuple[int, int]],
    probabilities: Sequence[Sequence[float]],
    begins: Sequence[float],
    *,
    threshold: float,
) -> Iterator[tuple[int, int, float, float]]:
    """(start, end, claim, unsupported) of runs of whole words that claim something.

    probabilities: outside, supported, unsupported of each token. begins: that a claim begins.
    """
    numbers = spans.words(text, offsets)
    run: list[tuple[int, int, float, float]] = []
    at = 0
    while at < len(numbers):
        end = at
        while end < len(numbers) and numbers[end] == numbers[at]:
            end += 1
        claim = sum(1.0 - p[OUTSIDE] for p in probabilities[at:end]) / (end - at)
        wrong = sum(p[UNSUPPORTED] for p in probabilities[at:end]) / (end - at)
        if claim <= threshold or offsets[at][0] >= offsets[end - 1][1]:
            yield from _closed(run)
        else:
            if begins[at] > 0.5:
                yield from _closed(run)
            run.append((offsets[at][0], offsets[end - 1][1], claim, wrong / max(claim, 1e-6)))
        at = end
    yield from _closed(run)


def _closed(run: list[tuple[int, int, float, float]]) -> Iterator[tuple[int, int, float, float]]:
    if run:
        n = len(run)
        yield run[0][0], run[-1][1], sum(r[2] for r in run) / n, sum(r[3] for r in run) / n
        run.clear()
