"""What a shop's product admin gets for reviews: the score as a column, a filter, and the action.

Part of `MarketingProductAdminMixin`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin import helpers
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ExpressionWrapper, F, FloatField, OrderBy, Q
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from marketing_ai.admin.analyse import analyse_page
from marketing_ai.admin.base import page_url
from marketing_ai.reviews.models import ReviewInsight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.admin import AdminSite
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString

SCORE = "marketing_review_score"
BESIDE = f"marketing_insight__{SCORE}"  # where the product model has no field for it
GOOD, BAD = 0.3, -0.1  # scores from which the filter says so


class ScoreFilter(admin.SimpleListFilter):
    """Products by their score from reviews."""

    title = _("review score")
    parameter_name = "review_score"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("good", gettext("good (from +%(score)s)") % {"score": GOOD}),
            ("mixed", gettext("in between")),
            ("bad", gettext("bad (below −%(score)s)") % {"score": -BAD}),
            ("none", gettext("unknown")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        score = SCORE if has_score_field(queryset.model) else BESIDE
        choices = {
            "good": Q(**{f"{score}__gte": GOOD}),
            "mixed": Q(**{f"{score}__lt": GOOD, f"{score}__gte": BAD}),
            "bad": Q(**{f"{score}__lt": BAD}),
            "none": Q(**{f"{score}__isnull": True}),
        }
        chosen = choices.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)


class UnknownLast(ExpressionWrapper):
    """A column to order by, upwards and downwards, with unknown ones at the end."""

    def __init__(self, path: str) -> None:
        super().__init__(F(path), output_field=FloatField())

    def asc(self, **kwargs: Any) -> OrderBy:
        return super().asc(nulls_last=True)

    def desc(self, **kwargs: Any) -> OrderBy:
        return super().desc(nulls_last=True)


def has_score_field(model: type[Model]) -> bool:
    """Whether the product model itself carries the numbers from reviews."""
    try:
        model._meta.get_field(SCORE)
    except FieldDoesNotExist:
        return False
    return True


def attach_scores(products: Sequence[Any]) -> None:
    """Give each product of a page its score and number of reviews with words. One query."""
    rows = ReviewInsight.objects.filter(product__in=[product.pk for product in products])
    found = {pk: (score, n) for pk, score, n in rows.values_list("product_id", "score", "n_text")}
    for product in products:
        product._marketing_reviews = found.get(product.pk)


def shown_score(product: Any, site: AdminSite) -> str | SafeString:
    """Score and number, leading to what shoppers say; a dash where nothing was read."""
    found: tuple[float | None, int] | None = getattr(product, "_marketing_reviews", None)
    if found is None:
        return "–"
    score, n = found
    return format_html(
        '<a class="mai-history-link" href="{}">{}</a> <span class="mai-quiet mai-nowrap">{}</span>',
        page_url(site, "reviewinsight", "product", product.pk),
        gettext("unknown") if score is None else f"{score:+.2f}",
        ngettext("%(n)s review", "%(n)s reviews", n) % {"n": n},
    )


def analyse_reviews(page: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
    """The action: the confirm page, which posts back here with the same selection."""
    across = request.POST.get("select_across", "0")
    ticked = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
    # with “select all” the list's own filters bring the selection back; one key is enough
    kept = ticked[:1] if across == "1" else ticked
    return analyse_page(
        request,
        site=page.admin_site,
        products=[str(pk) for pk in queryset.order_by().values_list("pk", flat=True)],
        context={"opts": page.opts, "media": page.media, "back": request.get_full_path()},
        hidden=[
            ("action", "marketing_analyse_reviews"),
            ("select_across", across),
            *((helpers.ACTION_CHECKBOX_NAME, pk) for pk in kept),
        ],
    )
