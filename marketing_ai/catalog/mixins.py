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

    class Meta:
        abstract = True
