"""Turns one record of a product file into a checked product row.

Checks form only: is there a title, is the price a number, is the text storable. Whether
the shop's own model takes the row is checked when it is written. Markup and spreadsheet
formulae are text like any other and stored as they are.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketing_ai.catalog.base import ProductRow, get_catalog
from marketing_ai.catalog.factsource import read_facts, value_text
from marketing_ai.catalog.importing.records import Record, RowProblem
from marketing_ai.catalog.importing.registry import register
from marketing_ai.grounding.facts import Fact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import Promise

    from marketing_ai.catalog.base import RowOutcome

MODEL_PREFIX = "model."
MAX_FACTS_CHARS = 100_000
# "1,299.00" is read, "1.299,00" is not: what a shop means by it cannot be known from one cell
_PRICE = re.compile(r"\d+(\.\d+)?|\d{1,3}(,\d{3})+(\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What the person said about the file.

    mapping: target → column; a column may be followed by `.N` for an entry of a list.
    facts: (attribute name, column) pairs; facts_column: column that holds all facts.
    store, language, currency: for every row, where no column gives it.
    source: name under which rows that belong to no table of the shop are kept.
    known_products_only: a row about a product that is not there fails.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[tuple[str, str], ...] = ()
    facts_column: str = ""
    store: str = ""
    language: str = ""
    currency: str = ""
    source: str = ""
    known_products_only: bool = False

    @property
    def columns(self) -> list[str]:
        """All columns that are read."""
        named = [*self.mapping.values(), *(column for _name, column in self.facts)]
        return [*named, self.facts_column] if self.facts_column else named


class BadCell(ValueError):
    """A cell cannot be used; the message says why, the code names the reason."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class CatalogueImporter:
    """Products: one record is one product or variant."""

    name = "catalogue"
    key = "sku"
    required: tuple[str, ...] = ("sku", "title")
    aliases: Mapping[str, tuple[str, ...]] = {}
    targets: Mapping[str, str | Promise] = {
        "sku": gettext_lazy("external key; the same key is updated, never doubled"),
        "title": gettext_lazy("name of the product"),
        "description": gettext_lazy("the shop's own text, HTML"),
        "category": gettext_lazy("category, created where the shop has it as a table"),
        "price": gettext_lazy("number with a decimal point"),
        "currency": gettext_lazy("ISO 4217 code"),
        "stock": gettext_lazy("whole number"),
        "image": gettext_lazy("address or path"),
        "url": gettext_lazy("address of the product's page"),
        "language": gettext_lazy("language code of the texts"),
        "store": gettext_lazy("store key"),
        "parent": gettext_lazy("external key of the product that this is a variant of"),
    }

    def parse(self, record: Record, options: ImportOptions) -> ProductRow | RowProblem:
        """A product row, or why there is none."""
        key = ""
        try:
            cells = {t: cell(record.values, c) for t, c in options.mapping.items()}
            key = _text(cells.pop("sku", None), "sku")
            if not key:
                raise BadCell("missing", _("The row has no external key (sku)."))
            if not _text(cells.get("title"), "title"):
                raise BadCell("missing", _("The row has no title."))
            store = _text(cells.pop("store", None), "store") or options.store
            facts = _facts(record.values, options)
            return ProductRow(
                key=key,
                store=store,
                values=_values(cells, options),
                extra={
                    target.removeprefix(MODEL_PREFIX): value
                    for target, value in cells.items()
                    if target.startswith(MODEL_PREFIX) and value not in ("", None)
                },
                facts=facts,
                facts_complete=bool(options.facts_column),
            )
        except BadCell as error:
            return RowProblem(line=record.line, key=key, code=error.code, message=str(error))

    def write(
        self, rows: Sequence[ProductRow], *, seen: Mapping[str, int], dry_run: bool
    ) -> list[RowOutcome]:
        """Write a batch through the shop's catalog."""
        if dry_run:
            rows = [_without_seen_parent(row, seen) for row in rows]
        return get_catalog().upsert(rows)


register(CatalogueImporter())


def split_column(column: str, known: Sequence[str]) -> tuple[str, int | None]:
    """Column and list position of `column.N`; a column that has the dotted name goes first."""
    name, dot, index = column.rpartition(".")
    if column in known or not dot or not index.isdigit():
        return column, None
    return name, int(index)


