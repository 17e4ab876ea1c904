"""Creates and updates products of the shop's own model from import rows.

A batch costs a handful of queries. Only columns that a row gives and that differ are
written, grouped by which they are, so a sale that moves the stock in the meantime is
not undone by a price list. A row that the model or the database refuses fails by itself.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from marketing_ai.catalog.base import ProductRow, RowOutcome
from marketing_ai.catalog.factsource import as_json, read_facts, same_name
from marketing_ai.catalog.fields import FactRelation, own_field, where
from marketing_ai.exceptions import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from marketing_ai.catalog.model import ModelCatalog
    from marketing_ai.grounding.facts import Fact

CODES = {"max_length": "too_long", "null": "missing", "blank": "missing"}


class RowRefused(ValueError):
    """One row cannot be stored in the shop's model; caught here, it becomes the row's outcome."""

    def __init__(self, code: str, reason: str) -> None:
        self.code = code
        super().__init__(reason)


class Upsert:
    """One batch."""

    def __init__(self, catalog: ModelCatalog) -> None:
        self.catalog = catalog
        self.binding = catalog.binding
        self.model = catalog.product_model()
        key = self.binding.own_field("sku")
        if key is None:
            raise ConfigurationError(
                f"{where('sku')} names no field of {self.model._meta.label} itself; an import "
                f"needs one that holds the external key."
            )
        self.key = key
        self.store = self.binding.own_field("store")
        self._related: dict[tuple[str, str], Any] = {}

    def run(self, rows: Sequence[ProductRow]) -> list[RowOutcome]:
        """One outcome a row, in their order; parents are written before their variants."""
        self._check_targets(rows)
        outcomes: dict[int, RowOutcome] = {}
        with transaction.atomic():
            for variants in (False, True):
                part = [
                    (i, r) for i, r in enumerate(rows) if bool(r.values.get("parent")) == variants
                ]
                outcomes.update(self._pass(part))
        return [outcomes[index] for index in range(len(rows))]

    # --- one pass

    def _pass(self, rows: Sequence[tuple[int, ProductRow]]) -> dict[int, RowOutcome]:
        present = self._present({row.key for _index, row in rows})
        parents = self._present({r.values["parent"] for _i, r in rows if r.values.get("parent")})
        outcomes: dict[int, RowOutcome] = {}
        new: list[tuple[int, ProductRow, Any]] = []
        changed: dict[tuple[str, ...], list[tuple[int, ProductRow, Any]]] = defaultdict(list)
        taken: set[tuple[str, str]] = set()
        for index, row in rows:
            try:
                if (row.store, row.key) in taken:
                    raise RowRefused("duplicate_key", _("The key is in this batch twice."))
                taken.add((row.store, row.key))
                product = self._pick(row, present)
                filled = self._fill(product or self.catalog.build(row), row, parents)
            except RowRefused as refused:
                outcomes[index] = _failed(row, refused.code, str(refused))
                continue
            instance, names = filled
            if product is None:
                new.append((index, row, instance))
            elif names or self._new_lines(instance, row) is not None:
                changed[tuple(names)].append((index, row, instance))
            else:
                outcomes[index] = RowOutcome(key=row.key, result="unchanged", pk=str(product.pk))
        outcomes.update(self._write(new, "created", ()))
        for columns, group in changed.items():
            outcomes.update(self._write(group, "updated", columns))
        return outcomes

    def _write(
        self,
        group: Sequence[tuple[int, ProductRow, Any]],
        result: str,
        names: tuple[str, ...],
    ) -> dict[int, RowOutcome]:
        if not group:
            return {}
        try:
            with transaction.atomic():
                self._store([(row, product) for _index, row, product in group], result, names)
        except (IntegrityError, DataError) as error:
            if len(group) == 1:
                index, row, _product = group[0]
                reason = str(error).strip().splitlines()[0]
                message = _("The database refuses the row: %(reason)s.") % {"reason": reason}
                return {index: _failed(row, "refused_by_database", message)}
            outcomes: dict[int, RowOutcome] = {}
            for entry in group:  # one by one, to find the row that it is
                if result == "created":
                    _forget_key(entry[2])
                outcomes.update(self._write([entry], result, names))
            return outcomes
        return {
            index: RowOutcome(key=row.key, result=result, pk=str(product.pk))
            for index, row, product in group
        }

    def _store(
        self, group: Sequence[tuple[ProductRow, Any]], result: str, names: tuple[str, ...]
    ) -> None:
        products = [product for _row, product in group]
        if result == "created":
            self.catalog.create_many(products)
        elif names:
            moved = self.catalog.touch(products)
            self.catalog.update_many(products, sorted({*names, *moved}))
        source = self.binding.sources["facts"]
        if isinstance(source, FactRelation):
            for row, product in group:
                lines = self._new_lines(product, row)
                if lines is not None:
                    self._replace_lines(source, product, lines)

    # --- finding

    def _present(self, keys: set[str]) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = defaultdict(list)
        if keys:
            rows = self.catalog.products().filter(**{f"{self.key.name}__in": keys})
            for product in rows.order_by("pk"):
                found[str(getattr(product, self.key.attname))].append(product)
        return found

    def _pick(self, row: ProductRow, present: dict[str, list[Any]]) -> Any | None:
        """The product of this key in this row's store, None where it is new."""
        candidates = present.get(row.key, [])
        if row.store and self.store is not None:
            mine = [p for p in candidates if getattr(p, self.store.attname) == row.store]
            if candidates and not mine and self.key.unique:
                raise RowRefused(
                    "other_store",
                    _("The key belongs to a product of another store; it is not moved."),
                )
            candidates = mine
        if len(candidates) > 1:
            raise RowRefused("ambiguous_key", _("Several products have this key."))
        return candidates[0] if candidates else None

    # --- filling

    def _check_targets(self, rows: Iterable[ProductRow]) -> None:
        targets = {target for row in rows for target in row.values}
        for target in targets:
            self._target_fields(target)
        if any(row.store for row in rows) and self.store is None:
            raise ConfigurationError(f"{where('store')} names no field, but a store was given.")
        for name in {name for row in rows for name in row.extra}:
            if own_field(self.model, name) is None:
                raise ConfigurationError(f"{self.model._meta.label} has no field {name!r}.")
        source = self.binding.sources["facts"]
        plain = isinstance(source, FactRelation) and "__" not in f"{source.name}{source.value}"
        writable = plain or isinstance(self.binding.own_field("facts"), models.JSONField)
        if not writable and any(row.facts for row in rows):
            raise ConfigurationError(
                f"{where('facts')} cannot be written: it is neither a JSON field of the "
                f"product nor a relation with plain fields."
            )

    def _target_fields(self, target: str) -> tuple[models.Field[Any, Any], str]:
        """The product's field for a target, and the related field of a path of two steps."""
        path = self.binding.path(target)
        first, _sep, rest = path.partition("__")
        field = own_field(self.model, first) if first else None
        related = field.related_model if isinstance(field, models.ForeignKey) else None
        writable = field is not None and (
            (isinstance(related, type) and bool(rest) and own_field(related, rest) is not None)
            or (target == "parent" and not rest)
            or (not rest and not field.is_relation)
        )
        if field is None or not writable:
            raise ConfigurationError(
                f"{where(target)} = {path!r} cannot be imported into: map a field of "
                f"{self.model._meta.label}, or one of a related row such as 'category__name'."
            )
        return field, rest

    def _fill(
        self, product: Any, row: ProductRow, parents: dict[str, list[Any]]
    ) -> tuple[Any, list[str]]:
        """Set what the row gives. Returns the product and the names of fields that differ."""
        is_new = product._state.adding
        before = {f.name: getattr(product, f.attname) for f in self.model._meta.concrete_fields}
        setattr(product, self.key.attname, row.key)
        if is_new and row.store and self.store is not None:
            setattr(product, self.store.attname, row.store)
        later: list[tuple[models.Field[Any, Any], str, str]] = []
        for target, value in row.values.items():
            field, rest = self._target_fields(target)
            if target == "parent":
                self._set_parent(product, field, str(value), parents)
            elif rest:
                later.append((field, rest, str(value)))
            else:
                setattr(product, field.attname, value)
        for name, value in row.extra.items():
            setattr(product, name, value)
        self._set_facts(product, row)
        if is_new:
            fill_slugs(product, str(row.values.get("title", "")), row.key)
        self._clean(product, before, is_new=is_new)
        for field, rest, value in later:  # after the checks: a refused row leaves no category
            setattr(product, field.name, self._related_row(field, rest, value))
        self._check_required(product)
        changed = [
            f.name
            for f in self.model._meta.concrete_fields
            if getattr(product, f.attname) != before[f.name]
        ]
        return product, changed

    def _set_parent(
        self, product: Any, field: models.Field[Any, Any], key: str, parents: dict[str, list[Any]]
    ) -> None:
        found = parents.get(key, [])
        if len(found) != 1 or found[0].pk == product.pk:
            raise RowRefused(
                "unknown_parent",
                _("There is no product %(key)s to be the parent; list parents first.")
                % {"key": key},
            )
        setattr(product, field.attname, found[0].pk)

    def _clean(self, product: Any, before: dict[str, Any], *, is_new: bool) -> None:
        """Run the model's own field checks: on all of a new product, else on what changed."""
        skip = {
            f.name
            for f in self.model._meta.concrete_fields
            if f.is_relation or (not is_new and getattr(product, f.attname) == before[f.name])
        }
        try:
            product.clean_fields(exclude=skip)
        except ValidationError as error:
            name, errors = next(iter(error.error_dict.items()))
            code = CODES.get(errors[0].code or "", "bad_value")
            raise RowRefused(code, f"{name}: {' '.join(errors[0].messages)}") from error

    def _check_required(self, product: Any) -> None:
        for field in self.model._meta.concrete_fields:
            if field.is_relation and not field.null and getattr(product, field.attname) is None:
                raise RowRefused(
                    "missing",
                    _("The shop needs a value for “%(field)s”; map a column to it.")
                    % {"field": field.name},
                )

    def _related_row(self, field: models.Field[Any, Any], name: str, value: str) -> Any:
        """The related row that has this value, made where there is none."""
        related: Any = field.related_model
        key = (field.name, value)
        if key not in self._related:
            found = related._default_manager.filter(**{name: value}).order_by("pk").first()
            if found is None:
                found = related(**{name: value})
                fill_slugs(found, value, value)
                try:
                    found.full_clean()
                except ValidationError as error:
                    part, messages = next(iter(error.message_dict.items()))
                    raise RowRefused(
                        "bad_value", f"{field.name} {part}: {' '.join(messages)}"
                    ) from error
                found.save()
            self._related[key] = found
        return self._related[key]

    # --- facts

    def _set_facts(self, product: Any, row: ProductRow) -> None:
        field = self.binding.own_field("facts")
        if row.facts is None or not isinstance(field, models.JSONField):
            return
        present = getattr(product, field.attname)
        facts = merged_facts(read_facts(present), row)
        if isinstance(present, dict):
            merged: dict[str, str] = {}
            for fact in facts:
                held = merged.get(fact.name)
                merged[fact.name] = f"{held}, {fact.text}" if held else fact.text
            setattr(product, field.attname, merged)
        else:
            setattr(product, field.attname, [as_json(fact) for fact in facts])

    def _new_lines(self, product: Any, row: ProductRow) -> list[Fact] | None:
        """Facts to store as rows of their own; None where they are there, or no rows."""
        source = self.binding.sources["facts"]
        if row.facts is None or not isinstance(source, FactRelation):
            return None
        present = self.catalog.own_facts({product.pk: product})[product.pk] if product.pk else []
        wanted = merged_facts(present, row)
        same = [(f.name, f.text) for f in present] == [(f.name, f.text) for f in wanted]
        return None if same else wanted

    def _replace_lines(self, source: FactRelation, product: Any, facts: Sequence[Fact]) -> None:
        lines = getattr(product, source.relation)
        lines.all().delete()
        for fact in facts:
            columns = {source.name: fact.name, source.value: fact.value}
            if source.unit:
                columns[source.unit] = fact.unit
            else:
                columns[source.value] = fact.text
            lines.create(**columns)


