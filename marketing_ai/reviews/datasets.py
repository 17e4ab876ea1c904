"""Files of labelled reviews as rows: the known data sets, and a shop's own by its columns.

Each known set carries its licence. Only what is `shippable` (CC0, CC BY, our own corpus) may
enter shipped weights; the others are for measuring, and for training that stays in the shop.
Files are CSV or JSON lines, plain or gz, UTF-8 or GB18030.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from marketing_ai.catalog.importing import files, records
from marketing_ai.exceptions import DataUnusable, ImportRefused
from marketing_ai.reviews.labelled import LEAN_MOST, Labelled
from marketing_ai.reviews.language import READ, detect
from marketing_ai.reviews.metrics import NEGATIVE, NEUTRAL, POSITIVE, without_space
from marketing_ai.reviews.text import full_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

AUTO = "auto"  # the language is told from each text


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A known file: what it holds, and what its licence allows."""

    stem: str
    kind: str  # "sentiment" or "aspects"
    language: str
    licence: str
    columns: tuple[str, ...]
    shippable: bool = False
    is_binary: bool = True  # no neutral class


KNOWN: dict[str, DataSet] = {
    data.stem: data
    for data in (
        DataSet(
            stem="womens_clothing_reviews",
            kind="sentiment",
            language="en",
            licence="CC0 as listed by the publisher",
            columns=("product_id", "rating", "title", "review_text"),
            shippable=True,
            is_binary=False,
        ),
        DataSet(
            stem="amazon_phone_sentences",
            kind="sentiment",
            language="en",
            licence="CC BY 4.0 as listed by UCI",
            columns=("sentence", "label"),
            shippable=True,
        ),
        DataSet(
            stem="amazon_reviews_multidomain",
            kind="sentiment",
            language="en",
            licence="not stated; research use",
            columns=("asin", "label", "title", "review_text"),
        ),
        DataSet(
            stem="online_shopping_10_cats_zh",
            kind="sentiment",
            language="zh",
            licence="not stated",
            columns=("category", "label", "review_text"),
        ),
        DataSet(
            stem="waimai_10k_zh",
            kind="sentiment",
            language="zh",
            licence="not stated",
            columns=("label", "review_text"),
        ),
        DataSet(
            stem="absa_en",
            kind="aspects",
            language="en",
            licence="research only; SemEval terms apply",
            columns=("dataset", "sentence", "aspect", "start", "polarity"),
        ),
        DataSet(
            stem="absa_zh",
            kind="aspects",
            language="zh",
            licence="research only",
            columns=("dataset", "sentence", "aspect", "start", "polarity"),
        ),
    )
}
# sets that label all terms of a sentence; the others label one, so only recall can be told
ALL_TERMS = frozenset({"laptop14", "restaurant14", "restaurant16", "zh_shampoo"})

