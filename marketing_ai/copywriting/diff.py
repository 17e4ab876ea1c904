"""Word-level difference of two texts, as values that a template renders (and escapes)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# one token: a Chinese, Japanese or Korean character; a word; white space; one other character
_TOKEN = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]"
    r"|[^\W\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]+(?:['’.,-]\w+)*|\s+|.",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Op:
    """A run of the result. kind: "same", "added" (only in the new) or "removed"."""

    kind: str
    text: str


def word_diff(old: str, new: str) -> tuple[Op, ...]:
    """Runs that give `old` without the added ones, and `new` without the removed ones.

    Words are whole; Chinese is compared character by character. Nothing is escaped here.
    """
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    ops: list[Op] = []
    # autojunk would call frequent words junk in texts of more than 200 tokens
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            ops.append(Op("same", "".join(a[a0:a1])))
            continue
        if a1 > a0:
            ops.append(Op("removed", "".join(a[a0:a1])))
        if b1 > b0:
            ops.append(Op("added", "".join(b[b0:b1])))
    return tuple(ops)
