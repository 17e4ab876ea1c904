"""Long work as rows: jobs, their chunks, and what went wrong with single rows.

States of a job:

    queued ──claim──▶ running ──last chunk──▶ done
       │                 │  └──nothing worked──▶ failed
       └────cancel───────┴──────────────────▶ cancelled

States of a chunk:

    queued ──claim──▶ running ──stored──▶ done
                         ├──lease ran out, worker broke──▶ queued
                         ├──transient error──▶ queued  (retries + 1, waits until not_before)
                         ├──started too often──▶ failed  (the dead letter)
                         └──cancel──▶ cancelled  (queued ones at once)

A cancelled job stays running until its last running chunk has seen it.

`done` says that every row was dealt with; rows that failed are counted and listed
(`JobRowError`). A chunk is claimed by a conditional UPDATE that also raises its
`fence`; whoever stores results must still hold that number. Messages only make it
fast: what a lost one left waiting, the sweep sends again.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a job or a chunk stands; see the module for the transitions."""

    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


OPEN_STATES = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """One piece of long work that a person asked for."""

    kind = models.CharField(_("kind"), max_length=64)  # name of a registered handler
    store = models.CharField(_("store"), max_length=64, default="default")
    state = models.CharField(
        _("state"), max_length=12, choices=JobState.choices, default=JobState.QUEUED
    )
    params = models.JSONField(_("parameters"), default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    rerun_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reruns",
        verbose_name=_("re-run of"),
    )
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    failed = models.PositiveIntegerField(_("rows failed"), default=0)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    started = models.DateTimeField(_("started"), null=True, blank=True)
    finished = models.DateTimeField(_("finished"), null=True, blank=True)
    # when a message was last sent; the sweep sends again what waits for too long
    dispatched = models.DateTimeField(null=True, blank=True, editable=False)
    cancel_asked = models.DateTimeField(_("cancel asked for"), null=True, blank=True)
    notify_email = models.EmailField(_("e-mail when finished"), blank=True, default="")
    notify_webhook = models.URLField(_("webhook when finished"), blank=True, default="")
    notified = models.DateTimeField(null=True, blank=True, editable=False)
    # when the next try to notify is due; NULL: nobody to notify, notified, or given up
    notify_due = models.DateTimeField(null=True, blank=True, editable=False)
    notify_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    notify_sent = models.JSONField(default=list, blank=True, editable=False)  # channels reached
    result = models.JSONField(_("result"), default=dict, blank=True)  # handler's closing counts

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total__gte=F("done") + F("failed")), name="mai_job_counts_within_total"
            ),
        ]
        indexes = [
            # the sweep reads the few open jobs, also in a table of millions
            models.Index(
                fields=["dispatched"],
                condition=Q(state__in=["queued", "running"]),
                name="mai_job_open",
            ),
            models.Index(fields=["store", "-created"], name="mai_job_store"),
            # the sweep reads the few whose notification is due
            models.Index(
                fields=["notify_due"],
                condition=Q(notify_due__isnull=False),
                name="mai_job_notify_due",
            ),
            # the measured throughput of a kind
            models.Index(fields=["kind", "-finished"], name="mai_job_kind_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether rows may still change."""
        return self.state in OPEN_STATES

    def get_admin_url(self) -> str:
        """The page with progress, errors and buttons."""
        return reverse("admin:marketing_ai_job_change", args=[self.pk])


class JobChunk(models.Model):
    """A handful of a job's rows: what one worker does in one go."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="chunks")
    position = models.PositiveIntegerField()
    items = models.JSONField(default=list)  # keys of the rows, as text
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.QUEUED)
    deliveries = models.PositiveSmallIntegerField(default=0)  # how often it was started
    # how many of these ended in a transient error: they have a limit of their own
    retries = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)  # rises at every claim
    lease_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)  # waits out a transient error
    worker = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        verbose_name = _("job chunk")
        verbose_name_plural = _("job chunks")
        ordering = ["job_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["job", "position"], name="mai_chunk_position_once"),
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_until__isnull=True)),
                name="mai_chunk_lease_while_running",
            ),
        ]
        indexes = [
            # claim: the next waiting chunks of a job, however many are done. Not partial:
            # SQLite cannot prove `state IN (…)` from a bound parameter and would not use it
            models.Index(fields=["job", "state", "position"], name="mai_chunk_next"),
            # sweep: running chunks whose lease ran out, of all jobs
            models.Index(
                fields=["lease_until"],
                condition=Q(lease_until__isnull=False),
                name="mai_chunk_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.position}"


class JobRowError(models.Model):
    """Why one row of a job failed: a sentence, and what to do."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="errors")
    item = models.CharField(_("row"), max_length=128)
    label = models.CharField(_("name"), max_length=300, blank=True, default="")
    code = models.CharField(_("code"), max_length=64)
    message = models.TextField(_("what happened"))
    hint = models.TextField(_("what to do"), blank=True, default="")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("row error")
        verbose_name_plural = _("row errors")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["job", "item"], name="mai_row_error_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.code}"


class IdempotencyKey(models.Model):
    """A caller's key for one request: sent twice within a day, it starts one job."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key_hash = models.CharField(max_length=64)  # sha256: callers choose length and characters
    body_hash = models.CharField(max_length=64)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, null=True, related_name="+")
    created = models.DateTimeField()

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [
            models.UniqueConstraint(fields=["actor", "key_hash"], name="mai_idempotency_once"),
        ]
        indexes = [models.Index(fields=["created"], name="mai_idempotency_expiry")]

    def __str__(self) -> str:
        return f"{self.actor_id}: {self.key_hash[:8]}"
