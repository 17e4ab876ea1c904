"""Judges one span against the index of facts: supported, or the nearest fact and why not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from .attributes import NAMING, canonical
from .compare import fold, yes_or_no
from .implied import composed, denied_by, same_part
from .lookup import carried
from .match_amounts import judge_quantity
from .nearest import nearest_fact
from .support import Evidence, FactIndex, Verdict, content_words, part_near

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .facts import Fact
    from .spans import Span

_PURE = re.compile(
    r"\b(?:pure|solid|real|genuine|all)[\s-](?:new[\s-])?[\w\s-]*$|(?:纯|全|整块|真)[一-鿿]{0,4}$",
    re.IGNORECASE,
)
_SURFACE = re.compile(
    r"\b(?:veneer|effect|look|plated|coated|finish|style|imitation|laminated|mix|tone|blend)\b|colou?red\b"
    r"|贴皮|仿|镀|包[金银]|混纺",
    re.IGNORECASE,
)
#: Behind a part: it is not in the box.
_EXTRA = re.compile(
    r"\s?[(,]?\s?(?:is |are )?(?:(?:sold|available) separately|not included|optional|extra)\b"
    r"|[一-鿿]{0,2}?[需要得]{0,2}(?:另外?|单独|自)[购备配售买]",
    re.IGNORECASE,
)
_NOT_INCLUDED = re.compile(r"\bnot (?:included|supplied)\b|[(（]不含[)）]", re.IGNORECASE)
_FREE = re.compile(r"\s*free\s*", re.IGNORECASE)
_SHADE = re.compile(
    r"\b([a-z]{3,}) (?:green|blue|red|grey|gray|brown|pink|yellow|white|black|orange|purple)$",
    re.IGNORECASE,
)
_LINED = re.compile(r"\b(?!fully|half|un)([A-Za-z]{3,})-lined$", re.IGNORECASE)
_CERTIFIED = re.compile(r"certifi|认证|证书", re.IGNORECASE)
_GENERIC_NOUNS = frozenset(
    {"motor", "function", "feature", "technology", "design", "system", "mode", "setting"}
)


def judge(span: Span, text: str, index: FactIndex, title: str, quotes: frozenset[str]) -> Verdict:
    """The verdict for one span of `text`."""
    if span.share_of is not None:
        return _judge_share(span, index)
    if span.hit is not None:
        return _judge_hit(span, text, index)
    if span.quantity is not None:
        return judge_quantity(span, span.quantity, text, index, title)
    fact = carried(span, index, title, quotes)
    return Verdict(
        fact, None if fact else nearest_fact(span, span.words, index), "" if fact else "absent"
    )


# --- lexicon words ----------------------------------------------------------------------


def _judge_hit(span: Span, text: str, index: FactIndex) -> Verdict:
    hit = span.hit
    if hit is None:
        return Verdict(None, None, "absent")
    if hit.affirmed and _EXTRA.match(text[span.end : span.end + 30]):
        hit = replace(hit, affirmed=False)
    known = index.by_key.get(hit.concept.key, [])
    if hit.concept.key == "hand_wash" and hit.affirmed:  # advice that follows from a "no"
        denied = [
            e for k in ("dishwasher_safe", "machine_washable") for e in index.by_key.get(k, [])
        ]
        known = known + [replace(e, affirmed=not e.affirmed) for e in denied]
    if hit.affirmed:
        agreeing = [e for e in known if e.affirmed]
        if hit.concept.kind == "material" and _PURE.search(text[max(0, span.start - 9) : span.end]):
            diluted = [e for e in agreeing if _is_diluted(e)]
            agreeing = [e for e in agreeing if e not in diluted]
            if diluted and not agreeing:
                return Verdict(None, diluted[0].fact, "differs")
    else:  # "not steel" says nothing about stainless steel's opposite: only the same concept denies
        agreeing = [
            e
            for key in denied_by(hit.concept.key)
            for e in index.by_key.get(key, [])
            if not e.affirmed and e.concept.key == key
        ]
    if not agreeing and hit.affirmed:
        agreeing = _equivalent(hit.concept.key, index)
    if not agreeing:
        denying = [e for e in known if e.concept.key == hit.concept.key]
        if denying:
            return Verdict(None, denying[0].fact, "denied")
        if not hit.affirmed or hit.concept.key.endswith("_free"):
            substance = hit.concept.key.removesuffix("_free")
            free = _free_of(substance.rpartition(":")[2], index)
            if free is not None:
                return Verdict(free, None, "")
        worded = _worded(span, text, index) if hit.affirmed else None
        if hit.concept.kind == "colour" and worded is None:
            worded = _shade_of(span, text, index)
        if worded is not None:
            return Verdict(worded, None, "")
        return Verdict(None, nearest_fact(span, text, index), "absent")
    cloth = _LINED.search(text[: span.end]) if hit.concept.key == "lined" else None
    if cloth:  # "shearling-lined" is no "Lining: leather"
        named = [e for e in agreeing if cloth.group(1).casefold() in fold(e.fact.text)]
        if not named:
            return Verdict(None, agreeing[0].fact, "differs")
    if hit.concept.kind in ("material", "colour"):
        part = part_near(text, span.start, span.end)
        return _judge_part(part, hit.concept.kind, agreeing, index)
    return Verdict(agreeing[0].fact, None, "")


def _is_diluted(evidence: Evidence) -> bool:
    """Whether a fact gives less than the whole material: 55 % linen, beech veneer, oak effect."""
    if evidence.share is not None and evidence.share < 100:
        return True
    return bool(_SURFACE.search(evidence.fact.value))


def _equivalent(key: str, index: FactIndex) -> list[Evidence]:
    """Evidence of what is the same: 100 % cotton is pure cotton, "FSC-certified" is certified."""
    affirmed = [e for e in index.evidence if e.affirmed]
    if key.startswith("pure_"):
        whole = key.removeprefix("pure_")
        return [e for e in affirmed if e.concept.key == whole and e.share == 100]
    if key in ("guarantee", "warranty"):
        return [e for e in affirmed if e.concept.key in ("guarantee", "warranty")]
    if key == "certified":
        return [
            e for e in affirmed
            if e.concept.kind == "certification"
            and _CERTIFIED.search(f"{e.fact.name} {e.fact.value}")
        ]  # fmt: skip
    if key == "blend" or key.endswith("_blend"):
        stem = key.removesuffix("blend").rstrip("_")
        return [
            e for e in affirmed
            if e.concept.key == (stem or e.concept.key) and e.share is not None and e.share < 100
        ]  # fmt: skip
    found = [[e for e in affirmed if e.concept.key == part] for part in composed(key)]
    return found[0] if found and all(found) else []


def _free_of(substance: str, index: FactIndex) -> Fact | None:
    """A fact that denies a substance no list holds: "fluoride-free" of "Fluoride: no"."""
    for fact, held in index.words:
        if substance in held or substance.rstrip("s") in held:
            named = substance.rstrip("s") in content_words(fact.name)
            named = named and not re.search(r"\b(?:anti|free|non)\b", fact.name, re.IGNORECASE)
            if named and (yes_or_no(fact.value) is False or _FREE.fullmatch(fact.value)):
                return fact
            if (
                re.search(
                    rf"\b(?:no|without|free (?:of|from)|zero)\s+(?:\w+\s)?{re.escape(substance)}"
                    rf"|\banti[- ]?{re.escape(substance)}\b",
                    fold(f"{fact.name} {fact.text}"),
                )
                and yes_or_no(fact.value) is not False
            ):
                return fact
    return None


def _shade_of(span: Span, text: str, index: FactIndex) -> Fact | None:
    """The fact of a shade that the text names with its colour: "sage green" of "Colour: sage"."""
    match = _SHADE.search(text[: span.end])
    if match is None:
        return None
    for fact, held in index.words:
        if canonical(fact.name) == "colour" and match.group(1).casefold() in held:
            return fact
    return None


def _worded(span: Span, text: str, index: FactIndex) -> Fact | None:
    """A fact that holds every word of a longer feature: "quartz movement" of "Movement: quartz"."""
    written = content_words(text[span.start : span.end])
    words = written - _GENERIC_NOUNS
    if span.kind not in ("feature", "certification", "eco", "health") or not words:
        return None
    if len(words) == 1 and len(written) == 1 and span.hit and ":" not in span.hit.concept.key:
        return None  # a listed word of its own: only its concept carries it
    for fact, held in index.words:
        denied = any(not e.affirmed for e in index.evidence if e.fact is fact)
        denied = denied or bool(_NOT_INCLUDED.search(fact.value))
        if words <= held and not denied and canonical(fact.name) not in NAMING:
            return fact
    return None


def _judge_part(part: str, kind: str, agreeing: Sequence[Evidence], index: FactIndex) -> Verdict:
    general = [e for e in agreeing if not e.part]
    if not part:
        return Verdict((general or agreeing)[0].fact, None, "")
    exact = [e for e in agreeing if same_part(e.part, part)]
    if exact:
        return Verdict(exact[0].fact, None, "")
    others = [e for e in index.evidence if same_part(e.part, part) and e.concept.kind == kind]
    if others:
        return Verdict(None, others[0].fact, "differs")
    if general:
        return Verdict(general[0].fact, None, "")
    return Verdict(None, agreeing[0].fact, "swapped")


def _judge_share(span: Span, index: FactIndex) -> Verdict:
    hit, quantity = span.share_of, span.quantity
    if hit is None or quantity is None:
        return Verdict(None, None, "absent")
    share = quantity.values[0]
    known = [
        e
        for e in index.by_key.get(hit.concept.key, [])
        if e.affirmed and e.concept.key == hit.concept.key
    ]
    for evidence in known:
        if evidence.share is not None and abs(evidence.share - share) < 0.01:
            return Verdict(evidence.fact, None, "")
    if share == 100:
        pure = index.by_key.get(f"pure_{hit.concept.key}", [])
        if pure:
            return Verdict(pure[0].fact, None, "")
    if known:
        return Verdict(None, known[0].fact, "differs")
    related = index.by_key.get(hit.concept.key) or [
        e for e in index.evidence if e.concept.kind == "material"
    ]
    return Verdict(None, related[0].fact if related else None, "absent")
