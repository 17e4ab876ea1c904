"""Drafts, their checks, and what was published where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketing_ai.copywriting.campaigns import Campaign, CampaignProduct, Offer
from marketing_ai.copywriting.kinds import Kind, Length, Tone

if TYPE_CHECKING:
    from datetime import datetime

__all__ = [
    "Campaign",
    "CampaignProduct",
    "ClaimCheck",
    "CopyVariant",
    "Offer",
    "PromptTemplate",
    "Publication",
]


class PromptTemplate(models.Model):
    """How the model is asked. A version is never changed; a new one takes its place."""

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=12)
    version = models.PositiveIntegerField(_("version"), default=1)
    system = models.TextField(_("instruction"), blank=True, default="")
    body = models.TextField(_("request"))  # placeholders: copywriting.prompts.PLACEHOLDERS
    active = models.BooleanField(_("active"), default=False)
    note = models.CharField(_("what changed"), max_length=200, blank=True, default="")
    created = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("prompt template")
        verbose_name_plural = _("prompt templates")
        ordering = ["kind", "language", "name", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "kind", "language", "version"], name="mai_template_version_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "language"],
                condition=Q(active=True),
                name="mai_template_one_active",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class CopyState(models.TextChoices):
    """draft → approved → published; a draft may be discarded, a published text replaced."""

    DRAFT = "draft", _("draft")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    REPLACED = "replaced", _("replaced")  # a later text took its place; undo brings it back
    DISCARDED = "discarded", _("discarded")


class CopySource(models.TextChoices):
    """Who wrote the first version."""

    MODEL = "model", _("language model")
    RULES = "rules", _("facts put into sentences by rules")
    PASTED = "pasted", _("a person")


class WriteMode(models.TextChoices):
    """Where a published text goes."""

    OWN = "own", _("its own field")
    INSERT_ABOVE = "insert_above", _("above the description, which stays as it is")
    REPLACE = "replace", _("in place of the description")


class DiscardReason(models.TextChoices):
    """Why a draft was thrown away; a retry takes it into account."""

    WRONG = "wrong", _("states something wrong")
    TONE = "tone", _("the tone does not fit")
    DULL = "dull", _("says too little")
    LONG = "long", _("too long")
    SHORT = "short", _("too short")
    LANGUAGE = "language", _("poor language")
    OTHER = "other", _("another reason")


class Provenance(models.TextChoices):
    """Who wrote a text as it stands; worked out from source and edits, not stored."""

    AI = "ai", _("AI")
    AI_HUMAN = "ai_human", _("AI, edited by a person")
    RULES = "rules", _("facts put into sentences by rules")
    RULES_HUMAN = "rules_human", _("rules, edited by a person")
    HUMAN = "human", _("a person")


def provenance_of(source: str, *, edited: bool) -> str:
    """`ai`, `ai_human` (edited by a person), `rules`, `rules_human` or `human`."""
    if source == CopySource.PASTED:
        return "human"
    base = "ai" if source == CopySource.MODEL else "rules"
    return f"{base}_human" if edited else base


def servable_now(now: datetime) -> Q:
    """Published texts whose window contains `now`: from its first second to before its end."""
    return (
        Q(state=CopyState.PUBLISHED)
        & (Q(starts__isnull=True) | Q(starts__lte=now))
        & (Q(ends__isnull=True) | Q(ends__gt=now))
    )


class CopyQuerySet(models.QuerySet["CopyVariant"]):
    """The questions that are asked of texts."""

    def servable(self, *, now: datetime) -> CopyQuerySet:
        """Published texts whose window contains `now`, the one that wins first."""
        return self.filter(servable_now(now)).by_precedence()

    def by_precedence(self) -> CopyQuerySet:
        """Of each kind the text that wins first.

        A text with a window goes before one without, then the later publication wins:
        when a campaign ends, the earlier text is back without anybody doing anything.
        """
        return self.order_by("kind", F("windowed").desc(), F("published_at").desc(), "-pk")

    def for_stores(self, stores: set[str] | None) -> CopyQuerySet:
        """What staff of these stores may see; None: all stores."""
        return self if stores is None else self.filter(store__in=stores)


class CopyVariant(models.Model):
    """One text for one product, kind, audience, tone and language."""

    store = models.CharField(_("store"), max_length=64, default="default")
    product = models.ForeignKey(
        settings.MARKETING_AI_PRODUCT_MODEL,
        on_delete=models.CASCADE,
        related_name="marketing_copy",
        verbose_name=_("product"),
    )
    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="variants",
        verbose_name=_("campaign"),
    )
    offer = models.ForeignKey(
        Offer, on_delete=models.SET_NULL, null=True, blank=True, related_name="variants"
    )
    job = models.ForeignKey(
        "marketing_ai.Job",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="copy_variants",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=12)
    audience = models.CharField(
        _("audience"), max_length=64, blank=True, default=""
    )  # "": everyone
    tone = models.CharField(_("tone"), max_length=12, choices=Tone.choices, default=Tone.PLAIN)
    length = models.CharField(
        _("length"), max_length=8, choices=Length.choices, default=Length.MEDIUM
    )
    text = models.TextField(_("text"))
    first_text = models.TextField(editable=False, default="")  # before any edit: what was written
    state = models.CharField(
        _("state"), max_length=10, choices=CopyState.choices, default=CopyState.DRAFT
    )

    # provenance
    source = models.CharField(_("written by"), max_length=8, choices=CopySource.choices)
    model = models.CharField(_("model"), max_length=200, blank=True, default="")
    prompt_version = models.CharField(_("prompt version"), max_length=64, blank=True, default="")
    seed = models.PositiveIntegerField(null=True, blank=True, editable=False)
    facts = models.JSONField(_("facts used"), default=list, blank=True)  # as the check saw them
    facts_hash = models.CharField(max_length=64, blank=True, default="")
    # what cleaning found: [{"code", "names", "detail", "blocking"}, …]
    fact_problems = models.JSONField(_("problems of the facts"), default=list, blank=True)
    derived_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="derived"
    )

    # check and rank
    rank = models.PositiveSmallIntegerField(_("rank"), default=1)  # 1 is best in its set
    score = models.FloatField(_("score"), null=True, blank=True)  # 0…1; NULL: not scored
    # what the checker read, and the key of what it read (`claimcheck.key`); "": not yet
    reading = models.JSONField(default=list, blank=True, editable=False)
    reading_of = models.CharField(max_length=64, blank=True, default="", editable=False)
    open_claims = models.PositiveSmallIntegerField(_("open claims"), default=0)
    violations = models.JSONField(_("brand rules"), default=list, blank=True)
    blocked = models.BooleanField(_("cannot be approved"), default=False)

    # where it goes and when
    write_mode = models.CharField(
        _("goes to"), max_length=14, choices=WriteMode.choices, default=WriteMode.OWN
    )
    base_hash = models.CharField(max_length=64, blank=True, default="")  # target text when drafted
    starts = models.DateTimeField(_("served from"), null=True, blank=True)
    ends = models.DateTimeField(_("served until"), null=True, blank=True)
    windowed = models.GeneratedField(
        expression=Q(starts__isnull=False) | Q(ends__isnull=False),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )

    # people
    created = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    discard_reason = models.CharField(
        _("why discarded"), max_length=10, choices=DiscardReason.choices, blank=True, default=""
    )

    objects = CopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy")
        verbose_name_plural = _("copy")
        ordering = ["-pk"]
        permissions = [
            ("generate_copy", "Can ask for marketing copy"),
            ("approve_copy", "Can edit, approve and discard marketing copy"),
            ("publish_copy", "Can publish marketing copy"),
            ("undo_copy", "Can undo publications and jobs"),
            ("view_marketing", "Can see drafts, jobs and campaigns"),
        ]
        constraints = [
            # a killed worker's second try cannot double a product's set of drafts
            models.UniqueConstraint(
                fields=["job", "product", "kind", "language", "audience", "tone", "rank"],
                condition=Q(job__isnull=False),
                name="mai_copy_once_per_job",
            ),
            # what a page shows without a window is one text
            models.UniqueConstraint(
                fields=["product", "store", "kind", "language", "audience"],
                condition=Q(state="published", starts__isnull=True, ends__isnull=True),
                name="mai_copy_one_published",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"])
                | Q(blocked=False, open_claims=0, approved_at__isnull=False),
                name="mai_copy_approved_is_clean",
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                name="mai_copy_window_forward",
            ),
        ]
        indexes = [
            # the storefront's one query
            models.Index(
                fields=["product", "language"],
                condition=Q(state="published"),
                name="mai_copy_served",
            ),
            # the review queue
            models.Index(fields=["store", "state", "-created"], name="mai_copy_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"

    @property
    def is_edited(self) -> bool:
        """Whether a person changed what was first written."""
        return self.text != self.first_text

    @property
    def provenance(self) -> str:
        """`ai`, `ai_human` (edited by a person), `rules`, `rules_human` or `human`."""
        return provenance_of(self.source, edited=self.is_edited)

    @property
    def ai_generated(self) -> bool:
        """Whether a language model wrote it, edited or not (AI Act, art. 50)."""
        return self.source == CopySource.MODEL


class ClaimCheck(models.Model):
    """One factual span of a text and the fact that carries it, or the nearest that does not."""

    variant = models.ForeignKey(CopyVariant, on_delete=models.CASCADE, related_name="claims")
    start = models.PositiveIntegerField()  # code points, half open
    end = models.PositiveIntegerField()
    text = models.TextField()
    kind = models.CharField(max_length=32)
    supported = models.BooleanField()
    fact_name = models.CharField(max_length=200, blank=True, default="")
    fact_value = models.TextField(blank=True, default="")  # with unit, as shown
    nearest_name = models.CharField(max_length=200, blank=True, default="")
    nearest_value = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="mai_claim_span"),
        ]

    def __str__(self) -> str:
        return self.text


class PublicationAction(models.TextChoices):
    """What was done to the product's text."""

    PUBLISH = "publish", _("published")
    UNDO = "undo", _("undone")