def cell(values: Mapping[str, Any], column: str) -> Any:
    """The value of a column, None where the record has none. Raises BadCell for unstorable text."""
    name, index = split_column(column, list(values))
    value = values.get(name)
    if index is not None:
        if value is None:
            return None
        if not isinstance(value, list):
            raise BadCell("bad_value", _("The column %(name)s holds no list.") % {"name": name})
        value = value[index] if index < len(value) else None
    _storable(value, column)
    return value


def _storable(value: Any, column: str) -> None:
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise BadCell(
                "bad_text", _("%(column)s holds half a character.") % {"column": column}
            ) from error
        if "\x00" in value:
            raise BadCell("bad_text", _("%(column)s holds a NUL byte.") % {"column": column})
    elif isinstance(value, list):
        for part in value:
            _storable(part, column)
    elif isinstance(value, dict):
        for name, part in value.items():
            _storable(name, column)
            _storable(part, column)


def _text(value: Any, target: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | dict | list):
        raise BadCell("bad_value", _("%(target)s is no text.") % {"target": target})
    return str(value).strip()


def _values(cells: Mapping[str, Any], options: ImportOptions) -> dict[str, Any]:
    """Target → value; an empty cell gives none, so that it changes nothing."""
    found: dict[str, Any] = {}
    for target, value in cells.items():
        if target.startswith(MODEL_PREFIX) or value is None or value in ("", []):
            continue
        found[target] = _value(target, value)
    if options.language:
        found.setdefault("language", options.language)
    if options.currency:
        found.setdefault("currency", options.currency)
    return {target: value for target, value in found.items() if value != ""}


def _value(target: str, value: Any) -> Any:
    if target == "price":
        return _price(value)
    if target == "stock":
        return _stock(value)
    if target == "category" and isinstance(value, list):
        return " > ".join(_text(part, target) for part in value)
    text = _text(value, target)
    return text.upper() if target == "currency" else text


def _price(value: Any) -> Decimal:
    text = "" if isinstance(value, bool) else str(value).strip()
    message = _("The price “%(value)s” is no number such as 1299.00.") % {"value": text[:40]}
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
    elif _PRICE.fullmatch(text):
        number = Decimal(text.replace(",", ""))
    else:
        raise BadCell("bad_price", message)
    if not number.is_finite() or number < 0:
        raise BadCell("bad_price", message)
    try:
        return number.quantize(Decimal("0.01")) if number == round(number, 2) else number
    except InvalidOperation as error:  # more digits than any price has
        raise BadCell("bad_price", message) from error


def _stock(value: Any) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,12}", text):
        raise BadCell(
            "bad_stock", _("The stock “%(value)s” is no whole number.") % {"value": text[:40]}
        )
    return int(text)


def _facts(values: Mapping[str, Any], options: ImportOptions) -> tuple[Fact, ...] | None:
    """Facts of the record; None where it states none, so that nothing changes."""
    found: list[Fact] = []
    if options.facts_column:
        raw = cell(values, options.facts_column)
        if isinstance(raw, str) and raw.strip():
            raw = _json(raw, options.facts_column)
        if raw not in (None, "") and not isinstance(raw, list | dict):
            raise BadCell(
                "bad_facts",
                _("%(column)s holds no list of facts.") % {"column": options.facts_column},
            )
        found.extend(read_facts(raw))
    for name, column in options.facts:
        found.append(Fact(name=name, value=value_text(cell(values, column))))
    # the same value twice under one name is how some exports repeat a section
    kept = dict.fromkeys(fact for fact in found if fact.value.strip())
    if sum(len(fact.name) + len(fact.value) for fact in kept) > MAX_FACTS_CHARS:
        raise BadCell(
            "too_long",
            _("The facts have more than %(n)s characters.") % {"n": MAX_FACTS_CHARS},
        )
    return tuple(kept) or None


def _json(text: str, column: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadCell(
            "bad_facts",
            _("%(column)s holds no JSON: %(reason)s") % {"column": column, "reason": error},
        ) from error


def _without_seen_parent(row: ProductRow, seen: Mapping[str, int]) -> ProductRow:
    """For a dry run: a parent of an earlier batch was rolled back, though it would be there."""
    if row.values.get("parent") not in seen:
        return row
    values = {target: value for target, value in row.values.items() if target != "parent"}
    return replace(row, values=values)
