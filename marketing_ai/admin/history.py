"""What was published and undone: the list, one product's history, and the undo button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from marketing_ai.admin import words
from marketing_ai.admin.base import SeenByMarketing, actor_of, may_see, stores_of, tell_error
from marketing_ai.admin.copyfilters import LanguageFilter
from marketing_ai.catalog.base import get_catalog
from marketing_ai.copywriting import services
from marketing_ai.copywriting.diff import word_diff
from marketing_ai.copywriting.kinds import Kind
from marketing_ai.copywriting.models import Publication, PublicationAction
from marketing_ai.exceptions import MarketingAIError

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

    from marketing_ai.copywriting.services import HistoryEntry

ENTRIES_A_PAGE = 20
DIFF_LIMIT = 20_000


class PublicationAdmin(SeenByMarketing):
    """Every change of what a product says."""

    list_display = ("number", "title", "kind", "language", "action_badge", "whose", "who",
                    "when")  # fmt: skip
    list_display_links = ("number",)
    list_filter = ("action", "kind", LanguageFilter, "created")
    list_select_related = ("product", "actor")
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description=_("change"), ordering="pk")
    def number(self, row: Publication) -> str:
        return f"#{row.pk}"

    @admin.display(description=_("product"), ordering="product")
    def title(self, row: Publication) -> str:
        return str(row.product)

    @admin.display(description=_("who"), ordering="actor")
    def who(self, row: Publication) -> str:
        return str(row.actor or "–")

    @admin.display(description=_("what"), ordering="action")
    def action_badge(self, row: Publication) -> SafeString:
        return words.badge(row.action, row.get_action_display())

    @admin.display(description=_("provenance"), ordering="provenance")
    def whose(self, row: Publication) -> str:
        return words.provenance(row.provenance)

    @admin.display(description=_("time"), ordering="created")
    def when(self, row: Publication) -> str:
        return words.moment(row.created)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(
            request, {"title": gettext("History of published texts"), **(extra_context or {})}
        )

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path(
                "product/<path:product_pk>/",
                wrap(self.product_view),
                name="marketing_ai_publication_product",
            ),
            path(
                "<int:pk>/undo/",
                wrap(require_POST(self.undo_view)),
                name="marketing_ai_publication_undo",
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
        """A change is read in its product's history."""
        row = None
        if may_see(request) and object_id.isdecimal():
            row = self.get_queryset(request).filter(pk=object_id).first()
        if row is None:
            return self.missing(request, object_id)
        return HttpResponseRedirect(f"{self.url('product', row.product_id)}#change-{row.pk}")

    def product_view(self, request: HttpRequest, product_pk: str) -> HttpResponse:
        """One product's texts over time, newest first, by kind if asked for."""
        product = self._product(request, product_pk)
        if product is None:
            return self.missing(request, product_pk)
        kind = request.GET.get("kind", "")
        entries = services.history(product.pk, kind if kind in Kind.values else None)
        page = Paginator(entries, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
        return self.page(
            request,
            "history.html",
            {
                "title": gettext("History of “%(product)s”") % {"product": product},
                "card": get_catalog().card(product.pk),
                "page": page,
                "entries": [_shown(entry) for entry in page],
                "kinds": Kind.choices,
                "kind": kind,
                "can_undo": self.has_undo_copy_permission(request),
                "can_paste": self.has_approve_copy_permission(request),
                "product_pk": product.pk,
            },
        )

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put back what one change took away."""
        row = self.get_queryset(request).filter(pk=pk).first() if may_see(request) else None
        if row is None:
            return self.missing(request, str(pk))
        try:
            services.undo(row, actor=actor_of(request))
        except MarketingAIError as error:
            tell_error(request, error)
        else:
            redone = row.action == PublicationAction.UNDO
            messages.success(
                request,
                gettext("Done again: the later text is back.")
                if redone
                else gettext("Undone: the earlier text is back."),
            )
        return HttpResponseRedirect(self.url("product", row.product_id))

    @staticmethod
    def _product(request: HttpRequest, product_pk: str) -> Any:
        if not may_see(request):
            return None
        try:
            return get_catalog().visible(stores_of(request)).filter(pk=product_pk).first()
        except (ValidationError, ValueError):  # no key of this shop looks like that
            return None


def _shown(entry: HistoryEntry) -> dict[str, Any]:
    """An entry with its words and its difference."""
    short = len(entry.before) + len(entry.after) <= DIFF_LIMIT
    return {
        "entry": entry,
        "kind": Kind(entry.kind).label,
        "action": words.badge(entry.action, PublicationAction(entry.action).label),
        # no text of ours stood there before: what is there now is the shop's own, or nothing
        "whose": words.provenance(entry.provenance) if entry.provenance else "",
        "ops": word_diff(entry.before, entry.after) if short else None,
    }
