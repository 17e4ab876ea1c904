"""Fields and serializers that shape the same everywhere, whatever the host's DRF settings say.

In the schema each closed choice is a component of a name that we give, so that neither a
new field of ours nor one of the host's renames it.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any, ClassVar

from django.db import models
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.plumbing import build_choice_field
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import ISO_8601, serializers


class NamedChoiceField(serializers.ChoiceField):
    """A choice whose schema component is called `component`."""

    def __init__(self, choices: type[models.TextChoices], **kwargs: Any) -> None:
        self.component = f"Marketing{choices.__name__}"
        super().__init__(choices=choices.choices, **kwargs)


class NamedChoiceExtension(OpenApiSerializerFieldExtension):
    """Shows a NamedChoiceField as a component of its own."""

    target_class = "marketing_ai.api.fields.NamedChoiceField"

    def get_name(self) -> str:
        """Name of the component."""
        return self.target.component

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """The values and what they mean."""
        schema = build_choice_field(self.target)
        schema.pop("x-spec-enum-id", None)
        # an empty answer belongs to the field, not to the set of values
        schema["enum"] = [value for value in schema["enum"] if value not in ("", None)]
        return schema


class UtcField(serializers.DateTimeField):
    """A moment in UTC, ISO 8601."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("format", ISO_8601)
        kwargs.setdefault("input_formats", [ISO_8601])
        kwargs.setdefault("default_timezone", UTC)
        super().__init__(**kwargs)


class AmountField(serializers.DecimalField):
    """Money or a number of pieces, as text: no binary rounding."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "coerce_to_string": True})


class RowSerializer(serializers.ModelSerializer):
    """A row as it is read."""

    serializer_field_mapping: ClassVar[Any] = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: UtcField,
        models.DecimalField: AmountField,
    }

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        """As DRF does, but closed choices are named after their class."""
        field, kwargs = super().build_standard_field(field_name, model_field)
        if field is serializers.ChoiceField:
            raise TypeError(f"{type(self).__name__}.{field_name}: declare a NamedChoiceField.")
        return field, kwargs


@extend_schema_serializer(component_name="MarketingError")
class ErrorBody(serializers.Serializer[Any]):
    """What every error answers; `fields` only where values of the request are at fault."""

    code = serializers.CharField(help_text="Stable; see docs/errors.md.")
    message = serializers.CharField(help_text="What happened, in the reader's language.")
    hint = serializers.CharField(allow_blank=True, help_text="What to do about it.")
    # the metaclass takes it out of the class, so the serializer's own `fields` stays
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