_WORDS = {
    "positive": POSITIVE, "pos": POSITIVE, "1": POSITIVE, "good": POSITIVE, "好评": POSITIVE,
    "neutral": NEUTRAL, "neu": NEUTRAL, "mixed": NEUTRAL, "中评": NEUTRAL,
    "negative": NEGATIVE, "neg": NEGATIVE, "0": NEGATIVE, "bad": NEGATIVE, "差评": NEGATIVE,
    "-1": NEGATIVE,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column of a shop's own file gives what; an empty name: there is none.

    labels: the file's words for the classes, such as {"great": 2}; added to the usual ones.
    """

    text: str = "text"
    title: str = ""
    stars: str = ""
    label: str = ""
    group: str = ""
    aspect: str = "aspect"
    start: str = "start"
    polarity: str = "polarity"
    language: str = AUTO
    labels: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledFile:
    """A file that was read through."""

    stem: str
    path: Path
    sha256: str
    licence: str
    shippable: bool
    rows: tuple[Labelled, ...]
    skipped: Mapping[str, int]  # why rows were left out → how many

    @property
    def is_binary(self) -> bool:
        """Whether it has no neutral class: then the higher of the two others wins."""
        if self.stem in KNOWN:
            return KNOWN[self.stem].is_binary
        return not any(row.polarity == NEUTRAL for row in self.rows)


def stem_of(path: Path) -> str:
    """The file's name up to its first dot."""
    return path.name.split(".")[0]


def read_sentiment(
    path: Path, *, columns: Columns | None = None, limit: int | None = None
) -> LabelledFile:
    """Texts with their polarity. columns: None for a known set. Raises DataUnusable."""
    known = None if columns else KNOWN.get(stem_of(path))
    if known and known.kind != "sentiment":
        raise _wrong_kind(path, known, "marketing_evaluate aspects, marketing_train aspects")
    columns = columns or (None if known else Columns(stars="stars", label="label"))
    needed = known.columns if known else _needed_sentiment(columns)
    source = _inspect(path)
    skipped: Counter[str] = Counter()
    rows = []
    for values in _values(source, needed, skipped, limit):
        row = _known_row(known, values) if known else _own_row(columns, values)
        if isinstance(row, str):
            skipped[row] += 1
        else:
            rows.append(row)
    return _finish(path, source.sha256, known, rows, skipped)


def read_aspects(
    path: Path, *, columns: Columns | None = None, limit: int | None = None
) -> LabelledFile:
    """One row an aspect, each with its one span; `group_by_sentence` joins them.

    limit: rows. Raises DataUnusable.
    """
    known = None if columns else KNOWN.get(stem_of(path))
    if known and known.kind != "aspects":
        raise _wrong_kind(path, known, "marketing_evaluate sentiment, marketing_train sentiment")
    own = columns or Columns()
    needed = known.columns if known else (own.text, own.aspect, own.polarity)
    source = _inspect(path)
    skipped: Counter[str] = Counter()
    rows = []
    for values in _values(source, needed, skipped, limit):
        row = _aspect_row(known, own, values)
        if isinstance(row, str):
            skipped[row] += 1
        else:
            rows.append(row)
    return _finish(path, source.sha256, known, rows, skipped)


# --- rows -------------------------------------------------------------------------------------


def _known_row(known: DataSet, values: Mapping[str, Any]) -> Labelled | str:
    """The row, or why it is left out."""
    lean = None
    if known.stem == "womens_clothing_reviews":
        polarity = polarity_of_stars(values["rating"])
        text = full_text(str(values["title"]), str(values["review_text"]))
        group = f"product {values['product_id']}"
        if polarity == NEUTRAL:
            lean = {"1": LEAN_MOST, "0": 1 - LEAN_MOST}.get(str(values.get("recommended")))
    elif known.stem == "amazon_reviews_multidomain":
        polarity = _WORDS.get(str(values["label"]))
        text = full_text(str(values["title"]), str(values["review_text"]))
        group = f"product {values['asin']}"
    else:
        polarity = _WORDS.get(str(values["label"]))
        text = str(values["sentence" if "sentence" in known.columns else "review_text"])
        group = without_space(text)[0].casefold()
    if polarity is None or not text.strip():
        return "no_label" if text.strip() else "no_text"
    return Labelled(
        text=text,
        polarity=polarity,
        spans=None,
        language=known.language,
        group=group,
        source=known.stem,
        part=str(values.get("category", "")) if "category" in known.columns else "",
        lean=lean,
    )


def polarity_of_stars(stars: object) -> int | None:
    """1–2 negative, 3 neutral, 4–5 positive; None for anything else."""
    try:
        number = float(str(stars))
    except ValueError:
        return None
    if not 1 <= number <= 5:
        return None
    return NEGATIVE if number < 3 else NEUTRAL if number < 4 else POSITIVE


def _own_row(columns: Columns | None, values: Mapping[str, Any]) -> Labelled | str:
    """The row, or why it is left out."""
    columns = columns or Columns()
    title = str(values.get(columns.title) or "") if columns.title else ""
    text = full_text(title, str(values.get(columns.text) or "")).strip()
    label = str(values.get(columns.label) or "").strip().casefold() if columns.label else ""
    polarity = {**_WORDS, **columns.labels}.get(label)
    if polarity is None and columns.stars:
        polarity = polarity_of_stars(values.get(columns.stars))
    language = columns.language
    if language == AUTO:
        language = detect(text).code
    if not text:
        return "no_text"
    if polarity is None:
        return "no_label"
    if language not in READ:
        return "language"
    return Labelled(
        text=text,
        polarity=polarity,
        spans=None,
        language=language,
        group=str(values.get(columns.group) or "") or without_space(text)[0].casefold(),
        source="shop",
    )


def _aspect_row(
    known: DataSet | None, columns: Columns, values: Mapping[str, Any]
) -> Labelled | str:
    """The row, or why it is left out."""
    text = str(values["sentence" if known else columns.text] or "")
    term = str(values["aspect" if known else columns.aspect] or "")
    given = values.get("start" if known else columns.start)
    label = str(values["polarity" if known else columns.polarity] or "").strip().casefold()
    polarity = {**_WORDS, **columns.labels}.get(label)
    language = known.language if known else columns.language
    if language == AUTO:
        language = detect(text).code
    start = _place(text, term, given)
    if not term.strip() or start is None:
        return "term_not_in_text"
    if polarity is None:
        return "no_label"
    if language not in READ:
        return "language"
    part = str(values.get("dataset") or "") if known else ""
    return Labelled(
        text=text,
        polarity=None,
        spans=((start, start + len(term), polarity),),
        language=language,
        group=without_space(text)[0].casefold(),
        source=known.stem if known else "shop",
        part=part,
        complete=not known or part in ALL_TERMS,
    )


def _place(text: str, term: str, given: object) -> int | None:
    """Where the term begins: as given if it stands there, else its only occurrence."""
    try:
        start = int(str(given))
    except ValueError:
        start = -1
    if start >= 0 and text[start : start + len(term)] == term:
        return start
    return text.index(term) if term and text.count(term) == 1 else None


# --- files ------------------------------------------------------------------------------------


def _needed_sentiment(columns: Columns | None) -> tuple[str, ...]:
    columns = columns or Columns()
    if not columns.stars and not columns.label:
        raise ValueError("a column of stars or of labels is needed")
    return tuple(filter(None, (columns.text, columns.title, columns.group)))


def _inspect(path: Path) -> files.Source:
    try:
        return files.inspect(path)
    except ImportRefused as error:
        raise _unusable(path, str(error.params["reason"]), str(error.params["advice"])) from error


def _values(
    source: files.Source, needed: Sequence[str], skipped: Counter[str], limit: int | None
) -> Iterator[Mapping[str, Any]]:
    try:
        with records.Records(source) as found:
            missing = [name for name in needed if name not in found.columns]
            if missing:
                raise _unusable(
                    source.path,
                    _("it lacks the columns %(missing)s; it has %(columns)s.")
                    % {"missing": ", ".join(missing), "columns": ", ".join(found.columns)},
                    _("Give the right file, or name your columns by options such as --text."),
                )
            for n, record in enumerate(found):
                if limit is not None and n >= limit:
                    return
                if isinstance(record, records.RowProblem):
                    skipped[record.code] += 1
                else:
                    yield record.values
    except ImportRefused as error:
        raise _unusable(
            source.path, str(error.params["reason"]), str(error.params["advice"])
        ) from error


def _finish(
    path: Path, sha256: str, known: DataSet | None, rows: list[Labelled], skipped: Counter[str]
) -> LabelledFile:
    if not rows:
        raise _unusable(
            path,
            _("none of its rows has a text and a label that are understood."),
            _("Check the columns; stars are 1 to 5, labels positive, neutral, negative, 1 or 0."),
        )
    return LabelledFile(
        stem=stem_of(path),
        path=path,
        sha256=sha256,
        licence=known.licence if known else _("the shop's own"),
        shippable=bool(known and known.shippable),
        rows=tuple(rows) if known else tuple(replace(r, source=stem_of(path)) for r in rows),
        skipped=dict(skipped),
    )


def _wrong_kind(path: Path, known: DataSet, right: str) -> DataUnusable:
    return _unusable(
        path,
        _("%(stem)s holds labels for %(kind)s.") % {"stem": known.stem, "kind": known.kind},
        _("Use it with: %(right)s.") % {"right": right},
    )


def _unusable(path: Path, reason: str, advice: str) -> DataUnusable:
    return DataUnusable(path=str(path), reason=reason, advice=advice)
