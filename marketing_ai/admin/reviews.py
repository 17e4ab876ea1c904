"""Reviews: the list with what was read, the page of one, and what can be done there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from marketing_ai.admin import reading, reviewfilters, reviewwords, words
from marketing_ai.admin.analyse import analyse_page
from marketing_ai.admin.base import SeenByMarketing, actor_of, may_see, page_url, tell_error
from marketing_ai.admin.leftout import left_out
from marketing_ai.admin.reviewforms import AspectForm, PolarityForm
from marketing_ai.exceptions import MarketingAIError
from marketing_ai.reviews import counting
from marketing_ai.reviews.clean import shown
from marketing_ai.reviews.models import Review, ReviewAspect, ReviewState
from marketing_ai.reviews.services.correct import correct_polarity, mark_aspect
from marketing_ai.reviews.services.explain import latest_explanation, request_explanation
from marketing_ai.reviews.source import SHOP, get_feed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

EXCERPT = 90  # characters of a text in the list
READ_FOR_EXCERPT = 600  # characters that are cleaned for it; a text may have 100,000
ASPECTS_LISTED = 4
MARKED_AT_ONCE = 500  # reviews


class ReviewAdmin(SeenByMarketing):
    """What shoppers wrote, what was read in it, and why something was left out."""

    change_list_template = "admin/marketing_ai/reviews/change_list.html"
    list_display = ("excerpt", "product_name", "stars_given", "says", "aspects_found", "when")
    list_display_links = ("excerpt",)
    list_filter = (
        reviewfilters.ProductFilter,
        reviewfilters.MonthFilter,
        reviewfilters.PolarityFilter,
        "state",
        reviewfilters.StarsFilter,
        "verified",
        "incentivised",
        reviewfilters.ReasonFilter,
        reviewfilters.SuspectFilter,
        reviewfilters.CountedFilter,
        reviewfilters.KindFilter,
        reviewfilters.LanguageFilter,
        "voice",
        "written",
        reviewfilters.SideFilter,
        reviewfilters.ThemeFilter,
    )
    list_select_related = ("product",)
    list_per_page = 50
    search_fields = ("title", "text", "source_pk", "author_ref")
    search_help_text = _("Text, headline, id at the source, or author")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # counting each choice reads the table thirty times
    actions = ("analyse_again", "mark_wrong")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        """Reviews that the shop still has; what it removed is on its way out."""
        rows: QuerySet[Review] = super().get_queryset(request)
        return rows.filter(removed=False)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Without the product where the list is of one."""
        if "product" not in request.GET:
            return self.list_display
        return [column for column in self.list_display if column != "product_name"]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list, with the aspects of its page read in one query."""
        changelist = super().get_changelist_instance(request)
        changelist.result_list = changelist.result_list.prefetch_related(
            Prefetch(
                "aspects",
                queryset=ReviewAspect.objects.filter(wrong=False)
                .select_related("theme")
                .order_by("start"),
            )
        )
        return changelist

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(
            request,
            {
                "title": gettext("Reviews"),
                "left_out_url": self.url("left_out"),
                **(extra_context or {}),
            },
        )

    # --- columns

    @admin.display(description=_("text"))
    def excerpt(self, review: Review) -> str:
        text = Truncator(shown(review.full_text[:READ_FOR_EXCERPT])).chars(EXCERPT)
        return text or gettext("(no words)")

    @admin.display(description=_("product"), ordering="product")
    def product_name(self, review: Review) -> str | SafeString:
        if review.product_id is None or review.product is None:
            return "–"
        return format_html(
            '<a href="{}">{}</a>',
            page_url(self.admin_site, "reviewinsight", "product", review.product_id),
            Truncator(str(review.product)).chars(30),
        )

    @admin.display(description=_("stars"), ordering="stars")
    def stars_given(self, review: Review) -> str:
        return f"{review.stars} ★" if review.stars else "–"

    @admin.display(description=_("polarity"), ordering="polarity")
    def says(self, review: Review) -> SafeString:
        if review.state in (ReviewState.PENDING, ReviewState.FAILED) and not review.read_hash:
            badge = words.badge(review.state, review.get_state_display())
        else:
            badge = reviewwords.polarity_badge(
                review.effective_label, corrected=_is_corrected(review)
            )
        why = [reviewwords.reason(review.reason), reviewwords.reason(review.suspect)]
        return format_html(
            '{} <span class="mai-quiet" title="{}">{}</span> <span class="mai-why">{}</span>',
            badge,
            gettext("confidence"),
            reviewwords.percent(review.confidence) if review.confidence else "",
            " ".join(filter(None, why)),
        )

    @admin.display(description=_("aspects"))
    def aspects_found(self, review: Review) -> str | SafeString:
        found = [reading.shown_aspect(aspect) for aspect in review.aspects.all()]
        if not found:
            return "–"
        listed = format_html_join(
            " ",
            '<span class="mai-aspect mai-aspect-{}">{}&nbsp;{}</span>',
            (
                (one.label, one.sign, Truncator(one.term).chars(24))
                for one in found[:ASPECTS_LISTED]
            ),
        )
        more = len(found) - ASPECTS_LISTED
        return format_html("{} +{}", listed, more) if more > 0 else listed

    @admin.display(description=_("written"), ordering="written")
    def when(self, row: Review) -> str:
        return words.moment(row.written)

    # --- bulk

    @admin.action(description=_("Analyse again…"), permissions=["analyse_reviews"])
    def analyse_again(self, request: HttpRequest, queryset: QuerySet[Review]) -> HttpResponse:
        """The confirm page; nothing waits before “Start”."""
        return analyse_page(
            request,
            site=self.admin_site,
            reviews=queryset,
            again=True,
            context={"opts": self.opts, "media": self.media, "back": request.get_full_path()},
            hidden=_selection(request, "analyse_again"),
        )

    @admin.action(description=_("Mark wrong…"), permissions=["analyse_reviews"])
    def mark_wrong(self, request: HttpRequest, queryset: QuerySet[Review]) -> HttpResponse | None:
        """Ask what they really say, then keep that."""
        form = PolarityForm(request.POST if "_correct" in request.POST else None)
        n = queryset.count()
        if n > MARKED_AT_ONCE:
            messages.error(
                request,
                gettext("You selected %(n)s reviews; mark at most %(max)s at once.")
                % {"n": n, "max": MARKED_AT_ONCE},
            )
            return None
        if not form.is_valid():
            return self.page(
                request,
                "reviews/mark_wrong.html",
                {
                    "title": gettext("Mark readings wrong"),
                    "form": form,
                    "rows": [(row, self.excerpt(row), self.says(row)) for row in queryset[:20]],
                    "n": n,
                    "hidden": _selection(request, "mark_wrong"),
                },
            )
        done = 0
        for review in queryset.order_by("pk"):
            try:
                correct_polarity(
                    review,
                    label=form.cleaned_data["label"],
                    actor=actor_of(request),
                    now=timezone.now(),
                )
            except MarketingAIError as error:
                tell_error(request, error)
            else:
                done += 1
        messages.success(
            request,
            ngettext(
                "%(n)s review was corrected; the numbers follow.",
                "%(n)s reviews were corrected; the numbers follow.",
                done,
            )
            % {"n": done},
        )
        return None

    # --- pages

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("left-out/", wrap(self.left_out_view), name="marketing_ai_review_left_out"),
        ]
        return own + super().get_urls()

    def left_out_view(self, request: HttpRequest) -> HttpResponse:
        """What is in no number or is counted apart, and why."""
        if not may_see(request):
            return self.missing(request, "left-out")
        return self.page(
            request,
            "reviews/left_out.html",
            left_out(self.get_queryset(request), self.url("changelist")),
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One review; each of its buttons posts `do`."""
        review = self._review(request, unquote(object_id)) if may_see(request) else None
        if review is None:
            return self.missing(request, object_id)
        if request.method == "POST":
            return self._do(request, review)
        explanation = latest_explanation(review)
        return self.page(
            request,
            "reviews/review.html",
            {
                "title": Truncator(shown(review.full_text[:READ_FOR_EXCERPT])).chars(70)
                or gettext("Review without words"),
                "review": review,
                "badge": reviewwords.polarity_badge(
                    review.effective_label, corrected=_is_corrected(review)
                ),
                "is_corrected": _is_corrected(review),
                "confidence": reviewwords.percent(review.confidence),
                "language": reviewwords.language(review.language_read),
                "reason": reviewwords.reason(review.reason),
                "suspect": reviewwords.reason(review.suspect),
                "fit": reviewwords.FITS.get(review.fit, "–"),
                "counts_as": counts_as(review),
                "voice": reading.voice_of(review),
                "label_form": PolarityForm(initial={"label": review.effective_label}),
                "aspect_choices": AspectForm.choices(),
                "can_correct": self.has_analyse_reviews_permission(request),
                "explanation": explanation,
                "explained": reading.explained(review, explanation) if explanation else None,
                "insight_url": page_url(
                    self.admin_site, "reviewinsight", "product", review.product_id
                )
                if review.product is not None
                else "",
                "reply_url": page_url(self.admin_site, "replydraft", "review", review.pk)
                if self.has_reply_reviews_permission(request)
                else "",
                "shop_url": _shop_url(review),
            },
        )

    def _review(self, request: HttpRequest, object_id: str) -> Review | None:
        if not object_id.isdecimal() or len(object_id) > 18:
            return None
        rows = self.get_queryset(request).select_related("product", "corrected_by", "follows")
        return rows.filter(pk=object_id).first()

    def _do(self, request: HttpRequest, review: Review) -> HttpResponse:
        step = _STEPS.get(request.POST.get("do", ""))
        if step is None:
            messages.error(request, gettext("This button is not known. Load the page again."))
            return HttpResponseRedirect(request.path)
        try:
            messages.success(request, step(request, review))
        except MarketingAIError as error:
            tell_error(request, error)
        return HttpResponseRedirect(request.path)


