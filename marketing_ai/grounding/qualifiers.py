"""Words that make an amount approximate: "about", "nearly", "up to", 不到, 将近, 出头, 左右.

`qualifier_of` reads them before and behind a quantity; `within` says how far from the
amount a fact may then lie. "up to", "from" and "end" name an end of a range and allow no
distance: who may get less is not told so.
"""

from __future__ import annotations

import re

ABOUT = 0.1  # of the fact's amount
_MUCH = 1.5  # "over 5" is no word for 8
_NEARLY = (0.88, 1.02)
_KELVIN = 273.15

_BEFORE = tuple(
    (name, re.compile(rf"(?:{words})\s*$", re.IGNORECASE))
    for name, words in (
        ("over", "more than|over|at least|above|exceeds|minimum of|超过|多于|至少|不低于|高于|≥"),
        ("near", r"\b(?:nearly|almost|just under|close to|not quite)|将近|接近|差不多|快(?=\s*$)"),
        ("under", r"less than|under|below|fewer than|within|不到|不足|低于|少于|不超过|小于|仅|≤"),
        ("about", r"\b(?:about|around|approximately|approx\.?|roughly|circa|ca\.?|some)"
                  "|~|≈|约|大约|大概|左右|近"),
        ("from", r"\b(?:from|between)(?: size| age)?|(?<![一-鿿])从"),
        ("up_to", r"\b(?:to|until|till)(?: size| age)?|as much as|as many as|at most"
                  r"|max(?:imum)?\.?"
                  r"|最[高大多长重远深](?:可|能|支持|承重|定时|可达|达|为|到|约|约为|选)?"
                  "|高达|可达|长达|多达|坐得下|装得下|能装|可坐|可容纳|容纳"),
    )
)  # fmt: skip
_STOP = r"(?=[\s的重高长宽厚,，。、！!？?；;：:)）—-]|$)"
_BEHIND = tuple(
    (name, re.compile(rf"\s?(?:{words})", re.IGNORECASE))
    for name, words in (
        ("more", rf"多{_STOP}|出头|有余|and a bit\b|plus\b|\+(?!\s?\d)"),
        ("under", rf"不到{_STOP}"),
        ("about", r"左右|上下|来(?=[重高长宽])|or so\b|or thereabouts\b|give or take\b"),
        ("up_to", r"以内|之内|以下|封顶|为限|内(?![置部胆层衬搭含侧])"),
        ("over", r"以上|起(?=[,，。、！!；;\s]|$)|or more\b|and up\b"),
        ("end", r"[\s-]?olds?\b"),
    )
)


def qualifier_of(text: str, start: int, end: int) -> str:
    """over, under, near, about, up_to, from, end or more for the amount at start:end, or ""."""
    before = text[max(0, start - 18) : start]
    for name, pattern in _BEFORE:
        if pattern.search(before):
            return name
    behind = text[end : end + 20]
    return next((name for name, pattern in _BEHIND if pattern.match(behind)), "")


def within(qualifier: str, value: float, target: float, *, step: float, dimension: str) -> bool:
    """Whether a fact's `target` is what "about `value`" and the like may stand for."""
    if dimension == "temperature":  # a tenth of the degrees shown, not of the kelvin
        value, target = value - _KELVIN, target - _KELVIN
    if value <= 0 or target <= 0:
        return False
    if qualifier == "over":
        return value < target <= value * _MUCH
    if qualifier == "under":
        return value / _MUCH <= target < value
    if qualifier == "about":
        return abs(value - target) <= ABOUT * target
    if qualifier == "near":
        return value * _NEARLY[0] <= target <= value * _NEARLY[1]
    if qualifier == "more":  # 七两多 is less than 八两
        return value <= target < min(value + step, value * _MUCH)
    return False
