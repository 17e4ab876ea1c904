"""Themes: what aspect terms are gathered under. Their ids are stable over models and merges."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Theme(models.Model):
    """A subject that shoppers speak of, in all languages at once ("battery", 电池).

    A merged theme stays, and points to the one that took its place. `key` is a slug of ours for
    shipped themes and "" for those that grew from a shop's reviews.
    """

    key = models.SlugField(_("key"), max_length=64, blank=True, default="")
    name = models.CharField(_("name"), max_length=80)
    name_zh = models.CharField(_("Chinese name"), max_length=80, blank=True, default="")
    renamed = models.BooleanField(default=False, editable=False)  # by a person: code keeps off
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=~Q(key=""), name="mai_theme_key_once"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="mai_theme_not_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ThemeTerm(models.Model):
    """A term, normalised, and the theme that it belongs to.

    `by`: shipped with the app, found by nearness of vectors, or set by a person (who wins).
    """

    class By(models.TextChoices):
        """Who put the term there."""

        SHIPPED = "shipped", _("shipped")
        MODEL = "model", _("nearness")
        PERSON = "person", _("a person")

    term = models.CharField(_("term"), max_length=120, unique=True)
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="terms")
    by = models.CharField(_("by"), max_length=8, choices=By.choices, default=By.SHIPPED)
    # False until the aspects stored before have followed; see services.themes.settle
    settled = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["term"]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(settled=False), name="mai_theme_term_unsettled"
            ),
        ]

    def __str__(self) -> str:
        return self.term
