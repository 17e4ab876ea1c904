"""Writing the drafts of a chunk: facts, model, check, rank. Runs in a worker.

A row is a product; a product may be asked for several texts (kinds × languages). A row
whose texts could not all be written is an error that names the rest, and keeps those
that were; a re-run writes only what is missing.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from marketing_ai.catalog.base import ProductCard, get_catalog
from marketing_ai.copywriting import prompts
from marketing_ai.copywriting.models import CopySource, CopyVariant, Offer
from marketing_ai.copywriting.services.drafts import DraftSet, TextWriter, store_sets, usage_of
from marketing_ai.copywriting.services.reading import load_checker
from marketing_ai.copywriting.services.request import (
    FEATURE,
    GENERATE,
    other_language,
    price_of,
    refusal,
)
from marketing_ai.copywriting.services.reserve import reserve_for
from marketing_ai.copywriting.services.templates import (
    Templates,
    n_samples,
    reserve_for_text,
    reserve_tokens,
)
from marketing_ai.copywriting.task import CopyTask, own_language
from marketing_ai.exceptions import LeaseLost, MarketingAIError, UnknownProducts
from marketing_ai.governance import budgets
from marketing_ai.governance.log import record_skipped
from marketing_ai.grounding.facts import clean_facts
from marketing_ai.inference import text as inference
from marketing_ai.jobs.runner import ChunkContext, ChunkResult, RowError, row_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketing_ai.copywriting.prompts import Plan
    from marketing_ai.governance.models import InferenceLog
    from marketing_ai.inference.text import Prompt, Sampling, TextBackend
    from marketing_ai.jobs.models import Job

KIND = GENERATE
log = logging.getLogger("marketing_ai.copywriting")

# Measured on 12 products of the demo, coverage of the best draft: 0.5 → 0.67 (all samples say the
# same), 0.8 → 0.75, 1.0 → 0.69 (invents more than is kept).
TEMPERATURE = 0.8
# after "states something wrong" or "poor language": closer to what the model is surest of
CAREFUL_TEMPERATURE = 0.5


@dataclass(slots=True)
class _Text:
    """One text to be written: a product, a kind, a language."""

    writer: TextWriter
    asked: list[Prompt]
    prompt_version: str
    call: InferenceLog | None = None

    @property
    def card(self) -> ProductCard:
        """The product."""
        return self.writer.card


@dataclass(slots=True)
class _Work:
    """What a chunk came to."""

    sets: list[DraftSet] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)  # (product, error code)
    errors: dict[str, RowError] = field(default_factory=dict)

    def refuse(self, card: ProductCard | None, row: str, error: MarketingAIError) -> None:
        """The first error of a row is the one that is shown."""
        self.errors.setdefault(row, row_error(row, error, label=card.title if card else ""))


class GenerateHandler:
    """The job handler for `copywriting.generate`; a row is a product's primary key."""

    kind = KIND
    queue = "text"

    def run(self, rows: Sequence[str], ctx: ChunkContext) -> ChunkResult:
        """Draft all texts of these products; writes nothing but reservations.

        Raises TransientProviderError for the runner to try again, LeaseLost when the job
        was cancelled or the chunk taken over.
        """
        task = CopyTask.from_params(ctx.params)
        budgets.abandon_stale(ctx.job, rows)  # a dead worker's calls give their tokens back
        work = _Work()
        templates = Templates(task)
        by_model: dict[tuple[str, str], list[_Text]] = defaultdict(list)
        for text in self._texts(rows, task, templates, ctx, work):
            by_model[text.writer.language, text.writer.kind].append(text)
        for (language, kind), texts in by_model.items():
            self._write(
                texts,
                language=language,
                kind=kind,
                task=task,
                templates=templates,
                ctx=ctx,
                work=work,
            )
        done = tuple(row for row in rows if row not in work.errors)
        return ChunkResult(done=done, errors=tuple(work.errors.values()), payload=work)

    def store(self, result: ChunkResult, ctx: ChunkContext) -> None:
        """Store drafts and settle calls, in the transaction that closes the chunk."""
        work: _Work = result.payload
        budgets.settle_many(
            [
                budgets.Settlement(
                    call=each.call,
                    prompt_tokens=each.usage.prompt_tokens,
                    completion_tokens=each.usage.completion_tokens,
                    latency_ms=each.usage.latency_ms,
                    cost=each.usage.cost,
                    prompt=each.prompt,
                    answer=each.answer,
                )
                for each in work.sets
                if each.call is not None
            ]
        )
        store_sets(work.sets, CopyTask.from_params(ctx.params), job=ctx.job, actor=ctx.actor)
        record_skipped(
            [(_request(pk, ctx=ctx, store=ctx.job.store), code) for pk, code in work.skipped]
        )

    def finish(self, job: Job) -> dict[str, Any]:
        """Closing counts: products with a clean draft by the model, by rules, blocked."""
        drafts = CopyVariant.objects.filter(job=job)
        counts = drafts.aggregate(
            drafts=Count("pk"),
            products=Count("product", distinct=True),
            products_clean_by_model=Count(
                "product", distinct=True, filter=Q(source=CopySource.MODEL, blocked=False)
            ),
            products_by_rules=Count("product", distinct=True, filter=Q(source=CopySource.RULES)),
            drafts_blocked=Count("pk", filter=Q(blocked=True)),
        )
        problems: dict[str, int] = defaultdict(int)
        for found in drafts.filter(rank=1).values_list("fact_problems", flat=True):
            for problem in found:
                problems[problem["code"]] += 1
        return {**counts, "fact_problems": dict(problems)}

    # --- steps ----------------------------------------------------------------------------

    def _texts(
        self,
        rows: Sequence[str],
        task: CopyTask,
        templates: Templates,
        ctx: ChunkContext,
        work: _Work,
    ) -> list[_Text]:
        """What there is to write; rows with nothing to write from become errors."""
        catalog = get_catalog()
        checker = load_checker()
        cards, raw = catalog.cards(rows), catalog.facts(rows)
        there = _already_there(ctx.job, rows)
        texts = []
        for row in rows:
            card = cards.get(row)
            if card is None:
                work.refuse(None, row, UnknownProducts(ids=row))
                continue
            facts = clean_facts(raw.get(row, []), title=card.title, language=own_language(card))
            codes = task.languages_for(card)
            error = refusal(facts) or (None if codes else other_language(card, task))
            if error is not None:
                work.skipped.append((row, error.code))
                work.refuse(card, row, error)
                continue
            for language in codes:
                for kind in task.kinds:
                    if (row, kind, language) in there:
                        continue
                    try:
                        plan, asked = templates.plan(
                            card, facts.facts, kind=kind, language=language
                        )
                    except MarketingAIError as invalid:
                        work.refuse(card, row, invalid)
                        continue
                    texts.append(
                        _Text(
                            writer=TextWriter(
                                card=card,
                                facts=facts,
                                kind=kind,
                                language=language,
                                plan=plan,
                                checker=checker,
                            ),
                            asked=asked,
                            prompt_version=templates.get(kind, language).label,
                        )
                    )
        return texts

    def _write(
        self,
        texts: list[_Text],
        *,
        language: str,
        kind: str,
        task: CopyTask,
        templates: Templates,
        ctx: ChunkContext,
        work: _Work,
    ) -> None:
        """Reserve, ask the model once for all, check and rank."""
        try:
            backend = inference.load(language)
        except MarketingAIError as error:
            if error.retryable:
                raise
            for text in texts:
                work.refuse(text.card, text.card.pk, error)
            return
        samples = n_samples(task, kind)
        texts = self._reserve(texts, backend.model, samples, task, ctx, work)
        if not texts:
            return
        sampling = inference.Sampling(
            n=samples,
            max_new_tokens=prompts.max_new_tokens(kind),
            temperature=(
                CAREFUL_TEMPERATURE if task.reason in {"wrong", "language"} else TEMPERATURE
            ),
            seed=task.seed,
            stop=("\n",),
        )
        try:
            _ask(backend, texts, sampling, ctx)
            _ask_again(backend, texts, sampling, templates, ctx)
        except MarketingAIError as error:
            for text in texts:
                if text.call is not None:
                    budgets.fail(text.call, error.code)
            if error.retryable or isinstance(error, LeaseLost):
                raise
            for text in texts:
                work.refuse(text.card, text.card.pk, error)
            return
        offer = Offer.objects.filter(pk=task.offer).first() if task.offer else None
        price = price_of(backend.model, remote=backend.remote)
        for text in texts:
            work.sets.append(
                text.writer.finish(
                    task=task,
                    offer=offer,
                    call=text.call,
                    prompt_version=text.prompt_version,
                    price=price,
                )
            )

    def _reserve(
        self,
        texts: list[_Text],
        model: str,
        samples: int,
        task: CopyTask,
        ctx: ChunkContext,
        work: _Work,
    ) -> list[_Text]:
        """Set tokens aside; the texts that fit, each with its call. The others are row errors."""
        requests = [
            _request(
                text.card.pk,
                ctx=ctx,
                store=text.card.store,
                model=model,
                prompt_version=text.prompt_version,
                tokens=reserve_for_text(text.asked, kind=text.writer.kind, samples=samples),
            )
            for text in texts
        ]
        kept = []
        for text, outcome in zip(texts, reserve_for(requests, task.campaign), strict=True):
            if isinstance(outcome, MarketingAIError):
                work.refuse(text.card, text.card.pk, outcome)
                continue
            text.call = outcome
            kept.append(text)
        return kept


