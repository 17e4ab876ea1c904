"""Where reviews come from: the one door to the shop's own review model.

A shop with one review model names it in `REVIEW_MODEL` and `REVIEW_FIELDS` and takes
`ModelReviews`. Reviews kept elsewhere (a service, another database) are handed over by
`intake.take_in`, or by a subclass of `ReviewFeed` of the shop's own, which the sweep then asks.
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.core.signals import setting_changed
from django.db.models import AutoField, Count, IntegerField, Q
from django.utils import timezone

from marketing_ai.conf import NAME, conf
from marketing_ai.exceptions import ConfigurationError
from marketing_ai.reviews.models import Voice
from marketing_ai.reviews.text import storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import Model, QuerySet

PORTION = 500  # rows of one product that are in memory at once
SHOP = "shop"  # the source's name of whatever REVIEW_SOURCE reads

TARGETS = (
    "product",
    "text",
    "title",
    "stars",
    "written",
    "author",
    "language",
    "store",
    "verified",
    "incentivised",
    "photos",
    "variant",
    "height_cm",
    "weight_kg",
    "follows",
    "approved",
    "reply",
)
REQUIRED = ("product", "text", "written")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A review as its source has it now.

    stars: 1…5, None where none were given or what was given is no number of stars.
    written: aware. author_ref, follows_pk: keys as text, "" for none.
    """

    source_pk: str
    product_pk: Any  # the shop's own key type; None: about no product
    text: str
    written: datetime
    title: str = ""
    stars: int | None = None
    author_ref: str = ""
    language: str = ""
    store: str = ""  # "": that of the product
    verified: bool = False
    incentivised: bool = False
    n_photos: int = 0
    variant: str = ""
    height_cm: int | None = None
    weight_kg: Decimal | None = None
    follows_pk: str = ""
    approved: bool = True
    answered: bool = False
    voice: str = Voice.REVIEW
    is_undated: bool = False  # `written` is only when it was taken in

    @property
    def fingerprint(self) -> str:
        """md5 over all values: two snapshots of one state are equal in it."""
        given = {**asdict(self), "product_pk": str(self.product_pk)}
        if self.is_undated:
            del given["written"]
        values = json.dumps(given, sort_keys=True, default=str)
        return hashlib.md5(
            values.encode("utf-8", "surrogatepass"), usedforsecurity=False
        ).hexdigest()


class ReviewFeed(ABC):
    """The shop's reviews. Subclass it where a mapping of fields is not enough."""

    @abstractmethod
    def model(self) -> type[Model] | None:
        """The model whose saves and deletions are followed; None: the sweep alone asks."""

    @abstractmethod
    def snapshot(self, instance: Any) -> Snapshot:
        """One row as it is in memory. No query where the row was loaded plainly."""

    @abstractmethod
    def page(self, *, after: str, limit: int) -> list[Snapshot]:
        """The next rows in a fixed order, from behind the key `after` ("": from the start)."""

    @abstractmethod
    def since(self, moment: datetime, *, limit: int) -> list[Snapshot]:
        """Rows written since, newest first."""

    @abstractmethod
    def get(self, pks: Sequence[str]) -> list[Snapshot]:
        """These rows; what is gone is left out."""

    @abstractmethod
    def count_before(self, moment: datetime) -> int:
        """Rows written before: how many a backfill would read."""

    def newest(self, *, before: str, limit: int) -> list[Snapshot]:
        """The last rows by key, in front of the key `before` ("": from the end), backwards.

        Where rows of a bulk write are looked for first; [] where keys say nothing of time.
        """
        return []

    def gone(self, pks: Sequence[str]) -> set[str]:
        """Which of these rows are no longer there."""
        return set(pks) - {shot.source_pk for shot in self.get(pks)}

    def products(self, *, before: datetime) -> list[tuple[str, int]]:
        """(product, number of its rows written before), most first: what a backfill goes by.

        [] where the feed cannot tell; the backfill then goes by key.
        """
        return []

    def count_of_products(self, product_pks: Sequence[str]) -> int:
        """Rows of these products; 0 where the feed cannot tell."""
        return 0

    def of_product(self, product_pk: str, *, before: datetime | None) -> Iterator[list[Snapshot]]:
        """The product's rows, in portions; before: only those written before.

        Nothing where the feed cannot tell products.
        """
        yield from ()

    def url(self, source_pk: str) -> str:
        """The review's place in the shop, "" where it has none."""
        return ""

    def write_reply(self, source_pk: str, text: str) -> bool:
        """Put the shop's answer beside the review; False where the shop has no place for it."""
        return False


