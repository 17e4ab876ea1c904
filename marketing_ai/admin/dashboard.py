"""The overview: what waits for a person, what runs, what is left, what was published last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.translation import gettext

from marketing_ai.admin import words
from marketing_ai.admin.base import actor_of, page_url, stores_of
from marketing_ai.copywriting.models import CopyState, CopyVariant, Publication
from marketing_ai.governance.budgets import left
from marketing_ai.jobs.models import OPEN_STATES, Job
from marketing_ai.reviews.models import Review, ReviewState, TrendAlert
from marketing_ai.reviews.services import replies

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite
    from django.db.models import QuerySet
    from django.http import HttpRequest

SHOWN = 10


def overview(request: HttpRequest, site: AdminSite) -> dict[str, Any]:
    """The page's context; the number of queries does not grow with the tables."""
    stores = stores_of(request)
    copies = CopyVariant.objects.for_stores(stores).aggregate(
        drafts=Count("pk", filter=Q(state=CopyState.DRAFT)),
        clean=Count("pk", filter=Q(state=CopyState.DRAFT, blocked=False)),
        approved=Count("pk", filter=Q(state=CopyState.APPROVED)),
        published=Count("pk", filter=Q(state=CopyState.PUBLISHED)),
    )
    queue = page_url(site, "copyvariant", "changelist")
    reviews = page_url(site, "review", "changelist")
    waiting = _scoped(Review.objects.filter(state=ReviewState.PENDING, removed=False), stores)
    alerts = _scoped(TrendAlert.objects.filter(seen_by__isnull=True), stores)
    jobs = _scoped(Job.objects.filter(state__in=OPEN_STATES), stores)
    published = _scoped(Publication.objects.select_related("actor", "product"), stores)
    store = next(iter(sorted(stores)), "") if stores else "default"
    return {
        "title": gettext("Marketing overview"),
        "counts": [
            (gettext("Drafts to review"), copies["drafts"], queue),
            (gettext("of them clean"), copies["clean"], f"{queue}?check=clean"),
            (gettext("Approved, not published"), copies["approved"], f"{queue}?state=approved"),
            (gettext("Published"), copies["published"], f"{queue}?state=published"),
        ],
        "review_counts": [
            (gettext("Reviews to read"), waiting.count(), f"{reviews}?state__exact=pending"),
            (
                gettext("Negative, without an answer"),
                replies.unanswered(stores).count(),
                page_url(site, "replydraft", "queue"),
            ),
            (
                gettext("Trend alerts not seen yet"),
                alerts.count(),
                page_url(site, "trendalert", "changelist"),
            ),
        ],
        "review_links": [
            (gettext("What shoppers say"), page_url(site, "reviewinsight", "changelist")),
            (gettext("What was left out, and why"), page_url(site, "review", "left_out")),
            (gettext("Themes"), page_url(site, "theme", "changelist")),
            (gettext("Old reviews"), page_url(site, "reviewsource", "old")),
        ],
        "jobs": [
            (
                f"{words.job_kind(job.kind)} #{job.pk}",
                page_url(site, "job", "change", job.pk),
                words.bar(job.done, job.failed, job.total),
            )
            for job in jobs.order_by("-pk")[:SHOWN]
        ],
        "budgets": left("copywriting", store, actor_of(request)),
        "publications": [
            (
                row,
                words.provenance(row.provenance),
                page_url(site, "publication", "product", row.product_id),
            )
            for row in published.order_by("-pk")[:SHOWN]
        ],
        "calendar": page_url(site, "campaign", "calendar"),
        "queue": queue,
    }


def _scoped(rows: QuerySet[Any], stores: set[str] | None) -> QuerySet[Any]:
    return rows if stores is None else rows.filter(store__in=stores)
