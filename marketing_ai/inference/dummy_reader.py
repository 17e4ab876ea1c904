"""A reader for your own tests: deterministic, instant, no model.

    MARKETING_AI = {"REVIEW_READER": "dummy"}

It knows a few dozen English and Chinese words. Good ones outweigh bad ones or the other way
round; as many of both, or none, is neutral. An aspect is one of its nouns, and takes the side
of the words in its own clause.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Literal

from marketing_ai.inference.reader import Probabilities, RawReading, ReadSpan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np

LABEL = "dummy-reader@1"
VECTOR_SIZE = 384

_GOOD = re.compile(
    r"\b(?:good|great|love|loved|lovely|excellent|perfect|soft|comfortable|beautiful|sturdy|"
    r"works|happy|recommend|flattering|fast)\b|不错|很好|喜欢|满意|舒服|漂亮|好看|好用|推荐|结实",
    re.IGNORECASE,
)
_BAD = re.compile(
    r"\b(?:bad|poor|broke|broken|terrible|awful|cheap|disappointed|disappointing|useless|"
    r"scratchy|noisy|returned|slow|tears|weak)\b|不好|很差|失望|难用|退货|坏了|太吵|粗糙|差评",
    re.IGNORECASE,
)
_NOUNS = re.compile(
    r"\b(?:battery|screen|sound|price|delivery|quality|fabric|colou?r|size|fit|lid|handle|"
    r"design|material|packaging|service)\b|电池|屏幕|音质|价格|物流|质量|面料|颜色|尺码|包装|客服",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[^.,;!?\n，。；！？]+")

_SIDES: dict[int, Probabilities] = {
    -1: (0.9, 0.08, 0.02),
    0: (0.1, 0.8, 0.1),
    1: (0.02, 0.08, 0.9),
}


class DummyReader:
    """What `inference.reader.Reader` offers to those who read texts."""

    def __init__(self, *, label: str = LABEL) -> None:
        self.label = label

    def read(
        self,
        texts: Sequence[str],
        *,
        vectors: bool = False,
        places: Sequence[Sequence[tuple[int, int]]] | None = None,
    ) -> list[RawReading]:
        """One reading a text, in order. places: read like terms, with the side of their clause."""
        return [
            self._read(text, own, vectors=vectors)
            for text, own in zip(texts, places or [()] * len(texts), strict=True)
        ]

    def spans_given(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> list[list[Probabilities]]:
        """Polarity of given places: that of their clause."""
        return [
            [_SIDES[_side(_clause_around(text, start))] for start, _end in wanted]
            for text, wanted in zip(texts, spans, strict=True)
        ]

    def embed(
        self, texts: Sequence[str], *, kind: Literal["query", "passage"] = "passage"
    ) -> np.ndarray:
        """(n, 384) float32, L2: equal for equal texts, else unrelated."""
        import numpy as np

        rows = [_seeded(text).standard_normal(VECTOR_SIZE) for text in texts]
        found = np.asarray(rows, dtype=np.float32).reshape(len(rows), VECTOR_SIZE)
        length = np.linalg.norm(found, axis=1, keepdims=True)
        unit: np.ndarray = found / np.maximum(length, 1e-9)
        return unit

    def _read(self, text: str, places: Sequence[tuple[int, int]], *, vectors: bool) -> RawReading:
        side = _side(text)
        named = [
            ReadSpan(
                start=start,
                end=end,
                probabilities=_SIDES[_side(_clause_around(text, start))],
                score=0.0,  # no word of the tagger
                given=True,
            )
            for start, end in places
        ]
        spans = tuple(sorted([*_spans(text), *named], key=lambda span: (span.start, span.end)))
        return RawReading(
            probabilities=_SIDES[side],
            polarity=side + 1,
            opinion=0.95,
            spans=spans,
            n_tokens=len(text.split()) + 1,
            n_windows=1,
            unknown_tokens=0,
            vector=self.embed([text])[0] if vectors else None,
        )


def _side(text: str) -> int:
    good, bad = len(_GOOD.findall(text)), len(_BAD.findall(text))
    return (good > bad) - (good < bad)


def _spans(text: str) -> Iterator[ReadSpan]:
    for clause in _CLAUSE.finditer(text):
        probabilities = _SIDES[_side(clause[0])]
        for match in _NOUNS.finditer(text, clause.start(), clause.end()):
            yield ReadSpan(
                start=match.start(), end=match.end(), probabilities=probabilities, score=0.9
            )


def _clause_around(text: str, at: int) -> str:
    for match in _CLAUSE.finditer(text):
        if match.start() <= at < match.end():
            return match[0]
    return ""


def _seeded(text: str) -> np.random.Generator:
    import numpy as np

    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))
