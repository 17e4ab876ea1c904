"""Checkable properties known by their form: "-free", "-proof", "self-…ing", "anti-…", 防…."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .concepts import Concept, Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

ZH_NEGATION = re.compile(
    r"(?:不(?:含|是|能|可|具备|支持|提供|添加|加|带|属于|具有|要|用|放|得|宜)?|无|非|没有?|未|零|(?<![\d.])0"
    r"|拒绝|告别|免|(?<![特分区类级个性识鉴辨])别|勿)"
    r"(?:任何|添加|含|采用|使用|有|放|加|进|用|需要?|一滴|半点)*$"
)
#: Denial behind the word: 石棉未检出, 甲醛零添加.
ZH_NEGATION_BEHIND = re.compile(
    r"\s?(?:未检出|零添加|0添加|不添加|[:：]\s?无|没(?:查|检|测)出|[一-鿿]{0,3}?[都也全](?:没(?!问题|关系|事|压力|毛病|话|在怕|得说)|不含|未添加))"
)
_GENERIC_FREE = re.compile(
    r"\b([A-Za-z]+)[- ]free\b(?!\s+(?:time|up|to|from|of|your))", re.IGNORECASE
)
_GENERIC_PROOF = re.compile(
    r"\b([A-Za-z]+)[- ](?:proof|resistant|resistance|repellent)\b|\b([a-z]{3,})(?:proof)\b",
    re.IGNORECASE,
)
_GENERIC_FRIENDLY = re.compile(r"\b([A-Za-z]+)[- ]friendly\b", re.IGNORECASE)
_FRIENDLY_MOODS = frozenset({
    "budget", "user", "beginner", "family", "crowd", "wallet", "and", "so", "very", "really",
    "is", "are", "as", "a", "the", "kid", "guest",
})  # fmt: skip
_GENERIC_FUNCTION = re.compile(r"\b([a-z]{4,}) (?:function|mode)\b", re.IGNORECASE)
_FUNCTION_MOODS = frozenset({
    "every", "full", "that", "this", "with", "your", "each", "whichever", "form", "easy",
    "holiday", "party", "beast", "relax", "weekend", "wedding",
})  # fmt: skip
_GENERIC_ZERO = re.compile(
    r"(?<!\d)(?:零|0)(?!距离|售|食|件|下|点|花|门槛|压力|负担|束缚|碎|钱|基础|时差|失误|接触|嘴|散)[一-鿿]"
    r"|(?:去|除|祛)(?:屑|污|油|渍|螨|湿|味|皱|黄|黑头|角质|甲醛|锈|垢|静电|毛球|异味|火|腥|铅|氯|余氯)"
)
_GENERIC_SELF = re.compile(
    r"\b(self[- ][a-z]+ing|[a-z]+[- ]controlled|pre[- ](?!order)[a-z]+ed)\b", re.IGNORECASE
)
_GENERIC_ANTI = re.compile(r"\banti[- ]?([a-z]{3,})\b(?!\w)", re.IGNORECASE)
_ANTI_WORDS = frozenset(["que", "ques", "cipate", "cipation", "hero", "social", "climax"])
_GENERIC_ZH = re.compile(r"(?<!反)(?:防|抗|耐)(?![一二三止守御])[一-鿿]")
#: "-free" that promises a mood, not the absence of a substance.
_FREE_MOODS = frozenset({
    "hassle", "worry", "stress", "fuss", "care", "guilt", "trouble", "mess", "clutter", "hands",
    "risk", "duty", "tax", "feel", "is", "are", "be", "for", "completely", "the", "a", "of",
    "and", "it", "absolutely", "totally", "or", "toll", "pain", "problem", "drama", "effort",
    "maintenance", "distraction", "interest",
})  # fmt: skip
_ZH_MOODS = frozenset({
    "耐看", "耐用", "耐心", "耐人", "耐穿", "耐搭", "耐脏", "耐嚼", "耐造", "耐闻", "防备", "防线",
    "防护", "抗拒", "抗衡", "抗议", "抗争", "防不", "耐品", "耐听", "耐寂",
})  # fmt: skip
_PROOF_MOODS = frozenset(["future", "fool", "living", "the", "is", "proof"])


def scan_affixes(text: str) -> list[Hit]:
    """Hits of "-free", "-proof", "-resistant" of words that no list holds."""
    hits: list[Hit] = []
    low = text.lower()
    chinese = not text.isascii()
    for match in _matches(_GENERIC_FREE, text, "free" in low):
        word = match.group(1).casefold()
        if word not in _FREE_MOODS:
            concept = Concept(f"substance:{word}", "feature", frozenset())
            hits.append(Hit(match.start(), match.end(), concept, affirmed=False))
    for match in _matches(
        _GENERIC_PROOF, text, "proof" in low or "resist" in low or "repellent" in low
    ):
        word = (match.group(1) or match.group(2)).casefold()
        if word not in _PROOF_MOODS:
            concept = Concept(f"proof:{word}", "feature", frozenset())
            before = text[max(0, match.start() - 5) : match.start()].casefold()
            hits.append(Hit(match.start(), match.end(), concept, "not" not in before))
    for match in _matches(
        _GENERIC_SELF, text, "self" in low or "controlled" in low or "pre" in low
    ):
        key = re.sub(r"[- ]", " ", match.group(1).casefold())
        hits.append(
            Hit(match.start(), match.end(), Concept(f"made:{key}", "feature", frozenset()), True)
        )
    for match in _matches(_GENERIC_FRIENDLY, text, "friendly" in low):
        word = match.group(1).casefold()
        if word not in _FRIENDLY_MOODS:
            concept = Concept(f"friendly:{word}", "feature", frozenset())
            hits.append(Hit(match.start(), match.end(), concept, True))
    for match in _matches(_GENERIC_FUNCTION, text, "function" in low or "mode" in low):
        word = match.group(1).casefold()
        if word not in _FUNCTION_MOODS:
            concept = Concept(f"function:{word}", "feature", frozenset())
            hits.append(Hit(match.start(), match.end(), concept, True))
    for match in _matches(_GENERIC_ZERO, text, chinese):
        concept = Concept(f"zero:{match.group()[1:]}", "feature", frozenset())
        hits.append(Hit(match.start(), match.end(), concept, True))
    for match in _matches(_GENERIC_ANTI, text, "anti" in low):
        word = match.group(1).casefold()
        if word not in _ANTI_WORDS:
            hits.append(
                Hit(
                    match.start(),
                    match.end(),
                    Concept(f"anti:{word}", "feature", frozenset()),
                    True,
                )
            )
    for match in _matches(_GENERIC_ZH, text, chinese):
        if match.group() in _ZH_MOODS:
            continue
        concept = Concept(f"proof:{match.group()}", "feature", frozenset())
        before = text[max(0, match.start() - 6) : match.start()]
        hits.append(Hit(match.start(), match.end(), concept, not ZH_NEGATION.search(before)))
    return hits


def _matches(pattern: re.Pattern[str], text: str, worth_it: bool) -> Iterator[re.Match[str]]:
    """Matches of `pattern`, looked for only where a cheap look says there may be some."""
    return pattern.finditer(text) if worth_it else iter(())
