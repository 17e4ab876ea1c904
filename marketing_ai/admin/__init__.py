"""The admin: pages for what the services can do. No rule lives here.

Django's autodiscover imports this package, which registers our pages with the
default site. A shop with a site of its own calls `register(its_site)`. With
`ENABLED=False` nothing is registered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from marketing_ai.conf import conf

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite


def register(site: AdminSite) -> None:
    """Register all our pages with `site`; safe to call twice, nothing while switched off."""
    if not conf.ENABLED:
        return
    from marketing_ai import models
    from marketing_ai.admin import (
        backfill,
        campaigns,
        catalog,
        copy,
        governance,
        history,
        jobs,
        prompts,
        replies,
        reviewinsight,
        reviews,
        themes,
        trends,
    )

    pages: list[tuple[type, type]] = [
        (models.CopyVariant, copy.CopyVariantAdmin),
        (models.Job, jobs.JobAdmin),
        (models.Campaign, campaigns.CampaignAdmin),
        (models.Publication, history.PublicationAdmin),
        (models.PromptTemplate, prompts.PromptTemplateAdmin),
        (models.Budget, governance.BudgetAdmin),
        (models.InferenceLog, governance.InferenceLogAdmin),
        (models.Review, reviews.ReviewAdmin),
        (models.ReviewInsight, reviewinsight.ReviewInsightAdmin),
        (models.Theme, themes.ThemeAdmin),
        (models.TrendAlert, trends.TrendAlertAdmin),
        (models.ReplyDraft, replies.ReplyDraftAdmin),
        (models.ReviewSource, backfill.ReviewSourceAdmin),
    ]
    if not models.CatalogProduct._meta.swapped:
        pages.append((models.CatalogProduct, catalog.CatalogProductAdmin))
    for model, page in pages:
        if not site.is_registered(model):
            site.register(model, page)


register(admin.site)
