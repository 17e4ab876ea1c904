"""Which prompt template is used, and saving a new version of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from marketing_ai.copywriting import prompts
from marketing_ai.copywriting.models import PromptTemplate
from marketing_ai.copywriting.services import choices
from marketing_ai.copywriting.services.access import author, authorise
from marketing_ai.copywriting.slots import primary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.auth.models import AbstractUser

    from marketing_ai.catalog.base import ProductCard
    from marketing_ai.copywriting.prompts import Plan, Template
    from marketing_ai.copywriting.task import CopyTask
    from marketing_ai.grounding.facts import Fact
    from marketing_ai.inference.text import Prompt


class Templates:
    """The templates of a task, read once: the shop's active ones, else the shipped ones."""

    def __init__(self, task: CopyTask) -> None:
        self._task = task
        rows = PromptTemplate.objects.filter(active=True, kind__in=task.kinds)
        self._active = {
            (row.kind, row.language.lower()): prompts.Template(
                label=str(row)[:64], system=row.system, body=row.body
            )
            for row in rows
        }

    def check_all(self) -> None:
        """Raise TemplateInvalid when one of the active templates cannot be used."""
        for template in self._active.values():
            prompts.check_template(template.label, template.system, template.body)

    def get(self, kind: str, language: str) -> Template:
        """The template for a kind and language; "zh-hans" also finds one for "zh"."""
        for code in (language.lower(), primary(language)):
            if (kind, code) in self._active:
                return self._active[kind, code]
        return prompts.default_template(language)

    def plan(
        self, card: ProductCard, facts: Sequence[Fact], *, kind: str, language: str
    ) -> tuple[Plan, list[Prompt]]:
        """The parts of one text and a prompt each, in the same order."""
        plan = prompts.make_plan(
            kind=kind, language=language, length=self._task.length, title=card.title, facts=facts
        )
        return plan, self.prompts_of(plan, card, kind=kind, language=language)

    def prompts_of(
        self, plan: Plan, card: ProductCard, *, kind: str, language: str
    ) -> list[Prompt]:
        """A prompt for each part of a plan."""
        template = self.get(kind, language)
        return [
            prompts.render(
                template,
                part,
                key=f"{card.pk}/{i}",
                language=language,
                title=card.title,
                category=card.category,
                tone=self._task.tone,
                length=self._task.length,
                audience=self._task.audience,
                kind=kind,
                note=self._task.note,
            )
            for i, part in enumerate(plan.parts)
        ]

    def token_estimate(
        self, card: ProductCard, facts: Sequence[Fact], *, kind: str, language: str
    ) -> int:
        """Tokens to reserve for one text: prompts, and every answer at its longest."""
        _plan, asked = self.plan(card, facts, kind=kind, language=language)
        return reserve_for_text(asked, kind=kind, samples=n_samples(self._task, kind))


def n_samples(task: CopyTask, kind: str) -> int:
    """Answers to ask each part for."""
    from marketing_ai.conf import conf

    return prompts.samples_for(kind, max(conf.COPY_SAMPLES, task.variants))


def reserve_tokens(asked: Sequence[Prompt], *, kind: str, samples: int) -> int:
    """The most that asking these prompts can use."""
    answers = len(asked) * samples * prompts.max_new_tokens(kind)
    return answers + sum(prompts.count_tokens(prompt) for prompt in asked)


def reserve_for_text(asked: Sequence[Prompt], *, kind: str, samples: int) -> int:
    """What to set aside for a text: its prompts, and about two that are asked once more."""
    once = reserve_tokens(asked, kind=kind, samples=samples)
    return once + SECOND_PARTS * once // len(asked)


SECOND_PARTS = 2


def save_template(
    *,
    name: str,
    kind: str,
    language: str,
    body: str,
    system: str = "",
    note: str = "",
    activate: bool = False,
    actor: AbstractUser | None,
) -> PromptTemplate:
    """A new version of a template; earlier ones stay as they are.

    Raises NotAllowed (approve_copy), UnknownChoice, TemplateInvalid.
    """
    authorise(actor, "approve_copy")
    choices.check_kinds([kind])
    prompts.check_template(name, system, body)
    with transaction.atomic():
        same = PromptTemplate.objects.filter(name=name, kind=kind, language=language)
        latest = same.aggregate(latest=Max("version"))["latest"] or 0
        template = PromptTemplate.objects.create(
            name=name,
            kind=kind,
            language=language,
            version=latest + 1,
            system=system,
            body=body,
            note=note,
            created_by=author(actor),
        )
        if activate:
            activate_template(template, actor=actor)
    return template


def activate_template(template: PromptTemplate, *, actor: AbstractUser | None) -> PromptTemplate:
    """Use this version from now on, in place of the one that was active.

    Raises NotAllowed (approve_copy), TemplateInvalid.
    """
    authorise(actor, "approve_copy")
    prompts.check_template(str(template), template.system, template.body)
    with transaction.atomic():
        PromptTemplate.objects.filter(
            kind=template.kind, language=template.language, active=True
        ).update(active=False)
        PromptTemplate.objects.filter(pk=template.pk).update(active=True)
    template.active = True
    return template


def deactivate_template(template: PromptTemplate, *, actor: AbstractUser | None) -> PromptTemplate:
    """Go back to the shipped template. Raises NotAllowed (approve_copy)."""
    authorise(actor, "approve_copy")
    PromptTemplate.objects.filter(pk=template.pk).update(active=False)
    template.active = False
    return template
