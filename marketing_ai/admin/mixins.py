"""What a shop's own product admin inherits to offer marketing copy.

    class ProductAdmin(MarketingProductAdminMixin, admin.ModelAdmin): …

It adds the actions “Generate copy…”, “Add to campaign…” and “Analyse reviews…”, columns with
the state of each product's texts and its score from reviews, a filter by score, and links to
paste a text, to the history and to what shoppers say. People without a permission see none of
it, and nothing is added while `ENABLED` is False.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin import helpers
from django.db.models import Count
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketing_ai.admin import words
from marketing_ai.admin.base import ActionPermissions, may_see, page_url, stores_of
from marketing_ai.admin.generate import generate_copy_page
from marketing_ai.admin.intocampaign import add_to_campaign
from marketing_ai.admin.productreviews import (
    BESIDE,
    SCORE,
    ScoreFilter,
    UnknownLast,
    analyse_reviews,
    attach_scores,
    has_score_field,
    shown_score,
)
from marketing_ai.catalog.base import get_catalog
from marketing_ai.conf import conf
from marketing_ai.copywriting.models import CopyState, CopyVariant

if TYPE_CHECKING:
    from django.contrib.admin.views.main import ChangeList
    from django.db.models import QuerySet
    from django.forms import Media
    from django.http import HttpRequest, HttpResponse

    _Base = admin.ModelAdmin
else:
    _Base = object

# states worth a place in the list, in this order
_SHOWN = (CopyState.PUBLISHED, CopyState.APPROVED, CopyState.DRAFT)


class MarketingProductAdminMixin(ActionPermissions, _Base):
    """See the module; put it before ModelAdmin."""

    change_form_template = "admin/marketing_ai/product_change_form.html"

    @property
    def media(self) -> Media:
        from django.forms import Media

        if not conf.ENABLED:
            return super().media
        return super().media + Media(css={"all": ["marketing_ai/marketing_ai.css"]})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Products of the person's stores, in lists, actions and auto-completion alike."""
        products = super().get_queryset(request)
        stores = stores_of(request) if conf.ENABLED else None
        if stores is None:
            return products
        return products.filter(pk__in=get_catalog().visible(stores).values("pk"))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        popup = "_popup" in request.GET
        if not popup and self.has_generate_copy_permission(request):
            actions["marketing_generate_copy"] = (
                _generate_copy,
                "marketing_generate_copy",
                _("Generate copy…"),
            )
            actions["marketing_add_to_campaign"] = (
                add_to_campaign,
                "marketing_add_to_campaign",
                _("Add to campaign…"),
            )
        if not popup and self.has_analyse_reviews_permission(request):
            actions["marketing_analyse_reviews"] = (
                analyse_reviews,
                "marketing_analyse_reviews",
                _("Analyse reviews…"),
            )
        return actions

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        columns = list(super().get_list_display(request))
        if conf.ENABLED and may_see(request) and "marketing_state" not in columns:
            # beside the column that names the product: wide lists end off the screen
            links = self.get_list_display_links(request, columns) or columns[:1]
            at = columns.index(links[0]) + 1
            reviews = "marketing_reviews" if has_score_field(self.model) else "marketing_said"
            columns[at:at] = ["marketing_state", reviews]
        return columns

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        filters = list(super().get_list_filter(request))
        if conf.ENABLED and may_see(request):
            filters.append(ScoreFilter)
        return filters

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The list, with the states of the page's texts and the scores; two queries."""
        changelist = super().get_changelist_instance(request)
        if conf.ENABLED and may_see(request):
            products = list(changelist.result_list)
            _attach_states(products)
            attach_scores(products)
        return changelist

    @admin.display(description=_("marketing copy"))
    def marketing_state(self, product: Any) -> str:
        """States of the product's texts, and links to its history and to paste one."""
        states: dict[str, int] = getattr(product, "_marketing_states", {})
        badges = format_html_join(
            " ",
            "{}",
            (
                (words.badge(state, f"{CopyState(state).label} {states[state]}"),)
                for state in _SHOWN
                if states.get(state)
            ),
        )
        return format_html(
            '{} <a class="mai-history-link" href="{}">{}</a>',
            badges or "–",
            page_url(self.admin_site, "publication", "product", product.pk),
            gettext("History"),
        )

    @admin.display(description=_("reviews"), ordering=UnknownLast(SCORE))
    def marketing_reviews(self, product: Any) -> str:
        """The score from reviews, by which the list can be ordered."""
        return shown_score(product, self.admin_site)

    @admin.display(description=_("reviews"), ordering=UnknownLast(BESIDE))
    def marketing_said(self, product: Any) -> str:
        """The same where the score stands in a row beside the product."""
        return shown_score(product, self.admin_site)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        product = kwargs.get("obj")
        if conf.ENABLED and product is not None and product.pk is not None and may_see(request):
            context["marketing_links"] = self._marketing_links(request, product)
        return super().render_change_form(request, context, *args, **kwargs)

    def _marketing_links(self, request: HttpRequest, product: Any) -> list[tuple[str, str]]:
        links = [
            (
                gettext("Marketing copy"),
                page_url(self.admin_site, "publication", "product", product.pk),
            ),
            (
                gettext("What shoppers say"),
                page_url(self.admin_site, "reviewinsight", "product", product.pk),
            ),
        ]
        if self.has_approve_copy_permission(request):
            links.append(
                (
                    gettext("Paste a text…"),
                    page_url(self.admin_site, "copyvariant", "paste", product.pk),
                )
            )
        return links


def _generate_copy(
    page: MarketingProductAdminMixin, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponse:
    """The action: the confirm page, which posts back here with the same selection."""
    products = [str(pk) for pk in queryset.order_by().values_list("pk", flat=True)]
    across = request.POST.get("select_across", "0")
    ticked = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
    hidden = [("action", "marketing_generate_copy"), ("select_across", across)]
    # with “select all” the list's own filters bring the selection back; one key is enough
    kept = ticked[:1] if across == "1" else ticked
    hidden += [(helpers.ACTION_CHECKBOX_NAME, pk) for pk in kept]
    return generate_copy_page(
        request,
        site=page.admin_site,
        products=products,
        context={"opts": page.opts, "media": page.media, "back": request.get_full_path()},
        hidden=hidden,
    )


def _attach_states(products: list[Any]) -> None:
    """Give each product of a page its texts' states: {state: number}. One query."""
    rows = (
        CopyVariant.objects.filter(product__in=[product.pk for product in products])
        .filter(state__in=_SHOWN)
        .order_by()
        .values_list("product_id", "state")
        .annotate(n=Count("pk"))
    )
    states: dict[Any, dict[str, int]] = defaultdict(dict)
    for pk, state, n in rows:
        states[pk][state] = n
    for product in products:
        product._marketing_states = states.get(product.pk, {})
