"""Text to the encoder's tokens and back to places in the text.

The tokenizer is XLM-R's, rebuilt with `tokenizers` from the pieces of the encoder's file.
Control tokens are never matched in text: a shopper who types `</s>` gets its characters.

Offsets count code points of the text as it was given, whatever was normalised inside.
Imports `tokenizers` only when a tokenizer is built or loaded.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from marketing_ai.inference.encoder_file import EncoderShape

CONTROL_SCORE = -1e4  # so low that no text is ever cut into a control token
KEPT_TILDE = "\ue000"  # stands for U+FF5E, which NFKC would change and XLM-R does not
# Lone surrogates cannot be UTF-8, NUL is in no piece. One for one, so places stay.
_UNREADABLE = re.compile("[\ud800-\udfff]")
MOST_CHARACTERS = 100_000  # of a text; what follows is not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """One text. front: `<s>` and the prefix. ids and offsets: the text's own tokens.

    Offsets are (start, end) in code points; leading white space is not part of a token.
    """

    front: list[int]
    ids: list[int]
    offsets: list[tuple[int, int]]
    n_unknown: int


def write_tokenizer(
    path: Path, *, pieces: Sequence[str], scores: Sequence[float], shape: EncoderShape
) -> None:
    """Write a `tokenizer.json` that the tokenizers library reads."""
    control = {shape.bos, shape.eos, shape.pad, shape.unk}
    vocabulary: list[list[Any]] = []
    for i, (piece, score) in enumerate(zip(pieces, scores, strict=True)):
        banned = i in control or piece == "<mask>"
        vocabulary.append([piece, CONTROL_SCORE if banned else float(score)])
    tilde = "\uff5e"
    body: dict[str, Any] = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Replace", "pattern": {"String": tilde}, "content": KEPT_TILDE},
                {"type": "Nmt"},
                {"type": "NFKC"},
                {"type": "Replace", "pattern": {"String": KEPT_TILDE}, "content": tilde},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": {
            "type": "Metaspace",
            "replacement": "\u2581",
            "prepend_scheme": "always",
            "split": False,
        },
        "post_processor": None,
        "decoder": {
            "type": "Metaspace",
            "replacement": "\u2581",
            "prepend_scheme": "always",
            "split": False,
        },
        "model": {
            "type": "Unigram",
            "unk_id": shape.unk,
            "vocab": vocabulary,
            "byte_fallback": False,
        },
    }
    path.write_text(json.dumps(body, ensure_ascii=False))


class EncoderTokenizer:
    """Loaded once a process; safe to use from several threads."""

    def __init__(self, path: Path, shape: EncoderShape) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(path))
        self._shape = shape

    def encode(self, texts: Sequence[str], *, prefix: str = "query: ") -> list[Tokens]:
        """Tokens of each text after the prefix."""
        readable = [readable_characters(text) for text in texts]
        encoded = self._tokenizer.encode_batch(
            [prefix + text for text in readable], add_special_tokens=False
        )
        return [
            self._tokens(one.ids, one.offsets, text, len(prefix))
            for one, text in zip(encoded, readable, strict=True)
        ]

    def _tokens(
        self, ids: list[int], offsets: list[tuple[int, int]], text: str, shift: int
    ) -> Tokens:
        places = []
        for start, end in offsets:
            start, end = max(start - shift, 0), max(end - shift, 0)
            while start < end and text[start].isspace():
                start += 1
            places.append((start, end))
        own = next((i for i, (_, end) in enumerate(places) if end), len(ids))
        return Tokens(
            front=[self._shape.bos, *ids[:own]],
            ids=ids[own:],
            offsets=places[own:],
            n_unknown=ids[own:].count(self._shape.unk),
        )


def readable_characters(text: str) -> str:
    """The text with lone surrogates and NUL replaced one for one, cut at MOST_CHARACTERS."""
    return _UNREADABLE.sub("\ufffd", text[:MOST_CHARACTERS]).replace("\0", " ")
