"""From raw answers to ranked drafts: tidy, keep what the facts carry, put together, rank.

All of it is selection by code: a sentence of the model is kept or dropped, white space,
labels and marks around it are taken off, and the kept ones are put one after the other.
No word is added but the product's name, where the sentence that should open the text did
not pass and the next one begins with "It". Pure functions over values; the check of a text
comes in as an argument.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from marketing_ai.copywriting.binding import is_bound, is_broken, made_of_nothing, names_only
from marketing_ai.copywriting.measures import jaccard, mentioned, shape_of
from marketing_ai.copywriting.plainwords import novel_parts
from marketing_ai.copywriting.slots import primary
from marketing_ai.grounding.wording import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from marketing_ai.copywriting.examine import Examination
    from marketing_ai.copywriting.prompts import Part, Plan
    from marketing_ai.grounding.facts import Fact

    Examiner = Callable[[str], Examination]

NEAR_DUPLICATE = 0.8  # Jaccard of n-grams above which two drafts count as one


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One sentence that the model wrote for one part of the plan.

    order: of the part in the plan, which follows the shop's order of facts.
    mentioned: indexes of the facts that it states. loose: those of which it gives the value
    without the attribute ("18 cm high" of a base of 18 cm) or the attribute without the
    value ("has a person" of persons: 2). novel: words that neither facts nor
    title nor plain vocabulary hold. clean: the check found nothing against it.
    """

    slot: int
    order: int
    text: str
    mentioned: frozenset[int]
    loose: frozenset[int]
    novel: tuple[str, ...]
    clean: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedDraft:
    """One text, checked. coverage: share of the usable facts that it mentions, 0…1."""

    text: str
    examination: Examination = field(repr=False)
    coverage: float
    n_novel: int
    clean: bool

    @property
    def score(self) -> float:
        """0…1: coverage, less a little for each word that no fact explains."""
        return max(0.0, round(self.coverage - 0.05 * self.n_novel, 4))


# --- one answer ---------------------------------------------------------------------------

_SPECIAL = re.compile(r"<\|[^|>]*\|>|</?(?:s|bos|eos|start_of_turn|end_of_turn)>")
_MARKS = re.compile(r"\*\*|__|^#+\s*|`+|^\s*[-*•]\s+", re.MULTILINE)
_LABEL = re.compile(
    r"^\s*(?:(?:product\s+)?(?:description|headline|subject(?: line)?|text|copy|answer|sentence|"
    r"文案|标题|描述|主题|答)\s*[:：]\s*)",
    re.IGNORECASE,
)
_QUOTES = "\"'“”‘’「」『』 "
_END = (".", "!", "?", "。", "！", "？")


def tidy(raw: str, *, finished: bool, language: str, sentence_end: bool) -> str:
    """The first whole sentence of an answer; "" where there is none.

    finished: whether the model ended by itself; what a length limit cut off has no end and
    is dropped. sentence_end: False for headlines, which carry no full stop.
    """
    text = _SPECIAL.sub("", unicodedata.normalize("NFC", raw)).strip()
    text = text.split("\n", 1)[0]
    text = _LABEL.sub("", _MARKS.sub("", text)).strip(_QUOTES)
    text = re.sub(r"\s+", " ", text)
    spans = sentences(text)
    if not spans:
        return ""
    start, end = spans[0]
    first = text[start:end].strip(_QUOTES)
    ended = first.endswith(_END)
    if not ended and len(spans) == 1 and not finished:
        return ""
    if not sentence_end:
        return first.rstrip("".join(_END)).rstrip(" ,;:，；：")
    if ended:
        return first
    first = first.rstrip(" ,;:，；：")
    return first + ("。" if primary(language) == "zh" else ".")


