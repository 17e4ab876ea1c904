"""The small product model's page, for shops that have no product model of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marketing_ai.admin.base import MarketingAdmin, stores_of
from marketing_ai.admin.governance import within_stores
from marketing_ai.admin.mixins import MarketingProductAdminMixin

if TYPE_CHECKING:
    from django.forms import ModelForm
    from django.http import HttpRequest


class CatalogProductAdmin(MarketingProductAdminMixin, MarketingAdmin):
    """Products of shops that use ours."""

    list_display = ("title", "sku", "category", "price", "currency", "stock", "language")
    list_filter = ("language", "category")
    search_fields = ("title", "sku")
    list_per_page = 50
    raw_id_fields = ("parent",)
    readonly_fields = ("marketing_updated",)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        """A form that refuses stores which are not the person's."""
        return within_stores(super().get_form(request, obj, change, **kwargs), stores_of(request))
