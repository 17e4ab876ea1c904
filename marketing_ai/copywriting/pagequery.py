"""The one query behind a product's page, compiled once.

Django spends more time on putting this query together than the database on answering it.
It is the storefront's hottest read, so its SQL is compiled at the first use, with markers
for what changes (product, moment, audience, previewed draft), and then only executed.
The result is the same as that of the query set below; a test compares the two.
"""

from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.signals import setting_changed
from django.db import connections, models
from django.db.models import BooleanField, Expression, ExpressionWrapper, F, Q, Subquery

from marketing_ai.catalog.base import get_catalog
from marketing_ai.copywriting.kinds import Kind
from marketing_ai.copywriting.models import CopyState, CopyVariant, servable_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

COLUMNS = (
    "pk", "product_id", "kind", "language", "audience", "text", "source", "model",
    "approved_at", "published_at", "starts", "ends", "windowed", "write_mode", "offer_id",
)  # fmt: skip
OFFER = ("rule", "value", "threshold", "currency", "starts", "ends", "stock_cap")
TARGETS = ("price", "currency", "stock", "language")  # of the product, where they are columns


class Marker(Expression):
    """A parameter whose value is given when the statement is executed."""

    def __init__(self, name: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """A placeholder; the marker itself stands among the parameters."""
        return "%s", [self]


@dataclass(frozen=True, slots=True)
class Statement:
    """Compiled SQL, its parameters (markers among them), and how rows become values."""

    sql: str
    params: tuple[Any, ...]
    convert: Callable[[Iterable[Any]], Iterable[Any]]
    row: Any  # named tuple

    def run(self, connection: Any, values: dict[str, Any]) -> list[Any]:
        """Execute with these values for the markers."""
        bound = [values[p.name] if isinstance(p, Marker) else p for p in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, bound)
            return [self.row(*row) for row in self.convert(cursor.fetchall())]


_compiled: dict[tuple[str, bool], Statement] = {}


def page_rows(pk: Any, *, now: datetime, audience: str, preview_pk: int | None) -> list[Any]:
    """Rows of all texts that may be shown, those that win first. One query.

    Each has COLUMNS, `edited`, `offer_…` of OFFER, and `page_…` of TARGETS and `held_<kind>`
    where the catalogue names columns for them.
    """
    alias = CopyVariant.objects.db
    connection = connections[alias]
    key = (alias, preview_pk is not None)
    if key not in _compiled:
        _compiled[key] = _compile(connection, with_preview=preview_pk is not None)
    pk_field = get_catalog().product_model()._meta.pk
    return _compiled[key].run(
        connection,
        {
            "pk": pk_field.get_db_prep_value(pk, connection),
            "now": connection.ops.adapt_datetimefield_value(now),
            "audience": audience,
            "preview": preview_pk,
        },
    )


def query(
    *, pk: Any, now: Any, audience: Any, preview_pk: Any = None
) -> tuple[models.QuerySet[Any, tuple[Any, ...]], list[str]]:
    """The query set and the names of its columns; values may be markers."""
    catalog = get_catalog()
    model = catalog.product_model()
    owners = Q(product=pk)
    if parent := catalog.lookup("parent"):
        # a variant shows its parent's texts
        owners |= Q(product=Subquery(model._default_manager.filter(pk=pk).values(parent)[:1]))
    shown = servable_now(now)
    if preview_pk is not None:
        shown |= Q(pk=preview_pk, state__in=[CopyState.DRAFT, CopyState.APPROVED])
    extra: dict[str, Any] = {
        "edited": ExpressionWrapper(~Q(text=F("first_text")), output_field=BooleanField())
    }
    extra |= {f"offer_{name}": F(f"offer__{name}") for name in OFFER}
    for target in TARGETS:
        if path := catalog.lookup(target):
            extra[f"page_{target}"] = F(f"product__{path}")
    for kind in Kind.values:
        if path := catalog.result_lookup(kind):
            extra[f"held_{kind}"] = F(f"product__{path}")
    rows = (
        CopyVariant.objects.filter(shown, owners, Q(audience="") | Q(audience=audience))
        .annotate(**extra)
        .by_precedence()
        .values_list(*COLUMNS, *extra)
    )
    return rows, [*COLUMNS, *extra]


def _compile(connection: Any, *, with_preview: bool) -> Statement:
    pk_field = get_catalog().product_model()._meta.pk
    rows, names = query(
        pk=Marker("pk", pk_field),
        now=Marker("now", models.DateTimeField()),
        audience=Marker("audience", models.CharField()),
        preview_pk=Marker("preview", models.BigIntegerField()) if with_preview else None,
    )
    compiler = rows.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    n = len(names)  # ordering may add columns at the end
    converters = compiler.get_converters([column[0] for column in compiler.select[:n]])

    def convert(found: Iterable[Any]) -> Iterable[Any]:
        cut = [row[:n] for row in found]
        return compiler.apply_converters(cut, converters) if converters else cut

    return Statement(sql=sql, params=tuple(params), convert=convert, row=namedtuple("Row", names))


def _forget(*, setting: str, **kwargs: Any) -> None:
    if setting.startswith("MARKETING_AI"):
        _compiled.clear()


setting_changed.connect(_forget, dispatch_uid="marketing_ai.pagequery")
