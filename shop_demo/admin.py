"""The shop's own admin: products with their facts, customers, orders, reviews.

Staff of one store see that store's products and reviews only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from marketing_ai.admin.mixins import MarketingProductAdminMixin
from marketing_ai.governance.stores import stores_for
from shop_demo.models import Category, Customer, Order, OrderLine, Product, Review

if TYPE_CHECKING:
    from django.http import HttpRequest

FACT_KEYS = {"name", "value", "unit"}


class ProductForm(forms.ModelForm):
    """Refuses facts of another shape than the pages and the catalogue adapter read."""

    class Meta:
        model = Product
        fields = "__all__"

    def clean_specs(self) -> list[dict[str, str]]:
        """A list of {"name", "value", "unit"} with text in each."""
        facts = self.cleaned_data["specs"] or []
        if not isinstance(facts, list):
            raise ValidationError(_("Facts are a list, as in [{…}, {…}]."))
        for number, fact in enumerate(facts, start=1):
            if (
                not isinstance(fact, dict)
                or not {"name", "value"} <= fact.keys() <= FACT_KEYS
                or not all(isinstance(part, str) for part in fact.values())
            ):
                raise ValidationError(
                    _("Fact %(number)s needs the texts name and value, and may have a unit."),
                    params={"number": number},
                )
            fact.setdefault("unit", "")
        return facts


class VariantInline(admin.TabularInline):
    """The colours and sizes of a product."""

    model = Product
    fk_name = "parent"
    fields = ("name", "sku", "slug", "category", "specs", "price", "stock")
    extra = 0
    form = ProductForm
    verbose_name = pgettext_lazy("product", "version")
    verbose_name_plural = pgettext_lazy("product", "versions")


@admin.register(Product)
class ProductAdmin(MarketingProductAdminMixin, admin.ModelAdmin):
    """Products and their variants."""

    form = ProductForm
    list_display = ("thumb", "name", "sku", "category", "price", "currency", "stock", "language")
    list_display_links = ("name",)
    list_filter = ("category", "language", "store", ("parent", admin.EmptyFieldListFilter))
    list_select_related = ("category",)
    list_per_page = 50
    search_fields = ("name", "sku", "description")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("parent",)
    readonly_fields = ("thumb", "created", "updated", "marketing_updated")
    inlines = (VariantInline,)
    save_on_top = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        """Products of the stores that this person works for."""
        products = super().get_queryset(request)
        stores = stores_for(request.user)
        return products if stores is None else products.filter(store__in=stores)

    @admin.display(description=_("image"))
    def thumb(self, product: Product) -> str:
        """The image, small; nothing where the product has none."""
        if not product.image:
            return ""
        return format_html('<img src="{}" alt="" width="40" height="40">', product.image_url)


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    """Shelves; searchable, so that a product finds its own."""

    list_display = ("name", "name_zh", "slug", "n_products")
    search_fields = ("name", "name_zh", "slug")
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        """Shelves with their number of products, counted in the same query."""
        return super().get_queryset(request).annotate(_n_products=Count("products"))

    @admin.display(description=_("products"), ordering="_n_products")
    def n_products(self, category: Any) -> int:
        """Products and variants on the shelf."""
        return category._n_products


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin):
    """Customers."""

    list_display = ("name", "email", "region", "marketing_consent", "created")
    list_filter = ("region", "marketing_consent")
    search_fields = ("name", "email")
    raw_id_fields = ("user",)
    date_hierarchy = "created"


class OrderLineInline(admin.TabularInline):
    """What was bought."""

    model = OrderLine
    extra = 0
    autocomplete_fields = ("product",)


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    """Orders with their lines."""

    list_display = ("number", "customer", "placed_at", "status", "currency")
    list_filter = ("status", "currency")
    list_select_related = ("customer",)
    search_fields = ("number", "customer__email", "customer__name")
    autocomplete_fields = ("customer",)
    date_hierarchy = "placed_at"
    inlines = (OrderLineInline,)


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin):
    """Reviews; approving is about whether it is a review, never about how good it is."""

    list_display = ("__str__", "product", "stars", "author_name", "status", "verified", "created")
    list_filter = ("status", "stars", "language", "verified", "incentivised")
    list_select_related = ("product",)
    search_fields = ("title", "text", "author_name", "product__name")
    autocomplete_fields = ("product", "customer")
    date_hierarchy = "created"
    actions = ("approve", "mark_as_spam")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        """Reviews of the stores that this person works for."""
        reviews = super().get_queryset(request)
        stores = stores_for(request.user)
        return reviews if stores is None else reviews.filter(product__store__in=stores)

    @admin.action(description=_("Approve"), permissions=["change"])
    def approve(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        """Show them on the product page."""
        self._set_status(request, reviews, Review.Status.APPROVED)

    @admin.action(description=_("Mark as spam"), permissions=["change"])
    def mark_as_spam(self, request: HttpRequest, reviews: QuerySet[Review]) -> None:
        """Take them off the product page."""
        self._set_status(request, reviews, Review.Status.SPAM)

    def _set_status(self, request: HttpRequest, reviews: QuerySet[Review], status: str) -> None:
        # one by one: whoever mirrors reviews hears of each save
        for review in reviews:
            review.status = status
            review.save(update_fields=["status"])
        self.message_user(
            request,
            ngettext("%(n)s review changed.", "%(n)s reviews changed.", len(reviews))
            % {"n": len(reviews)},
        )
