"""Trend alerts: themes of products whose bad share rose or fell, until somebody has seen them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from marketing_ai.admin import reviewwords, words
from marketing_ai.admin.base import SeenByMarketing, actor_of, page_url
from marketing_ai.reviews.models import Voice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.admin.views.main import ChangeList
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

    from marketing_ai.reviews.models import TrendAlert

# kind → (sign and word, colour of the badge)
KINDS = {
    "worse": (_("▲ worse"), "failed"),
    "better": (_("▼ better"), "done"),
    "bomb": (_("! many at once"), "undo"),
}


class SeenFilter(admin.SimpleListFilter):
    """New ones unless the others are asked for."""

    title = _("seen")
    parameter_name = "seen"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", gettext("not seen yet")), ("yes", gettext("seen")), ("all", gettext("all"))]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        chosen = self.value() or "no"
        for value, label in self.lookup_choices:
            yield {
                "selected": chosen == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[TrendAlert]
    ) -> QuerySet[TrendAlert]:
        chosen = self.value() or "no"
        return queryset if chosen == "all" else queryset.filter(seen_by__isnull=chosen == "no")


class KindFilter(admin.SimpleListFilter):
    """By what happened."""

    title = _("what happened")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind, word) for kind, (word, _colour) in KINDS.items()]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[TrendAlert]
    ) -> QuerySet[TrendAlert]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class TrendAlertAdmin(SeenByMarketing):
    """What changed, by how much, how sure that is, and the reviews behind it."""

    list_display = ("what", "kind_badge", "month_shown", "now", "before", "p", "seen_by")
    list_display_links = None
    list_filter = (SeenFilter, KindFilter, "month")
    list_select_related = ("product", "theme", "seen_by")
    list_per_page = 50
    show_full_result_count = False
    actions = ("mark_seen",)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(
            request, {"title": gettext("Trend alerts"), **(extra_context or {})}
        )

    @admin.display(description=_("product and theme"), ordering="product")
    def what(self, alert: TrendAlert) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>: {}',
            page_url(self.admin_site, "reviewinsight", "product", alert.product_id),
            Truncator(str(alert.product)).chars(50),
            theme_of(alert),
        )

    @admin.display(description=_("what happened"), ordering="kind")
    def kind_badge(self, alert: TrendAlert) -> SafeString:
        return kind_badge(alert)

    @admin.display(description=_("month"), ordering="month")
    def month_shown(self, alert: TrendAlert) -> str:
        return date_format(alert.month, "YEAR_MONTH_FORMAT")

    @admin.display(description=_("bad in the month"))
    def now(self, alert: TrendAlert) -> SafeString:
        chosen = {
            "product": alert.product_id,
            "month": f"{alert.month:%Y-%m}",
            "voice__exact": Voice.REVIEW.value,
        }
        if alert.theme_id:
            chosen |= {"theme": alert.theme_id, "side": "negative"}
        else:
            chosen["counted"] = "negative"
        return format_html(
            '<a href="{}?{}">{}</a>',
            page_url(self.admin_site, "review", "changelist"),
            urlencode(chosen),
            share(alert.negative_now, alert.n_now),
        )

    @admin.display(description=_("bad before"))
    def before(self, alert: TrendAlert) -> str:
        return share(alert.negative_before, alert.n_before)

    @admin.display(description=_("p-value"), ordering="p_value")
    def p(self, alert: TrendAlert) -> str:
        return "< 0.0001" if alert.p_value < 0.0001 else f"{alert.p_value:.4f}"

    @admin.action(description=_("Mark as seen"), permissions=["analyse_reviews"])
    def mark_seen(self, request: HttpRequest, queryset: QuerySet[TrendAlert]) -> None:
        """Take them off the list of new ones; who saw them is kept."""
        n = queryset.filter(seen_by__isnull=True).update(seen_by=actor_of(request))
        messages.success(
            request,
            ngettext("%(n)s alert is marked as seen.", "%(n)s alerts are marked as seen.", n)
            % {"n": n},
        )


def kind_badge(alert: TrendAlert) -> SafeString:
    """What happened, by sign and word."""
    label, colour = KINDS.get(alert.kind, (alert.kind, ""))
    return words.badge(colour, label)


def theme_of(alert: TrendAlert) -> str:
    """The theme that changed, in the reader's language."""
    theme = alert.theme
    return reviewwords.theme_name(theme.name, theme.name_zh) if theme else gettext("all reviews")


def share(k: int, n: int) -> str:
    """k of n, with the share in percent."""
    return gettext("%(k)s of %(n)s (%(share)s)") % {
        "k": k,
        "n": n,
        "share": reviewwords.percent(k / n if n else None),
    }
