"""By what nearly identical texts are found: a few numbers a review, no words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewTrace(models.Model):
    """One of the numbers that stand for a review's text; see `reviews.similar`.

    No constraint on the review: traces are written outside the transaction that deletes it, and
    one that is left behind finds nothing.
    """

    review = models.ForeignKey(
        "marketing_ai.Review", on_delete=models.CASCADE, db_constraint=False, related_name="traces"
    )
    key = models.BigIntegerField()

    class Meta:
        verbose_name = _("trace of a text")
        verbose_name_plural = _("traces of texts")
        constraints = [
            # key first: it is also what earlier and later reviews of one key are found by
            models.UniqueConstraint(fields=["key", "review"], name="mai_trace_once"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.key}"
