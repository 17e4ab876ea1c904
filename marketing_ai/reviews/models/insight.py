"""Numbers of reviews and what is said from them.

Tallies are sums that only ever move by a difference, one row a product, month and kind of
voice: what one review costs does not depend on how many there are. All counts are voices
(a review with its follow-ups is one).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReviewTally(models.Model):
    """Sums over a product's counted voices of one month and one kind of voice.

    The score of a product comes from rows with `voice = "review"` only.
    """

    product = models.ForeignKey(
        settings.MARKETING_AI_PRODUCT_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    month = models.DateField()  # first day of the month, UTC, in which the voice was written
    voice = models.CharField(max_length=12, default="review")
    verified = models.BooleanField(default=False)
    incentivised = models.BooleanField(default=False)
    n = models.IntegerField(default=0)  # all counted voices, stars without words included
    n_text = models.IntegerField(default=0)  # those with words of their own: the N of "n of N"
    positive = models.IntegerField(default=0)
    neutral = models.IntegerField(default=0)
    negative = models.IntegerField(default=0)
    unknown = models.IntegerField(default=0)
    without_theme = models.IntegerField(default=0)  # of n_text: no aspect in any theme
    stars_1 = models.IntegerField(default=0)
    stars_2 = models.IntegerField(default=0)
    stars_3 = models.IntegerField(default=0)
    stars_4 = models.IntegerField(default=0)
    stars_5 = models.IntegerField(default=0)
    photo_only = models.IntegerField(default=0)
    default_text = models.IntegerField(default=0)  # a platform's text, not a shopper's
    suspect = models.IntegerField(default=0)  # counted, and counted apart with its reason
    changed = models.IntegerField(default=0)  # the follow-up says otherwise than the first text
    changed_days = models.IntegerField(default=0)  # sum over `changed`: days between both
    fit_small = models.IntegerField(default=0)
    fit_true = models.IntegerField(default=0)
    fit_large = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("review tally")
        verbose_name_plural = _("review tallies")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "month", "voice", "verified", "incentivised"],
                name="mai_tally_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.month:%Y-%m}"


class ThemeTally(models.Model):
    """Voices of a product, month and kind that speak of a theme: each once, by what it says.

    `mixed` says good and bad of the theme in one voice; n = positive + neutral + negative + mixed.
    """

    product = models.ForeignKey(
        settings.MARKETING_AI_PRODUCT_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    theme = models.ForeignKey("marketing_ai.Theme", on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    voice = models.CharField(max_length=12, default="review")
    verified = models.BooleanField(default=False)
    incentivised = models.BooleanField(default=False)
    n = models.IntegerField(default=0)
    positive = models.IntegerField(default=0)
    neutral = models.IntegerField(default=0)
    negative = models.IntegerField(default=0)
    mixed = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("theme tally")
        verbose_name_plural = _("theme tallies")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "theme", "month", "voice", "verified", "incentivised"],
                name="mai_theme_tally_once",
            ),
        ]
        indexes = [
            # one theme over all products and months
            models.Index(fields=["theme", "month"], name="mai_theme_tally_theme"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.theme_id} {self.month:%Y-%m}"


class InsightState(models.TextChoices):
    """Whether a product's summary may be shown."""

    BELOW = "below", _("too few reviews")  # counts are shown, no summary
    FRESH = "fresh", _("current")
    STALE = "stale", _("to be rebuilt")  # a source changed, or enough new ones came


class ReviewInsight(models.Model):
    """What shoppers say of a product, as of its last build.

    `body` holds counts and ids only (sentences are put into words when shown, in the reader's
    language): {"themes": [...], "n_text": …, …}; see reviews.summary.
    """

    product = models.OneToOneField(
        settings.MARKETING_AI_PRODUCT_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    store = models.CharField(_("store"), max_length=64, default="default")
    state = models.CharField(
        _("state"), max_length=8, choices=InsightState.choices, default=InsightState.BELOW
    )
    n_text = models.PositiveIntegerField(_("reviews with words"), default=0)  # when built
    score = models.FloatField(_("score (−1…1)"), null=True, blank=True)
    score_low = models.FloatField(_("score, lower end"), null=True, blank=True)
    score_high = models.FloatField(_("score, upper end"), null=True, blank=True)
    body = models.JSONField(_("summary"), default=dict, blank=True)
    built = models.DateTimeField(_("built"), null=True, blank=True)
    # counted voices that changed or went since it was built
    lost = models.PositiveIntegerField(default=0, editable=False)
    # numbers moved since: the write-back and the threshold look at these rows
    dirty = models.DateTimeField(null=True, blank=True, editable=False)
    problem_reports = models.PositiveIntegerField(_("problems reported"), default=0)

    class Meta:
        verbose_name = _("what shoppers say")
        verbose_name_plural = _("what shoppers say")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["dirty"], condition=Q(dirty__isnull=False), name="mai_insight_dirty"
            ),
            models.Index(fields=["store", "state"], name="mai_insight_store"),
        ]

    def __str__(self) -> str:
        return str(self.product_id)


