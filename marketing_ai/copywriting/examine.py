"""Whether a text may be approved: its claims against the facts, and the brand rules.

Reads settings, no table. The check of claims is `grounding.claims`, the rules are
`grounding.brand` and, where `BRAND_RULE_SETS` names some, `grounding.rulesets`; here they
are put together for a kind of text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marketing_ai.conf import conf
from marketing_ai.copywriting import claimcheck
from marketing_ai.copywriting.kinds import LIMITS, SLOTS
from marketing_ai.copywriting.slots import primary
from marketing_ai.grounding.brand import BrandRules, Violation, lint
from marketing_ai.grounding.facts import Fact
from marketing_ai.grounding.rulesets.findings import find

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from marketing_ai.grounding.claims import ClaimReport
    from marketing_ai.inference.checker import ClaimSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What the check found in one text."""

    report: ClaimReport
    violations: tuple[Violation, ...]

    @property
    def open_claims(self) -> int:
        """Spans that no fact carries."""
        return len(self.report.open)

    @property
    def blocked(self) -> bool:
        """Whether the text may not be approved."""
        return bool(self.report.open) or any(v.blocking for v in self.violations)


def rules_for(
    kind: str, language: str, *, keep: Sequence[str] = (), length_limits: bool = True
) -> BrandRules:
    """The shop's rules for a kind: those under `*`, then those of the kind, then our limit.

    keep: names that may stand in capitals and in another script. A shortest length is the
    shop's to set: a product with two facts has a short text.
    """
    rules: dict[str, Any] = {**conf.BRAND_RULES.get("*", {}), **conf.BRAND_RULES.get(kind, {})}
    if length_limits:
        limits = LIMITS[kind]
        is_zh = primary(language) == "zh"
        rules.setdefault("max_length", limits.max_length_zh if is_zh else limits.max_length)
    else:
        # of a part: what the whole must hold cannot be asked of it
        for name in ("min_length", "max_length", "disclaimers"):
            rules.pop(name, None)
    rules["keep"] = (*rules.get("keep", ()), *keep)
    rules["slots"] = SLOTS
    given: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in rules.items()
    }
    return BrandRules(**given)


def examine(
    text: str,
    facts: Sequence[Fact],
    *,
    kind: str,
    language: str,
    title: str,
    quotes: Sequence[str] = (),
    reading: Sequence[ClaimSpan] = (),
    length_limits: bool = True,
) -> Examination:
    """Check one text. `length_limits` False leaves the kind's own limits out (parts of a text).

    reading: what the checker read in it, () where it did not.
    """
    report = claimcheck.check(
        text,
        facts,
        language=language,
        title=title,
        quotes=quotes,
        slots=SLOTS,
        reading=reading,
    )
    rules = rules_for(kind, language, keep=(title,), length_limits=length_limits)
    violations = [
        *lint(text, rules, language=language),
        *find(
            text,
            conf.BRAND_RULE_SETS,
            language=language,
            kind=kind,
            channel=rules.channel,
            names=(title,),
            lengths=length_limits,
        ),
    ]
    violations.sort(key=lambda v: (v.start, v.end, v.code))
    return Examination(report=report, violations=tuple(violations))


def fact_to_json(fact: Fact) -> dict[str, str]:
    """As CopyVariant.facts holds it."""
    return {
        "name": fact.name,
        "value": fact.value,
        "unit": fact.unit,
        "source": fact.source,
        "scope": fact.scope,
    }


def fact_from_json(row: Mapping[str, str]) -> Fact:
    """The reverse of `fact_to_json`."""
    return Fact(**row)


def problems_to_json(problems: Iterable[Any]) -> list[dict[str, Any]]:
    """As CopyVariant.fact_problems holds them."""
    return [
        {
            "code": problem.code,
            "names": list(problem.names),
            "detail": str(problem.detail),
            "blocking": problem.blocking,
        }
        for problem in problems
    ]


def shown_value(fact: Fact | None) -> str:
    """Value and unit as people read them."""
    return f"{fact.value} {fact.unit}".strip() if fact else ""


def violations_to_json(violations: Iterable[Violation]) -> list[dict[str, Any]]:
    """As CopyVariant.violations holds them."""
    return [
        {
            "code": v.code,
            "start": v.start,
            "end": v.end,
            "message": str(v.message),
            "blocking": v.blocking,
        }
        for v in violations
    ]
