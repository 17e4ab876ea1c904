"""Which field of the shop's product holds what: reads `PRODUCT_FIELDS` and follows its paths.

A target is mapped to a path (`category__name`), to a method or property of the
model, to a function (itself or its dotted path), or to None: the shop has none. A
target that the shop leaves out is looked for under the name it has on
`CatalogProduct`. A wrong entry raises ConfigurationError that names the key.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.utils.module_loading import import_string

from marketing_ai.conf import conf
from marketing_ai.exceptions import ConfigurationError

LOOKUP_SEP = "__"

# target → the name that CatalogProduct has for it
TARGETS: dict[str, str] = {
    "title": "title",
    "facts": "facts",
    "description": "description",
    "category": "category",
    "price": "price",
    "currency": "currency",
    "image": "image_url",
    "stock": "stock",
    "language": "language",
    "store": "store",
    "parent": "parent",
    "url": "url",
    "sku": "sku",
    "sales": "sales",  # CatalogProduct has none: what sells is the shop's to know
}
RESULTS_KEY = "results"
DEFAULT_RESULTS = {"description": "marketing_description", "blurb": "marketing_blurb"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRelation:
    """Facts as rows of a related model; paths are as seen from such a row."""

    relation: str  # accessor on the product: "specs", "attribute_values"
    name: str = "name"
    value: str = "value"
    unit: str = ""


def where(key: str) -> str:
    """How messages name a key of the mapping."""
    return f"MARKETING_AI['PRODUCT_FIELDS'][{key!r}]"


class Binding:
    """The mapping of one product model; reads the settings when made."""

    def __init__(self, model: type[models.Model], mapping: Mapping[str, Any] | None = None) -> None:
        self.model = model
        self.mapping = dict(conf.PRODUCT_FIELDS if mapping is None else mapping)
        for key in self.mapping:
            if key not in TARGETS and key != RESULTS_KEY:
                near = difflib.get_close_matches(key, [*TARGETS, RESULTS_KEY], n=1)
                advice = f" Did you mean {near[0]!r}?" if near else ""
                raise ConfigurationError(f"{where(key)} is no target.{advice}")

    # --- what is mapped

    @cached_property
    def sources(self) -> dict[str, str | Callable[[Any], Any] | FactRelation | None]:
        """Target → checked path, function, relation of facts, or None."""
        return {key: self._source(key) for key in TARGETS}

    def path(self, key: str) -> str:
        """The target's path, "" where it has none (absent, or a function)."""
        source = self.sources[key]
        return source if isinstance(source, str) else ""

    def has(self, key: str) -> bool:
        """Whether the shop offers this target at all."""
        return self.sources[key] is not None

    def own_field(self, key: str) -> models.Field[Any, Any] | None:
        """The target's field where it lies on the product itself and can be written; else None."""
        path = self.path(key)
        return None if not path else own_field(self.model, path)

    @cached_property
    def results(self) -> dict[str, str]:
        """Kind of text → field that receives it, on the product or on `ProductInsight`."""
        given = self.mapping.get(RESULTS_KEY, {})
        if not isinstance(given, Mapping):
            raise ConfigurationError(f"{where(RESULTS_KEY)} must be a dict: kind of text → field.")
        return {k: v for k, v in {**DEFAULT_RESULTS, **given}.items() if v}

    @cached_property
    def related(self) -> list[str]:
        """Single-valued relations that reading follows, so that they are joined at once."""
        found: set[str] = set()
        for key in TARGETS:
            if path := self.path(key):
                found.update(joins(self.model, path))
        return sorted(found)

    def value(self, product: Any, key: str) -> Any:
        """What this product holds for the target; None where the shop has no such target."""
        source = self.sources[key]
        if source is None or isinstance(source, FactRelation):
            return None
        return source(product) if callable(source) else follow(product, source)

    # --- checking

    def _source(self, key: str) -> str | Callable[[Any], Any] | FactRelation | None:
        if key not in self.mapping:
            name = TARGETS[key]
            found = _has(self.model, name) and (key != "parent" or self._is_parent(name))
            if key == "title" and not found:
                raise ConfigurationError(
                    f"{where('title')} is missing, and {self.model._meta.label} has no field "
                    f"'title'. Name the field that holds the product's name."
                )
            return name if found else None
        given = self.mapping[key]
        if not given:
            return None
        if callable(given):
            return _function(given)
        if isinstance(given, Mapping):
            return self._relation(key, given)
        if not isinstance(given, str):
            raise ConfigurationError(f"{where(key)} must be a path, a function or None.")
        if "." in given:
            return _function(_imported(key, given))
        check_path(self.model, given, where(key))
        if key == "parent" and not self._is_parent(given):
            raise ConfigurationError(
                f"{where(key)} = {given!r} must be a foreign key of {self.model._meta.label} "
                f"to itself."
            )
        return given

    def _is_parent(self, name: str) -> bool:
        found = own_field(self.model, name)
        return isinstance(found, models.ForeignKey) and issubclass(
            self.model, found.related_model if isinstance(found.related_model, type) else ()
        )

    def _relation(self, key: str, given: Mapping[str, Any]) -> FactRelation:
        if key != "facts":
            raise ConfigurationError(f"{where(key)} cannot be a dict; only 'facts' can.")
        unknown = set(given) - {"relation", "name", "value", "unit"}
        if unknown or not given.get("relation"):
            raise ConfigurationError(
                f"{where(key)} takes the keys relation, name, value and unit; "
                f"relation is the product's accessor of the rows."
            )
        found = FactRelation(**given)
        related = related_model(self.model, found.relation)
        if related is None:
            raise ConfigurationError(
                f"{where(key)}: {self.model._meta.label} has no relation {found.relation!r}."
            )
        for part in (found.name, found.value, found.unit):
            if part:
                check_path(related, part, where(key))
        return found


