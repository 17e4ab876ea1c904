"""The one query behind a product's page, compiled once.

Django spends more time on putting this query together than the database on answering it.
It is the storefront's hottest read, so its SQL is compiled at the first use, with markers
for what changes (product, moment, audience, previewed draft), and then only executed.
The result is the same as that of the query set below; a test compares the two. It is
joined to the product's own row, so that an unknown product is told from one without texts.
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

    def run(self, connection: Any, values: dict[str, Any]) -> list[Any] | None:
        """Execute with these values for the markers; None when there is no such product."""
        bound = [values[p.name] if isinstance(p, Marker) else p for p in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, bound)
            found = cursor.fetchall()
        if not found:
            return None
        if found[0][0] is None:  # the product's row alone: the outer join found no text
            return []
        return [self.row(*row) for row in self.convert(found)]


_compiled: dict[tuple[str, bool], Statement] = {}


def page_rows(pk: Any, *, now: datetime, audience: str, preview_pk: int | None) -> list[Any] | None:
    """Rows of all texts that may be shown, those that win first; None for an unknown product.

    One query.

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
    meta = get_catalog().product_model()._meta
    rows, names = query(
        pk=Marker("pk", meta.pk),
        now=Marker("now", models.DateTimeField()),
        audience=Marker("audience", models.CharField()),
        preview_pk=Marker("preview", models.BigIntegerField()) if with_preview else None,
    )
    order = rows.query.get_compiler(connection=connection).get_order_by()
    rows.query.clear_ordering(force=True)
    compiler = rows.query.get_compiler(connection=connection)
    inner, params = compiler.as_sql()  # each column goes by its name in `names`
    n = len(names)
    converters = compiler.get_converters([column[0] for column in compiler.select[:n]])
    quote = connection.ops.quote_name
    ranked = ", ".join(_ordering(by, quote) for by, _sql in order)
    # The product's row stands outside: it comes even when no text joins it. SQL of our own,
    # because Django has no outer join on a sub-query; both parts and all names are Django's.
    sql = (
        f"SELECT page.* FROM {quote(meta.db_table)} own "  # noqa: S608
        f"LEFT OUTER JOIN ({inner}) page ON 1 = 1 "
        f"WHERE own.{quote(meta.pk.column)} = %s ORDER BY {ranked}"
    )

    def convert(found: Iterable[Any]) -> Iterable[Any]:
        return compiler.apply_converters(list(found), converters) if converters else found

    return Statement(
        sql=sql,
        params=(*params, Marker("pk", meta.pk)),
        convert=convert,
        row=namedtuple("Row", names),
    )


def _ordering(by: Any, quote: Callable[[str], str]) -> str:
    """An ordering of the texts, said of the sub-query's columns."""
    field = by.expression.target
    name = "pk" if field.primary_key else field.name
    return f"page.{quote(name)} {'DESC' if by.descending else 'ASC'}"


def _forget(*, setting: str, **kwargs: Any) -> None:
    if setting.startswith("MARKETING_AI"):
        _compiled.clear()


setting_changed.connect(_forget, dispatch_uid="marketing_ai.pagequery")
