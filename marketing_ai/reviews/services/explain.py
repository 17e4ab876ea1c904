"""Explaining a reading: a worker reads the text again without its words, one job a review.

No model runs in a web process, so a page asks for the job and shows its result when it is done.
An explanation belongs to one version of the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from marketing_ai.exceptions import NotAllowed, WrongState
from marketing_ai.governance.permissions import codename, require
from marketing_ai.governance.stores import stores_for
from marketing_ai.jobs.handlers import ChunkResult, RowError
from marketing_ai.jobs.models import Job
from marketing_ai.jobs.services import create_job
from marketing_ai.reviews import explain, reading
from marketing_ai.reviews.clean import clean
from marketing_ai.reviews.models import Review

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.auth.models import AbstractUser

    from marketing_ai.jobs.handlers import ChunkContext

KIND = "reviews.explain"
ACTION = "analyse_reviews"
DECIMALS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a job found; `words` is None until it is done.

    polarity: −1…1, of the text that was read. cut: only the text's beginning was explained.
    """

    job: Job
    model: str = ""
    polarity: float | None = None
    cut: bool = False
    words: tuple[tuple[int, int, float], ...] | None = None  # start, end in the cleaned text


def request_explanation(review: Review, *, actor: AbstractUser | None) -> Job:
    """Write the job. Raises NotAllowed, WrongState for a text that was removed."""
    require(actor, ACTION)
    stores = stores_for(actor) if actor is not None else None
    if stores is not None and review.store not in stores:
        raise NotAllowed(permission=codename(ACTION))
    if review.removed:
        raise WrongState(state=_("removed"))
    return create_job(
        kind=KIND,
        items=[str(review.pk)],
        params={"review": review.pk, "text_hash": review.text_hash},
        store=review.store,
        actor=actor,
    )


def latest_explanation(review: Review) -> Explanation | None:
    """The last job for this version of the text; None where nobody asked. One query."""
    job = (
        Job.objects.filter(kind=KIND, params__review=review.pk, params__text_hash=review.text_hash)
        .order_by("-pk")
        .first()
    )
    if job is None:
        return None
    if "words" not in job.result:
        return Explanation(job=job)
    return Explanation(
        job=job,
        model=job.result["model"],
        polarity=job.result["polarity"],
        cut=job.result["cut"],
        words=tuple((start, end, effect) for start, end, effect in job.result["words"]),
    )


class ExplainHandler:
    """One row: the review that is to be explained."""

    kind = KIND
    queue = "reviews"

    def run(self, rows: Sequence[str], ctx: ChunkContext) -> ChunkResult:
        """Read the text without each of its words. Raises ModelUnavailable."""
        wanted = ctx.params["text_hash"]
        review = Review.objects.filter(pk=ctx.params["review"], text_hash=wanted).first()
        if review is None:
            error = RowError(
                item=rows[0],
                code="text_changed",
                message=_("The text was edited or removed meanwhile."),
                hint=_("Open the review and ask again."),
            )
            return ChunkResult(done=(), errors=(error,))
        reader = reading.load()
        made = explain.plan(clean(review.full_text).text)
        read = reader.model.read(made.texts())
        polarities = [raw.probabilities[2] - raw.probabilities[0] for raw in read]
        found = explain.influences(made, polarities)
        return ChunkResult(
            done=tuple(rows),
            payload={
                "model": reader.label,
                "polarity": round(polarities[0], DECIMALS),
                "cut": made.cut,
                "words": [[w.start, w.end, round(w.effect, DECIMALS)] for w in found],
            },
        )

    def store(self, result: ChunkResult, ctx: ChunkContext) -> None:
        """Keep what was found on the job."""
        if result.payload:
            Job.objects.filter(pk=ctx.job.pk).update(result=result.payload)

    def finish(self, job: Job) -> dict[str, Any]:
        """Nothing more than `store` kept."""
        return {}
