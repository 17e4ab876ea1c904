"""What is read in a text: cleaned, read by the model, decided. No table is touched.

Identical texts are read once. Offsets of aspects count in the text as given.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from marketing_ai.conf import conf
from marketing_ai.reviews import cues, sentiment, themes
from marketing_ai.reviews.clean import clean
from marketing_ai.reviews.fit import read_fit
from marketing_ai.reviews.language import detect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    import numpy as np

    from marketing_ai.inference.reader import RawReading, ReadSpan
    from marketing_ai.reviews.clean import Cleaned
    from marketing_ai.reviews.cues import Cue
    from marketing_ai.reviews.language import Language

DUMMY = "dummy"  # REVIEW_READER: the shipped fake, for tests

# A flood of one word costs no more than a long review.
MAX_ASPECTS = 100  # of one text are kept
MAX_PLACES = 400  # of one text are compared with each other

# Without these the text says nothing that an aspect could be taken from.
_NO_ASPECTS = ("short", "unreadable", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectReading:
    """One aspect term. label: a `Polarity`; polarity −1…1, None where unknown."""

    start: int
    end: int
    term: str  # the words as they stand in the text
    label: str
    polarity: float | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReading:
    """What one text says. reason: a code of `reasons` where the label is unknown."""

    label: str
    polarity: float | None  # P(positive) − P(negative); None where unknown
    confidence: float  # probability of the label; of the model's first guess where unknown
    language: str  # "en", "zh", another code, or "" where it cannot be told
    reason: str = ""
    aspects: tuple[AspectReading, ...] = ()
    fit: str = ""  # "small", "true", "large"
    height_cm: int | None = None
    weight_kg: Decimal | None = None


class Model(Protocol):
    """The part of `inference.reader.Reader` that is used here."""

    label: str

    def read(
        self,
        texts: Sequence[str],
        *,
        vectors: bool = False,
        places: Sequence[Sequence[tuple[int, int]]] | None = None,
    ) -> list[RawReading]:
        """One raw reading a text; places are read like terms."""
        ...

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """A unit vector a text."""
        ...


class ReviewReader:
    """Reads texts as they stand in the shop."""

    def __init__(self, model: Model) -> None:
        self.model = model

    @property
    def label(self) -> str:
        """Name and version of the model: stored beside each reading."""
        return self.model.label

    def read(self, texts: Sequence[str]) -> list[TextReading]:
        """One reading a text, in their order; identical texts are read once."""
        cleaned = {text: clean(text) for text in dict.fromkeys(texts)}
        languages = {text: detect(one.text) for text, one in cleaned.items()}
        given = [
            text for text, one in cleaned.items() if not sentiment.unreadable(one, languages[text])
        ]
        hints = {text: cues.find(cleaned[text].text) for text in given}
        raws = dict(
            zip(
                given,
                self.model.read(
                    [cleaned[text].text for text in given],
                    places=[[(cue.start, cue.end) for cue in hints[text]] for text in given],
                ),
                strict=True,
            )
        )
        found = {
            text: _reading(text, one, languages[text], raws.get(text), hints.get(text, ()))
            for text, one in cleaned.items()
        }
        return [found[text] for text in texts]


def load() -> ReviewReader:
    """The reader that `REVIEW_READER` names, kept for the process. Raises ModelUnavailable."""
    if conf.REVIEW_READER == DUMMY:
        from marketing_ai.inference.dummy_reader import DummyReader

        return ReviewReader(DummyReader())
    from marketing_ai.inference.reader import load_reader

    return ReviewReader(load_reader(_directory()))


def label() -> str:
    """What `load().label` would be, without loading a model. Raises ModelUnavailable."""
    if conf.REVIEW_READER == DUMMY:
        from marketing_ai.inference.dummy_reader import LABEL

        return LABEL
    from marketing_ai.inference.reader import reader_label

    return reader_label(_directory())


def read_texts(texts: Sequence[str]) -> list[TextReading]:
    """Readings of any texts, such as a form's before it is sent."""
    return load().read(texts)


def _directory() -> Path | None:
    return Path(conf.REVIEW_READER) if conf.REVIEW_READER else None


def _reading(
    text: str,
    cleaned: Cleaned,
    language: Language,
    raw: RawReading | None,
    hints: Sequence[Cue],
) -> TextReading:
    if raw is None:
        decision = sentiment.unknown(sentiment.unreadable(cleaned, language))
    else:
        decision = sentiment.decide(raw, cleaned, language)
    fit = read_fit(cleaned.text)
    spans = raw.spans if raw is not None and decision.reason not in _NO_ASPECTS else ()
    terms = {(cue.start, cue.end) for cue in hints if cue.is_term}
    believed = [
        span
        for span in spans
        if not span.given or (span.start, span.end) not in terms or span.score >= cues.TERM_SCORE
    ]
    return TextReading(
        label=decision.label,
        polarity=decision.polarity,
        confidence=decision.confidence,
        language="" if language.code in ("zxx", "und") else language.code,
        reason=decision.reason,
        aspects=_aspects(text, cleaned, believed),
        fit=fit.fit,
        height_cm=fit.height_cm,
        weight_kg=fit.weight_kg,
    )


def _aspects(text: str, cleaned: Cleaned, spans: Sequence[ReadSpan]) -> tuple[AspectReading, ...]:
    """In the places of the text as given; two that share a place there are one."""
    found: dict[tuple[int, int], AspectReading] = {}
    for span in _apart(cleaned.text, spans[:MAX_PLACES])[:MAX_ASPECTS]:
        start, end = cleaned.original_span(span.start, span.end)
        if end <= start:
            continue
        confidence = max(span.probabilities)
        is_known = confidence >= sentiment.MIN_CONFIDENCE
        found.setdefault(
            (start, end),
            AspectReading(
                start=start,
                end=end,
                term=text[start:end],
                label=(
                    sentiment.LABELS[span.probabilities.index(confidence)]
                    if is_known
                    else sentiment.UNKNOWN
                ),
                polarity=span.probabilities[2] - span.probabilities[0] if is_known else None,
                confidence=confidence,
            ),
        )
    return tuple(found.values())


def _apart(text: str, spans: Sequence[ReadSpan]) -> list[ReadSpan]:
    """Without those that overlap.

    A term that its words place goes before a cue, a cue before a term that no word places.
    """
    placed = [
        span for span in spans if span.given or themes.find(text[span.start : span.end], text=text)
    ]
    kept: list[ReadSpan] = []
    for span in (
        *(one for one in placed if not one.given),
        *(one for one in placed if one.given),
        *(one for one in spans if one not in placed),
    ):
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)
