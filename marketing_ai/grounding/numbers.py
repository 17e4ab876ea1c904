"""Reads numbers out of English and Chinese text: digits, fractions, words, numerals.

Left to others: what a number counts or measures (`units`) and whether it is true
(`support`). Guarantee: every number written with digits is found; number words and
Chinese numerals are found where they can be numbers, and `units` decides by what
follows them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_VULGAR = {
    "½": 0.5, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 0.25, "¾": 0.75, "⅕": 0.2, "⅖": 0.4, "⅗": 0.6,
    "⅘": 0.8, "⅙": 1 / 6, "⅚": 5 / 6, "⅛": 0.125, "⅜": 0.375, "⅝": 0.625, "⅞": 0.875,
}  # fmt: skip
_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12,
}  # fmt: skip
_LARGE = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_WORD = "|".join(sorted((*_SMALL, *_LARGE), key=len, reverse=True))
_PARTS = {
    "quarter": 4, "third": 3, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10,
}  # fmt: skip
_ZH_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_ZH_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_ZH_CLASS = "零〇一二两三四五六七八九十百千万亿"

_NUMBER = re.compile(
    r"(?P<mixed>(?<![\w.,])\d{1,3}[ -]?[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
    r"|(?P<vulgar>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
    r"|(?P<slash>(?<![\w.,/])\d{1,2}[ -]\d/\d{1,2}(?![\d/])"
    r"|(?<![\w.,/])[1-9]/(?:2|3|4|8|16)(?![\d/]))"
    r"|(?P<digits>\d+(?:[.,  '’]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?|(?<![\w.])\.\d+)"
    r"|(?P<dozen>\bhalf\s+a\s+dozen\b)"
    rf"|(?P<part>\b(?:{_WORD})[\s-](?:{'|'.join(_PARTS)})s\b)"
    rf"|(?P<half>\b(?:{_WORD})\s+and\s+a\s+half\b|\bhalf(?=[\s-]+(?:an?[\s-]+)?[a-z])|"
    r"\ba?\s?quarter(?=[\s-]+(?:of\s+)?(?:an?[\s-]+)?[a-z]))"
    rf"|(?P<words>\b(?:{_WORD})(?:(?:\s+and\s+|[\s-]+)(?:{_WORD}))*\b)"
    r"|(?P<percent>百分百|百分之[零〇一二两三四五六七八九十百千点]+)"
    rf"|(?P<zh>[{_ZH_CLASS}]+(?:点[零〇一二三四五六七八九]+)?|俩"
    r"|半(?=[斤升米年天小个公里寸磅]))",
    re.IGNORECASE,
)
_LIANG = re.compile(r"(?<=.)两(?![百千万])")
_ZH_AFTER_DIGITS = re.compile(r"\s?(?:亿|万|千(?![瓦克米卡赫帕焦])|百)")
_EN_AFTER_DIGITS = re.compile(r"\s(?:hundred|thousand|million)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """One number in a text; `readings` holds more than one value where the comma is unclear."""

    start: int
    end: int
    readings: tuple[float, ...]
    step: float  # the value of one in the last digit shown; of one or a half in words
    written: str  # "digits" | "words" | "zh"
    part: bool = False  # "two-fifths": a share where no unit follows


def find_numbers(text: str) -> list[Number]:
    """All numbers of `text`, in order, not overlapping."""
    found = []
    for match in _NUMBER.finditer(text):
        number = _read(match, text)
        if number is not None:
            found.append(number)
    return found


def _read(match: re.Match[str], text: str) -> Number | None:
    start, end, raw = match.start(), match.end(), match.group()
    group = match.lastgroup
    if group == "digits":
        readings, step = read_digits(raw)
        scale = _ZH_AFTER_DIGITS.match(text, end) or _EN_AFTER_DIGITS.match(text, end)
        if scale:
            word = scale.group().strip().lower()
            factor = _ZH_SCALE.get(word) or _LARGE[word]
            readings, step = tuple(r * factor for r in readings), step * factor
            end = scale.end()
        return Number(start, end, readings, step, "digits")
    if group in ("vulgar", "mixed"):
        whole = float(raw[:-1].strip(" -") or 0)
        return Number(start, end, (whole + _VULGAR[raw[-1]],), 0.0, "digits")
    if group == "slash":
        whole_text, _, fraction = raw.replace("-", " ").rpartition(" ")
        top, bottom = fraction.split("/")
        value = float(whole_text or 0) + int(top) / int(bottom)
        return Number(start, end, (value,), 0.0, "digits")
    if group == "half":
        lowered = raw.lower()
        if lowered == "half":
            value = 0.5
        elif "quarter" in lowered:
            value = 0.25
        else:
            value = read_words(lowered.split(" and a")[0]) + 0.5
        return Number(start, end, (value,), 0.5, "words")
    if group == "dozen":
        return Number(start, end, (6.0,), 1.0, "words")
    if group == "part":
        count, _, part = raw.lower().replace("-", " ").rpartition(" ")
        return Number(start, end, (read_words(count) / _PARTS[part[:-1]],), 0.0, "words", part=True)
    if group == "words":
        return Number(start, end, (read_words(raw),), 1.0, "words")
    if group == "percent":
        if raw in ("百分百", "百分之百"):
            return Number(start, end, (100.0,), 0.0, "zh")
        return Number(start, end, (read_chinese(raw[3:]),), 0.0, "zh")
    weight = _LIANG.search(raw)
    if weight:  # 三两 is three liang, a weight: the unit is not ours
        raw, end = raw[: weight.start()], start + weight.start()
    if raw in _ZH_SCALE and raw != "十":  # a bare 百, 千, 万 is part of a word, never a count
        return None
    return Number(start, end, (read_chinese(raw),), 0.1 if "点" in raw else 1.0, "zh")


def read_digits(raw: str) -> tuple[tuple[float, ...], float]:
    """Readings and step of a number written with digits.

    "1,700" is 1700; "1,7" is 1.7; "10.000" may be 10 or 10,000 and gives both.
    """
    compact = re.sub(r"[  '’\s]", "", raw)
    separators = [c for c in compact if c in ".,"]
    if not separators:
        return (float(compact),), 1.0
    if compact.startswith("."):
        return (float(compact),), 10.0 ** -(len(compact) - 1)
    if len(set(separators)) == 2:  # the last one is the decimal sign
        decimal = separators[-1]
        whole, fraction = compact.rsplit(decimal, 1)
        digits = re.sub(r"[.,]", "", whole)
        return (float(f"{digits}.{fraction}"),), 10.0 ** -len(fraction)
    groups = re.split(r"[.,]", compact)
    joined = float("".join(groups))
    if len(groups) > 2:
        return (joined,), 1.0
    whole, fraction = groups
    as_decimal = float(f"{whole}.{fraction}")
    step = 10.0 ** -len(fraction)
    if len(fraction) != 3 or whole in ("", "0") or len(whole) > 3:
        return (as_decimal,), step
    if separators[0] == ",":
        return (joined,), 1.0
    return (as_decimal, joined), step


def read_words(raw: str) -> float:
    """Value of English number words: "two hundred and fifty" is 250."""
    total = current = 0.0
    for word in re.split(r"[\s-]+", raw.lower()):
        if word in _SMALL:
            if word == "dozen" and current:
                current *= 12
            else:
                current += _SMALL[word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in _LARGE:
            total += (current or 1) * _LARGE[word]
            current = 0
    return total + current


def read_chinese(raw: str) -> float:
    """Value of Chinese numerals: 一千八百 is 1800, 两万三 is 20003, 三点五 is 3.5, 半 is 0.5."""
    if raw == "半":
        return 0.5
    whole, _, fraction = raw.partition("点")
    if fraction:
        tail = "".join(str(_ZH_DIGIT.get(c, 0)) for c in fraction)
        return _chinese_integer(whole) + float(f"0.{tail}")
    return _chinese_integer(whole)


def _chinese_integer(raw: str) -> float:
    if raw and all(c in _ZH_DIGIT for c in raw):  # 二〇二四: read digit by digit
        return float("".join(str(_ZH_DIGIT[c]) for c in raw))
    total = section = digit = 0
    for char in raw:
        if char in _ZH_DIGIT:
            digit = _ZH_DIGIT[char]
            continue
        scale = _ZH_SCALE.get(char)
        if scale is None:
            continue
        if scale >= 10_000:
            total = (
                (total + section + digit) * scale
                if total == 0
                else total + (section + digit) * scale
            )
            section = 0
        else:
            section += (digit or 1) * scale
        digit = 0
    return float(total + section + digit)
