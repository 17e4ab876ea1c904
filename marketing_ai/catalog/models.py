"""What the catalogue stores: a product model for shops without one, and results beside one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketing_ai.catalog.mixins import MarketingProductMixin


class CatalogProduct(MarketingProductMixin):
    """A small product model, used unless `MARKETING_AI_PRODUCT_MODEL` names the shop's own."""

    sku = models.CharField(_("SKU"), max_length=64, blank=True, default="", db_index=True)
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), blank=True, default="")
    category = models.CharField(_("category"), max_length=200, blank=True, default="")
    # [{"name": "Material", "value": "steel", "unit": ""}, …], the order the shop shows them in
    facts = models.JSONField(_("facts"), default=list, blank=True)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    stock = models.IntegerField(_("stock"), null=True, blank=True)  # NULL: not counted
    image_url = models.CharField(_("image"), max_length=500, blank=True, default="")
    url = models.CharField(_("page"), max_length=500, blank=True, default="")
    language = models.CharField(_("language"), max_length=12, blank=True, default="en")
    store = models.CharField(_("store"), max_length=64, default="default", db_index=True)
    # named by the setting, not "self": so the migration is the same where this model is swapped out
    parent = models.ForeignKey(
        settings.MARKETING_AI_PRODUCT_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("variant of"),
    )

    class Meta:
        swappable = "MARKETING_AI_PRODUCT_MODEL"
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "sku"], condition=~models.Q(sku=""), name="mai_product_sku_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProductInsight(MarketingProductMixin):
    """The same results in a row beside the product, for shops that cannot change their model."""

    product = models.OneToOneField(
        settings.MARKETING_AI_PRODUCT_MODEL,
        on_delete=models.CASCADE,
        related_name="marketing_insight",
        verbose_name=_("product"),
    )

    class Meta:
        verbose_name = _("product insight")
        verbose_name_plural = _("product insights")

    def __str__(self) -> str:
        return str(self.product_id)


class ImportRun(models.Model):
    """How far the import of one file has come, written with each batch: what `--resume` reads.

    The same file with another mapping is another run.
    """

    kind = models.CharField(_("kind"), max_length=32)  # name of a registered importer
    file_name = models.CharField(_("file"), max_length=255)
    file_sha256 = models.CharField(max_length=64)
    options_sha256 = models.CharField(max_length=64)  # mapping, store, language, currency
    position = models.PositiveBigIntegerField(default=0)  # records dealt with, failed ones too
    line = models.PositiveBigIntegerField(default=0)  # line on which the last of them starts
    created_rows = models.PositiveBigIntegerField(pgettext_lazy("rows", "created"), default=0)
    updated_rows = models.PositiveBigIntegerField(pgettext_lazy("rows", "updated"), default=0)
    unchanged_rows = models.PositiveBigIntegerField(_("unchanged"), default=0)
    failed_rows = models.PositiveBigIntegerField(_("failed"), default=0)
    complete = models.BooleanField(_("complete"), default=False)
    started = models.DateTimeField(_("started"), auto_now_add=True)
    changed = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("import run")
        verbose_name_plural = _("import runs")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "file_sha256", "options_sha256"], name="mai_import_run_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    position=models.F("created_rows")
                    + models.F("updated_rows")
                    + models.F("unchanged_rows")
                    + models.F("failed_rows")
                ),
                name="mai_import_counts_add_up",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
