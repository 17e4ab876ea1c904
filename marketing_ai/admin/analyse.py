"""The confirm page of “Analyse reviews…”: how many, how long, by which model; then the job.

Reached from products, reviews and campaigns. Nothing is written before “Start”. The selection
is asked for anew each time; a digest of it goes along, and when it has changed meanwhile the
page is shown once more.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin import widgets
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from marketing_ai.admin import words
from marketing_ai.admin.base import actor_of, page_url, tell_error
from marketing_ai.exceptions import MarketingAIError
from marketing_ai.reviews import services

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.admin import AdminSite
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from marketing_ai.reviews.models import Review

MAX_PRODUCTS = 5000
MAX_REVIEWS = 20_000


class AnalyseForm(forms.Form):
    """What to read; nothing here decides whether it can be."""

    again = forms.BooleanField(
        label=_("Read again what the present model has read"),
        required=False,
        help_text=_("Corrections by people stay in any case."),
    )
    notify_email = forms.EmailField(
        label=_("E-mail when finished"), required=False, widget=widgets.AdminEmailInputWidget
    )


def analyse_page(
    request: HttpRequest,
    *,
    site: AdminSite,
    products: Sequence[str] = (),
    reviews: QuerySet[Review] | None = None,
    again: bool = False,
    context: dict[str, Any],
    hidden: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """Show the confirm page, or write the job and go to its page.

    products: keys, or reviews: rows; all of them visible to the person.
    hidden: what brings the same selection back when the form is sent.
    """
    chosen = _chosen(products, reviews)
    if too_many := _too_many(chosen):
        messages.error(request, too_many)
        return HttpResponseRedirect(request.get_full_path())
    sent = request.method == "POST" and "analyse_form" in request.POST
    form = AnalyseForm(request.POST if sent else None, initial={"again": again})
    form.full_clean()
    digest = _digest(chosen)
    cleaned: dict[str, Any] = (
        form.cleaned_data if sent and form.is_valid() else {"again": again, "notify_email": ""}
    )
    if sent and form.is_valid() and "_start" in request.POST:
        if request.POST.get("selection") == digest:
            try:
                job = services.request_analysis(
                    **chosen,
                    again=cleaned["again"],
                    actor=actor_of(request),
                    notify_email=cleaned["notify_email"],
                )
            except MarketingAIError as error:
                tell_error(request, error)
            else:
                messages.success(request, gettext("The job has started."))
                return HttpResponseRedirect(page_url(site, "job", "change", job.pk))
        else:
            messages.warning(
                request, gettext("The selection has changed meanwhile. Look again, then start.")
            )
    request.current_app = site.name
    return TemplateResponse(
        request,
        "admin/marketing_ai/reviews/analyse.html",
        {
            **site.each_context(request),
            **context,
            "title": gettext("Analyse reviews"),
            "form": form,
            "hidden": [*hidden, ("selection", digest), ("analyse_form", "1")],
            "lead": _lead(chosen),
            **_estimate(request, chosen, again=cleaned["again"]),
        },
    )


def _chosen(products: Sequence[str], reviews: QuerySet[Review] | None) -> dict[str, Any]:
    """The selection as the services take it."""
    if reviews is None:
        return {"products": list(products)}
    return {"reviews": list(reviews.order_by("pk").values_list("pk", flat=True)[: MAX_REVIEWS + 1])}


def _too_many(chosen: dict[str, Any]) -> str:
    if len(chosen.get("products", ())) > MAX_PRODUCTS:
        return gettext("You selected %(n)s products; one job takes at most %(max)s.") % {
            "n": len(chosen["products"]),
            "max": MAX_PRODUCTS,
        }
    if len(chosen.get("reviews", ())) > MAX_REVIEWS:
        return gettext(
            "One job takes at most %(max)s reviews. Select fewer, or their products."
        ) % {"max": MAX_REVIEWS}
    return ""


def _lead(chosen: dict[str, Any]) -> str:
    if "products" in chosen:
        n = len(chosen["products"])
        return ngettext(
            "%(n)s product is selected. Nothing is read until you start.",
            "%(n)s products are selected. Nothing is read until you start.",
            n,
        ) % {"n": n}
    n = len(chosen["reviews"])
    return ngettext(
        "%(n)s review is selected. Nothing is read until you start.",
        "%(n)s reviews are selected. Nothing is read until you start.",
        n,
    ) % {"n": n}


def _estimate(request: HttpRequest, chosen: dict[str, Any], *, again: bool) -> dict[str, Any]:
    """What would happen; the reason when it cannot be said."""
    try:
        estimate = services.estimate_analysis(**chosen, again=again, actor=actor_of(request))
    except MarketingAIError as error:
        return {"estimate": None, "error": error}
    n = estimate.n_to_read
    return {
        "estimate": estimate,
        "error": None,
        "time": words.duration(estimate.seconds) if n else gettext("no time"),
        "summary": ngettext(
            "%(n)s of %(total)s review will be read.",
            "%(n)s of %(total)s reviews will be read.",
            estimate.n_reviews,
        )
        % {"n": n, "total": estimate.n_reviews},
    }


def _digest(chosen: dict[str, Any]) -> str:
    """The selection's fingerprint, whatever its order."""
    keys = sorted(str(key) for part in chosen.values() for key in part)
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()
