"""Who asked a model for what, and how much of it may be used."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CallStatus(models.TextChoices):
    """How a model call ended."""

    RESERVED = "reserved", _("reserved")  # tokens set aside, the answer is awaited
    SETTLED = "settled", _("settled")  # answered; counted with what it used
    FAILED = "failed", _("failed")  # the model refused or broke
    ABANDONED = "abandoned", _("abandoned")  # the worker died; tokens were given back
    SKIPPED = "skipped", _("skipped")  # no model was asked (bad input, rules text)


class InferenceLog(models.Model):
    """One model call for one object. Prompt and answer only with `LOG_PROMPTS`."""

    created = models.DateTimeField(_("time"), auto_now_add=True)
    store = models.CharField(_("store"), max_length=64, default="default")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    feature = models.CharField(_("feature"), max_length=64)  # "copywriting", "assistant" …
    object_kind = models.CharField(_("object kind"), max_length=64, blank=True, default="")
    object_pk = models.CharField(_("object"), max_length=128, blank=True, default="")
    job = models.ForeignKey(
        "marketing_ai.Job",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="calls",
        verbose_name=_("job"),
    )
    model = models.CharField(_("model"), max_length=200, blank=True, default="")
    prompt_version = models.CharField(_("prompt version"), max_length=64, blank=True, default="")
    status = models.CharField(
        _("status"), max_length=12, choices=CallStatus.choices, default=CallStatus.RESERVED
    )
    reserved_tokens = models.PositiveIntegerField(_("tokens reserved"), default=0)
    prompt_tokens = models.PositiveIntegerField(_("prompt tokens"), default=0)
    completion_tokens = models.PositiveIntegerField(_("completion tokens"), default=0)
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=6, default=0)
    latency_ms = models.PositiveIntegerField(_("latency (ms)"), null=True, blank=True)
    error_code = models.CharField(_("error"), max_length=64, blank=True, default="")
    prompt = models.TextField(_("prompt"), blank=True, default="")
    answer = models.TextField(_("answer"), blank=True, default="")

    class Meta:
        verbose_name = _("model call")
        verbose_name_plural = _("model calls")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["status", "created"], name="mai_call_prune"),
            models.Index(fields=["store", "-created"], name="mai_call_store"),
            models.Index(fields=["job", "object_pk"], name="mai_call_job"),
            # the sweep reads the few calls that still wait, also in a log of millions
            models.Index(
                fields=["created"], condition=Q(status="reserved"), name="mai_call_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feature} {self.object_pk} {self.status}"


class BudgetPeriod(models.TextChoices):
    """How often a budget starts anew (UTC)."""

    DAY = "day", _("a day")
    MONTH = "month", _("a month")
    TOTAL = "total", _("once")


class Budget(models.Model):
    """A hard limit of tokens a period; every budget that fits a request must cover it.

    An empty feature, group or store means all of them. A `scope` binds it to requests of one
    thing (`campaign:12`): such rows are kept by code, see `budgets.Cap`.
    """

    name = models.CharField(_("name"), max_length=120)
    store = models.CharField(_("store"), max_length=64, blank=True, default="")
    feature = models.CharField(_("feature"), max_length=64, blank=True, default="")
    group = models.ForeignKey(
        Group,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("role"),
    )
    scope = models.CharField(_("only for"), max_length=64, blank=True, default="", editable=False)
    period = models.CharField(
        _("period"), max_length=8, choices=BudgetPeriod.choices, default=BudgetPeriod.MONTH
    )
    limit_tokens = models.PositiveBigIntegerField(_("tokens"))
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["scope"], condition=~Q(scope=""), name="mai_budget_scope_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BudgetUse(models.Model):
    """What a budget has given out in one period. Reserved by one conditional UPDATE."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="uses")
    starts = models.DateField()  # first day of the period, UTC; 1970-01-01 for `total`
    reserved_tokens = models.PositiveBigIntegerField(default=0)  # set aside, not yet used
    used_tokens = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("budget use")
        verbose_name_plural = _("budget uses")
        constraints = [
            models.UniqueConstraint(fields=["budget", "starts"], name="mai_budget_use_once"),
            models.CheckConstraint(
                condition=Q(reserved_tokens__gte=0) & Q(used_tokens__gte=0),
                name="mai_budget_use_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.budget_id} {self.starts}"


class Reservation(models.Model):
    """Tokens set aside for one call in one budget period, until the call is settled."""

    call = models.ForeignKey(InferenceLog, on_delete=models.CASCADE, related_name="reservations")
    use = models.ForeignKey(BudgetUse, on_delete=models.CASCADE, related_name="reservations")
    tokens = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            models.UniqueConstraint(fields=["call", "use"], name="mai_reservation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.tokens}"


class TrainingStatus(models.TextChoices):
    """How a training stands."""

    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class TrainingRun(models.Model):
    """One training of a model: on what, how, how good, and whether it was taken into use.

    Metrics are of the part that was held back, for the trained model and for what it was
    compared with. Texts are not kept, only the files' hashes.
    """

    kind = models.CharField(_("kind"), max_length=32)  # "sentiment", "aspects", "reader" …
    created = models.DateTimeField(_("started"))
    finished = models.DateTimeField(_("ended"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=8, choices=TrainingStatus.choices, default=TrainingStatus.RUNNING
    )
    directory = models.CharField(_("directory"), max_length=500)
    data = models.JSONField(_("data"), default=list)  # [{file, sha256, rows, licence}]
    data_sha256 = models.CharField(_("hash of the data"), max_length=64, blank=True, default="")
    parameters = models.JSONField(_("parameters"), default=dict)
    seed = models.IntegerField(_("seed"), default=0)
    metrics = models.JSONField(_("metrics"), default=dict)  # {"trained": {…}, "shipped": {…}, …}
    model = models.CharField(_("model"), max_length=200, blank=True, default="")  # its label
    model_sha256 = models.CharField(_("hash of the model"), max_length=64, blank=True, default="")
    duration_s = models.PositiveIntegerField(_("duration (s)"), null=True, blank=True)
    promoted = models.BooleanField(_("taken into use"), default=False)
    reason = models.TextField(_("reason"), blank=True, default="")  # why promoted, or why not

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(promoted=False) | Q(status="done"), name="mai_training_promoted_done"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.created:%Y-%m-%d %H:%M}"