def merged_facts(present: Sequence[Fact], row: ProductRow) -> list[Fact]:
    """The facts that the product has after this row.

    What a person added stays, unless the file now states it itself; so does everything
    else where the row's facts are only some of the product's.
    """
    given = list(row.facts or ())
    kept = [
        fact
        for fact in present
        if (fact.source != "catalogue" or not row.facts_complete)
        and not any(same_name(fact.name, other.name) for other in given)
    ]
    return [*given, *kept] if row.facts_complete else _in_place(present, kept, given)


def _in_place(present: Sequence[Fact], kept: Sequence[Fact], given: list[Fact]) -> list[Fact]:
    """Present facts in their order, given ones at the place of their namesakes or at the end."""
    waiting, found = list(given), []
    for fact in present:
        if fact in kept:
            found.append(fact)
            continue
        mine = [other for other in waiting if same_name(other.name, fact.name)]
        found.extend(mine)
        waiting = [other for other in waiting if other not in mine]
    return [*found, *waiting]


def fill_slugs(row: Any, title: str, key: str) -> None:
    """Give empty slug fields a value: from the title, and unique by the key where they must be."""
    for field in row._meta.concrete_fields:
        if not isinstance(field, models.SlugField) or getattr(row, field.attname):
            continue
        base = slugify(title, allow_unicode=getattr(field, "allow_unicode", False))
        room = field.max_length or 50
        slug = base[:room]
        if field.unique or not slug:
            own = slugify(key)
            # a key that a slug cannot hold as it is would clash with its neighbours
            if own != key.lower() or len(own) > 40:
                own = hashlib.sha256(key.encode()).hexdigest()[:12]
            slug = f"{base[: room - len(own) - 1]}-{own}".strip("-")[:room] if base != own else own
        setattr(row, field.attname, slug)


def _forget_key(product: Any) -> None:
    """Undo what a rolled back bulk insert left on the instance."""
    field = product._meta.pk
    if isinstance(field, models.AutoField):
        product.pk = None
    product._state.adding = True


def _failed(row: ProductRow, code: str, message: str) -> RowOutcome:
    return RowOutcome(key=row.key, result="failed", code=code, message=message)