class InsightQuote(models.Model):
    """A verbatim quote that a summary shows. Deleted with its review, so it goes at once."""

    insight = models.ForeignKey(ReviewInsight, on_delete=models.CASCADE, related_name="quotes")
    review = models.ForeignKey(
        "marketing_ai.Review", on_delete=models.CASCADE, related_name="quoted"
    )
    theme = models.ForeignKey("marketing_ai.Theme", on_delete=models.CASCADE, related_name="+")
    label = models.CharField(max_length=8)  # Polarity
    start = models.PositiveIntegerField()  # as in ReviewAspect
    end = models.PositiveIntegerField()
    text_hash = models.CharField(max_length=32)  # of the text quoted: another hides the quote

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.review_id} {self.start}–{self.end}"


class ProblemReason(models.TextChoices):
    """What a visitor says is wrong. A closed list: a text of theirs could hold personal data."""

    NUMBER = "number", _("a number is wrong")
    QUOTE = "quote", _("a quote is wrong or out of place")
    OFFENSIVE = "offensive", _("something is offensive")
    OUTDATED = "outdated", _("it is out of date")
    OTHER = "other", _("something else")


class InsightProblem(models.Model):
    """How often visitors reported a problem with what is said of a product, by reason."""

    insight = models.ForeignKey(ReviewInsight, on_delete=models.CASCADE, related_name="problems")
    reason = models.CharField(_("reason"), max_length=10, choices=ProblemReason.choices)
    n = models.PositiveIntegerField(_("times reported"), default=0)
    last = models.DateTimeField(_("last reported"))

    class Meta:
        verbose_name = _("reported problem")
        verbose_name_plural = _("reported problems")
        ordering = ["-last"]
        constraints = [
            models.UniqueConstraint(fields=["insight", "reason"], name="mai_problem_once"),
        ]

    def __str__(self) -> str:
        return f"{self.insight_id} {self.reason}"


class TrendAlert(models.Model):
    """A theme of a product (theme NULL: the product) whose negative share rose or fell."""

    product = models.ForeignKey(
        settings.MARKETING_AI_PRODUCT_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    store = models.CharField(_("store"), max_length=64, default="default")
    theme = models.ForeignKey(
        "marketing_ai.Theme", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    month = models.DateField(_("month"))
    kind = models.CharField(_("kind"), max_length=16)  # "worse", "better", "bomb"
    n_now = models.PositiveIntegerField(_("voices in the month"))
    negative_now = models.PositiveIntegerField(_("negative in the month"))
    n_before = models.PositiveIntegerField(_("voices before"))
    negative_before = models.PositiveIntegerField(_("negative before"))
    p_value = models.FloatField(_("p-value"))  # one look of one series, before correction
    created = models.DateTimeField(_("created"), auto_now_add=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("seen by"),
    )

    class Meta:
        verbose_name = _("trend alert")
        verbose_name_plural = _("trend alerts")
        ordering = ["-created", "-pk"]
        constraints = [
            # two, because SQLite knows no NULLS NOT DISTINCT
            models.UniqueConstraint(
                fields=["product", "theme", "month", "kind"], name="mai_trend_theme_once"
            ),
            models.UniqueConstraint(
                fields=["product", "month", "kind"],
                condition=Q(theme__isnull=True),
                name="mai_trend_product_once",
            ),
        ]
        indexes = [models.Index(fields=["store", "-created"], name="mai_trend_store")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.month:%Y-%m} {self.kind}"
