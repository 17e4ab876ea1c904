"""Answers of the shop to reviews: drafted from facts and policies, sent by a person's click."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReplyState(models.TextChoices):
    """draft → sent, or discarded. Nothing is sent without a click."""

    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent")
    DISCARDED = "discarded", _("discarded")


class ReplyDraft(models.Model):
    """A proposed or sent answer. Here it lives where the shop has no field for answers."""

    review = models.ForeignKey(
        "marketing_ai.Review", on_delete=models.CASCADE, related_name="replies"
    )
    store = models.CharField(_("store"), max_length=64, default="default")
    language = models.CharField(_("language"), max_length=12)
    text = models.TextField(_("text"))
    first_text = models.TextField(_("first text"))  # as drafted
    # which facts and policies it says: [{"kind": "fact"|"policy", "name": …, "value": …}]
    sources = models.JSONField(_("sources"), default=list, blank=True)
    text_hash = models.CharField(max_length=32)  # of the review text that it answers
    state = models.CharField(
        _("state"), max_length=10, choices=ReplyState.choices, default=ReplyState.DRAFT
    )
    created = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    sent = models.DateTimeField(_("sent"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sent by"),
    )

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["-created", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(state__in=["draft", "sent"]),
                name="mai_reply_one_live",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent__isnull=False)
                | (~Q(state="sent") & Q(sent__isnull=True)),
                name="mai_reply_sent_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
