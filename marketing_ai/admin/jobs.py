"""Jobs: the list, and one job's page with progress, errors and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from marketing_ai.admin import words
from marketing_ai.admin.base import SeenByMarketing, actor_of, may_see, page_url, tell_error
from marketing_ai.copywriting import services as copy_services
from marketing_ai.exceptions import MarketingAIError
from marketing_ai.governance.permissions import require
from marketing_ai.jobs import services as job_services
from marketing_ai.jobs.models import Job, JobState

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

    from marketing_ai.jobs.services import Progress

ERRORS_A_PAGE = 25
UNDOABLE = ("copywriting.publish", "copywriting.undo")
# the permission that a job of this kind asks for, to cancel it or to run its failures again
NEEDS = {
    "copywriting.publish": "publish_copy",
    "copywriting.undo": "undo_copy",
    "reviews.analyse": "analyse_reviews",
    "reviews.backfill": "analyse_reviews",
    "reviews.explain": "analyse_reviews",
}


class KindFilter(admin.SimpleListFilter):
    """Filter by kind of job, in words."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind, words.job_kind(kind)) for kind in words.JOB_KINDS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class JobAdmin(SeenByMarketing):
    """Long work: what runs, what is done, what went wrong."""

    list_display = ("number", "kind_label", "state_badge", "progress_bar", "failed_rows",
                    "created_by", "when")  # fmt: skip
    list_display_links = ("number",)
    list_filter = ("state", KindFilter, "created")
    list_select_related = ("created_by",)
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description=_("job"), ordering="pk")
    def number(self, job: Job) -> str:
        return f"#{job.pk}"

    @admin.display(description=_("kind"), ordering="kind")
    def kind_label(self, job: Job) -> str:
        return words.job_kind(job.kind)

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, job: Job) -> SafeString:
        return words.badge(job.state, job.get_state_display())

    @admin.display(description=_("progress"))
    def progress_bar(self, job: Job) -> SafeString:
        return words.bar(job.done, job.failed, job.total)

    @admin.display(description=_("failed"), ordering="failed")
    def failed_rows(self, job: Job) -> str:
        return str(job.failed) if job.failed else "–"

    @admin.display(description=_("created"), ordering="created")
    def when(self, row: Job) -> str:
        return words.moment(row.created)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/progress/", wrap(self.progress_view), name="marketing_ai_job_progress"),
            path(
                "<int:pk>/cancel/",
                wrap(require_POST(self.cancel_view)),
                name="marketing_ai_job_cancel",
            ),
            path(
                "<int:pk>/rerun/",
                wrap(require_POST(self.rerun_view)),
                name="marketing_ai_job_rerun",
            ),
            path(
                "<int:pk>/undo/", wrap(require_POST(self.undo_view)), name="marketing_ai_job_undo"
            ),
        ]
        return own + super().get_urls()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The job's page; read only, its buttons are forms of their own."""
        job = self._job(request, object_id)
        if job is None:
            return self.missing(request, object_id)
        progress = job_services.progress(job)
        allowed = self._may(request, _needed(job))
        errors = Paginator(job.errors.order_by("pk"), ERRORS_A_PAGE)
        return self.page(
            request,
            "job.html",
            {
                "title": f"{words.job_kind(job.kind)} #{job.pk}",
                "job": job,
                "facts": _live(progress),
                "errors": errors.get_page(request.GET.get("errors")),
                "can_cancel": job.is_open and allowed,
                "can_rerun": not job.is_open and job.failed > 0 and allowed,
                "can_undo": job.kind in UNDOABLE
                and not job.is_open
                and job.done > 0
                and self.has_undo_copy_permission(request),
                "links": self._links(job),
                "result": _result_rows(job.result),
            },
        )

    def progress_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Where the job stands, for the page's script: numbers, and the same as words."""
        job = self._job(request, str(pk))
        if job is None:
            return JsonResponse({"message": gettext("There is no such job.")}, status=404)
        response = JsonResponse(_live(job_services.progress(job)))
        response["Cache-Control"] = "no-store"
        return response

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Stop the job; what is finished stays."""

        def cancel(job: Job) -> str:
            require(actor_of(request), _needed(job))
            job_services.cancel_job(job, actor=actor_of(request))
            messages.success(request, gettext("The job is cancelled; finished rows stay."))
            return self.url("change", job.pk)

        return self._act(request, pk, cancel)

    def rerun_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A new job of the rows that failed."""

        def rerun(job: Job) -> str:
            require(actor_of(request), _needed(job))
            new = job_services.rerun_failures(job, actor=actor_of(request))
            messages.success(
                request,
                ngettext("%(n)s failed row runs again.", "%(n)s failed rows run again.", new.total)
                % {"n": new.total},
            )
            return self.url("change", new.pk)

        return self._act(request, pk, rerun)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A new job that puts back what this one changed."""

        def undo(job: Job) -> str:
            new = copy_services.undo_job(job, actor=actor_of(request))
            messages.success(
                request,
                gettext("The undo has started. Texts that were edited since are left and listed."),
            )
            return self.url("change", new.pk)

        return self._act(request, pk, undo)

    def _job(self, request: HttpRequest, object_id: str) -> Job | None:
        if not object_id.isdecimal() or not may_see(request):
            return None
        rows = self.get_queryset(request).select_related("created_by", "rerun_of")
        return rows.filter(pk=object_id).first()

    def _act(self, request: HttpRequest, pk: int, step: Callable[[Job], str]) -> HttpResponse:
        """Carry out one step on a job that the person may see; the step asks for its right."""
        job = self._job(request, str(pk))
        if job is None:
            return self.missing(request, str(pk))
        try:
            return HttpResponseRedirect(step(job))
        except MarketingAIError as error:
            tell_error(request, error)
            return HttpResponseRedirect(self.url("change", pk))

    def _links(self, job: Job) -> list[tuple[str, str]]:
        """Where the job's work can be seen: (words, address)."""
        links = []
        if drafts := job.copy_variants.count():
            links.append(
                (
                    ngettext("Review %(n)s draft", "Review %(n)s drafts", drafts) % {"n": drafts},
                    page_url(self.admin_site, "copyvariant", "changelist") + f"?job={job.pk}",
                )
            )
        if published := job.publications.count():
            links.append(
                (
                    ngettext("See %(n)s change", "See %(n)s changes", published) % {"n": published},
                    page_url(self.admin_site, "publication", "changelist") + f"?job={job.pk}",
                )
            )
        if review := job.params.get("review"):
            links.append(
                (
                    gettext("The review"),
                    page_url(self.admin_site, "review", "change", review) + "#explain",
                )
            )
        if job.rerun_of_id:
            links.append(
                (
                    gettext("The job that this one runs again"),
                    self.url("change", job.rerun_of_id),
                )
            )
        return links


def _needed(job: Job) -> str:
    """The permission to start such a job is the one to stop it and to run it again."""
    return NEEDS.get(job.kind, "generate_copy")


def _live(progress: Progress) -> dict[str, Any]:
    """A job's progress as the page shows it; keys are the template's `data-field` names."""
    is_open = progress.state in (JobState.QUEUED, JobState.RUNNING)
    rate = progress.rows_per_s
    return {
        "state": str(progress.state),
        "state_label": str(JobState(progress.state).label),
        "open": is_open,
        "total": progress.total,
        "done": progress.done,
        "failed": progress.failed,
        "waiting": progress.total - progress.done - progress.failed,
        "finished": progress.done + progress.failed,
        "rate": gettext("%(rate)s rows a second") % {"rate": f"{rate:.2f}"} if rate else "–",
        "eta": words.duration(progress.eta_s) if is_open and progress.eta_s is not None else "–",
    }


def _result_rows(result: dict[str, Any]) -> list[tuple[str, Any]]:
    """The handler's closing counts, flat ones only, for a small table."""
    return [
        (words.job_count(name), value)
        for name, value in (result or {}).items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    ]
