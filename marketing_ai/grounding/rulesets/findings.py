"""What the rule sets find in a text, as violations beside those of the brand rules.

Pure and deterministic. Words only: pictures, the page around the text, and whether a claim
is true are not seen.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketing_ai.grounding.brand import Violation

from .messages import CHANNELS, WORDING
from .rules import LENGTHS, load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .rules import Rule

Span = tuple[int, int]


def find(
    text: str,
    sets: Sequence[str],
    *,
    language: str,
    kind: str = "",
    channel: str = "",
    names: Sequence[str] = (),
    lengths: bool = True,
) -> tuple[Violation, ...]:
    """All findings of the sets in order of place.

    kind, channel: of the text; the channel's length holds instead of the kind's, also
    where the set of lengths is off. names: how the product is called.
    lengths: False for a part of a text. Raises KeyError for an unknown set.
    """
    primary = language.replace("_", "-").split("-")[0].lower()
    found: list[Violation] = []
    for name in dict.fromkeys(sets):
        if name != LENGTHS:
            found += _of_set(text, name, language=primary, names=names)
    if lengths and (channel or LENGTHS in sets):
        for rule in load(LENGTHS).rules:
            if rule.code == channel if channel else kind in rule.kinds:
                found += _too_long(text, rule, language=primary)
    return tuple(sorted(found, key=lambda v: (v.start, v.end, v.code)))


def _of_set(text: str, name: str, *, language: str, names: Sequence[str]) -> list[Violation]:
    """Findings of one set; a warning in a blocking one's place would say the same twice."""
    found = [
        (span, rule)
        for rule in load(name).rules
        if not rule.languages or language in rule.languages
        for span in _spans(text, rule, names)
    ]
    blocking = [span for span, rule in found if rule.blocking]
    return [
        _violation(text, span, rule, name)
        for span, rule in found
        if rule.blocking or not any(start <= span[0] < end for start, end in blocking)
    ]


def _spans(text: str, rule: Rule, names: Sequence[str]) -> list[Span]:
    """Where the rule is broken; of two places one within the other, the longer."""
    spans = {m.span() for pattern in rule.patterns for m in pattern.finditer(text)}
    if not spans or (rule.unless and rule.unless.search(text)):
        return []
    allowed = [m.span() for pattern in rule.exceptions for m in pattern.finditer(text)]
    if rule.names_allowed:
        allowed += _places(text, names)
    left = [span for span in spans if not any(_within(span, other) for other in allowed)]
    return sorted(
        span for span in left if not any(span != other and _within(span, other) for other in left)
    )


def _within(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]


def _places(text: str, names: Sequence[str]) -> Iterator[Span]:
    for name in names:
        at = text.find(name) if name else -1
        while at >= 0:
            yield at, at + len(name)
            at = text.find(name, at + len(name))


def _cite(rule: Rule) -> str:
    is_zh = (get_language() or "").startswith("zh")
    return rule.cite_zh if is_zh and rule.cite_zh else rule.cite


def _violation(text: str, span: Span, rule: Rule, name: str) -> Violation:
    code = f"{name}.{rule.code}"
    wording = WORDING[code]
    what = str(wording.what) % {"words": text[span[0] : span[1]].strip(), "source": _cite(rule)}
    return Violation(
        code=code,
        start=span[0],
        end=span[1],
        blocking=rule.blocking,
        # Translators: what is wrong, then the way out, each a sentence
        message=_("%(what)s %(way_out)s") % {"what": what, "way_out": wording.way_out},
    )


def _too_long(text: str, rule: Rule, *, language: str) -> Iterator[Violation]:
    limit = (rule.max_length_zh if language == "zh" else 0) or rule.max_length
    n, start = 0, len(text)
    for place, character in enumerate(text):
        is_wide = rule.wide_counts_double and unicodedata.east_asian_width(character) in "WF"
        n += 2 if is_wide else 1
        if n > limit:
            start = min(start, place)
    if n <= limit:
        return
    if rule.wide_counts_double and language == "zh":
        said = _(
            "%(channel)s: %(limit)d characters at most, a Chinese one counts as two "
            "(%(source)s); the text has %(n)d. Shorten it."
        )
    else:
        said = _(
            "%(channel)s: %(limit)d characters at most (%(source)s); the text has %(n)d. "
            "Shorten it."
        )
    yield Violation(
        code=f"{LENGTHS}.{rule.code}",
        start=start,
        end=len(text),
        blocking=rule.blocking,
        message=said
        % {"channel": CHANNELS[rule.code], "limit": limit, "source": _cite(rule), "n": n},
    )
