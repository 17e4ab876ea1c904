"""Reviews over the API, for staff: see them, have them read, correct readings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from marketing_ai.api.bodies import IDEMPOTENCY_KEY, accepted_once, valid
from marketing_ai.api.fields import ErrorBody
from marketing_ai.api.views import StaffView, StaffViewSet
from marketing_ai.jobs.api import JobRow
from marketing_ai.reviews import services
from marketing_ai.reviews.models import Review
from marketing_ai.reviews.serializers import (
    AnalysisBody,
    CorrectionBody,
    MarkBody,
    ReviewDetail,
    ReviewFilters,
    ReviewRow,
)

if TYPE_CHECKING:
    from rest_framework.request import Request

    from marketing_ai.jobs.models import Job

TAGS = ["marketing reviews"]
READ = {400: ErrorBody, 403: ErrorBody, 404: ErrorBody, 429: ErrorBody}
CHANGE = {**READ, 409: ErrorBody}


class ReviewAnalysisView(StaffView):
    """Ask for reviews to be read."""

    permissions_needed: ClassVar[dict[str, str]] = {"post": "analyse_reviews"}

    @extend_schema(
        operation_id="marketing_reviews_analyse",
        tags=TAGS,
        request=AnalysisBody,
        parameters=[IDEMPOTENCY_KEY],
        responses={202: JobRow, **CHANGE, 503: ErrorBody},
    )
    def post(self, request: Request) -> Response:
        """One job that has the reviews read; 202 with its address. New reviews need no request."""
        return accepted_once(self._start, valid(AnalysisBody, request), request)

    def _start(self, body: dict[str, Any]) -> Job:
        return services.request_analysis(**body, actor=self.person)


class ReviewViewSet(StaffViewSet):
    """Reviews of the stores that the person may see."""

    queryset = Review.objects.filter(removed=False)
    serializer_class = ReviewRow
    filters = ReviewFilters
    http_method_names: Any = ["get", "head", "post"]
    permissions_needed: ClassVar[dict[str, str]] = {
        "list": "view_marketing",
        "retrieve": "view_marketing",
        "correct": "analyse_reviews",
        "mark": "analyse_reviews",
    }

    def get_queryset(self) -> Any:
        """Reviews of this person's stores."""
        return self.of_stores(super().get_queryset())

    @extend_schema(
        operation_id="marketing_reviews_list",
        tags=TAGS,
        parameters=[ReviewFilters],
        responses={200: ReviewRow(many=True), **READ},
    )
    def list(self, request: Request) -> Response:
        """Reviews in any state, newest first unless asked otherwise."""
        rows = self.get_queryset()
        try:
            rows = self.filtered(rows)
        except (DjangoValidationError, ValueError):  # a key that no product can have
            rows = rows.none()
        return self.page_of(rows, ReviewRow)

    @extend_schema(
        operation_id="marketing_reviews_read", tags=TAGS, responses={200: ReviewDetail, **READ}
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """One review with its aspects."""
        return self._detail(self.get_object())

    @extend_schema(
        operation_id="marketing_reviews_correct",
        tags=TAGS,
        request=CorrectionBody,
        responses={200: ReviewDetail, **CHANGE},
    )
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        """Say what the text says on the whole; the numbers follow, and new models keep to it."""
        body = valid(CorrectionBody, request)
        row = services.correct_polarity(
            self.get_object(), **body, actor=self.person, now=timezone.now()
        )
        return self._detail(row)

    @extend_schema(
        operation_id="marketing_reviews_mark",
        tags=TAGS,
        request=MarkBody,
        responses={200: ReviewDetail, **CHANGE},
    )
    @action(detail=True, methods=["post"])
    def mark(self, request: Request, pk: str) -> Response:
        """Mark an aspect as none, or say what it really says; the numbers follow."""
        body = valid(MarkBody, request)
        review = self.get_object()
        aspect = review.aspects.select_related("review").filter(pk=body.pop("aspect")).first()
        if aspect is None:
            raise Http404
        services.mark_aspect(aspect, **body, actor=self.person, now=timezone.now())
        return self._detail(self.get_object())

    def _detail(self, row: Review) -> Response:
        return Response(ReviewDetail(row).data)
