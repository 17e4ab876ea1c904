"""The reader: what a shopper's text says, as numbers.

    reader = load_reader()
    for reading in reader.read(["Great sound, but the strap broke."]):
        reading.probabilities, reading.spans

One pass of the encoder a window gives polarity, aspect terms and the polarity of each.
Identical texts are read once. Whether a reading is good enough to be believed ("unknown")
is decided by the caller. Imports no torch until a reader is loaded.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _

from marketing_ai.conf import conf
from marketing_ai.exceptions import ModelUnavailable
from marketing_ai.inference import packs, pulling

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from marketing_ai.inference.reader_model import ReaderModel, TextResult

Probabilities = tuple[float, float, float]  # negative, neutral, positive

BASE = "multilingual-e5-small"
SHIPPED = Path(__file__).resolve().parents[1] / "weights" / "reader"
FILES = ("adapter.safetensors", "config.json")
CHUNK = 2048  # texts whose tokens are in memory at once


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSpan:
    """An aspect term found in the text."""

    start: int  # code points of the text as given
    end: int
    probabilities: Probabilities
    score: float  # 0..1, that this is an aspect term
    given: bool = False  # the caller named the place


@dataclass(frozen=True, slots=True, kw_only=True)
class RawReading:
    """What was read off one text, before anyone decides whether to believe it."""

    probabilities: Probabilities  # corrected for the class mix of the training
    polarity: int  # 0 negative, 1 neutral, 2 positive, by the adapter's own threshold
    opinion: float  # 0..1, that the text states an opinion at all
    spans: tuple[ReadSpan, ...]
    n_tokens: int
    n_windows: int
    unknown_tokens: int  # characters or runs of them that are in no piece
    vector: np.ndarray | None = None  # (384,) mean pooled, L2; only with vectors=True


class Reader:
    """A loaded encoder with one adapter."""

    def __init__(self, model: ReaderModel, *, label: str) -> None:
        self.label = label  # name and version: stored beside each reading
        self._model = model
        self._plain: ReaderModel | None = None
        self._lock = threading.Lock()

    def read(
        self,
        texts: Sequence[str],
        *,
        vectors: bool = False,
        places: Sequence[Sequence[tuple[int, int]]] | None = None,
    ) -> list[RawReading]:
        """One reading a text, in order.

        places: of each text, (start, end) in code points that are read like terms besides those
        that are found. Of texts that are equal the first one's places count.
        """
        distinct = list(dict.fromkeys(texts))
        wanted: dict[str, Sequence[tuple[int, int]]] = {}
        for text, own in zip(texts, places or [()] * len(texts), strict=True):
            wanted.setdefault(text, own)
        found: dict[str, RawReading] = {}
        for at in range(0, len(distinct), CHUNK):
            part = distinct[at : at + CHUNK]
            tokens = self._model.tokenize(part)
            results = self._model.read(
                part, tokens, also=[wanted[text] for text in part], vectors=vectors
            )
            for text, one, result in zip(part, tokens, results, strict=True):
                found[text] = self._reading(result, len(one.ids), one.n_unknown)
        return [found[text] for text in texts]

    def spans_given(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> list[list[Probabilities]]:
        """Polarity of given places, (start, end) in code points, in their order.

        A place without any token (white space only) is even: a third each.
        """
        tokens = self._model.tokenize(texts)
        results = self._model.read(texts, tokens, given=spans)
        answers = []
        for wanted, result in zip(spans, results, strict=True):
            known = {(span.start, span.end): _softmax(span.logits) for span in result.spans}
            third: Probabilities = (1 / 3, 1 / 3, 1 / 3)
            answers.append([known.get((start, end), third) for start, end in wanted])
        return answers

    def embed(
        self, texts: Sequence[str], *, kind: Literal["query", "passage"] = "passage"
    ) -> np.ndarray:
        """(n, 384) float32, L2, from the encoder without the adapter."""
        with self._lock:
            if self._plain is None:
                self._plain = self._model.without_adapter()
        return self._plain.embed(texts, prefix=f"{kind}: ")

    def _reading(self, result: TextResult, n_tokens: int, n_unknown: int) -> RawReading:
        probabilities = _softmax(result.logits)
        weights = (1.0, self._model.settings.neutral_weight, 1.0)
        weighted = [p * w for p, w in zip(probabilities, weights, strict=True)]
        return RawReading(
            probabilities=probabilities,
            polarity=max(range(3), key=weighted.__getitem__),
            opinion=result.opinion,
            spans=tuple(
                ReadSpan(
                    start=span.start,
                    end=span.end,
                    probabilities=_softmax(span.logits),
                    score=span.score,
                    given=span.given,
                )
                for span in result.spans
            ),
            n_tokens=n_tokens,
            n_windows=result.n_windows,
            unknown_tokens=n_unknown,
            vector=result.vector,
        )


_loaded: dict[Path, tuple[str, Reader]] = {}
_loading = threading.Lock()


def load_reader(directory: Path | None = None) -> Reader:
    """The reader of an adapter directory; None: the promoted adapter, else the shipped one.

    Kept for the process until the directory's adapter changes. Raises ModelUnavailable with
    the line that repairs it.
    """
    where = (directory or active_directory()).resolve()
    base = base_directory()
    label = reader_label(where)
    with _loading:
        if where in _loaded and _loaded[where][0] == label:
            return _loaded[where][1]
        from marketing_ai.inference.reader_model import ReaderModel

        try:
            model = ReaderModel(base, where)
        except (OSError, ValueError, TypeError) as error:
            raise ModelUnavailable(
                model=str(where), reason=str(error), repair=_train_line()
            ) from error
        if model.settings.base_sha256 not in ("", packs.PACKS[BASE].sha256):
            raise ModelUnavailable(
                model=str(where),
                reason=_("it was trained on other base weights."),
                repair=_train_line(),
            )
        _loaded.clear()  # one reader a process: a worker's memory is bounded
        _loaded[where] = (label, Reader(model, label=label))
        return _loaded[where][1]


def reader_label(directory: Path | None = None) -> str:
    """Name and version of an adapter, such as "reader@1a2b3c4d". Loads no model."""
    import hashlib

    where = directory or active_directory()
    digest = hashlib.sha256()
    for name in FILES:
        try:
            digest.update((where / name).read_bytes())
        except OSError:
            raise ModelUnavailable(
                model="reader",
                reason=_("%(path)s is missing.") % {"path": where / name},
                repair=_train_line(),
            ) from None
    return f"reader@{digest.hexdigest()[:8]}"


def active_directory() -> Path:
    """The promoted adapter's directory where there is one, else the shipped adapter's."""
    promoted = promoted_directory()
    return promoted if all((promoted / name).is_file() for name in FILES) else SHIPPED


def promoted_directory() -> Path:
    """Where `marketing_train` puts an adapter that replaces the shipped one."""
    path: Path = conf.CACHE_DIR / "adapters" / "reader"
    return path


def base_directory() -> Path:
    """The converted encoder. Raises ModelUnavailable when the pack or torch is missing."""
    from marketing_ai.inference.embedded import require_torch

    require_torch(BASE)
    return pulling.ensure(packs.get(BASE))


def _train_line() -> str:
    return "python manage.py marketing_train sentiment --data FILE --out DIRECTORY"


def _softmax(logits: Sequence[float]) -> Probabilities:
    top = max(logits)
    powers = [math.exp(value - top) for value in logits]
    total = sum(powers)
    negative, neutral, positive = (power / total for power in powers)
    return negative, neutral, positive
