"""What shoppers say of a product: pictures first, and every figure leads to its reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from marketing_ai.admin import charts, reviewwords, trends, words
from marketing_ai.admin.analyse import analyse_page
from marketing_ai.admin.base import SeenByMarketing, may_see, page_url, stores_of
from marketing_ai.catalog.base import get_catalog
from marketing_ai.reviews import summary
from marketing_ai.reviews.clean import shown
from marketing_ai.reviews.models import InsightState, ReviewInsight, TrendAlert, Voice
from marketing_ai.reviews.services.figures import ProductFigures, Sums, figures_of
from marketing_ai.reviews.services.names import theme_names
from marketing_ai.reviews.summary import Body

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

ALERTS_SHOWN = 5
COUNTS = {"counted", "theme", "month", "kind"}  # filters that stand for a number of reviews


class ReviewInsightAdmin(SeenByMarketing):
    """Products with their score; each leads to its page."""

    list_display = ("product_name", "score_shown", "n_text", "standing", "problem_reports", "when")
    list_display_links = None
    list_filter = ("state",)
    list_select_related = ("product",)
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-n_text", "pk")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(
            request, {"title": gettext("What shoppers say"), **(extra_context or {})}
        )

    @admin.display(description=_("product"))
    def product_name(self, row: ReviewInsight) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.url("product", row.product_id), row.product)

    @admin.display(description=_("score, with interval"), ordering="score")
    def score_shown(self, row: ReviewInsight) -> str:
        if row.score is None:
            return "–"
        return score_text(row.score, row.score_low, row.score_high)

    @admin.display(description=_("state"), ordering="state")
    def standing(self, row: ReviewInsight) -> SafeString:
        return words.badge(row.state, row.get_state_display())

    @admin.display(description=_("built"), ordering="built")
    def when(self, row: ReviewInsight) -> str:
        return words.moment(row.built)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path(
                "analyse/<path:product_pk>/",
                wrap(self.analyse_view),
                name="marketing_ai_reviewinsight_analyse",
            ),
            path(
                "product/<path:product_pk>/",
                wrap(self.product_view),
                name="marketing_ai_reviewinsight_product",
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
        """The product's page."""
        row = None
        if object_id.isdecimal() and len(object_id) <= 18 and may_see(request):
            row = self.get_queryset(request).filter(pk=object_id).first()
        if row is None:
            return self.missing(request, object_id)
        return HttpResponseRedirect(self.url("product", row.product_id))

    def product_view(self, request: HttpRequest, product_pk: str) -> HttpResponse:
        """Charts, sentences, quotes, tables."""
        product = visible_product(request, product_pk) if may_see(request) else None
        if product is None:
            return self.missing(request, product_pk)
        figures = figures_of(product.pk)
        insight = ReviewInsight.objects.filter(product=product.pk).first()
        reviews = page_url(self.admin_site, "review", "changelist")

        def rows(**chosen: Any) -> str:
            if not chosen.keys().isdisjoint(COUNTS):
                chosen["voice__exact"] = Voice.REVIEW.value  # questions count in themes only
            return f"{reviews}?{urlencode({'product': product.pk, **chosen})}"

        return self.page(
            request,
            "reviews/insight.html",
            {
                "title": gettext("What shoppers say of “%(product)s”") % {"product": product},
                "product": product,
                "insight": insight,
                "n": figures.total["n"],
                "n_text": figures.total["n_text"],
                "all_url": rows(),
                "n_url": rows(counted="n"),
                "n_text_url": rows(counted="n_text"),
                "counts": _counts(figures, rows),
                "stars": [
                    (n, figures.total[f"stars_{n}"], rows(counted=f"stars_{n}"))
                    for n in range(5, 0, -1)
                ],
                "score": _score(figures.total),
                "months": charts.month_chart(figures.months),
                "month_rows": [
                    (month, sums, rows(counted="n", month=f"{month:%Y-%m}"))
                    for month, sums in reversed(figures.months)
                ],
                "month_url": rows(counted="n") + "&month=",
                "themes": charts.theme_chart(figures.themes, lambda one: rows(theme=one.theme)),
                "theme_rows": [_theme_row(one, rows) for one in figures.themes],
                "without_theme": figures.without_theme,
                "without_theme_share": reviewwords.percent(figures.without_theme.value),
                "without_theme_url": rows(counted="without_theme"),
                "splits": _splits(figures, rows),
                "fit": _fit(figures, rows),
                "changed": figures.total["changed"],
                "changed_days": figures.mean_days_to_change,
                "changed_url": rows(counted="changed"),
                "voices": [
                    (Voice(voice).label, n, rows(voice__exact=voice))
                    for voice, n in figures.voices.items()
                ],
                "left_out": _reasons(figures.left_out, rows, "reason"),
                "suspected": _reasons(figures.suspected, rows, "suspect"),
                "sentences": self._sentences(insight, rows),
                "quotes": self._quotes(insight),
                "alerts": self._alerts(product.pk),
                "can_analyse": self.has_analyse_reviews_permission(request),
            },
        )

    def _sentences(
        self, insight: ReviewInsight | None, rows: Callable[..., str]
    ) -> list[tuple[str, str]]:
        """The summary as shoppers read it, each sentence with the address of its reviews."""
        if insight is None or insight.state == InsightState.BELOW or not insight.body:
            return []
        body = Body.from_json(insight.body)
        language = get_language() or "en"
        names = theme_names([theme.theme for theme in body.themes])
        said = summary.sentences(
            body,
            {pk: name.in_language(language) for pk, name in names.items()},
            language=language,
        )
        return [
            (one.text, rows(theme=one.theme) if one.theme else rows(counted="n_text"))
            for one in said
        ]

    def _quotes(self, insight: ReviewInsight | None) -> list[dict[str, Any]]:
        """Verbatim quotes, each with the review that it stands in; those of an edited text hide."""
        if insight is None:
            return []
        found = []
        for quote in insight.quotes.select_related("review", "theme"):
            review = quote.review
            if quote.text_hash != review.text_hash or review.removed:
                continue
            found.append(
                {
                    "text": shown(review.full_text[quote.start : quote.end]),
                    "theme": reviewwords.theme_name(quote.theme.name, quote.theme.name_zh),
                    "label": quote.label,
                    "badge": reviewwords.polarity_badge(quote.label),
                    "written": review.written,
                    "url": page_url(self.admin_site, "review", "change", review.pk),
                }
            )
        return found

    def _alerts(self, product_pk: Any) -> list[dict[str, Any]]:
        rows: QuerySet[TrendAlert] = TrendAlert.objects.filter(product=product_pk)
        return [
            {
                "badge": trends.kind_badge(alert),
                "theme": trends.theme_of(alert),
                "month": alert.month,
                "now": trends.share(alert.negative_now, alert.n_now),
                "before": trends.share(alert.negative_before, alert.n_before),
            }
            for alert in rows.select_related("theme")[:ALERTS_SHOWN]
        ]

    def analyse_view(self, request: HttpRequest, product_pk: str) -> HttpResponse:
        """The confirm page for this product's reviews."""
        product = visible_product(request, product_pk) if may_see(request) else None
        if product is None or not self.has_analyse_reviews_permission(request):
            return self.missing(request, product_pk)
        return analyse_page(
            request,
            site=self.admin_site,
            products=[str(product.pk)],
            context={
                "opts": self.opts,
                "media": self.media,
                "back": self.url("product", product.pk),
            },
        )


