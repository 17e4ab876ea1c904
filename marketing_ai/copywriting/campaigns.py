"""Campaigns and their offers (models; re-exported by `models`)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketing_ai.copywriting.kinds import Length, Tone


class CampaignState(models.TextChoices):
    """draft → in review → live → ended."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    LIVE = "live", _("live")
    ENDED = "ended", _("ended")


class Goal(models.TextChoices):
    """What the campaign is for."""

    LAUNCH = "launch", _("launch")
    AWARENESS = "awareness", _("awareness")
    SALES = "sales", _("sales")
    CLEARANCE = "clearance", _("clearance")
    LOYALTY = "loyalty", _("loyalty")


class Channel(models.TextChoices):
    """Where the texts are shown."""

    SHOP = "shop", _("shop page")
    EMAIL = "email", _("e-mail")
    ADS = "ads", _("ads")
    SOCIAL = "social", _("social media")


class Campaign(models.Model):
    """A plan: which products, which texts, for whom, in which languages, from when to when."""

    store = models.CharField(_("store"), max_length=64, default="default")
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(
        _("state"), max_length=10, choices=CampaignState.choices, default=CampaignState.DRAFT
    )
    goal = models.CharField(_("goal"), max_length=12, choices=Goal.choices, default=Goal.SALES)
    channel = models.CharField(
        _("channel"), max_length=8, choices=Channel.choices, default=Channel.SHOP
    )
    kinds = models.JSONField(_("kinds of text"), default=list)  # values of kinds.Kind
    languages = models.JSONField(_("languages"), default=list)  # codes of SITE_LANGUAGES
    audience = models.CharField(_("audience"), max_length=64, blank=True, default="")
    tone = models.CharField(_("tone"), max_length=12, choices=Tone.choices, default=Tone.PLAIN)
    length = models.CharField(
        _("length"), max_length=8, choices=Length.choices, default=Length.MEDIUM
    )
    starts = models.DateTimeField(_("starts"), null=True, blank=True)
    ends = models.DateTimeField(_("ends"), null=True, blank=True)
    # tokens that this campaign's drafts may take in all; NULL: only the shop's budgets count
    budget_tokens = models.PositiveBigIntegerField(_("token budget"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    created = models.DateTimeField(_("created"), auto_now_add=True)
    products: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.MARKETING_AI_PRODUCT_MODEL,
        through="marketing_ai.CampaignProduct",
        related_name="marketing_campaigns",
        verbose_name=_("products"),
    )

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                name="mai_campaign_period_forward",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignProduct(models.Model):
    """A product in a campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="entries")
    product = models.ForeignKey(
        settings.MARKETING_AI_PRODUCT_MODEL, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        verbose_name = _("product of a campaign")
        verbose_name_plural = _("products of a campaign")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "product"], name="mai_campaign_product_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.product_id}"


class OfferRule(models.TextChoices):
    """The shapes of offers; the numbers are `value` and `threshold`."""

    PERCENT_OFF = "percent_off", _("percent off")  # value: percent
    AMOUNT_OFF = "amount_off", _("amount off")  # value: money
    THRESHOLD_OFF = (
        "threshold_off",
        _("amount off above a sum"),
    )  # threshold, value: money (满300减50)
    FREE_SHIPPING = "free_shipping", _("free shipping")  # threshold: money, may be empty
    BUY_X_GET_Y = "buy_x_get_y", _("buy some, get some")  # threshold, value: pieces


class Offer(models.Model):
    """What is offered, typed, so that no text has to state it by itself."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="offers")
    rule = models.CharField(_("rule"), max_length=16, choices=OfferRule.choices)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2, null=True, blank=True)
    threshold = models.DecimalField(
        _("from"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    starts = models.DateTimeField(_("starts"))
    ends = models.DateTimeField(_("ends"))
    terms = models.TextField(_("terms"), blank=True, default="")
    stock_cap = models.PositiveIntegerField(_("while stocks last, pieces"), null=True, blank=True)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="mai_offer_forward"),
            models.CheckConstraint(
                condition=Q(rule="free_shipping") | Q(value__gt=Decimal(0)),
                name="mai_offer_has_value",
            ),
            models.CheckConstraint(
                condition=~Q(rule="percent_off") | Q(value__lte=Decimal(100)),
                name="mai_offer_percent",
            ),
            models.CheckConstraint(
                condition=~Q(rule__in=["threshold_off", "buy_x_get_y"])
                | Q(threshold__gt=Decimal(0)),
                name="mai_offer_has_threshold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} {self.value or ''}".strip()
