"""A review's text as it is read and shown: markup, control characters and mojibake removed.

The original stays with the caller; `Cleaned` leads every position back to it. Pure functions,
linear in the length of the text: a hostile text of 100,000 characters costs no more than an
ordinary one. What a text says is not judged here (see `language` and `sentiment`).
"""

from __future__ import annotations

import bisect
import functools
import html
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ftfy

if TYPE_CHECKING:
    from collections.abc import Sequence

# What is kept of the last texts: some 10 MB of ordinary ones, 50 MB at the most.
REMEMBERED_TEXTS, REMEMBERED_CHARS = 300, 2000
MAX_MARKS = 4  # combining marks on one letter; more is decoration that hides text
MIN_REPAIR_SHARE = 0.8  # of a word's characters that must look like bytes read as Latin-1
_BLOCK_TAGS = re.compile(
    "address|article|aside|blockquote|br|dd|div|dl|dt|fieldset|footer|form|h[1-6]|header|hr|li"
    "|main|nav|ol|p|pre|section|table|td|th|tr|ul"
)
_DROPPED_TAGS = ("script", "style")
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?:[\s/][^<>]*)?>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_WORD = re.compile(r"[^ \t\r\n<>]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LATIN_BYTES = re.compile(r"[\xa1-\xfe]")
# what is left where bytes were lost for good, and what uninitialised memory reads as in GBK
_LOST = re.compile(r"�|锟斤拷|[烫屯锘]{3,}|(?:锟斤|斤拷)")
# anything but printable ASCII without < and &, Chinese and its punctuation, and single spaces
_ODD = re.compile(r"[^ -%'-;=-~一-鿿，。！？、；：“”‘’（）《》…—～]|  |[锟烫屯锘]")
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u2800\u3164\uffa0\ufffc"
)
_SPACES = re.compile(r"[\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text and the way back.

    offsets: one entry a code point of `text` and one more for its end: where each begins in
        the original. Never falls.
    lost: code points of `text` that stand for bytes nobody can bring back.
    """

    text: str
    offsets: Sequence[int]
    ends: Sequence[int]  # where each code point ends in the original
    lost: int = 0

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the original, without what was removed around it."""
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"[{start}:{end}] is not inside a text of {len(self.text)}")
        if start == end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.ends[end - 1]

    def cleaned_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where `original[start:end]` stands in the text; None where nothing of it is left."""
        first = bisect.bisect_left(self.offsets, start, hi=len(self.text))
        last = bisect.bisect_right(self.ends, end)
        return (first, last) if first < last else None


Piece = tuple[str, int, int]  # a character, and where it begins and ends in the original


def clean(original: str) -> Cleaned:
    """The text without markup, mojibake, control and invisible characters."""
    # one batch asks for the same texts several times: to screen, to read, to look for fit
    return _remembered(original) if len(original) <= REMEMBERED_CHARS else _clean(original)


def _clean(original: str) -> Cleaned:
    if _is_plain(original):  # most reviews are
        n = len(original)
        return Cleaned(text=original, offsets=range(n + 1), ends=range(1, n + 1))
    text, starts, ends = _unpack(_without_markup(_repaired(original)))
    kept = _spaced(_visible(text, starts, ends))
    cleaned = "".join(piece[0] for piece in kept)
    return Cleaned(
        text=cleaned,
        offsets=(*(piece[1] for piece in kept), kept[-1][2] if kept else len(original)),
        ends=tuple(piece[2] for piece in kept),
        lost=sum(len(match[0]) for match in _LOST.finditer(cleaned)),
    )


def _is_plain(text: str) -> bool:
    """Whether nothing in it could be removed or mended."""
    if _ODD.search(text) or text != text.strip():
        return False
    return text.isascii() or all(_utf8_as_gb(word) == word for word in _WORD.findall(text))


_remembered = functools.lru_cache(maxsize=REMEMBERED_TEXTS)(_clean)


def shown(original: str) -> str:
    """The text as a person sees it."""
    return clean(original).text


def _unpack(pieces: list[Piece]) -> tuple[str, list[int], list[int]]:
    return (
        "".join(piece[0] for piece in pieces),
        [piece[1] for piece in pieces],
        [piece[2] for piece in pieces],
    )


# --- bytes that were read in the wrong encoding --------------------------------------------


def _repaired(text: str) -> list[Piece]:
    """One piece a character; a mended word's characters share its place in the original."""
    pieces: list[Piece] = []
    done = 0
    for match in _WORD.finditer(text):
        word = match[0]
        if not _NOT_ASCII.search(word):
            continue
        mended = repair_word(word)
        if mended == word:
            continue
        start, end = match.span()
        pieces += [(text[i], i, i + 1) for i in range(done, start)]
        pieces += _aligned(word, mended, start)
        done = end
    pieces += [(text[i], i, i + 1) for i in range(done, len(text))]
    return pieces


