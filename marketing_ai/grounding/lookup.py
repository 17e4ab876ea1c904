"""Looks up words as they are written: codes, quotes, prices, sizes, compatibility, contacts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .attributes import NAMING, canonical
from .compare import fold
from .facts import Fact
from .support import FactIndex, content_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from .spans import Span

#: Codes that state a property; in a title they are context, not evidence.
_PROPERTY_CODE = re.compile(
    r"^(?:ip[x\d]\d[a-z]?|[248]k|[345]g|\d{3,4}[pi]|usb.*|hdmi.*|bt\d.*|spf\d+|upf\d+|pa\+*|ddr\d|h1[0-4]|"
    r"wifi\d.*|pd\d+w?|dp\d.*|\d+-?in-?\d+|\dd|en\d+|\d{3}h|iso\d+|a\+*)$",
    re.IGNORECASE,
)
_APPLICABLE = re.compile(r"\s?(?:all|any|most|every|your|the|a|an|both|models?|devices?)\s+", re.I)


def carried(span: Span, index: FactIndex, title: str, quotes: frozenset[str]) -> Fact | None:
    """The fact that holds the words of `span`, or None; kinds differ in what "holds" means."""
    judges: dict[str, Callable[[], Fact | None]] = {
        "quote": lambda: _quoted(span.words, index, title, quotes),
        "compatibility": lambda: _fits(span.words, index),
        "price": lambda: _price(span.words, index),
        "number": lambda: _code(span.words, index, title),
        "colour": lambda: _shade(span.words, index),
        "size": lambda: _letters(span.words, index),
        "eco": lambda: _verbatim(span.words, index),
        "health": lambda: _effect(span.words, index),
    }
    return judges.get(span.kind, lambda: _verbatim(span.words, index))()


def context_fact(title: str) -> Fact:
    """The title as what carries a name that stands in it."""
    return Fact(name="title", value=title, source="catalogue")


def _verbatim(words: str, index: FactIndex) -> Fact | None:
    wanted = fold(words)
    for fact, folded, _ in index.folded:
        if wanted and wanted in folded:
            return fact
    return None


def _quoted(words: str, index: FactIndex, title: str, quotes: frozenset[str]) -> Fact | None:
    wanted = fold(words)
    if wanted in quotes:
        return Fact(name="quote", value=words, source="review:quoted")
    if wanted in fold(title):
        return context_fact(title)
    return next((f for f, _, _ in index.folded if wanted and wanted in fold(f.text)), None)


def _code(words: str, index: FactIndex, title: str) -> Fact | None:
    wanted = re.sub(r"[\s-]", "", fold(words))
    pattern = re.compile(rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])")
    for fact, folded, joined in index.folded:
        if (
            pattern.search(joined)
            or pattern.search(re.sub(r"-", "", folded))
            or (len(wanted) > 3 and wanted in joined)
        ):
            return fact
    if not _PROPERTY_CODE.match(fold(words)) and wanted in re.sub(r"[\s-]", "", fold(title)):
        return context_fact(title)
    number = re.fullmatch(r"(\d+)([a-z]+)", wanted)  # "5000r" against "5000"
    if number and len(number.group(2)) > 3:
        return next(
            (m.fact for m in index.measures if m.quantity.values[0] == float(number.group(1))), None
        )
    return None


def _shade(word: str, index: FactIndex) -> Fact | None:
    wanted = fold(word)
    for evidence in index.evidence:
        if evidence.concept.kind == "colour" and evidence.affirmed:
            shown = fold(evidence.fact.value)
            if (
                evidence.concept.key == f"shade:{wanted}"
                or wanted in shown.split()
                or (not wanted.isascii() and wanted in shown)
            ):
                return evidence.fact
    for fact, folded, _ in index.folded:
        if canonical(fact.name) not in NAMING and re.search(
            rf"(?:colo|色|shade|finish).*\b{re.escape(wanted)}\b", folded
        ):
            return fact
    return None


def _effect(what: str, index: FactIndex) -> Fact | None:
    """A fact that names what is removed or prevented: "removes chlorine" of "Removes: chlorine"."""
    wanted = content_words(what)
    for fact, held in index.words:
        if wanted & held and (what.isascii() or fold(what)[:2] in fold(fact.text)):
            return fact
    return None


def _letters(words: str, index: FactIndex) -> Fact | None:
    letters = re.findall(r"\d?X{0,3}[SML](?![a-z])", words.replace("sizes", "").replace("size", ""))
    for fact, _, _ in index.folded:
        held = re.findall(r"(?<![A-Za-z])\d?X{0,3}[SML](?![A-Za-z])", fact.text.upper())
        if letters and all(letter in held for letter in letters):
            return fact
    return None


def _price(words: str, index: FactIndex) -> Fact | None:
    wanted = re.sub(r"\s", "", fold(words))
    amount = re.search(r"\d[\d,.]*", words)
    if "%" in wanted or "折" in wanted or "满" in wanted or not amount:
        return next((f for f, _, joined in index.folded if wanted in joined), None)
    value = amount.group().rstrip(".,").replace(",", "")
    currency = _currency(words)
    for fact, folded, _ in index.folded:
        stated = _currency(fact.text) or _currency(fact.name)
        if currency and stated and currency != stated:
            continue
        if not stated and canonical(fact.name) != "price":
            continue
        numbers = [n.rstrip(".,").replace(",", "") for n in re.findall(r"\d[\d,.]*", folded)]
        if any(_same_amount(value, n) for n in numbers):
            return fact
    return None


def price_of(amount: float, currency: str, index: FactIndex, *, under: bool = False) -> Fact | None:
    """The fact of a price of `amount`, or of a little less where the text says "under"."""
    for fact in index.facts:
        numbers = [n.replace(",", "") for n in re.findall(r"\d[\d,]*(?:\.\d+)?", fact.text)]
        stated = _currency(fact.text) or _currency(fact.name)
        if stated != currency:
            continue
        if under and any(amount / 1.5 <= float(n) < amount for n in numbers):
            return fact
        if any(_same_amount(str(amount), n) for n in numbers):
            return fact
    return None


def _same_amount(left: str, right: str) -> bool:
    try:
        return abs(float(left) - float(right)) < 0.005
    except ValueError:
        return left == right


_CURRENCIES = (
    ("USD", r"\$|usd|dollar"), ("EUR", r"€|eur"), ("GBP", r"£|gbp"),
    ("CNY", r"¥|￥|cny|rmb|元|块"), ("INR", r"₹|inr|\brs\b"), ("CHF", r"chf"),
)  # fmt: skip


def _currency(text: str) -> str:
    folded = text.casefold()
    return next((code for code, pattern in _CURRENCIES if re.search(pattern, folded)), "")


def _fits(words: str, index: FactIndex) -> Fact | None:
    """A fact that names what the product is said to fit, with every number and name in it."""
    object_words = re.split(
        r"\b(?:so|for|while|because|which|that|without|perfectly|easily)\b", words
    )[0]
    wanted = content_words(_APPLICABLE.sub(" ", " " + object_words))
    universal = bool(re.search(r"\b(?:all|any|every|most)\b|所有|任何|全系", words, re.I))
    for fact, _ in index.words:
        if canonical(fact.name) in NAMING:
            continue
        held = content_words(f"{fact.name} {fact.text}")
        if wanted and wanted <= held | {"model", "device", "型"}:
            if universal and not re.search(
                r"\b(?:all|any|every|most|universal)\b|所有|任何|全系|通用", fact.text, re.I
            ):
                continue
            return fact
    return None
