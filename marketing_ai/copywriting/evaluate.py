"""`marketing_evaluate claims | facts`: how well claims are checked, and facts cleaned.

What each figure means is in docs/evaluation.md. Pure arithmetic over what `grounding` says.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from marketing_ai.copywriting import claimcheck
from marketing_ai.copywriting.claim_examples import facts_line
from marketing_ai.governance.evaluation import (
    Evaluation,
    EvaluationRequest,
    read_json_lines,
    register,
)
from marketing_ai.grounding.compare import fold
from marketing_ai.grounding.facts import Fact, clean_facts
from marketing_ai.inference.checker import Question, load_checker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from marketing_ai.governance.evaluation import Metrics
    from marketing_ai.grounding.facts import FactProblem
    from marketing_ai.inference.checker import Checker

DECIMALS = 4
OVERLAP = 0.5  # of the shorter span: two spans are the same claim
MEASURED = ("contradiction", "duplicate", "placeholder", "markup", "mojibake", "impossible")
_CJK = re.compile(r"[\u3400-\u9fff]")


def connect() -> None:
    """Make the names known to `marketing_evaluate`."""
    register(
        Evaluation(
            name="claims",
            help=gettext_lazy("Whether claims that no fact carries are found, and only those."),
            run=measure_claims,
        )
    )
    register(
        Evaluation(
            name="facts",
            help=gettext_lazy("Whether faults in a product's facts are found, and only those."),
            run=_facts,
        )
    )


def measure_claims(request: EvaluationRequest) -> dict[str, Any]:
    """Figures of the claim check by file, with the checker that is asked for or shipped."""
    checker = load_checker(request.model)
    needs = {"facts": list, "text": str, "claims": list}
    files: dict[str, Any] = {}
    for path in request.data:
        rows = read_json_lines(path, limit=request.limit, needs=needs)
        files[path.name.split(".")[0]] = claim_metrics(rows, flagged_spans(rows, checker))
    return {"files": files}


def _facts(request: EvaluationRequest) -> dict[str, Any]:
    needs = {"facts": list, "expected": list}
    return {
        "files": {
            path.name.split(".")[0]: fact_metrics(
                read_json_lines(path, limit=request.limit, needs=needs)
            )
            for path in request.data
        }
    }


# --- claims -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Counts:
    unsupported: int = 0
    caught: int = 0
    supported: int = 0
    alarmed: int = 0
    by_kind: dict[str, _Counts] = field(default_factory=dict)

    def add(self, claim: Mapping[str, Any], *, is_hit: bool) -> None:
        if claim["supported"]:
            self.supported += 1
            self.alarmed += is_hit
        else:
            self.unsupported += 1
            self.caught += is_hit

    def metrics(self) -> dict[str, float]:
        found = {}
        if self.unsupported:
            found["recall"] = _share(self.caught, self.unsupported)
        if self.supported:
            found["false_alarms"] = _share(self.alarmed, self.supported)
        return found


def claim_metrics(
    rows: Sequence[Mapping[str, Any]], flagged_in: Sequence[Sequence[tuple[int, int]]]
) -> Metrics:
    """recall, false_alarms, puffery_alarms, passed_wrongly, blocked_wrongly, n; then by kind."""
    total = _Counts()
    by_kind: dict[str, _Counts] = {}
    puffery = passed = blocked = must_block = may_pass = 0
    for row, flagged in zip(rows, flagged_in, strict=True):
        claims = row["claims"]
        for claim in claims:
            is_hit = any(_overlap(claim, span) >= OVERLAP for span in flagged)
            total.add(claim, is_hit=is_hit)
            kind = str(claim.get("kind") or "other")
            by_kind.setdefault(kind, _Counts()).add(claim, is_hit=is_hit)
        puffery += sum(all(_overlap(claim, span) < OVERLAP for claim in claims) for span in flagged)
        if any(not claim["supported"] for claim in claims):
            must_block += 1
            passed += not flagged
        else:
            may_pass += 1
            blocked += bool(flagged)
    result: Metrics = {
        "n": len(rows),
        **total.metrics(),
        "puffery_alarms": _share(puffery, len(rows)),
        "passed_wrongly": _share(passed, must_block),
        "blocked_wrongly": _share(blocked, may_pass),
    }
    for kind, counts in sorted(by_kind.items()):
        result |= {f"{name}_{kind}": value for name, value in counts.metrics().items()}
    return result


def flagged_spans(
    rows: Sequence[Mapping[str, Any]], checker: Checker
) -> list[list[tuple[int, int]]]:
    """Where the claim check finds something that no fact carries, of each text."""
    products = [_product(row) for row in rows]
    read = checker.read(
        [
            Question(text=text, facts=facts_line((f.name, f.text) for f in facts), title=title)
            for text, facts, title, _language in products
        ]
    )
    return [
        [
            (claim.start, claim.end)
            for claim in claimcheck.check(
                text, facts, language=language, title=title, reading=spans
            ).open
        ]
        for (text, facts, title, language), spans in zip(products, read, strict=True)
    ]


def _product(row: Mapping[str, Any]) -> tuple[str, tuple[Fact, ...], str, str]:
    """Text, facts as a draft's check has them, title, language."""
    text, title = str(row["text"]), str(row.get("title") or "")
    language = "zh" if _CJK.search(text) else "en"
    facts = clean_facts(_as_facts(row["facts"]), title=title, language=language).facts
    return text, facts, title, language


def _overlap(claim: Mapping[str, Any], span: tuple[int, int]) -> float:
    """Share of the shorter of two places that lies in the other."""
    start, end = int(claim["start"]), int(claim["end"])
    common = min(end, span[1]) - max(start, span[0])
    return max(0, common) / max(1, min(end - start, span[1] - span[0]))


# --- facts ------------------------------------------------------------------------------------


def fact_metrics(rows: Sequence[Mapping[str, Any]]) -> Metrics:
    """recall over expected problems, false_alarms over clean products, n; recall by problem."""
    wanted, found = Counter[str](), Counter[str]()
    clean = alarmed = 0
    for row in rows:
        reported = [
            problem
            for problem in clean_facts(
                _as_facts(row["facts"]), title=str(row.get("title") or "")
            ).problems
            if problem.code in MEASURED
        ]
        for one in row["expected"]:
            wanted[one["problem"]] += 1
            found[one["problem"]] += _is_reported(one, reported)
        if not row["expected"]:
            clean += 1
            alarmed += bool(reported)
    return {
        "n": len(rows),
        "recall": _share(found.total(), wanted.total()),
        "false_alarms": _share(alarmed, clean),
        **{f"recall_{code}": _share(found[code], n) for code, n in sorted(wanted.items())},
    }


def _is_reported(expected: Mapping[str, Any], reported: Iterable[FactProblem]) -> bool:
    also = expected.get("also_ok") or []
    named = {fold(str(name)) for name in [expected["attribute"], *_as_list(also)]}
    return any(
        problem.code == expected["problem"] and named & {fold(name) for name in problem.names}
        for problem in reported
    )


# --- both -------------------------------------------------------------------------------------


def _as_facts(rows: Iterable[Any]) -> list[Fact]:
    """Facts of [name, value] or [name, value, unit] or of objects with these keys."""
    found = []
    for row in rows:
        if isinstance(row, dict):
            row = [row.get("name", ""), row.get("value", ""), row.get("unit", "")]
        name, value, *unit = (str(part) for part in row)
        found.append(Fact(name=name, value=value, unit=unit[0] if unit else ""))
    return found


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _share(part: int, whole: int) -> float:
    return round(part / whole, DECIMALS) if whole else 0.0
