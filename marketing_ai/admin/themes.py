"""Themes: rename, merge after a look at what it moves, and the terms that lead to each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import Count, Q, Sum
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from marketing_ai.admin import reviewwords
from marketing_ai.admin.base import (
    SeenByMarketing,
    actor_of,
    may_see,
    page_url,
    stores_of,
    tell_error,
)
from marketing_ai.admin.reviewforms import TermForm, ThemeForm
from marketing_ai.catalog.base import get_catalog
from marketing_ai.exceptions import MarketingAIError
from marketing_ai.governance.permissions import require
from marketing_ai.reviews.clean import shown
from marketing_ai.reviews.models import ReviewAspect, Theme, ThemeTally, ThemeTerm, Voice
from marketing_ai.reviews.nudge import nudge
from marketing_ai.reviews.services import themes as services

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.contrib.admin.views.main import ChangeList
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.urls import URLPattern

THEMELESS_SHOWN = 20
TERMS_SHOWN = 200


class MergedFilter(admin.SimpleListFilter):
    """Merged themes are kept, and out of the way."""

    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("used", gettext("in use")), ("merged", gettext("merged into another"))]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        chosen = self.value() or "used"
        for value, label in self.lookup_choices:
            yield {
                "selected": chosen == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Theme]) -> QuerySet[Theme]:
        return queryset.filter(merged_into__isnull=self.value() != "merged")


class ThemeAdmin(SeenByMarketing):
    """What aspect terms are gathered under, over all products and languages."""

    store_path = ""
    change_list_template = "admin/marketing_ai/reviews/themes.html"
    list_display = ("name", "name_zh", "reviews", "good", "bad", "origin", "merged_into")
    list_filter = (MergedFilter,)
    list_select_related = ("merged_into",)
    list_per_page = 100
    search_fields = ("name", "name_zh", "terms__term")
    show_full_result_count = False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list, with how often each theme of its page is spoken of; one query."""
        changelist = super().get_changelist_instance(request)
        shown_rows = list(changelist.result_list)
        counts = _spoken(request, [theme.pk for theme in shown_rows])
        for theme in shown_rows:
            theme.spoken = counts.get(theme.pk, {})
        changelist.result_list = shown_rows
        return changelist

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        extra = {"title": gettext("Themes")}
        if may_see(request):
            extra |= self._outside(request)
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    @admin.display(description=_("reviews"))
    def reviews(self, theme: Any) -> int:
        return theme.spoken.get("n", 0)

    @admin.display(description=_("good"))
    def good(self, theme: Any) -> int:
        return theme.spoken.get("positive", 0)

    @admin.display(description=_("bad"))
    def bad(self, theme: Any) -> int:
        return theme.spoken.get("negative", 0)

    @admin.display(description=_("from"), ordering="key")
    def origin(self, theme: Theme) -> str:
        return gettext("the app") if theme.key else gettext("your reviews")

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "place/",
                self.admin_site.admin_view(require_POST(self.place_view)),
                name="marketing_ai_theme_place",
            )
        ]
        return own + super().get_urls()

    def place_view(self, request: HttpRequest) -> HttpResponse:
        """Put a term that has no theme into one."""
        theme = _theme(request.POST.get("theme", "")) if may_see(request) else None
        if theme is None:
            return self.missing(request, request.POST.get("theme", ""))
        return self._do(request, theme, do="term", then=self.url("changelist"))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One theme; each of its buttons posts `do`."""
        theme = None
        if object_id.isdecimal() and len(object_id) <= 18 and may_see(request):
            theme = Theme.objects.select_related("merged_into").filter(pk=object_id).first()
        if theme is None:
            return self.missing(request, object_id)
        if request.method == "POST":
            if request.POST.get("do") == "merge" and "sure" not in request.POST:
                return self._confirm_merge(request, theme)
            return self._do(request, theme)
        terms = services.terms_of(theme)
        return self.page(
            request,
            "reviews/theme.html",
            {
                "title": reviewwords.theme_name(theme.name, theme.name_zh),
                "theme": theme,
                "rename_form": ThemeForm(initial={"name": theme.name, "name_zh": theme.name_zh}),
                "term_form": TermForm(),
                "others": _others(theme),
                "merged": list(theme.merged.order_by("name")),
                "terms": [(term, ThemeTerm.By(by).label) for term, by in terms[:TERMS_SHOWN]],
                "more_terms": max(0, len(terms) - TERMS_SHOWN),
                "spoken": _spoken(request, [theme.pk]).get(theme.pk, {}),
                "reviews_url": page_url(self.admin_site, "review", "changelist")
                + f"?voice__exact=review&theme={theme.pk}",
                "can_manage": self.has_manage_themes_permission(request),
            },
        )

    def _confirm_merge(self, request: HttpRequest, theme: Theme) -> HttpResponse:
        """What merging moves; nothing is written."""
        into = _theme(request.POST.get("into", ""))
        if into is None or into.pk == theme.pk or not self.has_manage_themes_permission(request):
            messages.error(request, gettext("Choose the theme that takes its place."))
            return HttpResponseRedirect(request.path)
        counts = _spoken(request, [theme.pk, into.pk])
        return self.page(
            request,
            "reviews/merge.html",
            {
                "title": gettext("Merge two themes"),
                "theme": theme,
                "into": into,
                "n": counts.get(theme.pk, {}).get("n", 0),
                "n_into": counts.get(into.pk, {}).get("n", 0),
                "n_terms": len(services.terms_of(theme)),
            },
        )

    def _do(
        self, request: HttpRequest, theme: Theme, *, do: str = "", then: str = ""
    ) -> HttpResponse:
        step = _STEPS.get(do or request.POST.get("do", ""))
        if step is None:
            messages.error(request, gettext("This button is not known. Load the page again."))
            return HttpResponseRedirect(request.path)
        try:
            require(actor_of(request), "manage_themes")
            messages.success(request, step(request, theme))
        except MarketingAIError as error:
            tell_error(request, error)
        return HttpResponseRedirect(then or request.path)

    def _outside(self, request: HttpRequest) -> dict[str, Any]:
        """How many aspects have no theme, and the terms among them that are met most."""
        rows = ReviewAspect.objects.filter(wrong=False)
        stores = stores_of(request)
        if stores is not None:
            rows = rows.filter(review__store__in=stores)
        counts = rows.aggregate(n=Count("pk"), outside=Count("pk", filter=Q(theme__isnull=True)))
        terms = (
            rows.filter(theme__isnull=True)
            .order_by()
            .values_list("term")
            .annotate(n=Count("pk"))
            .order_by("-n", "term")[:THEMELESS_SHOWN]
        )
        share = counts["outside"] / counts["n"] if counts["n"] else None
        return {
            "n_aspects": counts["n"],
            "n_outside": counts["outside"],
            "outside_share": reviewwords.percent(share),
            "themes": _others(None) if self.has_manage_themes_permission(request) else [],
            "place_url": self.url("place"),
            "search_url": page_url(self.admin_site, "review", "changelist"),
            "outside_terms": [(shown(term), term, n) for term, n in terms],
        }


def _others(theme: Theme | None) -> list[tuple[int, str]]:
    rows = Theme.objects.filter(merged_into__isnull=True).order_by("name")
    if theme is not None:
        rows = rows.exclude(pk=theme.pk)
    return [
        (pk, reviewwords.theme_name(name, name_zh))
        for pk, name, name_zh in rows.values_list("pk", "name", "name_zh")
    ]


def _spoken(request: HttpRequest, pks: list[int]) -> dict[int, dict[str, int]]:
    """Theme → sums over the products of the person's stores. One query."""
    rows = ThemeTally.objects.filter(theme__in=pks, voice=Voice.REVIEW)
    stores = stores_of(request)
    if stores is not None:
        rows = rows.filter(product__in=get_catalog().visible(stores).values("pk"))
    found = (
        rows.order_by()
        .values("theme_id")
        .annotate(total=Sum("n"), good=Sum("positive"), bad=Sum("negative"))
    )
    return {
        row["theme_id"]: {"n": row["total"], "positive": row["good"], "negative": row["bad"]}
        for row in found
    }


def _theme(key: str) -> Theme | None:
    return Theme.objects.filter(pk=key).first() if key.isdecimal() and len(key) <= 18 else None


def _rename(request: HttpRequest, theme: Theme) -> str:
    form = ThemeForm(request.POST)
    form.full_clean()
    services.rename(
        theme,
        name=form.cleaned_data.get("name", ""),
        name_zh=form.cleaned_data.get("name_zh", ""),
    )
    return gettext("Renamed. The name stays when the app or its model changes.")


def _merge(request: HttpRequest, theme: Theme) -> str:
    into = _theme(request.POST.get("into", ""))
    services.merge(theme, into=into or theme)
    nudge()  # stored aspects and numbers follow
    return gettext("Merged. Its reviews and numbers follow in a moment.")


def _set_term(request: HttpRequest, theme: Theme) -> str:
    form = TermForm(request.POST)
    form.full_clean()
    services.set_term(form.cleaned_data.get("term", ""), theme=theme)
    nudge()
    return gettext("The term leads here from now on; reviews with it follow in a moment.")


_STEPS: dict[str, Callable[[Any, Theme], str]] = {
    "rename": _rename,
    "merge": _merge,
    "term": _set_term,
}
