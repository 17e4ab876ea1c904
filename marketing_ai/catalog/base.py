"""What a shop must offer: the one door between `marketing_ai` and the host's products.

Everything else of the app reads and writes products through `get_catalog()`; no
other module knows a field of the shop. Keys go in as the shop's own type or as
text, and come out as text, so that integer, UUID and character keys look alike.
`ModelCatalog` serves shops whose products are one Django model; others subclass
`Catalog` and run `marketing_ai.testing.CatalogContract` against it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from marketing_ai.conf import conf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from django.db.models import Model, QuerySet

    from marketing_ai.grounding.facts import Fact

DEFAULT_STORE = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCard:
    """What pages, prompts and confirm screens need of one product.

    `price` is None where the shop states none; `stock` None where it is not counted.
    `image_url` and `url` are "" where there is none.
    """

    pk: str
    title: str
    description: str = ""  # HTML as the shop holds it
    category: str = ""
    price: Decimal | None = None
    currency: str = ""
    stock: int | None = None
    image_url: str = ""
    language: str = ""
    store: str = DEFAULT_STORE
    parent_pk: str | None = None
    url: str = ""
    sku: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """One product of an import, checked for form but not yet against the shop's model.

    values: target name (`title`, `price`, …) → value; a target that is missing is left as it is.
    extra: field of the shop's model → value, for what no target names.
    facts: None leaves the facts as they are.
    facts_complete: whether these are all facts of the product; else they are added to those
    that it has, in place of those of the same name.
    """

    key: str
    store: str = ""  # "": the shop's default
    values: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[Fact, ...] | None = None
    facts_complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOutcome:
    """What became of one row.

    result: created, updated, unchanged, or failed (then with code and message).
    """

    key: str
    result: str
    pk: str = ""
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewNumbers:
    """What reviews say of one product, to be written onto it."""

    pk: str
    score: float | None  # −1…1; None where no review has a known polarity
    count: int  # reviews that count
    # [{"theme": id, "name": …, "positive": n, "negative": n, "n": n}, …], most spoken of first
    aspects: list[dict[str, Any]] = field(default_factory=list)
    summary: str = ""  # in the product's language; "" where there is none


class Catalog(ABC):
    """The shop's products. Subclass it where a mapping of fields is not enough."""

    # --- reading

    @abstractmethod
    def product_model(self) -> type[Model]:
        """The model that `MARKETING_AI_PRODUCT_MODEL` names."""

    @abstractmethod
    def cards(self, pks: Sequence[Any]) -> dict[str, ProductCard]:
        """Cards by key, in the order of `pks`; keys that are no product are left out.

        At most two queries for up to 500 products.
        """

    @abstractmethod
    def facts(self, pks: Sequence[Any]) -> dict[str, list[Fact]]:
        """Raw facts by key: every existing product has an entry, [] where it has no fact.

        A parent has its own facts and the options of its variants (scope `options`), a
        variant has its own (scope `sku`) and its parent's that it does not override
        (scope `parent`). At most two queries for up to 500 products.
        """

    @abstractmethod
    def text_parents(self, pks: Sequence[Any]) -> dict[str, str]:
        """Variant → the product that carries the text; products without a parent are left out."""

    @abstractmethod
    def visible(self, stores: set[str] | None) -> QuerySet[Any]:
        """The products of these stores; None: of all."""

    def lookup(self, target: str) -> str:
        """Column of a target (`price`, `language`, …) as a path from the product model.

        For queries that join the product; "" where it is no column, which costs their
        caller a query of its own.
        """
        return ""

    def card(self, pk: Any) -> ProductCard | None:
        """One card, None where no such product exists."""
        return self.cards([pk]).get(str(pk))

    # --- writing

    @abstractmethod
    def result_field(self, kind: str, language: str, card: ProductCard) -> str:
        """The field that receives a published text; "" where it is served from its row only."""

    def result_lookup(self, kind: str) -> str:
        """Column that receives published texts of this kind, as `lookup` gives columns."""
        return ""

    @abstractmethod
    def description_field(self) -> str:
        """The field that holds the shop's own description, for `insert_above` and `replace`.

        "" where it cannot be written.
        """

    @abstractmethod
    def read_text(self, pk: Any, field: str) -> str:
        """The present text of a field. Raises UnknownProducts, NotWritable."""

    @abstractmethod
    def swap_text(self, pk: Any, field: str, *, before: str, after: str) -> bool:
        """Put `after` in place of exactly `before`, in one statement.

        Returns False, and writes nothing, when the field holds anything else by now.
        Raises UnknownProducts, NotWritable.
        """

    def write_review_numbers(self, rows: Sequence[ReviewNumbers], *, now: datetime) -> set[str]:
        """Write what reviews say onto products; keys of those that it was written for.

        A product that someone else holds locked is left out, and tried again later: nobody in
        the shop waits for a number. Keys that are no product count as written. In the caller's
        transaction. Unless overridden, nothing is written anywhere.
        """
        return {row.pk for row in rows}

    @abstractmethod
    def add_fact(self, pk: Any, fact: Fact) -> None:
        """Add a fact that a person supplied. A fact that is there already is no error.

        Raises UnknownProducts, NotWritable (the shop's facts cannot be written from here),
        BadFacts (another value is stored under this name).
        """

    @abstractmethod
    def upsert(self, rows: Sequence[ProductRow]) -> list[RowOutcome]:
        """Create or update products by their external key; one outcome a row, in their order.

        A row that fails writes nothing and does not harm the others.
        """


def get_catalog() -> Catalog:
    """The shop's catalog, as `MARKETING_AI['CATALOG']` says; cheap to ask for."""
    catalog: Catalog = conf.CATALOG()
    return catalog