def counts_as(review: Review) -> list[str]:
    """What the numbers hold of a voice, in words; empty for one that is in no number."""
    held = counting.Contribution.from_json(review.counted)
    found = [
        str(reviewwords.COUNTED[column])
        for column in held.sums
        if column in reviewwords.COUNTED and column != "n"
    ]
    return found or ([str(reviewwords.COUNTED["n"])] if held.sums else [])


def _correct(request: HttpRequest, review: Review) -> str:
    form = PolarityForm(request.POST)
    label = form.cleaned_data["label"] if form.is_valid() else "?"
    correct_polarity(review, label=label, actor=actor_of(request), now=timezone.now())
    if not label:
        return gettext("The correction is taken back: the model's reading counts again.")
    return gettext("Corrected. Your word goes before any model's, and the numbers follow.")


def _mark_aspect(request: HttpRequest, review: Review) -> str:
    wrong, label = AspectForm.parse(request.POST.get("verdict", ""))
    key = request.POST.get("aspect", "")
    aspect = review.aspects.filter(pk=key).first() if key.isdecimal() else None
    if aspect is None:
        return gettext("The review was read anew meanwhile. Look again.")
    mark_aspect(aspect, wrong=wrong, label=label, actor=actor_of(request), now=timezone.now())
    return gettext("Kept. The numbers of the aspect's theme follow.")


def _explain(request: HttpRequest, review: Review) -> str:
    request_explanation(review, actor=actor_of(request))
    return gettext("A worker reads the text without each of its words. Load again in a moment.")


_STEPS: dict[str, Callable[[Any, Review], str]] = {
    "correct": _correct,
    "aspect": _mark_aspect,
    "explain": _explain,
}


def _is_corrected(review: Review) -> bool:
    return bool(review.corrected_label) and review.corrected_hash == review.text_hash


def _shop_url(review: Review) -> str:
    feed = get_feed()
    return feed.url(review.source_pk) if feed is not None and review.source == SHOP else ""


def _selection(request: HttpRequest, action: str) -> list[tuple[str, str]]:
    """What brings the same rows back when the page's form is sent."""
    across = request.POST.get("select_across", "0")
    ticked = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
    # with “select all” the list's own filters bring the selection back; one key is enough
    kept = ticked[:1] if across == "1" else ticked
    return [
        ("action", action),
        ("select_across", across),
        *((helpers.ACTION_CHECKBOX_NAME, pk) for pk in kept),
    ]
