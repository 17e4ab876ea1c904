"""Values as pages need them, from what a shop's fields hold."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.fields.files import FieldFile
from django.templatetags.static import static
from django.utils import timezone

from marketing_ai.catalog.fields import where
from marketing_ai.exceptions import ConfigurationError


def same_language(one: str, other: str) -> bool:
    """Whether texts of the two languages may stand for each other: `zh` and `zh-hans` may."""
    first, second = (code.lower().replace("_", "-") for code in (one, other))
    shorter, longer = sorted((first, second), key=len)
    return longer == shorter or longer.startswith(f"{shorter}-")


def touched(model: type[models.Model], *, results: bool = True) -> dict[str, Any]:
    """Values for what `save()` would have moved: `auto_now` fields.

    results: whether `marketing_updated` moves along, because one of our texts is written.
    """
    now = timezone.now()
    found: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        ours = results and field.name == "marketing_updated"
        if ours or getattr(field, "auto_now", False):
            is_date = type(field) is models.DateField
            found[field.name] = timezone.localdate(now) if is_date else now
    return found


def text(value: Any) -> str:
    """The value as text, "" for None."""
    return "" if value is None else str(value)


def category_text(value: Any) -> str:
    """A category's name; a path of several is joined by " > "."""
    if isinstance(value, list | tuple):
        return " > ".join(str(part) for part in value)
    return text(value)


def price(value: Any) -> Decimal | None:
    """A price as Decimal, None where there is none. Raises ConfigurationError for no number."""
    if value is None or isinstance(value, Decimal):
        return value
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise ConfigurationError(
            f"{where('price')} gives {value!r}, which is no number."
        ) from error


def image_address(value: Any) -> str:
    """Address of an image: of a file field, a static path or as it is; "" where there is none."""
    if not value:
        return ""
    if isinstance(value, FieldFile):
        return value.url
    path = str(value)
    if path.startswith(("/", "http://", "https://", "data:")):
        return path
    try:
        return static(path)
    except ValueError:  # a manifest storage that does not know the file
        return f"{settings.STATIC_URL}{path}"
