"""Fields that a host product model inherits to receive published texts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MarketingProductMixin(models.Model):
    """What `marketing_ai` writes back onto a product.

    Only published texts in the product's own language, for everyone and without a
    time window, land here; all others are served from their rows. Each text has a
    field of its own, so the shop's description is never touched by default.
    """

    marketing_description = models.TextField(_("marketing description"), blank=True, default="")
    marketing_blurb = models.TextField(_("marketing blurb"), blank=True, default="")
    marketing_updated = models.DateTimeField(
        _("marketing text updated"), null=True, blank=True, editable=False
    )

    # Numbers from reviews; NULL and "" where nothing is known
    marketing_review_score = models.FloatField(
        _("review score (−1…1)"), null=True, blank=True, editable=False, db_index=True
    )
    marketing_review_count = models.PositiveIntegerField(
        _("reviews read"), default=0, editable=False
    )
    # [{"theme": id, "name": …, "positive": n, "negative": n, "n": n}, …], most spoken of first
    marketing_aspects = models.JSONField(_("aspects"), default=list, blank=True, editable=False)
    marketing_review_summary = models.TextField(
        _("review summary"), blank=True, default="", editable=False
    )
    marketing_review_updated = models.DateTimeField(
        _("reviews counted"), null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True
