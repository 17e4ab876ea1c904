"""The review queue: the list of texts, the page of one, and what can be done there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from marketing_ai.admin import dashboard, reviewpage, words
from marketing_ai.admin.base import (
    SeenByMarketing,
    actor_of,
    may_see,
    page_url,
    stores_of,
    tell_error,
)
from marketing_ai.admin.copyfilters import (
    CampaignFilter,
    LanguageFilter,
    OpenClaimsFilter,
    StateFilter,
)
from marketing_ai.admin.forms import DiscardForm, EditForm, FactForm, PasteForm
from marketing_ai.admin.reviewsteps import STEPS
from marketing_ai.catalog.base import get_catalog
from marketing_ai.copywriting import services
from marketing_ai.copywriting.models import CopyState, CopyVariant
from marketing_ai.exceptions import MarketingAIError

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

EDITABLE = (CopyState.DRAFT, CopyState.APPROVED)


class CopyVariantAdmin(SeenByMarketing):
    """Texts that wait for a person, and all others by filter."""

    list_display = ("excerpt", "product_name", "sort", "written_by", "standing", "when")
    list_display_links = ("excerpt",)
    list_filter = (StateFilter, OpenClaimsFilter, "kind", LanguageFilter, "source", CampaignFilter)
    list_select_related = ("product",)
    # jobs newest first; within one, a product's best draft before its others
    ordering = (F("job").desc(nulls_first=True), "product", "blocked", "rank", "-pk")
    list_per_page = 50
    search_fields = ("text",)
    show_full_result_count = False
    actions = ("approve_selected", "publish_selected", "discard_selected")

    @admin.display(description=_("text"))
    def excerpt(self, variant: CopyVariant) -> str:
        return Truncator(variant.text).chars(90)

    @admin.display(description=_("product"), ordering="product")
    def product_name(self, variant: CopyVariant) -> str:
        return str(variant.product)

    @admin.display(description=_("kind"), ordering="kind")
    def sort(self, variant: CopyVariant) -> str:
        return f"{variant.get_kind_display()}, {variant.language}"

    @admin.display(description=_("written by"), ordering="source")
    def written_by(self, variant: CopyVariant) -> str:
        return words.provenance(variant.provenance)

    @admin.display(description=_("state and check"), ordering="open_claims")
    def standing(self, variant: CopyVariant) -> SafeString:
        return format_html(
            "{} {}",
            words.badge(variant.state, variant.get_state_display()),
            words.check_badge(
                variant.open_claims, blocked=variant.blocked, is_read=bool(variant.reading_of)
            ),
        )

    @admin.display(description=_("created"), ordering="created")
    def when(self, row: CopyVariant) -> str:
        return words.moment(row.created)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(
            request, {"title": gettext("Review queue"), **(extra_context or {})}
        )

    # --- bulk

    @admin.action(description=_("Approve selected drafts"), permissions=["approve_copy"])
    def approve_selected(self, request: HttpRequest, queryset: QuerySet[CopyVariant]) -> None:
        """Approve what is clean; say how many were left and why."""
        outcomes = services.approve_many(queryset, actor=actor_of(request))
        done = sum(outcome.ok for outcome in outcomes)
        messages.success(
            request,
            ngettext("%(n)s draft was approved.", "%(n)s drafts were approved.", done)
            % {"n": done},
        )
        left = [outcome for outcome in outcomes if not outcome.ok]
        if left:
            reasons = dict.fromkeys(outcome.message for outcome in left)
            messages.warning(
                request,
                ngettext("%(n)s was left: %(why)s", "%(n)s were left: %(why)s", len(left))
                % {"n": len(left), "why": Truncator(" ".join(reasons)).chars(400)},
            )

    @admin.action(description=_("Publish selected texts"), permissions=["publish_copy"])
    def publish_selected(
        self, request: HttpRequest, queryset: QuerySet[CopyVariant]
    ) -> HttpResponse | None:
        """Publish the approved ones by a job."""
        approved = list(queryset.filter(state=CopyState.APPROVED))
        left = queryset.count() - len(approved)
        if left:
            messages.warning(
                request,
                ngettext(
                    "%(n)s text is not approved and was left.",
                    "%(n)s texts are not approved and were left.",
                    left,
                )
                % {"n": left},
            )
        try:
            job = services.publish_many(approved, actor=actor_of(request))
        except MarketingAIError as error:
            tell_error(request, error)
            return None
        return HttpResponseRedirect(page_url(self.admin_site, "job", "change", job.pk))

    @admin.action(description=_("Discard selected texts…"), permissions=["approve_copy"])
    def discard_selected(
        self, request: HttpRequest, queryset: QuerySet[CopyVariant]
    ) -> HttpResponse | None:
        """Ask for the reason, then throw them away."""
        form = DiscardForm(request.POST if "_discard" in request.POST else None)
        if not form.is_valid():
            across = request.POST.get("select_across", "0")
            ticked = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
            kept = ticked[:1] if across == "1" else ticked
            return self.page(
                request,
                "discard_selected.html",
                {
                    "title": gettext("Discard texts"),
                    "form": form,
                    "rows": list(queryset.select_related("product")[:20]),
                    "n": queryset.count(),
                    "hidden": [
                        ("action", "discard_selected"),
                        ("select_across", across),
                        *((helpers.ACTION_CHECKBOX_NAME, pk) for pk in kept),
                    ],
                },
            )
        done, left = 0, []
        for variant in queryset:
            try:
                services.discard(
                    variant,
                    reason=form.cleaned_data["reason"],
                    actor=actor_of(request),
                )
            except MarketingAIError as error:
                left.append(error.sentence)
            else:
                done += 1
        messages.success(
            request,
            ngettext("%(n)s text was discarded.", "%(n)s texts were discarded.", done)
            % {"n": done},
        )
        if left:
            messages.warning(
                request,
                ngettext("%(n)s was left: %(why)s", "%(n)s were left: %(why)s", len(left))
                % {"n": len(left), "why": " ".join(dict.fromkeys(left))},
            )
        return None

    # --- pages

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path(
                "overview/",
                wrap(self.overview_view),
                name="marketing_ai_copyvariant_overview",
            ),
            path(
                "paste/<path:product_pk>/",
                wrap(self.paste_view),
                name="marketing_ai_copyvariant_paste",
            ),
        ]
        return own + super().get_urls()

    def overview_view(self, request: HttpRequest) -> HttpResponse:
        """What waits, what runs, what is left, what was published last."""
        if not may_see(request):
            return self.missing(request, "overview")
        return self.page(request, "overview.html", dashboard.overview(request, self.admin_site))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The review page; each of its buttons posts `do`."""
        variant = self._variant(request, unquote(object_id)) if may_see(request) else None
        if variant is None:
            return self.missing(request, object_id)
        forms: dict[str, Any] = {}
        if request.method == "POST":
            response, forms = self._do(request, variant)
            if response is not None:
                return response
        return self._review(request, variant, forms)

    def paste_view(self, request: HttpRequest, product_pk: str) -> HttpResponse:
        """Take in a text that a person wrote; it is checked like any other."""
        catalog = get_catalog()
        try:
            product = catalog.visible(stores_of(request)).filter(pk=product_pk).first()
        except (ValidationError, ValueError):  # no key of this shop looks like that
            product = None
        if product is None or not self.has_approve_copy_permission(request):
            return self.missing(request, product_pk)
        card = catalog.card(product.pk)
        form = PasteForm(
            request.POST or None,
            stores=stores_of(request),
            initial={"language": card.language if card else ""},
        )
        if request.method == "POST" and form.is_valid():
            try:
                variant = services.paste_text(
                    product_pk=product.pk,
                    actor=actor_of(request),
                    **form.cleaned_data,
                )
            except MarketingAIError as error:
                form.add_error(None, f"{error.sentence} {error.advice}")
            else:
                messages.success(request, gettext("The text was taken in and checked."))
                return HttpResponseRedirect(self.url("change", variant.pk))
        return self.page(
            request,
            "paste.html",
            {"title": gettext("Paste a text"), "form": form, "card": card},
        )

    # --- the review page's steps

    def _variant(self, request: HttpRequest, object_id: str) -> CopyVariant | None:
        if not object_id.isdecimal():
            return None
        rows = self.get_queryset(request).select_related(
            "product", "campaign", "offer", "job", "created_by", "edited_by", "approved_by"
        )
        return rows.filter(pk=object_id).first()

    def _do(
        self, request: HttpRequest, variant: CopyVariant
    ) -> tuple[HttpResponse | None, dict[str, Any]]:
        """Carry out one button. Returns where to go, or the forms to show again."""
        step = STEPS.get(request.POST.get("do", ""))
        if step is None:
            messages.error(request, gettext("This button is not known. Load the page again."))
            return HttpResponseRedirect(request.path), {}
        form = step.form(request.POST) if step.form else None
        if form is not None and not form.is_valid():
            return None, {step.name: form}
        try:
            said, goes_to = step.run(request, variant, form)
        except MarketingAIError as error:
            if form is None:
                tell_error(request, error)
                return HttpResponseRedirect(request.path), {}
            form.add_error(None, f"{error.sentence} {error.advice}")
            variant.refresh_from_db()
            return None, {step.name: form}
        messages.success(request, said)
        if goes_to is not None:
            return HttpResponseRedirect(page_url(self.admin_site, "job", "change", goes_to)), {}
        if request.POST.get("then") == "next":
            _before, after = reviewpage.neighbours(variant, self.get_queryset(request))
            address = self.url("change", after.pk) if after else self.url("changelist")
            return HttpResponseRedirect(address), {}
        return HttpResponseRedirect(request.path), {}

    def _review(
        self, request: HttpRequest, variant: CopyVariant, forms: dict[str, Any]
    ) -> HttpResponse:
        rows = self.get_queryset(request)
        claims = list(variant.claims.all())
        card = reviewpage.card_of(variant)
        before, after = reviewpage.neighbours(variant, rows)
        can_review = self.has_approve_copy_permission(request) and variant.state in EDITABLE
        edit = forms.get("edit") or EditForm(
            initial={
                "text": variant.text,
                "starts": variant.starts,
                "ends": variant.ends,
                "write_mode": variant.write_mode,
            }
        )
        return self.page(
            request,
            "review.html",
            {
                "title": gettext("%(kind)s for “%(product)s”")
                % {
                    "kind": str(variant.get_kind_display()).capitalize(),
                    "product": Truncator(card.title).chars(70),
                },
                "variant": variant,
                "card": card,
                "segments": reviewpage.marked(variant, claims),
                "open_claims": [
                    (claim, words.claim_kind(claim.kind)) for claim in claims if not claim.supported
                ],
                "n_supported": sum(claim.supported for claim in claims),
                "comparison": reviewpage.compare(variant, card),
                "siblings": reviewpage.siblings(variant, rows),
                "before": before,
                "after": after,
                "preview": reviewpage.preview_address(variant, card),
                "provenance": words.provenance(variant.provenance),
                "can_accept": can_review and variant.state == CopyState.DRAFT,
                "can_review": can_review,
                "can_reopen": can_review and variant.state == CopyState.APPROVED,
                "can_retry": self.has_generate_copy_permission(request)
                and variant.state != CopyState.PUBLISHED,
                "can_undo": self.has_undo_copy_permission(request)
                and variant.state == CopyState.PUBLISHED,
                "can_publish": self.has_publish_copy_permission(request)
                and variant.state == CopyState.APPROVED,
                "edit_form": edit,
                "discard_form": forms.get("discard") or DiscardForm(),
                "fact_form": forms.get("add_fact") or FactForm(auto_id="id_fact_%s"),
                "editing": "edit" in forms,
                "discarding": "discard" in forms,
                "adding": "add_fact" in forms,
            },
        )
