"""Copy over the API, for staff: ask for, review, publish, undo. Each endpoint calls one service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import Count
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.decorators import action
from rest_framework.response import Response

from marketing_ai.api.bodies import IDEMPOTENCY_KEY, accepted_once, valid
from marketing_ai.api.fields import ErrorBody
from marketing_ai.api.views import StaffView, StaffViewSet
from marketing_ai.copywriting import services
from marketing_ai.copywriting.models import Campaign, CopyVariant, Publication
from marketing_ai.copywriting.serializers import (
    CampaignFilters,
    CampaignRow,
    CopyDetail,
    CopyFilters,
    CopyRequestBody,
    CopyRow,
    EditBody,
    PasteBody,
    PublicationFilters,
    PublicationRow,
    PublishBody,
    RejectBody,
)
from marketing_ai.jobs.api import JobRow, accepted
from marketing_ai.jobs.models import Job

if TYPE_CHECKING:
    from rest_framework.request import Request

READ = {400: ErrorBody, 403: ErrorBody, 404: ErrorBody, 429: ErrorBody}
CHANGE = {**READ, 409: ErrorBody}
TAGS = ["marketing copy"]


class CopyRequestView(StaffView):
    """Ask for copy."""

    permissions_needed: ClassVar[dict[str, str]] = {"post": "generate_copy"}

    @extend_schema(
        operation_id="marketing_copy_request",
        tags=TAGS,
        request=CopyRequestBody,
        parameters=[IDEMPOTENCY_KEY],
        responses={202: JobRow, **CHANGE, 503: ErrorBody},
    )
    def post(self, request: Request) -> Response:
        """One job that writes the drafts; 202 with its address. Nothing is published."""
        return accepted_once(self._start, valid(CopyRequestBody, request), request)

    def _start(self, body: dict[str, Any]) -> Job:
        if campaign := body.pop("campaign", None):
            visible = self.of_stores(Campaign.objects.all())
            body["campaign"] = visible.filter(pk=campaign).first()
            if body["campaign"] is None:
                raise exceptions.ValidationError({"campaign": ["There is no such campaign."]})
        return services.request_copy(**body, actor=self.person)


class CopyViewSet(StaffViewSet):
    """Texts of the stores that the person may see."""

    queryset = CopyVariant.objects.all()
    serializer_class = CopyRow
    filters = CopyFilters
    http_method_names: Any = ["get", "head", "post", "patch"]
    permissions_needed: ClassVar[dict[str, str]] = {
        "list": "view_marketing",
        "retrieve": "view_marketing",
        "create": "approve_copy",
        "partial_update": "approve_copy",
        "approve": "approve_copy",
        "reject": "approve_copy",
        "publish": "publish_copy",
        "retry": "generate_copy",
    }

    def get_queryset(self) -> Any:
        """Texts of this person's stores."""
        return self.of_stores(super().get_queryset())

    @extend_schema(
        operation_id="marketing_copy_list",
        tags=TAGS,
        parameters=[CopyFilters],
        responses={200: CopyRow(many=True), **READ},
    )
    def list(self, request: Request) -> Response:
        """Texts in any state, newest first unless asked otherwise."""
        rows = self.get_queryset().defer("facts", "violations", "fact_problems")
        return self.page_of(_by_product(self, rows), CopyRow)

    @extend_schema(
        operation_id="marketing_copy_read", tags=TAGS, responses={200: CopyDetail, **READ}
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """One text with its claims and the facts that carry them."""
        return self._detail(self.get_object())

    @extend_schema(
        operation_id="marketing_copy_paste",
        tags=TAGS,
        request=PasteBody,
        responses={201: CopyDetail, **CHANGE},
    )
    def create(self, request: Request) -> Response:
        """Take in a text from anywhere: a checked draft like any other; no model is used."""
        body = valid(PasteBody, request)
        variant = services.paste_text(product_pk=body.pop("product"), **body, actor=self.person)
        return self._detail(variant, status=201)

    @extend_schema(
        operation_id="marketing_copy_edit",
        tags=TAGS,
        request=EditBody,
        responses={200: CopyDetail, **CHANGE},
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change text, window or place of a draft; it is checked again."""
        body = valid(EditBody, request)
        return self._detail(services.edit_text(self.get_object(), **body, actor=self.person))

    @extend_schema(
        operation_id="marketing_copy_approve",
        tags=TAGS,
        request=None,
        responses={200: CopyDetail, **CHANGE},
    )
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Approve a draft; refused while a claim is open or a brand rule stands against it."""
        return self._detail(services.approve(self.get_object(), actor=self.person))

    @extend_schema(
        operation_id="marketing_copy_reject",
        tags=TAGS,
        request=RejectBody,
        responses={200: CopyDetail, **CHANGE},
    )
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: str) -> Response:
        """Throw a draft away, for a reason that a retry takes into account."""
        body = valid(RejectBody, request)
        return self._detail(services.discard(self.get_object(), **body, actor=self.person))

    @extend_schema(
        operation_id="marketing_copy_publish",
        tags=TAGS,
        request=PublishBody,
        responses={201: PublicationRow, **CHANGE},
    )
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Publish an approved text; the answer can be undone."""
        body = valid(PublishBody, request)
        publication = services.publish(self.get_object(), **body, actor=self.person)
        return Response(PublicationRow(publication).data, status=201)

    @extend_schema(
        operation_id="marketing_copy_retry",
        tags=TAGS,
        request=None,
        responses={202: JobRow, **CHANGE, 503: ErrorBody},
    )
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """A new job that writes this text again."""
        return accepted(services.retry(self.get_object(), actor=self.person), request)

    def _detail(self, variant: CopyVariant, status: int = 200) -> Response:
        return Response(CopyDetail(variant).data, status=status)


class PublicationViewSet(StaffViewSet):
    """What was published and undone, in the stores that the person may see."""

    queryset = Publication.objects.select_related("undone_by")
    serializer_class = PublicationRow
    filters = PublicationFilters
    permissions_needed: ClassVar[dict[str, str]] = {
        "list": "view_marketing",
        "retrieve": "view_marketing",
        "undo": "undo_copy",
    }

    def get_queryset(self) -> Any:
        """Publications of this person's stores."""
        return self.of_stores(super().get_queryset())

    @extend_schema(
        operation_id="marketing_publications_list",
        tags=TAGS,
        parameters=[PublicationFilters],
        responses={200: PublicationRow(many=True), **READ},
    )
    def list(self, request: Request) -> Response:
        """Publications, newest first unless asked otherwise."""
        return self.page_of(_by_product(self, self.get_queryset()), PublicationRow)

    @extend_schema(
        operation_id="marketing_publications_read",
        tags=TAGS,
        responses={200: PublicationRow, **READ},
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """One publication."""
        return Response(PublicationRow(self.get_object()).data)

    @extend_schema(
        operation_id="marketing_publications_undo",
        tags=TAGS,
        request=None,
        responses={201: PublicationRow, **CHANGE},
    )
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Put back what it changed; the undo is a publication that can be undone itself."""
        reverse = services.undo(self.get_object(), actor=self.person)
        return Response(PublicationRow(reverse).data, status=201)


class CampaignViewSet(StaffViewSet):
    """Campaigns of the stores that the person may see; they are changed in the admin."""

    queryset = Campaign.objects.annotate(
        n_products=Count("entries", distinct=True)
    ).prefetch_related("offers")
    serializer_class = CampaignRow
    filters = CampaignFilters
    permissions_needed: ClassVar[dict[str, str]] = {
        "list": "view_marketing",
        "retrieve": "view_marketing",
    }

    def get_queryset(self) -> Any:
        """Campaigns of this person's stores."""
        return self.of_stores(super().get_queryset())

    @extend_schema(
        operation_id="marketing_campaigns_list",
        tags=["marketing campaigns"],
        parameters=[CampaignFilters],
        responses={200: CampaignRow(many=True), **READ},
    )
    def list(self, request: Request) -> Response:
        """Campaigns, newest first unless asked otherwise."""
        return self.page_of(self.filtered(self.get_queryset()), CampaignRow)

    @extend_schema(
        operation_id="marketing_campaigns_read",
        tags=["marketing campaigns"],
        responses={200: CampaignRow, **READ},
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """One campaign with its offers."""
        return Response(CampaignRow(self.get_object()).data)


class JobUndoView(StaffView):
    """Undo all that a job published."""

    permissions_needed: ClassVar[dict[str, str]] = {"post": "undo_copy"}

    @extend_schema(
        operation_id="marketing_jobs_undo",
        tags=["marketing jobs"],
        request=None,
        responses={202: JobRow, **CHANGE},
    )
    def post(self, request: Request, pk: int) -> Response:
        """A job that restores every product but those edited since, and lists those."""
        job = self.of_stores(Job.objects.all()).filter(pk=pk).first()
        if job is None:
            raise Http404
        return accepted(services.undo_job(job, actor=self.person), request)


def _by_product(view: StaffViewSet, rows: Any) -> Any:
    """The filtered rows; a key that no product can have finds none."""
    try:
        return view.filtered(rows)
    except (DjangoValidationError, ValueError):
        return rows.none()
