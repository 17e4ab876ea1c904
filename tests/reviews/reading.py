"""A reader of a few words in place of the encoder, for tests of what surrounds it.

Its adapter is a config.json with the words that it knows: training "learns" those of the
examples, so that a better adapter is one that saw more. What it cannot tell is neutral.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from marketing_ai.inference import reader
from marketing_ai.inference.reader import RawReading, ReadSpan

if TYPE_CHECKING:
    from pathlib import Path

_WORD = re.compile(r"[a-z]+|[一-鿿]")


class WordReader:
    """Knows words as -1 or 1, and terms."""

    def __init__(self, directory: Path) -> None:
        config = json.loads((directory / "config.json").read_text())
        self.words: dict[str, int] = config["words"]
        self.terms: list[str] = config["terms"]
        self.label = reader.reader_label(directory)

    def read(self, texts, *, vectors=False, places=None):
        return [self._read(text) for text in texts]

    def spans_given(self, texts, spans):
        return [
            [self._probabilities(text[max(0, start - 25) : end + 25]) for start, end in places]
            for text, places in zip(texts, spans, strict=True)
        ]

    def _read(self, text):
        found = [
            ReadSpan(
                start=match.start(),
                end=match.end(),
                probabilities=self._probabilities(text),
                score=0.9,
            )
            for term in self.terms
            for match in re.finditer(re.escape(term), text)
        ]
        p = self._probabilities(text)
        return RawReading(
            probabilities=p,
            polarity=max(range(3), key=p.__getitem__),
            opinion=0.95,
            spans=tuple(found),
            n_tokens=len(text),
            n_windows=1,
            unknown_tokens=0,
        )

    def _probabilities(self, text):
        score = sum(self.words.get(word, 0) for word in _WORD.findall(text.lower()))
        if score == 0:
            return (0.2, 0.6, 0.2)
        return (0.05, 0.1, 0.85) if score > 0 else (0.85, 0.1, 0.05)


def write_adapter(directory, *, words=(), terms=()):
    """An adapter that knows these words, (word, -1 or 1), and finds these terms."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "config.json").write_text(
        json.dumps({"words": dict(words), "terms": list(terms)}, sort_keys=True)
    )
    (directory / "adapter.safetensors").write_bytes(
        hashlib.sha256(repr((words, terms)).encode()).digest()
    )
    return directory


def learn(examples, *, out, validation, options, start_from, progress):
    """In place of `train_reader`: words that stand in texts of one polarity only."""
    seen: dict[str, set[int]] = {}
    terms = set()
    for example in examples:
        polarity = example.polarity
        for start, end, said in example.spans or ():
            terms.add(example.text[start:end])
            polarity = said if polarity is None else polarity
        for word in set(_WORD.findall(example.text.lower())):
            seen.setdefault(word, set()).add(polarity)
    words = {word: p - 1 for word, (p, *more) in seen.items() if not more and p in (0, 2)}
    progress({"epoch": 0, "step": 20, "steps": 20, "loss": 0.5, "seconds": 1.0})
    write_adapter(out, words=sorted(words.items()), terms=sorted(terms))