class Publication(models.Model):
    """One change of what a product says: the history of a field, and what undo needs."""

    variant = models.ForeignKey(
        CopyVariant, on_delete=models.SET_NULL, null=True, related_name="publications"
    )
    # the text that this publication took the place of, among rows (not in the field)
    replaced = models.ForeignKey(
        CopyVariant, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    product = models.ForeignKey(
        settings.MARKETING_AI_PRODUCT_MODEL,
        on_delete=models.CASCADE,
        related_name="marketing_publications",
    )
    store = models.CharField(max_length=64, default="default")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=12)
    audience = models.CharField(_("audience"), max_length=64, blank=True, default="")
    action = models.CharField(_("what"), max_length=8, choices=PublicationAction.choices)
    # "" where no field of the product was written (windowed, other language, no field for it)
    field = models.CharField(_("field"), max_length=100, blank=True, default="")
    before = models.TextField(_("before"), blank=True, default="")
    after = models.TextField(_("after"), blank=True, default="")
    provenance = models.CharField(_("provenance"), max_length=12, blank=True, default="")
    job = models.ForeignKey(
        "marketing_ai.Job",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="publications",
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(_("time"), auto_now_add=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="undone_by"
    )

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["product", "kind", "language"], name="mai_publication_history"),
            models.Index(fields=["job"], name="mai_publication_job"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} #{self.pk}"
