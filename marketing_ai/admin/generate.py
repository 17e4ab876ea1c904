"""The confirm page of “Generate copy…”: what will happen, before anything is written.

Reached from a list of products (the mixin) and from a campaign. The first visit and
every change of the options only estimate; “Start” writes the job. The selection is
asked for anew each time, so no page carries thousands of hidden ids; a digest of it
goes along, and when the selection has changed meanwhile the page is shown once more.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin import widgets
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from marketing_ai.admin import words
from marketing_ai.admin.base import actor_of, stores_of, tell_error
from marketing_ai.conf import conf
from marketing_ai.copywriting import services
from marketing_ai.copywriting.campaigns import Campaign, CampaignState
from marketing_ai.copywriting.kinds import Kind, Length, Tone
from marketing_ai.exceptions import MarketingAIError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.admin import AdminSite
    from django.http import HttpRequest

MAX_PRODUCTS = 5000
SHOWN = 20  # titles and refusals listed on the page

LANGUAGE_NAMES = {"en": _("English"), "zh-hans": _("Simplified Chinese"), "zh": _("Chinese")}


def language_choices() -> list[tuple[str, Any]]:
    """The languages that the shop's copy can be asked for, by name."""
    return [(code, LANGUAGE_NAMES.get(code, code)) for code in conf.SITE_LANGUAGES]


