"""Public endpoints of a product's reviews: what is said from them, the rows behind it, reports.

Rows only, no model. What is not approved never leaves the shop.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from marketing_ai.api.bodies import valid
from marketing_ai.api.fields import ErrorBody
from marketing_ai.api.throttles import ReportThrottle, StorefrontThrottle
from marketing_ai.api.views import ErrorBodyMixin, Pages
from marketing_ai.conf import conf
from marketing_ai.reviews import serving
from marketing_ai.reviews.public import public_insight
from marketing_ai.reviews.serializers import ProblemBody, ShownFilters, ShownReviewRow
from marketing_ai.reviews.services.problems import report_problem
from marketing_ai.reviews.shapes import InsightBody, insight_body

if TYPE_CHECKING:
    from rest_framework.request import Request

TAGS = ["marketing storefront"]
MAX_LANGUAGE = 12  # characters
READ = {400: ErrorBody, 404: ErrorBody, 429: ErrorBody}


class PublicMixin(ErrorBodyMixin):
    """Open to anyone; a visitor's session is not even read."""

    authentication_classes: Any = []
    permission_classes: Any = [AllowAny]  # public on purpose: approved rows only
    throttle_classes: Any = [StorefrontThrottle]


class ProductInsightView(PublicMixin, APIView):
    """What a product's page says from its reviews. Four queries; no model is called."""

    http_method_names: Any = ["get", "head"]

    @extend_schema(
        operation_id="marketing_product_insight",
        tags=TAGS,
        auth=[],
        parameters=[
            OpenApiParameter("language", description="Empty: that of the request."),
            OpenApiParameter(
                "If-None-Match", location=OpenApiParameter.HEADER, description="An earlier ETag."
            ),
        ],
        responses={
            200: InsightBody,
            304: OpenApiResponse(description="The caller has this answer already."),
            **READ,
        },
    )
    def get(self, request: Request, product_pk: str) -> HttpResponse:
        """Counts, themes, score and summary, with what must stand beside them.

        A product with few reviews has counts and no summary; `status` says why.
        """
        insight = (
            None if "\0" in product_pk else public_insight(product_pk, language=_language(request))
        )
        if insight is None:
            raise Http404
        body = json.dumps(
            insight_body(insight, request), ensure_ascii=False, separators=(",", ":")
        ).encode()
        etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        response = HttpResponse(body, content_type="application/json")
        response["ETag"] = etag
        response["Cache-Control"] = "public, no-cache"
        patch_vary_headers(response, ["Accept-Language"])
        if "HTTP_IF_NONE_MATCH" in request.META:
            return get_conditional_response(request, etag=etag, response=response)  # type: ignore[return-value]
        return response


class ProductReviewsView(PublicMixin, GenericAPIView[Any]):
    """A product's approved reviews. Six queries a page at the most."""

    pagination_class = Pages
    serializer_class = ShownReviewRow
    filter_backends: Any = []
    http_method_names: Any = ["get", "head"]

    @extend_schema(
        operation_id="marketing_product_reviews",
        tags=TAGS,
        auth=[],
        parameters=[ShownFilters],
        responses={200: ShownReviewRow(many=True), **READ},
    )
    def get(self, request: Request, product_pk: str) -> Response:
        """Newest first. A filtered list holds what the number of the same name counts."""
        given = {
            name: value
            for name, value in request.query_params.items()
            if name not in ("page", "page_size")
        }
        asked = ShownFilters(data=given)
        asked.is_valid(raise_exception=True)
        _need_product(product_pk)
        page = self.paginate_queryset(serving.voices(product_pk, **asked.validated_data))
        shown = [serving.as_shown(row) for row in page or ()]
        return self.get_paginated_response(ShownReviewRow(shown, many=True).data)


class InsightReportView(PublicMixin, APIView):
    """Takes reports of problems; by address only a few in an hour."""

    throttle_classes: Any = [ReportThrottle]
    http_method_names: Any = ["post"]

    @extend_schema(
        operation_id="marketing_product_insight_report",
        tags=TAGS,
        auth=[],
        request=ProblemBody,
        responses={204: OpenApiResponse(description="Counted."), **READ},
    )
    def post(self, request: Request, product_pk: str) -> Response:
        """Report a problem with what is said from the reviews; 404 where nothing is said."""
        body = valid(ProblemBody, request)
        _need_product(product_pk)
        if not report_problem(product_pk, reason=body["reason"], now=timezone.now()):
            raise Http404
        return Response(status=204)


def _language(request: Request) -> str:
    """Asked for, else the request's; sentences are in the nearest one that is translated."""
    language = request.query_params.get("language", "")
    if not language:
        return get_language() or str(conf.SITE_LANGUAGES[0])
    if len(language) > MAX_LANGUAGE or not language.replace("-", "").isalnum():
        raise exceptions.ValidationError({"language": ["This value is not possible."]})
    return language.lower()


def _need_product(product_pk: str) -> None:
    if "\0" in product_pk or not serving.product_exists(product_pk):
        raise Http404