def _request(
    pk: str,
    *,
    ctx: ChunkContext,
    store: str,
    model: str = "",
    prompt_version: str = "",
    tokens: int = 0,
) -> budgets.CallRequest:
    return budgets.CallRequest(
        feature=FEATURE,
        store=store,
        actor=ctx.actor,
        object_kind="product",
        object_pk=pk,
        model=model,
        prompt_version=prompt_version,
        tokens=tokens,
        job=ctx.job,
    )


def _ask(
    backend: TextBackend, texts: Sequence[_Text], sampling: Sampling, ctx: ChunkContext
) -> None:
    """One call of the model for all parts of all texts."""
    if not ctx.still_wanted():
        raise LeaseLost()
    left = backend.generate([p for text in texts for p in text.asked], sampling)
    for text in texts:
        own, left = left[: len(text.asked)], left[len(text.asked) :]
        text.writer.take(text.writer.plan, own, asked=text.asked)


def _ask_again(
    backend: TextBackend,
    texts: Sequence[_Text],
    sampling: Sampling,
    templates: Templates,
    ctx: ChunkContext,
) -> None:
    """A second call for sentences that did not pass, one fact each.

    Only as far as the tokens go that were set aside for the text: an answer mostly ends
    long before its limit.
    """
    sampling = replace(sampling, n=max(2, sampling.n // 2))  # one fact is easily said
    asked: list[Prompt] = []
    plans: list[tuple[_Text, Plan]] = []
    for text in texts:
        plan = text.writer.second_plan()
        if plan is None or text.call is None:
            continue
        usage = usage_of(text.writer.answers, None)
        left = text.call.reserved_tokens - usage.prompt_tokens - usage.completion_tokens
        prompts_ = templates.prompts_of(
            plan, text.card, kind=text.writer.kind, language=text.writer.language
        )
        n = 0
        for prompt in prompts_:
            left -= reserve_tokens([prompt], kind=text.writer.kind, samples=sampling.n)
            if left < 0:
                break
            n += 1
        if n:
            plans.append((text, replace(plan, parts=plan.parts[:n])))
            asked += prompts_[:n]
    if not asked:
        return
    if not ctx.still_wanted():
        raise LeaseLost()
    answers = backend.generate(asked, sampling)
    for text, plan in plans:
        n = len(plan.parts)
        text.writer.take_second(plan, answers[:n], asked=asked[:n])
        answers, asked = answers[n:], asked[n:]


def _already_there(job: Job, rows: Sequence[str]) -> set[tuple[str, str, str]]:
    """Texts that an earlier run of this job wrote: (product, kind, language)."""
    if job.rerun_of_id is None:
        return set()
    found = CopyVariant.objects.filter(job=job.rerun_of_id, product__in=list(rows))
    return {
        (str(pk), kind, language)
        for pk, kind, language in found.values_list("product_id", "kind", "language").distinct()
    }
