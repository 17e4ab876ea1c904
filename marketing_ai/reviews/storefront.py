"""Public endpoints of a product's reviews: what is said from them, the rows behind it, reports.

Rows only, no model. What is not approved never leaves the shop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from marketing_ai.api.bodies import valid
from marketing_ai.api.fields import ErrorBody
from marketing_ai.api.throttles import ReportThrottle, StorefrontThrottle
from marketing_ai.api.views import ErrorBodyMixin, Pages
from marketing_ai.reviews import serving
from marketing_ai.reviews.serializers import ProblemBody, ShownFilters, ShownReviewRow
from marketing_ai.reviews.services.problems import report_problem

if TYPE_CHECKING:
    from rest_framework.request import Request

TAGS = ["marketing storefront"]
READ = {400: ErrorBody, 404: ErrorBody, 429: ErrorBody}


class PublicMixin(ErrorBodyMixin):
    """Open to anyone; a visitor's session is not even read."""

    authentication_classes: Any = []
    permission_classes: Any = [AllowAny]  # public on purpose: approved rows only
    throttle_classes: Any = [StorefrontThrottle]


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
    http_method_names: ClassVar[Any] = ["post"]

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


def _need_product(product_pk: str) -> None:
    if "\0" in product_pk or not serving.product_exists(product_pk):
        raise Http404
