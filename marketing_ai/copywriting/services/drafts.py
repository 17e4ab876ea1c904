"""From a model's answers to stored drafts of one text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from marketing_ai import signals
from marketing_ai.catalog.base import get_catalog
from marketing_ai.conf import conf
from marketing_ai.copywriting import claimcheck, select
from marketing_ai.copywriting.examine import (
    examine,
    fact_to_json,
    problems_to_json,
    violations_to_json,
)
from marketing_ai.copywriting.kinds import LIMITS, Kind
from marketing_ai.copywriting.measures import mentioned
from marketing_ai.copywriting.models import ClaimCheck, CopySource, CopyVariant
from marketing_ai.copywriting.prompts import Plan, second_parts, short_title, writable
from marketing_ai.copywriting.services.access import author
from marketing_ai.copywriting.services.claims import claim_rows
from marketing_ai.copywriting.services.target import target_of
from marketing_ai.copywriting.slots import primary
from marketing_ai.grounding.realise import realise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.auth.models import AbstractUser

    from marketing_ai.catalog.base import ProductCard
    from marketing_ai.copywriting.examine import Examination
    from marketing_ai.copywriting.models import Offer
    from marketing_ai.copywriting.task import CopyTask
    from marketing_ai.governance.models import InferenceLog
    from marketing_ai.grounding.facts import CleanFacts
    from marketing_ai.inference.checker import Checker, ClaimSpan
    from marketing_ai.inference.text import Generation, Prompt
    from marketing_ai.jobs.models import Job

# a text of few facts may be shorter than its kind's usual least
_CHARS_A_FACT, _CHARS_A_FACT_ZH = 15, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What the answers of one text took, in tokens and milliseconds."""

    prompt_tokens: int
    completion_tokens: int
    latency_ms: int
    cost: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One ranked text and who wrote it (CopySource)."""

    source: str
    ranked: select.RankedDraft
    reading: Sequence[ClaimSpan]  # of the checker
    reading_of: str  # its key; "" where the checker could not be asked


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSet:
    """All drafts of one text, best first, with the call that paid for them."""

    card: ProductCard
    facts: CleanFacts
    kind: str
    language: str
    drafts: tuple[Draft, ...]
    model: str
    prompt_version: str
    offer: Offer | None
    call: InferenceLog | None
    usage: Usage
    prompt: str = ""  # only with LOG_PROMPTS
    answer: str = ""


class TextWriter:
    """One text in the making: takes answers, says what is missing, gives the drafts."""

    def __init__(
        self,
        *,
        card: ProductCard,
        facts: CleanFacts,
        kind: str,
        language: str,
        plan: Plan,
        checker: Checker | None = None,
    ) -> None:
        self.card, self.facts, self.kind, self.language = card, facts, kind, language
        self.plan = plan
        self._checker = checker
        self._readings: dict[str, list[ClaimSpan]] = {}
        self.usable = writable(facts.facts, title=card.title) or facts.facts
        self.answers: list[Generation] = []
        self.asked: list[Prompt] = []
        self._pool: list[select.Candidate] = []

    def take(
        self, plan: Plan, answers: Sequence[Generation], *, asked: Sequence[Prompt] = ()
    ) -> None:
        """Add the answers to the parts of `plan`, one Generation a part."""
        self.answers += answers
        self.asked += asked
        self._pool += select.candidates(
            plan,
            [[(c.text, c.finish == "stop") for c in g.completions] for g in answers],
            examiner=partial(self._examine, whole=False),
            **self._shared,
        )

    def second_plan(self) -> Plan | None:
        """What is worth asking once more; None when every sentence is there."""
        parts = second_parts(self.plan, select.missing(self.plan, self._pool))
        return Plan(parts=parts, sentence_end=self.plan.sentence_end) if parts else None

    def take_second(
        self, plan: Plan, answers: Sequence[Generation], *, asked: Sequence[Prompt] = ()
    ) -> None:
        """Add the answers to `second_plan`."""
        self.take(plan, answers, asked=asked)
        self.plan = self.plan.add(plan.parts)

    def finish(
        self,
        *,
        task: CopyTask,
        offer: Offer | None,
        call: InferenceLog | None,
        prompt_version: str,
        price: Decimal | None,
    ) -> DraftSet:
        """Choose among the sentences; a plain text by rules where no draft passes the check.

        Then the best attempt of the model is kept behind it, blocked, for a person to mend.
        """
        whole = partial(self._examine, whole=True)
        ranked = select.assemble(
            self.plan,
            self._pool,
            variants=task.variants,
            examiner=whole,
            min_length=_shortest(self.kind, self.language, len(self.usable)),
            **self._shared,
        )
        drafts = [self._draft(CopySource.MODEL, each) for each in ranked if each.clean]
        if not drafts:
            drafts += self._by_rules(offer)
            attempt = select.best_unclean(self.plan, self._pool, examiner=whole, **self._shared)
            if attempt is not None:
                drafts.append(self._draft(CopySource.MODEL, attempt))
        return DraftSet(
            card=self.card,
            facts=self.facts,
            kind=self.kind,
            language=self.language,
            drafts=tuple(drafts),
            model=self.answers[0].model if self.answers else "",
            prompt_version=prompt_version,
            offer=offer if self.kind == Kind.PROMOTION else None,
            call=call,
            usage=usage_of(self.answers, price),
            prompt=_as_asked(self.asked) if conf.LOG_PROMPTS else "",
            answer=_as_answered(self.answers) if conf.LOG_PROMPTS else "",
        )

    @property
    def _shared(self) -> dict[str, Any]:
        return {
            "facts": self.usable,
            "title": short_title(self.card.title),
            "language": self.language,
        }

    def _reading(self, text: str) -> list[ClaimSpan]:
        """What the checker reads in a whole text, once; [] where there is no checker."""
        if self._checker is not None and text not in self._readings:
            (self._readings[text],) = claimcheck.read(
                self._checker, [text], self.facts.facts, title=self.card.title
            )
        return self._readings.get(text, [])

    def _examine(self, text: str, *, whole: bool) -> Examination:
        return examine(
            text,
            self.facts.facts,
            kind=self.kind,
            language=self.language,
            title=self.card.title,
            reading=self._reading(text) if whole else (),
            length_limits=whole,
        )

    def _by_rules(self, offer: Offer | None) -> list[Draft]:
        text = realise(
            self.facts.facts,
            title=self.card.title,
            kind=self.kind,
            language=self.language,
            slots=("{offer}", "{offer_end}") if offer else (),
        )
        if not text:
            return []
        examination = self._examine(text, whole=True)
        ranked = select.RankedDraft(
            text=text,
            examination=examination,
            coverage=len(mentioned(text, self.usable)) / len(self.usable),
            n_novel=0,
            clean=not examination.blocked,
        )
        return [self._draft(CopySource.RULES, ranked)]

    def _draft(self, source: str, ranked: select.RankedDraft) -> Draft:
        is_read = self._checker is not None or not claimcheck.is_on()
        key = claimcheck.key(ranked.text, self.facts.facts, title=self.card.title)
        return Draft(
            source=source,
            ranked=ranked,
            reading=self._reading(ranked.text),
            reading_of=key if is_read else "",
        )


def store_sets(
    sets: Sequence[DraftSet], task: CopyTask, *, job: Job, actor: AbstractUser | None
) -> list[CopyVariant]:
    """Store all drafts with their claims; the caller holds the transaction."""
    pk_field = get_catalog().product_model()._meta.pk
    rows: list[CopyVariant] = []
    found: list[Any] = []
    hashes: dict[tuple[Any, ...], str] = {}
    for each in sets:
        for rank, draft in enumerate(each.drafts, start=1):
            by_model = draft.source == CopySource.MODEL
            row = CopyVariant(
                store=each.card.store,
                product_id=pk_field.to_python(each.card.pk),
                campaign_id=task.campaign,
                offer=each.offer,
                job=job,
                kind=each.kind,
                language=each.language,
                audience=task.audience,
                tone=task.tone,
                length=task.length,
                text=draft.ranked.text,
                first_text=draft.ranked.text,
                source=draft.source,
                model=each.model if by_model else "",
                prompt_version=each.prompt_version if by_model else "",
                seed=task.seed if by_model else None,
                facts=[fact_to_json(fact) for fact in each.facts.facts],
                facts_hash=each.facts.hash,
                fact_problems=problems_to_json(each.facts.problems),
                derived_from_id=task.retry_of,
                rank=rank,
                score=draft.ranked.score,
                reading=claimcheck.to_json(draft.reading),
                reading_of=draft.reading_of,
                open_claims=draft.ranked.examination.open_claims,
                violations=violations_to_json(draft.ranked.examination.violations),
                blocked=draft.ranked.examination.blocked,
                starts=each.offer.starts if each.offer else None,
                ends=each.offer.ends if each.offer else None,
                created_by=author(actor),
            )
            target = target_of(row, each.card)
            key = (each.card.pk, target.field)
            if key not in hashes:  # drafts of one text replace the same one
                hashes[key] = target.hash()
            row.base_hash = hashes[key]
            rows.append(row)
            found.append(draft.ranked.examination)
    CopyVariant.objects.bulk_create(rows)
    ClaimCheck.objects.bulk_create(
        claim for row, each in zip(rows, found, strict=True) for claim in claim_rows(row, each)
    )
    if rows:
        transaction.on_commit(
            partial(signals.copy_drafted.send_robust, sender=CopyVariant, variants=rows, job=job),
            robust=True,
        )
    return rows


# --- steps --------------------------------------------------------------------------------


def _shortest(kind: str, language: str, n_facts: int) -> int:
    limits = LIMITS[kind]
    if primary(language) == "zh":
        return min(limits.min_length_zh, _CHARS_A_FACT_ZH * n_facts)
    return min(limits.min_length, _CHARS_A_FACT * n_facts)


def _as_asked(asked: Sequence[Prompt]) -> str:
    parts = []
    for prompt in asked:
        turns = [f"{message.role}: {message.content}" for message in prompt.messages]
        parts.append("\n".join([*turns, f"assistant: {prompt.prefill}"]))
    return "\n\n".join(parts)


def _as_answered(answers: Sequence[Generation]) -> str:
    return "\n\n".join("\n".join(c.text for c in g.completions) for g in answers)


def usage_of(answers: Sequence[Generation], price: Decimal | None) -> Usage:
    """What these answers took. price: of 1,000 tokens; None counts as nothing."""
    prompt_tokens = sum(g.prompt_tokens for g in answers)
    completion_tokens = sum(g.completion_tokens for g in answers)
    return Usage(
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
        # of one call for the whole chunk: the longest of its answers, not their sum
        latency_ms=max((g.latency_ms for g in answers), default=0),
        cost=(price or Decimal(0)) * (prompt_tokens + completion_tokens) / 1000,
    )