def candidates(
    plan: Plan,
    answers: Sequence[Sequence[tuple[str, bool]]],
    *,
    facts: Sequence[Fact],
    title: str,
    language: str,
    examiner: Examiner,
) -> list[Candidate]:
    """Distinct sentences of all parts, checked. answers: a part's (text, finished) each."""
    found: dict[tuple[int, str], Candidate] = {}
    for order, (part, texts) in enumerate(zip(plan.parts, answers, strict=True)):
        for raw, finished in texts:
            text = tidy(raw, finished=finished, language=language, sentence_end=plan.sentence_end)
            if text and text != part.prefill and (part.slot, text) not in found:
                found[part.slot, text] = _candidate(
                    part,
                    order,
                    text,
                    facts=facts,
                    title=title,
                    language=language,
                    examiner=examiner,
                )
    return list(found.values())


def _candidate(
    part: Part,
    order: int,
    text: str,
    *,
    facts: Sequence[Fact],
    title: str,
    language: str,
    examiner: Examiner,
) -> Candidate:
    examination = examiner(text)
    found = mentioned(text, facts)
    asked = [i for i, fact in enumerate(facts) if fact in part.facts]
    loose = frozenset(
        i
        for i in asked
        if (
            not is_bound(text, facts[i], facts, language)
            if i in found
            else names_only(text, facts[i], language)
        )
    )
    return Candidate(
        slot=part.slot,
        order=order,
        text=text,
        mentioned=frozenset(i for i in found if facts[i] in part.facts) - loose,
        loose=loose,
        novel=novel_parts(text, facts, title=title, language=language),
        clean=not examination.blocked
        and not made_of_nothing(text, facts, language)
        and not is_broken(text),
    )


def missing(plan: Plan, pool: Sequence[Candidate]) -> tuple[int, ...]:
    """Slots for which no usable sentence is in the pool."""
    return tuple(slot for slot in range(plan.n_slots) if not _tier(pool, slot, 0))


# --- a whole text -------------------------------------------------------------------------


def assemble(
    plan: Plan,
    pool: Sequence[Candidate],
    *,
    variants: int,
    facts: Sequence[Fact],
    title: str,
    language: str,
    examiner: Examiner,
    min_length: int = 0,
) -> list[RankedDraft]:
    """Up to `variants` distinct drafts, the best first. All pass the check.

    Of sentences in plain vocabulary; only where these give no draft at all, also of others
    that pass the check (a large model's freer ones).
    """
    drafts: list[RankedDraft] = []
    for novel_allowed in (0, _NOVEL_ALLOWED):
        tiers = [_tier(pool, slot, novel_allowed) for slot in range(plan.n_slots)]
        if any(tiers):
            drafts += _distinct(
                tiers,
                plan,
                variants=variants,
                facts=facts,
                title=title,
                language=language,
                examiner=examiner,
                min_length=min_length,
            )
        if drafts:
            break
    # stable: equal ones keep the order in which they were put together
    return sorted(drafts, key=lambda draft: -draft.score)[:variants]


def _distinct(
    tiers: Sequence[Sequence[Candidate]],
    plan: Plan,
    *,
    variants: int,
    facts: Sequence[Fact],
    title: str,
    language: str,
    examiner: Examiner,
    min_length: int,
) -> list[RankedDraft]:
    """Drafts that differ: the choice in each slot rotates, near duplicates are left out."""
    drafts: list[RankedDraft] = []
    shapes: list[frozenset[str]] = []
    rounds = variants * 4 if plan.n_slots > 1 else max(len(tier) for tier in tiers)
    for turn in range(rounds):
        if len(drafts) == variants:
            break
        chosen = _choose(tiers, turn, widen=turn >= variants)
        if not tiers[0]:
            chosen[0] = _introduce(chosen[0], plan)
        draft = _checked(
            chosen, plan, facts=facts, title=title, language=language, examiner=examiner
        )
        if draft is None or len(draft.text) < min_length:
            continue
        shape = shape_of(draft.text, language)
        if any(jaccard(shape, other) >= NEAR_DUPLICATE for other in shapes):
            continue
        drafts.append(draft)
        shapes.append(shape)
    return drafts


