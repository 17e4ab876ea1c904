"""Answers to reviews: the queue of unanswered ones, and the page of one answer.

An answer is drafted, edited, sent or discarded by a click; looking at a page writes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketing_ai.admin import reading, reviewwords, words
from marketing_ai.admin.base import (
    SeenByMarketing,
    actor_of,
    may_see,
    page_url,
    stores_of,
    tell_error,
)
from marketing_ai.admin.reviewforms import ReplyForm
from marketing_ai.exceptions import MarketingAIError, WrongState
from marketing_ai.reviews.clean import shown
from marketing_ai.reviews.models import ReplyDraft, ReplyState, Review, ReviewAspect
from marketing_ai.reviews.services import replies

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

A_PAGE = 25
EXCERPT = 200
READ_FOR_EXCERPT = 1200


class ReplyDraftAdmin(SeenByMarketing):
    """Drafts and what was sent, each with the review that it answers."""

    change_list_template = "admin/marketing_ai/reviews/replies.html"
    list_display = ("excerpt", "standing", "language", "created_by", "sent_by", "when")
    list_display_links = ("excerpt",)
    list_filter = ("state", "language", "created")
    list_select_related = ("created_by", "sent_by")
    list_per_page = 50
    search_fields = ("text",)
    show_full_result_count = False

    @admin.display(description=_("answer"))
    def excerpt(self, draft: ReplyDraft) -> str:
        return Truncator(draft.text).chars(90)

    @admin.display(description=_("state"), ordering="state")
    def standing(self, draft: ReplyDraft) -> SafeString:
        return words.badge(draft.state, draft.get_state_display())

    @admin.display(description=_("created"), ordering="created")
    def when(self, row: ReplyDraft) -> str:
        return words.moment(row.created)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("queue/", wrap(self.queue_view), name="marketing_ai_replydraft_queue"),
            path("review/<int:pk>/", wrap(self.review_view), name="marketing_ai_replydraft_review"),
        ]
        return own + super().get_urls()

    def queue_view(self, request: HttpRequest) -> HttpResponse:
        """Negative reviews that nobody has answered, newest first."""
        if not may_see(request):
            return self.missing(request, "queue")
        rows = replies.unanswered(stores_of(request)).select_related("product")
        rows = rows.prefetch_related(
            Prefetch(
                "aspects",
                queryset=ReviewAspect.objects.filter(wrong=False)
                .select_related("theme")
                .order_by("start"),
            ),
            Prefetch(
                "replies",
                queryset=ReplyDraft.objects.filter(state=ReplyState.DRAFT),
                to_attr="drafts",
            ),
        )
        page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
        return self.page(
            request,
            "reviews/reply_queue.html",
            {
                "title": gettext("Unanswered reviews"),
                "page": page,
                "rows": [self._row(review) for review in page],
                "can_reply": self.has_reply_reviews_permission(request),
            },
        )

    def _row(self, review: Any) -> dict[str, Any]:
        text = shown(review.full_text[:READ_FOR_EXCERPT])
        return {
            "review": review,
            "text": Truncator(text).chars(EXCERPT) or gettext("(no words)"),
            "badge": reviewwords.polarity_badge(review.effective_label),
            "aspects": [reading.shown_aspect(aspect) for aspect in review.aspects.all()][:6],
            "has_draft": bool(review.drafts),
        }

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One answer: a draft on the page of its review, others as they are."""
        draft = None
        if object_id.isdecimal() and len(object_id) <= 18 and may_see(request):
            rows = self.get_queryset(request).select_related("review__product", "sent_by")
            draft = rows.filter(pk=object_id).first()
        if draft is None:
            return self.missing(request, object_id)
        if draft.state == ReplyState.DRAFT:
            return HttpResponseRedirect(self.url("review", draft.review_id))
        return self._page(request, draft.review, draft, None)

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The answer to one review; each of its buttons posts `do`."""
        review = self._review(request, pk) if may_see(request) else None
        if review is None:
            return self.missing(request, str(pk))
        draft = (
            review.replies.select_related("sent_by")
            .filter(state__in=[ReplyState.DRAFT, ReplyState.SENT])
            .first()
        )
        form = None
        if request.method == "POST":
            response, form = self._do(request, review, draft)
            if response is not None:
                return response
        return self._page(request, review, draft, form)

    def _review(self, request: HttpRequest, pk: int) -> Review | None:
        rows = Review.objects.select_related("product").filter(pk=pk, removed=False)
        stores = stores_of(request)
        return (rows if stores is None else rows.filter(store__in=stores)).first()

    def _page(
        self, request: HttpRequest, review: Review, draft: ReplyDraft | None, form: Any
    ) -> HttpResponse:
        is_draft = draft is not None and draft.state == ReplyState.DRAFT
        return self.page(
            request,
            "reviews/reply.html",
            {
                "title": gettext("Answer to a review"),
                "review": review,
                "voice": reading.voice_of(review),
                "badge": reviewwords.polarity_badge(review.effective_label),
                "draft": draft,
                "standing": self.standing(draft) if draft else "",
                "is_draft": is_draft,
                "is_stale": draft is not None and replies.is_stale(draft),
                "form": form or ReplyForm(initial={"text": draft.text if draft else ""}),
                "problems": replies.problems_of(draft) if draft and is_draft else (),
                "can_reply": self.has_reply_reviews_permission(request),
                "queue_url": self.url("queue"),
                "review_url": page_url(self.admin_site, "review", "change", review.pk),
            },
        )

    def _do(
        self, request: HttpRequest, review: Review, draft: ReplyDraft | None
    ) -> tuple[HttpResponse | None, ReplyForm | None]:
        """Carry out one button. Returns where to go, or the form to show again."""
        step = _STEPS.get(request.POST.get("do", ""))
        if step is None:
            messages.error(request, gettext("This button is not known. Load the page again."))
            return HttpResponseRedirect(request.path), None
        form = ReplyForm(request.POST)
        if step in (_edit, _send) and not form.is_valid():
            return None, form
        try:
            if draft is None and step is not _draft:
                raise WrongState(state=gettext("without a draft"))
            said = step(request, review, draft, form)
        except MarketingAIError as error:
            tell_error(request, error)
            return HttpResponseRedirect(request.path), None
        messages.success(request, said)
        then = self.url("queue") if step in (_send, _discard) else request.path
        return HttpResponseRedirect(then), None


def _draft(request: HttpRequest, review: Review, draft: Any, form: ReplyForm) -> str:
    replies.draft_reply(review, actor=actor_of(request), now=timezone.now())
    return gettext("A draft is written. Nothing is sent before you click.")


def _edit(request: HttpRequest, review: Review, draft: Any, form: ReplyForm) -> str:
    replies.edit_reply(draft, text=form.cleaned_data["text"], actor=actor_of(request))
    return gettext("The draft is kept.")


def _send(request: HttpRequest, review: Review, draft: Any, form: ReplyForm) -> str:
    replies.send_reply(
        draft, actor=actor_of(request), now=timezone.now(), text=form.cleaned_data["text"]
    )
    return gettext("The answer is sent.")


def _discard(request: HttpRequest, review: Review, draft: Any, form: ReplyForm) -> str:
    replies.discard_reply(draft, actor=actor_of(request))
    return gettext("The draft is discarded; the review waits again.")


_STEPS: dict[str, Callable[[Any, Review, Any, ReplyForm], str]] = {
    "draft": _draft,
    "edit": _edit,
    "send": _send,
    "discard": _discard,
}
