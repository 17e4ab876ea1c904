"""Jobs over the API: list, progress, errors row by row, cancel and run failures again.

Undoing a job belongs to the slice that published; see `copywriting.api`.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from marketing_ai.api.fields import ErrorBody, NamedChoiceField, RowSerializer
from marketing_ai.api.views import StaffViewSet
from marketing_ai.governance.permissions import require
from marketing_ai.jobs import services
from marketing_ai.jobs.models import Job, JobRowError, JobState

if TYPE_CHECKING:
    from rest_framework.request import Request

# what it takes to start a job of this kind again, or to stop it; others take generate_copy
ACTION_OF_KIND = {
    "copywriting.publish": "publish_copy",
    "copywriting.undo": "undo_copy",
    "reviews.analyse": "analyse_reviews",
}
ERRORS = {403: ErrorBody, 404: ErrorBody, 409: ErrorBody, 429: ErrorBody}


def job_url(job: Job, request: Request) -> str:
    """Where the job's progress is."""
    return request.build_absolute_uri(reverse("marketing_ai_api:job-detail", args=[job.pk]))


def accepted(job: Job, request: Request) -> Response:
    """202 with the job and its address."""
    return Response(
        JobRow(job, context={"request": request}).data,
        status=202,
        headers={"Location": job_url(job, request)},
    )


@extend_schema_serializer(component_name="MarketingJob")
class JobRow(RowSerializer):
    """A job; counts are rows."""

    state = NamedChoiceField(JobState, read_only=True)
    url = serializers.SerializerMethodField()
    result = serializers.DictField(read_only=True, help_text="Closing counts of its kind.")

    class Meta:
        model = Job
        fields: ClassVar[Any] = [
            "id", "url", "kind", "store", "state", "total", "done", "failed", "created", "started",
            "finished", "cancel_asked", "created_by", "rerun_of", "result",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.URLField())
    def get_url(self, job: Job) -> str:
        """Where it is."""
        return job_url(job, self.context["request"])


@extend_schema_serializer(component_name="MarketingJobProgress")
class ProgressRow(serializers.Serializer[Any]):
    """Measured speed and what is left."""

    rows_per_s = serializers.FloatField(allow_null=True, help_text="Null: not measured yet.")
    eta_s = serializers.FloatField(allow_null=True, help_text="Null: finished or not measured yet.")


@extend_schema_serializer(component_name="MarketingJobDetail")
class JobDetail(JobRow):
    """A job with its progress."""

    progress = serializers.SerializerMethodField()

    class Meta(JobRow.Meta):
        fields: ClassVar[Any] = [*JobRow.Meta.fields, "progress"]
        read_only_fields = fields

    @extend_schema_field(ProgressRow)
    def get_progress(self, job: Job) -> dict[str, Any]:
        """From the row as it was read; no query."""
        return dict(ProgressRow(asdict(services.progress(job))).data)


@extend_schema_serializer(component_name="MarketingJobError")
class RowErrorRow(RowSerializer):
    """Why one row failed."""

    class Meta:
        model = JobRowError
        fields: ClassVar[Any] = ["item", "label", "code", "message", "hint", "created"]
        read_only_fields = fields


class JobFilters(serializers.Serializer[Any]):
    """Query parameters of the list of jobs."""

    state = serializers.ChoiceField(choices=JobState.choices, required=False)
    kind = serializers.CharField(max_length=64, required=False)
    ordering = serializers.ChoiceField(
        choices=["created", "-created", "finished", "-finished"], required=False
    )


class NoFilters(serializers.Serializer[Any]):
    """A list without filters of its own."""


class JobViewSet(StaffViewSet):
    """Jobs of the stores that the person may see."""

    queryset = Job.objects.all()
    serializer_class = JobRow
    filters = JobFilters
    permissions_needed: ClassVar[dict[str, str]] = {
        "list": "view_marketing",
        "retrieve": "view_marketing",
        "errors": "view_marketing",
        # seeing the job is the door; the job's kind decides on the step itself
        "cancel": "view_marketing",
        "rerun": "view_marketing",
    }

    def get_queryset(self) -> Any:
        """Jobs of this person's stores."""
        return self.of_stores(super().get_queryset())

    @extend_schema(
        operation_id="marketing_jobs_list",
        tags=["marketing jobs"],
        parameters=[JobFilters],
        responses={200: JobRow(many=True), 400: ErrorBody, 403: ErrorBody, 429: ErrorBody},
    )
    def list(self, request: Request) -> Response:
        """Jobs, newest first unless asked otherwise."""
        return self.page_of(self.filtered(self.get_queryset()), JobRow)

    @extend_schema(
        operation_id="marketing_jobs_read",
        tags=["marketing jobs"],
        responses={200: JobDetail, 403: ErrorBody, 404: ErrorBody, 429: ErrorBody},
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """One job with its progress."""
        return Response(JobDetail(self.get_object(), context=self.get_serializer_context()).data)

    @extend_schema(
        operation_id="marketing_jobs_errors",
        tags=["marketing jobs"],
        responses={200: RowErrorRow(many=True), 403: ErrorBody, 404: ErrorBody, 429: ErrorBody},
    )
    @action(detail=True, methods=["get"])
    def errors(self, request: Request, pk: str) -> Response:
        """The rows that failed, each with a sentence and what to do."""
        return self.page_of(self.get_object().errors.order_by("pk"), RowErrorRow)

    @extend_schema(
        operation_id="marketing_jobs_cancel",
        tags=["marketing jobs"],
        request=None,
        responses={200: JobDetail, **ERRORS},
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Stop it: waiting rows at once, running ones at their next look. Finished rows stay."""
        job = services.cancel_job(self._to_change(request), actor=self.person)
        return Response(JobDetail(job, context=self.get_serializer_context()).data)

    @extend_schema(
        operation_id="marketing_jobs_rerun",
        tags=["marketing jobs"],
        request=None,
        responses={202: JobRow, 400: ErrorBody, **ERRORS},
    )
    @action(detail=True, methods=["post"])
    def rerun(self, request: Request, pk: str) -> Response:
        """A new job of the rows that failed."""
        return accepted(
            services.rerun_failures(self._to_change(request), actor=self.person), request
        )

    def _to_change(self, request: Request) -> Job:
        """The job, if the person may start one of its kind."""
        job: Job = self.get_object()
        require(self.person, ACTION_OF_KIND.get(job.kind, "generate_copy"))
        return job