def _aligned(word: str, mended: str, start: int) -> list[Piece]:
    """The mended characters: those that are equal at both ends one by one, the rest as one."""
    head = 0
    while head < min(len(word), len(mended)) and word[head] == mended[head]:
        head += 1
    tail = 0
    while (
        tail < min(len(word), len(mended)) - head
        and word[len(word) - 1 - tail] == mended[len(mended) - 1 - tail]
    ):
        tail += 1
    inner = (start + head, start + len(word) - tail)
    pieces = [(char, start + i, start + i + 1) for i, char in enumerate(mended[:head])]
    pieces += [(char, *inner) for char in mended[head : len(mended) - tail]]
    after = len(word) - tail
    pieces += [
        (char, start + after + i, start + after + i + 1)
        for i, char in enumerate(mended[len(mended) - tail :])
    ]
    return pieces


def repair_word(word: str) -> str:
    """The word as it was written, where its bytes were read in the wrong encoding.

    UTF-8 read as Windows-1252 (`itâ€™s`), GB18030 read as Latin-1 (`ÎÒºÜÏ²»¶`) and UTF-8 read
    as GB18030 (`寰堝ソ`) are mended; anything else comes back as it is.
    """
    for mend in (_gb_as_latin, _utf8_as_latin, _utf8_as_gb):
        mended = mend(word)
        if mended != word:
            return mended
    return word


def _utf8_as_latin(word: str) -> str:
    return str(ftfy.fix_encoding(word)) if ftfy.is_bad(word) else word


def _gb_as_latin(word: str) -> str:
    high = len(_LATIN_BYTES.findall(word))
    if high < 6 or high < MIN_REPAIR_SHARE * len(word):
        return word
    try:
        mended = word.encode("latin-1").decode("gb2312")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return word
    return mended if _share_of_han(mended) >= MIN_REPAIR_SHARE else word


def _utf8_as_gb(word: str) -> str:
    if len(word) < 3 or _share_of_han(word) < MIN_REPAIR_SHARE / 2:
        return word
    try:
        raw = word.encode("gb18030")
    except UnicodeEncodeError:
        return word
    try:
        mended = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(raw) - 4:  # only the end may be missing: a cut or lost last byte
            return word
        mended = raw[: error.start].decode("utf-8")
    return mended if len(mended) > 1 and _share_of_han(mended) >= MIN_REPAIR_SHARE else word


def _share_of_han(text: str) -> float:
    if not text:
        return 0.0
    return sum(
        "一" <= char <= "鿿" or "\u3000" <= char <= "〿" or char in "，。！？；：（）"
        for char in text
    ) / len(text)


# --- markup -----------------------------------------------------------------------------------


