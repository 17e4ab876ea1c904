"""Bodies of requests: checked values, and one job for a request that is sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, serializers

from marketing_ai.api.errors import IdempotencyMismatch
from marketing_ai.jobs.api import accepted
from marketing_ai.jobs.idempotency import KeyReused, once

if TYPE_CHECKING:
    from collections.abc import Callable

    from rest_framework.request import Request
    from rest_framework.response import Response

    from marketing_ai.jobs.models import Job

MAX_KEY = 255  # characters of an Idempotency-Key

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    description="Sent again within 24 hours, the request answers with the same job.",
)


class StrictSerializer(serializers.Serializer[Any]):
    """A body of which every key is known: a misspelt one is refused, not dropped."""

    def to_internal_value(self, data: Any) -> Any:
        """As usual, after a look at the names."""
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError({name: ["Unknown field."] for name in unknown})
        return super().to_internal_value(data)


def valid(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The body's values. Raises ValidationError, which names the fields."""
    body = kind(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def accepted_once(
    start: Callable[[dict[str, Any]], Job], body: dict[str, Any], request: Request
) -> Response:
    """202 with the job that `start` makes of the body, or made of it when it came before.

    Raises IdempotencyMismatch for a key that stands for another body.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return accepted(start(dict(body)), request)
    if len(key) > MAX_KEY:
        raise exceptions.ValidationError({"Idempotency-Key": [f"At most {MAX_KEY} characters."]})
    try:
        job, _new = once(
            lambda: start(dict(body)),
            actor=request.user,
            key=key,
            body=body,
            now=timezone.now(),
        )
    except KeyReused as error:
        raise IdempotencyMismatch(key=key) from error
    return accepted(job, request)
