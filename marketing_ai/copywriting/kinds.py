"""The kinds of text that can be written. Reviews and testimonials are not among them.

A kind is a closed choice, so that no request, template or campaign can ask for a
review: there is no such value (16 CFR 465.2 forbids made-up ones).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What is written."""

    DESCRIPTION = "description", _("description")
    BLURB = "blurb", _("short blurb")
    PROMOTION = "promotion", _("promotion")
    EMAIL_SUBJECT = "email_subject", _("e-mail subject")
    EMAIL_LINE = "email_line", _("e-mail line")
    AD_HEADLINE = "ad_headline", _("ad headline")
    AD_TEXT = "ad_text", _("ad text")
    SOCIAL_POST = "social_post", _("social post")


class Tone(models.TextChoices):
    """How it sounds."""

    PLAIN = "plain", _("plain")
    FRIENDLY = "friendly", _("friendly")
    ELEGANT = "elegant", _("elegant")
    PLAYFUL = "playful", _("playful")
    EXPERT = "expert", _("expert")


class Length(models.TextChoices):
    """How long it is, within the kind's limits."""

    SHORT = "short", _("short")
    MEDIUM = "medium", _("medium")
    LONG = "long", _("long")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Characters that a text of this kind may have, and the tokens it takes to write one."""

    min_length: int
    max_length: int
    max_new_tokens: int
    min_length_zh: int
    max_length_zh: int


LIMITS: dict[str, Limits] = {
    Kind.DESCRIPTION: Limits(
        min_length=120, max_length=1200, max_new_tokens=180, min_length_zh=40, max_length_zh=500
    ),
    Kind.BLURB: Limits(
        min_length=30, max_length=240, max_new_tokens=64, min_length_zh=12, max_length_zh=100
    ),
    Kind.PROMOTION: Limits(
        min_length=20, max_length=280, max_new_tokens=72, min_length_zh=10, max_length_zh=120
    ),
    Kind.EMAIL_SUBJECT: Limits(
        min_length=10, max_length=78, max_new_tokens=24, min_length_zh=5, max_length_zh=36
    ),
    Kind.EMAIL_LINE: Limits(
        min_length=20, max_length=200, max_new_tokens=56, min_length_zh=10, max_length_zh=90
    ),
    Kind.AD_HEADLINE: Limits(
        min_length=8, max_length=60, max_new_tokens=20, min_length_zh=4, max_length_zh=30
    ),
    Kind.AD_TEXT: Limits(
        min_length=20, max_length=150, max_new_tokens=44, min_length_zh=10, max_length_zh=80
    ),
    Kind.SOCIAL_POST: Limits(
        min_length=30, max_length=280, max_new_tokens=80, min_length_zh=15, max_length_zh=140
    ),
}

# Slots that the reader's page fills from the database, so that no text states a price by itself.
SLOTS = ("{price}", "{offer}", "{offer_end}")
