"""The first day: old reviews are read once a person has seen count and time, and said so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from marketing_ai.admin import words
from marketing_ai.admin.base import (
    SeenByMarketing,
    actor_of,
    may_see,
    page_url,
    stores_of,
    tell_error,
)
from marketing_ai.admin.reviewforms import HoursForm
from marketing_ai.exceptions import MarketingAIError
from marketing_ai.governance.permissions import require
from marketing_ai.reviews import services
from marketing_ai.reviews.source import get_feed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.urls import URLPattern


class ReviewSourceAdmin(SeenByMarketing):
    """Where reviews come from, and the page of the shop's old ones."""

    store_path = ""
    change_list_template = "admin/marketing_ai/reviews/sources.html"
    list_display = ("name", "since", "backfill_confirmed", "backfill_by", "backfill_paused")
    list_display_links = None
    list_select_related = ("backfill_by",)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "old/",
                self.admin_site.admin_view(self.old_view),
                name="marketing_ai_reviewsource_old",
            )
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {
            "title": gettext("Where reviews come from"),
            "is_connected": get_feed() is not None,
        }
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def old_view(self, request: HttpRequest) -> HttpResponse:
        """Count and time first; confirm, pause, go on, hours."""
        if not may_see(request):
            return self.missing(request, "old")
        if request.method == "POST":
            return self._do(request)
        now = timezone.now()
        context: dict[str, Any] = {
            "title": gettext("Old reviews"),
            "can_start": self.has_analyse_reviews_permission(request)
            and stores_of(request) is None,
            "is_limited": stores_of(request) is not None,
            "is_connected": get_feed() is not None,
        }
        if context["is_connected"]:
            estimate = services.estimate_backfill(now=now)
            status = services.backfill_status(now=now)
            context |= {
                "estimate": estimate,
                "time": words.duration(estimate.seconds),
                "status": status,
                "time_left": words.duration(status.seconds_left),
                "n_read": status.n_taken - status.n_waiting,
                "hours_form": HoursForm(
                    initial={"from_hour": status.from_hour, "to_hour": status.to_hour}
                ),
                "job_url": page_url(self.admin_site, "job", "change", status.job.pk)
                if status.job
                else "",
            }
        return self.page(request, "reviews/backfill.html", context)

    def _do(self, request: HttpRequest) -> HttpResponse:
        step = _STEPS.get(request.POST.get("do", ""))
        if step is None:
            messages.error(request, gettext("This button is not known. Load the page again."))
            return HttpResponseRedirect(request.path)
        if stores_of(request) is not None:
            # the old reviews are those of all stores together
            messages.error(
                request, gettext("Only people who work for all stores may decide on this.")
            )
            return HttpResponseRedirect(request.path)
        try:
            require(actor_of(request), "analyse_reviews")
            messages.success(request, step(request))
        except MarketingAIError as error:
            tell_error(request, error)
        return HttpResponseRedirect(request.path)


def _hours(request: HttpRequest) -> dict[str, int]:
    form = HoursForm(request.POST)
    form.full_clean()
    return {
        "from_hour": form.cleaned_data.get("from_hour", 0),
        "to_hour": form.cleaned_data.get("to_hour", 0),
    }


def _confirm(request: HttpRequest) -> str:
    job = services.confirm_backfill(actor=actor_of(request), now=timezone.now(), **_hours(request))
    return gettext("Confirmed. Job #%(job)s takes the old reviews in; new ones go first.") % {
        "job": job.pk
    }


def _pause(request: HttpRequest) -> str:
    services.set_pause(paused=True, now=timezone.now())
    return gettext("Paused. New reviews are read all the same.")


def _go_on(request: HttpRequest) -> str:
    services.set_pause(paused=False, now=timezone.now())
    return gettext("Old reviews are read again.")


def _set_hours(request: HttpRequest) -> str:
    services.set_hours(now=timezone.now(), **_hours(request))
    return gettext("The hours are set.")


_STEPS: dict[str, Callable[[Any], str]] = {
    "confirm": _confirm,
    "pause": _pause,
    "go_on": _go_on,
    "hours": _set_hours,
}
