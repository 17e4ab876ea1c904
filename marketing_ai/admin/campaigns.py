"""Campaigns: the plan's form, its page with drafts and publications, and the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelectMultiple, ManyToManyRawIdWidget
from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from marketing_ai.admin import months, words
from marketing_ai.admin.analyse import analyse_page
from marketing_ai.admin.base import (
    MarketingAdmin,
    actor_of,
    may_see,
    page_url,
    stores_of,
    tell_error,
)
from marketing_ai.admin.generate import generate_copy_page, language_choices
from marketing_ai.admin.governance import within_stores
from marketing_ai.catalog.base import get_catalog
from marketing_ai.copywriting import services
from marketing_ai.copywriting.campaigns import Campaign, CampaignState, Offer
from marketing_ai.copywriting.kinds import Kind
from marketing_ai.copywriting.models import CopyState
from marketing_ai.exceptions import MarketingAIError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.admin import AdminSite
    from django.http import HttpRequest
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

SHOWN = 20


class CampaignForm(forms.ModelForm):
    """Kinds and languages as boxes, products by search."""

    kinds = forms.MultipleChoiceField(
        label=_("Kinds of text"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=language_choices, widget=forms.CheckboxSelectMultiple
    )
    chosen_products = forms.ModelMultipleChoiceField(
        label=_("Products"), queryset=Campaign.objects.none(), required=False
    )

    class Meta:
        model = Campaign
        exclude = ("state", "products", "owner")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["chosen_products"].initial = self.instance.products.all()

    def clean(self) -> dict[str, Any]:
        """A period runs forward; the database holds it, the form explains it."""
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", gettext("The end must be after the start."))
        return cleaned


class OfferInline(admin.StackedInline):
    """What the campaign offers, typed."""

    model = Offer
    extra = 0
    fields = (
        ("rule", "value", "threshold", "currency"),
        ("starts", "ends", "stock_cap"),
        "terms",
    )


class CampaignAdmin(MarketingAdmin):
    """Plans and what came of them."""

    form = CampaignForm
    change_form_template = "admin/marketing_ai/campaign_change_form.html"
    change_list_template = "admin/marketing_ai/campaign_change_list.html"
    list_display = ("name", "state_badge", "goal", "channel", "starts", "ends", "n_products",
                    "owner")  # fmt: skip
    list_filter = ("state", "goal", "channel")
    list_select_related = ("owner",)
    search_fields = ("name",)
    inlines = (OfferInline,)
    fieldsets = (
        (None, {"fields": ("name", ("goal", "channel"), "chosen_products")}),
        (
            _("Texts"),
            {"fields": ("kinds", "languages", ("tone", "length", "audience"))},
        ),
        (_("Period and budget"), {"fields": ("starts", "ends", "budget_tokens")}),
        (_("Store"), {"classes": ("collapse",), "fields": ("store",)}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(_n_products=Count("entries"))

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, campaign: Campaign) -> SafeString:
        return words.badge(campaign.state, campaign.get_state_display())

    @admin.display(description=_("products"), ordering="_n_products")
    def n_products(self, campaign: Any) -> int:
        return campaign._n_products

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or may_see(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or may_see(request)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        """The form with the products and the stores that are the person's."""
        # our field stands for the relation, which Django's form factory would look for
        kwargs["fields"] = None
        form = super().get_form(request, obj, change, **kwargs)
        if "chosen_products" not in form.base_fields:  # a page that is only read
            return form
        field: Any = form.base_fields["chosen_products"]
        field.queryset = get_catalog().visible(stores_of(request))
        field.widget = _product_widget(self.admin_site)
        field.widget.choices = field.choices
        return within_stores(form, stores_of(request))

    def save_model(self, request: HttpRequest, obj: Campaign, form: Any, change: bool) -> None:
        if not change:
            obj.owner = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.products.set(form.cleaned_data["chosen_products"])

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("calendar/", wrap(self.calendar_view), name="marketing_ai_campaign_calendar"),
            path(
                "<int:pk>/generate/",
                wrap(self.generate_view),
                name="marketing_ai_campaign_generate",
            ),
            path(
                "<int:pk>/analyse/",
                wrap(self.analyse_view),
                name="marketing_ai_campaign_analyse",
            ),
            path(
                "<int:pk>/move/",
                wrap(require_POST(self.move_view)),
                name="marketing_ai_campaign_move",
            ),
        ]
        return own + super().get_urls()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        campaign = kwargs.get("obj")
        if campaign is not None:
            context |= self._sections(request, campaign)
        return super().render_change_form(request, context, *args, **kwargs)

    def generate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The confirm page for the campaign's products."""
        campaign = self.get_queryset(request).filter(pk=pk).first()
        if campaign is None or not self.has_generate_copy_permission(request):
            return self.missing(request, str(pk))
        products = [str(key) for key in campaign.entries.values_list("product_id", flat=True)]
        return generate_copy_page(
            request,
            site=self.admin_site,
            products=products,
            context={"opts": self.opts, "media": self.media, "back": self.url("change", pk)},
            campaign=campaign,
        )

    def analyse_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The confirm page for the reviews of the campaign's products."""
        campaign = self.get_queryset(request).filter(pk=pk).first()
        if campaign is None or not self.has_analyse_reviews_permission(request):
            return self.missing(request, str(pk))
        return analyse_page(
            request,
            site=self.admin_site,
            products=[str(key) for key in campaign.entries.values_list("product_id", flat=True)],
            context={"opts": self.opts, "media": self.media, "back": self.url("change", pk)},
        )

    def move_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A step in the campaign's life."""
        campaign = self.get_queryset(request).filter(pk=pk).first() if may_see(request) else None
        step = _MOVES.get(request.POST.get("to", ""))
        if campaign is None or step is None:
            return self.missing(request, str(pk))
        try:
            said = step(campaign, request)
        except MarketingAIError as error:
            tell_error(request, error)
        else:
            messages.success(request, said)
        return HttpResponseRedirect(self.url("change", pk))

    def calendar_view(self, request: HttpRequest) -> HttpResponse:
        """A month of windows, with what overlaps marked."""
        if not may_see(request):
            return self.missing(request, "calendar")
        month = months.parse(request.GET.get("month", ""))
        return self.page(
            request,
            "calendar.html",
            months.context(month, stores_of(request), self.admin_site),
        )

    def _sections(self, request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
        """The campaign's drafts, publications and state buttons."""
        texts = campaign.variants.select_related("product").order_by("-pk")
        counts = dict(campaign.variants.order_by().values_list("state").annotate(n=Count("pk")))
        targets = services.TRANSITIONS[campaign.state]
        return {
            "campaign": campaign,
            "moves": [(to, _MOVE_WORDS[to]) for to in targets if self._may_move(request, to)],
            "can_generate": self.has_generate_copy_permission(request)
            and campaign.state != CampaignState.ENDED,
            "can_analyse": self.has_analyse_reviews_permission(request),
            "drafts": texts.filter(state__in=[CopyState.DRAFT, CopyState.APPROVED])[:SHOWN],
            "live": texts.filter(state=CopyState.PUBLISHED)[:SHOWN],
            "counts": [
                (CopyState(state).label, counts[state])
                for state in CopyState.values
                if counts.get(state)
            ],
            "queue": page_url(self.admin_site, "copyvariant", "changelist")
            + f"?campaign={campaign.pk}&state=all",
        }

    def _may_move(self, request: HttpRequest, to: str) -> bool:
        needed = {CampaignState.IN_REVIEW: "generate_copy", CampaignState.DRAFT: "approve_copy"}
        return self._may(request, needed.get(CampaignState(to), "publish_copy"))


def _product_widget(site: AdminSite) -> forms.Widget:
    """Search where the shop's product admin offers it, else a list of keys."""
    relation: Any = Campaign._meta.get_field("products")
    page = site._registry.get(get_catalog().product_model())
    if page is not None and page.search_fields:
        return AutocompleteSelectMultiple(relation, site)
    return ManyToManyRawIdWidget(relation.remote_field, site)


def _to_review(campaign: Campaign, request: HttpRequest) -> str:
    services.start_review(campaign, actor=actor_of(request))
    return gettext("The campaign is in review.")


def _to_draft(campaign: Campaign, request: HttpRequest) -> str:
    services.back_to_draft(campaign, actor=actor_of(request))
    return gettext("The campaign is a draft again.")


def _to_live(campaign: Campaign, request: HttpRequest) -> str:
    _campaign, job = services.go_live(campaign, actor=actor_of(request))
    if job is None:
        return gettext("The campaign is live. It has no approved text yet.")
    return gettext("The campaign is live; job #%(job)s publishes its approved texts.") % {
        "job": job.pk
    }


def _to_end(campaign: Campaign, request: HttpRequest) -> str:
    services.end(campaign, actor=actor_of(request))
    return gettext("The campaign has ended; the earlier texts are back.")


_MOVES: dict[str, Callable[[Campaign, Any], str]] = {
    CampaignState.IN_REVIEW: _to_review,
    CampaignState.DRAFT: _to_draft,
    CampaignState.LIVE: _to_live,
    CampaignState.ENDED: _to_end,
}
_MOVE_WORDS: dict[str, Any] = {
    CampaignState.IN_REVIEW: _("Start the review"),
    CampaignState.DRAFT: _("Back to draft"),
    CampaignState.LIVE: _("Go live"),
    CampaignState.ENDED: _("End the campaign"),
}
