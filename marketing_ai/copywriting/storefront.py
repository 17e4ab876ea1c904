"""The storefront's endpoint: the published copy of a product. One query, no model.

Built for the hottest read of a shop: the body is put together without a serializer, and
only what the answer needs is imported or looked at.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from marketing_ai.api.fields import ErrorBody, NamedChoiceField, UtcField
from marketing_ai.api.throttles import StorefrontThrottle
from marketing_ai.api.views import ErrorBodyMixin
from marketing_ai.copywriting.disclosure import disclosure
from marketing_ai.copywriting.kinds import Kind
from marketing_ai.copywriting.models import Provenance
from marketing_ai.copywriting.serving import served_page

if TYPE_CHECKING:
    from datetime import datetime

    from rest_framework.request import Request

    from marketing_ai.copywriting.serving import ServedText

MAX_PARAMETER = 64  # characters; no language or audience is longer


class MarketingServedText(serializers.Serializer[Any]):
    """One published text, slots filled. For the schema; `_shape` makes the same."""

    kind = NamedChoiceField(Kind)
    language = serializers.CharField()
    audience = serializers.CharField(help_text="Empty: for everyone.")
    text = serializers.CharField()
    ai_generated = serializers.BooleanField(help_text="A language model wrote it, edited or not.")
    provenance = NamedChoiceField(Provenance)
    model = serializers.CharField(help_text="Empty where no model wrote it.")
    human_reviewed_at = UtcField(allow_null=True)
    disclosure = serializers.CharField(
        help_text="In the text's language; show it beside the text. Empty where no AI wrote it."
    )
    in_description = serializers.BooleanField(
        help_text="It stands in the product's own description already: show one of the two."
    )
    published_at = UtcField(allow_null=True)
    ends = UtcField(allow_null=True, help_text="From this moment on it is not served any more.")


class MarketingProductCopy(serializers.Serializer[Any]):
    """What a product's page shows now, at most one text a kind."""

    product = serializers.CharField()
    texts = MarketingServedText(many=True)


class ProductCopyView(ErrorBodyMixin, APIView):
    """Published copy of a product for this visitor. One query; no model is called."""

    authentication_classes: Any = []  # a visitor's session is not even read
    permission_classes: Any = [AllowAny]  # public on purpose: published rows only
    throttle_classes: Any = [StorefrontThrottle]
    http_method_names: Any = ["get", "head"]

    @extend_schema(
        operation_id="marketing_product_copy",
        tags=["marketing storefront"],
        auth=[],
        parameters=[
            OpenApiParameter(
                "language",
                description="Such as `zh-hans`; falls back to `zh`, then to the product's own.",
            ),
            OpenApiParameter("audience", description="A text for it goes before one for everyone."),
            OpenApiParameter(
                "If-None-Match", location=OpenApiParameter.HEADER, description="An earlier ETag."
            ),
        ],
        responses={
            200: MarketingProductCopy,
            304: OpenApiResponse(description="The caller has this answer already."),
            400: ErrorBody,
            404: ErrorBody,
            429: ErrorBody,
        },
    )
    def get(self, request: Request, product_pk: str) -> HttpResponse:
        """The texts; 304 when the caller has them already, 404 for an unknown product.

        No Last-Modified: a price, a window's end or an offer changes the answer without any
        row being written, so only the ETag can say whether it is still the same.
        """
        language, audience = _parameter(request, "language"), _parameter(request, "audience")
        texts = (
            None
            if "\0" in product_pk
            else served_page(product_pk, language=language, audience=audience, now=timezone.now())
        )
        if texts is None:
            raise Http404
        body = json.dumps(
            {"product": product_pk, "texts": [_shape(text) for text in texts]},
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
        etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        response = HttpResponse(body, content_type="application/json")
        response["ETag"] = etag
        # a cache may keep it, but asks before each use: windows open and close by the second
        response["Cache-Control"] = "public, no-cache"
        if "HTTP_IF_NONE_MATCH" in request.META:
            return get_conditional_response(request, etag=etag, response=response)  # type: ignore[return-value]
        return response


def _parameter(request: Request, name: str) -> str:
    value = request.query_params.get(name, "")
    if len(value) > MAX_PARAMETER or "\0" in value:
        raise exceptions.ValidationError({name: ["This value is not possible."]})
    return value


def _shape(text: ServedText) -> dict[str, Any]:
    reviewed = text.human_reviewed_at
    return {
        "kind": text.kind,
        "language": text.language,
        "audience": text.audience,
        "text": text.text,
        "ai_generated": text.ai_generated,
        "provenance": text.provenance,
        "model": text.model,
        "human_reviewed_at": _moment(reviewed),
        "disclosure": (
            disclosure(text.language, reviewed=reviewed is not None) if text.ai_generated else ""
        ),
        "in_description": text.in_description,
        "published_at": _moment(text.published_at),
        "ends": _moment(text.ends),
    }


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")
