"""Reviews as the app knows them, what a model read in them, and where they come from.

States of a review:

    pending ──claim──▶ pending (leased) ──stored──▶ read | skipped
       ▲                    │ lease ran out, edited meanwhile
       └────────────────────┘      read again: text edited, new model, “Analyse again”
                            └──broke its worker too often──▶ failed

`read` says that a model looked; its label may be `unknown`. `skipped` rows keep a `reason`.
`counted` is what the numbers hold of a row at this moment: numbers move by the difference
between it and what they should hold, and a row that is in no number has `{}`.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketing_ai.reviews.text import full_text


class Voice(models.TextChoices):
    """What kind of text it is. Only reviews count in a score."""

    REVIEW = "review", _("review")
    QUESTION = "question", _("shopper's question")
    COMMENT = "comment", _("social comment")


class Polarity(models.TextChoices):
    """What a text or an aspect says, on the whole. Unknown is a state, never neutral."""

    POSITIVE = "positive", _("positive")
    NEUTRAL = "neutral", _("neutral")
    NEGATIVE = "negative", _("negative")
    UNKNOWN = "unknown", _("unknown")


class ReviewState(models.TextChoices):
    """Where a row stands; see the module for the transitions."""

    PENDING = "pending", _("waiting")
    READ = "read", _("read")
    SKIPPED = "skipped", _("left out")
    FAILED = "failed", _("failed")


class ReviewSource(models.Model):
    """One place that reviews come from, and how far its old rows have been taken in.

    Rows written before `since` wait for a person's word (`backfill_confirmed`).
    """

    name = models.CharField(_("name"), max_length=64, unique=True)  # "shop", or an import's name
    since = models.DateTimeField(_("takes reviews since"))
    backfill_confirmed = models.DateTimeField(_("old reviews confirmed"), null=True, blank=True)
    backfill_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    backfill_paused = models.BooleanField(_("paused"), default=False)
    # hours of the shop's time zone in which old rows are read; equal: all day
    backfill_from_hour = models.PositiveSmallIntegerField(_("from hour"), default=0)
    backfill_to_hour = models.PositiveSmallIntegerField(_("to hour"), default=0)
    # the sweep's places in its rolling comparison: {"theirs": shop key, "ours": key}
    place = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("review source")
        verbose_name_plural = _("review sources")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(backfill_from_hour__lte=23, backfill_to_hour__lte=23),
                name="mai_source_hours",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Review(models.Model):
    """One shopper's text, mirrored; the shop's own row stays the source.

    `text` is as the shop holds it; what is shown goes through `clean.shown`. A removed row has
    no text, and is deleted once its numbers are taken back.
    """

    # "": that of its product, which the drain looks up; until then no store's staff sees it
    store = models.CharField(_("store"), max_length=64, blank=True, default="")
    source = models.CharField(_("source"), max_length=64)  # ReviewSource.name
    source_pk = models.CharField(_("id at the source"), max_length=128)
    voice = models.CharField(_("kind"), max_length=12, choices=Voice.choices, default=Voice.REVIEW)
    # NULL: a comment that names no product, or a product that is gone. No constraint: it is
    # written inside the shop's own transaction, whose commit must not fail for our sake
    product = models.ForeignKey(
        settings.MARKETING_AI_PRODUCT_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("product"),
    )
    # a follow-up is the same voice as the review that it follows (追评)
    follows = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("follows"),
    )
    # id at the source of the review that this one follows, until the drain has found `follows`
    follows_ref = models.CharField(max_length=128, blank=True, default="", editable=False)
    author_ref = models.CharField(_("author"), max_length=128, blank=True, default="")
    title = models.CharField(_("headline"), max_length=300, blank=True, default="")
    text = models.TextField(_("text"), blank=True, default="")
    stars = models.PositiveSmallIntegerField(_("stars"), null=True, blank=True)  # 1…5
    language = models.CharField(_("language given"), max_length=12, blank=True, default="")
    written = models.DateTimeField(_("written"))
    verified = models.BooleanField(_("verified purchase"), default=False)
    incentivised = models.BooleanField(_("incentivised"), default=False)
    n_photos = models.PositiveSmallIntegerField(_("photos"), default=0)
    variant = models.CharField(_("variant bought"), max_length=120, blank=True, default="")
    height_cm = models.PositiveSmallIntegerField(_("height (cm)"), null=True, blank=True)
    weight_kg = models.DecimalField(
        _("weight (kg)"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    approved = models.BooleanField(_("approved"), default=True)
    answered = models.BooleanField(_("answered by the shop"), default=False)
    removed = models.BooleanField(_("removed at the source"), default=False)
    # md5 of everything that the source says of the row (the sweep compares it in SQL)
    fingerprint = models.CharField(max_length=32, blank=True, default="", editable=False)
    # md5 of headline and text: the version of the text that a reading is of
    text_hash = models.CharField(max_length=32, blank=True, default="", editable=False)

    # --- the queue
    state = models.CharField(
        _("state"), max_length=8, choices=ReviewState.choices, default=ReviewState.PENDING
    )
    old = models.BooleanField(_("old"), default=False)  # from the backfill: yields to new ones
    queued = models.DateTimeField(_("waiting since"))
    # who reads it now; "" nobody. An edit empties it, so the reader's result is dropped
    claim = models.CharField(max_length=32, blank=True, default="", editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    deliveries = models.PositiveSmallIntegerField(default=0, editable=False)

    # --- the reading
    read_hash = models.CharField(max_length=32, blank=True, default="", editable=False)
    read_model = models.CharField(_("read by"), max_length=64, blank=True, default="")
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    label = models.CharField(
        _("polarity"), max_length=8, choices=Polarity.choices, default=Polarity.UNKNOWN
    )
    polarity = models.FloatField(_("polarity (−1…1)"), null=True, blank=True)  # NULL: unknown
    confidence = models.FloatField(_("confidence"), null=True, blank=True)  # of the label, 0…1
    language_read = models.CharField(_("language"), max_length=12, blank=True, default="")
    # why left out, or why unknown: a code of reviews.reasons
    reason = models.CharField(_("reason"), max_length=32, blank=True, default="")
    suspect = models.CharField(_("suspected"), max_length=32, blank=True, default="")
    fit = models.CharField(_("fit"), max_length=8, blank=True, default="")  # small, true, large
    # a person's word goes before any model's
    corrected_label = models.CharField(
        _("corrected to"), max_length=8, choices=Polarity.choices, blank=True, default=""
    )
    corrected_hash = models.CharField(max_length=32, blank=True, default="", editable=False)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("corrected by"),
    )
    corrected_at = models.DateTimeField(_("corrected at"), null=True, blank=True)
    counted = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-written", "-pk"]
        permissions = [
            ("analyse_reviews", _("Can have reviews analysed and correct readings")),
            ("reply_reviews", _("Can draft and send replies to reviews")),
            ("manage_themes", _("Can rename and merge themes")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_pk"], name="mai_review_once"),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__range=(1, 5)),
                name="mai_review_stars_range",
            ),
            models.CheckConstraint(
                condition=Q(polarity__isnull=True) | Q(polarity__range=(-1, 1)),
                name="mai_review_polarity_range",
            ),
        ]
        indexes = [
            # the drain: waiting rows, new ones first, oldest first
            models.Index(
                fields=["old", "queued", "id"],
                condition=Q(state="pending"),
                name="mai_review_pending",
            ),
            # a product's reviews by polarity, newest first
            models.Index(fields=["product", "label", "-written"], name="mai_review_product"),
            models.Index(fields=["store", "-written"], name="mai_review_store"),
            # the same text elsewhere: duplicates
            models.Index(fields=["text_hash"], name="mai_review_text"),
            # one author's reviews: caps, erasure
            models.Index(
                fields=["author_ref"], condition=~Q(author_ref=""), name="mai_review_author"
            ),
            # follow-ups that wait for the review that they follow
            models.Index(
                fields=["follows_ref"], condition=~Q(follows_ref=""), name="mai_review_follows"
            ),
            # what shoppers of a product say of its fit
            models.Index(fields=["product"], condition=~Q(fit=""), name="mai_review_fit"),
            # what an older model read
            models.Index(fields=["read_model"], name="mai_review_model"),
            # a product's reviews as visitors page through them, and how many there are
            models.Index(
                fields=["product", "voice", "-written", "-id"],
                condition=Q(approved=True, removed=False, follows__isnull=True),
                name="mai_review_shown",
            ),
            # how many of a product are left out, and why: on its public page
            models.Index(
                fields=["product", "reason"],
                condition=Q(state="skipped"),
                name="mai_review_left_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.source_pk}"

    @property
    def full_text(self) -> str:
        """Headline and text: what is read, and what all offsets count in."""
        return full_text(self.title, self.text)

    @property
    def effective_label(self) -> str:
        """The person's correction of this very text, else the model's label."""
        if self.corrected_label and self.corrected_hash == self.text_hash:
            return self.corrected_label
        return self.label


class ReviewAspect(models.Model):
    r"""One aspect term found in a review: a span of the text as the shop holds it, verbatim.

    Offsets count code points of `title + "\\n" + text` where there is a headline, else of `text`.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="aspects")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    term = models.CharField(_("term"), max_length=120)
    label = models.CharField(_("polarity"), max_length=8, choices=Polarity.choices)
    polarity = models.FloatField(_("polarity (−1…1)"), null=True, blank=True)
    confidence = models.FloatField(_("confidence"))
    theme = models.ForeignKey(
        "marketing_ai.Theme",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="aspects",
        verbose_name=_("theme"),
    )
    wrong = models.BooleanField(_("marked wrong"), default=False)  # by a person: never counted
    corrected_label = models.CharField(
        _("corrected to"), max_length=8, choices=Polarity.choices, blank=True, default=""
    )

    class Meta:
        verbose_name = _("aspect")
        verbose_name_plural = _("aspects")
        ordering = ["review_id", "start"]
        constraints = [
            models.UniqueConstraint(fields=["review", "start", "end"], name="mai_aspect_once"),
            models.CheckConstraint(
                condition=Q(end__gt=models.F("start")), name="mai_aspect_has_length"
            ),
        ]
        indexes = [
            # reviews of a theme, by polarity
            models.Index(fields=["theme", "label"], name="mai_aspect_theme"),
            # terms that have no theme yet
            models.Index(
                fields=["term"], condition=Q(theme__isnull=True), name="mai_aspect_themeless"
            ),
        ]

    def __str__(self) -> str:
        return self.term
