"""`marketing_evaluate insight`: what is said of products whose true counts are known.

One product a line: {"product", "reviews": [{"id", "text", "stars", "date", "verified",
"incentivised"}], "truth": [{"aspect", "aliases", "positive", "negative"}]}, truth where it is
known. Texts go the way of a shop's reviews, counted and summed up by the same code; only no table
is used. A theme is the true aspect's where its name holds the aspect or an alias.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from marketing_ai.conf import SETTINGS
from marketing_ai.governance.evaluation import (
    Evaluation,
    EvaluationRequest,
    read_json_lines,
    register,
)
from marketing_ai.inference.reader import load_reader
from marketing_ai.reviews import counting, reading, summary, theme_list, themes
from marketing_ai.reviews.models import Polarity, Voice
from marketing_ai.reviews.summary import Body, ThemeCount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from marketing_ai.reviews.reading import TextReading
    from marketing_ai.reviews.summary import Sentence

DECIMALS = 4
MIN_SHARE: float = SETTINGS["SUMMARY_MIN_SHARE"].default  # whatever the shop has set
LARGE = 0.1  # aspects that at least this share of reviews speak of: their counts are compared
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
GROW_FROM = 3  # reviews that share a term of no theme before it is a theme of its own


def connect() -> None:
    """Make the name known to `marketing_evaluate`."""
    register(
        Evaluation(
            name="insight",
            help=gettext_lazy("What is said of products from their reviews, and its counts."),
            run=run,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is said of one product. supporters: theme → side → ids of its reviews."""

    product: str
    body: Body
    names: Mapping[int, str]
    sentences: tuple[Sentence, ...]
    supporters: Mapping[int, Mapping[str, Sequence[str]]]
    ids: Mapping[str, Sequence[str]]  # polarity → reviews
    quotes: Mapping[int, Sequence[tuple[str, str]]] = field(default_factory=dict)


def run(request: EvaluationRequest) -> dict[str, Any]:
    """Metrics of each file, with what is said of each product."""
    reader = (
        reading.load()
        if request.model is None
        else reading.ReviewReader(load_reader(request.model))
    )
    files: dict[str, Any] = {}
    for path in request.data:
        rows, errors = [], Errors()
        products = read_json_lines(path, limit=request.limit, needs={"reviews": list})
        for number, product in enumerate(products, 1):
            told = tell(product, reader.read([_text(one) for one in product["reviews"]]))
            rows.append(as_row(told))
            errors.add(told, _truths(product))
            request.tell(f"{path.name}: {number}")
        files[path.name.split(".")[0]] = {**errors.metrics(), "products": rows}
    return {"files": files}


def tell(product: Mapping[str, Any], readings: Sequence[TextReading]) -> Told:
    """Count the readings of a product's reviews and say what is said."""
    rows = list(product["reviews"])
    book = _Book()
    spoken = [
        {book.theme_of(aspect.term, text=_text(row)): None for aspect in read.aspects}
        for row, read in zip(rows, readings, strict=True)
    ]
    book.grow(spoken, n=len(rows))
    sums: dict[str, int] = defaultdict(int)
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    supporters: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    ids: dict[str, list[str]] = defaultdict(list)
    for row, read in zip(rows, readings, strict=True):
        added = _contribution(row, read, book)
        key = str(row.get("id", ""))
        for name, value in added.sums.items():
            sums[name] += value
            if name in tuple(Polarity):
                ids[name].append(key)
        for theme, side in added.themes.items():
            counts[theme]["n"] += 1
            counts[theme][side] += 1
            supporters[theme][side].append(key)
    named, _rest = summary.split(
        [ThemeCount(theme=theme, **found) for theme, found in counts.items()],
        n_text=sums["n_text"],
        min_share=MIN_SHARE,
    )
    body = Body(
        n_text=sums["n_text"],
        positive=sums["positive"],
        neutral=sums["neutral"],
        negative=sums["negative"],
        unknown=sums["unknown"],
        without_theme=sums["without_theme"],
        min_share=MIN_SHARE,
        themes=named,
    )
    language = _language(readings)
    return Told(
        product=str(product.get("product", "")),
        body=body,
        names={theme.theme: book.name(theme.theme) for theme in named},
        sentences=summary.sentences(
            body,
            {theme.theme: book.name(theme.theme, language) for theme in named},
            language=language,
        ),
        supporters=supporters,
        ids=ids,
    )


def as_row(told: Told) -> dict[str, Any]:
    """What is printed of a product."""
    return {
        "product": told.product,
        "n": told.body.n_text,
        "themes": [
            {
                "name": told.names[theme.theme],
                "positive": theme.positive,
                "negative": theme.negative,
                "mixed": theme.mixed,
                "neutral": theme.neutral,
                "n": theme.n,
            }
            for theme in told.body.themes
        ],
        "sentences": [_sentence_row(told, sentence) for sentence in told.sentences],
        "without_theme": told.body.without_theme,
    }


def _sentence_row(told: Told, sentence: Sentence) -> dict[str, Any]:
    by_side = told.ids if sentence.theme is None else told.supporters[sentence.theme]
    return {
        "text": sentence.text,
        "theme": None if sentence.theme is None else told.names[sentence.theme],
        **sentence.counts,
        "review_ids": sorted(one for found in by_side.values() for one in found),
        "review_ids_by_side": {side: list(found) for side, found in sorted(by_side.items())},
    }