def _without_markup(pieces: list[Piece]) -> list[Piece]:
    """Tags, comments, scripts and styles out, entities to characters. Unclosed ones stay text."""
    text = "".join(piece[0] for piece in pieces)
    if "<" not in text and "&" not in text:
        return pieces
    lower = text.lower()
    never: set[str] = set()  # what was looked for to the end and is not there: look once only
    kept: list[Piece] = []
    i = 0
    while i < len(text):
        char = text[i]
        if char == "<":
            end, mark = _markup_end(text, lower, i, never)
            if end:
                if mark:
                    kept.append((mark, pieces[i][1], pieces[end - 1][2]))
                i = end
                continue
        elif char == "&" and (match := _ENTITY.match(text, i)):
            value = html.unescape(match[0])
            if value != match[0]:
                place = (pieces[i][1], pieces[match.end() - 1][2])
                kept += [(c, *place) for c in value]
                i = match.end()
                continue
        kept.append(pieces[i])
        i += 1
    return kept


def _markup_end(text: str, lower: str, i: int, never: set[str]) -> tuple[int, str]:
    """Where markup that begins at `i` ends and what stands for it; 0 where it is no markup."""
    if text.startswith("<!--", i):
        return _after("-->", lower, i, never), " "
    match = _TAG.match(text, i)
    if match is None:
        return 0, ""
    name = match[1].lower()
    if name in _DROPPED_TAGS and text[i + 1] != "/":
        closed = _after(f"</{name}>", lower, match.end(), never)
        return closed or match.end(), " "
    return match.end(), "\n" if _BLOCK_TAGS.fullmatch(name) else ""


def _after(needle: str, text: str, start: int, never: set[str]) -> int:
    if needle in never:
        return 0
    found = text.find(needle, start)
    if found < 0:
        never.add(needle)
        return 0
    return found + len(needle)


# --- characters ----------------------------------------------------------------------------


def _visible(text: str, starts: list[int], ends: list[int]) -> list[Piece]:
    kept: list[Piece] = []
    marks = 0
    for i, char in enumerate(text):
        if char < "\x7f" and char >= " ":
            marks = 0
            kept.append((char, starts[i], ends[i]))
            continue
        if _SPACES.match(char):
            kept.append(("\n" if char != "\t" else " ", starts[i], ends[i]))
            continue
        if not _shown(text, i):
            continue
        if unicodedata.category(char) in ("Mn", "Me"):
            marks += 1
            if marks > MAX_MARKS:
                continue
        else:
            marks = 0
        kept.append((char, starts[i], ends[i]))
    return kept


def _shown(text: str, i: int) -> bool:
    """Whether a person could see this character, alone or as part of the emoji around it."""
    char = text[i]
    before = text[i - 1] if i else ""
    if char == "\u200d":  # joins emoji; between letters it only hides
        return _is_symbol(before) and i + 1 < len(text) and _is_symbol(text[i + 1])
    if char in "\ufe0e\ufe0f":  # how the symbol before is drawn; one is enough
        return _is_symbol(before) and before not in "\ufe0e\ufe0f"
    if char in _INVISIBLE or "\ufe00" <= char <= "\ufe0f" or "\U000e0000" <= char <= "\U000e0fff":
        return False
    # control, format, surrogate, private use, not assigned
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def _is_symbol(char: str) -> bool:
    if not char:
        return False
    return (
        unicodedata.category(char) in ("So", "Sk", "Sm")
        or char in "\ufe0e\ufe0f\u20e3#*0123456789‼⁉™©®"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
    )


def _spaced(pieces: list[Piece]) -> list[Piece]:
    """Runs of white space become one space, or one line end where they hold one; none outside."""
    kept: list[Piece] = []
    for char, start, end in pieces:
        if not char.isspace():
            kept.append((char, start, end))
            continue
        mark = "\n" if char == "\n" else " "
        if not kept:
            continue
        last, last_start, _last_end = kept[-1]
        if last in " \n":
            kept[-1] = ("\n" if "\n" in (last, mark) else " ", last_start, end)
        else:
            kept.append((mark, start, end))
    if kept and kept[-1][0] in " \n":
        kept.pop()
    return kept