# --- paths ------------------------------------------------------------------------------


def own_field(model: type[models.Model], name: str) -> models.Field[Any, Any] | None:
    """The concrete field of this name, None where there is none."""
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) and found.concrete else None


def related_model(model: type[models.Model], accessor: str) -> type[models.Model] | None:
    """The model behind a many-valued relation, by the name that instances have for it."""
    for relation in model._meta.get_fields():
        if not relation.is_relation or not (relation.one_to_many or relation.many_to_many):
            continue
        name = getattr(relation, "get_accessor_name", lambda r=relation: r.name)()
        if name == accessor and isinstance(relation.related_model, type):
            return relation.related_model
    return None


def check_path(model: type[models.Model], path: str, key: str) -> None:
    """Raise ConfigurationError, naming `key`, when the path leads nowhere.

    Behind a property or method nothing can be known before a row is read.
    """
    current: type[models.Model] | None = model
    for part in path.split(LOOKUP_SEP):
        if current is None:
            return
        if not _has(current, part):
            names = sorted(f.name for f in current._meta.get_fields())
            near = difflib.get_close_matches(part, names, n=1)
            advice = f" Did you mean {near[0]!r}?" if near else f" Fields: {', '.join(names)}."
            raise ConfigurationError(f"{key}: {current._meta.label} has no {part!r}.{advice}")
        current = _single_related(current, part)


def joins(model: type[models.Model], path: str) -> list[str]:
    """The relations that the path goes through, for `select_related`."""
    found: list[str] = []
    current: type[models.Model] | None = model
    for part in path.split(LOOKUP_SEP):
        current = _single_related(current, part) if current is not None else None
        if current is None:
            break
        found.append(LOOKUP_SEP.join([*found[-1:], part]))
    return found


def is_column(model: type[models.Model], path: str) -> bool:
    """Whether the path ends at a column that a query can join; False for properties."""
    *steps, last = path.split(LOOKUP_SEP)
    current: type[models.Model] | None = model
    for step in steps:
        current = _single_related(current, step) if current is not None else None
    return current is not None and own_field(current, last) is not None


def follow(row: Any, path: str) -> Any:
    """The value at the end of the path; None as soon as a step is empty. Methods are called."""
    for part in path.split(LOOKUP_SEP):
        try:
            row = getattr(row, part)
        except ObjectDoesNotExist:  # the other end of a one-to-one that has no row
            return None
        if callable(row) and not isinstance(row, models.Manager):
            row = row()
        if row is None:
            return None
    return row


def _has(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return hasattr(model, name)
    return True


def _single_related(model: type[models.Model], name: str) -> type[models.Model] | None:
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if (found.many_to_one or found.one_to_one) and isinstance(found.related_model, type):
        return found.related_model
    return None


def _imported(key: str, dotted: str) -> Any:
    try:
        return import_string(dotted)
    except ImportError as error:
        raise ConfigurationError(
            f"{where(key)} = {dotted!r} cannot be imported: {error}"
        ) from error


def _function(given: Any) -> Callable[[Any], Any]:
    return lambda product: given(product)
