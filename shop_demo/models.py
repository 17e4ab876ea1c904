"""The demo shop's own tables, as a small real shop would have them.

`marketing_ai` reads them through its catalog adapter only; of it, nothing but the product mixin
is known here.
Money is a Decimal beside its currency, times are aware UTC.
"""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from marketing_ai.catalog.mixins import MarketingProductMixin


class Language(models.TextChoices):
    """Language a row's text is written in."""

    ENGLISH = "en", _("English")
    CHINESE = "zh-hans", _("Simplified Chinese")


class Category(models.Model):
    """A shelf of the shop."""

    name = models.CharField(_("name"), max_length=80)
    name_zh = models.CharField(_("Chinese name"), max_length=80, blank=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Name in the reader's language, the English one where no other exists."""
        if (get_language() or "").startswith("zh") and self.name_zh:
            return self.name_zh
        return self.name


class ProductQuerySet(models.QuerySet["Product"]):
    """Selections that pages share."""

    def listed(self) -> ProductQuerySet:
        """Products with a page of their own: parents and singles, not their variants."""
        return self.filter(parent__isnull=True)

    def matching(self, words: str) -> ProductQuerySet:
        """Products whose name, SKU or description holds every word of `words`."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(name__icontains=word) | Q(sku__iexact=word) | Q(description__icontains=word)
            )
        return found


class Product(MarketingProductMixin):
    """Something for sale; with `parent` set, one colour or size of it.

    `specs` is a list of {"name", "value", "unit"}, all text, unit may be empty. A variant lists
    only what sets it apart from its parent.
    """

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    sku = models.CharField(_("SKU"), max_length=40, unique=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("parent"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="variants",
    )
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, related_name="products"
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("HTML, written by the shop's staff.")
    )
    specs = models.JSONField(
        _("facts"),
        default=list,
        blank=True,
        help_text=_("A list of objects with the keys name, value and unit."),
    )
    price = models.DecimalField(
        _("price"), max_digits=10, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    stock = models.PositiveIntegerField(_("stock"), default=0)
    image = models.CharField(
        _("image"), max_length=200, blank=True, help_text=_("Path below the static directory.")
    )
    language = models.CharField(
        _("language"), max_length=10, choices=Language.choices, default=Language.ENGLISH
    )
    store = models.CharField(_("store"), max_length=40, default="default")
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated = models.DateTimeField(_("updated"), auto_now=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["pk"]
        constraints = [
            CheckConstraint(condition=Q(price__gte=0), name="shop_product_price_not_negative"),
            CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="shop_product_not_its_own_parent",
            ),
        ]
        indexes = [
            # the category page, in each of its two orders
            Index(
                fields=["category", "name"],
                condition=Q(parent__isnull=True),
                name="shop_product_by_name",
            ),
            Index(
                fields=["category", "price"],
                condition=Q(parent__isnull=True),
                name="shop_product_by_price",
            ),
            # staff of one store
            Index(fields=["store"], name="shop_product_store"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def image_url(self) -> str:
        """Address of the image on this site; empty without one."""
        return static(self.image) if self.image else ""

    def get_absolute_url(self) -> str:
        """The storefront page; a variant has none of its own and points into its parent's.

        Reads the parent, so select it when listing variants.
        """
        if self.parent is not None:
            return f"{self.parent.get_absolute_url()}#{self.sku}"
        return reverse("shop:product", args=[self.slug])


class Customer(models.Model):
    """Someone who bought; has a login only if they made an account."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="customer",
    )
    region = models.CharField(_("region"), max_length=60, blank=True)
    birth_year = models.PositiveSmallIntegerField(
        _("year of birth"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
    )
    marketing_consent = models.BooleanField(_("agreed to marketing"), default=False)
    created = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """One checkout."""

    class Status(models.TextChoices):
        """Where the parcel is."""

        PAID = "paid", _("Paid")
        SHIPPED = "shipped", _("Shipped")
        RETURNED = "returned", _("Returned")
        CANCELLED = "cancelled", _("Cancelled")

    customer = models.ForeignKey(
        Customer, verbose_name=_("customer"), on_delete=models.CASCADE, related_name="orders"
    )
    number = models.CharField(_("number"), max_length=20, unique=True)
    placed_at = models.DateTimeField(_("placed at"), default=timezone.now)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PAID
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-placed_at", "-pk"]
        indexes = [
            # a customer's history, newest first, and "bought since"
            Index(fields=["customer", "-placed_at"], name="shop_order_history"),
            Index(fields=["-placed_at"], name="shop_order_recent"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """One product of an order, at the price of that day."""

    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.CASCADE, related_name="lines"
    )
    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.PROTECT, related_name="order_lines"
    )
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    unit_price = models.DecimalField(_("unit price"), max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints = [
            CheckConstraint(condition=Q(quantity__gte=1), name="shop_line_quantity_positive"),
            CheckConstraint(condition=Q(unit_price__gte=0), name="shop_line_price_not_negative"),
            models.UniqueConstraint(fields=["order", "product"], name="shop_line_once_per_order"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product_id}"


class Review(models.Model):
    """What a shopper wrote about a product.

    The storefront shows approved rows only. A customer's row stays when the customer is erased,
    without the link.
    """

    class Status(models.TextChoices):
        """What the shop decided about showing it."""

        APPROVED = "approved", _("Approved")
        PENDING = "pending", _("Pending")
        SPAM = "spam", _("Spam")

    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.CASCADE, related_name="reviews"
    )
    customer = models.ForeignKey(
        Customer,
        verbose_name=_("customer"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reviews",
    )
    author_name = models.CharField(_("author"), max_length=80)
    stars = models.PositiveSmallIntegerField(
        _("stars"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    title = models.CharField(_("title"), max_length=120, blank=True)
    text = models.TextField(pgettext_lazy("review", "text"), max_length=5000)
    language = models.CharField(
        _("language"), max_length=10, choices=Language.choices, default=Language.ENGLISH
    )
    verified = models.BooleanField(_("verified purchase"), default=False)
    incentivised = models.BooleanField(
        _("incentivised"), default=False, help_text=_("The author got something for writing.")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PENDING
    )
    created = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-created", "-pk"]
        constraints = [
            CheckConstraint(condition=Q(stars__range=(1, 5)), name="shop_review_stars_range"),
        ]
        indexes = [
            # the product page: approved reviews, newest first, and their mean
            Index(
                fields=["product", "-created"],
                condition=Q(status="approved"),
                name="shop_review_shown",
            ),
            # the shop's moderation list
            Index(fields=["created"], condition=Q(status="pending"), name="shop_review_pending"),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:60]
