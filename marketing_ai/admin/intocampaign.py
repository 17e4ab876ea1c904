"""“Add to campaign…”: put the chosen products into a campaign that is there, or into a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers, widgets
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from marketing_ai.admin.base import actor_of, page_url, stores_of, tell_error
from marketing_ai.copywriting import services
from marketing_ai.copywriting.campaigns import Campaign, CampaignState
from marketing_ai.exceptions import MarketingAIError

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

SHOWN = 20


class IntoCampaignForm(forms.Form):
    """Which campaign; a name makes a new one."""

    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), required=False
    )
    name = forms.CharField(
        label=_("Or a new one, named"),
        max_length=100,
        required=False,
        widget=widgets.AdminTextInputWidget,
    )

    def __init__(self, *args: Any, stores: set[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Campaign.objects.exclude(state=CampaignState.ENDED).order_by("-pk")
        self.fields["campaign"].queryset = (  # type: ignore[attr-defined]
            rows if stores is None else rows.filter(store__in=stores)
        )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("campaign")) == bool(cleaned.get("name")):
            raise forms.ValidationError(gettext("Choose a campaign, or name a new one."))
        return cleaned


def add_to_campaign(page: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
    """The action: ask which campaign, then add; what is in it already stays once."""
    products = list(queryset.order_by("pk"))
    form = IntoCampaignForm(
        request.POST if "_add" in request.POST else None, stores=stores_of(request)
    )
    if form.is_valid():
        try:
            campaign, added = services.add_products(
                form.cleaned_data["campaign"],
                name=form.cleaned_data["name"],
                products=[product.pk for product in products],
                actor=actor_of(request),
            )
        except MarketingAIError as error:
            tell_error(request, error)
        else:
            messages.success(
                request,
                ngettext(
                    "%(n)s product was added to “%(campaign)s”.",
                    "%(n)s products were added to “%(campaign)s”.",
                    added,
                )
                % {"n": added, "campaign": campaign},
            )
            return HttpResponseRedirect(
                page_url(page.admin_site, "campaign", "change", campaign.pk)
            )
    across = request.POST.get("select_across", "0")
    ticked = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
    kept = ticked[:1] if across == "1" else ticked
    request.current_app = page.admin_site.name
    return TemplateResponse(
        request,
        "admin/marketing_ai/into_campaign.html",
        {
            **page.admin_site.each_context(request),
            "opts": page.opts,
            "media": page.media,
            "title": gettext("Add to campaign"),
            "form": form,
            "n": len(products),
            "products": products[:SHOWN],
            "more": max(0, len(products) - SHOWN),
            "hidden": [
                ("action", "marketing_add_to_campaign"),
                ("select_across", across),
                *((helpers.ACTION_CHECKBOX_NAME, pk) for pk in kept),
            ],
        },
    )
