"""What a text says of fit, height and weight, in English and Chinese. Pure.

Only plain statements are taken. One on sizing ("runs small", "order a size up", 偏小) goes
before one on the piece tried on ("tight in the arms", "fits perfectly": in the size that was
taken). A text that says both sides says nothing of fit, and so does one that only denies.
Heights and weights are taken where the text says whose they are, in the units of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

SMALL, TRUE, LARGE = "small", "true", "large"
MAX_CHARS = 20_000
MIN_HEIGHT_CM, MAX_HEIGHT_CM = 120, 220
MIN_WEIGHT_KG, MAX_WEIGHT_KG = Decimal(30), Decimal(200)
CM_PER_INCH = Decimal("2.54")
KG_PER_POUND = Decimal("0.45359237")
KG_PER_JIN = Decimal("0.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class FitReading:
    """What a text states; empty or None where it does not."""

    fit: str = ""  # SMALL, TRUE, LARGE
    height_cm: int | None = None
    weight_kg: Decimal | None = None


def read_fit(text: str) -> FitReading:
    """What the cleaned text of one review says."""
    text = text[:MAX_CHARS].replace("’", "'").replace("‘", "'").replace("”", '"').replace("“", '"')
    height = _height(text)
    return FitReading(
        fit=_fit(text), height_cm=height, weight_kg=_weight(text, beside_height=height is not None)
    )


# --- fit


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_MUCH = (
    r"(?:(?:a|an|just|bit|little|tad|touch|very|so|too|way|quite|rather|super|pretty|really|kind|"
    r"of|sort|slightly|somewhat|extremely|definitely|usually|also|on|the|more|much) ){0,4}"
)
_RUNS = rf"\b(?:run|runs|ran|running|fit|fits|fitting|sized|comes? up|came up|cut|cuts) {_MUCH}"
_GO = r"\b(?:order|ordered|ordering|size|sized|sizing|go|going|went|buy|bought|get|got|take|took)"
_ONE = r"(?:a|one|two|1|2|at least a|at least one)"
_INSTEAD = (
    r"\b(?:need|needed|get|got|order|ordered|exchanged? (?:it )?for|"
    r"should have (?:got|gotten|ordered|bought)) (?:a|the|one) (?:size )?"
)
_THAN = r" than (?:expected|i expected|my (?:usual|normal) size|the size chart)\b"
_SIZING = {
    SMALL: _any(
        rf"{_RUNS}(?:small|smaller|tight)\b|\bsiz(?:e|ed|ing) up\b",
        rf"{_GO} (?:up {_ONE}(?: full)? sizes?|{_ONE} sizes? (?:up|bigger|larger))\b",
    ),
    LARGE: _any(
        rf"{_RUNS}(?:large|larger|big|bigger|loose|huge|roomy)\b|\bsiz(?:e|ed|ing) down\b",
        rf"{_GO} (?:down {_ONE}(?: full)? sizes?|{_ONE} sizes? (?:down|smaller))\b",
    ),
    TRUE: _any(
        r"\btrue[- ]to[- ](?:its |my |the )?size\b|\b(?:fits?|runs?|is|are|found \w+) tts\b"
    ),
}
_ON_ME = {
    SMALL: _any(
        r"\b(?:too|bit|little|very|super|so|slightly) (?:small|tight|snug)\b(?! (?:pattern|print))",
        rf"{_INSTEAD}(?:larger|bigger|next) size\b|\bsmaller{_THAN}",
    ),
    LARGE: _any(
        r"\b(?:too|bit|little|very|super|so|slightly|way) (?:big|large|loose|baggy)\b",
        rf"{_INSTEAD}smaller size\b|\b(?:larger|bigger){_THAN}",
    ),
    TRUE: _any(
        r"\bfits? (?:me |her |him |my \w+ )?(?:so |very |just |really |absolutely )?(?:perfect|"
        r"perfectly|great|well|nicely|beautifully|wonderfully|just right|like a glove|right)\b",
        r"\b(?:perfect|great|good|nice|wonderful|excellent) fit\b",
        r"\bthe fit (?:is|was) (?:so |just )?(?:perfect|great|good|spot on|wonderful)\b",
        r"\bfits? (?:just )?as (?:expected|described)\b",
        r"\b(?:sizing|size) (?:is|was) (?:accurate|perfect|spot on|right on|correct|just right)\b",
    ),
}
# A thing is "too small" in many ways; for what is worn it is about fit.
_WORN = _any(
    r"\b(?:wear|wears|wore|wearing|worn|waist|chest|bust|hips?|shoulders?|sleeves?|thighs?|calves|"
    r"dress|dresses|shirts?|blouse|sweater|jacket|coat|jeans|pants|trousers|skirt|shorts|bra|"
    r"shoes?|boots?|sneakers?|sandals?|gloves?|petite|xs|xl|xxl|size (?:s|m|l|\d{1,2}))\b"
)
_DENIED = re.compile(
    r"(?:\b(?:not|never|no need to|didn't|doesn't|don't|isn't|wasn't|without|nothing)\b|n't)"
    r"(?: \w+){0,3} ?$",
    re.IGNORECASE,
)
_CLAUSE_ZH = re.compile(r"[^，。！？；,.!?;~～\n 　]+")
_WORN_ZH = re.compile(
    r"尺码|码数|[大小]码|号码|穿|(?<!洗)衣(?!柜|架|机)|裤|(?<!拖)鞋|裙|衫|外套|上身|[SMLX]号"
)
_NOT_WORN_ZH = re.compile(
    r"音|字|屏|[分份]量|重量|内存|味|水果|苹果|书|房|酒店|包|箱|床|机|电脑|键盘|差[别距异]|出入|落差|力度|压力"
    r"|面积|空间|公园|体积"
)
_SIZING_ZH = {
    SMALL: re.compile(
        r"偏小|偏紧|(?:买|拍|选|要|穿)大(?:一|1|两)?[个]?[码号]|(?<![买拍选要穿])小了?(?:一|1|半)[码号]"
    ),
    LARGE: re.compile(
        r"偏大|偏宽松|(?:买|拍|选|要|穿)小(?:一|1|两)?[个]?[码号]|(?<![买拍选要穿])大了?(?:一|1|半)[码号]"
    ),
    TRUE: re.compile(
        r"(?:大小|尺码|尺寸|码数|码子)[^，。！？]{0,3}(?:正好|刚好|合适|合身|标准|准|正|刚刚好|没问题)"
        r"|正码|标准码"
    ),
}
_ON_ME_ZH = {
    SMALL: re.compile(
        r"(?:有点|有些|太|稍微|略|买|穿着?|稍)[小紧](?!失望|贵|瑕疵|问题|遗憾|毛病|一?[码号]|两)|[小紧]了(?:点|一点|些)?"
    ),
    LARGE: re.compile(
        r"(?:有点|有些|太|稍微|略|买|穿着?|稍)[大肥松](?!一?[码号]|两)|[大肥松]了(?:点|一点|些)?"
    ),
    TRUE: re.compile(
        r"(?:很|非常|挺|特别|蛮|都)?(?:合身|合脚)|穿[^，。！？]{0,4}(?:正好|刚好|刚刚好|合适)"
    ),
}
_DENIED_ZH = re.compile(r"(?:不会?|没有?|并不|不算|不是)[^，。！？]{0,2}$")


def _fit(text: str) -> str:
    sizing = _stated(text, _SIZING) | _stated_zh(text, _SIZING_ZH)
    on_me = _stated_zh(text, _ON_ME_ZH)
    if _WORN.search(text):
        on_me |= _stated(text, _ON_ME)
    sides = (sizing | on_me) - {TRUE}
    if len(sides) == 2:
        return ""
    if len(sizing) == 1:
        return next(iter(sizing))
    if sizing:  # "true to size, but I would size up"
        return ""
    if len(sides) == 1:
        return next(iter(sides))
    return TRUE if on_me else ""


def _stated(text: str, patterns: dict[str, re.Pattern[str]]) -> set[str]:
    return {
        side
        for side, pattern in patterns.items()
        if any(
            not _DENIED.search(text, max(0, match.start() - 40), match.start())
            for match in pattern.finditer(text)
        )
    }


def _stated_zh(text: str, patterns: dict[str, re.Pattern[str]]) -> set[str]:
    """Clause by clause: a clause on sound or type is no clause on fit."""
    found: set[str] = set()
    if not _WORN_ZH.search(text):
        return found
    for clause in _CLAUSE_ZH.findall(text):
        if _NOT_WORN_ZH.search(clause):
            continue
        for side, pattern in patterns.items():
            match = pattern.search(clause)
            if match and not _DENIED_ZH.search(clause, 0, match.start()):
                found.add(side)
    return found


# --- height and weight

_SELF = (
    r"(?:\bi'?m|\bi am|\bi|\bmy height(?: is)?|\bheight:?|\bme:?|\bat|\bfor|\bmy \w+ is"
    r"|\bs?he'?s?|\bs?he is|\bam|身高是?[::]?|我|本人|净高)"
)
_FEET = re.compile(
    r"(?<![\d.'\"])([4-6])\s?(?:'|ft\.?|feet|foot)\s?(?:and )?"
    r"(1[01]|\d)?(?:[.,](\d)|\s?(1/2))?\s?(?:''|\"|in\b|inch(?:es)?\b)?(?![\d'])",
    re.IGNORECASE,
)
_CM = re.compile(r"(?<![\d.])(1\d\d|2[01]\d)(?:\.\d)?\s?(?:cm|厘米|公分)", re.IGNORECASE)
_METRES = re.compile(
    r"(?<![\d.])(?:([12])(?:[.,](\d{2})\s?(?:m\b|米)|米(\d{2}))|1米([5-9]))(?![\d寸])"
)
_ZH_HEIGHT = re.compile(
    r"(?:身高|净高)[是有::]?\s?(1[3-9]\d)(?!\d)"
    r"|(?:我|本人|弟弟|老公|女儿|儿子|妈妈|爸爸)[是有]?(1[3-9]\d)"
    r"(?=高|左右|买|穿|的身高|[,，、/ ]\s?\d{2,3}\s?(?:斤|kg|公斤))",
    re.IGNORECASE,
)
_ZH_PAIR = re.compile(
    r"(?<!\d)(1[4-9]\d)\s?(?:cm)?\s?[/,，、 ]\s?\d{2,3}(?:\.\d)?\s?(?:斤|kg|公斤|千克)",
    re.IGNORECASE,
)
_ABOUT = r"(?:about|around|only|just|almost|nearly|a|差不多|大概|约)?"
_BEFORE = re.compile(rf"{_SELF}[\s,:~]*{_ABOUT}\s*$", re.IGNORECASE)
_AFTER = re.compile(
    r"\s*(?:\(|,|and|/|&|-|\.|;|with)?\s*"
    r"(?:tall|in height|height|\d{2,3}\s?(?:lbs?|pounds?|#|kg|斤))",
    re.IGNORECASE,
)
_POUNDS = re.compile(r"(?<![\d.,$])(\d{2,3})(?:\.\d)?\s?(?:lbs?\b|pounds?\b|#)", re.IGNORECASE)
_KILOS = re.compile(
    r"(?<![\d.])(\d{2,3}(?:\.\d)?)\s?(?:kgs?(?![a-z])|kilos?\b|公斤|千克)", re.IGNORECASE
)
_JIN = re.compile(r"(?<![\d.])(\d{2,3})(?:\.\d)?\s?斤")
_WEIGHS = re.compile(
    r"(?:\bi'?m|\bi am|\bim|\bi weigh|\bweigh(?:ing|s)?|\bweight:?(?: is)?|\bme:?|\babout|\baround|"
    r"体重是?:?|我|本人)[\s,:]*(?:about|around|only|just|大概|差不多|约)?\s*$",
    re.IGNORECASE,
)


def _height(text: str) -> int | None:
    found: list[Decimal] = []
    for match in _ZH_PAIR.finditer(text):
        found.append(Decimal(match[1]))
    for match in _ZH_HEIGHT.finditer(text):
        found.append(Decimal(match[1] or match[2]))
    for match in _FEET.finditer(text):
        if _is_persons(text, match) and (match[2] or _AFTER.match(text, match.end())):
            inches = Decimal(12 * int(match[1]) + int(match[2] or 0))
            inches += Decimal(f"0.{match[3]}") if match[3] else 0
            inches += Decimal("0.5") if match[4] else 0
            found.append(inches * CM_PER_INCH)
    for match in _CM.finditer(text):
        if _is_persons(text, match):
            found.append(Decimal(match[1]))
    for match in _METRES.finditer(text):
        if _is_persons(text, match):
            rest = match[2] or match[3] or f"{match[4]}0"
            found.append(Decimal(f"{match[1] or 1}{rest}"))
    plausible = [int(cm.to_integral_value(ROUND_HALF_UP)) for cm in found]
    plausible = [cm for cm in plausible if MIN_HEIGHT_CM <= cm <= MAX_HEIGHT_CM]
    # two people in one text: nobody knows whose words on fit they are
    return plausible[0] if plausible and max(plausible) - min(plausible) <= 2 else None


def _weight(text: str, *, beside_height: bool) -> Decimal | None:
    found: list[Decimal] = []
    for pattern, unit in ((_POUNDS, KG_PER_POUND), (_KILOS, Decimal(1)), (_JIN, KG_PER_JIN)):
        for match in pattern.finditer(text):
            if beside_height or _WEIGHS.search(text, max(0, match.start() - 30), match.start()):
                found.append(Decimal(match[1]) * unit)
    plausible = [kg for kg in found if MIN_WEIGHT_KG <= kg <= MAX_WEIGHT_KG]
    if not plausible or max(plausible) - min(plausible) > 2:
        return None
    return plausible[0].quantize(Decimal("0.1"), ROUND_HALF_UP)


def _is_persons(text: str, match: re.Match[str]) -> bool:
    return bool(
        _BEFORE.search(text, max(0, match.start() - 40), match.start())
        or _AFTER.match(text, match.end())
    )