class GenerateCopyForm(forms.Form):
    """What to write; nothing here decides whether it can be."""

    required_css_class = "required"

    kinds = forms.MultipleChoiceField(
        label=_("Kinds of text"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=language_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: each product in its own language."),
    )
    tone = forms.ChoiceField(label=_("Tone"), choices=Tone.choices)
    length = forms.ChoiceField(label=_("Length"), choices=Length.choices)
    audience = forms.CharField(
        label=_("Audience"),
        max_length=64,
        required=False,
        widget=widgets.AdminTextInputWidget,
        help_text=_("Empty: everyone."),
    )
    variants = forms.IntegerField(
        label=_("Drafts a product"),
        min_value=1,
        max_value=8,
        widget=widgets.AdminIntegerFieldWidget,
    )
    campaign = forms.ModelChoiceField(
        label=_("Campaign"),
        queryset=Campaign.objects.none(),
        required=False,
        help_text=_("Promotions take their values from its offer."),
    )
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, widget=widgets.AdminTextInputWidget
    )
    notify_email = forms.EmailField(
        label=_("E-mail when finished"), required=False, widget=widgets.AdminEmailInputWidget
    )
    notify_webhook = forms.URLField(
        label=_("Webhook when finished"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )

    def __init__(
        self, *args: Any, stores: set[str] | None, campaign: Campaign | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["campaign"]
        if campaign is not None:
            del self.fields["campaign"]
            return
        rows = Campaign.objects.exclude(state=CampaignState.ENDED)
        field.queryset = rows if stores is None else rows.filter(store__in=stores)  # type: ignore[attr-defined]


def first_choices(campaign: Campaign | None) -> dict[str, Any]:
    """What the form says on the first visit: the campaign's plan, or the shop's defaults."""
    chosen: dict[str, Any] = {
        "kinds": [Kind.DESCRIPTION],
        "languages": [],
        "tone": Tone.PLAIN,
        "length": Length.MEDIUM,
        "audience": "",
        "variants": conf.COPY_VARIANTS,
    }
    if campaign is not None:
        chosen |= {
            "kinds": campaign.kinds or [Kind.DESCRIPTION],
            "languages": campaign.languages,
            "tone": campaign.tone,
            "length": campaign.length,
            "audience": campaign.audience,
        }
    return chosen


def generate_copy_page(
    request: HttpRequest,
    *,
    site: AdminSite,
    products: Sequence[str],
    context: dict[str, Any],
    hidden: Sequence[tuple[str, str]] = (),
    campaign: Campaign | None = None,
) -> HttpResponse:
    """Show the confirm page, or write the job and go to its page.

    products: keys, all of them visible to the person.
    hidden: what brings the same selection back when the form is sent.
    """
    if len(products) > MAX_PRODUCTS:
        messages.error(
            request,
            gettext("You selected %(n)s products; one job takes at most %(max)s. Select fewer.")
            % {"n": len(products), "max": MAX_PRODUCTS},
        )
        return HttpResponseRedirect(request.get_full_path())
    sent = request.method == "POST" and "marketing_form" in request.POST
    form = GenerateCopyForm(
        request.POST if sent else None,
        initial=first_choices(campaign),
        stores=stores_of(request),
        campaign=campaign,
    )
    digest = _digest(products)
    if sent and form.is_valid() and "_start" in request.POST:
        if request.POST.get("selection") == digest:
            try:
                job = services.request_copy(
                    products=products,
                    actor=actor_of(request),
                    **_arguments(form.cleaned_data, campaign),
                    note=form.cleaned_data["note"],
                    notify_email=form.cleaned_data["notify_email"],
                    notify_webhook=form.cleaned_data["notify_webhook"],
                )
            except MarketingAIError as error:
                tell_error(request, error)
            else:
                messages.success(request, gettext("The job has started."))
                return HttpResponseRedirect(
                    reverse("admin:marketing_ai_job_change", args=[job.pk], current_app=site.name)
                )
        else:
            messages.warning(
                request, gettext("The selection has changed meanwhile. Look again, then start.")
            )
    request.current_app = site.name
    return TemplateResponse(
        request,
        "admin/marketing_ai/generate.html",
        {
            **site.each_context(request),
            **context,
            "title": gettext("Generate copy"),
            "form": form,
            "hidden": [*hidden, ("selection", digest), ("marketing_form", "1")],
            "n_selected": len(products),
            **_estimate(request, form, products, campaign, sent=sent),
        },
    )


def _arguments(cleaned: dict[str, Any], campaign: Campaign | None) -> dict[str, Any]:
    """The form's answers as the services take them."""
    chosen = campaign or cleaned.get("campaign")
    return {
        "kinds": cleaned["kinds"],
        "languages": cleaned["languages"],
        "audience": cleaned["audience"],
        "tone": cleaned["tone"],
        "length": cleaned["length"],
        "variants": cleaned["variants"],
        "campaign": chosen,
    }


def _estimate(
    request: HttpRequest,
    form: GenerateCopyForm,
    products: Sequence[str],
    campaign: Campaign | None,
    *,
    sent: bool,
) -> dict[str, Any]:
    """What would happen, as words and lists; the reason when it cannot be said."""
    if sent and not form.is_valid():
        return {"estimate": None, "error": None}
    arguments = _arguments(form.cleaned_data if sent else first_choices(campaign), campaign)
    arguments.pop("campaign")
    try:
        estimate = services.estimate_copy(
            products=products,
            actor=actor_of(request),
            **arguments,
        )
    except MarketingAIError as error:
        return {"estimate": None, "error": error}
    return {
        "estimate": estimate,
        "error": None,
        "titles": estimate.titles[:SHOWN],
        "more_titles": max(estimate.n_products - len(estimate.titles[:SHOWN]), 0),
        "skipped": estimate.skipped[:SHOWN],
        "more_skipped": max(len(estimate.skipped) - SHOWN, 0),
        "time": words.duration(estimate.seconds),
        "summary": ngettext(
            "%(texts)s text for %(products)s product will be written.",
            "%(texts)s texts for %(products)s products will be written.",
            estimate.n_texts,
        )
        % {"texts": estimate.n_texts, "products": estimate.n_products},
    }


def _digest(products: Sequence[str]) -> str:
    """The selection's fingerprint, whatever its order."""
    return hashlib.sha256("\n".join(sorted(products)).encode()).hexdigest()