def best_unclean(
    plan: Plan,
    pool: Sequence[Candidate],
    *,
    facts: Sequence[Fact],
    title: str,
    language: str,
    examiner: Examiner,
) -> RankedDraft | None:
    """The model's best attempt that does not pass, for a person to mend; None without answers."""
    chosen = []
    for slot in range(plan.n_slots):
        in_slot = [c for c in pool if c.slot == slot]
        if in_slot:
            chosen.append(max(in_slot, key=lambda c: (c.clean, len(c.mentioned), -len(c.novel))))
    if not chosen:
        return None
    return _draft(chosen, plan, facts=facts, title=title, language=language, examiner=examiner)


def _tier(pool: Sequence[Candidate], slot: int, novel_allowed: int) -> list[Candidate]:
    """What may stand in a slot, best first: most facts told, then as the shop orders them."""
    kept = [
        c
        for c in pool
        if c.slot == slot
        and c.clean
        and c.mentioned
        and not c.loose
        and len(c.novel) <= novel_allowed
    ]
    return sorted(kept, key=lambda c: (-len(c.mentioned), len(c.novel), c.order, len(c.text)))


_NOVEL_ALLOWED = 2


def _choose(tiers: Sequence[Sequence[Candidate]], turn: int, *, widen: bool) -> list[Candidate]:
    """One sentence a slot; each turn moves on in one slot after the other.

    widen: also sentences that mention fewer facts than the best, to find more variants.
    """
    chosen = []
    for slot, tier in enumerate(tiers):
        if not tier:
            continue
        step = turn if len(tiers) == 1 else (turn + slot) // 2 if turn else 0
        top = [c for c in tier if len(c.mentioned) == len(tier[0].mentioned)]
        from_ = tier if widen or len(tiers) == 1 else top
        chosen.append(from_[step % len(from_)])
    if turn and len(chosen) > 2:  # the order of what follows the opening may change freely
        shift = turn % (len(chosen) - 1)
        chosen = chosen[:1] + chosen[1 + shift :] + chosen[1 : 1 + shift]
    return chosen


def _introduce(candidate: Candidate, plan: Plan) -> Candidate:
    """The sentence with the product's name for its "It": the opening one did not pass."""
    name = plan.parts[0].prefill
    for pronoun in {part.prefill for part in plan.parts if part.slot == candidate.slot}:
        if candidate.text.startswith(pronoun) and pronoun != name:
            return replace(candidate, text=name + candidate.text[len(pronoun) :])
    return candidate


def _checked(
    chosen: list[Candidate],
    plan: Plan,
    *,
    facts: Sequence[Fact],
    title: str,
    language: str,
    examiner: Examiner,
) -> RankedDraft | None:
    """The text without the sentences that the check of the whole stands against."""
    kept = list(chosen)
    while kept:
        draft = _draft(kept, plan, facts=facts, title=title, language=language, examiner=examiner)
        if draft.clean:
            return draft
        guilty = _guilty(kept, draft, language)
        if guilty is None or len(kept) == 1:
            return None
        kept.pop(guilty)
    return None


def _guilty(kept: Sequence[Candidate], draft: RankedDraft, language: str) -> int | None:
    """Index of the last sentence in which something is wrong; None where no place is known."""
    places = [claim.start for claim in draft.examination.report.open]
    places += [v.start for v in draft.examination.violations if v.blocking and v.end > v.start]
    if not places:
        return None
    last, start = None, 0
    for i, candidate in enumerate(kept):
        end = start + len(candidate.text)
        if any(start <= place < end for place in places):
            last = i
        start = end + len(_joiner(language))
    return last


def _draft(
    chosen: Sequence[Candidate],
    plan: Plan,
    *,
    facts: Sequence[Fact],
    title: str,
    language: str,
    examiner: Examiner,
) -> RankedDraft:
    joiner = _joiner(language)
    text = joiner.join(c.text for c in chosen)
    if plan.closing:
        text += joiner + plan.closing
    examination = examiner(text)
    found = mentioned(text, facts)
    return RankedDraft(
        text=text,
        examination=examination,
        coverage=len(found) / len(facts) if facts else 0.0,
        n_novel=sum(len(c.novel) for c in chosen),
        clean=not examination.blocked,
    )


def _joiner(language: str) -> str:
    return "" if primary(language) == "zh" else " "