def visible_product(request: HttpRequest, product_pk: str) -> Any:
    """The product, where it is in one of the person's stores; else None."""
    try:
        return get_catalog().visible(stores_of(request)).filter(pk=product_pk).first()
    except (ValidationError, ValueError, OverflowError):  # no key of this shop looks like that
        return None


def score_text(value: float, low: float | None, high: float | None) -> str:
    """A score with its interval; the score alone where no interval is known."""
    if low is None or high is None:
        return f"{value:+.2f}"
    return gettext("%(score)s (%(low)s to %(high)s)") % {
        "score": f"{value:+.2f}",
        "low": f"{low:+.2f}",
        "high": f"{high:+.2f}",
    }


def sums_score(sums: Sums) -> str:
    """The score of some voices; a dash where none says anything."""
    found = sums.score
    return "–" if found is None else score_text(found.value, found.low, found.high)


def _score(sums: Sums) -> dict[str, str] | None:
    """The score and its ends, for the page's first tile."""
    found = sums.score
    if found is None:
        return None
    return {name: f"{getattr(found, name):+.2f}" for name in ("value", "low", "high")}


def _counts(figures: ProductFigures, rows: Callable[..., str]) -> list[tuple[str, str, int, str]]:
    """(label, sign, number, address) of each polarity."""
    return [
        (
            reviewwords.polarity_word(label),
            reviewwords.SIGNS[label],
            figures.total[label],
            rows(counted=label),
        )
        for label in ("positive", "neutral", "negative", "unknown")
    ]


def _theme_row(one: Any, rows: Callable[..., str]) -> dict[str, Any]:
    return {
        "name": reviewwords.theme_name(one.name, one.name_zh),
        "n": one.share.k,
        "of": one.share.n,
        "share": reviewwords.percent(one.share.value),
        "interval": reviewwords.between(one.share.interval),
        "url": rows(theme=one.theme),
        "sides": [
            (side, getattr(one, side), rows(theme=one.theme, side=side))
            for side in reviewwords.SIDES
        ],
        "elsewhere": one.elsewhere,
    }


def _splits(figures: ProductFigures, rows: Callable[..., str]) -> list[dict[str, Any]]:
    parts = [
        ("verified", gettext("Verified purchase"), figures.verified),
        ("unverified", gettext("Not verified"), figures.unverified),
        ("incentivised", gettext("Incentivised"), figures.incentivised),
        ("unpaid", gettext("Not incentivised"), figures.unpaid),
    ]
    return [
        {
            "name": name,
            "n": sums["n"],
            "n_text": sums["n_text"],
            "positive": sums["positive"],
            "negative": sums["negative"],
            "good": reviewwords.percent(sums.good.value),
            "interval": reviewwords.between(sums.good.interval),
            "score": sums_score(sums),
            "url": rows(kind=kind, counted="n"),
        }
        for kind, name, sums in parts
    ]


def _fit(figures: ProductFigures, rows: Callable[..., str]) -> list[tuple[str, int, str]]:
    found = [
        (str(word), figures.total[f"fit_{fit}"], rows(counted=f"fit_{fit}"))
        for fit, word in reviewwords.FITS.items()
    ]
    return found if any(n for _word, n, _url in found) else []


def _reasons(counts: Any, rows: Callable[..., str], parameter: str) -> list[tuple[str, int, str]]:
    return [
        (reviewwords.reason(code), n, rows(**{parameter: code}))
        for code, n in sorted(counts.items(), key=lambda item: -item[1])
    ]