class Errors:
    """Adds up how far what is told is from the truth."""

    def __init__(self) -> None:
        self.products = self.aspects = self.missing = self.minority = self.untraceable = 0
        self._errors: list[float] = []

    def add(self, told: Told, truths: Sequence[_Truth]) -> None:
        """One product."""
        self.products += 1
        self.untraceable += sum(_untraceable(told, sentence) for sentence in told.sentences)
        n = told.body.n_text
        for truth in truths:
            themes_of_it = [t for t in told.body.themes if truth.is_called(told.names[t.theme])]
            share = (truth.positive + truth.negative) / n if n else 0.0
            if share >= LARGE:
                self.aspects += 1
                best = min(
                    (_error(theme, truth) for theme in themes_of_it),
                    default=truth.positive + truth.negative,
                )
                self._errors.append(best / 2 / n)
                self.missing += not themes_of_it and share >= MIN_SHARE
            elif share < MIN_SHARE:
                self.minority += bool(themes_of_it)

    def metrics(self) -> dict[str, float | int]:
        """The metrics; those that need a truth only where there was one."""
        found: dict[str, float | int] = {
            "n_products": self.products,
            "untraceable_numbers": self.untraceable,
        }
        if self._errors or self.minority:
            found |= {
                "n_aspects": self.aspects,
                "count_error_mean": round(sum(self._errors) / max(1, len(self._errors)), DECIMALS),
                "majority_missing": self.missing,
                "minority_shown": self.minority,
            }
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Truth:
    names: tuple[str, ...]
    positive: int
    negative: int

    def is_called(self, name: str) -> bool:
        return any(contains(name, own) for own in self.names)


def _error(theme: ThemeCount, truth: _Truth) -> int:
    """|reported − true| of both sides; good and bad in one review counts on both."""
    return abs(theme.positive + theme.mixed - truth.positive) + abs(
        theme.negative + theme.mixed - truth.negative
    )


def _truths(product: Mapping[str, Any]) -> list[_Truth]:
    given = product.get("truth") or []
    if isinstance(given, dict):
        given = [{"aspect": aspect, **one} for aspect, one in given.items()]
    return [
        _Truth(
            names=(str(one["aspect"]), *map(str, one.get("aliases") or ())),
            positive=int(one.get("positive", 0)),
            negative=int(one.get("negative", 0)),
        )
        for one in given
    ]


def _untraceable(told: Told, sentence: Sentence) -> int:
    """Numbers that are no count, and counts that are not those of the reviews named with it."""
    name = "" if sentence.theme is None else told.names[sentence.theme]
    parts = [name, *name.split(" / ")]
    wrong = min(len(summary.untraceable(sentence, name=part)) for part in parts)
    row = _sentence_row(told, sentence)
    for side, found in row["review_ids_by_side"].items():
        wrong += len(found) != sentence.counts.get(side, 0)
    return wrong


def contains(text: str, needle: str) -> bool:
    """Whether a needle stands in a text, folded; at word boundaries where its script has them."""
    folded, wanted = (
        " ".join(unicodedata.normalize("NFKC", part).casefold().split()) for part in (text, needle)
    )
    if not wanted:
        return False
    return any(
        not (_has_words(wanted[0]) and _has_words(folded[: match.start()][-1:]))
        and not (_has_words(wanted[-1]) and _has_words(folded[match.end() :][:1]))
        for match in re.finditer(re.escape(wanted), folded)
    )


def _has_words(character: str) -> bool:
    return character.isalnum() and not _NO_SPACES.match(character)


class _Book:
    """Themes of one product by number: shipped ones, and those that grow from its terms."""

    def __init__(self) -> None:
        self._keys: dict[str, int] = {}
        self._grown: set[str] = set()

    def theme_of(self, term: str, *, text: str) -> str:
        """Key of the theme; "=term" where no word places the term; "" for the product itself."""
        key = themes.find(term, text=text)
        if key == themes.THE_PRODUCT:
            return ""
        return key or f"={theme_list.normalise(term)}"

    def grow(self, spoken: Sequence[Mapping[str, None]], *, n: int) -> None:
        """Terms of no theme that enough reviews share become themes."""
        counted: dict[str, int] = defaultdict(int)
        for keys in spoken:
            for key in keys:
                counted[key] += key.startswith("=")
        needed = max(GROW_FROM, MIN_SHARE * n)
        self._grown = {key for key, count in counted.items() if count >= needed}

    def number(self, key: str) -> int | None:
        """A number for the theme, None where the key is none."""
        if not key or (key.startswith("=") and key not in self._grown):
            return None
        return self._keys.setdefault(key, len(self._keys) + 1)

    def name(self, number: int, language: str = "") -> str:
        """The theme's name in a language, or in both."""
        key = next(key for key, own in self._keys.items() if own == number)
        if key.startswith("="):
            return key[1:]
        theme = theme_list.shipped()[key]
        if not language:
            return f"{theme.name} / {theme.name_zh}"
        return theme.name_zh if language.startswith("zh") else theme.name


def _contribution(row: Mapping[str, Any], read: TextReading, book: _Book) -> counting.Contribution:
    labels: dict[int, list[str]] = defaultdict(list)
    for aspect in read.aspects:
        number = book.number(book.theme_of(aspect.term, text=_text(row)))
        if number is not None:
            labels[number].append(aspect.label)
    return counting.contribution(
        product="1",
        voice=Voice.REVIEW,
        verified=bool(row.get("verified")),
        incentivised=bool(row.get("incentivised")),
        parts=[
            counting.Part(
                written=datetime(2026, 1, 1, tzinfo=UTC),
                label=read.label,
                has_words=bool(_text(row).strip()),
                counts=True,
                themes=labels,
            )
        ],
    )


def _text(row: Mapping[str, Any]) -> str:
    return str(row.get("text") or "")


def _language(readings: Sequence[TextReading]) -> str:
    chinese = sum(read.language.startswith("zh") for read in readings)
    return "zh-hans" if chinese * 2 > len(readings) else "en"
