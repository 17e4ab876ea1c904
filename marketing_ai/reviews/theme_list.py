"""The shipped themes as `themes.txt` lists them, and the form in which terms are compared. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CJK = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+(?:['’&+./][^\W_]+)*")
LEADING = frozenset(
    (
        *("a", "an", "the", "my", "your", "his", "her", "its", "our", "their", "this", "that"),
        *("these", "those", "some", "any", "all", "both", "each", "every", "very", "really"),
        *("so", "too", "such", "no", "not", "good", "great", "nice", "bad", "poor", "best"),
        *("worst", "excellent", "more", "most"),
    )
)
_ENDS = re.compile(r"^[\s\W_]+|[\s\W_]+$")
_FILLER_ZH = re.compile(
    r"^(?:的|很|太|非常|超级|特别|这个|那个|它的|整个|感觉)+|(?:的|了|啊|呢|吧)+$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedTheme:
    """One theme that comes with the app."""

    key: str
    name: str
    name_zh: str
    terms: tuple[str, ...]  # normalised, its own names among them


def normalise(term: str) -> str:
    """The form in which terms are compared and stored: folded, singular, without articles."""
    folded = unicodedata.normalize("NFKC", term).casefold()
    if CJK.search(folded):
        bare = _ENDS.sub("", re.sub(r"\s+", "", folded))
        return _FILLER_ZH.sub("", bare) or bare
    words = [_singular(word) for word in _WORD.findall(folded)]
    at = 0
    while at < len(words) - 1 and words[at] in LEADING:
        at += 1
    return " ".join(words[at:])


@cache
def shipped() -> dict[str, ShippedTheme]:
    """The shipped themes by key."""
    found: dict[str, ShippedTheme] = {}
    text = Path(__file__).with_name("themes.txt").read_text(encoding="utf-8")
    for block in re.sub(r"(?m)^#.*\n", "", text).strip().split("\n\n"):
        head, *lines = block.splitlines()
        key, name, name_zh = (part.strip() for part in head.split("|"))
        chinese = " ".join(line for line in lines if CJK.search(line)).split()
        english = " ".join(line for line in lines if not CJK.search(line)).split(",")
        terms = dict.fromkeys(normalise(term) for term in (*english, *chinese) if term.strip())
        found[key] = ShippedTheme(key=key, name=name, name_zh=name_zh, terms=tuple(terms))
    return found


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "'s", "’s")):
        return word.removesuffix("'s").removesuffix("’s")
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1]
