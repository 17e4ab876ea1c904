"""System checks of the binding to the shop; `marketing_ai.checks` registers `CHECKS`.

| id | says |
| --- | --- |
| `marketing_ai.E020` | a key of `PRODUCT_FIELDS` names what does not exist |
| `marketing_ai.E021` | a `results` field is neither on the product nor on `ProductInsight` |
| `marketing_ai.E022` | `MARKETING_AI_PRODUCT_MODEL` was changed after the first migrate |
| `marketing_ai.E023` | facts are mapped to a field that holds no structure |
| `marketing_ai.W020` | no facts are mapped: no text can be written |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags
from django.core.checks import Warning as CheckWarning
from django.db import connections, models

from marketing_ai.catalog.fields import Binding, own_field, where
from marketing_ai.catalog.models import ProductInsight
from marketing_ai.exceptions import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def check_product_fields(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every mapped field exists, and facts can be read."""
    model = _product_model()
    if isinstance(model, Error):
        return [model]
    try:
        binding = Binding(model)
        sources, results = binding.sources, binding.results
    except ConfigurationError as error:
        return [Error(str(error), hint=_HINT, id="marketing_ai.E020")]
    found: list[CheckMessage] = []
    for kind, name in results.items():
        fields = [own_field(holder, name) for holder in (model, ProductInsight)]
        if not any(isinstance(field, models.CharField | models.TextField) for field in fields):
            found.append(
                Error(
                    f"{where('results')}[{kind!r}] = {name!r} is no text field of "
                    f"{model._meta.label} or of ProductInsight.",
                    hint="Inherit MarketingProductMixin, or name a field that exists.",
                    id="marketing_ai.E021",
                )
            )
    facts = binding.own_field("facts")
    if sources["facts"] is None:
        found.append(
            CheckWarning(
                f"No facts are mapped for {model._meta.label}, so no text can be written.",
                hint=f"Set {where('facts')}; see docs/binding.md.",
                id="marketing_ai.W020",
            )
        )
    elif facts is not None and not isinstance(facts, models.JSONField):
        found.append(
            Error(
                f"{where('facts')} = {facts.name!r} is a {type(facts).__name__}; facts need a "
                f"JSONField, a relation or a function.",
                hint="See “Facts” in docs/binding.md.",
                id="marketing_ai.E023",
            )
        )
    return found


def check_product_model_unchanged(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The tables still point at the product model that the setting names."""
    model = _product_model()
    if isinstance(model, Error):
        return [model]
    found: list[CheckMessage] = []
    table = ProductInsight._meta.db_table
    column = ProductInsight._meta.get_field("product").column
    for alias in databases or ():
        connection = connections[alias]
        with connection.cursor() as cursor:
            if table not in connection.introspection.table_names(cursor):
                continue  # not migrated yet
            constraints = connection.introspection.get_constraints(cursor, table)
        targets = {
            entry["foreign_key"][0]
            for entry in constraints.values()
            if entry["foreign_key"] and entry["columns"] == [column]
        }
        if targets and model._meta.db_table not in targets:
            found.append(
                Error(
                    f"MARKETING_AI_PRODUCT_MODEL is {settings.MARKETING_AI_PRODUCT_MODEL!r}, but "
                    f"the tables of marketing_ai point at {', '.join(sorted(targets))}.",
                    hint="Set it back. To change it, run `migrate marketing_ai zero` under the "
                    "old setting (this deletes all drafts and their history), then migrate again.",
                    id="marketing_ai.E022",
                )
            )
    return found


# (check, tags): what the app registers
CHECKS: tuple[tuple[Callable[..., list[CheckMessage]], tuple[str, ...]], ...] = (
    (check_product_fields, ()),
    (check_product_model_unchanged, (Tags.database,)),
)

_HINT = "Each key of PRODUCT_FIELDS is explained in docs/binding.md."


def _product_model() -> type[models.Model] | Error:
    name = settings.MARKETING_AI_PRODUCT_MODEL
    try:
        return apps.get_model(name)
    except (LookupError, ValueError):
        return Error(
            f"MARKETING_AI_PRODUCT_MODEL = {name!r} is no installed model.",
            hint="Name it as 'app_label.Model', and list its app in INSTALLED_APPS.",
            id="marketing_ai.E020",
        )
