"""The rule sets as data: read from the TOML files beside this module, once a process.

A file has its `title`, `[[sources]]` (law, articles, title, url) and `[[rules]]`:

    code            within the set; a finding's code is `set.code`
    cite, cite_zh   the passage, as a finding names it
    languages       of texts that the rule reads
    blocking        whether a text with a finding may not be approved
    words           whole words in Latin script, substrings in Chinese; a space is also a hyphen
    patterns        regular expressions, small and capital letters alike
    exceptions      regular expressions: a finding that lies within one of their matches is none
    unless          a regular expression: where it is found in the text, the rule is silent
    names_allowed   whether the words may stand in the product's own name

A rule on length has `max_length` (and `max_length_zh`) instead, with the kinds of text that it
bears on by itself; others name it as their `channel`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
LENGTHS = "channel_lengths"  # the set whose rules are channels

_LATIN = "A-Za-z0-9À-ɏ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a set's rules come from."""

    law: str  # as it is cited
    articles: str  # those that the rules bear on
    title: str  # official title
    url: str = ""  # "" where there is no lasting address


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, compiled."""

    code: str
    cite: str
    cite_zh: str = ""  # "" is `cite`
    languages: tuple[str, ...] = ()  # primary subtags; () is every language
    blocking: bool = True
    patterns: tuple[re.Pattern[str], ...] = ()
    exceptions: tuple[re.Pattern[str], ...] = ()
    unless: re.Pattern[str] | None = None
    names_allowed: bool = False
    kinds: tuple[str, ...] = ()  # of text, for a rule on length
    max_length: int = 0  # characters; 0 is no rule on length
    max_length_zh: int = 0  # in Chinese texts; 0 is `max_length`
    wide_counts_double: bool = False  # a Chinese character counts as two


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """A law's or a channel's rules."""

    name: str
    title: str
    sources: tuple[Source, ...]
    rules: tuple[Rule, ...]


@functools.cache
def names() -> tuple[str, ...]:
    """What `BRAND_RULE_SETS` may hold, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@functools.cache
def load(name: str) -> RuleSet:
    """The set. Raises KeyError where there is none of this name."""
    if name not in names():
        raise KeyError(name)
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return RuleSet(
        name=name,
        title=data["title"],
        sources=tuple(Source(**source) for source in data["sources"]),
        rules=tuple(_rule(dict(rule)) for rule in data["rules"]),
    )


def channels() -> tuple[str, ...]:
    """What a kind's `channel` may be in `BRAND_RULES`."""
    return tuple(rule.code for rule in load(LENGTHS).rules)


def _rule(data: dict[str, Any]) -> Rule:
    """An unknown key is a TypeError: a misspelt one would be a rule that finds nothing."""
    words = data.pop("words", [])
    patterns = [*([_any_word(words)] if words else []), *data.pop("patterns", [])]
    unless = data.pop("unless", "")
    return Rule(
        patterns=tuple(_compiled(pattern) for pattern in patterns),
        exceptions=tuple(_compiled(pattern) for pattern in data.pop("exceptions", [])),
        unless=_compiled(unless) if unless else None,
        languages=tuple(data.pop("languages", ())),
        kinds=tuple(data.pop("kinds", ())),
        **data,
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _any_word(words: list[str]) -> str:
    """One pattern for all, longest first, so that a finding shows the whole phrase."""
    return "|".join(_word(word) for word in sorted(words, key=len, reverse=True))


def _word(word: str) -> str:
    body = r"[\s\-‑–]+".join(re.escape(part) for part in re.split(r"[\s-]+", word))
    body = body.replace("'", "['’]")
    left = rf"(?<![{_LATIN}])" if re.match(f"[{_LATIN}]", word) else ""
    right = rf"(?![{_LATIN}])" if re.search(f"[{_LATIN}]$", word) else ""
    return left + body + right