class ModelReviews(ReviewFeed):
    """Reads the model that `REVIEW_MODEL` names, as `REVIEW_FIELDS` maps it."""

    @cached_property
    def _model(self) -> type[Model]:
        if not conf.REVIEW_MODEL:
            raise ConfigurationError("MARKETING_AI['REVIEW_MODEL'] is empty; name the model.")
        try:
            return apps.get_model(conf.REVIEW_MODEL)
        except (LookupError, ValueError) as error:
            raise ConfigurationError(
                f"MARKETING_AI['REVIEW_MODEL'] = {conf.REVIEW_MODEL!r}: {error}"
            ) from error

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The checked mapping. Raises ConfigurationError naming what is wrong."""
        given = dict(conf.REVIEW_FIELDS)
        if unknown := sorted(set(given) - set(TARGETS)):
            raise ConfigurationError(f"MARKETING_AI['REVIEW_FIELDS'] has no key {unknown[0]!r}.")
        if missing := [name for name in REQUIRED if name not in given]:
            raise ConfigurationError(f"MARKETING_AI['REVIEW_FIELDS'] lacks {missing[0]!r}.")
        for target, value in given.items():
            name = value[0] if isinstance(value, (list, tuple)) else value
            try:
                self._model._meta.get_field(str(name).split("__")[0])
            except FieldDoesNotExist:
                raise ConfigurationError(
                    f"MARKETING_AI['REVIEW_FIELDS'][{target!r}]: {self._model.__name__} "
                    f"has no field {name!r}."
                ) from None
        return given

    def model(self) -> type[Model] | None:
        """The shop's model."""
        return self._model

    def rows(self) -> QuerySet[Any]:
        """All rows; override to leave some out."""
        found: QuerySet[Any] = self._model._default_manager.all()
        return found

    def snapshot(self, instance: Any) -> Snapshot:
        """One row as it is in memory; foreign keys are read by their column."""
        height = number_of(self._value(instance, "height_cm"))
        return Snapshot(
            source_pk=str(instance.pk),
            product_pk=self._value(instance, "product"),
            title=storable(str(self._value(instance, "title") or ""))[:300],
            text=storable(str(self._value(instance, "text") or "")),
            stars=stars_of(self._value(instance, "stars")),
            written=_aware(self._value(instance, "written")),
            author_ref=_key(self._value(instance, "author")),
            language=str(self._value(instance, "language") or "")[:12],
            store=str(self._value(instance, "store") or ""),
            verified=bool(self._value(instance, "verified")),
            incentivised=bool(self._value(instance, "incentivised")),
            n_photos=int(number_of(self._value(instance, "photos")) or 0),
            variant=str(self._value(instance, "variant") or "")[:120],
            height_cm=int(height) if height else None,
            weight_kg=number_of(self._value(instance, "weight_kg")),
            follows_pk=_key(self._value(instance, "follows")),
            approved=self._approved(instance),
            answered=bool(self._value(instance, "reply")),
        )

    def page(self, *, after: str, limit: int) -> list[Snapshot]:
        """Rows in the order of their keys."""
        rows = self.rows().order_by("pk")
        if after:
            rows = rows.filter(pk__gt=self._model._meta.pk.to_python(after))
        return self._snapshots(rows[:limit])

    def since(self, moment: datetime, *, limit: int) -> list[Snapshot]:
        """Rows written since, newest first."""
        field = self.fields["written"]
        return self._snapshots(
            self.rows().filter(**{f"{field}__gte": moment}).order_by(f"-{field}", "-pk")[:limit]
        )

    def get(self, pks: Sequence[str]) -> list[Snapshot]:
        """These rows; what is gone is left out."""
        return self._snapshots(self.rows().filter(pk__in=list(pks)))

    def newest(self, *, before: str, limit: int) -> list[Snapshot]:
        """Rows by key, backwards. Keys drawn at random say nothing of time: []."""
        key = self._model._meta.pk
        if not isinstance(key, (AutoField, IntegerField)):
            return []
        rows = self.rows().order_by("-pk")
        if before:
            rows = rows.filter(pk__lt=key.to_python(before))
        return self._snapshots(rows[:limit])

    def gone(self, pks: Sequence[str]) -> set[str]:
        """Which of these rows are no longer there. Reads their keys only."""
        there = self.rows().filter(pk__in=list(pks)).values_list("pk", flat=True)
        return set(pks) - {str(key) for key in there}

    def products(self, *, before: datetime) -> list[tuple[str, int]]:
        """Products by their number of rows written before, most first."""
        field = self.fields["product"]
        counted = (
            self.rows()
            .filter(**{f"{self.fields['written']}__lt": before, f"{field}__isnull": False})
            .order_by()
            .values_list(field)
            .annotate(n=Count("pk"))
            .order_by("-n", field)
        )
        return [(str(product), n) for product, n in counted]

    def count_of_products(self, product_pks: Sequence[str]) -> int:
        """Rows of these products."""
        return self.rows().filter(**{f"{self.fields['product']}__in": list(product_pks)}).count()

    def of_product(self, product_pk: str, *, before: datetime | None) -> Iterator[list[Snapshot]]:
        """The product's rows, in portions."""
        rows = self.rows().filter(**{self.fields["product"]: product_pk})
        if before is not None:
            rows = rows.filter(**{f"{self.fields['written']}__lt": before})
        last: Any = None
        while True:
            part = rows.order_by("pk")
            if last is not None:
                part = part.filter(pk__gt=last)
            found = list(part[:PORTION])
            if not found:
                return
            yield self._snapshots(found)
            last = found[-1].pk

    def count_before(self, moment: datetime) -> int:
        """Rows written before."""
        return self.rows().filter(Q(**{f"{self.fields['written']}__lt": moment})).count()

    def write_reply(self, source_pk: str, text: str) -> bool:
        """Fill the mapped field, if it is still empty."""
        field = self.fields.get("reply")
        if not field:
            return False
        empty = Q(**{field: ""}) | Q(**{f"{field}__isnull": True})
        return bool(self.rows().filter(empty, pk=source_pk).update(**{field: text}))

    def _snapshots(self, rows: Iterable[Any]) -> list[Snapshot]:
        return [self.snapshot(row) for row in rows]

    def _value(self, instance: Any, target: str) -> Any:
        *way, last = self._paths.get(target, ("",))
        if not last:
            return None
        value = instance
        for name in way:
            value = getattr(value, name, None)
        return getattr(value, last, None)

    @cached_property
    def _paths(self) -> dict[str, tuple[str, ...]]:
        """Target → attributes from the row; a foreign key at the end is read by its column."""
        return {t: self._path(f) for t, f in self.fields.items() if f and t != "approved"}

    def _path(self, lookup: str) -> tuple[str, ...]:
        model: Any = self._model
        *way, last = lookup.split("__")
        for name in way:
            model = model._meta.get_field(name).related_model
        try:
            return (*way, model._meta.get_field(last).attname)
        except (FieldDoesNotExist, AttributeError):
            return (*way, last)

    def _approved(self, instance: Any) -> bool:
        given = self.fields.get("approved")
        if not given:
            return True
        if isinstance(given, (list, tuple)):
            field, wanted = given
            return bool(getattr(instance, field) == wanted)
        return bool(getattr(instance, given))


_feeds: dict[Any, ReviewFeed] = {}


def get_feed() -> ReviewFeed | None:
    """The shop's feed, None where `REVIEW_SOURCE` is empty. One instance until settings change."""
    source = conf.REVIEW_SOURCE
    if not source:
        return None
    if source not in _feeds:
        _feeds[source] = source()
    return _feeds[source]


def _forget(*, setting: str, **kwargs: Any) -> None:
    if setting == NAME:
        _feeds.clear()


setting_changed.connect(_forget, dispatch_uid="marketing_ai.reviews.source")


def _key(value: Any) -> str:
    return "" if value is None else str(value)[:128]


def stars_of(value: Any) -> int | None:
    """1…5, rounded; None for what is no number of stars (0, 11, text)."""
    number = number_of(value)
    if number is None:
        return None
    rounded = int(number.to_integral_value())
    return rounded if 1 <= rounded <= 5 else None


def number_of(value: Any) -> Decimal | None:
    """The number that a value is or writes; None for what is none."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _aware(value: Any) -> datetime:
    """An aware time of what the shop holds; a date is its first moment, nothing is now."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    if value is None:
        return timezone.now()
    aware: datetime = value if timezone.is_aware(value) else timezone.make_aware(value)
    return aware.astimezone(UTC)
