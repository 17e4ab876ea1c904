"""Reviews without words of the shopper's own: stars, photos, and what a platform filled in.

They count in the stars and apart, never in the N of "n of N". Pure, but for the list of
platform texts, which is `default_texts.txt` plus the setting `REVIEW_DEFAULT_TEXTS`.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path

from marketing_ai.conf import conf

SHIPPED = Path(__file__).with_name("default_texts.txt")

# Typed because the form wanted something. "无" and "没有" answer "what did you dislike?"
_NOTHING = {
    *("na", "nil", "none", "null", "nan", "nothing", "no", "nocomment", "nocomments", "undefined"),
    *("无", "暂无", "没有", "没什么", "空", "略", "无评价", "暂无评价", "无内容", "没什么说的"),
}
MAX_DEFAULT_CHARS = 1000  # no platform's text is longer, white space and all
_PLACE = re.compile(r"\*+")  # in a listed text: any few characters ("系统于*默认好评")


def reason(title: str, text: str, *, n_photos: int = 0) -> str:
    """A code of `reasons.WORDLESS`, "" where the shopper wrote something. Emoji are something."""
    parts = [part for part in (title, text) if part.strip()]
    if any(is_default(part) for part in parts) and all(
        is_default(part) or says_nothing(part) for part in parts
    ):
        return "default_text"
    if all(says_nothing(part) for part in parts):
        return "photo_only" if n_photos else "no_words"
    return ""


def is_default(text: str) -> bool:
    """Whether a platform fills this text in by itself."""
    if len(text) > MAX_DEFAULT_CHARS:
        return False
    key = folded(text)
    if not key or len(key) > 200:
        return False
    exact, patterns = _defaults(tuple(conf.REVIEW_DEFAULT_TEXTS))
    return key in exact or any(pattern.fullmatch(key) for pattern in patterns)


def says_nothing(text: str) -> bool:
    """No letter, digit or emoji, or a word that stands for nothing."""
    key = folded(text[:1000])
    if key:
        return key in _NOTHING
    return not any(unicodedata.category(char) == "So" for char in text[:1000])


@functools.lru_cache(maxsize=512)  # one batch asks for the same texts several times
def folded(text: str) -> str:
    """Letters and digits only, in one width and case: how texts are compared here."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


@functools.lru_cache(maxsize=8)
def _defaults(own: tuple[str, ...]) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    lines = [line.strip() for line in SHIPPED.read_text(encoding="utf-8").splitlines()]
    texts = [line for line in lines if line and not line.startswith("#")]
    exact: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for text in (*texts, *own):
        if "*" in text:
            pieces = [re.escape(folded(piece)) for piece in _PLACE.split(text)]
            patterns.append(re.compile(".{0,30}".join(pieces)))
        else:
            exact.add(folded(text))
    exact.discard("")
    return frozenset(exact), tuple(patterns)
