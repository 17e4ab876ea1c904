"""What a shopper reads of a field that may hold HTML, and where each part of it stands there.

Pure. A tag is not words: `<p>` is no placeholder, and "1.7<b>l</b>" is one quantity. Places
lead back to the field as stored, so that a finding can be marked in the shop's own editor.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.DOTALL)
_PART = re.compile(
    r"<!--.*?-->|<(?P<unread>script|style|template)\b.*?</(?P=unread)\s*>"
    r"|</?(?P<tag>[A-Za-z][A-Za-z0-9]*)[^<>]*>"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<space>\s+)",
    re.DOTALL | re.IGNORECASE,
)
_INLINE = frozenset(
    (
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "font", "i", "ins", "kbd",
        "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "wbr",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldText:
    """The words of a field; `starts` and `ends` are of each character, in the field as stored."""

    text: str
    starts: tuple[int, ...] | None = None  # None: the field holds just this text
    ends: tuple[int, ...] | None = None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """A span of `text` as a span of the field; an empty one stays empty."""
        if self.starts is None or self.ends is None:
            return start, end
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends or (0,))[-1]
            return at, at
        return self.starts[start], self.ends[end - 1]


def field_text(stored: str) -> FieldText:
    """The words of `stored`: tags out, entities read, blocks on lines of their own.

    White space runs together only where there is markup: elsewhere a line break is meant.
    """
    is_markup = bool(_TAG.search(stored))
    if not is_markup and "&" not in stored:
        return FieldText(stored)
    written = _Written()
    at = 0
    for part in _PART.finditer(stored):
        written.as_is(stored, at, part.start())
        at = part.end()
        found = part.group()
        if part["entity"]:
            written.put(html.unescape(found).replace("\xa0", " "), *part.span())
        elif part["space"]:
            if is_markup:
                written.gap(" ", *part.span())
            else:
                written.as_is(stored, *part.span())
        elif part["tag"] and part["tag"].lower() not in _INLINE:
            written.gap("\n", *part.span())
    written.as_is(stored, at, len(stored))
    return written.done()


class _Written:
    def __init__(self) -> None:
        self.characters: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def as_is(self, stored: str, start: int, end: int) -> None:
        self.characters += stored[start:end]
        self.starts += range(start, end)
        self.ends += range(start + 1, end + 1)

    def put(self, words: str, start: int, end: int) -> None:
        self.characters += words
        self.starts += [start] * len(words)
        self.ends += [end] * len(words)

    def gap(self, mark: str, start: int, end: int) -> None:
        """White space, once: a new line goes before a space, and nothing begins with either."""
        if not self.characters or self.characters[-1] == "\n":
            return
        if self.characters[-1] == " ":
            if mark == " ":
                return
            self._drop()
        self.put(mark, start, end)

    def done(self) -> FieldText:
        while self.characters and self.characters[-1] in " \n":
            self._drop()
        return FieldText("".join(self.characters), tuple(self.starts), tuple(self.ends))

    def _drop(self) -> None:
        del self.characters[-1], self.starts[-1], self.ends[-1]
