"""The catalog of a shop whose products are one Django model, bound by `PRODUCT_FIELDS`.

Reads in batches of 500 with at most two queries each. Writes single columns by
`UPDATE`: the shop's `save()` and its signals do not run, fields with `auto_now` are
moved along. Texts whose field the product lacks go to its `ProductInsight` row.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.urls import NoReverseMatch

from marketing_ai.catalog.base import (
    DEFAULT_STORE,
    Catalog,
    ProductCard,
    ProductRow,
    ReviewNumbers,
    RowOutcome,
)
from marketing_ai.catalog.factsource import (
    as_json,
    parent_facts,
    read_facts,
    same_name,
    value_text,
    variant_facts,
)
from marketing_ai.catalog.fields import (
    Binding,
    FactRelation,
    follow,
    is_column,
    joins,
    own_field,
    where,
)
from marketing_ai.catalog.models import ProductInsight
from marketing_ai.catalog.values import (
    category_text,
    image_address,
    price,
    same_language,
    text,
    touched,
)
from marketing_ai.conf import conf
from marketing_ai.exceptions import BadFacts, NotWritable, UnknownProducts
from marketing_ai.grounding.facts import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

CHUNK = 500
INTEGER_RANGE = range(-(2**63), 2**63)


class ModelCatalog(Catalog):
    """Reads and writes the model that `MARKETING_AI_PRODUCT_MODEL` names."""

    # --- the model

    def product_model(self) -> type[models.Model]:
        """The model that `MARKETING_AI_PRODUCT_MODEL` names."""
        return apps.get_model(settings.MARKETING_AI_PRODUCT_MODEL)

    @cached_property
    def binding(self) -> Binding:
        """The checked mapping; made at the first use, so that importing needs no settings."""
        return Binding(self.product_model())

    def products(self) -> models.QuerySet[Any]:
        """All products that this app may see; override to leave some out."""
        return self.product_model()._default_manager.all()

    def visible(self, stores: set[str] | None) -> models.QuerySet[Any]:
        """The products of these stores; None: of all."""
        found = self.products()
        if stores is None:
            return found
        if path := self.binding.path("store"):
            return found.filter(**{f"{path}__in": stores})
        return found if DEFAULT_STORE in stores else found.none()

    # --- reading

    def cards(self, pks: Sequence[Any]) -> dict[str, ProductCard]:
        """Cards by key, in the order of `pks`; one query a 500."""
        found: dict[str, ProductCard] = {}
        for chunk in self._chunks(pks):
            rows = self.products().filter(pk__in=chunk).select_related(*self.binding.related)
            by_pk = {row.pk: self._card(row) for row in rows}
            found.update({str(pk): by_pk[pk] for pk in chunk if pk in by_pk})
        return found

    def facts(self, pks: Sequence[Any]) -> dict[str, list[Fact]]:
        """Raw facts by key; one query a 500, two where facts are rows of their own."""
        found: dict[str, list[Fact]] = {}
        for chunk in self._chunks(pks):
            found.update(self._facts(chunk))
        return found

    def text_parents(self, pks: Sequence[Any]) -> dict[str, str]:
        """Variant → the product that carries the text."""
        parent = self.binding.path("parent")
        if not parent:
            return {}
        found: dict[str, str] = {}
        for chunk in self._chunks(pks):
            rows = self.products().filter(pk__in=chunk, **{f"{parent}__isnull": False})
            found.update({str(pk): str(up) for pk, up in rows.values_list("pk", parent)})
        return found

    def lookup(self, target: str) -> str:
        """Column of a target as a path from the product model, "" where it is no column."""
        path = self.binding.path(target)
        return path if path and is_column(self.product_model(), path) else ""

    def _card(self, row: Any) -> ProductCard:
        get = self.binding.value
        parent = self._parent_pk(row)
        stock = get(row, "stock")
        return ProductCard(
            pk=str(row.pk),
            title=text(get(row, "title")),
            description=text(get(row, "description")),
            category=category_text(get(row, "category")),
            price=price(get(row, "price")),
            currency=text(get(row, "currency")) or conf.CURRENCY,
            stock=None if stock is None else int(stock),
            image_url=image_address(get(row, "image")),
            language=(text(get(row, "language")) or settings.LANGUAGE_CODE).lower(),
            store=text(get(row, "store")) or DEFAULT_STORE,
            parent_pk=None if parent is None else str(parent),
            url=self._url(row),
            sku=text(get(row, "sku")),
        )

    def _url(self, row: Any) -> str:
        if self.binding.has("url"):
            return text(self.binding.value(row, "url"))
        try:
            return text(row.get_absolute_url()) if hasattr(row, "get_absolute_url") else ""
        except NoReverseMatch:  # the shop's URLs are served by another process
            return ""

    def _parent_pk(self, row: Any) -> Any:
        field = self.binding.own_field("parent")
        return None if field is None else getattr(row, field.attname)

    def _facts(self, chunk: Sequence[Any]) -> dict[str, list[Fact]]:
        parent = self.binding.path("parent")
        wanted = Q(pk__in=chunk)
        if parent:
            wanted |= Q(**{f"{parent}__in": chunk})
        rows = self.products().filter(wanted).select_related(*self.binding.related)
        if not rows.ordered:  # else options are listed in the shop's own order of variants
            rows = rows.order_by("pk")
        known: dict[Any, Any] = {row.pk: row for row in rows}
        children: dict[Any, list[Any]] = defaultdict(list)
        if parent:
            for row in list(known.values()):
                up = self._parent_pk(row)
                if up is not None:
                    children[up].append(row)
                    known.setdefault(up, getattr(row, parent))
        own = self.own_facts(known)
        found: dict[str, list[Fact]] = {}
        for pk in chunk:
            if pk not in known:
                continue
            facts = own[pk]
            if pk in children:
                facts = parent_facts(facts, [own[child.pk] for child in children[pk]])
            up = self._parent_pk(known[pk])
            found[str(pk)] = facts if up is None else variant_facts(facts, own[up])
        return found

    def own_facts(self, rows: dict[Any, Any]) -> dict[Any, list[Fact]]:
        """Facts that each row holds itself, before parents and variants are looked at."""
        source = self.binding.sources["facts"]
        if isinstance(source, FactRelation):
            return self._related_facts(source, rows)
        return {
            pk: read_facts(self.binding.value(row, "facts"), language=self._language(row))
            for pk, row in rows.items()
        }

    def _related_facts(self, source: FactRelation, rows: dict[Any, Any]) -> dict[Any, list[Fact]]:
        manager = getattr(self.product_model(), source.relation)
        related = manager.rel.related_model if hasattr(manager, "rel") else manager.field.model
        if getattr(manager, "reverse", True) is False:  # a many-to-many of the product itself
            related = manager.field.related_model
        paths = [path for path in (source.name, source.value, source.unit) if path]
        linked = sorted({join for path in paths for join in joins(related, path)})
        lines = related._default_manager.select_related(*linked).order_by("pk")
        prefetch_related_objects(list(rows.values()), Prefetch(source.relation, queryset=lines))
        return {
            pk: [
                Fact(
                    name=value_text(follow(line, source.name)).strip(),
                    value=value_text(follow(line, source.value), self._language(row)),
                    unit=value_text(follow(line, source.unit)) if source.unit else "",
                )
                for line in getattr(row, source.relation).all()
            ]
            for pk, row in rows.items()
        }

    def _language(self, row: Any) -> str:
        return text(self.binding.value(row, "language")).lower()

    def _chunks(self, pks: Iterable[Any]) -> Iterator[list[Any]]:
        """Keys in the model's own type, without repeats and without what can be no key."""
        clean = dict.fromkeys(pk for pk in map(self.key, pks) if pk is not None)
        keys = list(clean)
        for start in range(0, len(keys), CHUNK):
            yield keys[start : start + CHUNK]

    def key(self, pk: Any) -> Any:
        """A key in the model's own type; None where it can be no key of this model."""
        if isinstance(pk, str) and "\x00" in pk:  # PostgreSQL takes no NUL
            return None
        try:
            key = self.product_model()._meta.pk.to_python(pk)
        except (ValidationError, OverflowError):
            return None
        return None if isinstance(key, int) and key not in INTEGER_RANGE else key

    # --- texts

    def result_field(self, kind: str, language: str, card: ProductCard) -> str:
        """The field that receives this kind, where `language` is the product's own."""
        return self.binding.results.get(kind, "") if same_language(language, card.language) else ""

    def result_lookup(self, kind: str) -> str:
        """Column that receives published texts of this kind, on the product or its insight."""
        name = self.binding.results.get(kind, "")
        if not name or own_field(self.product_model(), name) is not None:
            return name
        return f"marketing_insight__{name}"

    def description_field(self) -> str:
        """The shop's description where it is a text column of the product itself."""
        field = self.binding.own_field("description")
        return field.name if isinstance(field, models.CharField | models.TextField) else ""

    def read_text(self, pk: Any, field: str) -> str:
        """The present text of a field, "" where it is NULL or its insight row does not exist."""
        on_product, _field = self._text_target(field)
        path = field if on_product else f"marketing_insight__{field}"
        values = self.products().filter(pk=self._known(pk)).values_list(path, flat=True)[:1]
        for value in values:
            return text(value)
        raise UnknownProducts(ids=str(pk))

    def swap_text(self, pk: Any, field: str, *, before: str, after: str) -> bool:
        """Put `after` in place of exactly `before`, in one conditional UPDATE.

        NULL counts as the empty text. The database compares, so there is no moment
        between looking and writing in which someone's edit could be lost.
        """
        key = self._known(pk)
        on_product, target = self._text_target(field)
        if target.max_length is not None and len(after) > target.max_length:
            raise NotWritable(
                what=f"{field}: {len(after)} characters, where {target.max_length} fit"
            )
        unchanged = Q(**{field: before})
        if before == "":
            unchanged |= Q(**{f"{field}__isnull": True})
        if on_product:
            rows = self.products().filter(unchanged, pk=key)
        else:
            if not self.products().filter(pk=key).exists():
                raise UnknownProducts(ids=str(pk))
            ProductInsight.objects.get_or_create(product_id=key)
            rows = ProductInsight.objects.filter(unchanged, product_id=key)
        return rows.order_by().update(**{field: after}, **touched(rows.model)) == 1

    def _text_target(self, name: str) -> tuple[bool, models.Field[Any, Any]]:
        for on_product, model in ((True, self.product_model()), (False, ProductInsight)):
            found = own_field(model, name) if name else None
            if isinstance(found, models.CharField | models.TextField):
                return on_product, found
        raise NotWritable(what=name or "a text without a field")

    def _known(self, pk: Any) -> Any:
        key = self.key(pk)
        if key is None:
            raise UnknownProducts(ids=str(pk))
        return key

    def write_review_numbers(self, rows: Sequence[ReviewNumbers], *, now: datetime) -> set[str]:
        """Write what reviews say onto products; see `catalog.reviewnumbers`."""
        from marketing_ai.catalog.reviewnumbers import write

        return write(self, rows, now=now)

    # --- facts and imports

    def add_fact(self, pk: Any, fact: Fact) -> None:
        """Add a person's fact to the product's own; see `Catalog.add_fact`.

        In a JSON field it keeps its source, in a list of pairs, a dict or rows of their own
        it cannot: there it reads as the catalogue's.
        """
        with transaction.atomic():
            row = self.products().select_for_update(of=("self",)).filter(pk=self._known(pk)).first()
            if row is None:
                raise UnknownProducts(ids=str(pk))
            for present in self.own_facts({row.pk: row})[row.pk]:
                if same_name(present.name, fact.name):
                    if present.text.casefold() == fact.text.casefold():
                        return
                    raise BadFacts(reason=f"{present.name}: {present.text} ≠ {fact.text}.")
            self._store_fact(row, fact)

    def _store_fact(self, row: Any, fact: Fact) -> None:
        source = self.binding.sources["facts"]
        if isinstance(source, FactRelation):
            columns = {source.name: fact.name, source.value: fact.value}
            if source.unit:
                columns[source.unit] = fact.unit
            elif fact.unit:
                columns[source.value] = fact.text
            if any("__" in path for path in columns):
                raise NotWritable(what=where("facts"))
            getattr(row, source.relation).create(**columns)
            return
        field = self.binding.own_field("facts")
        if not isinstance(field, models.JSONField):
            raise NotWritable(what=where("facts"))
        value = _with_fact(getattr(row, field.attname), fact)
        rows = self.products().filter(pk=row.pk)
        rows.update(**{field.name: value}, **touched(self.product_model(), results=False))

    def upsert(self, rows: Sequence[ProductRow]) -> list[RowOutcome]:
        """Create or update products by their external key; see `catalog.upsert`."""
        from marketing_ai.catalog.upsert import Upsert

        return Upsert(self).run(rows)

    def build(self, row: ProductRow) -> Any:
        """A new, unsaved product for this row, before the mapped values are set on it.

        Override it to fill required fields of the shop that no column gives.
        """
        return self.product_model()()

    def create_many(self, products: Sequence[Any]) -> None:
        """Write new products of an import. By bulk: the shop's `save()` and signals do not run.

        Override it with a loop over `save()` where they must.
        """
        model = self.product_model()
        if model._meta.parents:  # no bulk insert into several tables
            for product in products:
                product.save(force_insert=True)
        else:
            model._default_manager.bulk_create(products)

    def touch(self, products: Sequence[Any]) -> list[str]:
        """Set what `save()` would move by itself on changed products; names of those fields."""
        moved = touched(self.product_model(), results=False)
        for product in products:
            for name, value in moved.items():
                setattr(product, name, value)
        return list(moved)

    def update_many(self, products: Sequence[Any], fields: Sequence[str]) -> None:
        """Write changed products of an import; by bulk, as `create_many`."""
        self.product_model()._default_manager.bulk_update(products, fields)


def _with_fact(present: Any, fact: Fact) -> Any:
    """The JSON value with the fact added, in the shape it has."""
    if isinstance(present, dict):
        return {**present, fact.name: fact.text}
    entries = list(present) if isinstance(present, list) else []
    if entries and all(isinstance(entry, list) for entry in entries):
        return [*entries, [fact.name, fact.text]]
    return [*entries, as_json(fact)]
